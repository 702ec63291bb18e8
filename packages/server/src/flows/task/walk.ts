// Walking over a task's audience: a bounded number of users at a time, in order of name. One commit per step stores what becomes of each
// of their devices, the attempts that begin among them, and how far the walk got; a crash resumes at the cursor (F10). Memory does not
// grow with the audience, and the walk waits while the vendors have enough to do.
import type { UserId } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import { causeOf, type Log } from '../../base/log.ts'
import { pause } from '../../base/pause.ts'
import type { App } from '../../domain/app.ts'
import { asksPresence } from '../../domain/strategy.ts'
import { type Task, taskLimits } from '../../domain/task.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import type { Bus } from '../../ports/bus.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { Presence } from '../../ports/presence.ts'
import type { Leased, Store, Write } from '../../ports/store.ts'
import type { PageInFlight, PushLeases } from '../push/in-flight.ts'
import { openOnlineWay } from '../push/online-way.ts'
import type { CallbackEmitter } from '../push/outcome-writes.ts'
import { openRenderings } from '../push/render.ts'
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
  /** Hands over pages that began; resolves when each is settled. */
  readonly send: (pages: readonly PageInFlight[]) => Promise<void>
}

/** Users of one step: their devices and what is said of each fit a commit well. */
const usersPerStep = 320
/** How long a walk holds its task between two steps, ms; each step renews it. */
const walkLeaseMs = 30_000
/** How often a paced walk looks whether it may go on, and whether its pace was changed, ms. */
const paceLookMs = 1_000
/** How long a task waits that would be one too many, or whose app may not push at present. */
const queueWaitMs = 2_000

/** How long a claim of tasks may hold them before the first step, ms. */
export function walkLeaseUntil(deps: Pick<WalkDeps, 'clock' | 'leases'>): number {
  // Tests shorten leases; the walk's own shrinks with them.
  return deps.clock.now() + Math.min(walkLeaseMs, deps.leases.attemptMs / 2)
}

/**
 * Walks until the audience is done, the task is paused, cancelled or taken over by another process, its app may not push any more, which
 * leaves it for later, or `signal` aborts, which leaves it to be taken up at once. Resolves when everything it sent is settled.
 */
export async function walkTask(deps: WalkDeps, leased: Leased<Task>, signal: AbortSignal): Promise<void> {
  const sending = new Set<Promise<void>>()
  try {
    const app = await deps.store.tables.apps.byId(leased.item.appId)
    if (!app) throw new Error(`task ${leased.item.id} belongs to no app`)
    const started = await begin(deps, app, leased)
    if (started) await walk(deps, app, { item: started, epoch: leased.epoch }, signal, sending)
  } finally {
    await Promise.all(sending)
  }
}

/** Fixes the audience of a task that was not begun; undefined where it has to wait or is somebody else's. */
async function begin(deps: WalkDeps, app: App, { item, epoch }: Leased<Task>): Promise<Task | undefined> {
  const { tasks } = deps.store.tables
  if (!app.settings.pushOpen) {
    await deps.store.commit([tasks.release(item.id, epoch, deps.clock.now() + queueWaitMs)])
    return undefined
  }
  if (item.startedAtMs !== undefined) return item
  const [fence, ...writes] = tasks.start(item, epoch, deps.clock.now(), taskLimits(app.settings).runningMax)
  const [isStarted] = await deps.store.commitFenced([{ fence, writes }])
  if (isStarted) return await tasks.find(item.appId, item.id)
  await deps.store.commit([tasks.release(item.id, epoch, deps.clock.now() + queueWaitMs)])
  return undefined
}

async function walk(
  deps: WalkDeps,
  app: App,
  leased: Leased<Task>,
  signal: AbortSignal,
  sending: Set<Promise<void>>,
): Promise<void> {
  const { tasks } = deps.store.tables
  const { epoch } = leased
  const pace = new Pace(leased.item.pacePerMinute, deps.clock.monotonic())
  let task = leased.item
  let lookedMs = deps.clock.monotonic()
  for (;;) {
    if (signal.aborted) {
      await deps.store.commit([tasks.release(task.id, epoch, deps.clock.now())])
      return
    }
    if (deps.clock.monotonic() - lookedMs >= paceLookMs) {
      lookedMs = deps.clock.monotonic()
      const [present, its] = await Promise.all([tasks.find(app.id, task.id), deps.store.tables.apps.byId(app.id)])
      task = { ...task, pacePerMinute: present?.pacePerMinute }
      if (its && !its.settings.pushOpen) {
        await deps.store.commit([tasks.release(task.id, epoch, deps.clock.now() + queueWaitMs)])
        return
      }
    }
    const allowed = Math.min(usersPerStep, pace.allowed(task.pacePerMinute, deps.clock.monotonic()))
    if (allowed < 1) {
      if (!(await keepWaiting(deps, task, epoch, Math.min(paceLookMs, pace.waitMs()), signal))) return
      continue
    }
    const limit = Math.max(1, await deps.slots.worthPlanning(allowed))
    const step = await takeStep(deps, app, task, epoch, limit)
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

/** False where the task is no longer this walk's. */
async function keepWaiting(
  deps: WalkDeps,
  task: Task,
  epoch: number,
  forMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  await pause(deps.clock, forMs, signal)
  const here = { cursor: task.cursor ?? ('' as UserId), walked: 0, leaseUntilMs: walkLeaseUntil(deps) }
  const [isHeld] = await deps.store.commit([deps.store.tables.tasks.advance(task.id, epoch, here)])
  return isHeld
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

async function takeStep(deps: WalkDeps, app: App, task: Task, epoch: number, limit: number): Promise<Step> {
  const { tables } = deps.store
  const nowMs = deps.clock.now()
  // Asked for before the bindings are read, so that what changes meanwhile counts.
  const revision = tables.bindings.revision()
  const loaded = await load(deps, app, task, limit, nowMs)
  const { usernames } = loaded.audience
  const cursor = usernames.at(-1)
  if (cursor === undefined) {
    failpoint('task.walked')
    await deps.store.commit([tables.tasks.finish(task.id, epoch, nowMs)])
    return { kind: 'ended' }
  }
  const plan = new UsersPlan(deps, task, loaded, nowMs).plan()
  const pages = plan.pages.sending(nowMs, revision)
  const here = { cursor, walked: usernames.length, leaseUntilMs: walkLeaseUntil(deps) }
  const fence = tables.tasks.advance(task.id, epoch, here)
  failpoint('task.planned')
  const isHeld = await commitStep(deps, pages, { fence, writes: writesOf(deps, loaded, plan, pages, nowMs) })
  failpoint('task.recorded')
  if (!isHeld) return { kind: 'ended' }
  loaded.emitter.announce()
  loaded.online.announce()
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

async function load(deps: WalkDeps, app: App, task: Task, limit: number, nowMs: number): Promise<LoadedUsers> {
  const { tasks, notifiers, bindings: bound, userSettings } = deps.store.tables
  const audience = await tasks.audience(task, task.cursor, limit)
  const { usernames } = audience
  // Everybody lies together; those of a list are looked up.
  const last = task.kind === 'all' ? usernames.at(-1) : undefined
  const settingsOf = () =>
    last === undefined ? userSettings.findMany(app.id, usernames) : userSettings.between(app.id, task.cursor, last)
  const [bindings, settings, emitter, connected, online] = await Promise.all([
    last === undefined ? bound.ofUsers(app.id, usernames) : bound.between(app.id, task.cursor, last),
    app.settings.quietForRest === false ? noSettings : settingsOf(),
    deps.callbacks.prepare([app.id]),
    asksPresence(task.strategy) ? deps.presence.online(app.id, usernames) : nobody,
    openOnlineWay(deps, [task]),
  ])
  const named = await notifiers.byNames(app.id, notifierNamesOf(bindings))
  const renderings = await openRenderings(deps, named, nowMs)
  const byName = new Map(named.map(notifier => [notifier.name, notifier]))
  return { audience, bindings, settings, notifiers: byName, renderings, emitter, connected, online }
}

const nobody: ReadonlySet<UserId> = new Set()
const noSettings: ReadonlyMap<UserId, UserSettings> = new Map()
