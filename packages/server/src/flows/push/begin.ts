// Beginning: everything a planned push writes before a byte leaves (reliability P5), in one commit per push. What could not be
// rendered or may not be sent ends here, with its reason.
import type { DeviceId, NotifierName } from '@posthouse/protocol'
import { PayloadError } from '@posthouse/vendors'
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import { causeOf, type Log } from '../../base/log.ts'
import type { Random } from '../../base/random.ts'
import type { Attempt, Delivery, Outcome, Way } from '../../domain/delivery.ts'
import type { DevicePlan } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { attemptDeadlineMs, type Push } from '../../domain/push.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { Bus } from '../../ports/bus.ts'
import { ChannelError, type Rendered, type VendorChannels } from '../../ports/channels.ts'
import { type FencedWrites, type Store, StoreError, type Write } from '../../ports/store.ts'
import type { InFlight, PushLeases } from './in-flight.ts'
import { type CallbackEmitter, dayOf, outcomeWrites, type PreparedEmitter } from './outcome-writes.ts'
import type { PlannedPush } from './plan.ts'
import { type NotifierSlots, slotWaitMs } from './slots.ts'

/** What beginning uses. */
export interface BeginDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly channels: Pick<VendorChannels, 'render'>
  readonly callbacks: CallbackEmitter
  readonly bus: Pick<Bus, 'publish'>
  readonly slots: NotifierSlots
  readonly leases: PushLeases
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
}

/** Writes a batch's beginnings; resolves with what may now be sent. A push whose lease was lost is left to its new owner. */
export async function beginPushes(deps: BeginDeps, batch: readonly PlannedPush[]): Promise<readonly InFlight[]> {
  const emitter = await deps.callbacks.prepare([...new Set(batch.map(planned => planned.push.appId))])
  const begun = await Promise.all(batch.map(planned => beginOne(deps, emitter, planned)))
  failpoint('push.planned')
  const held = await deps.store.commitFenced(begun.map(one => one.unit))
  failpoint('attempt.recorded')
  emitter.announce()
  for (const [index, one] of begun.entries()) {
    if (held[index] && one.inFlight.length === 0) deps.bus.publish({ kind: 'push.settled', pushId: one.push.id })
  }
  return begun.flatMap((one, index) => (held[index] ? one.inFlight : []))
}

interface Begun {
  readonly push: Push
  readonly unit: FencedWrites
  readonly inFlight: readonly InFlight[]
}

async function beginOne(deps: BeginDeps, emitter: PreparedEmitter, planned: PlannedPush): Promise<Begun> {
  const { push, epoch } = planned
  const { tables } = deps.store
  const fence = tables.pushes.planned(push.id, epoch)
  if (planned.kind === 'end') {
    const delivery = newDelivery(deps, push, '' as DeviceId, [])
    const writes = endedWrites(deps, emitter, push, delivery, { reason: planned.reason })
    return { push, unit: { fence, writes }, inFlight: [] }
  }
  const writes: Write[] = []
  const inFlight: InFlight[] = []
  for (const device of planned.devices) {
    const one = await beginDevice(deps, emitter, push, device, planned.notifiers)
    writes.push(...one.writes)
    if (one.inFlight) inFlight.push(one.inFlight)
  }
  return { push, unit: { fence, writes }, inFlight }
}

interface BegunDevice {
  readonly writes: readonly Write[]
  readonly inFlight?: InFlight
}

async function beginDevice(
  deps: BeginDeps,
  emitter: PreparedEmitter,
  push: Push,
  device: DevicePlan,
  notifiers: ReadonlyMap<NotifierName, Notifier>,
): Promise<BegunDevice> {
  const delivery = newDelivery(deps, push, device.deviceId, device.ways)
  const [way] = device.ways
  const notifier = way && notifiers.get(way.notifierName)
  if (!way || !notifier) {
    const about = device.skip
    const provider = about && notifiers.get(about.binding.notifierName)?.provider
    const reason = about?.reason ?? 'no-notifier'
    return { writes: endedWrites(deps, emitter, push, delivery, { reason, binding: about?.binding, provider }) }
  }
  const nowMs = deps.clock.now()
  const notBeforeMs = device.notBeforeMs ?? (deps.slots.isFull(notifier.uuid) ? nowMs + slotWaitMs : undefined)
  if (notBeforeMs !== undefined) return beginLater(deps, emitter, push, delivery, notifier, notBeforeMs)
  const rendered = await render(deps, push, notifier, nowMs)
  if ('reason' in rendered) {
    const ended = { reason: rendered.reason, binding: way, provider: notifier.provider, answer: rendered.answer }
    return { writes: endedWrites(deps, emitter, push, delivery, ended) }
  }
  const started: Delivery = { ...delivery, attempts: 1, attemptOpen: true }
  return {
    writes: [
      deps.store.tables.deliveries.insertLeased(started, nowMs, nowMs + deps.leases.attemptMs),
      deps.store.tables.attempts.started(push.appId, attemptOf(started, notifier, nowMs)),
      deps.store.tables.counters.add(push.appId, dayOf(push), notifier.provider, { targeted: 1 }),
    ],
    inFlight: { push, delivery: started, epoch: 1, notifier, payload: rendered.payload, startedAtMs: nowMs },
  }
}

/** The notifier is paused: wait for it, unless that is past the deadline. */
function beginLater(
  deps: BeginDeps,
  emitter: PreparedEmitter,
  push: Push,
  delivery: Delivery,
  notifier: Notifier,
  notBeforeMs: number,
): BegunDevice {
  if (notBeforeMs > attemptDeadlineMs(push)) {
    const ended = { reason: 'notifier-out-of-limit', binding: delivery.ways[0], provider: notifier.provider } as const
    return { writes: endedWrites(deps, emitter, push, delivery, ended) }
  }
  return {
    writes: [
      deps.store.tables.deliveries.insertWaiting(delivery, deps.clock.now(), notBeforeMs),
      deps.store.tables.counters.add(push.appId, dayOf(push), notifier.provider, { targeted: 1 }),
    ],
  }
}

/** Renders for one notifier; a notification that this vendor cannot carry is an outcome, not an exception. */
export async function render(
  deps: Pick<BeginDeps, 'channels' | 'log'>,
  push: Push,
  notifier: Notifier,
  nowMs: number,
): Promise<{ readonly payload: Rendered } | { readonly reason: ReasonCode; readonly answer: unknown }> {
  try {
    return {
      payload: await deps.channels.render(notifier, push.notification, { expiresAtMs: push.expiresAtMs, nowMs }),
    }
  } catch (cause) {
    if (cause instanceof PayloadError) {
      return { reason: 'invalid-message', answer: { field: cause.field, limit: cause.limit, message: cause.message } }
    }
    if (cause instanceof ChannelError) return { reason: 'invalid-notifier', answer: { message: cause.message } }
    // The record's own trouble: the lease brings the push back.
    if (cause instanceof StoreError) throw cause
    // A notification that breaks a renderer must not hold up the others (I20).
    deps.log.error('payload.render_failed', { vendor: notifier.vendor, msgId: String(push.id), ...causeOf(cause) })
    return { reason: 'invalid-message', answer: { message: 'the notification could not be rendered' } }
  }
}

/** The attempt row of a delivery's latest attempt. */
export function attemptOf(delivery: Delivery, notifier: Notifier, startedAtMs: number): Attempt {
  return {
    pushId: delivery.pushId,
    deviceId: delivery.deviceId,
    number: delivery.attempts,
    notifierName: notifier.name,
    provider: notifier.provider,
    startedAtMs,
    end: undefined,
  }
}

function newDelivery(deps: BeginDeps, push: Push, deviceId: DeviceId, ways: readonly Way[]): Delivery {
  return {
    pushId: push.id,
    appId: push.appId,
    target: push.target,
    deviceId,
    ways,
    shipmentId: deps.random.uuid(),
    attempts: 0,
    attemptOpen: false,
    ambiguous: 0,
  }
}

interface Ended {
  readonly reason: ReasonCode
  readonly binding?: Pick<Way, 'notifierName' | 'deviceToken'> | undefined
  readonly provider?: string | undefined
  readonly answer?: unknown
}

function endedWrites(
  deps: BeginDeps,
  emitter: PreparedEmitter,
  push: Push,
  delivery: Delivery,
  ended: Ended,
): readonly Write[] {
  const nowMs = deps.clock.now()
  const outcome: Outcome = {
    status: 'fail',
    reason: ended.reason,
    notifierName: ended.binding?.notifierName,
    provider: ended.provider,
    deviceToken: ended.binding?.deviceToken,
    answer: ended.answer === undefined ? undefined : JSON.stringify(ended.answer),
    errorMessage: undefined,
    possibleDuplicate: false,
    unbound: false,
    settledAtMs: nowMs,
  }
  return [
    deps.store.tables.deliveries.insertDone(delivery, nowMs, outcome),
    ...outcomeWrites(deps.store, emitter, push, delivery, outcome, 1),
  ]
}
