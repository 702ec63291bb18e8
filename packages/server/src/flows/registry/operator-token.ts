// An app token on the operator's word, for a piece of work at hand: the command line sends and binds with it. The client secret is
// neither asked for nor shown.
import { minute, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import type { Random } from '../../base/random.ts'
import { issueToken } from '../../base/token.ts'
import type { App } from '../../domain/app.ts'
import type { Store } from '../../ports/store.ts'

/** What issuing uses. */
export interface OperatorTokenDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly random: Random
  readonly clock: Clock
}

/** Long enough for a command and short enough to be forgotten. */
const defaultLifeSeconds: number = (10 * minute) / second

/** Issues a token that is good for everything an app token is good for. The caller has checked the operator's key. */
export async function issueOperatorToken(
  { store, random, clock }: OperatorTokenDeps,
  app: App,
  ttlSeconds: number = defaultLifeSeconds,
): Promise<{ readonly text: string; readonly expiresAtMs: number }> {
  const { text, hash } = issueToken(random)
  const expiresAtMs = clock.now() + ttlSeconds * second
  const record = { appId: app.id, kind: 'app', username: undefined, expiresAtMs } as const
  await store.commit([store.tables.tokens.insert(hash, record)])
  return { text, expiresAtMs }
}
