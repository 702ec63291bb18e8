// How a notifier's rate is kept: as moments, each of which a few pushes may leave at. Any second has so many moments at most that the rate is
// not exceeded in it, wherever the second begins. Pure.

/** Ours: the most that can be set, more than any vendor grants. */
export const pushesPerSecondMax = 100_000

/** Moments of one notifier. */
export interface Moments {
  /** Pushes that may leave at each. */
  readonly pushes: number
  /** From one to the next, µs. */
  readonly everyUs: number
}

/** Most moments of a second; a timer's step is about 1 ms. */
const momentsMax = 50
/** A stretch of time may be known so inexactly, either way, without more ado. */
export const clockErrorMsMax = 5
/**
 * Moments are this much further apart than they need be, so that pushes that leave {@link lateMsMax} late, are looked at for
 * {@link lookMsMax}, and {@link clockErrorMsMax} twice, do not crowd into the next second.
 */
const spread = 1.06

/** A moment that is missed by more than this is lost. */
export const lateMsMax = 20
/** For so much longer than others a push may be looked at in the record between its moment and its bytes, ms: is it still bound (I5)? */
export const lookMsMax = 30

/** The moments of a rate. */
export function momentsOf(perSecond: number): Moments {
  const pushes = Math.max(1, Math.floor(perSecond / momentsMax))
  return { pushes, everyUs: Math.ceil((spread * 1_000_000) / Math.floor(perSecond / pushes)) }
}
