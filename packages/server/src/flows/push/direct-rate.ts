// How often an app's operators may push to one device at once: it is for trying things out. Bounded memory; who is forgotten was quiet for
// longest.
import { type AppId, second } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { createRecent } from '../../base/recent.ts'

/** Counts. */
export interface DirectRate {
  /** Counts a push, or throws `rate_exceeded` and counts nothing. */
  take(app: AppId): void
}

/** One push in this time and app. */
const everyMs: number = second
/** As many as there are apps that somebody tries something in within one second. */
const appsMax = 10_000

/** A rate for all apps of this process. */
export function createDirectRate(clock: Pick<Clock, 'monotonic'>): DirectRate {
  const lately = createRecent<AppId, true>(clock, appsMax)
  return {
    take(app) {
      if (lately.get(app)) throw new PosthouseError('rate_exceeded', {}, { retryAfterSeconds: 1 })
      lately.set(app, true, everyMs)
    },
  }
}
