// The lines of a trace about what became of a device: its final word, why, and what followed; or that it still waits.
import type { VendorCode } from '@posthouse/vendors'
import type { Outcome } from '../../domain/delivery.ts'
import { type Notifier, restsUntil } from '../../domain/notifier.ts'
import { type Silence, silencesAt } from '../../domain/quiet-words.ts'
import { type Bilingual, reasonOf } from '../../domain/reason.ts'
import { fixOfMeaning } from '../../domain/refusal-words.ts'
import type { UserSettings } from '../../domain/user-settings.ts'
import type { DeliveryRecord } from '../../ports/store.ts'
import type { TraceEvent } from './event.ts'
import type { ReadMasked } from './mask.ts'

/** What the lines need besides the record. */
export interface OutcomeFacts {
  readonly read: ReadMasked
  readonly nowMs: number
  readonly timeZone: string
  /** Those of the user as they are now. */
  readonly settings: UserSettings | undefined
  readonly notifiers: ReadonlyMap<string, Notifier>
  /** What the vendor's table says of the device's last answer. */
  readonly codeOf: (record: DeliveryRecord) => VendorCode | undefined
}

/** The final word, or what is waited for. */
export function recordEvents(record: DeliveryRecord, facts: OutcomeFacts): readonly TraceEvent[] {
  const { delivery, outcome } = record
  const device = delivery.deviceId === '' ? {} : { deviceId: delivery.deviceId }
  if (!outcome) {
    if (record.dueAtMs === undefined || delivery.attemptOpen) return []
    const at = new Date(record.dueAtMs).toISOString()
    const text = { en: `Waiting for the next attempt at ${at}.`, zh: `等待下一次尝试，时间 ${at}。` }
    return [{ at: record.plannedAtMs, kind: 'waiting', ...device, text }]
  }
  const isSuccess = outcome.status === 'success'
  const therefore = consequences(record, outcome, facts)
  return [
    {
      at: outcome.settledAtMs,
      kind: delivery.attempts === 0 ? 'skipped' : 'outcome',
      ...device,
      text: outcomeText(outcome),
      status: outcome.status,
      reason: outcome.reason,
      cause: causeOf(record, outcome, facts),
      ...(therefore.length === 0 ? {} : { therefore }),
      ...(isSuccess ? {} : { fix: fixOf(record, outcome, facts) }),
      ...(outcome.answer === undefined || isSuccess ? {} : { detail: facts.read(outcome.answer) }),
    },
  ]
}

const removed: Bilingual = { en: 'The binding was removed.', zh: '推送绑定已移除。' }
const duplicate: Bilingual = { en: 'The phone may have got it more than once.', zh: '手机可能收到多次。' }

function outcomeText({ status, reason: code, possibleDuplicate, unbound }: Outcome): Bilingual {
  const { detail, text } = reasonOf(code)
  const notes = [...(possibleDuplicate ? [duplicate] : []), ...(unbound ? [removed] : [])]
  const said = detail.trim()
  return {
    en: [`${status}${said === '' ? '' : ` (${said})`}: ${text.en}`, ...notes.map(({ en }) => en)].join(' '),
    zh: [`${status}${said === '' ? '' : `（${said}）`}：${text.zh}`, ...notes.map(({ zh }) => zh)].join(''),
  }
}

function causeOf(record: DeliveryRecord, outcome: Outcome, facts: OutcomeFacts): Bilingual {
  const { reason, notifierName, settledAtMs } = outcome
  const generic = reasonOf(reason).cause
  if (reason === 'user-ignores') return heldThen(facts, settledAtMs) ?? generic
  const code = facts.codeOf(record)
  const own = code === undefined || reason !== 'vendor-refused' ? generic : said(code)
  const about = notifierName === undefined || !aboutNotifiers.has(reason) ? undefined : notifierName
  if (about === undefined) return own
  return { en: `Notifier ${about}. ${own.en}`, zh: `推送证书 ${about}。${own.zh}` }
}

/** Reasons that one must know the notifier for. */
const aboutNotifiers: ReadonlySet<string> = new Set([
  ...['no-notifier', 'notifier-disabled', 'notifier-banned', 'invalid-notifier', 'invalid-voip'],
  ...['notifier-out-of-limit', 'push-token-failed'],
])

function said({ code, text }: VendorCode): Bilingual {
  return { en: `${code}: ${text.en}.`, zh: `${code}：${text.zh}。` }
}

/** The record keeps that the user was not to be disturbed, not by which setting: the settings of now tell, if they held then. */
function heldThen({ settings, timeZone }: OutcomeFacts, atMs: number): Bilingual | undefined {
  const held: readonly Silence[] = settings ? silencesAt(settings, atMs, timeZone) : []
  if (held.length > 0) {
    return { en: held.map(({ text }) => text.en).join(' '), zh: held.map(({ text }) => text.zh).join('') }
  }
  const { cause } = reasonOf('user-ignores')
  return { en: `${cause.en} The settings were changed since.`, zh: `${cause.zh}此后设置已更改。` }
}

function fixOf(record: DeliveryRecord, { reason }: Outcome, facts: OutcomeFacts): Bilingual {
  const code = reason === 'vendor-refused' ? facts.codeOf(record) : undefined
  return (code && fixOfMeaning(code.meaning)) ?? reasonOf(reason).fix
}

function consequences(record: DeliveryRecord, outcome: Outcome, facts: OutcomeFacts): readonly Bilingual[] {
  const { status, unbound, possibleDuplicate, notifierName } = outcome
  const lines: Bilingual[] = []
  if (unbound) lines.push(removed)
  if (possibleDuplicate) lines.push(duplicate)
  const notifier = notifierName === undefined ? undefined : facts.notifiers.get(notifierName)
  const rests = notifier && status !== 'success' ? restsUntil(notifier, facts.nowMs) : undefined
  if (notifier && rests !== undefined) lines.push(resting(notifier.name, rests))
  const isOver = status !== 'success' && record.delivery.attempts > 0
  if (isOver) lines.push({ en: 'Nothing else is tried for this device.', zh: '该设备不再尝试其他方式。' })
  return lines
}

function resting(name: string, untilMs: number): Bilingual {
  const until = new Date(untilMs).toISOString()
  return { en: `Notifier ${name} rests until ${until}.`, zh: `推送证书 ${name} 暂停至 ${until}。` }
}
