// What an answer of the send endpoint means for a shipment. One table, read by the client to judge and by the simulator to answer.
// Refuses to know how the answer came and who retries.

import { boundedAnswer } from '../channel/answer.ts'
import { isObject, type JsonObject, parsedJson } from '../json.ts'
import type { FailureReason, SendResult } from '../vendor.ts'

/** A complete answer of the send endpoint. */
export interface FcmAnswer {
  readonly status: number
  readonly body: string
  /** Wait the `Retry-After` header asks for, ms, already bounded; absent when there is none. */
  readonly retryAfterMs?: number
}

/** One way FCM refuses: its wire form and our judgement. */
export interface Refusal {
  readonly httpStatus: number
  /** Google's status word. */
  readonly status: string
  /** Code in the FcmError detail; absent where FCM sends none. */
  readonly errorCode?: string
  readonly judgement:
    | {
        readonly kind: 'rejected'
        readonly scope: 'token' | 'message' | 'notifier'
        readonly reason: FailureReason
        readonly unsure?: true
      }
    | { readonly kind: 'throttled'; readonly retryAfterMs: number }
    | { readonly kind: 'unknown' }
}

/** Our names for the ways FCM refuses. */
export type RefusalName =
  | 'tokenMalformed'
  | 'messageMalformed'
  | 'shapeMalformed'
  | 'messageTooLarge'
  | 'unauthenticated'
  | 'thirdPartyAuth'
  | 'senderMismatch'
  | 'permissionDenied'
  | 'unregistered'
  | 'projectNotFound'
  | 'quotaExceeded'
  | 'internal'
  | 'unspecified'
  | 'unavailable'

/** Least wait after a 429 without `Retry-After`, ms: the quota window is a minute (spec/vendors.md §2.7). */
const QUOTA_WAIT_MS = 60_000
/** Wait after a 503 without `Retry-After`, ms (spec/vendors.md §2.7). */
const UNAVAILABLE_WAIT_MS = 10_000

const MALFORMED = { kind: 'rejected', scope: 'message', reason: 'message-malformed' } as const
const REFUSED = { kind: 'rejected', scope: 'notifier', reason: 'credential-refused' } as const
const FORBIDDEN = { kind: 'rejected', scope: 'notifier', reason: 'permission-missing' } as const

/** Every documented refusal (spec/vendors.md §2.6, §2.7); how sure a dead token is, from §12. */
export const REFUSALS: Readonly<Record<RefusalName, Refusal>> = {
  tokenMalformed: {
    httpStatus: 400,
    status: 'INVALID_ARGUMENT',
    errorCode: 'INVALID_ARGUMENT',
    judgement: { kind: 'rejected', scope: 'token', reason: 'token-malformed', unsure: true },
  },
  messageMalformed: {
    httpStatus: 400,
    status: 'INVALID_ARGUMENT',
    errorCode: 'INVALID_ARGUMENT',
    judgement: MALFORMED,
  },
  /** Google sends no FcmError where the JSON itself does not fit the schema. */
  shapeMalformed: { httpStatus: 400, status: 'INVALID_ARGUMENT', judgement: MALFORMED },
  messageTooLarge: {
    httpStatus: 400,
    status: 'INVALID_ARGUMENT',
    errorCode: 'INVALID_ARGUMENT',
    judgement: { kind: 'rejected', scope: 'message', reason: 'message-too-large' },
  },
  unauthenticated: { httpStatus: 401, status: 'UNAUTHENTICATED', judgement: REFUSED },
  thirdPartyAuth: {
    httpStatus: 401,
    status: 'UNAUTHENTICATED',
    errorCode: 'THIRD_PARTY_AUTH_ERROR',
    judgement: REFUSED,
  },
  senderMismatch: {
    httpStatus: 403,
    status: 'PERMISSION_DENIED',
    errorCode: 'SENDER_ID_MISMATCH',
    judgement: { kind: 'rejected', scope: 'token', reason: 'token-foreign', unsure: true },
  },
  permissionDenied: { httpStatus: 403, status: 'PERMISSION_DENIED', judgement: FORBIDDEN },
  unregistered: {
    httpStatus: 404,
    status: 'NOT_FOUND',
    errorCode: 'UNREGISTERED',
    judgement: { kind: 'rejected', scope: 'token', reason: 'token-dead' },
  },
  /** Without FcmError a 404 is about the project or the path, never about the token. */
  projectNotFound: { httpStatus: 404, status: 'NOT_FOUND', judgement: REFUSED },
  quotaExceeded: {
    httpStatus: 429,
    status: 'RESOURCE_EXHAUSTED',
    errorCode: 'QUOTA_EXCEEDED',
    judgement: { kind: 'throttled', retryAfterMs: QUOTA_WAIT_MS },
  },
  internal: { httpStatus: 500, status: 'INTERNAL', errorCode: 'INTERNAL', judgement: { kind: 'unknown' } },
  unspecified: {
    httpStatus: 500,
    status: 'UNKNOWN',
    errorCode: 'UNSPECIFIED_ERROR',
    judgement: { kind: 'unknown' },
  },
  unavailable: {
    httpStatus: 503,
    status: 'UNAVAILABLE',
    errorCode: 'UNAVAILABLE',
    judgement: { kind: 'throttled', retryAfterMs: UNAVAILABLE_WAIT_MS },
  },
}

/** Answers without a code of FCM's: Google's outer layers, a proxy, a load balancer (spec/vendors.md §0.2 rule 1, §2.7). */
const BY_HTTP_STATUS: Readonly<Record<number, Refusal['judgement']>> = {
  400: MALFORMED,
  401: REFUSED,
  403: FORBIDDEN,
  404: REFUSED,
  405: MALFORMED,
  408: { kind: 'throttled', retryAfterMs: UNAVAILABLE_WAIT_MS },
  411: MALFORMED,
  413: { kind: 'rejected', scope: 'message', reason: 'message-too-large' },
  415: MALFORMED,
  422: MALFORMED,
  429: { kind: 'throttled', retryAfterMs: QUOTA_WAIT_MS },
  503: { kind: 'throttled', retryAfterMs: UNAVAILABLE_WAIT_MS },
}

/** The outcome of one answer. Never `accepted` without the name of a message in the body (F73). */
export function judge(answer: FcmAnswer): SendResult {
  const body = parsedJson(answer.body)
  const error = isObject(body) ? body['error'] : undefined
  if (isObject(error)) return judgeError(error, answer, body)
  if (answer.status === 200) {
    const name = isObject(body) ? body['name'] : undefined
    if (typeof name === 'string' && name !== '')
      return { kind: 'accepted', vendorId: name, answer: boundedAnswer(body) }
    return { kind: 'unknown', cause: 'FCM answered 200 without the name of a message', answer: boundedAnswer(body) }
  }
  const code = `HTTP ${answer.status}`
  if (answer.status >= 300 && answer.status < 400) {
    // Not followed (F74). The vendor has nothing; whatever redirects here may stop doing so.
    return { kind: 'throttled', scope: 'notifier', retryAfterMs: QUOTA_WAIT_MS, code, answer: boundedAnswer(body) }
  }
  return toResult(BY_HTTP_STATUS[answer.status] ?? { kind: 'unknown' }, code, answer, body)
}

/** True when the access token has expired or was revoked: obtain another and send once more (F66). */
export function asksForNewToken(answer: FcmAnswer): boolean {
  if (answer.status !== 401) return false
  const body = parsedJson(answer.body)
  const error = isObject(body) ? body['error'] : undefined
  return !isObject(error) || fcmErrorCode(error) === undefined
}

function judgeError(error: JsonObject, answer: FcmAnswer, body: unknown): SendResult {
  const { status, code } = error as { readonly status?: unknown; readonly code?: unknown }
  const errorCode = fcmErrorCode(error)
  const word = errorCode ?? (typeof status === 'string' && status !== '' ? status : undefined)
  // What the table does not name is judged by its HTTP status; an error in a 200 answer by the status it claims for itself.
  const httpStatus = answer.status === 200 && typeof code === 'number' ? code : answer.status
  const refusal = word === 'INVALID_ARGUMENT' ? invalidArgument(error) : refusalOf(errorCode)
  const judgement = refusal?.judgement ?? BY_HTTP_STATUS[httpStatus] ?? { kind: 'unknown' }
  return toResult(judgement, word ?? `HTTP ${httpStatus}`, answer, body)
}

function refusalOf(errorCode: string | undefined): Refusal | undefined {
  if (errorCode === undefined) return undefined
  return Object.values(REFUSALS).find(refusal => refusal.errorCode === errorCode)
}

/** One code for three faults (spec/vendors.md §2.6): the text and the violated field tell them apart. */
function invalidArgument(error: JsonObject): Refusal {
  const message = typeof error['message'] === 'string' ? error['message'] : ''
  if (violatedFields(error).includes('message.token') || /registration token/i.test(message))
    return REFUSALS.tokenMalformed
  if (/too (big|long|large)/i.test(message)) return REFUSALS.messageTooLarge
  return REFUSALS.messageMalformed
}

function toResult(judgement: Refusal['judgement'], code: string, answer: FcmAnswer, body: unknown): SendResult {
  switch (judgement.kind) {
    case 'rejected':
      return { ...judgement, code, answer: boundedAnswer(body) }
    case 'throttled':
      return {
        kind: 'throttled',
        scope: 'notifier',
        retryAfterMs: answer.retryAfterMs ?? judgement.retryAfterMs,
        code,
        answer: boundedAnswer(body),
      }
    case 'unknown':
      return { kind: 'unknown', cause: `FCM failed: ${code}`, answer: boundedAnswer(body) }
  }
}

function fcmErrorCode(error: JsonObject): string | undefined {
  const detail = details(error).find(item => String(item['@type']).endsWith('google.firebase.fcm.v1.FcmError'))
  const code = detail?.['errorCode']
  return typeof code === 'string' ? code : undefined
}

function violatedFields(error: JsonObject): readonly unknown[] {
  return details(error).flatMap(detail => {
    const violations = detail['fieldViolations']
    return Array.isArray(violations) ? violations.filter(isObject).map(violation => violation['field']) : []
  })
}

function details(error: JsonObject): readonly JsonObject[] {
  const list = error['details']
  return Array.isArray(list) ? list.filter(isObject) : []
}
