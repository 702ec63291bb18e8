// What Xiaomi's answers mean (spec/vendors.md §5.6): the step from an answer to one result per registration id, each with only what
// concerns its own. Pure; refuses to know about connections and retries.

import { boundedAnswer, withoutTokens } from '../channel/answer.ts'
import type { ResultFor } from '../channel/grouped-channel.ts'
import { codeIn, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { meaningOfStatus, meaningsOf, refusalIn, resultOf } from '../channel/meaning.ts'
import { shortIdOf } from '../channel/short-word.ts'
import { isObject, type JsonObject, objectOf, parsedJson, some } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal } from '../vendor-code.ts'
import { BRAND, CODES } from './codes.ts'

/**
 * Judges an answer to a push to `regIds`; the function has the result of any of them. The body's code decides whatever the HTTP status
 * is; without a known code the status does (spec/vendors.md §0.2), and no such answer is ever a success (F73). `nowMs` reads a
 * `Retry-After` date. Where the message did not name the notifier's own package, the ids were looked for among those of another one;
 * what is said about them then is the message's fault and unbinds nobody.
 */
export function judge(
  answer: PushAnswer,
  regIds: readonly string[],
  nowMs: number,
  namesOwnPackage: boolean = true,
): ResultFor {
  const body = parsedJson(answer.body)
  const code = codeIn(body, 'code')
  if (MEANINGS.get(code ?? '') === 'accepted' && isObject(body)) {
    const isContradiction = code === '0' && body['result'] !== undefined && body['result'] !== 'ok'
    const bad = isContradiction ? undefined : listed(objectOf(body['data'])['bad_regids'])
    if (bad === undefined) return contradiction(body, regIds)
    return taken(body, bad, { regIds, nowMs, refusal: namesOwnPackage ? 'token-dead-unsure' : 'message-malformed' })
  }
  const refusal = refusalOf(body, code, answer.status, regIds.length)
  const result = resultOf(refusal.startsWith('token-') && !namesOwnPackage ? 'message-malformed' : refusal, {
    ...wordsOf(answer, code, nowMs),
    answer: boundedAnswer(withoutRegIds(body, regIds)),
    brand: BRAND,
  })
  // A channel's share of the day must not keep the other channels waiting (holds.ts).
  const said: SendResult =
    code === CHANNEL_QUOTA && result.kind === 'throttled' ? { ...result, scope: 'token' } : result
  return () => said
}

/** The day's share of one channel, or of all messages without one, is used up. */
export const CHANNEL_QUOTA = '200001'

const MEANINGS = meaningsOf(CODES)

/** Stands beside 20301 where it is about the tokens (spec/vendors.md §5.6). */
const NO_TARGETS = /no valid targets/i

/** 20301 speaks of all ids; any other code about one cannot say which of several it means, so it must not unbind anybody. */
function refusalOf(body: unknown, code: string | undefined, status: number, ids: number): Refusal {
  const refusal = refusalIn(MEANINGS.get(code ?? '')) ?? meaningOfStatus(status)
  if (code === '20301') return NO_TARGETS.test(String(objectOf(body)['reason'])) ? refusal : 'message-malformed'
  return refusal.startsWith('token-') && ids > 1 ? 'unclear' : refusal
}

/** What is known of a request that was taken. */
interface Asked {
  readonly regIds: readonly string[]
  readonly nowMs: number
  /** What became of listed ids. Unsure, because a wrong package or secret answers the same for every live id (spec/vendors.md §12). */
  readonly refusal: Refusal
}

/**
 * Ids are matched by name, whatever the list's order and length (F71); ids that were not asked for count nothing, and ids that are not
 * listed were taken.
 */
function taken(body: JsonObject, bad: ReadonlySet<string>, { regIds, nowMs, refusal }: Asked): ResultFor {
  const { bad_regids: _list, ...data } = objectOf(body['data'])
  const said = objectOf(withoutRegIds({ ...body, ...(isObject(body['data']) ? { data: {} } : {}) }, regIds))
  const { id, ...rest } = objectOf(withoutRegIds(data, regIds))
  const vendorId = shortIdOf(id)
  const answerWith = (more: JsonObject): unknown =>
    boundedAnswer(isObject(said['data']) ? { ...said, data: { id, ...more, ...rest } } : said)
  const accepted: SendResult = { kind: 'accepted', ...some('vendorId', vendorId), answer: answerWith({}) }
  if (bad.size === 0) return () => accepted
  return regId => {
    if (!bad.has(regId)) return accepted
    return resultOf(refusal, { code: 'bad_regids', answer: answerWith({ bad_regids: regId }), brand: BRAND, nowMs })
  }
}

/** `bad_regids`: ids by commas, or a list of them; undefined where it is neither. */
function listed(list: unknown): ReadonlySet<string> | undefined {
  if (list === undefined || list === null || list === '') return NONE
  const ids: unknown = typeof list === 'string' ? list.split(',') : list
  if (!Array.isArray(ids) || !ids.every(id => typeof id === 'string')) return undefined
  return new Set(ids.map(id => id.trim()))
}

const NONE: ReadonlySet<string> = new Set()

/** A list that cannot be read leaves all ids unknown, and so does an answer of 0 that calls itself an error. */
function contradiction(body: JsonObject, regIds: readonly string[]): ResultFor {
  const answer = boundedAnswer(withoutRegIds(body, regIds))
  const result: SendResult = { kind: 'unknown', cause: `${BRAND} answered 0 and something else`, answer }
  return () => result
}

/** An answer that is no success might name anybody: what contains an id of a request of several is left out. */
function withoutRegIds(body: unknown, regIds: readonly string[]): unknown {
  return regIds.length === 1 ? body : withoutTokens(body, regIds)
}
