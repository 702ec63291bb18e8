// What an answer of the send endpoint means for a shipment. One table, read by the client to judge and by the simulator to answer.
// Refuses to know how the answer came and who retries.

import type { Bilingual } from '../bilingual.ts'
import { boundedAnswer } from '../channel/answer.ts'
import { meaningOfStatus, resultOf } from '../channel/meaning.ts'
import { shortIdOf } from '../channel/short-word.ts'
import { isObject, type JsonObject, parsedJson, some } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal, VendorCode } from '../vendor-code.ts'

/** A complete answer of the send endpoint. */
export interface FcmAnswer {
  readonly status: number
  readonly body: string
  /** Wait the `Retry-After` header asks for, ms, already bounded; absent when there is none. */
  readonly retryAfterMs?: number
}

/** One way FCM refuses: its wire form, what it means and how long to hold back when FCM does not say. */
export interface Refused {
  readonly httpStatus: number
  /** Google's status word. */
  readonly status: string
  /** Code in the FcmError detail; absent where FCM sends none. */
  readonly errorCode?: string
  readonly meaning: Refusal
  readonly text: Bilingual
  /** In ms, for refusals for load. */
  readonly waitMs?: number
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

/** The vendor's name for people. */
const BRAND = 'FCM'

/** Least wait after a 429 without `Retry-After`, ms: the quota window is a minute (spec/vendors.md §2.7). */
const QUOTA_WAIT_MS = 60_000
/** Wait after a 503 without `Retry-After`, ms (spec/vendors.md §2.7). */
const UNAVAILABLE_WAIT_MS = 10_000

/** One word of Google's for several faults (spec/vendors.md §2.6). */
const INVALID_ARGUMENT = {
  httpStatus: 400,
  status: 'INVALID_ARGUMENT',
  errorCode: 'INVALID_ARGUMENT',
} as const

/** Every documented refusal (spec/vendors.md §2.6, §2.7); how sure a dead token is, from §12. */
export const REFUSALS: Readonly<Record<RefusalName, Refused>> = {
  tokenMalformed: {
    ...INVALID_ARGUMENT,
    meaning: 'token-malformed',
    text: {
      en: 'about the token: it is not one of FCM, or of another kind',
      zh: '指向 token：不是有效的 FCM token',
    },
  },
  messageMalformed: {
    ...INVALID_ARGUMENT,
    meaning: 'message-malformed',
    text: { en: 'about the message: a member has a wrong value', zh: '指向消息：字段取值错误' },
  },
  /** Google sends no FcmError where the JSON itself does not fit the schema. */
  shapeMalformed: {
    httpStatus: 400,
    status: 'INVALID_ARGUMENT',
    meaning: 'message-malformed',
    text: { en: 'about the message: the JSON does not fit the schema', zh: '指向消息：JSON 结构不符合规范' },
  },
  messageTooLarge: {
    ...INVALID_ARGUMENT,
    meaning: 'message-too-large',
    text: { en: 'about the message: it is too big', zh: '指向消息：消息过大' },
  },
  unauthenticated: {
    httpStatus: 401,
    status: 'UNAUTHENTICATED',
    meaning: 'access-refused',
    text: { en: 'the access token expired or was revoked', zh: '访问令牌过期或已撤销' },
  },
  thirdPartyAuth: {
    httpStatus: 401,
    status: 'UNAUTHENTICATED',
    errorCode: 'THIRD_PARTY_AUTH_ERROR',
    meaning: 'credential-refused',
    text: {
      en: "the project's APNs key or web push key is wrong or missing",
      zh: '项目的 APNs 密钥或 Web Push 密钥有误或缺失',
    },
  },
  senderMismatch: {
    httpStatus: 403,
    status: 'PERMISSION_DENIED',
    errorCode: 'SENDER_ID_MISMATCH',
    meaning: 'token-foreign',
    text: { en: 'the token is of another project', zh: 'token 属于其他项目' },
  },
  permissionDenied: {
    httpStatus: 403,
    status: 'PERMISSION_DENIED',
    meaning: 'permission-missing',
    text: {
      en: 'the service account may not send, or the API is off in the project',
      zh: '服务账号无发送权限，或项目未启用该 API',
    },
  },
  unregistered: {
    httpStatus: 404,
    status: 'NOT_FOUND',
    errorCode: 'UNREGISTERED',
    meaning: 'token-dead',
    text: { en: 'the app was removed, or the token expired', zh: '应用已卸载，或 token 已失效' },
  },
  /** Without FcmError a 404 is about the project or the path, never about the token. */
  projectNotFound: {
    httpStatus: 404,
    status: 'NOT_FOUND',
    meaning: 'credential-refused',
    text: { en: 'the project is unknown', zh: '项目不存在' },
  },
  quotaExceeded: {
    httpStatus: 429,
    status: 'RESOURCE_EXHAUSTED',
    errorCode: 'QUOTA_EXCEEDED',
    meaning: 'busy',
    text: { en: 'more messages than the minute allows', zh: '超出每分钟消息配额' },
    waitMs: QUOTA_WAIT_MS,
  },
  internal: {
    httpStatus: 500,
    status: 'INTERNAL',
    errorCode: 'INTERNAL',
    meaning: 'unclear',
    text: { en: 'internal error', zh: '系统内部错误' },
  },
  unspecified: {
    httpStatus: 500,
    status: 'UNKNOWN',
    errorCode: 'UNSPECIFIED_ERROR',
    meaning: 'unclear',
    text: { en: 'no details known', zh: '未给出原因' },
  },
  unavailable: {
    httpStatus: 503,
    status: 'UNAVAILABLE',
    errorCode: 'UNAVAILABLE',
    meaning: 'busy',
    text: { en: 'overloaded', zh: '服务过载' },
    waitMs: UNAVAILABLE_WAIT_MS,
  },
}

/** The refusals as documents read them. */
export const CODES: readonly VendorCode[] = Object.values(REFUSALS).map(({ errorCode, status, meaning, text }) => ({
  code: errorCode ?? status,
  meaning,
  text,
}))

/** What is judged: a refusal of the table, or an answer without a code of FCM's. */
type Judged = Pick<Refused, 'meaning' | 'waitMs'>

/** Google's outer layers, a proxy, a load balancer (spec/vendors.md §0.2 rule 1, §2.7). */
function judgedByStatus(status: number): Judged {
  if (status === 403) return REFUSALS.permissionDenied
  if (status === 404) return REFUSALS.projectNotFound
  // A redirect is not followed (F74). The vendor has nothing; whatever redirects here may stop doing so.
  if (status === 429 || (status >= 300 && status < 400)) return { meaning: 'busy', waitMs: QUOTA_WAIT_MS }
  return { meaning: meaningOfStatus(status), waitMs: UNAVAILABLE_WAIT_MS }
}

/** The outcome of one answer. Never `accepted` without the name of a message in the body (F73). */
export function judge(answer: FcmAnswer): SendResult {
  const body = parsedJson(answer.body)
  const error = isObject(body) ? body['error'] : undefined
  if (isObject(error)) return judgeError(error, answer, body)
  if (answer.status === 200) {
    const name = isObject(body) ? body['name'] : undefined
    if (typeof name === 'string' && name !== '')
      return { kind: 'accepted', ...some('vendorId', shortIdOf(name)), answer: boundedAnswer(body) }
    return { kind: 'unknown', cause: 'FCM answered 200 without the name of a message', answer: boundedAnswer(body) }
  }
  return toResult(judgedByStatus(answer.status), `HTTP ${answer.status}`, answer, body)
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
  return toResult(refusal ?? judgedByStatus(httpStatus), word ?? `HTTP ${httpStatus}`, answer, body)
}

function refusalOf(errorCode: string | undefined): Refused | undefined {
  if (errorCode === undefined) return undefined
  return Object.values(REFUSALS).find(refusal => refusal.errorCode === errorCode)
}

/** One code for three faults (spec/vendors.md §2.6): the text and the violated field tell them apart. */
function invalidArgument(error: JsonObject): Refused {
  const message = typeof error['message'] === 'string' ? error['message'] : ''
  if (violatedFields(error).includes('message.token') || /registration token/i.test(message))
    return REFUSALS.tokenMalformed
  if (/too (big|long|large)/i.test(message)) return REFUSALS.messageTooLarge
  return REFUSALS.messageMalformed
}

function toResult({ meaning, waitMs }: Judged, code: string, answer: FcmAnswer, body: unknown): SendResult {
  return resultOf(meaning, {
    code,
    answer: boundedAnswer(body),
    brand: BRAND,
    // None of FCM's limits ends with a day, so the time does not matter.
    nowMs: 0,
    waitMs: answer.retryAfterMs ?? waitMs,
  })
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
