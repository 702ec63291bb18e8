// What the answers of interface v3 mean (spec/vendors.md §3.6, §3.7): Huawei's table of codes and v3's own reasons for single tokens,
// shared by client and simulator, and the step from an answer to one result per token. Pure; refuses to know connections.
import { codeIn, type Judgement, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { clearRefusalIn, meaningOfStatus, meaningsOf, resultOf } from '../channel/meaning.ts'
import { shortWordOf } from '../channel/short-word.ts'
import { CODES as HUAWEI_CODES } from '../huawei/codes.ts'
import { unnamedFailures } from '../huawei/token-answer.ts'
import { ownAnswers, type TokenLists } from '../huawei-kin/own-answer.ts'
import { isObject, objectOf, parsedJson, some } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal, VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'HarmonyOS'

/** Why a token was left out, in the lists of 80100000 and 80300007. All but the first two are about the app, not about the token. */
export const REASONS: readonly VendorCode[] = [
  {
    code: 'tokenFormatError',
    meaning: 'token-dead',
    text: { en: 'this is no token of Push Kit', zh: 'token 格式错误' },
  },
  {
    code: 'noRight',
    meaning: 'token-dead-unsure',
    text: { en: 'the token is dead or of another app', zh: 'token 已失效或属于其他应用' },
  },
  permission('noPushTypeRight', 'the app may not send this push type', '应用没有该推送场景的权益'),
  permission('atomicUnableSendUnsubscribedMsg', 'the user did not subscribe to it', '用户未订阅该元服务消息'),
  permission('countryNotSupport', "not for the device's country", '设备所在国家或地区不支持'),
  permission('tokenPlatformNotSupport', "not for the token's platform", 'token 所属平台不支持'),
  permission('disableSendHuaweiMsgBecauseOfPenalty', 'the app is under penalty', '应用处于处罚期'),
  permission('differentImgVerifyPolicy', 'the image is verified by another policy', '图片校验策略不同'),
  permission('appinfoError', "the app's registration is wrong", '应用信息错误'),
  permission('noRightToSendThisLiveNotificationEvent', 'no right to this live view event', '没有该实况窗事件的权益'),
  permission('notSupportPlayVoice', 'the device plays no voice broadcast', '设备不支持语音播报'),
]

/** Every documented code, and the reasons. */
export const CODES: readonly VendorCode[] = [...HUAWEI_CODES, ...REASONS]

/**
 * Judges an answer to a send request for `tokens`. The body's code decides whatever the HTTP status is; without a known code the
 * status does (spec/vendors.md §0.2), and no such answer is ever a success (F73). `nowMs` reads a `Retry-After` date.
 */
export function judge(answer: PushAnswer, tokens: readonly string[], nowMs: number): Judgement {
  const body = parsedJson(answer.body)
  const code = codeIn(body, 'code')
  const lists = listsOf(body)
  const answerFor = ownAnswers(body, tokens, lists)
  const words = { ...wordsOf(answer, code, nowMs), brand: BRAND }
  const refused = (refusal: Refusal, token: string, word = words.code): SendResult =>
    resultOf(refusal, { ...words, code: word, answer: answerFor(token) })
  const byReason =
    (rest: (token: string) => SendResult) =>
    (token: string): SendResult => {
      const reason = lists?.reasons.get(token)
      return reason === undefined ? rest(token) : refused(refusalFor(reason), token, shortWordOf(reason))
    }
  const meaning = MEANINGS.get(code ?? '')
  if (meaning === 'accepted' || meaning === 'partial') {
    const rest = unlisted(body, answerFor, meaning === 'accepted' ? undefined : doubtOf(lists, tokens))
    return { accessRefused: false, resultFor: meaning === 'accepted' ? rest : byReason(rest) }
  }
  const refusal = clearRefusalIn(meaning) ?? meaningOfStatus(answer.status)
  const rest = (token: string): SendResult => refused(refusal, token)
  return {
    accessRefused: refusal === 'access-refused',
    resultFor: refusal === 'token-dead-unsure' ? byReason(rest) : rest,
  }
}

const MEANINGS = meaningsOf(HUAWEI_CODES)
const REASON_MEANINGS = meaningsOf(REASONS)

/** A reason nobody has heard of is never a sign of a dead token (spec/vendors.md §3.6). */
function refusalFor(reason: string): Refusal {
  const meaning = REASON_MEANINGS.get(reason)
  return meaning === 'token-dead' || meaning === 'token-dead-unsure' ? meaning : 'permission-missing'
}

function permission(code: string, en: string, zh: string): VendorCode {
  return { code, meaning: 'permission-missing', text: { en, zh } }
}

/** Why it cannot be said who was left out of a partial failure (F71); nothing where it can. */
function doubtOf(lists: ReasonLists | undefined, tokens: readonly string[]): string | undefined {
  if (lists === undefined) return `${BRAND} refused some tokens without saying which`
  return unnamedFailures(BRAND, lists.failure, tokens.filter(token => lists.reasons.has(token)).length)
}

/** What tokens get that no list names. */
function unlisted(
  body: unknown,
  answerFor: (token: string) => unknown,
  doubt: string | undefined,
): (token: string) => SendResult {
  if (doubt !== undefined) return token => ({ kind: 'unknown', cause: doubt, answer: answerFor(token) })
  const id = some('vendorId', shortWordOf(objectOf(body)['requestId']))
  return token => ({ kind: 'accepted', ...id, answer: answerFor(token) })
}

interface ReasonLists extends TokenLists {
  /** The first reason of each token. */
  readonly reasons: ReadonlyMap<unknown, string>
  /** How many the answer says there are, as it came. */
  readonly failure: unknown
}

/** `illegalTokens` in `msg`, which is JSON in a text; nothing where it cannot be read or a reason has no list. */
function listsOf(body: unknown): ReasonLists | undefined {
  const msg = isObject(body) ? body['msg'] : undefined
  const detail = typeof msg === 'string' ? parsedJson(msg) : msg
  const illegal = isObject(detail) ? detail['illegalTokens'] : undefined
  if (!isObject(body) || !isObject(detail) || !isObject(illegal)) return undefined
  const lists = Object.entries(illegal)
  if (!lists.every(([, list]) => Array.isArray(list))) return undefined
  const entries = lists.flatMap(([reason, list]) => (list as readonly unknown[]).map(token => [token, reason] as const))
  const reasons = new Map(entries.toReversed())
  const narrowed = (token: string | undefined): unknown => {
    const reason = reasons.get(token)
    const kept = { ...detail, illegalTokens: reason === undefined ? {} : { [reason]: [token] } }
    return { ...body, msg: typeof msg === 'string' ? JSON.stringify(kept) : kept }
  }
  return { reasons, failure: detail['failure'], lists: token => reasons.has(token), narrowedTo: narrowed }
}
