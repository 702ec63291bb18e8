// Pages of first attempts. A page that is not settled is its own job (lease.ts). What pages say of one push is read here for the
// tables of deliveries and attempts.
import type { AppId, MsgId, NotifierName } from '@posthouse/protocol'
import type { Delivery } from '../../domain/delivery.ts'
import { type Page, type PageEnd, pageSpanIds } from '../../domain/page.ts'
import type { PageTable } from '../../ports/store.ts'
import { claim, leased, underLease } from '../lease.ts'
import { decodeEnds, decodeEntries, encodeEnds, encodeEntries } from '../page-codec.ts'
import type { Reader } from '../reader.ts'
import type { PageRow } from '../schema.ts'
import { insertion, statement } from '../statement.ts'
import { write, writeIfAny, writeReturning } from '../write.ts'

const head = ['id', 'app_id', 'notifier_name', 'provider', 'started_at', 'entries'] as const
type Head = Pick<PageRow, (typeof head)[number]>
type ClaimedRow = Head & Pick<PageRow, 'epoch'>
type FoundRow = Head & Pick<PageRow, 'due_at' | 'settled_at' | 'ends'>

/** The pages that may hold a push: ids within a page are less than a span apart, and the id stands in it as text. */
const holding =
  `SELECT ${[...head, 'due_at', 'settled_at', 'ends'].join(', ')} FROM delivery_page` +
  ' WHERE app_id = $1 AND last_push_id >= $2 AND last_push_id <= $3 AND first_push_id <= $2'

/** Named statements of this table. */
export const pageStatements = {
  insert: insertion(
    'page_insert',
    'delivery_page',
    {
      id: 'bigint',
      app_id: 'bigint',
      notifier_name: 'text',
      provider: 'text',
      first_push_id: 'bigint',
      last_push_id: 'bigint',
      started_at: 'bigint',
      entries: 'text',
      due_at: 'bigint',
    },
    { epoch: '1', leased: '1' },
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
    sqlite: `${holding} AND instr(entries, $4) > 0`,
    postgres: `${holding} AND strpos(entries, $4) > 0`,
  }),
}

/** The highest id there can be. */
const idMax = 2n ** 63n - 1n

/** The table over an engine. */
export function pageTable(): PageTable {
  return {
    insert(page, leaseUntilMs) {
      const { id, appId, notifierName, provider, startedAtMs, deliveries } = page
      const [first, last] = [deliveries[0]?.pushId ?? 0n, deliveries.at(-1)?.pushId ?? 0n]
      const entries = encodeEntries(deliveries)
      return write(pageStatements.insert, [
        id,
        appId,
        notifierName,
        provider,
        first,
        last,
        startedAtMs,
        entries,
        leaseUntilMs,
      ])
    },
    claim: (nowMs, leaseUntilMs, limit) =>
      writeReturning(pageStatements.claim, [nowMs, leaseUntilMs, limit], rows =>
        rows.map(row => leased(row, pageOf(row))),
      ),
    settled: (id, epoch, settledAtMs, ends) =>
      writeIfAny(pageStatements.settled, [id, epoch, settledAtMs, encodeEnds(ends)]),
    takenApart: (id, epoch) => writeIfAny(pageStatements.takenApart, [id, epoch]),
  }
}

/** A delivery as its page has it. */
export interface PagedDelivery {
  readonly page: Page
  readonly delivery: Delivery
  /** The end of its lease; absent once it is settled. */
  readonly dueAtMs: number | undefined
  readonly settled: { readonly end: PageEnd; readonly atMs: number } | undefined
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
  const ends = row.ends === null ? undefined : decodeEnds(row.ends)
  const dueAtMs = row.due_at === null ? undefined : Number(row.due_at)
  const found: PagedDelivery[] = []
  for (const [index, delivery] of page.deliveries.entries()) {
    if (delivery.pushId !== pushId) continue
    const end = ends?.[index]
    if (ends && !end) continue
    const settled = end && { end, atMs: Number(row.settled_at) }
    found.push({ page, delivery: settled ? { ...delivery, attemptOpen: false } : delivery, dueAtMs, settled })
  }
  return found
}

function pageOf(row: Head): Page {
  const own = {
    appId: Number(row.app_id) as AppId,
    notifierName: row.notifier_name as NotifierName,
    provider: row.provider,
  }
  return {
    id: BigInt(row.id),
    ...own,
    startedAtMs: Number(row.started_at),
    deliveries: decodeEntries(row.entries, own),
  }
}
