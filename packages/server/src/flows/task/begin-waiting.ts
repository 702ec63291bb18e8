// Beginning pages that waited, because their notifier had no room or was paused: everything that let them wait is looked at anew, and
// a page is begun, waits on, or ends with its reason.
import type { Clock } from '../../base/clock.ts'
import { objection, pausedUntil } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { Page, PageEnd } from '../../domain/page.ts'
import { attemptDeadlineMs, isVoip, type Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { type Task, taskPush } from '../../domain/task.ts'
import type { Bus } from '../../ports/bus.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { FencedWrites, Leased, Store, Write } from '../../ports/store.ts'
import type { PageInFlight, PushLeases } from '../push/in-flight.ts'
import { type OnlineWay, openOnlineWay } from '../push/online-way.ts'
import { type CallbackEmitter, type PreparedEmitter, Tally } from '../push/outcome-writes.ts'
import { openRenderings, type RenderDeps, type Renderings } from '../push/render.ts'
import type { Slots } from '../push/slots.ts'
import { inFlightOf } from './pages.ts'
import { outcomeOf } from './plan-users.ts'

/** What beginning uses. */
export interface BeginWaitingDeps extends RenderDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly channels: Pick<VendorChannels, 'renderer'>
  readonly callbacks: CallbackEmitter
  readonly bus: Pick<Bus, 'publish'>
  readonly slots: Slots
  readonly leases: PushLeases
  readonly clock: Clock
}

/** How long pages of a paused task wait before they are looked at again. */
const pausedTaskWaitMs = 5_000

/** Writes what becomes of each; resolves with what may now be sent, which holds a slot per delivery. */
export async function beginWaiting(
  deps: BeginWaitingDeps,
  waiting: readonly Leased<Page>[],
): Promise<readonly PageInFlight[]> {
  const nowMs = deps.clock.now()
  const emitter = await deps.callbacks.prepare([...new Set(waiting.map(({ item }) => item.appId))])
  const known = await load(deps, waiting)
  const notifiers = new Set(known.flatMap(({ notifier }) => (notifier ? [notifier] : [])))
  const renderings = await openRenderings(deps, notifiers, nowMs)
  const online = await openOnlineWay(deps, new Set(known.flatMap(({ task }) => task ?? [])))
  const begun = known.map(one => beginOne(deps, { emitter, renderings, online, nowMs }, one))
  const held = await commit(deps, begun)
  emitter.announce()
  online.announce()
  return begun.flatMap(({ inFlight }, index) => (inFlight && held[index] ? [inFlight] : []))
}

/** Slots of what did not begin after all are given back. */
async function commit(deps: BeginWaitingDeps, begun: readonly Begun[]): Promise<readonly boolean[]> {
  let held: readonly boolean[] = []
  try {
    held = await deps.store.commitFenced(begun.map(({ unit }) => unit))
  } finally {
    for (const [index, { inFlight }] of begun.entries()) {
      if (inFlight && !held[index]) deps.slots.give(inFlight.notifier.uuid, inFlight.page.deliveries.length)
    }
  }
  return held
}

interface Waiting {
  readonly page: Page
  readonly epoch: number
  readonly task: Task | undefined
  readonly notifier: Notifier | undefined
}

interface Begun {
  readonly unit: FencedWrites
  readonly inFlight?: PageInFlight
}

interface Tools {
  readonly emitter: PreparedEmitter
  readonly renderings: Renderings
  readonly online: OnlineWay
  readonly nowMs: number
}

/** Each task and notifier is read once, and is then one object: what is rendered for it once serves all of its pages. */
async function load({ store }: BeginWaitingDeps, waiting: readonly Leased<Page>[]): Promise<readonly Waiting[]> {
  const tasks = new Map<bigint, Task>()
  for (const { item } of waiting) {
    if (item.taskId === undefined || tasks.has(item.taskId)) continue
    const task = await store.tables.tasks.find(item.appId, item.taskId)
    if (task) tasks.set(task.id, task)
  }
  const notifiers = new Map<string, Notifier>()
  for (const [appId, ofApp] of Map.groupBy(waiting, ({ item }) => item.appId)) {
    const names = [...new Set(ofApp.map(({ item }) => item.notifierName))]
    for (const notifier of await store.tables.notifiers.byNames(appId, names)) {
      notifiers.set(`${appId} ${notifier.name}`, notifier)
    }
  }
  return waiting.map(({ item: page, epoch }) => ({
    page,
    epoch,
    task: page.taskId === undefined ? undefined : tasks.get(page.taskId),
    notifier: notifiers.get(`${page.appId} ${page.notifierName}`),
  }))
}

function beginOne(deps: BeginWaitingDeps, tools: Tools, waiting: Waiting): Begun {
  const { page, epoch, task, notifier } = waiting
  const { nowMs } = tools
  const pushes = task ? page.deliveries.map(({ pushId, target }) => taskPush(task, pushId, target)) : []
  const ended = whyEnded(task, pushes, nowMs)
  if (ended || !task) return skip(deps, tools, waiting, pushes, ended ?? 'task-cancelled', undefined)
  const unusable = whyUnusable(task, page, notifier, pushes, nowMs)
  if (unusable || !notifier) {
    const isOnlyWay = page.deliveries.every(({ ways }) => ways.length < 2)
    return isOnlyWay
      ? skip(deps, tools, waiting, pushes, unusable ?? 'no-notifier', undefined)
      : leave(deps, waiting, pushes, nowMs)
  }
  const untilMs = putOffUntil(deps, task, notifier, pushes.length, nowMs)
  if (untilMs !== undefined)
    return { unit: { fence: deps.store.tables.pages.putOff(page.id, epoch, untilMs), writes: [] } }
  const [first] = pushes
  if (!first) throw new TypeError('a page has a delivery')
  const rendering = tools.renderings(first, notifier)
  if (rendering.payload === undefined) {
    return skip(deps, tools, waiting, pushes, rendering.reason, rendering.answer)
  }
  deps.slots.take(notifier.uuid, pushes.length)
  const fence = deps.store.tables.pages.begin(page.id, epoch, nowMs, nowMs + deps.leases.attemptMs)
  const begun = { ...page, startedAtMs: nowMs }
  // What changed since they were planned is not known: whoever sends looks at their bindings again (I5).
  const inFlight = inFlightOf(task, begun, notifier, rendering.payload)
  return { unit: { fence, writes: [] }, inFlight: { ...inFlight, epoch: epoch + 1, revision: undefined } }
}

/** Why none of a page may be sent, whichever way, or undefined. All of a page expire at the same time, but for milliseconds. */
function whyEnded(task: Task | undefined, pushes: readonly Push[], nowMs: number): ReasonCode | undefined {
  if (!task || task.state === 'cancelled') return 'task-cancelled'
  return nowMs > (pushes[0]?.expiresAtMs ?? 0) ? 'message-expired' : undefined
}

/** Why none of a page may be sent through its notifier, or undefined. */
function whyUnusable(
  { notification }: Task,
  { deliveries, notifierName }: Page,
  notifier: Notifier | undefined,
  [push]: readonly Push[],
  nowMs: number,
): ReasonCode | undefined {
  const deviceToken = deliveries[0]?.ways[0]?.deviceToken ?? ''
  const reason = objection({ deviceToken, notifierName }, notifier, { isVoip: isVoip(notification) }, nowMs)
  if (reason || !notifier || !push) return reason
  return (pausedUntil(notifier, nowMs) ?? 0) > attemptDeadlineMs(push) ? 'notifier-out-of-limit' : undefined
}

/** Some have another way: each goes on by itself, with a row of its own, due now. */
function leave(
  { store: { tables } }: BeginWaitingDeps,
  { page, epoch }: Waiting,
  pushes: readonly Push[],
  nowMs: number,
): Begun {
  const writes = page.deliveries.map(delivery => {
    const unattempted = { ...delivery, attempts: 0, attemptOpen: false }
    return tables.deliveries.insertWaiting(unattempted, page.startedAtMs, nowMs)
  })
  const fence = tables.pages.takenApart(page.id, epoch)
  return { unit: { fence, writes: [...pushes.map(push => tables.pushes.insertOfTask(push)), ...writes] } }
}

function putOffUntil(
  { slots }: BeginWaitingDeps,
  task: Task,
  notifier: Notifier,
  deliveries: number,
  nowMs: number,
): number | undefined {
  if (task.state === 'paused') return nowMs + pausedTaskWaitMs
  const untilMs = pausedUntil(notifier, nowMs)
  if (untilMs !== undefined) return untilMs
  return slots.isFull(notifier) ? slots.againAtMs(notifier, deliveries, nowMs) : undefined
}

function skip(
  deps: BeginWaitingDeps,
  { emitter, online, nowMs }: Tools,
  { page, epoch }: Waiting,
  pushes: readonly Push[],
  reason: ReasonCode,
  answer: unknown,
): Begun {
  const tally = new Tally()
  const end: PageEnd = { code: '', answer, skipped: reason }
  const ends: PageEnd[] = []
  const reports = page.deliveries.flatMap((delivery, index): readonly Write<unknown>[] => {
    const push = pushes[index]
    if (!push) {
      ends.push(end)
      return []
    }
    const failure = outcomeOf({ reason, about: delivery.ways[0], provider: page.provider, answer }, nowMs)
    const { outcome, writes } = online.settle(push, failure)
    ends.push(outcome === failure ? end : { code: '', answer: undefined, skipped: outcome.reason })
    tally.settled(push, page, outcome)
    const ended = { ...delivery, attempts: 0, attemptOpen: false }
    return emitter.hears(page.appId) ? [...writes, ...emitter.writes(push, ended, outcome)] : writes
  })
  const fence = deps.store.tables.pages.skip(page, epoch, nowMs, ends)
  return { unit: { fence, writes: [...tally.writes(deps.store), ...reports], done: () => tally.meter() } }
}
