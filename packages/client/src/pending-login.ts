// A login that waits for its answer, and gives up after a time.
import type { Clock } from './ports.ts'
import type { Refusal } from './refusal.ts'

/** A login that has no answer by then has failed. */
const loginMsMax = 30_000

/** See the head of the file. */
export interface PendingLogin {
  readonly promise: Promise<void>
  /** Both also stop the clock. */
  succeed(): void
  fail(why: Refusal): void
}

/** Calls `gaveUp` when the time is over and neither was called. */
export function pendingLogin(clock: Clock, gaveUp: () => void): PendingLogin {
  let resolve: () => void = () => {}
  let reject: (why: Refusal) => void = () => {}
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  const cancelTimer = clock.after(loginMsMax, gaveUp)
  return {
    promise,
    succeed: () => {
      cancelTimer()
      resolve()
    },
    fail: why => {
      cancelTimer()
      reject(why)
    },
  }
}
