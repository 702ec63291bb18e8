// What Honor's answers mean (spec/vendors.md §4.6, §4.7): one table of codes shared by client and simulator, and the step from an
// answer to one result per token. Pure; refuses to know about connections and retries.
import { codeIn, type Judgement, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { clearRefusalIn, meaningOfStatus, meaningsOf, resultOf } from '../channel/meaning.ts'
import { shortWordOf } from '../channel/short-word.ts'
import { ownAnswers, type TokenLists } from '../huawei-kin/own-answer.ts'
import { isObject, objectOf, parsedJson, some } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal, VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'Honor'

/** Every known code. Honor numbers as Huawei does; all but the first two come from other servers' sources (spec/vendors.md §4.7). */
export const CODES: readonly VendorCode[] = [
  { code: '200', meaning: 'accepted', text: { en: 'taken but for tokens it lists', zh: '成功（所列 token 除外）' } },
  { code: '80100000', meaning: 'partial', text: { en: 'taken but for some tokens', zh: '部分 token 成功' } },
  unconfirmed('80100003', 'message-malformed', 'the structure is wrong', '消息结构错误'),
  unconfirmed('80200001', 'access-refused', 'the access token is missing or wrong', '令牌缺失或错误'),
  unconfirmed('80200003', 'access-refused', 'the access token expired', '令牌已过期'),
  unconfirmed('80300002', 'permission-missing', 'the app may not push to these tokens', '应用无权向这些 token 推送'),
  unconfirmed('80300007', 'token-dead-unsure', 'all tokens are invalid', '所有 token 均无效'),
  unconfirmed('80300008', 'message-too-large', 'the message is too large', '消息过大'),
  unconfirmed('80300010', 'message-malformed', 'too many tokens, or none', 'token 数量超出范围'),
  unconfirmed('81000001', 'unclear', 'internal error', '系统内部错误'),
]

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
  const refused = (refusal: Refusal, token: string): SendResult =>
    resultOf(refusal, { ...words, answer: answerFor(token) })
  const meaning = MEANINGS.get(code ?? '')
  if (meaning === 'accepted' || meaning === 'partial') {
    const namesWhoFailed = meaning === 'accepted' || tokens.some(token => lists?.lists(token))
    const rest = unlisted(body, answerFor, namesWhoFailed)
    return { accessRefused: false, resultFor: listedOr(lists, refused, rest) }
  }
  const refusal = clearRefusalIn(meaning) ?? refusalOfStatus(answer.status)
  const rest = (token: string): SendResult => refused(refusal, token)
  return {
    accessRefused: refusal === 'access-refused',
    // Only a word about tokens makes the lists beside it one.
    resultFor: refusal === 'token-dead-unsure' ? listedOr(lists, refused, rest) : rest,
  }
}

const MEANINGS = meaningsOf(CODES)

function unconfirmed(code: string, meaning: VendorCode['meaning'], en: string, zh: string): VendorCode {
  return { code, meaning, text: { en, zh }, isUnconfirmed: true }
}

/** 401 asks for another access token, 403 says that none will do (spec/vendors.md §4.7). */
function refusalOfStatus(status: number): Refusal {
  return status === 403 ? 'credential-refused' : meaningOfStatus(status)
}

/** An expired token is certainly dead, a failed one perhaps (spec/vendors.md §12). */
function listedOr(
  lists: HonorLists | undefined,
  refused: (refusal: Refusal, token: string) => SendResult,
  rest: (token: string) => SendResult,
): (token: string) => SendResult {
  if (lists === undefined) return rest
  return token => {
    if (lists.expired.has(token)) return refused('token-dead', token)
    return lists.failed.has(token) ? refused('token-dead-unsure', token) : rest(token)
  }
}

/**
 * What tokens get that no list names. They were taken where the answer says so: a code of success with its data, `sendResult` true or,
 * where that is left out, a request id, lists that can be read and, for a partial failure, at least one of the request's own tokens in them (F71, F73).
 */
function unlisted(
  body: unknown,
  answerFor: (token: string) => unknown,
  namesWhoFailed: boolean,
): (token: string) => SendResult {
  const { sendResult, requestId } = objectOf(objectOf(body)['data'])
  const vendorId = shortWordOf(requestId)
  const isSaid = listsOf(body) !== undefined && (sendResult ?? vendorId !== undefined) === true
  const doubt = !isSaid
    ? `${BRAND} answered a code of success without saying that it took the message`
    : namesWhoFailed
      ? undefined
      : `${BRAND} refused some tokens without saying which`
  if (doubt !== undefined) return token => ({ kind: 'unknown', cause: doubt, answer: answerFor(token) })
  const id = some('vendorId', vendorId)
  return token => ({ kind: 'accepted', ...id, answer: answerFor(token) })
}

interface HonorLists extends TokenLists {
  readonly failed: ReadonlySet<unknown>
  readonly expired: ReadonlySet<unknown>
}

/** `data.failTokens` and `data.expireTokens`; a missing one is empty. Nothing where there is no data or a list is none. */
function listsOf(body: unknown): HonorLists | undefined {
  const data = isObject(body) ? body['data'] : undefined
  if (!isObject(body) || !isObject(data)) return undefined
  const { failTokens, expireTokens } = data
  const [failed, expired] = [failTokens ?? [], expireTokens ?? []]
  if (!Array.isArray(failed) || !Array.isArray(expired)) return undefined
  const [failedSet, expiredSet] = [new Set<unknown>(failed), new Set<unknown>(expired)]
  const kept = (list: ReadonlySet<unknown>, token: string | undefined): readonly string[] =>
    token !== undefined && list.has(token) ? [token] : []
  return {
    failed: failedSet,
    expired: expiredSet,
    lists: token => failedSet.has(token) || expiredSet.has(token),
    narrowedTo: token => ({
      ...body,
      data: {
        ...data,
        ...(failTokens === undefined ? {} : { failTokens: kept(failedSet, token) }),
        ...(expireTokens === undefined ? {} : { expireTokens: kept(expiredSet, token) }),
      },
    }),
  }
}
