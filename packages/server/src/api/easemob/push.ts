// Sending to users: each handler reads the request, accepts it, and answers in the shape of seed 002.
import type { MsgId, pushEndpoints, UserId } from '@posthouse/protocol'
import { userIdOf } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { readNotification } from '../../domain/notification.ts'
import type { PushSource } from '../../domain/push.ts'
import { readStrategy } from '../../domain/strategy.ts'
import { isPlainText } from '../../domain/username.ts'
import { type AcceptDeps, type Accepted, acceptPushes } from '../../flows/push/accept.ts'
import { type AwaitDeps, awaitOutcomes } from '../../flows/push/await-outcomes.ts'
import { idempotentRequest } from '../../flows/push/recall.ts'
import { type SyncResult, syncResults } from '../../flows/push/sync-result.ts'
import { maskTokensOf } from '../../flows/trace/mask.ts'
import type { AppCall, Handlers } from '../../http/handler.ts'

/** What the sending endpoints use. */
export type PushApiDeps = AcceptDeps & AwaitDeps

/** Most targets of one call (seed 002). */
const targetsMax = 100
/** Carries the `msg_id`s, in the order of the targets: the compatible bodies have no place for them. */
const msgIdHeader = 'posthouse-msg-id'

interface SendBody {
  readonly strategy?: number | string
  readonly pushMessage: Readonly<Record<string, unknown>>
}

/** Handlers of the sending endpoints. */
export function pushHandlers(deps: PushApiDeps): Handlers<typeof pushEndpoints> {
  return {
    async pushSync({ params, body }, call) {
      const target = userIdOf(params.target)
      const { pushes } = await accept(deps, call, 'sync', `push/sync/${target}`, [target], body)
      return await results(deps, call, pushes.get(target))
    },
    async pushAsync({ params, body }, call) {
      const target = userIdOf(params.target)
      await accept(deps, call, 'async', `push/async/${target}`, [target], body)
      return [{ pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }]
    },
    async pushSingle({ body }, call) {
      const targets = readTargets(body.targets, body.async === false)
      const source = body.async === false ? 'sync' : 'single'
      const { pushes } = await accept(deps, call, source, 'push/single', targets, body)
      const [first] = body.targets
      if (body.async === false && first !== undefined) {
        const items = await results(deps, call, pushes.get(userIdOf(first)))
        return items.map(item => ({ id: first, ...item }))
      }
      return body.targets.map(id => ({ id, pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }))
    },
  }
}

async function accept(
  deps: AcceptDeps,
  call: AppCall,
  source: PushSource,
  route: string,
  targets: readonly UserId[],
  body: SendBody,
): Promise<Accepted> {
  const accepted = await acceptPushes(deps, {
    app: call.app,
    source,
    strategy: readStrategy(body.strategy),
    notification: readNotification(body.pushMessage, call.app.settings),
    targets,
    idempotent: idempotentRequest(route, call.idempotencyKey, call.bodyDigest),
  })
  call.setHeader(msgIdHeader, targets.map(target => accepted.pushes.get(target)).join(','))
  return accepted
}

async function results(deps: AwaitDeps, call: AppCall, pushId: MsgId | undefined): Promise<SyncResult[]> {
  if (pushId === undefined) throw new PosthouseError('internal')
  const records = await awaitOutcomes(deps, call.app, pushId, call.signal)
  const items = syncResults(records, await deps.store.tables.attempts.ofPush(call.app.id, pushId))
  // Vendors' own words may hold device tokens, which the app's server knows and its people are not shown (S15).
  return call.operator ? (maskTokensOf(records)(JSON.stringify(items)) as SyncResult[]) : items
}

function readTargets(targets: readonly string[], one: boolean): readonly UserId[] {
  const max = one ? 1 : targetsMax
  if (targets.length === 0 || targets.length > max) {
    throw new PosthouseError(
      'argument_illegal',
      { reason: `targets must hold 1 to ${max} user ids` },
      { field: 'targets' },
    )
  }
  // Others may be nobody's id; these no database keeps as they are (S33).
  if (!targets.every(isPlainText))
    throw new PosthouseError('argument_illegal', { reason: 'targets must hold user ids' }, { field: 'targets' })
  return targets.map(userIdOf)
}
