// Who is behind a session's id or a key? Both are remembered for two seconds, so that what was revoked ends within five (S05); a change
// that a process hears of is seen at once.
import { day, hour, minute, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { sha256 } from '../../base/crypto.ts'
import { causeOf, type Log } from '../../base/log.ts'
import { createRecent } from '../../base/recent.ts'
import type { Operator } from '../../domain/access.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store, Write } from '../../ports/store.ts'

/** Finds operators. */
export interface Operators extends Disposable {
  /** Undefined for a session that never was, has ended, or whose account is disabled. */
  ofSession(id: string): Operator | undefined | Promise<Operator | undefined>
  /** Undefined for a key that never was, was revoked or has ended. */
  ofKey(text: string): Operator | undefined | Promise<Operator | undefined>
  /** Somebody's roles, sessions or keys changed: everything that is remembered is forgotten, here and in every process that can be told. */
  forget(): Promise<void>
}

/** What finding uses. */
export interface OperatorDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly bus: Pick<Bus, 'announce' | 'subscribe'>
  readonly clock: Clock
  readonly log: Log
}

/** A session ends after so long without a request (S11). */
export const sessionIdleMs: number = 12 * hour
/** And after so long in any case. */
export const sessionLifeMs: number = 7 * day
const rememberMs: number = 2 * second
/** Under a kilobyte each. */
const rememberedMax = 10_000
/** A use is noted once in so long, so that reading costs no writes. */
const touchEveryMs: number = minute

interface Found {
  readonly operator: Operator
  /** Epoch ms; what is remembered ends with it. */
  readonly endsAtMs: number
}

/** Finds them in the record. */
export function createOperators(deps: OperatorDeps): Operators {
  const { clock } = deps
  const recent = createRecent<string, Found>(clock, rememberedMax)
  const keep = async (key: string, finding: Promise<Found | undefined>): Promise<Operator | undefined> => {
    const found = await finding
    if (found) recent.set(key, found, rememberMs)
    return found?.operator
  }
  const known = (key: string, find: () => Promise<Found | undefined>) => {
    const remembered = recent.get(key)
    if (!remembered) return keep(key, find())
    return remembered.endsAtMs > clock.now() ? remembered.operator : undefined
  }
  const forget = (): void => recent.forget(() => true)
  const stop = deps.bus.subscribe('access.changed', forget)
  return {
    ofSession: id => known(`session ${id}`, () => findSession(deps, sha256(id))),
    ofKey: text => known(`key ${text}`, () => findKey(deps, sha256(text))),
    async forget() {
      forget()
      await deps.bus.announce({ kind: 'access.changed' })
    },
    [Symbol.dispose]: stop,
  }
}

async function findSession(deps: OperatorDeps, hash: Uint8Array): Promise<Found | undefined> {
  const { consoleSessions, accounts } = deps.store.tables
  const session = await consoleSessions.find(hash)
  if (!session) return undefined
  const nowMs = deps.clock.now()
  const endsAtMs = Math.min(session.seenAtMs + sessionIdleMs, session.createdAtMs + sessionLifeMs)
  if (endsAtMs <= nowMs) return undefined
  const account = await accounts.byId(session.accountId)
  if (!account || account.disabled) return undefined
  if (nowMs - session.seenAtMs >= touchEveryMs) await note(deps, consoleSessions.touch(hash, nowMs))
  return { operator: { kind: 'account', account, session: hash }, endsAtMs }
}

async function findKey(deps: OperatorDeps, hash: Uint8Array): Promise<Found | undefined> {
  const { apiKeys } = deps.store.tables
  const key = await apiKeys.find(hash)
  const nowMs = deps.clock.now()
  const endsAtMs = key?.expiresAtMs ?? Number.POSITIVE_INFINITY
  if (!key || endsAtMs <= nowMs) return undefined
  if (nowMs - (key.lastUsedAtMs ?? 0) >= touchEveryMs) await note(deps, apiKeys.touch(key.id, nowMs))
  return { operator: { kind: 'key', key }, endsAtMs }
}

/** Who may read must not be kept out because the disk is full. */
async function note({ store, log }: OperatorDeps, write: Write): Promise<void> {
  try {
    await store.commit([write])
  } catch (cause) {
    log.warn('access.use_not_noted', causeOf(cause))
  }
}
