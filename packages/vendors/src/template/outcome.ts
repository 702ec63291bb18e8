// What the service's answers mean: one table of codes, read by the client to judge and by the simulator to answer.
import { boundedAnswer } from '../channel/answer.ts'
import { meaningOfStatus, meaningsOf, resultOf } from '../channel/meaning.ts'
import { isObject, parsedJson, textOf } from '../json.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { SendResult } from '../vendor.ts'
import type { VendorCode } from '../vendor-code.ts'

/** The vendor's name for people. */
export const BRAND = 'Template'

/** A complete answer. */
export interface TemplateAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

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
export function judge(answer: TemplateAnswer, nowMs: number): SendResult {
  const body = parsedJson(answer.body)
  const { id, code } = isObject(body) ? body : {}
  if (answer.status === 200 && typeof id === 'string') {
    return { kind: 'accepted', vendorId: id, answer: boundedAnswer(body) }
  }
  const known = MEANINGS.get(textOf(code) ?? '')
  const refusal =
    known === undefined || known === 'accepted' || known === 'partial' ? meaningOfStatus(answer.status) : known
  return resultOf(refusal, {
    code: textOf(code) ?? `HTTP ${answer.status}`,
    answer: boundedAnswer(body),
    brand: BRAND,
    nowMs,
    waitMs: retryAfterMs(answer.headers['retry-after'], nowMs),
  })
}
