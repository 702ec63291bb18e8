// Accepting: a push row per user, durable before the caller hears of it (I1). The row is the job; nothing else is written.

import type { MsgId, UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import { type PushWish, pushMaker } from '../../domain/new-push.ts'
import type { Push } from '../../domain/push.ts'
import type { Bus } from '../../ports/bus.ts'
import { meters } from '../../ports/meters.ts'
import type { Store } from '../../ports/store.ts'
import type { Quotas } from '../registry/quotas.ts'
import { type IdempotentRequest, recall } from './recall.ts'

/** What accepting uses. */
export interface AcceptDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly quotas: Pick<Quotas, 'admitPushes'>
  readonly ids: Ids
  readonly clock: Clock
}

/** What a caller asks for. */
export interface AcceptInput extends PushWish {
  readonly app: App
  /** In the caller's order; repeated ids make one push. */
  readonly targets: readonly UserId[]
  readonly idempotent: IdempotentRequest | undefined
}

/** The pushes that stand for the request. */
export interface Accepted {
  readonly pushes: ReadonlyMap<UserId, MsgId>
  /** True when an earlier request with the same key made them. */
  readonly repeated: boolean
}

/**
 * Resolves once every push is durable. Throws `idempotency_mismatch` for a key that came with another body, `push_closed` when the
 * app may not push, `limit_request` over its quota; a storage failure passes through as `StoreError`.
 */
export function acceptPushes(deps: AcceptDeps, input: AcceptInput): Promise<Accepted> {
  if (!input.app.settings.pushOpen) return Promise.reject(new PosthouseError('push_closed'))
  const targets = input.targets.length === 1 ? input.targets : [...new Set(input.targets)]
  if (input.idempotent) return acceptOnce(deps, input, targets, input.idempotent)
  // Without a promise for apps without a quota, which is nearly all.
  if (!input.app.settings.quotas) return insert(deps, input, targets)
  return admit(deps, input, targets).then(() => insert(deps, input, targets))
}

async function acceptOnce(
  deps: AcceptDeps,
  input: AcceptInput,
  targets: readonly UserId[],
  request: IdempotentRequest,
): Promise<Accepted> {
  const known = await recall(deps.store, input.app.id, request)
  if (known) return repeat(targets, known)
  await admit(deps, input, targets)
  return insertOnce(deps, input, targets, request)
}

function admit({ quotas }: AcceptDeps, { app }: AcceptInput, targets: readonly UserId[]): Promise<void> {
  return quotas.admitPushes(app, 'user', targets.length)
}

function repeat(targets: readonly UserId[], pushIds: readonly MsgId[]): Accepted {
  const pushes = new Map<UserId, MsgId>()
  for (const [index, target] of targets.entries()) {
    const id = pushIds[index]
    if (id !== undefined) pushes.set(target, id)
  }
  return { pushes, repeated: true }
}

/** The hot path: one promise on top of the commit's own. */
function insert(deps: AcceptDeps, input: AcceptInput, targets: readonly UserId[]): Promise<Accepted> {
  const pushes = makePushes(deps, input, targets)
  failpoint('accept.before-commit')
  return deps.store.commit(pushes.map(push => deps.store.tables.pushes.insert(push))).then(() => {
    failpoint('accept.after-commit')
    return { pushes: announce(deps, pushes), repeated: false }
  })
}

/** The key's row is the fence: of two requests that race, one inserts and the other answers with the first one's pushes. */
async function insertOnce(
  deps: AcceptDeps,
  input: AcceptInput,
  targets: readonly UserId[],
  request: IdempotentRequest,
): Promise<Accepted> {
  const { tables } = deps.store
  const pushes = makePushes(deps, input, targets)
  const record = {
    bodyDigest: request.bodyDigest,
    pushIds: pushes.map(push => push.id),
    createdAtMs: deps.clock.now(),
  }
  const fence = tables.idempotency.insert(input.app.id, request.route, request.keyHash, record)
  failpoint('accept.before-commit')
  const [inserted] = await deps.store.commitFenced([{ fence, writes: pushes.map(push => tables.pushes.insert(push)) }])
  failpoint('accept.after-commit')
  if (inserted) return { pushes: announce(deps, pushes), repeated: false }
  const known = await recall(deps.store, input.app.id, request)
  if (!known) throw new PosthouseError('idempotency_busy', {}, { retryAfterSeconds: 1 })
  return repeat(targets, known)
}

function makePushes(deps: AcceptDeps, input: AcceptInput, targets: readonly UserId[]): readonly Push[] {
  const newPush = pushMaker(input, deps.clock.now())
  return targets.map(target => newPush(deps.ids.next() as MsgId, target))
}

function announce(deps: AcceptDeps, pushes: readonly Push[]): Map<UserId, MsgId> {
  deps.bus.publish({ kind: 'push.accepted' })
  meters.pushesAccepted.of(pushes[0]?.source ?? 'other').add(pushes.length)
  return new Map(pushes.map(push => [push.target, push.id]))
}
