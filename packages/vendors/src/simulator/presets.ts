// Faults that people want to try, in words: what the vendor says, and what its network does. A choice for those who do not write faults.
import type { Bilingual } from '../bilingual.ts'
import type { Fault } from './contract.ts'
import { vendorAnswers } from './preset-answers.ts'

/** A fault under a name. */
export interface Preset {
  /** Stable, kebab-case. */
  readonly name: string
  readonly text: Bilingual
  readonly fault: Fault
}

const second = 1_000
/** Vendors that are spoken to by HTTP/2 (spec/vendors.md §1.2, §2.2). */
const http2: ReadonlySet<string> = new Set(['apns', 'fcm'])

/** What can be tried with a vendor; `nowMs` for answers that name a time. Empty for a vendor that is not known. */
export function presetsOf(vendor: string, nowMs: number): readonly Preset[] {
  const answers = vendorAnswers[vendor]
  if (!answers) return []
  const said: readonly Preset[] = [
    preset('token-dead', 'The next push: the token is dead', '下一次推送：token 已失效', {
      action: { kind: 'answer', ...answers.tokenDead(nowMs) },
    }),
    preset('quota', 'For 30 s: the quota is used up, or too many requests', '30 秒内：配额用尽或请求过多', {
      forMs: 30 * second,
      action: { kind: 'answer', ...answers.quota },
    }),
    preset('credential', 'For 30 s: the credential is refused', '30 秒内：凭据被拒绝', {
      forMs: 30 * second,
      action: { kind: 'answer', ...answers.credential },
    }),
  ]
  return [...said, ...networkPresets, ...(http2.has(vendor) ? http2Presets : [])]
}

const networkPresets: readonly Preset[] = [
  preset('down', 'Down for 30 s: every connection breaks', '宕机 30 秒：所有连接中断', {
    forMs: 30 * second,
    action: { kind: 'reset', when: 'before' },
  }),
  preset('internal-error', 'The next three pushes: internal error (500)', '接下来三次推送：内部错误（500）', {
    times: 3,
    action: { kind: 'answer', status: 500 },
  }),
  preset('slow', 'For 30 s: answers 3 s late', '30 秒内：延迟 3 秒应答', {
    forMs: 30 * second,
    action: { kind: 'delay', ms: 3 * second },
  }),
  preset('answer-lost', 'The next push: taken, and the answer is lost', '下一次推送：已受理，但应答丢失', {
    action: { kind: 'reset', when: 'after' },
  }),
  preset('silent', 'The next push: taken, and never answered', '下一次推送：已受理，但始终不应答', {
    action: { kind: 'hang' },
  }),
]

const http2Presets: readonly Preset[] = [
  preset('refuse-stream', 'The next push: its stream is refused', '下一次推送：拒绝该流（REFUSED_STREAM）', {
    action: { kind: 'refuse-stream' },
  }),
  preset(
    'goaway',
    'The next push: the connection goes away with it unanswered',
    '下一次推送：连接关闭（GOAWAY），不应答',
    {
      action: { kind: 'goaway', finish: false },
    },
  ),
]

function preset(name: string, en: string, zh: string, fault: Fault): Preset {
  return { name, text: { en, zh }, fault }
}
