// "Why did this push not arrive?": everything recorded about one message, in the order it happened, in words.
import type { AppId, MsgId } from '@posthouse/protocol'
import type { Attempt } from '../../domain/delivery.ts'
import { isHandedOver, type Push } from '../../domain/push.ts'
import { type Bilingual, reasonOf } from '../../domain/reason.ts'
import type { CallbackRecord, DeliveryRecord, Store } from '../../ports/store.ts'
import type { TraceEvent } from './event.ts'
import { handedOverEvent, storedEvents } from './handover-lines.ts'
import { maskTokensOf, type ReadMasked } from './mask.ts'
import { onlineReceiptsOf, receiptEvents, soughtReceipts } from './receipt-lines.ts'

/** What is known of a message. */
export interface Trace {
  readonly push: Push
  /** True once every device has an outcome. */
  readonly settled: boolean
  readonly events: readonly TraceEvent[]
}

/** Hand-overs of one message or call: itself, and what took it back. */
const handoversMax = 20

/** The trace of a message, or undefined when the app has no such message. */
export async function lookUp(
  deps: { readonly store: Pick<Store, 'tables'> },
  appId: AppId,
  msgId: MsgId,
): Promise<Trace | undefined> {
  const { pushes, deliveries, attempts, callbacks, receipts } = deps.store.tables
  const push = await pushes.find(appId, msgId)
  if (!push) return undefined
  // Deliveries first: what an outcome was committed with is then there to be read.
  const records = await deliveries.ofPush(appId, msgId)
  const [tries, reports] = await Promise.all([attempts.ofPush(appId, msgId), callbacks.ofPush(appId, msgId)])
  const sought = [...soughtReceipts(records, tries), ...onlineReceiptsOf(records, push.target)]
  const came = await receipts.find(appId, sought)
  const read = maskTokensOf(records)
  const events = [
    ...(await beginning(deps, push, records)),
    ...plannedEvents(records),
    ...tries.flatMap(attempt => attemptEvents(attempt, read)),
    ...records.flatMap(record => recordEvents(record, read)),
    ...receiptEvents(sought, came),
    ...reports.flatMap(report => callbackEvents(report, read)),
  ]
  // A stable sort: lines of one instant stay in the order of the journey.
  events.sort((a, b) => a.at - b.at)
  return { push, settled: records.length > 0 && records.every(record => record.outcome), events }
}

/** How it came to be: by a request, or by the online channel. */
async function beginning(
  { store }: { readonly store: Pick<Store, 'tables'> },
  push: Push,
  records: readonly DeliveryRecord[],
): Promise<readonly TraceEvent[]> {
  if (!isHandedOver(push) || push.subject === undefined) return [acceptedEvent(push, records)]
  const handovers = await store.tables.handovers.ofSubject(push.appId, push.subject, handoversMax)
  return [...storedEvents(handovers, push.target), handedOverEvent(push, handovers)]
}

/** A task's push is made while its step is planned, and that counts from the step's beginning: milliseconds before the push's own time. */
function acceptedEvent(push: Push, records: readonly DeliveryRecord[]): TraceEvent {
  const { source, strategy, target, taskId } = push
  const by =
    taskId === undefined
      ? { en: `push/${source}`, zh: `push/${source}` }
      : { en: `task ${taskId}`, zh: `任务 ${taskId}` }
  return {
    at: Math.min(push.acceptedAtMs, ...records.map(({ plannedAtMs }) => plannedAtMs)),
    kind: 'accepted',
    text: {
      en: `Accepted by ${by.en} for user ${target} with strategy ${strategy}.`,
      zh: `已由${taskId === undefined ? ' ' : ''}${by.zh} 受理，目标用户 ${target}，策略 ${strategy}。`,
    },
    detail: push.notification,
  }
}

function plannedEvents(records: readonly DeliveryRecord[]): readonly TraceEvent[] {
  const [first] = records
  if (!first) return []
  const devices = records.filter(record => record.delivery.deviceId !== '').length
  if (devices === 0) {
    return [
      {
        at: first.plannedAtMs,
        kind: 'planned',
        text: { en: 'Planned: nothing to be sent.', zh: '已规划：无可推送的设备。' },
      },
    ]
  }
  // What a task skipped names the binding that the reason is about.
  const tried = records.filter(({ delivery, outcome }) => delivery.ways.length > 0 && !(outcome && !delivery.attempts))
  return [
    {
      at: first.plannedAtMs,
      kind: 'planned',
      text: {
        en: `Planned: ${devices} ${devices === 1 ? 'device' : 'devices'}, ${tried.length} to be sent to.`,
        zh: `已规划：${devices} 台设备，其中 ${tried.length} 台将推送。`,
      },
    },
  ]
}

function attemptEvents(attempt: Attempt, read: ReadMasked): readonly TraceEvent[] {
  const { deviceId, number, provider, notifierName } = attempt
  const sent: TraceEvent = {
    at: attempt.startedAtMs,
    kind: 'sent',
    deviceId,
    text: {
      en: `Attempt ${number} through ${provider}, notifier ${notifierName}.`,
      zh: `第 ${number} 次尝试，通道 ${provider}，证书 ${notifierName}。`,
    },
  }
  if (!attempt.end) return [sent]
  const { end } = attempt
  const answered: TraceEvent = {
    at: end.endedAtMs,
    kind: 'answered',
    deviceId,
    text: answerText(end.kind, end.code, end.endedAtMs - attempt.startedAtMs),
    ...(end.answer === undefined ? {} : { detail: read(end.answer) }),
  }
  return [sent, answered]
}

function answerText(kind: NonNullable<Attempt['end']>['kind'], code: string, afterMs: number): Bilingual {
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

function recordEvents(record: DeliveryRecord, read: ReadMasked): readonly TraceEvent[] {
  const { delivery, outcome } = record
  const device = delivery.deviceId === '' ? {} : { deviceId: delivery.deviceId }
  if (!outcome) {
    if (record.dueAtMs === undefined || delivery.attemptOpen) return []
    const at = new Date(record.dueAtMs).toISOString()
    const text = { en: `Waiting for the next attempt at ${at}.`, zh: `等待下一次尝试，时间 ${at}。` }
    return [{ at: record.plannedAtMs, kind: 'waiting', ...device, text }]
  }
  const reason = reasonOf(outcome.reason)
  const success = outcome.status === 'success'
  const notes = outcomeNotes(outcome.possibleDuplicate, outcome.unbound)
  return [
    {
      at: outcome.settledAtMs,
      kind: delivery.attempts === 0 ? 'skipped' : 'outcome',
      ...device,
      text: {
        en: `${outcome.status}${reason.detail === '' ? '' : ` (${reason.detail.trim()})`}: ${reason.text.en}${notes.en}`,
        zh: `${outcome.status}${reason.detail === '' ? '' : `（${reason.detail.trim()}）`}：${reason.text.zh}${notes.zh}`,
      },
      status: outcome.status,
      ...(success ? {} : { fix: reason.fix }),
      ...(outcome.answer === undefined || success ? {} : { detail: read(outcome.answer) }),
    },
  ]
}

function outcomeNotes(possibleDuplicate: boolean, unbound: boolean): Bilingual {
  const duplicate = possibleDuplicate
    ? { en: ' The phone may have got it more than once.', zh: '手机可能收到多次。' }
    : { en: '', zh: '' }
  const removed = unbound ? { en: ' The binding was removed.', zh: '绑定已移除。' } : { en: '', zh: '' }
  return { en: duplicate.en + removed.en, zh: duplicate.zh + removed.zh }
}

function callbackEvents({ callback, state, tries }: CallbackRecord, read: ReadMasked): readonly TraceEvent[] {
  const device = callback.deviceId === '' ? {} : { deviceId: callback.deviceId }
  const created: TraceEvent = {
    at: callback.createdAtMs,
    kind: 'callback',
    ...device,
    text: {
      en: `Callback msg_${callback.id} made; it is ${state}.`,
      zh: `已生成回调 msg_${callback.id}，状态 ${state}。`,
    },
    detail: read(callback.body),
  }
  return [
    created,
    ...tries.map(
      (made): TraceEvent => ({
        at: made.atMs,
        kind: 'callback',
        ...device,
        text: {
          en: `Callback try ${made.number}: ${made.httpStatus ?? made.error} after ${made.durationMs} ms.`,
          zh: `回调第 ${made.number} 次：${made.httpStatus ?? made.error}，用时 ${made.durationMs} ms。`,
        },
      }),
    ),
  ]
}
