// What Huawei's answers mean (spec/vendors.md §3.6, §3.7): the step from an answer to one result per token. Pure; refuses to know about
// connections and retries.
import { codeIn, type Judgement, type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { clearRefusalIn, meaningOfStatus, meaningsOf, resultOf } from '../channel/meaning.ts'
import { objectOf, parsedJson, wordOf } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import { BRAND, CODES } from './codes.ts'
import { answersByToken, detailOf } from './token-answer.ts'

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
  if (meaning === 'partial') return partial(body, answerFor, nowMs)
  const refusal = clearRefusalIn(meaning) ?? meaningOfStatus(answer.status)
  const words = { ...wordsOf(answer, code, nowMs), brand: BRAND }
  return {
    accessRefused: refusal === 'access-refused',
    resultFor: token => resultOf(refusal, { ...words, answer: answerFor(token) }),
  }
}

const MEANINGS = meaningsOf(CODES)

function accepted(body: unknown, answer: unknown): SendResult {
  const vendorId = wordOf(objectOf(body)['requestId'])
  return { kind: 'accepted', ...(vendorId === undefined ? {} : { vendorId }), answer }
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
