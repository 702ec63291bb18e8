// A vivo payload as people look at it (look.ts). Pure.
import { type JsonObject, objectOf, some } from '../json.ts'
import type { LintFinding } from '../lint/finding.ts'
import type { Look } from '../look.ts'
import { width } from '../render/width.ts'
import { CONTENT_WIDTH_MAX, TITLE_WIDTH_MAX } from './block.ts'
import type { VivoCredentials } from './credentials.ts'
import { PAYLOAD_BYTES_MAX, payloadBytes, previewVivo, type VivoPayload } from './payload.ts'
import { shownOf } from './phone.ts'

/** What would be sent through the payload's notifier. */
export function lookVivo(payload: VivoPayload): Look {
  const message: JsonObject = objectOf(previewVivo(payload))
  return {
    headers: {},
    body: message,
    bytes: payloadBytes(payload),
    bytesMax: PAYLOAD_BYTES_MAX,
    ttlMs: payload.timeToLive * 1000,
    shown: shownOf(message),
    texts: {
      title: { most: TITLE_WIDTH_MAX, measure: width, unit: 'width' },
      body: { most: CONTENT_WIDTH_MAX, measure: width, unit: 'width' },
    },
    ...some('remarks', remarksOf(message)),
    ...some('counted', payload.messageClass === 0 ? COST : undefined),
  }
}

/** vivo's rules for texts (spec/vendors.md §7.6, 10085): blank ones it always refuses, others it may. */
function remarksOf(message: JsonObject): Look['remarks'] {
  const remarks = (['title', 'content'] as const).flatMap((field): readonly LintFinding[] => {
    const text = String(message[field])
    if (text.trim() === '') return [{ ...BLANK, field }]
    return DOUBTFUL_TEXT.test(text.trim()) ? [{ ...DOUBTFUL, field }] : []
  })
  return remarks.length > 0 ? remarks : undefined
}

const DOUBTFUL_TEXT = /^(\d+|test|测试)$/i

const BLANK = {
  code: 'text-blank',
  severity: 'error',
  text: { en: 'vivo refuses a blank text.', zh: 'vivo 会拒绝空白文本。' },
} as const

const DOUBTFUL = {
  code: 'text-doubtful',
  severity: 'warning',
  text: {
    en: 'vivo may refuse a text of digits only, or one that says no more than "test".',
    zh: 'vivo 可能拒绝纯数字或仅为“测试”字样的文本。',
  },
} as const

/** spec/vendors.md §7.7. */
const COST = {
  en: "an operation message: within the app's quota of the day, and taken from 07:00 to 23:00 only",
  zh: '运营消息，受应用每日配额限制，且仅在 07:00–23:00 受理',
}

/** A notifier of nobody's. */
export const SAMPLE: VivoCredentials = {
  appId: '10000',
  appKey: 'app-key',
  appSecret: '',
  packageName: 'com.example.chat',
  isTest: false,
}
