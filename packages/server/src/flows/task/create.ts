// Creating a task: what is wrong is said before anything is written; the app's limits are looked at in the same commit (seed 002).
import type { MsgId, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Ids } from '../../base/ids.ts'
import type { App } from '../../domain/app.ts'
import type { LabelName } from '../../domain/label.ts'
import { withCategory } from '../../domain/notification.ts'
import type { Strategy } from '../../domain/push.ts'
import { readStartDate } from '../../domain/start-date.ts'
import { type Task, type TaskKind, taskLimits, taskWindowMs } from '../../domain/task.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Store, Write } from '../../ports/store.ts'
import { type IdempotentRequest, recall } from '../push/recall.ts'
import type { Quotas } from '../registry/quotas.ts'

/** What creating uses. */
export interface CreateTaskDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly bus: Pick<Bus, 'publish'>
  readonly quotas: Pick<Quotas, 'admitPushes'>
  readonly ids: Ids
  readonly clock: Clock
  readonly timeZone: string
}

/** What a caller asks for. */
export interface TaskRequest {
  readonly app: App
  readonly audience:
    | { readonly kind: 'all' }
    | { readonly kind: 'list'; readonly usernames: readonly UserId[] }
    | { readonly kind: 'label'; readonly labels: readonly LabelName[] }
  readonly strategy: Strategy
  readonly notification: Notification
  /** As it was written; absent = now. */
  readonly startDate: string | undefined
  /** Deliveries per minute; absent = as fast as it goes. */
  readonly pacePerMinute?: number | undefined
  readonly idempotent: IdempotentRequest | undefined
}

/**
 * Resolves with the id of the task once it is durable. Throws `argument_illegal` for a start that may not be, `label_not_found`,
 * `limit_request` where the app has too many tasks or its plan allows no more, `push_closed`, `idempotency_mismatch`.
 */
export async function createTask(deps: CreateTaskDeps, request: TaskRequest): Promise<bigint> {
  const { app, audience, idempotent } = request
  if (!app.settings.pushOpen) throw new PosthouseError('push_closed')
  const known = idempotent && (await recall(deps.store, app.id, idempotent))
  if (known) return await repeated(deps, app, known)
  const nowMs = deps.clock.now()
  const anyStart = app.settings.tasks?.anyStart ?? false
  const rules = { nowMs, timeZone: deps.timeZone, anyStart }
  const startAtMs = request.startDate === undefined ? nowMs : readStartDate(request.startDate, rules)
  if (audience.kind === 'label') await demandLabels(deps, app, audience.labels)
  await deps.quotas.admitPushes(app, audience.kind, audience.kind === 'list' ? audience.usernames.length : 1)
  const id = await insert(deps, request, newTask(deps, request, nowMs, startAtMs))
  deps.bus.publish({ kind: 'task.due' })
  return id
}

async function repeated({ store }: CreateTaskDeps, app: App, ids: readonly MsgId[]): Promise<bigint> {
  const [id] = ids
  const task = id === undefined ? undefined : await store.tables.tasks.find(app.id, id)
  if (!task) throw new PosthouseError('limit_request')
  return task.id
}

/** A label that is deleted before the task starts is carried by nobody then. */
async function demandLabels({ store }: CreateTaskDeps, app: App, labels: readonly LabelName[]): Promise<void> {
  for (const name of labels) {
    if (!(await store.tables.labels.find(app.id, name))) throw new PosthouseError('label_not_found', { name })
  }
}

function newTask(deps: CreateTaskDeps, request: TaskRequest, nowMs: number, startAtMs: number): Task {
  const { app, audience, strategy, notification, pacePerMinute } = request
  const kind: TaskKind = audience.kind
  return {
    id: deps.ids.next(),
    appId: app.id,
    kind,
    state: startAtMs > nowMs ? 'scheduled' : 'running',
    strategy,
    notification: withCategory(notification, app.settings.defaultCategory),
    labels: audience.kind === 'label' ? audience.labels : [],
    pacePerMinute,
    createdAtMs: nowMs,
    startAtMs,
    startedAtMs: undefined,
    finishedAtMs: undefined,
    audience: undefined,
    walked: 0,
    cursor: undefined,
  }
}

/** Of two requests with the same key that race, the key's row lets one insert; the other answers with the first one's task. */
async function insert(deps: CreateTaskDeps, request: TaskRequest, task: Task): Promise<bigint> {
  const { app, audience, idempotent } = request
  const { tasks, idempotency } = deps.store.tables
  const limits = { ...taskLimits(app.settings), windowStartMs: task.createdAtMs - taskWindowMs }
  const targets: Write[] = audience.kind === 'list' ? [tasks.insertTargets(app.id, task.id, audience.usernames)] : []
  if (!idempotent) {
    const [, isInserted] = await deps.store.commit([tasks.hold(app.id), tasks.insert(task, limits), ...targets])
    if (!isInserted) throw new PosthouseError('limit_request')
    return task.id
  }
  const { route, keyHash, bodyDigest } = idempotent
  const record = { bodyDigest, pushIds: [task.id as MsgId], createdAtMs: task.createdAtMs }
  const fence = idempotency.insert(app.id, route, keyHash, record)
  // A refusal is not remembered: the same request may find room later.
  const unremembered = idempotency.deleteUnlessTask(app.id, route, keyHash, task.id)
  const writes = [tasks.hold(app.id), tasks.insert(task, limits), ...targets, unremembered]
  const [isFirst] = await deps.store.commitFenced([{ fence, writes }])
  if (!isFirst) return await repeated(deps, app, (await recall(deps.store, app.id, idempotent)) ?? [])
  if (await tasks.find(app.id, task.id)) return task.id
  throw new PosthouseError('limit_request')
}
