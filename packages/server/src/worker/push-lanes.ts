// The two lanes of the push journey: new pushes are planned, begun and sent; deliveries that are due again are resumed and sent.

import { failpoint } from '../base/failpoint.ts'
import type { Scope } from '../base/scope.ts'
import type { Delivery } from '../domain/delivery.ts'
import { beginPushes } from '../flows/push/begin.ts'
import type { PageInFlight } from '../flows/push/in-flight.ts'
import { type PlanDeps, planPushes } from '../flows/push/plan.ts'
import { type ResumeDeps, resumeDeliveries } from '../flows/push/resume.ts'
import { type SendDeps, sendAttempts, sendPages } from '../flows/push/send.ts'
import { takeBatchesApart, takePagesApart } from '../flows/push/take-apart.ts'
import type { Bus } from '../ports/bus.ts'
import type { Leased, PushBatch, Store } from '../ports/store.ts'
import { type Claimed, type Lane, type LaneLimits, startLane } from './lane.ts'

/** What both lanes use. */
export interface PushLaneDeps
  extends Omit<SendDeps, 'store' | 'channels' | 'bus' | 'slots'>,
    Omit<ResumeDeps, 'store' | 'channels' | 'bus'> {
  readonly store: Store
  readonly channels: SendDeps['channels'] & ResumeDeps['channels']
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  readonly presence: PlanDeps['presence']
  readonly timeZone: PlanDeps['timeZone']
  readonly scope: Scope
  /** Aborts open sends; fires after the scope has had its time to drain. */
  readonly cutOff: AbortSignal
}

/** Bounds of the push journey in one process. */
export const pushLaneLimits: LaneLimits = { batchMax: 256, openMax: 4_096, pollMs: 500 }

/** Pages whose owner is gone that one claim takes over. */
const pagesRetakenMax = 16

/** Starts both lanes; they stop with the scope. */
export function startPushLanes(deps: PushLaneDeps, limits: LaneLimits = pushLaneLimits): void {
  const planning: Lane = startLane(
    deps,
    {
      name: 'push',
      claim: room => claimPushes(deps, room),
      async work(batches, signal) {
        failpoint('push.claimed')
        await sendPages(deps, await planAndBegin(deps, batches), signal)
      },
    },
    limits,
  )
  const resuming: Lane = startLane(
    deps,
    {
      name: 'delivery',
      claim: limit => claimDeliveries(deps, limit),
      async work(batch, signal) {
        await sendAttempts(deps, await resumeDeliveries(deps, batch), signal)
      },
    },
    limits,
  )
  const stops = [
    deps.bus.subscribe('push.accepted', () => planning.wake()),
    deps.bus.subscribe('delivery.due', () => resuming.wake()),
  ]
  deps.scope.signal.addEventListener(
    'abort',
    () => {
      for (const stop of stops) stop()
    },
    { once: true },
  )
}

async function claimPushes(deps: PushLaneDeps, room: number): Promise<Claimed<PushBatch>> {
  const limit = await deps.slots.worthPlanning(room)
  const nowMs = deps.clock.now()
  const { pushes } = deps.store.tables
  const [claimed] = await deps.store.commit([pushes.claim(deps.ids.next(), nowMs, nowMs + deps.leases.planMs, limit)])
  const items = await takeBatchesApart(deps, claimed)
  const size = sizeOf(items)
  deps.slots.planning(size)
  return { items, size, isMore: claimed.some(({ epoch, pushIds }) => epoch > 1 || pushIds.length === limit) }
}

async function planAndBegin(deps: PushLaneDeps, batches: readonly PushBatch[]): Promise<readonly PageInFlight[]> {
  try {
    return await beginPushes(deps, await planPushes(deps, batches, deps.clock.now()))
  } finally {
    deps.slots.planned(sizeOf(batches))
  }
}

function sizeOf(batches: readonly PushBatch[]): number {
  return batches.reduce((sum, batch) => sum + batch.pushIds.length, 0)
}

/** Pages whose lease ran out are taken apart first: their deliveries are then claimed one by one. */
async function claimDeliveries(deps: PushLaneDeps, limit: number): Promise<Claimed<Leased<Delivery>>> {
  const nowMs = deps.clock.now()
  const { pages, deliveries } = deps.store.tables
  const untilMs = nowMs + deps.leases.attemptMs
  const [left, items] = await deps.store.commit([
    pages.claim(nowMs, untilMs, pagesRetakenMax),
    deliveries.claim(nowMs, untilMs, limit),
  ])
  await takePagesApart(deps, left)
  return { items, size: items.length, isMore: items.length === limit || left.length > 0 }
}
