// How often one device may log in (F92): a device that flaps waits, and others do not notice. Bounded memory; who is forgotten was quiet
// for longest.
import { second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { createRecent } from '../../base/recent.ts'

/** Counts logins. */
export interface LoginRate {
  /** Counts a login and answers 0, or counts nothing and answers in how many ms there is room for one. */
  take(device: string): number
}

/** Logins at once, and then one in this time: a phone that wakes up behind a bad network stays far below. */
const burst = 10
const everyMs: number = 2 * second
const devicesMax = 50_000

/** A rate for all devices. */
export function createLoginRate(clock: Pick<Clock, 'monotonic'>): LoginRate {
  // When a device's logins so far would be paid for at the steady rate.
  const paid = createRecent<string, number>(clock, devicesMax)
  return {
    take(device) {
      const nowMs = clock.monotonic()
      const paidMs = Math.max(paid.get(device) ?? 0, nowMs)
      const waitMs = paidMs - nowMs - (burst - 1) * everyMs
      if (waitMs > 0) return Math.ceil(waitMs)
      paid.set(device, paidMs + everyMs, paidMs + everyMs - nowMs)
      return 0
    },
  }
}
