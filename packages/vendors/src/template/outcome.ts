// What the service's answers mean: one table of codes, read by the client to judge and by the simulator to answer.
import { boundedAnswer } from '../channel/answer.ts'
import { type PushAnswer, wordsOf } from '../channel/judgement.ts'
import { meaningOfStatus, meaningsOf, refusalIn, resultOf } from '../channel/meaning.ts'
import { shortIdOf } from '../channel/short-word.ts'
import { objectOf, parsedJson, some, textOf } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import type { VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'Template'

/** Every documented code; the service gives each under one status. */
export const CODES: readonly (VendorCode & { readonly status: number })[] = [
  { code: 'token-gone', status: 410, meaning: 'token-dead', text: { en: 'the app was removed', zh: '应用已卸载' } },
  {
    code: 'token-foreign',
    status: 404,
    // A key of the wrong app answers the same for every token.
    meaning: 'token-foreign',
    text: { en: 'the token is of another app', zh: 'token 属于其他应用' },
  },
  {
    code: 'key-unknown',
    status: 401,
    meaning: 'credential-refused',
    text: { en: 'the key is unknown', zh: '密钥不存在' },
  },
  { code: 'too-large', status: 413, meaning: 'message-too-large', text: { en: 'too large', zh: '消息过大' } },
  { code: 'malformed', status: 400, meaning: 'message-malformed', text: { en: 'malformed', zh: '格式错误' } },
]

const MEANINGS = meaningsOf(CODES)

/** Judges an answer. Only a 200 with an id is a success (F73); a code that is not listed is judged by its status. */
export function judge(answer: PushAnswer, nowMs: number): SendResult {
  const body = parsedJson(answer.body)
  const { id, code: given } = objectOf(body)
  if (answer.status === 200 && typeof id === 'string') {
    return { kind: 'accepted', ...some('vendorId', shortIdOf(id)), answer: boundedAnswer(body) }
  }
  const code = textOf(given)
  const refusal = refusalIn(MEANINGS.get(code ?? '')) ?? meaningOfStatus(answer.status)
  return resultOf(refusal, { ...wordsOf(answer, code, nowMs), answer: boundedAnswer(body), brand: BRAND })
}
