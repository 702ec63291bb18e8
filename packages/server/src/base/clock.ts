// Time as a parameter: the wall clock, the monotonic clock and timers. Nothing outside this room reads them directly.

/** Wall clock, monotonic clock and timers. */
export interface Clock {
  /** Epoch ms; may jump. */
  now(): number
  /** Milliseconds that never jump, for durations and deadlines. */
  monotonic(): number
  /** Calls `run` once after `delayMs`; the returned function cancels it. Never keeps the process alive. */
  after(delayMs: number, run: () => void): () => void
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}
