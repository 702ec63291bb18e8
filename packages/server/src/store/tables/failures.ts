// Deliveries that failed: those in rows by their reason, and those that tasks skipped, which lie in pages.
import type { AppId, DeviceId, MsgId, UserId } from '@posthouse/protocol'
import { pageSpanIds } from '../../domain/page.ts'
import { isReasonCode, type ReasonCode } from '../../domain/reason.ts'
import type { Failure, FailureTable } from '../../ports/failures.ts'
import { decodeEnds, decodeEntries } from '../page-codec.ts'
import type { Reader } from '../reader.ts'
import type { DeliveryRow, PageRow } from '../schema-pushes.ts'
import { hinted, statement } from '../statement.ts'
import { pageHeadOf } from './pages.ts'

const columns = [
  'push_id',
  'device_id',
  'target',
  'status',
  'reason',
  'provider',
  'notifier_name',
  'settled_at',
] as const
type Row = Pick<DeliveryRow, (typeof columns)[number]>
type FoundPage = Pick<
  PageRow,
  | 'app_id'
  | 'notifier_name'
  | 'provider'
  | 'first_push_id'
  | 'last_push_id'
  | 'entries'
  | 'ends'
  | 'settled_at'
  | 'task_id'
>

/** Pages that are looked at for one answer: their ends are some 10 KiB each. */
const pagesLookedMax = 400
/** Pages that are read for one answer: with up to 512 deliveries each. */
const pagesReadMax = 20

const ofTasks = 'WHERE app_id = $1 AND task_id IS NOT NULL AND last_push_id >= $2 AND last_push_id < $3'
const skipping = (listed: string, place: string) =>
  `AND first_push_id < $4 AND ends IS NOT NULL AND EXISTS (SELECT 1 FROM ${listed} WHERE ${place}(ends, listed.value) > 0)` +
  ` ORDER BY last_push_id DESC LIMIT ${pagesReadMax}`
const pageColumns =
  'SELECT app_id, notifier_name, provider, first_push_id, last_push_id, entries, ends, settled_at, task_id FROM delivery_page'

/** Named statements of this table. */
export const failureStatements = {
  // delivery_failed
  ofReason: statement<Row>(
    'failure_of_reason',
    hinted(
      by =>
        `SELECT ${columns.join(', ')} FROM delivery${by('delivery_failed')} WHERE app_id = $1 AND reason = $2` +
        " AND status <> 'success' AND push_id >= $3 AND (push_id, device_id) < ($4, $5)" +
        ' ORDER BY push_id DESC, device_id DESC LIMIT $6',
    ),
  ),
  // delivery_failed
  countOf: statement<{ readonly counted: number | bigint | string }>(
    'failure_count_of',
    hinted(
      by =>
        `SELECT count(*) AS counted FROM (SELECT 1 FROM delivery${by('delivery_failed')} WHERE app_id = $1` +
        " AND reason = $2 AND status <> 'success' AND push_id >= $3 AND push_id <= $4 LIMIT $5) AS first",
    ),
  ),
  // delivery_page_of_tasks
  window: statement<{ readonly since: PageRow['last_push_id'] | null; readonly counted: number | bigint | string }>(
    'failure_page_window',
    hinted(
      by =>
        `SELECT min(last_push_id) AS since, count(*) AS counted FROM (SELECT last_push_id FROM delivery_page${by('delivery_page_of_tasks')}` +
        ` ${ofTasks} ORDER BY last_push_id DESC LIMIT ${pagesLookedMax}) AS latest`,
    ),
  ),
  // delivery_page_of_tasks
  pages: statement<FoundPage>('failure_pages', {
    sqlite: `${pageColumns} INDEXED BY delivery_page_of_tasks ${ofTasks} ${skipping('json_each($5) AS listed', 'instr')}`,
    postgres: `${pageColumns} ${ofTasks} ${skipping('json_array_elements_text($5::json) AS listed(value)', 'strpos')}`,
  }),
}

/** The table over an engine. */
export function failureTable({ all }: Reader): FailureTable {
  return {
    async ofReason(appId, reason, { before, fromId }, limit) {
      const values = [appId, reason, fromId, before.pushId, before.deviceId, limit]
      return (await all(failureStatements.ofReason, values)).map(failureOf)
    },
    async countOf(appId, reason, { fromId, untilId }, max) {
      const [row] = await all(failureStatements.countOf, [appId, reason, fromId, untilId, max])
      return Number(row?.counted ?? 0)
    },
    skippedByTasks: (appId, reasons, range) => skippedByTasks(all, appId, reasons, range),
  }
}

/** Above every id. */
const idMax = 2n ** 63n - 1n

async function skippedByTasks(
  all: Reader['all'],
  appId: AppId,
  reasons: readonly ReasonCode[],
  { beforeId, fromId }: { readonly beforeId: bigint; readonly fromId: bigint },
): ReturnType<FailureTable['skippedByTasks']> {
  // A page that holds an older push may end with a newer one.
  const lastMax = beforeId < idMax - pageSpanIds ? beforeId + pageSpanIds : idMax
  const [window] = await all(failureStatements.window, [appId, fromId, lastMax])
  const isWhole = Number(window?.counted ?? 0) < pagesLookedMax
  const lookedSince = isWhole ? fromId : BigInt(window?.since ?? fromId)
  const quoted = JSON.stringify(reasons.map(reason => `"${reason}"`))
  const pages = await all(failureStatements.pages, [appId, lookedSince, lastMax, beforeId, quoted])
  const last = pages.length === pagesReadMax ? pages.at(-1) : undefined
  const sinceId = last ? BigInt(last.last_push_id) : lookedSince
  const failures = pages.flatMap(skippedOf)
  return { failures: failures.filter(one => reasons.includes(one.reason) && one.pushId >= sinceId), sinceId }
}

function failureOf(row: Row): Failure {
  return {
    pushId: BigInt(row.push_id) as MsgId,
    deviceId: row.device_id as DeviceId,
    target: row.target as UserId,
    status: row.status === 'error' ? 'error' : 'fail',
    reason: row.reason as ReasonCode,
    provider: row.provider ?? '',
    notifierName: row.notifier_name ?? '',
    settledAtMs: Number(row.settled_at),
  }
}

function skippedOf(row: FoundPage): readonly Failure[] {
  const head = pageHeadOf(row)
  const deliveries = decodeEntries(row.entries, head)
  const ends = row.ends === null ? [] : decodeEnds(deliveries, row.ends)
  return deliveries.flatMap(({ pushId, deviceId, target }, index): Failure[] => {
    const reason = ends[index]?.skipped
    if (reason === undefined || !isReasonCode(reason)) return []
    const { provider, notifierName } = head
    const settledAtMs = Number(row.settled_at)
    const taskId = BigInt(row.task_id ?? 0)
    return [{ pushId, deviceId, target, status: 'fail', reason, provider, notifierName, settledAtMs, taskId }]
  })
}
