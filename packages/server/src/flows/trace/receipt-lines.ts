// What vendors reported of a message after they accepted it, as lines of its trace. A report belongs to a device where notifier, vendor
// id and token are those of its accepted attempt.
import type { DeviceId, NotifierName, UserId } from '@posthouse/protocol'
import type { Attempt } from '../../domain/delivery.ts'
import { onlineProvider } from '../../domain/online-outcome.ts'
import type { Bilingual } from '../../domain/reason.ts'
import { appReceiptCode, type Fate, type ReceiptRecord, tokenFingerprint } from '../../domain/receipt.ts'
import type { DeliveryRecord, SoughtReceipt } from '../../ports/store.ts'
import type { TraceEvent } from './event.ts'

/** An accepted delivery, by what reports call it. */
export interface SoughtDelivery extends SoughtReceipt {
  readonly deviceId: DeviceId
  readonly notifierName: NotifierName
  readonly provider: string
  readonly acceptedAtMs: number
}

/** The attempts that vendors may have reported on. */
export function soughtReceipts(
  records: readonly DeliveryRecord[],
  attempts: readonly Attempt[],
): readonly SoughtDelivery[] {
  const tokens = new Map(records.map(({ delivery, outcome }) => [delivery.deviceId, outcome?.deviceToken]))
  return attempts.flatMap(({ deviceId, notifierName, provider, end }) => {
    const token = tokens.get(deviceId)
    // What the vendor accepted ended its delivery, so the outcome's token is the attempt's.
    if (end?.kind !== 'accepted' || end.code === '' || token === undefined) return []
    const vendorId = end.code
    const fingerprint = tokenFingerprint(token)
    return [{ deviceId, notifierName, provider, vendorId, tokenFingerprint: fingerprint, acceptedAtMs: end.endedAtMs }]
  })
}

/** The deliveries that the online channel took: the push is the message, and its user stands for a token. */
export function onlineReceiptsOf(records: readonly DeliveryRecord[], target: UserId): readonly SoughtDelivery[] {
  return records.flatMap(({ delivery, outcome }) => {
    if (outcome?.reason !== 'delivered-online') return []
    return [
      {
        deviceId: delivery.deviceId,
        notifierName: '' as NotifierName,
        provider: onlineProvider,
        vendorId: String(delivery.pushId),
        tokenFingerprint: tokenFingerprint(target),
        acceptedAtMs: outcome.settledAtMs,
      },
    ]
  })
}

/** The lines, in the order the reports came. */
export function receiptEvents(
  accepted: readonly SoughtDelivery[],
  receipts: readonly ReceiptRecord[],
): readonly TraceEvent[] {
  return receipts.flatMap(receipt => {
    const attempt = accepted.find(
      one =>
        one.vendorId === receipt.vendorId &&
        one.tokenFingerprint === receipt.tokenFingerprint &&
        one.notifierName === receipt.notifierName,
    )
    return attempt ? [eventOf(attempt, receipt)] : []
  })
}

function eventOf({ deviceId, provider, acceptedAtMs }: SoughtDelivery, receipt: ReceiptRecord): TraceEvent {
  const { fate, code, text, atMs, receivedAtMs } = receipt
  const { kind, en, zh, after = { en: '', zh: '' } } = words[fate]
  const isOfApp = code === appReceiptCode
  const said = text === '' ? code : `${text} (${code})`
  const by = isOfApp ? { en: 'says the app', zh: '应用' } : { en: `says ${provider}: ${said}`, zh: provider }
  return {
    // Vendors' clocks differ from ours; nothing arrives before it is accepted, or is reported before it happened.
    at: Math.max(Math.min(atMs ?? receivedAtMs, receivedAtMs), acceptedAtMs),
    kind,
    deviceId,
    text: {
      en: `${en}, ${by.en}.${after.en}`,
      zh: `${by.zh}${isOfApp ? '' : ' '}报告${zh}${isOfApp ? '' : `：${said}`}。${after.zh}`,
    },
  }
}

interface Words extends Bilingual {
  readonly kind: TraceEvent['kind']
  readonly after?: Bilingual
}

const words: Readonly<Record<Fate, Words>> = {
  arrived: { kind: 'arrived', en: 'It is on the phone', zh: '已送达手机' },
  clicked: { kind: 'clicked', en: 'It was tapped', zh: '用户已点击' },
  dropped: { kind: 'dropped', en: 'It will not arrive', zh: '不会送达' },
  pending: { kind: 'pending', en: 'It is kept for later', zh: '已暂存，稍后送达' },
  'token-dead': {
    kind: 'unbound',
    en: 'The token is dead',
    zh: ' token 已失效',
    after: { en: ' A binding from before that is removed.', zh: '此前的绑定已移除。' },
  },
}
