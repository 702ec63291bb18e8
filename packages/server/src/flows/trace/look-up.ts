// "Why did this push not arrive?": everything recorded about one message, in the order it happened, in words.
import type { AppId, MsgId, NotifierName } from '@posthouse/protocol'
import type { Clock } from '../../base/clock.ts'
import type { Attempt } from '../../domain/delivery.ts'
import type { Notifier } from '../../domain/notifier.ts'
import { isHandedOver, type Push } from '../../domain/push.ts'
import type { VendorChannels } from '../../ports/channels.ts'
import type { DeliveryRecord, Store } from '../../ports/store.ts'
import { attemptEvents, codeOf } from './attempt-lines.ts'
import { callbackEvents } from './callback-lines.ts'
import { deviceHeads, type TracedDevice } from './device-heads.ts'
import type { TraceEvent } from './event.ts'
import { handedOverEvent, storedEvents } from './handover-lines.ts'
import { maskTokensOf } from './mask.ts'
import { recordEvents } from './outcome-lines.ts'
import { onlineReceiptsOf, receiptEvents, soughtReceipts } from './receipt-lines.ts'
import { openRenderedAgain } from './rendered-again.ts'

/** What looking up uses. */
export interface LookUpDeps {
  readonly store: Pick<Store, 'tables'>
  readonly channels: Pick<VendorChannels, 'looker' | 'vendorOf'>
  readonly clock: Clock
  /** The zone whose clocks users' quiet hours are read by. */
  readonly timeZone: string
}

/** What is known of a message. */
export interface Trace {
  readonly push: Push
  /** True once every device has an outcome. */
  readonly settled: boolean
  /** The lanes. */
  readonly devices: readonly TracedDevice[]
  readonly events: readonly TraceEvent[]
}

/** Hand-overs of one message or call: itself, and what took it back. */
const handoversMax = 20

/** The trace of a message, or undefined when the app has no such message. */
export async function lookUp(deps: LookUpDeps, appId: AppId, msgId: MsgId): Promise<Trace | undefined> {
  const { pushes, deliveries, attempts, callbacks, receipts } = deps.store.tables
  const push = await pushes.find(appId, msgId)
  if (!push) return undefined
  // Deliveries first: what an outcome was committed with is then there to be read.
  const records = await deliveries.ofPush(appId, msgId)
  const [tries, reports] = await Promise.all([attempts.ofPush(appId, msgId), callbacks.ofPush(appId, msgId)])
  const sought = [...soughtReceipts(records, tries), ...onlineReceiptsOf(records, push.target)]
  const came = await receipts.find(appId, sought)
  const events = [
    ...(await beginning(deps, push, records)),
    ...plannedEvents(records),
    ...(await deviceEvents(deps, push, records, tries)),
    ...receiptEvents(sought, came),
    ...reports.flatMap(report => callbackEvents(report, maskTokensOf(records))),
  ]
  // A stable sort: lines of one instant stay in the order of the journey.
  events.sort((a, b) => a.at - b.at)
  const settled = records.length > 0 && records.every(record => record.outcome)
  return { push, settled, devices: deviceHeads(records, tries), events }
}

/** The tries and the final words, explained by what there is now: notifiers, settings, and the vendors' tables of codes. */
async function deviceEvents(
  deps: LookUpDeps,
  push: Push,
  records: readonly DeliveryRecord[],
  tries: readonly Attempt[],
): Promise<readonly TraceEvent[]> {
  const { tables } = deps.store
  const [notifiers, settings] = await Promise.all([
    notifiersOf(deps, push, records, tries),
    tables.userSettings.find(push.appId, push.target),
  ])
  const requestOf = await openRenderedAgain(deps, push, notifiers, tries)
  const read = maskTokensOf(records)
  const vendorOf = (provider: string) => deps.channels.vendorOf(provider)
  const codeOfRecord = ({ delivery }: DeliveryRecord) => {
    const last = tries.findLast(({ deviceId }) => deviceId === delivery.deviceId)
    return last && codeOf(last, vendorOf)
  }
  const { clock, timeZone } = deps
  const facts = { read, nowMs: clock.now(), timeZone, settings, notifiers, codeOf: codeOfRecord }
  return [
    ...tries.flatMap(attempt => attemptEvents(attempt, { read, vendorOf, requestOf })),
    ...records.flatMap(record => recordEvents(record, facts)),
  ]
}

async function notifiersOf(
  { store }: LookUpDeps,
  { appId }: Push,
  records: readonly DeliveryRecord[],
  tries: readonly Attempt[],
): Promise<ReadonlyMap<NotifierName, Notifier>> {
  const names = new Set(tries.map(({ notifierName }) => notifierName))
  for (const { outcome } of records) if (outcome?.notifierName) names.add(outcome.notifierName)
  const found = names.size === 0 ? [] : await store.tables.notifiers.byNames(appId, [...names])
  return new Map(found.map(notifier => [notifier.name, notifier]))
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
