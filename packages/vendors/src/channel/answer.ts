// How much of a vendor's answer a result carries. Results are stored and reported one per device, so a page of a broken proxy must
// not become a page per device.

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
