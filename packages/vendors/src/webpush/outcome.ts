// What push services' answers mean (spec/vendors.md §9.6, §9.7): one table shared by client and simulator, and the step from an answer to
// a result. Pure. Every answer may come from a service that a client has chosen, so none of them may stop the whole notifier.
import { boundedAnswer } from '../channel/answer.ts'
import { type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { meaningOfStatus, meaningsOf, refusalIn, resultOf } from '../channel/meaning.ts'
import { isObject, parsedJson, some, textOf } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Meaning, Refusal, VendorCode } from '../vendor-code.ts'
import type { SubscriptionFault } from './subscription.ts'

/** The vendor's name for people. */
export const BRAND = 'Web Push'

/** What an answer says. */
export interface Judgement {
  readonly result: SendResult
  /** True where only the JWT was refused: a new one may help, once (spec/vendors.md §0.1 AUTH). */
  readonly isJwtRefused: boolean
}

/**
 * Judges an answer. 201 and 202 are the protocol's own words for *taken* (RFC 8030 §5); another 2xx counts only with a `Location` or
 * without a body, so that a page is no success (F73). Else the service's code decides, and without a known one the status.
 */
export function judge(answer: PushAnswer, nowMs: number): Judgement {
  const { status, headers } = answer
  const body = parsedJson(answer.body)
  const shown = answer.body === '' ? { status } : boundedAnswer(body)
  const { location } = headers
  const isSuccess = status >= 200 && status < 300
  if (status === 201 || status === 202 || (isSuccess && (location !== undefined || answer.body === ''))) {
    const result = { kind: 'accepted', ...some('vendorId', messageId(location)), answer: shown } as const
    return { result, isJwtRefused: false }
  }
  const { code, meaning } = codeOf(status, body)
  return {
    result: resultOf(meaning, { ...wordsOf(answer, code, nowMs), answer: shown, brand: BRAND }),
    isJwtRefused: JWT_CODES.has(code),
  }
}

/**
 * The verdict on a token that cannot be sent to; nobody was asked. Never sure, because tokens of another vendor, bound to this notifier by
 * mistake, look like this too, and a list of hosts may be wrong: the bindings survive until the mistake is mended.
 */
export function unusable({ code }: SubscriptionFault): SendResult {
  const meaning = code === 'host-not-listed' ? 'token-foreign' : 'token-malformed'
  return resultOf(meaning, { code, answer: FAULTS[code], brand: BRAND, nowMs: 0 })
}

const FAULTS: Readonly<Record<SubscriptionFault['code'], string>> = {
  'not-a-subscription': 'the device token is not the JSON text of a push subscription',
  'keys-malformed': 'keys.p256dh or keys.auth of the subscription cannot be used',
  'endpoint-malformed': "the subscription's endpoint is not a plain https URL",
  'endpoint-forbidden': "the subscription's endpoint is an address, a local name or on another port than 443",
  'host-not-listed': "the subscription's host is not among those that the notifier lists",
}

/**
 * Every documented answer. Numbers are Mozilla's `errno`, words are Apple's `reason`, and `HTTP …` stands for an answer that has neither.
 * A refused JWT and a refusal for load concern this service alone, while a notifier speaks to several: so the first is
 * `permission-missing`, which stops nothing, and the second is about the device.
 */
export const CODES: readonly (VendorCode & { readonly status: number })[] = [
  row('HTTP 201', 201, 'accepted', 'taken', '已接收'),
  row('HTTP 202', 202, 'accepted', 'taken, a receipt may follow', '已接收，可能有回执'),
  row('101', 400, 'message-malformed', 'an encryption header is missing', '缺少加密头'),
  row('108', 400, 'message-malformed', "the endpoint's router is unknown", 'endpoint 的路由类型无效'),
  row('110', 400, 'message-malformed', 'an encryption header or key is wrong', '加密头或密钥无效'),
  row('111', 400, 'message-malformed', 'a required header is missing', '缺少必需的请求头'),
  row('112', 400, 'message-malformed', 'the TTL is wrong', 'TTL 无效'),
  row('113', 400, 'message-malformed', 'the Topic is wrong', 'Topic 无效'),
  {
    ...row('VapidPkHashMismatch', 400, 'token-foreign', 'subscribed with another key', '订阅时使用了其他公钥'),
    isUnconfirmed: true,
  },
  row('109', 401, 'permission-missing', 'the JWT is missing, expired or not valid here', 'JWT 缺失、过期或无效'),
  {
    ...row('VAPID public key mismatch', 401, 'token-foreign', 'subscribed with another key', '订阅时使用了其他公钥'),
    isUnconfirmed: true,
  },
  row('HTTP 401', 401, 'permission-missing', 'the JWT was not taken', 'JWT 未被接受'),
  {
    ...row(
      'BadJwtToken',
      403,
      'permission-missing',
      'Apple takes neither the JWT nor its contact',
      'JWT 或联系方式无效',
    ),
    isUnconfirmed: true,
  },
  {
    ...row(
      'VAPID credentials do not correspond',
      403,
      'token-foreign',
      'subscribed with another key',
      '订阅时使用了其他公钥',
    ),
    isUnconfirmed: true,
  },
  row('HTTP 403', 403, 'permission-missing', 'refused without saying why', '被拒绝，未说明原因'),
  row('102', 404, 'token-dead', 'no such subscription', '订阅不存在'),
  row('HTTP 404', 404, 'token-dead', 'no such subscription', '订阅不存在'),
  row('103', 410, 'token-dead', 'the subscription has expired', '订阅已过期'),
  row('105', 410, 'token-dead', 'the subscription ended during the request', '订阅在请求期间失效'),
  row('106', 410, 'token-dead', 'the subscription is no longer valid', '订阅已失效'),
  row('HTTP 410', 410, 'token-dead', 'the subscription has ended', '订阅已结束'),
  row('104', 413, 'message-too-large', 'too large', '消息过大'),
  row('HTTP 413', 413, 'message-too-large', 'too large', '消息过大'),
  row('HTTP 429', 429, 'token-busy', 'too many requests', '请求过多'),
  row('999', 500, 'unclear', 'internal error', '服务内部错误'),
  row('900', 502, 'unclear', 'the service behind failed', '下游服务异常'),
  row('901', 502, 'unclear', 'the service behind failed', '下游服务异常'),
  row('902', 502, 'unclear', 'the service behind failed', '下游服务异常'),
  row('903', 502, 'unclear', 'the service behind failed', '下游服务异常'),
  row('201', 503, 'token-busy', 'overloaded: try later', '过载，请稍后重试'),
  row('202', 503, 'token-busy', 'not available for a moment', '暂时不可用'),
  row('HTTP 503', 503, 'token-busy', 'not available', '暂不可用'),
]

function row(code: string, status: number, meaning: Meaning, en: string, zh: string): (typeof CODES)[number] {
  return { code, status, meaning, text: { en, zh } }
}

const MEANINGS = meaningsOf(CODES)

/** After these a JWT made anew is worth one more try. */
const JWT_CODES: ReadonlySet<string> = new Set(['109', 'HTTP 401', 'BadJwtToken'])

/**
 * How services say in a sentence that a subscription was made with another key: Mozilla in `message`, beside an `errno` that it shares
 * with refused JWTs, Google as plain text.
 */
const SENTENCES: readonly (readonly [sentence: RegExp, code: string])[] = [
  [/^VAPID public key mismatch$/, 'VAPID public key mismatch'],
  [/\bin the authorization header do(?:es)? not correspond to the /, 'VAPID credentials do not correspond'],
]

function sentenceIn(text: unknown): string | undefined {
  return typeof text === 'string' ? SENTENCES.find(([sentence]) => sentence.test(text))?.[1] : undefined
}

/** A code counts only under its own status, so that a stray body cannot unbind a device. */
function codeOf(status: number, body: unknown): { readonly code: string; readonly meaning: Refusal } {
  const { errno, reason, message } = isObject(body) ? body : {}
  const said = [sentenceIn(message ?? body), typeof errno === 'number' ? String(errno) : textOf(errno), textOf(reason)]
  const known = said.find(code => CODES.some(row => row.code === code && row.status === status))
  const code = known ?? `HTTP ${status}`
  const meaning = refusalIn(MEANINGS.get(code))
  if (meaning !== undefined) return { code, meaning }
  const fallback = meaningOfStatus(status)
  return { code, meaning: fallback === 'busy' ? 'token-busy' : fallback }
}

/** The message's URL, or only its last part where it is long: the URL's beginning is the service's, the end is the message's. */
function messageId(location: string | undefined): string | undefined {
  if (location === undefined || location === '') return undefined
  if (location.length <= LOCATION_CHARS_MAX) return location
  const last = location.slice(location.lastIndexOf('/') + 1)
  return last !== '' && last.length <= MESSAGE_ID_CHARS_MAX ? last : undefined
}

/** Up to here the whole `Location` is the id. */
const LOCATION_CHARS_MAX = 128
/** Mozilla's ids have about 220 characters; a longer one is none worth keeping. */
const MESSAGE_ID_CHARS_MAX = 512
