// What Huawei's answers mean (spec/vendors.md §3.6, §3.7): one table of codes shared by client and simulator, and the step
// from an answer to one result per token. Pure; refuses to know about connections and retries.
import { isObject, parsedJson } from '../json.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { FailureReason, SendResult } from '../vendor.ts'
import { answersByToken, detailOf } from './token-answer.ts'

/** A whole HTTP answer of the push endpoint. */
export interface PushAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What an answer says about a request and each of its tokens. */
export interface Judgement {
  /** True where only the short-lived access token was refused: a fresh one may help, once (spec/vendors.md §0.1 AUTH). */
  readonly accessRefused: boolean
  /** Answers for any token of the request. */
  readonly resultFor: (token: string) => SendResult
}

/**
 * Judges an answer to a send request for `tokens`. The body's code decides whatever the HTTP status is; without a known code
 * the status does (spec/vendors.md §0.2), and no such answer is ever a success (F73). `nowMs` reads a `Retry-After` date.
 */
export function judge(answer: PushAnswer, tokens: readonly string[], nowMs: number): Judgement {
  const body = parsedJson(answer.body)
  const code = codeOf(body)
  const meaning = code === undefined ? undefined : CODES.get(code)
  const answerFor = answersByToken(body, tokens)
  if (meaning === 'accepted') {
    return { accessRefused: false, resultFor: token => accepted(body, answerFor(token)) }
  }
  if (meaning === 'partial') return partial(body, answerFor)
  const kind = meaning === undefined || meaning === 'vendor-fault' ? byStatus(answer.status) : meaning
  return {
    accessRefused: kind === 'access-refused',
    resultFor: token => refusal(kind, { code: code ?? `HTTP ${answer.status}`, body: answerFor(token), answer, nowMs }),
  }
}

/** The business code of a push answer, written as a string or a number; nothing where there is none. */
export function codeOf(body: unknown): string | undefined {
  if (!isObject(body)) return undefined
  const code = body['code']
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
}

/** Pause after a refusal for load that names none, in ms; Huawei's answers carry no `Retry-After` (spec/vendors.md §3.11). */
const PAUSE_MS = 1000

type Refusal =
  | 'access-refused'
  | 'all-tokens-illegal'
  | 'credential-refused'
  | 'permission-missing'
  | 'importance-refused'
  | 'message-malformed'
  | 'message-too-large'
  | 'content-refused'
  | 'flow-control'
  | 'not-taken'
  | 'unclear'

type Meaning = 'accepted' | 'partial' | 'vendor-fault' | Refusal

/**
 * Every documented code (spec/vendors.md §3.7) but the topic and group ones, 82000001 to 82000013, which cannot come from a
 * send to tokens. 80300011 and 80300013 answer one message's `importance` and `receipt_id`: they must not stop the notifier.
 */
const CODES: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ['80000000', 'accepted'],
  ['80100000', 'partial'],
  ['80100001', 'message-malformed'],
  ['80100002', 'message-malformed'],
  ['80100003', 'message-malformed'],
  ['80100004', 'message-malformed'],
  ['80100013', 'message-malformed'],
  ['80100016', 'content-refused'],
  ['80100017', 'flow-control'],
  ['80100018', 'message-malformed'],
  ['80100022', 'content-refused'],
  ['80200001', 'access-refused'],
  ['80200003', 'access-refused'],
  ['80200005', 'access-refused'],
  ['80300002', 'permission-missing'],
  ['80300007', 'all-tokens-illegal'],
  ['80300008', 'message-too-large'],
  ['80300010', 'message-malformed'],
  ['80300011', 'importance-refused'],
  ['80300013', 'message-malformed'],
  ['80300029', 'flow-control'],
  ['80300030', 'message-malformed'],
  ['80300036', 'credential-refused'],
  ['80300037', 'permission-missing'],
  ['80600003', 'not-taken'],
  ['81000001', 'vendor-fault'],
])

/** A status without a known code; 2xx and 3xx promise nothing, 5xx but 503 may have come after the message was taken. */
function byStatus(status: number): Refusal {
  if (status === 401 || status === 403) return 'access-refused'
  if (status === 408 || status === 429 || status === 503) return 'flow-control'
  if (status === 413) return 'message-too-large'
  return status >= 400 && status < 500 ? 'message-malformed' : 'unclear'
}

interface Evidence {
  readonly code: string
  readonly body: unknown
  readonly answer: PushAnswer
  readonly nowMs: number
}

function refusal(kind: Refusal, { code, body, answer, nowMs }: Evidence): SendResult {
  switch (kind) {
    case 'flow-control':
    case 'not-taken': {
      const told = retryAfterMs(answer.headers['retry-after'], nowMs)
      return {
        kind: 'throttled',
        scope: 'notifier',
        retryAfterMs: told ?? PAUSE_MS,
        code,
        answer: body,
      }
    }
    case 'unclear':
      return { kind: 'unknown', cause: `Huawei answered ${describe(code, answer.status)}`, answer: body }
    case 'all-tokens-illegal':
      return illegal(code, body)
    case 'access-refused':
    case 'credential-refused':
      return rejected('notifier', 'credential-refused', code, body)
    case 'permission-missing':
      return rejected('notifier', 'permission-missing', code, body)
    case 'importance-refused':
      return rejected('message', 'permission-missing', code, body)
    case 'message-malformed':
    case 'message-too-large':
    case 'content-refused':
      return rejected('message', kind, code, body)
  }
}

function describe(code: string, status: number): string {
  return code.startsWith('HTTP') ? `${code} without a code` : `code ${code} with HTTP ${status}`
}

function accepted(body: unknown, answer: unknown): SendResult {
  const id = isObject(body) ? body['requestId'] : undefined
  const known = typeof id === 'string' || typeof id === 'number'
  return { kind: 'accepted', ...(known ? { vendorId: String(id) } : {}), answer }
}

function rejected(scope: 'message' | 'notifier', reason: FailureReason, code: string, answer: unknown): SendResult {
  return { kind: 'rejected', scope, reason, code, answer }
}

/** Unsure, because a wrong app id answers the same for every live token (spec/vendors.md §12). */
function illegal(code: string, answer: unknown): SendResult {
  return { kind: 'rejected', scope: 'token', reason: 'token-dead', code, unsure: true, answer }
}

/**
 * 80100000: `msg` holds JSON text with the illegal tokens; tokens are matched by name, whatever the list's order and length
 * (F71), and names that were not asked for only count. A token that is not listed was taken, unless the answer counts more failures than it lists or cannot be read: then nobody
 * can say which, and the unlisted ones are unknown.
 */
function partial(body: unknown, answerFor: (token: string) => unknown): Judgement {
  const detail = detailOf(body)
  if (detail === undefined) {
    const cause = 'Huawei refused some tokens without saying which'
    return { accessRefused: false, resultFor: token => ({ kind: 'unknown', cause, answer: answerFor(token) }) }
  }
  const { list } = detail
  const listed = new Set<unknown>(list)
  const failures = Number(detail.value['failure'] ?? 0)
  const unlisted = (answer: unknown): SendResult =>
    failures > list.length
      ? { kind: 'unknown', cause: `Huawei refused ${failures} tokens and named ${list.length}`, answer }
      : accepted(body, answer)
  return {
    accessRefused: false,
    resultFor: token => (listed.has(token) ? illegal('80100000', answerFor(token)) : unlisted(answerFor(token))),
  }
}
