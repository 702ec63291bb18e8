// Pages of first attempts. A page that is not settled is its own job (lease.ts). What pages say of one push is read here for the
// tables of deliveries and attempts.
import type { AppId, MsgId, NotifierName } from '@posthouse/protocol'
import type { Delivery } from '../../domain/delivery.ts'
import { type Page, type PageEnd, pageSpanIds } from '../../domain/page.ts'
import type { PageTable } from '../../ports/store.ts'
import { claim, leased, underLease } from '../lease.ts'
import { decodeEnds, decodeEntries, encodeEnds, encodeEntries, type PageHead } from '../page-codec.ts'
import type { Reader } from '../reader.ts'
import type { PageRow } from '../schema-pushes.ts'
import { type ColumnTypes, insertion, isOneOfTexts, statement, type Value } from '../statement.ts'
import { write, writeIfAny, writeReturning } from '../write.ts'

const head = ['id', 'app_id', 'notifier_name', 'provider', 'started_at', 'entries', 'first_push_id', 'task_id'] as const
type Head = Pick<PageRow, (typeof head)[number]>
type ClaimedRow = Head & Pick<PageRow, 'epoch'>
type WaitingRow = ClaimedRow
type FoundRow = Head & Pick<PageRow, 'due_at' | 'settled_at' | 'ends' | 'begun'>

/** The pages that may hold a push: ids within a page are less than a span apart, and the id stands in it as text. */
const holding =
  `SELECT ${[...head, 'due_at', 'settled_at', 'ends', 'begun'].join(', ')} FROM delivery_page` +
  ' WHERE app_id = $1 AND last_push_id >= $2 AND last_push_id <= $3 AND first_push_id <= $2'

const inserted: ColumnTypes = {
  id: 'bigint',
  app_id: 'bigint',
  notifier_name: 'text',
  provider: 'text',
  first_push_id: 'bigint',
  last_push_id: 'bigint',
  started_at: 'bigint',
  entries: 'text',
  deliveries: 'bigint',
}
const ofTaskOnly: ColumnTypes = { task_id: 'bigint', first_target: 'text', last_target: 'text' }
const ofTask: ColumnTypes = { ...inserted, ...ofTaskOnly, due_at: 'bigint' }

/** Named statements of this table. */
export const pageStatements = {
  insert: insertion('page_insert', 'delivery_page', { ...inserted, due_at: 'bigint' }, { epoch: '1', leased: '1' }),
  insertOfTask: insertion('page_insert_of_task', 'delivery_page', ofTask, { epoch: '1', leased: '1' }),
  insertWaiting: insertion('page_insert_waiting', 'delivery_page', ofTask, { epoch: '0', leased: '0', begun: '0' }),
  insertSkipped: insertion(
    'page_insert_skipped',
    'delivery_page',
    { ...inserted, ...ofTaskOnly, settled_at: 'bigint', ends: 'text' },
    { epoch: '0', leased: '0' },
  ),
  // delivery_page_waiting; UNIQUE (app_id, name) of notifier
  waiting: statement<WaitingRow>('page_waiting', {
    sqlite: waitingBut(isOneOfTexts('uuid', '$3').sqlite),
    postgres: waitingBut(isOneOfTexts('uuid', '$3').postgres),
  }),
  // primary key
  begin: statement(
    'page_begin',
    'UPDATE delivery_page SET begun = 1, leased = 1, epoch = epoch + 1, started_at = $3, due_at = $4' +
      ' WHERE id = $1 AND epoch = $2 AND begun = 0 AND due_at IS NOT NULL',
  ),
  // primary key
  putOff: statement(
    'page_put_off',
    'UPDATE delivery_page SET due_at = $3 WHERE id = $1 AND epoch = $2 AND begun = 0 AND due_at IS NOT NULL',
  ),
  // delivery_page_by_task, and in no engine the index of all that waits
  hasten: statement(
    'page_hasten',
    'UPDATE delivery_page SET due_at = $3 WHERE +app_id = $1 AND task_id = $2 AND +begun = 0 AND coalesce(due_at, -1) > $3',
  ),
  // primary key
  skip: statement(
    'page_skip',
    'UPDATE delivery_page SET due_at = NULL, epoch = epoch + 1, settled_at = $3, ends = $4' +
      ' WHERE id = $1 AND epoch = $2 AND begun = 0 AND due_at IS NOT NULL',
  ),
  // delivery_page_due
  claim: claim<ClaimedRow>('page_claim', 'delivery_page', ['id'], [...head, 'epoch'], 'begun = 1'),
  // primary key
  settled: underLease(
    'page_settled',
    'delivery_page',
    { id: 'bigint' },
    { settled_at: 'bigint', ends: 'text' },
    { due_at: 'NULL' },
  ),
  // primary key
  takenApart: statement(
    'page_taken_apart',
    'DELETE FROM delivery_page WHERE id = $1 AND epoch = $2 AND due_at IS NOT NULL',
  ),
  // delivery_page_by_push
  ofPush: statement<FoundRow>('page_of_push', {
    sqlite: `${holding} AND (task_id IS NOT NULL OR instr(entries, $4) > 0)`,
    postgres: `${holding} AND (task_id IS NOT NULL OR strpos(entries, $4) > 0)`,
  }),
}

function waitingBut(isLeftOut: string): string {
  return (
    `SELECT ${[...head, 'epoch'].join(', ')} FROM delivery_page WHERE begun = 0 AND due_at <= $1 AND NOT EXISTS` +
    ' (SELECT 1 FROM notifier WHERE notifier.app_id = delivery_page.app_id AND name = delivery_page.notifier_name' +
    ` AND ${isLeftOut}) ORDER BY due_at LIMIT $2`
  )
}

/** The table over an engine. */
export function pageTable({ all }: Pick<Reader, 'all'>): PageTable {
  return {
    insert(page, leaseUntilMs) {
      if (page.taskId === undefined) return write(pageStatements.insert, [...valuesOf(page), leaseUntilMs])
      return write(pageStatements.insertOfTask, [...valuesOf(page), ...taskValuesOf(page), leaseUntilMs])
    },
    insertWaiting: (page, dueAtMs) =>
      write(pageStatements.insertWaiting, [...valuesOf(page), ...taskValuesOf(page), dueAtMs]),
    insertSkipped: (page, ends) =>
      write(pageStatements.insertSkipped, [
        ...valuesOf(page),
        ...taskValuesOf(page),
        page.startedAtMs,
        encodeEnds(page.deliveries, ends),
      ]),
    async waiting(nowMs, limit, butNotifierUuids) {
      return (await all(pageStatements.waiting, [nowMs, limit, JSON.stringify(butNotifierUuids)])).map(row =>
        leased(row, pageOf(row)),
      )
    },
    begin: (id, epoch, startedAtMs, leaseUntilMs) =>
      writeIfAny(pageStatements.begin, [id, epoch, startedAtMs, leaseUntilMs]),
    putOff: (id, epoch, dueAtMs) => writeIfAny(pageStatements.putOff, [id, epoch, dueAtMs]),
    hasten: (appId, taskId, dueAtMs) => write(pageStatements.hasten, [appId, taskId, dueAtMs]),
    skip: ({ id, deliveries }, epoch, settledAtMs, ends) =>
      writeIfAny(pageStatements.skip, [id, epoch, settledAtMs, encodeEnds(deliveries, ends)]),
    claim: (nowMs, leaseUntilMs, limit) =>
      writeReturning(pageStatements.claim, [nowMs, leaseUntilMs, limit], rows =>
        rows.map(row => leased(row, pageOf(row))),
      ),
    settled: ({ id, deliveries }, epoch, settledAtMs, ends) =>
      writeIfAny(pageStatements.settled, [id, epoch, settledAtMs, encodeEnds(deliveries, ends)]),
    takenApart: (id, epoch) => writeIfAny(pageStatements.takenApart, [id, epoch]),
  }
}

function valuesOf(page: Page): readonly Value[] {
  const { id, appId, notifierName, provider, startedAtMs, deliveries, taskId } = page
  const [first, last] = [deliveries[0]?.pushId ?? 0n, deliveries.at(-1)?.pushId ?? 0n]
  const entries = encodeEntries(deliveries, taskId !== undefined)
  return [id, appId, notifierName, provider, first, last, startedAtMs, entries, deliveries.length]
}

function taskValuesOf({ taskId, deliveries }: Page): readonly Value[] {
  return [taskId ?? null, deliveries[0]?.target ?? '', deliveries.at(-1)?.target ?? '']
}

/** Above every id. */
const idMax = 2n ** 63n - 1n

/** A delivery as its page has it. */
export interface PagedDelivery {
  readonly page: Page
  readonly delivery: Delivery
  /** The end of its lease; absent once it is settled. */
  readonly dueAtMs: number | undefined
  readonly settled: { readonly end: PageEnd; readonly atMs: number } | undefined
  /** Whether its first attempt began. */
  readonly isAttempted: boolean
}

/** The deliveries of a push that are in pages. Read before the rows: what leaves a page is then seen in one place or in both. */
export async function pagedDeliveries(
  { all }: Pick<Reader, 'all'>,
  appId: AppId,
  pushId: MsgId,
): Promise<readonly PagedDelivery[]> {
  const lastMax = pushId + pageSpanIds < idMax ? pushId + pageSpanIds : idMax
  const rows = await all(pageStatements.ofPush, [appId, pushId, lastMax, `["${pushId}",`])
  return rows.flatMap(row => pagedOf(row, pushId))
}

/** The order of devices in every look-up, that of their bytes. */
export function byDevice(left: Pick<Delivery, 'deviceId'>, right: Pick<Delivery, 'deviceId'>): number {
  return Buffer.compare(Buffer.from(left.deviceId), Buffer.from(right.deviceId))
}

function pagedOf(row: FoundRow, pushId: MsgId): readonly PagedDelivery[] {
  const page = pageOf(row)
  const ends = row.ends === null ? undefined : decodeEnds(page.deliveries, row.ends)
  const dueAtMs = row.due_at === null ? undefined : Number(row.due_at)
  const found: PagedDelivery[] = []
  for (const [index, delivery] of page.deliveries.entries()) {
    if (delivery.pushId !== pushId) continue
    const end = ends?.[index]
    if (ends && !end) continue
    const settled = end && { end, atMs: Number(row.settled_at) }
    const isAttempted = Number(row.begun) === 1 && end?.skipped === undefined
    const state = { attempts: isAttempted ? 1 : 0, attemptOpen: isAttempted && !settled }
    found.push({ page, delivery: { ...delivery, ...state }, dueAtMs, settled, isAttempted })
  }
  return found
}

function pageOf(row: Head): Page {
  const { firstPushId, ...own } = pageHeadOf(row)
  return {
    id: BigInt(row.id),
    ...own,
    startedAtMs: Number(row.started_at),
    deliveries: decodeEntries(row.entries, { ...own, firstPushId }),
    ...(row.task_id === null ? {} : { taskId: BigInt(row.task_id) }),
  }
}

/** What the entries of a row leave to its columns. */
export function pageHeadOf(row: Pick<PageRow, 'app_id' | 'notifier_name' | 'provider' | 'first_push_id'>): PageHead {
  return {
    appId: Number(row.app_id) as AppId,
    notifierName: row.notifier_name as NotifierName,
    provider: row.provider,
    firstPushId: BigInt(row.first_push_id),
  }
}
