// How long to wait before trying again (reliability §3, "Retry classes"). Pure: chance comes in as a number.
import { hour, minute, second } from '@posthouse/protocol'

/** Waits between these, whatever a vendor asks for (F54). */
const askedMsMin = second
const askedMsMax = hour
const unsentMsMax = minute
/** A quota ends with the vendor's day; an hour more than that for clocks that differ (F55). */
const quotaMsMax = 25 * hour

/** Full jitter over an exponential back-off: between 0 and `base · 2^(tries - 1)`, at most `maxMs`. */
function fullJitter(baseMs: number, tries: number, maxMs: number, fraction: number): number {
  return Math.ceil(fraction * Math.min(maxMs, baseMs * 2 ** Math.min(tries - 1, 30)))
}

/** After a provably unsent attempt. `tries` counts from 1, `fraction` is in [0, 1). */
export function unsentDelayMs(tries: number, fraction: number): number {
  return fullJitter(second, tries, unsentMsMax, fraction)
}

/** After an attempt whose end is unknown; a little slower, because a repeat may ring twice. */
export function ambiguousDelayMs(tries: number, fraction: number): number {
  return second + fullJitter(2 * second, tries, unsentMsMax, fraction)
}

/** After a vendor's "not now": never before it said, spread by up to a tenth so that waiting ones do not return together. */
export function throttledDelayMs(retryAfterMs: number, fraction: number): number {
  const asked = Number.isFinite(retryAfterMs) ? retryAfterMs : askedMsMin
  const bounded = Math.min(Math.max(asked, askedMsMin), askedMsMax)
  return Math.ceil(bounded * (1 + fraction / 10))
}

/**
 * After a vendor's "not today": until the quota is new, however far that is within 25 hours, spread by up to a minute. Never before
 * it said, but where that is longer.
 */
export function quotaDelayMs(retryAfterMs: number, fraction: number): number {
  const asked = Number.isFinite(retryAfterMs) ? retryAfterMs : hour
  return Math.min(Math.ceil(Math.max(asked, askedMsMin) + fraction * minute), quotaMsMax)
}
