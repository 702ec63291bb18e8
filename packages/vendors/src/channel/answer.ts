// What of a vendor's answer a result carries: a few KiB, and nothing about anybody else. Results are stored and reported one per device,
// so a page of a broken proxy must not become a page per device. Refuses to know where a vendor names tokens.
import { isObject } from '../json.ts'

/** Most bytes of an answer in a result, as JSON text; real answers have a few hundred. */
export const ANSWER_BYTES_MAX = 4096

/** The answer as it is, or the beginning of its text where it is larger than {@link ANSWER_BYTES_MAX}. */
export function boundedAnswer(answer: unknown): unknown {
  const text = typeof answer === 'string' ? answer : (JSON.stringify(answer) ?? '')
  if (Buffer.byteLength(text) <= ANSWER_BYTES_MAX) return answer
  // A character cut in two becomes U+FFFD, which takes up to three bytes for one; so room is left for it.
  return Buffer.from(text)
    .subarray(0, ANSWER_BYTES_MAX - 2)
    .toString('utf8')
}

/** The answer without what names any of `tokens`: members of an object, or all of it. For answers to several that cannot be read. */
export function withoutTokens(answer: unknown, tokens: readonly string[]): unknown {
  if (!namesAny(answer, tokens)) return answer
  if (!isObject(answer)) return ''
  return Object.fromEntries(Object.entries(answer).filter(([, member]) => !namesAny(member, tokens)))
}

/** True where a token stands anywhere in a part of an answer. A text that is shorter than a token holds none; that spares most searches. */
export function namesAny(part: unknown, tokens: readonly string[]): boolean {
  const text = typeof part === 'string' ? part : (JSON.stringify(part) ?? '')
  return tokens.some(token => token.length <= text.length && text.includes(token))
}
