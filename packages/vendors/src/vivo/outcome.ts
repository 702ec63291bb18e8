// What vivo's answers mean (spec/vendors.md §7.6, §7.7): the step from an answer to one result per token. Pure; refuses to know about
// connections and retries.

import { codeIn, type Judgement, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { clearRefusalIn, type Evidence, meaningOfStatus, meaningsOf, refusalIn, resultOf } from '../channel/meaning.ts'
import { shortWordOf } from '../channel/short-word.ts'
import { objectOf, parsedJson, some } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { Refusal } from '../vendor-code.ts'
import { BRAND, CODES } from './codes.ts'
import { answersByToken, type InvalidUser, invalidUsersOf } from './token-answer.ts'

/** What an answer says about a request and each of its tokens, and what lists need to know. */
export interface VivoJudgement extends Judgement {
  /** The business code, where there is one. */
  readonly code: string | undefined
  /** The id that the answer names. */
  readonly taskId: string | undefined
}

/** The message class's share of the day is used up. Only `SYSTEM_QUOTA` speaks of what an app cannot do without. */
export const OPERATION_QUOTA = '10070'
export const SYSTEM_QUOTA = '10073'
/** Operation messages are taken from 07:00 to 23:00 in Beijing. */
export const OUTSIDE_HOURS = '10071'
/** No more messages may be saved for lists today; single sends go on. */
export const LISTS_QUOTA = '10252'

/**
 * Judges an answer to a request for `tokens`. The code decides whatever the HTTP status is; without a known code the status does, and no
 * such answer is ever a success (F73). Tokens are matched by name: listed ones are refused by their status, whatever the code says,
 * unlisted ones share the request's fate (F71). `savedTaskId`: the task that a list was pushed for.
 */
export function judge(
  answer: PushAnswer,
  tokens: readonly string[],
  nowMs: number,
  savedTaskId?: string,
): VivoJudgement {
  const body = parsedJson(answer.body)
  const code = codeIn(body, 'result')
  const taskId = shortWordOf(objectOf(body)['taskId']) ?? savedTaskId
  const meaning = MEANINGS.get(code ?? '')
  const invalid = invalidUsersOf(body)
  const answerFor = answersByToken(body, tokens, invalid)
  const isAccepted = meaning === 'accepted'
  const refusal = clearRefusalIn(meaning) ?? meaningOfStatus(answer.status)
  const words = wordsOf(answer, code, nowMs)
  const id = some('vendorId', taskId)
  const forAll = (token: string): SendResult => {
    const shown = answerFor(token)
    if (isAccepted && invalid.isUnreadable) return unnamed(shown)
    if (isAccepted) return { kind: 'accepted', ...id, answer: shown }
    // Said of a list, it is about some of its tokens, and nobody knows which.
    if (refusal === 'token-dead-unsure' && tokens.length > 1) return unnamed(shown)
    return refused(refusal, { ...words, answer: shown, brand: BRAND })
  }
  return {
    code,
    taskId,
    accessRefused: !isAccepted && refusal === 'access-refused',
    resultFor(token) {
      const user = invalid.byToken.get(token)
      return user === undefined
        ? forAll(token)
        : invalidResult(user, { said: words.code, answer: answerFor(token), nowMs })
    },
  }
}

/** What a code means, for whoever signs in. */
export const MEANINGS: ReturnType<typeof meaningsOf> = meaningsOf(CODES)

/** How long until operation messages are taken again: 07:00 in Beijing (UTC+8, no daylight saving), ms. */
export function untilBeijingMorningMs(nowMs: number): number {
  const sinceMs = (nowMs + HOUR_MS) % DAY_MS
  return DAY_MS - sinceMs
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

/**
 * What concerns operation messages only must not keep system messages waiting, so it is said of the token: the channel remembers it for
 * the class (holds.ts). Their hours end like a day does, at a time that is known: until then nothing is to be tried.
 */
function refused(refusal: Refusal, evidence: Evidence): SendResult {
  const { code, nowMs, waitMs } = evidence
  const untilMorningMs = code === OUTSIDE_HOURS ? untilBeijingMorningMs(nowMs) : undefined
  const result = resultOf(refusal, { ...evidence, waitMs: untilMorningMs ?? waitMs })
  const isOperation = code === OPERATION_QUOTA || code === OUTSIDE_HOURS
  return isOperation && result.kind === 'throttled' ? { ...result, scope: 'token', quota: true } : result
}

function invalidResult(
  { status }: InvalidUser,
  { said, answer, nowMs }: { said: string; answer: unknown; nowMs: number },
): SendResult {
  const evidence = { answer, brand: BRAND, nowMs }
  if (status === undefined) return resultOf('token-dead-unsure', { ...evidence, code: said })
  const code = `status ${status}`
  // A status that nobody has documented is no reason to drop a binding.
  return resultOf(refusalIn(MEANINGS.get(code)) ?? 'message-forbidden', { ...evidence, code })
}

function unnamed(answer: unknown): SendResult {
  return { kind: 'unknown', cause: `${BRAND} refused some tokens without saying which`, answer }
}
