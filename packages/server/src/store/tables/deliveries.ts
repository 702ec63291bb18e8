// Deliveries that are not of a page, and look-ups of all. A delivery that is not done is its own job (lease.ts); (push, device) is the key, so there is one at most (I2).
import type { AppId, DeviceId, MsgId, NotifierName, PushStatus, UserId } from '@posthouse/protocol'
import type { Delivery, Outcome, Way } from '../../domain/delivery.ts'
import { pageOutcome } from '../../domain/page.ts'
import type { ReasonCode } from '../../domain/reason.ts'
import type { DeliveryRecord, DeliveryTable } from '../../ports/store.ts'
import { claim, leased, underLease } from '../lease.ts'
import type { Reader } from '../reader.ts'
import type { DeliveryRow } from '../schema-pushes.ts'
import { insertion, statement, type Value } from '../statement.ts'
import { write, writeIfAny, writeReturning } from '../write.ts'
import { byDevice, type PagedDelivery, pagedDeliveries } from './pages.ts'

const columns = [
  'push_id',
  'device_id',
  'app_id',
  'target',
  'ways',
  'shipment_id',
  'attempts',
  'attempt_open',
  'ambiguous',
] as const
type Columns = Pick<DeliveryRow, (typeof columns)[number]>
type ClaimedRow = Columns & Pick<DeliveryRow, 'epoch'>
type RecordRow = Omit<DeliveryRow, 'epoch' | 'leased'>

const key = { push_id: 'bigint', device_id: 'text' } as const
const progress = { ways: 'text', attempts: 'bigint', attempt_open: 'bigint', ambiguous: 'bigint' } as const
const outcome = {
  status: 'text',
  reason: 'text',
  notifier_name: 'text',
  provider: 'text',
  device_token: 'text',
  answer: 'text',
  error_message: 'text',
  possible_duplicate: 'bigint',
  unbound: 'bigint',
  settled_at: 'bigint',
} as const
const begun = {
  ...key,
  app_id: 'bigint',
  target: 'text',
  ways: 'text',
  shipment_id: 'text',
  attempts: 'bigint',
  attempt_open: 'bigint',
  ambiguous: 'bigint',
  planned_at: 'bigint',
} as const

/** Named statements of this table. Those under a lease name rows by our own push ids, and so need no app. */
export const deliveryStatements = {
  // primary key
  ofPush: statement<RecordRow>(
    'delivery_of_push',
    `SELECT ${[...Object.keys(begun), 'due_at', ...Object.keys(outcome)].join(', ')} FROM delivery` +
      ' WHERE push_id = $2 AND app_id = $1 ORDER BY device_id',
  ),
  insertLeased: insertion(
    'delivery_insert_leased',
    'delivery',
    { ...begun, due_at: 'bigint' },
    { epoch: '1', leased: '1' },
  ),
  insertWaiting: insertion('delivery_insert_waiting', 'delivery', { ...begun, due_at: 'bigint' }, { epoch: '0' }),
  insertDone: insertion('delivery_insert_done', 'delivery', { ...begun, ...outcome }, { epoch: '0' }),
  // delivery_due
  claim: claim<ClaimedRow>('delivery_claim', 'delivery', ['push_id', 'device_id'], [...columns, 'epoch']),
  // primary key; an attempt that begins, or one that is put off
  progress: underLease('delivery_progress', 'delivery', key, { ...progress, due_at: 'bigint', leased: 'bigint' }),
  // primary key
  done: underLease('delivery_done', 'delivery', key, { ...progress, ...outcome }, { due_at: 'NULL' }),
}

/** The table over an engine. */
export function deliveryTable(reader: Reader): DeliveryTable {
  const progressed = (delivery: Delivery, epoch: number, dueAtMs: number, isLeased: boolean) =>
    writeIfAny(deliveryStatements.progress, [
      delivery.pushId,
      delivery.deviceId,
      epoch,
      ...progressValues(delivery),
      dueAtMs,
      Number(isLeased),
    ])
  return {
    async ofPush(appId, pushId) {
      const paged = await pagedDeliveries(reader, appId, pushId)
      const own = (await reader.all(deliveryStatements.ofPush, [appId, pushId])).map(recordOf)
      if (paged.length === 0) return own
      const inRows = new Set(own.map(({ delivery }) => delivery.deviceId))
      const others = paged.filter(({ delivery }) => !inRows.has(delivery.deviceId)).map(pagedRecordOf)
      return [...own, ...others].toSorted((left, right) => byDevice(left.delivery, right.delivery))
    },
    insertLeased: (delivery, plannedAtMs, leaseUntilMs) =>
      write(deliveryStatements.insertLeased, [...begunValues(delivery, plannedAtMs), leaseUntilMs]),
    insertDone: (delivery, plannedAtMs, ended) =>
      write(deliveryStatements.insertDone, [...begunValues(delivery, plannedAtMs), ...outcomeValues(ended)]),
    insertWaiting: (delivery, plannedAtMs, dueAtMs) =>
      write(deliveryStatements.insertWaiting, [...begunValues(delivery, plannedAtMs), dueAtMs]),
    claim: (nowMs, leaseUntilMs, limit) =>
      writeReturning(deliveryStatements.claim, [nowMs, leaseUntilMs, limit], rows =>
        rows.map(row => leased(row, deliveryOf(row))),
      ),
    started: (delivery, epoch, leaseUntilMs) => progressed(delivery, epoch, leaseUntilMs, true),
    waiting: (delivery, epoch, dueAtMs) => progressed(delivery, epoch, dueAtMs, false),
    done: (delivery, epoch, ended) =>
      writeIfAny(deliveryStatements.done, [
        delivery.pushId,
        delivery.deviceId,
        epoch,
        ...progressValues(delivery),
        ...outcomeValues(ended),
      ]),
  }
}

function begunValues(delivery: Delivery, plannedAtMs: number): readonly Value[] {
  const { pushId, deviceId, appId, target, ways, shipmentId, attempts, attemptOpen, ambiguous } = delivery
  return [
    pushId,
    deviceId,
    appId,
    target,
    JSON.stringify(ways),
    shipmentId,
    attempts,
    Number(attemptOpen),
    ambiguous,
    plannedAtMs,
  ]
}

function progressValues({ ways, attempts, attemptOpen, ambiguous }: Delivery): readonly Value[] {
  return [JSON.stringify(ways), attempts, Number(attemptOpen), ambiguous]
}

function outcomeValues(ended: Outcome): readonly Value[] {
  return [
    ended.status,
    ended.reason,
    ended.notifierName ?? null,
    ended.provider ?? null,
    ended.deviceToken ?? null,
    ended.answer ?? null,
    ended.errorMessage ?? null,
    Number(ended.possibleDuplicate),
    Number(ended.unbound),
    ended.settledAtMs,
  ]
}

function deliveryOf(row: Columns): Delivery {
  return {
    pushId: BigInt(row.push_id) as MsgId,
    appId: Number(row.app_id) as AppId,
    target: row.target as UserId,
    deviceId: row.device_id as DeviceId,
    ways: JSON.parse(row.ways) as readonly Way[],
    shipmentId: row.shipment_id,
    attempts: Number(row.attempts),
    attemptOpen: Number(row.attempt_open) === 1,
    ambiguous: Number(row.ambiguous),
  }
}

function recordOf(row: RecordRow): DeliveryRecord {
  return {
    delivery: deliveryOf(row),
    plannedAtMs: Number(row.planned_at),
    dueAtMs: row.due_at === null ? undefined : Number(row.due_at),
    outcome: outcomeOf(row),
  }
}

function pagedRecordOf({ page, delivery, dueAtMs, settled }: PagedDelivery): DeliveryRecord {
  const outcome = settled && pageOutcome(delivery, settled.end, settled.atMs)
  return { delivery, plannedAtMs: page.startedAtMs, dueAtMs, outcome }
}

function outcomeOf(row: RecordRow): Outcome | undefined {
  if (row.status === null) return undefined
  return {
    status: row.status as PushStatus,
    reason: row.reason as ReasonCode,
    notifierName: (row.notifier_name ?? undefined) as NotifierName | undefined,
    provider: row.provider ?? undefined,
    deviceToken: row.device_token ?? undefined,
    answer: row.answer ?? undefined,
    errorMessage: row.error_message ?? undefined,
    possibleDuplicate: Number(row.possible_duplicate) === 1,
    unbound: Number(row.unbound) === 1,
    settledAtMs: Number(row.settled_at),
  }
}
