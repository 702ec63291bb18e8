// What Meizu's answers mean (spec/vendors.md §8.6, §8.7): one table of codes shared by client and simulator, and the step from an
// answer to one result per push id. Pure; refuses to know about connections and retries.

import type { ResultFor } from '../channel/grouped-channel.ts'
import { codeIn, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { meaningOfStatus, meaningsOf, refusalIn, resultOf, untilBeijingMidnightMs } from '../channel/meaning.ts'
import { shortWordOf } from '../channel/short-word.ts'
import { objectOf, parsedJson, some } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal, VendorCode } from '../vendor-code.ts'
import { answersByPushId, listingOf, TAKEN } from './value.ts'

/** The vendor's name for people. */
export const BRAND = 'Meizu'

/**
 * Judges an answer to a request for `pushIds`. The body's code decides whatever the HTTP status is; without a known code the status
 * does, and no such answer is a success (F73). Of a taken request the ids that `value` lists have a code of their own, the others
 * were taken (F71). A refusal for a push id, said of a request with several, is about some of them only: unlisted ones are unknown.
 */
export function judge(answer: PushAnswer, pushIds: readonly string[], nowMs: number): ResultFor {
  const body = parsedJson(answer.body)
  const { msgId, value } = objectOf(body)
  const code = codeIn(body, 'code')
  const meaning = MEANINGS.get(code ?? '')
  const listing = listingOf(value)
  const answerFor = answersByPushId(body, listing, pushIds)
  const words = { ...wordsOf(answer, code, nowMs), brand: BRAND }
  if (meaning !== 'accepted') {
    const refusal = refusalIn(meaning) ?? meaningOfStatus(answer.status)
    if (pushIds.length === 1 || !OF_A_PUSH_ID.has(refusal)) {
      return pushId => resultOf(refusal, { ...words, answer: answerFor(pushId) })
    }
    return pushId => {
      const inner = listing.codes.get(pushId)
      const own = answerFor(pushId)
      return (inner === undefined ? undefined : innerRefusal(inner, own, words)) ?? unnamed(own)
    }
  }
  const vendorId = some('vendorId', shortWordOf(msgId))
  const accepted = (own: unknown): SendResult => ({ kind: 'accepted', ...vendorId, answer: own })
  return pushId => {
    const own = answerFor(pushId)
    const inner = listing.codes.get(pushId)
    if (inner !== undefined) return innerRefusal(inner, own, words) ?? accepted(own)
    return listing.isWhole ? accepted(own) : unnamed(own)
  }
}

/** What is said of push ids and of nothing else that a request has. */
const OF_A_PUSH_ID: ReadonlySet<Refusal> = new Set<Refusal>(['token-dead-unsure', 'token-malformed'])

function unnamed(answer: unknown): SendResult {
  return { kind: 'unknown', cause: `${BRAND} refused some push ids without saying which`, answer }
}

/** Nothing for an inner code under which the push was taken. A code that is not in the table says nothing either way. */
function innerRefusal(
  inner: string,
  answer: unknown,
  words: { readonly brand: string; readonly nowMs: number },
): SendResult | undefined {
  if (TAKEN.has(inner)) return undefined
  const code = `${INNER}${inner}`
  const refusal = refusalIn(MEANINGS.get(code)) ?? 'unclear'
  const result = resultOf(refusal, { ...words, code, answer })
  if (refusal !== 'token-busy' || result.kind !== 'throttled') return result
  // The device's share of the day comes back with the day, and nobody else's is touched.
  return { ...result, quota: true, retryAfterMs: untilBeijingMidnightMs(words.nowMs) }
}

/** Stands before codes of the inner level, in {@link CODES} and in results: 110010 means another thing there than on top. */
const INNER = 'value.'

/** Every documented code (spec/vendors.md §8.7), those of the top level first. */
export const CODES: readonly VendorCode[] = [
  {
    code: '200',
    meaning: 'accepted',
    text: { en: 'taken, but for push ids in `value`', zh: '成功，`value` 所列除外' },
  },
  { code: '500', meaning: 'unclear', text: { en: 'other fault', zh: '其他异常' } },
  { code: '1001', meaning: 'unclear', text: { en: 'system fault', zh: '系统错误' } },
  { code: '1003', meaning: 'busy', text: { en: 'the service is busy', zh: '服务器忙' } },
  { code: '1005', meaning: 'message-malformed', text: { en: 'a parameter is wrong', zh: '参数错误' } },
  { code: '1006', meaning: 'credential-refused', text: { en: 'the signature is wrong', zh: '签名认证失败' } },
  { code: '110000', meaning: 'credential-refused', text: { en: 'the App ID is wrong', zh: 'appId 不合法' } },
  { code: '110001', meaning: 'credential-refused', text: { en: 'the App Key is wrong', zh: 'appKey 不合法' } },
  {
    code: '110002',
    // Only the inner code is called certain (spec/vendors.md §12).
    meaning: 'token-dead-unsure',
    text: { en: 'the push id is not registered', zh: 'pushId 未注册' },
  },
  { code: '110003', meaning: 'token-malformed', text: { en: 'the push id is illegal', zh: 'pushId 非法' } },
  { code: '110004', meaning: 'message-malformed', text: { en: 'a parameter is empty', zh: '参数不能为空' } },
  { code: '110009', meaning: 'permission-missing', text: { en: 'the app is blacklisted', zh: '应用被加入黑名单' } },
  { code: '110010', meaning: 'busy', text: { en: 'the app pushes too fast', zh: '应用推送速率过快' } },
  { code: '110019', meaning: 'quota', text: { en: "the app's share of the day is used up", zh: '应用当日推送量超限' } },
  { code: '110031', meaning: 'credential-refused', text: { en: 'the package name is wrong', zh: '包名不合法' } },
  { code: '110032', meaning: 'message-malformed', text: { en: 'the task id is wrong', zh: 'taskId 非法' } },
  { code: '110033', meaning: 'credential-refused', text: { en: 'the App Secret is wrong', zh: 'appSecret 不合法' } },
  { code: '110051', meaning: 'message-malformed', text: { en: 'too many push ids', zh: 'pushId 数量超限' } },
  {
    code: '110053',
    meaning: 'permission-missing',
    text: { en: 'silent messages are limited or not permitted', zh: '透传超过限制或未获许可' },
  },
  {
    code: 'value.201',
    meaning: 'permission-missing',
    text: { en: 'no permission, the service refuses', zh: '没有权限，服务器主动拒绝' },
  },
  { code: 'value.501', meaning: 'unclear', text: { en: 'fault of the database', zh: '推送失败（数据库错误）' } },
  { code: 'value.513', meaning: 'unclear', text: { en: 'internal fault', zh: '推送失败（内部错误）' } },
  { code: 'value.518', meaning: 'busy', text: { en: "the app's speed is exceeded", zh: '推送超过配置的速率' } },
  { code: 'value.519', meaning: 'busy', text: { en: 'the service is overloaded', zh: '服务过载' } },
  {
    code: 'value.520',
    meaning: 'accepted',
    text: { en: 'taken and folded: more than five a minute to the device', zh: '已接收并折叠：设备一分钟内超过五条' },
  },
  { code: 'value.110002', meaning: 'token-dead', text: { en: 'the push id is unsubscribed', zh: 'pushId 失效' } },
  { code: 'value.110003', meaning: 'token-malformed', text: { en: 'the push id is illegal', zh: 'pushId 非法' } },
  { code: 'value.110005', meaning: 'token-malformed', text: { en: 'the alias is invalid', zh: 'alias 失效' } },
  {
    code: 'value.110010',
    // Not about the token, which stays good, and not about the notifier: this one push is unwanted, now and on a repetition.
    meaning: 'message-forbidden',
    text: { en: 'the user switched notifications off', zh: '用户关闭了通知' },
  },
  {
    code: 'value.110011',
    meaning: 'token-busy',
    text: { en: "the device's public notifications of the day are used up", zh: '设备当日公信消息数超限' },
    action: { en: "try this device again on the vendor's next day", zh: '厂商次日零点后再推送该设备' },
  },
]

const MEANINGS = meaningsOf(CODES)

/** A token that cannot be a push id and is therefore never sent: a comma would make two of it. */
export const UNSENDABLE: SendResult = resultOf('token-malformed' satisfies Refusal, {
  code: 'push-id-malformed',
  answer: '',
  brand: BRAND,
  nowMs: 0,
})

/** Real ones are 45 letters and digits; what else stands in identifiers is let through for Meizu to judge. */
export function isPushId(token: string): boolean {
  return /^[\w.:+/=-]+$/.test(token)
}
