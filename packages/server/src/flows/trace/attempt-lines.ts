// The lines of a trace about tries at vendors: that one began, with what, and what the vendor said to it.
import { type AnyVendor, actions, type VendorCode } from '@posthouse/vendors'
import type { Attempt, AttemptEnd } from '../../domain/delivery.ts'
import type { Bilingual } from '../../domain/reason.ts'
import { fixOfMeaning } from '../../domain/refusal-words.ts'
import type { TracedAttempt, TracedRequest, TraceEvent } from './event.ts'
import type { ReadMasked } from './mask.ts'

/** What the lines need besides the attempt. */
export interface AttemptFacts {
  readonly read: ReadMasked
  readonly vendorOf: (provider: string) => AnyVendor | undefined
  readonly requestOf: (attempt: Attempt) => TracedRequest | undefined
}

/** That it began, and how it ended. */
export function attemptEvents(attempt: Attempt, facts: AttemptFacts): readonly TraceEvent[] {
  const { deviceId, number, provider, notifierName, end } = attempt
  const request = facts.requestOf(attempt)
  const tried: TracedAttempt = { number, provider, notifier: notifierName }
  const sent: TraceEvent = {
    at: attempt.startedAtMs,
    kind: 'sent',
    deviceId,
    text: {
      en: `Attempt ${number} through ${provider}, notifier ${notifierName}.`,
      zh: `第 ${number} 次尝试，通道 ${provider}，证书 ${notifierName}。`,
    },
    attempt: tried,
    ...(request === undefined ? {} : { request }),
  }
  if (!end) return [sent]
  const durationMs = end.endedAtMs - attempt.startedAtMs
  const { code, kind } = end
  return [
    sent,
    {
      at: end.endedAtMs,
      kind: 'answered',
      deviceId,
      text: answerText(kind, code, durationMs),
      attempt: { ...tried, end: kind, durationMs, ...(code === '' ? {} : { code }) },
      ...meant(codeOf(attempt, facts.vendorOf)),
      ...(end.answer === undefined ? {} : { detail: facts.read(end.answer) }),
    },
  ]
}

/** What the vendor's table says of the code that an attempt ended with; undefined where it was no refusal, or is not in the table. */
export function codeOf({ provider, end }: Attempt, vendorOf: AttemptFacts['vendorOf']): VendorCode | undefined {
  if (!end || end.kind === 'accepted' || end.code === '') return undefined
  return vendorOf(provider)?.codes.find(({ code }) => code === end.code)
}

function meant(code: VendorCode | undefined): Pick<TraceEvent, 'cause' | 'therefore' | 'fix'> {
  if (!code) return {}
  const fix = fixOfMeaning(code.meaning)
  return {
    cause: sentence(code.text),
    therefore: [sentence(code.action ?? actions[code.meaning])],
    ...(fix === undefined ? {} : { fix }),
  }
}

/** Tables hold phrases. */
function sentence({ en, zh }: Bilingual): Bilingual {
  const first = en.slice(0, 1)
  const begun = /^[a-z]+[- .]/.test(en) ? first.toUpperCase() : first
  return { en: `${begun}${en.slice(1)}${/[.?]$/.test(en) ? '' : '.'}`, zh: /。$/.test(zh) ? zh : `${zh}。` }
}

function answerText(kind: AttemptEnd['kind'], code: string, afterMs: number): Bilingual {
  const words: Record<typeof kind, Bilingual> = {
    accepted: { en: `Accepted by the vendor after ${afterMs} ms`, zh: `厂商已受理，用时 ${afterMs} ms` },
    rejected: { en: `Refused by the vendor after ${afterMs} ms`, zh: `厂商拒绝，用时 ${afterMs} ms` },
    throttled: { en: `Put off by the vendor after ${afterMs} ms`, zh: `厂商要求稍后再试，用时 ${afterMs} ms` },
    unsent: { en: 'Not sent', zh: '未发出' },
    unknown: { en: 'No clear answer: it may or may not have arrived', zh: '没有明确响应：可能已送达，也可能没有' },
  }
  const { en, zh } = words[kind]
  return code === '' ? { en: `${en}.`, zh: `${zh}。` } : { en: `${en}: ${code}.`, zh: `${zh}：${code}。` }
}
