// What OPPO's answers mean (spec/vendors.md §6.6, §6.7): the step from an answer to one result per registration id. Pure; refuses to
// know about connections and retries.

import { boundedAnswer, namesAny, withoutTokens } from '../channel/answer.ts'
import type { ResultFor } from '../channel/grouped-channel.ts'
import { type Judgement, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { type Evidence, meaningOfStatus, meaningsOf, refusalIn, resultOf } from '../channel/meaning.ts'
import { shortIdOf } from '../channel/short-word.ts'
import { isObject, type JsonObject, objectOf, parsedJson, some } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Meaning, Refusal } from '../vendor-code.ts'
import { BRAND, CODES } from './codes.ts'

/**
 * Judges an answer to a request for `tokens`. The body's code decides whatever the HTTP status is; without a known code the status
 * does (spec/vendors.md §0.2), and no such answer is ever a success (F73). `nowMs` reads a `Retry-After` date and ends the day.
 */
export function judge(answer: PushAnswer, tokens: readonly string[], nowMs: number): Judgement {
  const body = parsedJson(answer.body)
  const code = codeOf(body)
  const meaning = meaningOf(code)
  if (meaning === 'accepted') return { accessRefused: false, resultFor: taken(body, tokens, nowMs) }
  const refusal = refusalOf(code, answer.status, tokens)
  const result = resultOf(refusal, {
    ...wordsOf(answer, code, nowMs),
    answer: tokens.length === 1 ? boundedAnswer(body) : anonymous(body, tokens),
    brand: BRAND,
  })
  return { accessRefused: refusal === 'access-refused', resultFor: () => result }
}

/** The business code, written as a number or as digits; nothing where there is none. */
export function codeOf(body: unknown): string | undefined {
  return isObject(body) ? digitsOf(body['code']) : undefined
}

/** The meaning of a code; nothing for one that is not documented. */
export function meaningOf(code: string | undefined): Meaning | undefined {
  return MEANINGS.get(code ?? '')
}

const MEANINGS = meaningsOf(CODES)

/** One code for many registration ids cannot say whose it is, so it must not unbind anybody. */
function refusalOf(code: string | undefined, status: number, tokens: readonly string[]): Refusal {
  const [token = ''] = tokens
  const refusal = refusalAbout(token, code) ?? meaningOfStatus(status)
  return refusal.startsWith('token-') && tokens.length > 1 ? 'unclear' : refusal
}

/**
 * What a code says about one registration id. The mainland calls one of the service abroad wrong (spec/vendors.md §6.1), which is not the
 * phone's fault: the push fails and the binding stays.
 */
function refusalAbout(token: string, code: string | undefined): Refusal | undefined {
  const refusal = refusalIn(meaningOf(code))
  return refusal === 'token-malformed' && ABROAD.test(token) ? 'message-forbidden' : refusal
}

/** A registration id with a region that is not mainland China (spec/vendors.md §6.1). */
const ABROAD = /^(?:[0-9A-Za-z]{2,10}_)?(?!CN_)(?:[A-Z]{2}|EUEX)_[0-9a-fA-F]{32}$/

/** A request that was taken: `data` is the message's id, or for a batch a list with one entry per registration id. */
function taken(body: unknown, tokens: readonly string[], nowMs: number): ResultFor {
  const data = isObject(body) ? body['data'] : undefined
  if (!Array.isArray(data)) {
    // Code 0 for several says nothing about each of them.
    if (tokens.length > 1) return () => unclear('took a batch without saying of whom', anonymous(body, tokens))
    return () => ({ kind: 'accepted', ...vendorIdOf(data), answer: boundedAnswer(body) })
  }
  const entries = entriesByToken(data)
  const rest = objectOf(withoutTokens({ ...objectOf(body), data: [] }, tokens.length === 1 ? [] : tokens))
  return token => {
    const entry = entries.get(token)
    return entry === undefined
      ? unclear('did not name this registration id', boundedAnswer(rest))
      : resultOfEntry(entry, token, { answer: boundedAnswer({ ...rest, data: [entry] }), nowMs })
  }
}

/** Whatever their order and number (F71); of two entries for one id, the one that says it was taken. */
function entriesByToken(data: readonly unknown[]): ReadonlyMap<string, JsonObject> {
  const entries = new Map<string, JsonObject>()
  for (const entry of data) {
    if (!isObject(entry)) continue
    const { registrationId: token } = entry
    if (typeof token === 'string' && (!entries.has(token) || isTaken(entry))) entries.set(token, entry)
  }
  return entries
}

function resultOfEntry(
  entry: JsonObject,
  token: string,
  { answer, nowMs }: Pick<Evidence, 'answer' | 'nowMs'>,
): SendResult {
  if (isTaken(entry)) return { kind: 'accepted', ...vendorIdOf(entry), answer }
  const code = digitsOf(entry['errorCode'])
  const refusal = refusalAbout(token, code)
  if (code === undefined || refusal === undefined) return unclear('said neither yes nor no', answer)
  return resultOf(refusal, { code, answer, brand: BRAND, nowMs })
}

/** An id was given and no error named. */
function isTaken({ messageId, errorCode }: JsonObject): boolean {
  const isRefused = errorCode !== undefined && errorCode !== null && digitsOf(errorCode) !== '0'
  return typeof messageId === 'string' && messageId !== '' && !isRefused
}

function vendorIdOf(data: unknown): { readonly vendorId?: string } {
  return some('vendorId', shortIdOf(isObject(data) ? data['messageId'] : undefined))
}

function unclear(what: string, answer: unknown): SendResult {
  return { kind: 'unknown', cause: `${BRAND} ${what}`, answer }
}

function digitsOf(value: unknown): string | undefined {
  const isCode = typeof value === 'number' || (typeof value === 'string' && /^-?\d{1,9}$/.test(value))
  return isCode ? String(value) : undefined
}

/** Code and message of an answer to many, without what names any of them. */
function anonymous(body: unknown, tokens: readonly string[]): unknown {
  if (isObject(body)) {
    const { message } = body
    const code = codeOf(body) === undefined ? undefined : body['code']
    return { ...some('code', code), ...(typeof message === 'string' ? { message: unnamed(message, tokens) } : {}) }
  }
  return unnamed(typeof body === 'string' ? body : '', tokens)
}

function unnamed(words: string, tokens: readonly string[]): unknown {
  return namesAny(words, tokens) ? '' : boundedAnswer(words)
}
