// How Huawei's push interfaces answer, v1 and v3 alike: a code, its words and a request id. For simulators only; which code it is, is
// decided elsewhere.
import type { Call } from '../simulator/vendor-simulator.ts'

/** An answer, and the tokens whose phones get the message. */
export interface Verdict {
  readonly status: number
  readonly code: string
  readonly msg: string
  readonly taken: readonly string[]
}

/** Writes a verdict and notes its code, unless all is well. */
export function answerWith(
  { exchange, refuse }: Pick<Call<unknown>, 'exchange' | 'refuse'>,
  { status, code, msg }: Verdict,
  requestId: string,
): void {
  if (code !== '80000000') refuse(code)
  const type = { 'content-type': 'application/json; charset=UTF-8' }
  exchange.answer(status, type, JSON.stringify({ code, msg, requestId }))
}
