// What Huawei's answers mean (spec/vendors.md §3.6, §3.7): one table of codes shared by client and simulator, and the step
// from an answer to one result per token. Pure; refuses to know about connections and retries.

import { meaningOfStatus, meaningsOf, resultOf } from '../channel/meaning.ts'
import { isObject, parsedJson } from '../json.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { SendResult } from '../vendor.ts'
import type { VendorCode } from '../vendor-code.ts'
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
  const meaning = code === undefined ? undefined : MEANINGS.get(code)
  const answerFor = answersByToken(body, tokens)
  if (meaning === 'accepted') {
    return { accessRefused: false, resultFor: token => accepted(body, answerFor(token)) }
  }
  if (meaning === 'partial') return partial(body, answerFor, nowMs)
  const refusal = meaning === undefined || meaning === 'unclear' ? meaningOfStatus(answer.status) : meaning
  const waitMs = retryAfterMs(answer.headers['retry-after'], nowMs)
  const words = { code: code ?? `HTTP ${answer.status}`, brand: BRAND, nowMs, waitMs }
  return {
    accessRefused: refusal === 'access-refused',
    resultFor: token => resultOf(refusal, { ...words, answer: answerFor(token) }),
  }
}

/** The business code of a push answer, written as a string or a number; nothing where there is none. */
export function codeOf(body: unknown): string | undefined {
  if (!isObject(body)) return undefined
  const code = body['code']
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
}

/** The vendor's name for people. */
export const BRAND = 'Huawei'

/**
 * Every documented code (spec/vendors.md §3.7) but the topic and group ones, 82000001 to 82000013, which cannot come from a
 * send to tokens. 80300011 and 80300013 answer one message's `importance` and `receipt_id`: they must not stop the notifier.
 */
export const CODES: readonly VendorCode[] = [
  { code: '80000000', meaning: 'accepted', text: { en: 'taken', zh: '成功' } },
  { code: '80100000', meaning: 'partial', text: { en: 'taken but for some tokens', zh: '部分 token 成功' } },
  { code: '80100001', meaning: 'message-malformed', text: { en: 'a parameter is wrong', zh: '参数错误' } },
  {
    code: '80100002',
    meaning: 'message-malformed',
    text: { en: 'a system message needs exactly one token', zh: '系统消息只能有一个 token' },
  },
  { code: '80100003', meaning: 'message-malformed', text: { en: 'the structure is wrong', zh: '消息结构错误' } },
  { code: '80100004', meaning: 'message-malformed', text: { en: 'the ttl is wrong', zh: '消息有效期错误' } },
  { code: '80100013', meaning: 'message-malformed', text: { en: 'collapse_key is wrong', zh: 'collapse_key 错误' } },
  { code: '80100016', meaning: 'content-refused', text: { en: 'sensitive content', zh: '内容包含敏感信息' } },
  { code: '80100017', meaning: 'busy', text: { en: 'too many topic messages at once', zh: '主题消息并发过多' } },
  {
    code: '80100018',
    meaning: 'message-malformed',
    text: { en: 'body or review signature is wrong', zh: '消息体或审核签名错误' },
  },
  { code: '80100022', meaning: 'content-refused', text: { en: 'the image was not verified', zh: '图片未通过校验' } },
  {
    code: '80200001',
    meaning: 'access-refused',
    text: { en: 'the access token is missing, wrong or of another app', zh: '令牌缺失、错误或属于其他应用' },
  },
  { code: '80200003', meaning: 'access-refused', text: { en: 'the access token expired', zh: '令牌已过期' } },
  { code: '80200005', meaning: 'access-refused', text: { en: 'the JWT expired', zh: 'JWT 已过期' } },
  {
    code: '80300002',
    meaning: 'permission-missing',
    text: { en: 'the app may not push to these tokens', zh: '应用无权向这些 token 推送' },
  },
  { code: '80300007', meaning: 'token-dead-unsure', text: { en: 'all tokens are invalid', zh: '所有 token 均无效' } },
  { code: '80300008', meaning: 'message-too-large', text: { en: 'more than 4096 bytes', zh: '消息超过 4096 字节' } },
  {
    code: '80300010',
    meaning: 'message-malformed',
    text: { en: 'too many tokens, or none', zh: 'token 数量超出范围' },
  },
  {
    code: '80300011',
    meaning: 'message-forbidden',
    text: { en: 'no right to high importance', zh: '没有高优先级权限' },
  },
  {
    code: '80300013',
    meaning: 'message-malformed',
    text: { en: 'the receipt address is wrong', zh: '回执地址无效' },
  },
  { code: '80300029', meaning: 'busy', text: { en: 'too many test messages', zh: '测试消息频率超限' } },
  {
    code: '80300030',
    meaning: 'message-malformed',
    text: { en: 'a test message takes ten tokens at most', zh: '测试消息最多 10 个 token' },
  },
  {
    code: '80300036',
    meaning: 'credential-refused',
    text: { en: 'the JWT is valid for more than a day', zh: 'JWT 有效期超过一天' },
  },
  { code: '80300037', meaning: 'permission-missing', text: { en: 'the app is under penalty', zh: '应用处于处罚期' } },
  { code: '80600003', meaning: 'busy', text: { en: "Huawei's OAuth service failed", zh: '华为 OAuth 服务异常' } },
  { code: '81000001', meaning: 'unclear', text: { en: 'internal error', zh: '系统内部错误' } },
]

const MEANINGS = meaningsOf(CODES)

function accepted(body: unknown, answer: unknown): SendResult {
  const id = isObject(body) ? body['requestId'] : undefined
  const known = typeof id === 'string' || typeof id === 'number'
  return { kind: 'accepted', ...(known ? { vendorId: String(id) } : {}), answer }
}

/**
 * 80100000: `msg` holds JSON text with the illegal tokens; tokens are matched by name, whatever the list's order and length
 * (F71), and names that were not asked for only count. A token that is not listed was taken, unless the answer counts more failures than it lists or cannot be read: then nobody
 * can say which, and the unlisted ones are unknown.
 */
function partial(body: unknown, answerFor: (token: string) => unknown, nowMs: number): Judgement {
  const detail = detailOf(body)
  if (detail === undefined) {
    const cause = `${BRAND} refused some tokens without saying which`
    return { accessRefused: false, resultFor: token => ({ kind: 'unknown', cause, answer: answerFor(token) }) }
  }
  const { list } = detail
  const listed = new Set<unknown>(list)
  const failures = Number(detail.value['failure'] ?? 0)
  const unlisted = (answer: unknown): SendResult =>
    failures > list.length
      ? { kind: 'unknown', cause: `${BRAND} refused ${failures} tokens and named ${list.length}`, answer }
      : accepted(body, answer)
  return {
    accessRefused: false,
    resultFor: token => {
      const answer = answerFor(token)
      // Unsure, because a wrong app id answers the same for every live token (spec/vendors.md §12).
      return listed.has(token)
        ? resultOf('token-dead-unsure', { code: '80100000', answer, brand: BRAND, nowMs })
        : unlisted(answer)
    },
  }
}
