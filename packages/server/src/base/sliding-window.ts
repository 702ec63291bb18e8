// How much was done within the last so many milliseconds, and whether more fits. Pure: the time is told with each question, from a
// clock that never goes back.

/** A limit on units within any window of time. */
export interface SlidingWindow {
  readonly limit: number
  readonly windowMs: number
  /** Takes the units if they fit and answers 0; else takes nothing and answers in how many ms they would, more than 0. */
  take(nowMs: number, units: number): number
}

/** Up to this limit every unit's time is remembered, 8 bytes each; beyond it, units are counted by the hundredth of the window. */
export const exactMax = 1_000
const parts = 100

/**
 * A window in which no unit is taken yet. A limit up to {@link exactMax} is exact: a unit is free again `windowMs` after it was taken,
 * not earlier and not later. A larger one never lets more through either, and frees a unit up to a hundredth of the window late.
 */
export function createSlidingWindow(limit: number, windowMs: number): SlidingWindow {
  return limit <= exactMax ? exactWindow(limit, windowMs) : countedWindow(limit, windowMs)
}

/** A ring of times: the one that is overwritten next is the oldest. */
function exactWindow(limit: number, windowMs: number): SlidingWindow {
  const taken = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY)
  let oldest = 0
  return {
    limit,
    windowMs,
    take(nowMs, units) {
      if (units > limit) return windowMs
      if (units === 0) return 0
      const last = taken[(oldest + units - 1) % limit] ?? 0
      if (nowMs - last < windowMs) return last + windowMs - nowMs
      for (let unit = 0; unit < units; unit += 1) {
        taken[oldest] = nowMs
        oldest = (oldest + 1) % limit
      }
      return 0
    },
  }
}

/** Counts per part of the window, in a ring of one part more than the window has: the present one has only begun. */
function countedWindow(limit: number, windowMs: number): SlidingWindow {
  const partMs = windowMs / parts
  const size = parts + 1
  const counts = new Float64Array(size)
  let present = Number.NEGATIVE_INFINITY
  let total = 0
  const goTo = (part: number): void => {
    const passed = Math.min(size, part - present)
    for (let step = 0; step < passed; step += 1) {
      const at = (part - step) % size
      total -= counts[at] ?? 0
      counts[at] = 0
    }
    present = part
  }
  return {
    limit,
    windowMs,
    take(nowMs, units) {
      if (units > limit) return windowMs
      const part = Math.floor(nowMs / partMs)
      if (part > present) goTo(part)
      if (total + units <= limit) {
        total += units
        counts[present % size] = (counts[present % size] ?? 0) + units
        return 0
      }
      return (partThatFrees(counts, present, total + units - limit) + size) * partMs - nowMs
    },
  }
}

/** The part with whose end so many units are free; the oldest that still counts is the one after the present in the ring. */
function partThatFrees(counts: Float64Array, present: number, units: number): number {
  let part = present - parts
  for (let freed = 0; part < present; part += 1) {
    freed += counts[((part % counts.length) + counts.length) % counts.length] ?? 0
    if (freed >= units) break
  }
  return part
}
