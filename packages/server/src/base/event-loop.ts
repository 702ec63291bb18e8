// How late this process is: by how much the event loop kept a timer waiting (F109). The measuring is done by the engine, off the loop.
import { monitorEventLoopDelay } from 'node:perf_hooks'

/** What is measured; every figure in ms. */
export interface EventLoopLag {
  /** The longest of the last ten to twenty seconds. */
  readonly longestMs: number
  /** Their mean. */
  readonly meanMs: number
}

/** A running measurement. Disposing ends it. */
export interface LoopWatch extends Disposable {
  lag(): EventLoopLag
}

/** How often it is looked, ms: a pause of two seconds is told to a hundredth. */
const resolutionMs = 20
/** A pause is told for so long at least, ms. */
const windowMs = 10_000
const nanosecondsPerMs = 1e6

/** Starts to measure. Never keeps the process alive. */
export function watchEventLoop(): LoopWatch {
  const present = monitorEventLoopDelay({ resolution: resolutionMs })
  present.enable()
  let before: EventLoopLag = { longestMs: 0, meanMs: 0 }
  const timer = setInterval(() => {
    before = lagOf(present)
    present.reset()
  }, windowMs)
  timer.unref()
  return {
    lag() {
      const now = lagOf(present)
      return { longestMs: Math.max(now.longestMs, before.longestMs), meanMs: Math.max(now.meanMs, before.meanMs) }
    },
    [Symbol.dispose]() {
      clearInterval(timer)
      present.disable()
    },
  }
}

/** What is recorded is the time between two looks; the lag is what it is longer. */
function lagOf({
  max,
  mean,
  count,
}: {
  readonly max: number
  readonly mean: number
  readonly count: number
}): EventLoopLag {
  if (count === 0) return { longestMs: 0, meanMs: 0 }
  return { longestMs: late(max), meanMs: late(mean) }
}

function late(nanoseconds: number): number {
  return Math.max(0, Math.round(nanoseconds / nanosecondsPerMs - resolutionMs))
}
