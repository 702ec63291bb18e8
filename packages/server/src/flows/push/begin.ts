// Beginning: everything that planned pushes write before a byte leaves (reliability P5), in one unit per batch. What starts now
// goes into pages, one per notifier; what could not be rendered or may not be sent ends here, with its reason.
import type { DeviceId, NotifierName } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { failpoint } from '../../base/failpoint.ts'
import type { Ids } from '../../base/ids.ts'
import type { Random } from '../../base/random.ts'
import type { Attempt, Delivery, Way } from '../../domain/delivery.ts'
import type { DevicePlan } from '../../domain/eligibility.ts'
import type { Notifier } from '../../domain/notifier.ts'
import type { Push } from '../../domain/push.ts'
import type { Bus } from '../../ports/bus.ts'
import type { Rendered, VendorChannels } from '../../ports/channels.ts'
import type { FencedWrites, Store, Write } from '../../ports/store.ts'
import { type Ended, endedOutcome, type FirstStepTools, firstNotifiers, firstStep, later } from './first-step.ts'
import type { PageInFlight, PushLeases } from './in-flight.ts'
import { type OnlineWay, openOnlineWay, type Settled } from './online-way.ts'
import { type CallbackEmitter, type PreparedEmitter, Tally } from './outcome-writes.ts'
import { PageDrafts } from './page-draft.ts'
import type { PlannedBatch } from './plan.ts'
import { openRenderings, type RenderDeps, type Renderings } from './render.ts'
import type { NotifierSlots } from './slots.ts'

/** What beginning uses. */
export interface BeginDeps extends RenderDeps {
  readonly store: Pick<Store, 'commitFenced' | 'tables'>
  readonly channels: Pick<VendorChannels, 'renderer' | 'vendorOf'>
  readonly callbacks: CallbackEmitter
  readonly bus: Pick<Bus, 'publish'>
  readonly slots: NotifierSlots
  readonly leases: PushLeases
  readonly ids: Ids
  readonly clock: Clock
  readonly random: Random
}

/**
 * Writes the batches' beginnings; resolves with what may now be sent, which holds a slot per delivery. A batch whose lease was lost is
 * left to its new owner.
 */
export async function beginPushes(deps: BeginDeps, batches: readonly PlannedBatch[]): Promise<readonly PageInFlight[]> {
  const nowMs = deps.clock.now()
  const pushes = batches.flatMap(batch => batch.pushes)
  const emitter = await deps.callbacks.prepare([...new Set(pushes.map(planned => planned.push.appId))])
  const renderings = await openRenderings(deps, firstNotifiers(pushes.map(planned => planned.decision)), nowMs)
  const online = await openOnlineWay(
    deps,
    pushes.map(planned => planned.push),
  )
  const tools = { emitter, renderings, online, nowMs }
  const begun = batches.map(planned => new Beginning(deps, tools).begin(planned))
  failpoint('push.planned')
  const held = await commit(deps, begun)
  failpoint('attempt.recorded')
  emitter.announce()
  online.announce()
  for (const [index, { ended }] of begun.entries()) {
    if (held[index]) for (const push of ended) announceSettled(deps.bus, push)
  }
  return begun.flatMap((one, index) => (held[index] ? one.pages : []))
}

/** Slots of what did not begin after all are given back. */
async function commit(deps: BeginDeps, begun: readonly Begun[]): Promise<readonly boolean[]> {
  let held: readonly boolean[] = []
  try {
    held = await deps.store.commitFenced(begun.map(one => one.unit))
  } finally {
    for (const [index, { pages }] of begun.entries()) {
      if (!held[index]) for (const { notifier, page } of pages) deps.slots.give(notifier.uuid, page.deliveries.length)
    }
  }
  return held
}

/** Tells whoever waits for the push; only callers of a sync push do. */
export function announceSettled(bus: Pick<Bus, 'publish'>, push: Push): void {
  if (push.source === 'sync') bus.publish({ kind: 'push.settled', pushId: push.id })
}

/** The device of a delivery that is to none in particular. */
const nowhere = '' as DeviceId

interface Begun {
  readonly unit: FencedWrites
  readonly pages: readonly PageInFlight[]
  /** Pushes of which some delivery ended here. */
  readonly ended: readonly Push[]
}

/** What beginning batches has in common. */
interface Tools {
  readonly emitter: PreparedEmitter
  readonly renderings: Renderings
  readonly online: OnlineWay
  readonly nowMs: number
}

/** One batch on its way into its unit. */
class Beginning {
  readonly #deps: BeginDeps
  readonly #emitter: PreparedEmitter
  readonly #stepTools: FirstStepTools
  readonly #online: OnlineWay
  readonly #nowMs: number
  readonly #writes: Write<unknown>[] = []
  readonly #tally = new Tally()
  readonly #ended: Push[] = []
  readonly #drafts: PageDrafts

  constructor(deps: BeginDeps, { emitter, renderings, online, nowMs }: Tools) {
    this.#deps = deps
    this.#emitter = emitter
    this.#stepTools = { renderings, isFull: notifier => deps.slots.isFull(notifier) }
    this.#online = online
    this.#nowMs = nowMs
    this.#drafts = new PageDrafts(deps)
  }

  begin({ batch, pushes, revision }: PlannedBatch): Begun {
    const { store, leases } = this.#deps
    for (const { push, decision } of pushes) {
      if (decision.kind === 'end') this.#end(push, this.#newDelivery(push, nowhere, []), { reason: decision.reason })
      else if (decision.kind === 'online') {
        this.#settle(push, this.#newDelivery(push, nowhere, []), this.#online.deliver(push, this.#nowMs))
      } else for (const device of decision.devices) this.#device(push, device, decision.notifiers)
    }
    const pages = this.#drafts.finish(this.#nowMs, revision)
    const leaseUntilMs = this.#nowMs + leases.attemptMs
    const writes = [
      ...pages.map(({ page }) => store.tables.pages.insert(page, leaseUntilMs)),
      ...this.#writes,
      ...this.#tally.writes(store),
    ]
    const fence = store.tables.pushes.planned(batch)
    return { unit: { fence, writes, done: () => this.#tally.meter() }, pages, ended: this.#ended }
  }

  #device(push: Push, device: DevicePlan, notifiers: ReadonlyMap<NotifierName, Notifier>): void {
    const delivery = this.#newDelivery(push, device.deviceId, device.ways)
    const step = firstStep(this.#stepTools, push, device, notifiers)
    if (step.kind === 'end') this.#end(push, delivery, step.ended)
    else if (step.kind === 'later') this.#wait(push, delivery, step.notifier, step.notBeforeMs)
    else if (step.kind === 'start') this.#start(push, delivery, step.notifier, step.payload)
    else this.#putOff(push, delivery, step.notifier)
  }

  #start(push: Push, delivery: Delivery, notifier: Notifier, payload: Rendered): void {
    this.#deps.slots.take(notifier.uuid, 1)
    this.#drafts.add(push, { ...delivery, attempts: 1, attemptOpen: true }, notifier, payload)
    this.#tally.targeted(push, notifier.provider)
  }

  /** No room now: it is tried again shortly, unless that is past the deadline. */
  #putOff(push: Push, delivery: Delivery, notifier: Notifier): void {
    this.#deps.slots.putOff(notifier.uuid)
    const [way] = delivery.ways
    if (!way) return
    const step = later(push, way, notifier, this.#deps.slots.againAtMs(notifier, 1, this.#nowMs))
    if (step.kind === 'later') this.#wait(push, delivery, notifier, step.notBeforeMs)
    else if (step.kind === 'end') this.#end(push, delivery, step.ended)
  }

  #wait(push: Push, delivery: Delivery, notifier: Notifier, notBeforeMs: number): void {
    this.#writes.push(this.#deps.store.tables.deliveries.insertWaiting(delivery, this.#nowMs, notBeforeMs))
    this.#tally.targeted(push, notifier.provider)
  }

  #end(push: Push, delivery: Delivery, ended: Ended): void {
    this.#settle(push, delivery, this.#online.settle(push, endedOutcome(ended, this.#nowMs)))
  }

  #settle(push: Push, delivery: Delivery, { outcome, writes }: Settled): void {
    this.#writes.push(this.#deps.store.tables.deliveries.insertDone(delivery, this.#nowMs, outcome))
    if (this.#emitter.hears(push.appId)) this.#writes.push(...this.#emitter.writes(push, delivery, outcome))
    for (const write of writes) this.#writes.push(write)
    this.#tally.outcome(push, outcome, 1)
    this.#ended.push(push)
  }

  #newDelivery(push: Push, deviceId: DeviceId, ways: readonly Way[]): Delivery {
    return {
      pushId: push.id,
      appId: push.appId,
      target: push.target,
      deviceId,
      ways,
      shipmentId: this.#deps.random.uuid(),
      attempts: 0,
      attemptOpen: false,
      ambiguous: 0,
    }
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
