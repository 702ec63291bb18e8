// Whether a call is tried again, and when. Pure. A request is repeated only where it cannot happen twice: the server refused it before
// it did anything, or the request reads, or it carries an idempotency key.

/** How a try ended without a result. */
export interface FailedTry {
  /** Absent where no answer came. */
  readonly status: number | undefined
  /** `error` of the body. */
  readonly code: string | undefined
  readonly retryAfterMs: number | undefined
  /** 1 for the first try. */
  readonly number: number
  /** Whether the request may have been carried out without harm. */
  readonly repeatable: boolean
}

/** Most tries of one call. */
export const triesMax = 4
/** Whoever is told to wait longer hears the error and decides. */
export const pauseMsMax = 10_000
const firstPauseMs = 250
/** In a second the first request with the same key has an answer (the error catalogue's `idempotency_busy`). */
const busyPauseMs = 1_000

/** How long to wait before the next try, ms; undefined = there is none. */
export function pauseAfter(failed: FailedTry): number | undefined {
  if (failed.number >= triesMax) return undefined
  const pause = pauseOf(failed)
  return pause === undefined || pause > pauseMsMax ? undefined : pause
}

function pauseOf({ status, code, retryAfterMs, number, repeatable }: FailedTry): number | undefined {
  const growing = firstPauseMs * 2 ** (number - 1)
  if (status === 429) return retryAfterMs ?? growing
  // An app may be set to answer 403 in place of 429; other refusals with 403 name no time.
  if (status === 403) return retryAfterMs
  if (!repeatable) return undefined
  if (code === 'idempotency_in_progress') return retryAfterMs ?? busyPauseMs
  return status === undefined || status === 502 || status === 503 || status === 504
    ? (retryAfterMs ?? growing)
    : undefined
}
