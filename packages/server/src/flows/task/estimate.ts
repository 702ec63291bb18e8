// What a task would come to before anybody creates it: users, devices by notifier against what the vendors have taken today, how long it
// takes at a pace, and whether there is room for it. Writes nothing.
import { minute } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { App } from '../../domain/app.ts'
import type { LabelName } from '../../domain/label.ts'
import { type Notifier, restsUntil } from '../../domain/notifier.ts'
import { planUser } from '../../domain/plan-user.ts'
import { lifeMsOf, type Strategy } from '../../domain/push.ts'
import { countedTasks, type Task, taskLimits } from '../../domain/task.ts'
import { deliveriesOf, type Expected } from '../../domain/task-estimate.ts'
import { utcDayOf } from '../../domain/utc-day.ts'
import type { TaskRequest } from './create.ts'
import { type Look, type LookDeps, lookAtAll, lookAtLabels, lookAtList, type PlanOf } from './look-at-audience.ts'

/** What estimating uses. */
export interface EstimateDeps extends LookDeps {
  readonly clock: Clock
  readonly timeZone: string
}

/** What a caller wants to know of. */
export interface EstimateRequest extends Pick<TaskRequest, 'app' | 'audience' | 'strategy' | 'pacePerMinute'> {}

/** What a notifier would have to take. */
export interface NotifierNeed {
  readonly notifier: Notifier
  readonly devices: number
  /** Epoch ms. */
  readonly pausedUntilMs: number | undefined
  /** Accepted by its vendor this UTC day, through all notifiers of the app. */
  readonly acceptedToday: number
}

/** See the head of the file. */
export interface TaskEstimate {
  readonly users: number
  readonly basis: Look['basis'] | 'lastTask'
  readonly usersLookedAt: number
  /** The task whose audience `users` is, where the basis is `lastTask`. */
  readonly lastTask: Task | undefined
  readonly expected: Expected
  /** Those that would be needed, the most needed first. */
  readonly needs: readonly NotifierNeed[]
  readonly durationMs: number | undefined
  readonly room: {
    readonly running: number
    readonly runningMax: number
    readonly createdLately: number
    readonly createdMax: number
  }
}

/** Tasks looked at for the limits and for the latest audience of everybody. */
const tasksMax = 200

/** Resolves within a bounded time, however many users there are. Throws `label_not_found`. */
export async function estimateTask(deps: EstimateDeps, request: EstimateRequest): Promise<TaskEstimate> {
  const { app, pacePerMinute } = request
  const { tables } = deps.store
  const nowMs = deps.clock.now()
  const [notifiers, tasks, open] = await Promise.all([
    tables.notifiers.list(app.id),
    tables.tasks.list(app.id, undefined, tasksMax),
    tables.tasks.list(app.id, undefined, tasksMax, ['running', 'paused']),
  ])
  const look = await lookAt(deps, request, planWith(deps, request.strategy, notifiers))
  const lastTask = look.basis === 'atLeast' ? lastOfAll(tasks, request, look.users) : undefined
  const users = lastTask?.audience ?? look.users
  const expected = look.tally.of(users)
  return {
    users,
    basis: lastTask ? 'lastTask' : look.basis,
    usersLookedAt: look.tally.users,
    lastTask,
    expected,
    needs: await needsOf(deps, app, expected, notifiers),
    durationMs: pacePerMinute === undefined ? undefined : Math.ceil((deliveriesOf(expected) / pacePerMinute) * minute),
    room: { running: open.length, createdLately: countedTasks(tasks, nowMs), ...taskLimits(app.settings) },
  }
}

async function lookAt(deps: EstimateDeps, { app, audience }: EstimateRequest, planOf: PlanOf): Promise<Look> {
  switch (audience.kind) {
    case 'all':
      return await lookAtAll(deps, app, planOf)
    case 'list':
      return await lookAtList(deps, app, audience.usernames, planOf)
    case 'label':
      return await lookAtLabels(deps, app, await labelIdsOf(deps, app, audience.labels), planOf)
  }
}

/** The smallest label first: it is gone over, the others are asked about its users. */
async function labelIdsOf(
  { store }: EstimateDeps,
  app: App,
  names: readonly LabelName[],
): Promise<readonly [bigint, ...bigint[]]> {
  const found = await Promise.all(
    names.map(async name => {
      const label = await store.tables.labels.find(app.id, name)
      if (!label) throw new PosthouseError('label_not_found', { name })
      return label
    }),
  )
  const [first, ...others] = found.toSorted((one, other) => one.memberCount - other.memberCount).map(({ id }) => id)
  if (first === undefined) throw new PosthouseError('argument_illegal', { reason: 'targets is empty' })
  return [first, ...others]
}

/** Nobody's settings are asked for, which change by the hour. Who is connected is not known of users who are only counted: as if nobody. */
function planWith({ clock, timeZone }: EstimateDeps, strategy: Strategy, list: readonly Notifier[]): PlanOf {
  const nowMs = clock.now()
  const deadlineMs = nowMs + lifeMsOf({ title: '', content: '', blocks: {} })
  const facts = { strategy, deadlineMs, isVoip: false, isTransparent: false }
  const notifiers = new Map(list.map(notifier => [notifier.name, notifier]))
  // Strategy 4 reaches those who are connected: at most everybody.
  const isOnline = strategy === 4
  return bindings => {
    const user = bindings && { bindings, settings: undefined, isOnline }
    return planUser(facts, user, notifiers, { nowMs, timeZone })
  }
}

/** The latest task to everybody knows how many there were; one that knew fewer than are there by now does not help. */
function lastOfAll(tasks: readonly Task[], { audience }: EstimateRequest, usersMin: number): Task | undefined {
  if (audience.kind !== 'all') return undefined
  return tasks.find(task => task.kind === 'all' && (task.audience ?? 0) >= usersMin)
}

async function needsOf(
  { store, clock }: EstimateDeps,
  app: App,
  { byNotifier }: Expected,
  notifiers: readonly Notifier[],
): Promise<readonly NotifierNeed[]> {
  const nowMs = clock.now()
  const today = utcDayOf(nowMs)
  const counted = await store.tables.counters.ofApp(app.id, today, today)
  const needs = notifiers.flatMap((notifier): readonly NotifierNeed[] => {
    const devices = byNotifier.get(notifier.name) ?? 0
    if (devices === 0) return []
    const acceptedToday = counted.find(({ provider }) => provider === notifier.provider)?.success ?? 0
    return [{ notifier, devices, pausedUntilMs: restsUntil(notifier, nowMs), acceptedToday }]
  })
  return needs.toSorted((one, other) => other.devices - one.devices)
}
