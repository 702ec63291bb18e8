// What Xiaomi's answers mean (spec/vendors.md §5.6): the step from an answer to one result per registration id, each with only what
// concerns its own. Pure; refuses to know about connections and retries.

import { boundedAnswer } from '../channel/answer.ts'
import { meaningOfStatus, meaningsOf, resultOf } from '../channel/meaning.ts'
import { isObject, type JsonObject, objectOf, parsedJson, some } from '../json.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal } from '../vendor-code.ts'
import { CODES } from './codes.ts'

/** The vendor's name for people. */
export const BRAND = 'Xiaomi'

/** A whole HTTP answer of the push endpoint. */
export interface PushAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Judges an answer to a push to `regIds`; the function has the result of any of them. The body's code decides whatever the HTTP status
 * is; without a known code the status does (spec/vendors.md §0.2), and no such answer is ever a success (F73). `nowMs` reads a
 * `Retry-After` date.
 */
export function judge(answer: PushAnswer, regIds: readonly string[], nowMs: number): (regId: string) => SendResult {
  const body = parsedJson(answer.body)
  const code = codeOf(body)
  const meaning = code === undefined ? undefined : MEANINGS.get(code)
  if (meaning === 'accepted' && isObject(body)) return taken(body, regIds, nowMs)
  const result = resultOf(refusalOf(body, code, answer.status), {
    code: code ?? `HTTP ${answer.status}`,
    answer: boundedAnswer(withoutRegIds(body, regIds)),
    brand: BRAND,
    nowMs,
    waitMs: retryAfterMs(answer.headers['retry-after'], nowMs),
  })
  return () => result
}

/** The business code of an answer, written as a number or as digits; nothing where there is none. */
function codeOf(body: unknown): string | undefined {
  const code = objectOf(body)['code']
  return typeof code === 'string' || typeof code === 'number' ? String(code) : undefined
}

const MEANINGS = meaningsOf(CODES)

/** Stands beside 20301 where it is about the tokens (spec/vendors.md §5.6). */
const NO_TARGETS = /no valid targets/i

function refusalOf(body: unknown, code: string | undefined, status: number): Refusal {
  const meaning = code === undefined ? undefined : MEANINGS.get(code)
  if (meaning === undefined || meaning === 'accepted' || meaning === 'partial') return meaningOfStatus(status)
  const isAboutTokens = code !== '20301' || NO_TARGETS.test(String(objectOf(body)['reason']))
  return isAboutTokens ? meaning : 'message-malformed'
}

/**
 * Ids are matched by name, whatever the list's order and length (F71); ids that were not asked for count nothing, and ids that are not
 * listed were taken. A list that cannot be read leaves all of them unknown, and so does an answer that calls itself an error.
 */
function taken(body: JsonObject, regIds: readonly string[], nowMs: number): (regId: string) => SendResult {
  const { id, bad_regids: list, ...data } = objectOf(body['data'])
  const bad = listed(list)
  if (bad === undefined || (body['result'] !== undefined && body['result'] !== 'ok')) return contradiction(body, regIds)
  const vendorId = typeof id === 'string' || typeof id === 'number' ? String(id).slice(0, ID_CHARS_MAX) : undefined
  const answerWith = (more: JsonObject): unknown =>
    boundedAnswer(isObject(body['data']) ? { ...body, data: { id, ...more, ...data } } : body)
  const accepted: SendResult = {
    kind: 'accepted',
    ...some('vendorId', vendorId),
    answer: answerWith({}),
  }
  if (bad.size === 0) return () => accepted
  return regId => {
    if (!bad.has(regId)) return accepted
    // Unsure, because a wrong package or secret answers the same for every live id (spec/vendors.md §12).
    return resultOf('token-dead-unsure', {
      code: 'bad_regids',
      answer: answerWith({ bad_regids: regId }),
      brand: BRAND,
      nowMs,
    })
  }
}

/** `bad_regids`: ids by commas, or a list of them; undefined where it is neither. */
function listed(list: unknown): ReadonlySet<string> | undefined {
  if (list === undefined || list === null || list === '') return NONE
  const ids: unknown = typeof list === 'string' ? list.split(',') : list
  if (!Array.isArray(ids) || !ids.every(id => typeof id === 'string')) return undefined
  return new Set(ids.map(id => id.trim()))
}

/** Real message ids have about 30 characters; results are stored, one per device. */
const ID_CHARS_MAX = 128

const NONE: ReadonlySet<string> = new Set()

function contradiction(body: JsonObject, regIds: readonly string[]): () => SendResult {
  const answer = boundedAnswer(withoutRegIds(body, regIds))
  const result: SendResult = { kind: 'unknown', cause: `${BRAND} answered 0 and something else`, answer }
  return () => result
}

/** An answer that is no success might name anybody: what contains an id of a request of several is left out. */
function withoutRegIds(body: unknown, regIds: readonly string[]): unknown {
  if (regIds.length === 1) return body
  const names = (part: unknown): boolean => {
    const text = typeof part === 'string' ? part : (JSON.stringify(part) ?? '')
    return regIds.some(regId => text.includes(regId))
  }
  if (!names(body)) return body
  return isObject(body) ? Object.fromEntries(Object.entries(body).filter(([, member]) => !names(member))) : ''
}
