// What a `Retry-After` header asks for (RFC 9110 §10.2.3), within bounds we are willing to wait.

const SECOND_MS = 1_000
/** Shortest wait: a vendor that says 0 is not asked again in the same moment (F54). */
const RETRY_AFTER_MS_MIN = SECOND_MS
/** Longest wait: afterwards we ask again, because a header may be wrong (F54). */
const RETRY_AFTER_MS_MAX = 3_600_000
/** A wish further away than this, either way, is taken for a broken clock or a broken server. */
const ABSURD_MS = 7 * 86_400_000

const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const TIME = '\\d\\d:\\d\\d:\\d\\d'
/** The form all senders must use, and C's asctime form that receivers must take (RFC 9110 §5.6.7). */
const FIXED_DATE = new RegExp(`^${DAY}, \\d\\d ${MONTH} \\d{4} ${TIME} GMT$`)
const ASCTIME_DATE = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`)

/** How long to wait, in ms within [1 s, 1 h]; undefined when the header is absent, unreadable or absurd. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | undefined {
  const wishMs = header === undefined ? undefined : wish(header.trim(), nowMs)
  if (wishMs === undefined || Math.abs(wishMs) > ABSURD_MS) return undefined
  return Math.min(Math.max(wishMs, RETRY_AFTER_MS_MIN), RETRY_AFTER_MS_MAX)
}

function wish(header: string, nowMs: number): number | undefined {
  if (/^\d{1,15}$/.test(header)) return Number(header) * SECOND_MS
  // asctime has no zone; it is UTC by definition, and Date.parse would read it as local time.
  const date = FIXED_DATE.test(header) ? header : ASCTIME_DATE.test(header) ? `${header} GMT` : undefined
  if (date === undefined) return undefined
  const atMs = Date.parse(date)
  return Number.isNaN(atMs) ? undefined : atMs - nowMs
}
