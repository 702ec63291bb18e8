// Walking over a task's audience: a bounded number of users at a time, in order of name. One commit per step stores what becomes of each
// of their devices, the attempts that begin among them, and how far the walk got; a crash resumes at the cursor (F10). Memory does not
// grow with the audience, and the walk waits while the vendors have enough to do.
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import { causeOf, type Log } from '../../base/log.ts'
import { oncePerTurn } from '../../base/once-per-turn.ts'
import { pause } from '../../base/pause.ts'
import type { App } from '../../domain/app.ts'
import { asksPresence } from '../../domain/strategy.ts'
import { type Task, taskLimits } from '../../domain/task.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import type { Bus } from '../../ports/bus.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import { meters } from '../../ports/meters.ts'
import type { Presence } from '../../ports/presence.ts'
import type { BoundRange, Leased, Store, TaskPart, Write } from '../../ports/store.ts'
import type { PageInFlight, PushLeases } from '../push/in-flight.ts'
import { openOnlineWay } from '../push/online-way.ts'
import type { CallbackEmitter } from '../push/outcome-writes.ts'
import { openRenderings } from '../push/render.ts'
import { type Course, partOfTask, wholeTask } from './course.ts'
import { cutTask, type Sharing } from './cut.ts'
import { Pace } from './pace.ts'
import { type LoadedUsers, notifierNamesOf, type PlanUsersDeps, UsersPlan } from './plan-users.ts'

/** What walking uses. */
export interface WalkDeps extends PlanUsersDeps {
  readonly store: Pick<Store, 'commit' | 'commitFenced' | 'tables'>
  readonly channels: Pick<VendorChannels, 'renderer' | 'vendorOf'>
  readonly callbacks: CallbackEmitter
  readonly presence: Pick<Presence, 'online'>
  readonly bus: Pick<Bus, 'publish'>
  readonly leases: PushLeases
  readonly clock: Clock
  readonly log: Log
  /** When a task is walked by several processes; absent: never. */
  readonly sharing?: Sharing | undefined
  /** Hands over pages that began; resolves when each is settled. */
  readonly send: (pages: readonly PageInFlight[]) => Promise<void>
}

/** Users of one step: their devices and what is said of each fit a commit well. */
const usersPerStep = 512
/** How long a walk holds its task between two steps, ms; each step renews it. */
const walkLeaseMs = 30_000
/** How often a paced walk looks whether it may go on, and whether its pace was changed, ms. */
const paceLookMs = 1_000
/** How long a task waits that would be one too many, or whose app may not push at present. */
const queueWaitMs = 2_000

/** How long a claim of tasks may hold them before the first step, ms. */
export function walkLeaseUntil(deps: Pick<WalkDeps, 'clock' | 'leases'>): number {
  // Tests shorten leases; the walk's own shrinks with them.
  return deps.clock.now() + Math.min(walkLeaseMs, Math.ceil(deps.leases.attemptMs / 2))
}

/**
 * Walks until the audience is done, the task is paused, cancelled or taken over by another process, its app may not push any more, which
 * leaves it for later, or `signal` aborts, which leaves it to be taken up at once. Resolves when everything it sent is settled.
 */
export async function walkTask(deps: WalkDeps, leased: Leased<Task>, signal: AbortSignal): Promise<void> {
  const app = await appOf(deps, leased.item)
  const course = wholeTask(deps.store, leased)
  const task = await begin(deps, app, leased, course, signal)
  if (task) await walkToEnd(deps, app, task, course, signal)
}

/** The same with a part of a task, besides others that walk the rest. */
export async function walkPart(deps: WalkDeps, leased: Leased<TaskPart>, signal: AbortSignal): Promise<void> {
  const { appId, taskId, cursor } = leased.item
  const app = await appOf(deps, leased.item)
  const course = partOfTask(deps.store, leased)
  const task = await deps.store.tables.tasks.find(appId, taskId)
  if (task && (await mayPush(deps, app, course)))
    await walkToEnd(deps, app, { ...task, cursor: cursor === '' ? undefined : cursor }, course, signal)
}

async function appOf({ store }: WalkDeps, { appId }: { readonly appId: App['id'] }): Promise<App> {
  const app = await store.tables.apps.byId(appId)
  if (!app) throw new Error(`a task belongs to app ${appId}, which does not exist`)
  return app
}

/** False where the app is closed: what is walked then waits. */
async function mayPush(deps: WalkDeps, app: App, course: Course): Promise<boolean> {
  if (app.settings.pushOpen) return true
  await deps.store.commit([course.release(deps.clock.now() + queueWaitMs)])
  return false
}

/** Fixes the audience of a task that was not begun; undefined where it has to wait, is somebody else's, or goes on in parts. */
async function begin(
  deps: WalkDeps,
  app: App,
  { item, epoch }: Leased<Task>,
  course: Course,
  signal: AbortSignal,
): Promise<Task | undefined> {
  if (!(await mayPush(deps, app, course))) return undefined
  const started = item.startedAtMs === undefined ? await start(deps, app, { item, epoch }) : item
  if (!started) return undefined
  return (await cutTask(deps, { item: started, epoch }, () => isHeld(deps, started, course), signal))
    ? undefined
    : started
}

async function start(deps: WalkDeps, app: App, { item, epoch }: Leased<Task>): Promise<Task | undefined> {
  const { tasks } = deps.store.tables
  const starting = tasks.start(item, epoch, deps.clock.now(), taskLimits(app.settings).runningMax)
  const [, isStarted] = await deps.store.commit([tasks.hold(app.id), starting])
  if (isStarted) return await tasks.find(item.appId, item.id)
  await deps.store.commit([tasks.release(item.id, epoch, deps.clock.now() + queueWaitMs)])
  return undefined
}

async function walkToEnd(deps: WalkDeps, app: App, task: Task, course: Course, signal: AbortSignal): Promise<void> {
  const sending = new Set<Promise<void>>()
  try {
    await walk(deps, app, { task, course }, signal, sending)
  } finally {
    await Promise.all(sending)
  }
}

/** A walk under way. */
interface Walk {
  /** As it was looked at last; its cursor is the walk's. */
  readonly task: Task
  readonly course: Course
}

async function walk(
  deps: WalkDeps,
  app: App,
  { task: begun, course }: Walk,
  signal: AbortSignal,
  sending: Set<Promise<void>>,
): Promise<void> {
  let task = { ...begun, pacePerMinute: await course.paceOf(begun) }
  const pace = new Pace(task.pacePerMinute, deps.clock.monotonic())
  let lookedMs = deps.clock.monotonic()
  for (;;) {
    if (signal.aborted) {
      await deps.store.commit([course.release(deps.clock.now())])
      return
    }
    if (deps.clock.monotonic() - lookedMs >= paceLookMs) {
      lookedMs = deps.clock.monotonic()
      const { tasks, apps } = deps.store.tables
      const [present, its] = await Promise.all([tasks.find(app.id, task.id), apps.byId(app.id)])
      task = { ...task, pacePerMinute: present && (await course.paceOf(present)) }
      if (its && !(await mayPush(deps, its, course))) return
    }
    const allowed = Math.min(usersPerStep, pace.allowed(task.pacePerMinute, deps.clock.monotonic()))
    if (allowed < 1) {
      await pause(deps.clock, Math.min(paceLookMs, pace.waitMs()), signal)
      if (!(await isHeld(deps, task, course))) return
      continue
    }
    const limit = Math.max(1, await deps.slots.worthPlanning(allowed))
    const step = await takeStep(deps, app, { task, course }, limit)
    if (step.kind !== 'went') return
    pace.spent(step.deliveries)
    task = step.task
    const sent: Promise<void> = step
      .send()
      // The pages' leases bring back what was not recorded; the walk goes on.
      .catch(cause => deps.log.error('task.send_failed', { task: String(task.id), ...causeOf(cause) }))
      .finally(() => sending.delete(sent))
    sending.add(sent)
  }
}

/** Renews the lease; false where the task is no longer this walk's. */
async function isHeld(deps: WalkDeps, task: Task, course: Course): Promise<boolean> {
  const here = { cursor: task.cursor ?? ('' as UserId), walked: 0, leaseUntilMs: walkLeaseUntil(deps) }
  return (await deps.store.commit([course.advance(here)]))[0]
}

type Step =
  | { readonly kind: 'ended' }
  | {
      readonly kind: 'went'
      readonly task: Task
      readonly deliveries: number
      /** Hands over what began. */
      readonly send: () => Promise<void>
    }

async function takeStep(deps: WalkDeps, app: App, { task, course }: Walk, limit: number): Promise<Step> {
  const { tables } = deps.store
  const nowMs = deps.clock.now()
  // Asked for before the bindings are read, so that what changes meanwhile counts.
  const revision = tables.bindings.revision()
  const loaded = await load(deps, app, { task, course }, limit, nowMs)
  const { usernames } = loaded.audience
  const cursor = usernames.at(-1)
  if (cursor === undefined) {
    failpoint('task.walked')
    await deps.store.commitFenced([course.finish(nowMs)])
    return { kind: 'ended' }
  }
  const plan = new UsersPlan(deps, task, loaded, nowMs).plan()
  const pages = plan.pages.sending(nowMs, { revision, isStillBound: loaded.isStillBound })
  const here = { cursor, walked: usernames.length, leaseUntilMs: walkLeaseUntil(deps) }
  const fence = course.advance(here)
  failpoint('task.planned')
  const isRecorded = await commitStep(deps, pages, { fence, writes: writesOf(deps, loaded, plan, pages, nowMs) })
  failpoint('task.recorded')
  if (!isRecorded) return { kind: 'ended' }
  loaded.emitter.announce()
  loaded.online.announce()
  plan.tally.meter()
  meters.usersWalked.add(usernames.length)
  const walked = { ...task, cursor, walked: task.walked + usernames.length }
  return { kind: 'went', task: walked, deliveries: plan.deliveries, send: () => deps.send(pages) }
}

/** Slots of what did not begin after all are given back. */
async function commitStep(
  deps: WalkDeps,
  pages: readonly PageInFlight[],
  unit: { readonly fence: Write<boolean>; readonly writes: readonly Write<unknown>[] },
): Promise<boolean> {
  let isHeld = false
  try {
    isHeld = (await deps.store.commitFenced([unit]))[0] ?? false
  } finally {
    if (!isHeld) for (const { notifier, page } of pages) deps.slots.give(notifier.uuid, page.deliveries.length)
  }
  return isHeld
}

function writesOf(
  deps: WalkDeps,
  { emitter }: LoadedUsers,
  plan: UsersPlan,
  pages: readonly PageInFlight[],
  nowMs: number,
): readonly Write<unknown>[] {
  const { tables } = deps.store
  const leaseUntilMs = nowMs + deps.leases.attemptMs
  return [
    ...pages.map(({ page }) => tables.pages.insert(page, leaseUntilMs)),
    ...plan.pages.waiting(nowMs).map(({ page, dueAtMs }) => tables.pages.insertWaiting(page, dueAtMs)),
    ...plan.pages.skipped(nowMs).map(({ page, ends }) => tables.pages.insertSkipped(page, ends)),
    ...plan.entries,
    ...plan.tally.writes(deps.store),
    ...plan.ended.flatMap(({ push, delivery, outcome }) => emitter.writes(push, delivery, outcome)),
  ]
}

async function load(
  deps: WalkDeps,
  app: App,
  { task, course }: Walk,
  limit: number,
  nowMs: number,
): Promise<LoadedUsers> {
  const { notifiers, bindings: bound, userSettings } = deps.store.tables
  const audience = await course.audience(task, limit)
  const { usernames } = audience
  // Everybody lies together; those of a list are looked up.
  const last = task.kind === 'all' ? usernames.at(-1) : undefined
  const settingsOf = () =>
    last === undefined ? userSettings.findMany(app.id, usernames) : userSettings.between(app.id, task.cursor, last)
  const [range, settings, emitter, connected, online] = await Promise.all([
    last === undefined ? listed(bound, app.id, usernames) : bound.between(app.id, task.cursor, last),
    app.settings.quietForRest === false ? noSettings : settingsOf(),
    deps.callbacks.prepare([app.id]),
    asksPresence(task.strategy) ? deps.presence.online(app.id, usernames) : nobody,
    openOnlineWay(deps, [task]),
  ])
  const { bindings, digest } = range
  const isStillBound =
    last === undefined || digest === undefined
      ? undefined
      : oncePerTurn(async () => (await bound.digestBetween(app.id, task.cursor, last)) === digest)
  const named = await notifiers.byNames(app.id, notifierNamesOf(bindings))
  const renderings = await openRenderings(deps, named, nowMs)
  const byName = new Map(named.map(notifier => [notifier.name, notifier]))
  return { audience, bindings, isStillBound, settings, notifiers: byName, renderings, emitter, connected, online }
}

async function listed(
  bindings: WalkDeps['store']['tables']['bindings'],
  appId: App['id'],
  usernames: readonly UserId[],
): Promise<BoundRange> {
  return { bindings: await bindings.ofUsers(appId, usernames), digest: undefined }
}

const nobody: ReadonlySet<UserId> = new Set()
const noSettings: ReadonlyMap<UserId, UserSettings> = new Map()
