// Time as a parameter: the wall clock, the monotonic clock and timers. Nothing outside this room reads them directly.
import { uptime } from 'node:os'
import { SteadyWall } from './clock-steady.ts'

/** Wall clock, monotonic clock and timers. */
export interface Clock {
  /** Epoch ms; may jump. */
  now(): number
  /** Milliseconds that never jump, for durations and deadlines. */
  monotonic(): number
  /** Calls `run` once after `delayMs`; the returned function cancels it. Never keeps the process alive. */
  after(delayMs: number, run: () => void): () => void
}

/** The machine's wall clock, whose jumps are held back for a while. */
export const systemWall: SteadyWall = new SteadyWall({
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1_000,
})

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => systemWall.now(),
  monotonic: () => performance.now(),
  after(delayMs, run) {
    let timer: NodeJS.Timeout
    const arm = (leftMs: number): void => {
      const isLast = leftMs <= timerMsMax
      timer = setTimeout(() => (isLast ? run() : arm(leftMs - timerMsMax)), isLast ? leftMs : timerMsMax)
      timer.unref()
    }
    arm(delayMs)
    return () => clearTimeout(timer)
  },
}

/** Longest wait of a timer of Node: a longer one would end at once (F106). */
const timerMsMax = 2_147_483_647
