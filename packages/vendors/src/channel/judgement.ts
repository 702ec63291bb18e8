// What judges of answers have in common: what they are given, what they say, and what an answer says whatever its code means. Pure;
// refuses to know any vendor's codes and bodies.
import { objectOf, wordOf } from '../json.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { ResultFor } from './grouped-channel.ts'
import { type Evidence, vendorsNowMs } from './meaning.ts'

/** A whole HTTP answer to a push. */
export interface PushAnswer {
  readonly status: number
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What an answer says about a request and each of its tokens. */
export interface Judgement {
  /** True where only the short-lived access token was refused: a fresh one may help, once (spec/vendors.md §0.1 AUTH). */
  readonly accessRefused: boolean
  /** Answers for any token of the request. */
  readonly resultFor: ResultFor
}

/** The business code in a body, written as digits or a number; nothing where there is none. Results are stored, so no page is a code. */
export function codeIn(body: unknown, member: 'code' | 'result'): string | undefined {
  const code = wordOf(objectOf(body)[member])
  return code !== undefined && /^-?\d{1,12}$/.test(code) ? code : undefined
}

/** What all refusals in an answer share: the code or, without one, the status, the vendor's time, and the wait that a `Retry-After` names. */
export function wordsOf(
  { status, headers }: PushAnswer,
  code: string | undefined,
  nowMs: number,
): Pick<Evidence, 'code' | 'nowMs' | 'waitMs'> {
  const theirsMs = vendorsNowMs(headers, nowMs)
  return { code: code ?? `HTTP ${status}`, nowMs: theirsMs, waitMs: retryAfterMs(headers['retry-after'], theirsMs) }
}
