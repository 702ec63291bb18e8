// The two lanes of the push journey: new pushes are planned, begun and sent; deliveries that are due again are resumed and sent.

import { failpoint } from '../base/failpoint.ts'
import type { Scope } from '../base/scope.ts'
import { beginPushes } from '../flows/push/begin.ts'
import { planPushes } from '../flows/push/plan.ts'
import { type ResumeDeps, resumeDeliveries } from '../flows/push/resume.ts'
import { type SendDeps, sendAttempts } from '../flows/push/send.ts'
import type { Bus } from '../ports/bus.ts'
import type { Store } from '../ports/store.ts'
import { type Lane, type LaneLimits, startLane } from './lane.ts'

/** What both lanes use. */
export interface PushLaneDeps
  extends Omit<SendDeps, 'store' | 'channels' | 'bus'>,
    Omit<ResumeDeps, 'store' | 'channels' | 'bus'> {
  readonly store: Store
  readonly channels: SendDeps['channels'] & ResumeDeps['channels']
  readonly bus: Pick<Bus, 'publish' | 'subscribe'>
  readonly scope: Scope
  /** Aborts open sends; fires after the scope has had its time to drain. */
  readonly cutOff: AbortSignal
}

/** Bounds of the push journey in one process. */
export const pushLaneLimits: LaneLimits = { batchMax: 256, openMax: 4_096, pollMs: 500 }

/** Starts both lanes; they stop with the scope. */
export function startPushLanes(deps: PushLaneDeps, limits: LaneLimits = pushLaneLimits): void {
  const { pushes, deliveries } = deps.store.tables
  const planning: Lane = startLane(
    deps,
    {
      name: 'push',
      async claim(limit) {
        const nowMs = deps.clock.now()
        const [claimed] = await deps.store.commit([pushes.claim(nowMs, nowMs + deps.leases.planMs, limit)])
        return claimed
      },
      async work(batch, signal) {
        failpoint('push.claimed')
        const planned = await planPushes(deps, batch, deps.clock.now())
        await sendAttempts(deps, await beginPushes(deps, planned), signal)
      },
    },
    limits,
  )
  const resuming: Lane = startLane(
    deps,
    {
      name: 'delivery',
      async claim(limit) {
        const nowMs = deps.clock.now()
        const [claimed] = await deps.store.commit([deliveries.claim(nowMs, nowMs + deps.leases.attemptMs, limit)])
        return claimed
      },
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
