// What PostgreSQL's errors mean for a commit (SQLSTATE classes, postgresql.org/docs/15/errcodes-appendix.html).

/**
 * | meaning    | SQLSTATE                       | what is done                                            |
 * |------------|--------------------------------|---------------------------------------------------------|
 * | again      | 40001, 40P01                   | the whole group again, a few times (F40)                |
 * | unit       | 21, 22, 23, 42                 | the units one by one, so that the one at fault is found |
 * | corrupt    | XX001, XX002                   | the store fails for good (F44)                          |
 * | lost       | 08, 57P, or none               | a new connection; unknown, if the commit was under way  |
 * | refused    | everything else                | nothing happened                                        |
 */
export type PostgresFault = 'again' | 'unit' | 'corrupt' | 'lost' | 'refused'

/** What an error that `pg` gave means. */
export function faultOf(cause: unknown): PostgresFault {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  if (!/^[0-9A-Z]{5}$/.test(code)) return 'lost'
  if (code === '40001' || code === '40P01') return 'again'
  if (code === 'XX001' || code === 'XX002') return 'corrupt'
  if (code.startsWith('08') || code.startsWith('57P')) return 'lost'
  return ['21', '22', '23', '42'].includes(code.slice(0, 2)) ? 'unit' : 'refused'
}

/** Codes of the network, and of a server that starts, stops or has no room for another connection. */
const away =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|08...|57P0[123]|53300)$/

/** Whether a server could only not be reached now, while nothing is known to be wrong with what was asked of it. */
export function isAway(cause: unknown): cause is Error & { readonly code?: unknown } {
  if (!(cause instanceof Error)) return false
  if ('code' in cause && away.test(String(cause.code))) return true
  // The driver's own words, which have no code: nobody answered in time, or the connection was lost while it was made.
  return /^(timeout expired|Connection terminated)/.test(cause.message)
}
