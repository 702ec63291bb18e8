// Resuming: deliveries that are due again, because a try failed, a notifier was paused, or a crash cut an attempt off. Everything
// that decided the first attempt is looked at anew: the binding, the notifier, the deadline.
import type { AppId, NotifierName } from '@posthouse/protocol'
import { unreachable } from '../../base/unreachable.ts'
import type { Delivery, Outcome, Way } from '../../domain/delivery.ts'
import type { Binding } from '../../domain/device.ts'
import { nextWay } from '../../domain/next-way.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { attemptDeadlineMs, mayRepeatAmbiguous, type Push } from '../../domain/push.ts'
import { type ReasonCode, reasonOf } from '../../domain/reason.ts'
import { attemptEndOf, cutOff, stepDelivery } from '../../domain/step.ts'
import type { FencedWrites, Leased, Store, Write } from '../../ports/store.ts'
import { announceSettled, attemptOf, type BeginDeps } from './begin.ts'
import type { InFlight } from './in-flight.ts'
import { type OnlineWay, openOnlineWay } from './online-way.ts'
import { type PreparedEmitter, Tally } from './outcome-writes.ts'
import { openRenderings, type Renderings } from './render.ts'
import type { SettleDeps } from './settle.ts'

/** What resuming uses. */
export type ResumeDeps = BeginDeps & SettleDeps

/** Writes what becomes of each; resolves with the attempts that may now be sent, which hold a slot each. */
export async function resumeDeliveries(
  deps: ResumeDeps,
  batch: readonly Leased<Delivery>[],
): Promise<readonly InFlight[]> {
  const loaded = await load(deps.store, batch)
  const emitter = await deps.callbacks.prepare([...new Set(batch.map(({ item }) => item.appId))])
  const renderings = await openRenderings(deps, loaded.notifiers.values(), deps.clock.now())
  const online = await openOnlineWay(deps, loaded.pushes.values())
  const tools = { emitter, renderings, online, loaded }
  const known = batch.flatMap(leased => {
    const push = loaded.pushes.get(leased.item.pushId)
    return push ? [{ push, ...resumeOne(deps, tools, push, leased) }] : []
  })
  const held = await commit(deps, known)
  emitter.announce()
  online.announce()
  for (const [index, one] of known.entries()) {
    if (held[index] && one.ended) announceSettled(deps.bus, one.push)
  }
  return known.flatMap((one, index) => (held[index] && one.inFlight ? [one.inFlight] : []))
}

/** Slots of what is not tried after all are given back. */
async function commit(deps: ResumeDeps, resumed: readonly Resumed[]): Promise<readonly boolean[]> {
  let held: readonly boolean[] = []
  try {
    held = await deps.store.commitFenced(resumed.map(one => one.unit))
  } finally {
    for (const [index, { inFlight }] of resumed.entries()) {
      if (inFlight && !held[index]) deps.slots.give(inFlight.notifier.uuid, 1)
    }
  }
  return held
}

interface Loaded {
  readonly pushes: ReadonlyMap<bigint, Push>
  /** Keyed by {@link deviceKey}. */
  readonly bindings: ReadonlyMap<string, readonly Binding[]>
  /** Keyed by app and name. */
  readonly notifiers: ReadonlyMap<string, Notifier>
}

async function load(store: Pick<Store, 'tables'>, batch: readonly Leased<Delivery>[]): Promise<Loaded> {
  const { tables } = store
  const pushes = await tables.pushes.findMany([...new Set(batch.map(({ item }) => item.pushId))])
  const bindings: Binding[] = []
  const notifiers = new Map<string, Notifier>()
  for (const [appId, ofApp] of Map.groupBy(batch, ({ item }) => item.appId)) {
    const names = [...new Set(ofApp.flatMap(({ item }) => item.ways.map(way => way.notifierName)))]
    const [bound, named] = await Promise.all([
      tables.bindings.ofUsers(appId, [...new Set(ofApp.map(({ item }) => item.target))]),
      tables.notifiers.byNames(appId, names),
    ])
    bindings.push(...bound)
    for (const notifier of named) notifiers.set(notifierKey(appId, notifier.name), notifier)
  }
  return {
    pushes: new Map(pushes.map(push => [push.id, push])),
    bindings: Map.groupBy(bindings, binding => deviceKey(binding.appId, binding.username, binding.deviceId)),
    notifiers,
  }
}

interface Resumed {
  readonly unit: FencedWrites
  readonly ended: boolean
  readonly inFlight?: InFlight
}

/** What resuming a batch has in common. */
interface Tools {
  readonly emitter: PreparedEmitter
  readonly renderings: Renderings
  readonly online: OnlineWay
  readonly loaded: Loaded
}

/** One delivery with what every step of resuming it needs. */
interface Resuming {
  readonly push: Push
  readonly delivery: Delivery
  readonly epoch: number
  /** The way it was counted under when it was claimed. */
  readonly countedAs: Way | undefined
  /** What its commit writes in any case. */
  readonly writes: readonly Write[]
}

function resumeOne(deps: ResumeDeps, tools: Tools, push: Push, { item, epoch }: Leased<Delivery>): Resumed {
  const { loaded } = tools
  const nowMs = deps.clock.now()
  const { delivery, writes, outcome } = item.attemptOpen
    ? closeCutOff(deps, push, item, nowMs)
    : { delivery: item, writes: [], outcome: undefined }
  const one: Resuming = { push, delivery, epoch, countedAs: item.ways[0], writes }
  if (outcome) return end(deps, tools, one, outcome, item.ways[0])
  const bound = loaded.bindings.get(deviceKey(delivery.appId, delivery.target, delivery.deviceId)) ?? []
  const notifierOf = (name: NotifierName) => loaded.notifiers.get(notifierKey(delivery.appId, name))
  const next = nextWay(push, delivery.ways, bound, notifierOf, nowMs)
  switch (next.kind) {
    case 'end':
      return end(deps, tools, one, outcomeOf(delivery, next, nowMs), next.way)
    case 'wait':
      return wait(deps, one, next.ways, next.untilMs)
    case 'try':
      if (deps.slots.isFull(next.notifier))
        return wait(deps, one, next.ways, deps.slots.againAtMs(next.notifier, 1, nowMs))
      return tryAgain(deps, tools, one, next.ways, next.notifier)
    default:
      return unreachable(next)
  }
}

/** Counts the attempt that a crash cut off and closes its row; the outcome is there where it may not be repeated. */
function closeCutOff(
  deps: ResumeDeps,
  push: Push,
  item: Delivery,
  nowMs: number,
): { readonly delivery: Delivery; readonly writes: readonly Write[]; readonly outcome: Outcome | undefined } {
  const { next } = stepDelivery(item, cutOff, {
    nowMs,
    deadlineMs: attemptDeadlineMs(push),
    mayRepeatAmbiguous: mayRepeatAmbiguous(push),
    mayUnbindUnsure: false,
    attemptStartedAtMs: nowMs,
    fraction: deps.random.fraction(),
  })
  return {
    delivery: { ...item, attemptOpen: false, ambiguous: item.ambiguous + 1 },
    writes: [deps.store.tables.attempts.ended(item.pushId, item.deviceId, item.attempts, attemptEndOf(cutOff, nowMs))],
    outcome: next.kind === 'done' ? next.outcome : undefined,
  }
}

function tryAgain(deps: ResumeDeps, tools: Tools, one: Resuming, ways: readonly Way[], notifier: Notifier): Resumed {
  const { push, epoch, writes } = one
  const nowMs = deps.clock.now()
  const rendered = tools.renderings(push, notifier)
  if (rendered.payload === undefined) {
    const refused = outcomeOf(one.delivery, { reason: rendered.reason, way: ways[0] }, nowMs)
    return end(deps, tools, one, { ...refused, answer: JSON.stringify(rendered.answer) }, ways[0])
  }
  deps.slots.take(notifier.uuid, 1)
  const delivery: Delivery = { ...one.delivery, ways, attempts: one.delivery.attempts + 1, attemptOpen: true }
  const { deliveries, attempts } = deps.store.tables
  return {
    unit: {
      fence: deliveries.started(delivery, epoch, nowMs + deps.leases.attemptMs),
      writes: [
        ...writes,
        ...movedWrites(deps.store, push, one.countedAs, ways[0]),
        attempts.started(push.appId, attemptOf(delivery, notifier, nowMs)),
      ],
    },
    ended: false,
    inFlight: { push, delivery, epoch, notifier, payload: rendered.payload, startedAtMs: nowMs },
  }
}

function wait(deps: ResumeDeps, one: Resuming, ways: readonly Way[], untilMs: number): Resumed {
  const moved = movedWrites(deps.store, one.push, one.countedAs, ways[0])
  const fence = deps.store.tables.deliveries.waiting({ ...one.delivery, ways }, one.epoch, untilMs)
  return { unit: { fence, writes: [...one.writes, ...moved] }, ended: false }
}

function end(
  deps: ResumeDeps,
  { emitter, online }: Tools,
  { push, delivery, epoch, countedAs, writes }: Resuming,
  verdict: Outcome,
  way: Way | undefined,
): Resumed {
  const { outcome, writes: entry } = online.settle(push, verdict)
  const tally = new Tally()
  tally.moved(push, countedAs, way)
  tally.settled(push, way, outcome)
  return {
    unit: {
      fence: deps.store.tables.deliveries.done(delivery, epoch, outcome),
      writes: [...writes, ...entry, ...tally.writes(deps.store), ...emitter.writes(push, delivery, outcome)],
      done: () => tally.meter(),
    },
    ended: true,
  }
}

function movedWrites(
  store: Pick<Store, 'tables'>,
  push: Push,
  from: Way | undefined,
  to: Way | undefined,
): readonly Write[] {
  const tally = new Tally()
  tally.moved(push, from, to)
  return tally.writes(store)
}

/** After an attempt of unknown end nobody may say that the phone got nothing (I15). */
function outcomeOf(
  delivery: Delivery,
  ended: { readonly reason: ReasonCode; readonly way: Way | undefined },
  nowMs: number,
): Outcome {
  const isUnclear = delivery.ambiguous > 0
  return {
    status: isUnclear ? 'error' : 'fail',
    reason: isUnclear ? 'vendor-unclear' : ended.reason,
    notifierName: ended.way?.notifierName,
    provider: ended.way?.provider,
    deviceToken: ended.way?.deviceToken,
    answer: undefined,
    errorMessage: isUnclear ? `no clear answer came, and then: ${reasonOf(ended.reason).text.en}` : undefined,
    possibleDuplicate: delivery.ambiguous > 1,
    unbound: false,
    settledAtMs: nowMs,
  }
}

function deviceKey(appId: AppId, user: string, device: string): string {
  return `${appId}\u0000${user}\u0000${device}`
}

function notifierKey(appId: AppId, name: NotifierName): string {
  return `${appId}\u0000${name}`
}
