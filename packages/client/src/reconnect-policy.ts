// Whether and when a lost connection is made again. Pure: chance comes in as a number.
import { type ByeReason, byes } from '@posthouse/protocol/frames'

/** How a try to be connected ended. */
export interface Loss {
  /** Tries in a row that failed; 0 = a connection that had stood was lost. */
  readonly failures: number
  /** The server's own reason, where it gave one. */
  readonly reason: ByeReason | undefined
  /** The server asks for this much time, ms. */
  readonly retryAfterMs: number | undefined
  /** From 0, below 1. */
  readonly chance: number
}

const firstPauseMs = 1_000
/** Longest pause between two tries. */
export const pauseMsMax = 30_000
/** A server that moves its connections loses all of them at once; this spreads their return. */
const movedSpreadMs = 2_000
const busyPauseMs = 5_000

/**
 * How long to wait, ms; undefined = never again by itself. A connection that stood is tried again at once; after that any time up to a
 * limit that doubles is equally likely ("full jitter"), so that clients that were lost together do not return together.
 */
export function pauseBefore({ failures, reason, retryAfterMs, chance }: Loss): number | undefined {
  if (reason !== undefined && !byes[reason].again) return undefined
  const asked = retryAfterMs ?? (reason === 'busy' ? busyPauseMs : 0)
  if (asked > 0) return Math.round(asked + chance * Math.max(firstPauseMs, asked / 4))
  if (failures === 0) return reason === 'going-away' ? Math.round(chance * movedSpreadMs) : 0
  return Math.round(chance * Math.min(pauseMsMax, firstPauseMs * 2 ** Math.min(failures, 10)))
}
