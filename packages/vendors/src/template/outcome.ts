// What the service's answers mean: one table of codes, read by the client to judge and by the simulator to answer.
import { boundedAnswer } from '../answer.ts'
import { isObject, parsedJson } from '../json.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { FailureReason, SendResult } from '../vendor.ts'

/** A complete answer. */
export interface TemplateAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A code of the service. */
export type TemplateCode = 'token-gone' | 'token-foreign' | 'key-unknown' | 'too-large' | 'malformed'

interface Refusal {
  readonly status: number
  readonly scope: 'token' | 'message' | 'notifier'
  readonly reason: FailureReason
  readonly unsure?: true
}

/** Every documented code, its status and its meaning. */
export const REFUSALS: Readonly<Record<TemplateCode, Refusal>> = {
  'token-gone': { status: 410, scope: 'token', reason: 'token-dead' },
  // A key of the wrong app answers the same for every token.
  'token-foreign': { status: 404, scope: 'token', reason: 'token-foreign', unsure: true },
  'key-unknown': { status: 401, scope: 'notifier', reason: 'credential-refused' },
  'too-large': { status: 413, scope: 'message', reason: 'message-too-large' },
  malformed: { status: 400, scope: 'message', reason: 'message-malformed' },
}

/** Wait after a refusal for load that names none. */
const PAUSE_MS = 1_000

/** Judges an answer. Only a 200 with an id is a success (F73); a code that is not listed is judged by its status. */
export function judge(answer: TemplateAnswer, nowMs: number): SendResult {
  const body = parsedJson(answer.body)
  const shown = boundedAnswer(body)
  const { id, code } = isObject(body) ? body : {}
  if (answer.status === 200 && typeof id === 'string') return { kind: 'accepted', vendorId: id, answer: shown }
  const known = typeof code === 'string' && Object.hasOwn(REFUSALS, code) ? REFUSALS[code as TemplateCode] : undefined
  const refusal =
    known ?? Object.values(REFUSALS).find(({ status, scope }) => status === answer.status && scope !== 'token')
  const word = typeof code === 'string' ? code : `HTTP ${answer.status}`
  if (refusal) {
    const { status: _status, ...meaning } = refusal
    return { kind: 'rejected', ...meaning, code: word, answer: shown }
  }
  if (answer.status === 429 || answer.status === 503) {
    const waitMs = retryAfterMs(answer.headers['retry-after'], nowMs) ?? PAUSE_MS
    return { kind: 'throttled', scope: 'notifier', retryAfterMs: waitMs, code: word, answer: shown }
  }
  return { kind: 'unknown', cause: `the service answered ${word}`, answer: shown }
}
