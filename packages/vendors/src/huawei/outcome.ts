// What Huawei's answers mean (spec/vendors.md §3.6, §3.7): the step from an answer to one result per token. Pure; refuses to know about
// connections and retries.
import { codeIn, type Judgement, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { clearRefusalIn, meaningOfStatus, meaningsOf, resultOf } from '../channel/meaning.ts'
import { shortWordOf } from '../channel/short-word.ts'
import { objectOf, parsedJson } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import { BRAND, CODES } from './codes.ts'
import { answersByToken, detailOf, unnamedFailures } from './token-answer.ts'

/**
 * Judges an answer to a send request for `tokens`. The body's code decides whatever the HTTP status is; without a known code
 * the status does (spec/vendors.md §0.2), and no such answer is ever a success (F73). `nowMs` reads a `Retry-After` date.
 */
export function judge(answer: PushAnswer, tokens: readonly string[], nowMs: number): Judgement {
  const body = parsedJson(answer.body)
  const code = codeIn(body, 'code')
  const meaning = MEANINGS.get(code ?? '')
  const answerFor = answersByToken(body, tokens)
  if (meaning === 'accepted') {
    return { accessRefused: false, resultFor: token => accepted(body, answerFor(token)) }
  }
  if (meaning === 'partial') return partial(body, tokens, answerFor, nowMs)
  const refusal = clearRefusalIn(meaning) ?? meaningOfStatus(answer.status)
  const words = { ...wordsOf(answer, code, nowMs), brand: BRAND }
  return {
    accessRefused: refusal === 'access-refused',
    resultFor: token => resultOf(refusal, { ...words, answer: answerFor(token) }),
  }
}

const MEANINGS = meaningsOf(CODES)

function accepted(body: unknown, answer: unknown): SendResult {
  const vendorId = shortWordOf(objectOf(body)['requestId'])
  return { kind: 'accepted', ...(vendorId === undefined ? {} : { vendorId }), answer }
}

/**
 * 80100000: `msg` holds JSON text with the illegal tokens; tokens are matched by name, whatever the list's order and length, and names
 * that were not asked for are passed over (F71). A token that is not listed was taken, unless the answer counts more failures than it names
 * tokens of the request or cannot be read: then nobody can say which, and the unlisted ones are unknown.
 */
function partial(
  body: unknown,
  tokens: readonly string[],
  answerFor: (token: string) => unknown,
  nowMs: number,
): Judgement {
  const detail = detailOf(body)
  const listed = new Set<unknown>(detail?.list)
  const doubt =
    detail === undefined
      ? `${BRAND} refused some tokens without saying which`
      : unnamedFailures(BRAND, detail.value['failure'], tokens.filter(token => listed.has(token)).length)
  return {
    accessRefused: false,
    resultFor: token => {
      const answer = answerFor(token)
      // Unsure, because a wrong app id answers the same for every live token (spec/vendors.md §12).
      if (listed.has(token)) return resultOf('token-dead-unsure', { code: '80100000', answer, brand: BRAND, nowMs })
      return doubt === undefined ? accepted(body, answer) : { kind: 'unknown', cause: doubt, answer }
    },
  }
}
