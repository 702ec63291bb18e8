// Resuming: deliveries that are due again, because a try failed, a notifier was paused, or a crash cut an attempt off. Everything
// that decided the first attempt is looked at anew: the binding, the notifier, the deadline.
import type { AppId, NotifierName } from '@posthouse/protocol'
import { unreachable } from '../../base/unreachable.ts'
import type { Delivery, Outcome, Way } from '../../domain/delivery.ts'
import type { Binding } from '../../domain/device.ts'
import { objection, pausedUntil } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { attemptDeadlineMs, isVoip, type Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import { attemptEndOf, cutOff, stepDelivery } from '../../domain/step.ts'
import type { FencedWrites, Leased, Store, Write } from '../../ports/store.ts'
import { attemptOf, type BeginDeps, render } from './begin.ts'
import { attemptLeaseMs, type InFlight } from './in-flight.ts'
import { outcomeWrites, type PreparedEmitter } from './outcome-writes.ts'
import { contextOf, type SettleDeps } from './settle.ts'
import { slotWaitMs } from './slots.ts'

/** What resuming uses. */
export type ResumeDeps = BeginDeps & SettleDeps

/** Writes what becomes of each; resolves with the attempts that may now be sent. */
export async function resumeDeliveries(
  deps: ResumeDeps,
  batch: readonly Leased<Delivery>[],
): Promise<readonly InFlight[]> {
  const loaded = await load(deps.store, batch)
  const emitter = await deps.callbacks.prepare([...new Set(batch.map(({ item }) => item.appId))])
  const resumed = await Promise.all(
    batch.map(async leased => {
      const push = loaded.pushes.get(leased.item.pushId)
      if (!push) return undefined
      return { push, ...(await resumeOne(deps, emitter, push, leased, loaded)) }
    }),
  )
  const known = resumed.filter(one => one !== undefined)
  const held = await deps.store.commitFenced(known.map(one => one.unit))
  emitter.announce()
  for (const [index, one] of known.entries()) {
    if (held[index] && one.ended) deps.bus.publish({ kind: 'push.settled', pushId: one.push.id })
  }
  return known.flatMap((one, index) => (held[index] && one.inFlight ? [one.inFlight] : []))
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

async function resumeOne(
  deps: ResumeDeps,
  emitter: PreparedEmitter,
  push: Push,
  { item, epoch }: Leased<Delivery>,
  loaded: Loaded,
): Promise<Resumed> {
  const nowMs = deps.clock.now()
  const resumedAfterCrash = item.attemptOpen ? countCutOff(deps, push, item, loaded, nowMs) : undefined
  const writes = resumedAfterCrash?.writes ?? []
  if (resumedAfterCrash?.outcome) {
    return end(deps, emitter, push, resumedAfterCrash.delivery, epoch, resumedAfterCrash.outcome, writes)
  }
  const delivery = resumedAfterCrash?.delivery ?? item
  const choice = choose(push, delivery, loaded, nowMs)
  switch (choice.kind) {
    case 'end':
      return end(deps, emitter, push, delivery, epoch, outcomeOf(delivery, choice, nowMs), writes)
    case 'wait':
      return {
        unit: {
          fence: deps.store.tables.deliveries.waiting({ ...delivery, ways: choice.ways }, epoch, choice.untilMs),
          writes,
        },
        ended: false,
      }
    case 'try':
      if (deps.slots.isFull(choice.notifier.uuid)) {
        const fence = deps.store.tables.deliveries.waiting(
          { ...delivery, ways: choice.ways },
          epoch,
          nowMs + slotWaitMs,
        )
        return { unit: { fence, writes }, ended: false }
      }
      return tryAgain(deps, emitter, push, { ...delivery, ways: choice.ways }, epoch, choice.notifier, writes)
    default:
      return unreachable(choice)
  }
}

/** Counts the attempt that a crash cut off, and closes its row. */
function countCutOff(
  deps: ResumeDeps,
  push: Push,
  item: Delivery,
  loaded: Loaded,
  nowMs: number,
): { readonly delivery: Delivery; readonly outcome: Outcome | undefined; readonly writes: readonly Write[] } {
  const [way] = item.ways
  const notifier = way && loaded.notifiers.get(notifierKey(item.appId, way.notifierName))
  const end = deps.store.tables.attempts.ended(item.pushId, item.deviceId, item.attempts, attemptEndOf(cutOff, nowMs))
  const counted = { ...item, attemptOpen: false, ambiguous: item.ambiguous + 1 }
  if (!notifier) return { delivery: counted, outcome: undefined, writes: [end] }
  const { next } = stepDelivery(item, cutOff, contextOf(deps, { push, notifier, startedAtMs: nowMs }, nowMs))
  return { delivery: counted, outcome: next.kind === 'done' ? next.outcome : undefined, writes: [end] }
}

type Choice =
  | {
      readonly kind: 'end'
      readonly reason: ReasonCode
      readonly way: Way | undefined
      readonly provider: string | undefined
    }
  | { readonly kind: 'wait'; readonly ways: readonly Way[]; readonly untilMs: number }
  | { readonly kind: 'try'; readonly ways: readonly Way[]; readonly notifier: Notifier }

/** The first way that is still bound and whose notifier may be used. */
function choose(push: Push, delivery: Delivery, loaded: Loaded, nowMs: number): Choice {
  const bound = loaded.bindings.get(deviceKey(delivery.appId, delivery.target, delivery.deviceId)) ?? []
  let refused: Extract<Choice, { kind: 'end' }> = {
    kind: 'end',
    reason: 'illegal-binding',
    way: delivery.ways[0],
    provider: undefined,
  }
  if (nowMs > attemptDeadlineMs(push)) return { ...refused, reason: 'message-expired' }
  for (const [index, way] of delivery.ways.entries()) {
    if (!bound.some(binding => isWay(binding, way))) continue
    const notifier = loaded.notifiers.get(notifierKey(delivery.appId, way.notifierName))
    const reason = objection(way, notifier, { isVoip: isVoip(push.notification) }, nowMs)
    if (reason || !notifier) {
      refused = { kind: 'end', reason: reason ?? 'no-notifier', way, provider: notifier?.provider }
      continue
    }
    const ways = delivery.ways.slice(index)
    const untilMs = pausedUntil(notifier, nowMs)
    if (untilMs === undefined) return { kind: 'try', ways, notifier }
    if (untilMs <= attemptDeadlineMs(push)) return { kind: 'wait', ways, untilMs }
    refused = { kind: 'end', reason: 'notifier-out-of-limit', way, provider: notifier.provider }
  }
  return refused
}

async function tryAgain(
  deps: ResumeDeps,
  emitter: PreparedEmitter,
  push: Push,
  delivery: Delivery,
  epoch: number,
  notifier: Notifier,
  writes: readonly Write[],
): Promise<Resumed> {
  const nowMs = deps.clock.now()
  const rendered = await render(deps, push, notifier, nowMs)
  if ('reason' in rendered) {
    const refused = { reason: rendered.reason, way: delivery.ways[0], provider: notifier.provider }
    const outcome = { ...outcomeOf(delivery, refused, nowMs), answer: JSON.stringify(rendered.answer) }
    return end(deps, emitter, push, delivery, epoch, outcome, writes)
  }
  const started: Delivery = { ...delivery, attempts: delivery.attempts + 1, attemptOpen: true }
  const { deliveries, attempts } = deps.store.tables
  return {
    unit: {
      fence: deliveries.started(started, epoch, nowMs + attemptLeaseMs),
      writes: [...writes, attempts.started(push.appId, attemptOf(started, notifier, nowMs))],
    },
    ended: false,
    inFlight: { push, delivery: started, epoch, notifier, payload: rendered.payload, startedAtMs: nowMs },
  }
}

function end(
  deps: ResumeDeps,
  emitter: PreparedEmitter,
  push: Push,
  delivery: Delivery,
  epoch: number,
  outcome: Outcome,
  writes: readonly Write[],
): Resumed {
  return {
    unit: {
      fence: deps.store.tables.deliveries.done(delivery, epoch, outcome),
      writes: [...writes, ...outcomeWrites(deps.store, emitter, push, delivery, outcome, 0)],
    },
    ended: true,
  }
}

function outcomeOf(delivery: Delivery, ended: Omit<Extract<Choice, { kind: 'end' }>, 'kind'>, nowMs: number): Outcome {
  return {
    status: 'fail',
    reason: ended.reason,
    notifierName: ended.way?.notifierName,
    provider: ended.provider,
    deviceToken: ended.way?.deviceToken,
    answer: undefined,
    errorMessage: undefined,
    possibleDuplicate: delivery.ambiguous > 0,
    unbound: false,
    settledAtMs: nowMs,
  }
}

function isWay(binding: Binding, way: Way): boolean {
  return binding.notifierName === way.notifierName && binding.deviceToken === way.deviceToken
}

function deviceKey(appId: AppId, user: string, device: string): string {
  return `${appId}\u0000${user}\u0000${device}`
}

function notifierKey(appId: AppId, name: NotifierName): string {
  return `${appId}\u0000${name}`
}
