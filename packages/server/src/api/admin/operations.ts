// The operator's handlers for a running server: tokens, checks, backup, master key, facts. Each translates and calls one flow.
import { isAbsolute } from 'node:path'
import type { operationEndpoints } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Random } from '../../base/random.ts'
import type { KeyRing } from '../../base/seal.ts'
import { checkNotifier } from '../../flows/registry/check-notifier.ts'
import { countToday } from '../../flows/registry/count-today.ts'
import { issueOperatorToken } from '../../flows/registry/operator-token.ts'
import { rotateKey } from '../../flows/registry/rotate-key.ts'
import type { Handlers } from '../../http/handler.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Roster } from '../../ports/nodes.ts'
import type { Store } from '../../ports/store.ts'
import { appOf } from './app-of.ts'
import { findingView } from './finding-view.ts'

/** What these handlers use. */
export interface OperationParts {
  readonly store: Pick<Store, 'commit' | 'tables' | 'backup' | 'node'>
  readonly sealer: KeyRing
  readonly channels: Pick<VendorChannels, 'check'>
  readonly roster: Pick<Roster, 'self' | 'present'>
  readonly clock: Clock
  readonly random: Random
  /** The file of the master key. */
  readonly masterKeyPath: string
  readonly about: ServerFacts
  /** Base URLs that this process listens at; undefined before it does. */
  readonly listening: () => { readonly url: string; readonly adminUrl: string } | undefined
}

/** What does not change while a server runs. */
export interface ServerFacts {
  readonly version: string
  readonly database: 'sqlite' | 'postgres'
  /** What an acknowledged write survives, as the database states it. */
  readonly durability: string
  readonly sandbox: boolean
  readonly timeZone: string
  readonly publicUrl?: string
}

/** Handlers of the operator's endpoints. */
export function operationHandlers(deps: OperationParts): Handlers<typeof operationEndpoints> {
  const { store, clock, about } = deps
  const rotate = oneAtATime('the master key is being rotated already', (signal: AbortSignal) =>
    rotateKey(deps, deps.masterKeyPath, signal),
  )
  return {
    async appTokenIssue({ params, body }) {
      const app = await appOf(store, params)
      const { text, expiresAtMs } = await issueOperatorToken(deps, app, body.ttlSeconds)
      return { token: text, expiresAt: expiresAtMs }
    },
    async notifierCheck({ params }, { signal }) {
      const app = await appOf(store, params)
      const { notifier, findings } = await checkNotifier(deps, app, params.name, signal)
      return { name: notifier.name, provider: notifier.provider, findings: findings.map(findingView) }
    },
    async backupWrite({ body: { path } }) {
      if (!isAbsolute(path) || path.includes('\0')) throw illegal('path must be absolute, on the machine of the server')
      await writeBackup(store, path)
      return { path }
    },
    async masterKeyRotate(_input, { signal }) {
      refuseAmongOthers(deps.roster)
      return { rewrapped: await rotate(signal).catch(refuseUnwritable) }
    },
    async serverInfo() {
      const now = clock.now()
      const at = deps.listening()
      const counts = await countToday(store.tables, now)
      const addresses = at && { main: at.url, admin: at.adminUrl }
      return { ...about, ...(addresses ? { addresses } : {}), node: store.node, now, counts }
    },
  }
}

/** The store's sentence says what stands in the way; the operator may read paths. */
async function writeBackup(store: Pick<Store, 'backup'>, path: string): Promise<void> {
  try {
    await store.backup(path)
  } catch (cause) {
    const reason = isTaken(cause) ? `${path} exists already and is not replaced` : sentenceOf(cause)
    throw new PosthouseError('conflict', { reason }, { field: 'path', cause })
  }
}

function isTaken(cause: unknown): boolean {
  const inner = cause instanceof Error ? cause.cause : undefined
  return inner instanceof Error && 'code' in inner && inner.code === 'EEXIST'
}

function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** Another node would read nothing that is sealed with the new key, and seal with the old one on. */
function refuseAmongOthers({ self, present }: OperationParts['roster']): void {
  const others = present().filter(({ number }) => number !== self).length
  if (others === 0) return
  const reason = `other nodes run with the present key (${others}): stop them, rotate, and start them with the new file`
  throw new PosthouseError('conflict', { reason })
}

/** A key that is mounted for reading is replaced where it is kept. Nothing was changed: the new file would have been the first step. */
function refuseUnwritable(cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (!['EROFS', 'EACCES', 'EPERM', 'EBUSY'].includes(code)) throw cause
  const reason = `the file of the master key cannot be replaced (${code}): rotate where a node may write it`
  throw new PosthouseError('conflict', { reason }, { cause })
}

/** A second call while one runs is refused with `conflict`. */
function oneAtATime(
  busy: string,
  run: (signal: AbortSignal) => Promise<number>,
): (signal: AbortSignal) => Promise<number> {
  let running = false
  return async signal => {
    if (running) throw new PosthouseError('conflict', { reason: busy })
    running = true
    try {
      return await run(signal)
    } finally {
      running = false
    }
  }
}

function illegal(reason: string): PosthouseError {
  return new PosthouseError('argument_illegal', { reason }, { field: 'path' })
}
