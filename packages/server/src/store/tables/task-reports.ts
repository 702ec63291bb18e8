// What came of tasks: counts per provider and measure, the vendors' ids that receipts will name, and the notifications stored for
// them. Adding is an upsert, so that any writer may add at any time.
import type { AppId, JsonObject, MsgId } from '@posthouse/protocol'
import type { ReasonCode } from '../../domain/reason.ts'
import type { TaskCount, TaskMeasure } from '../../domain/task.ts'
import type { StoredMessageTable, TaskReportTable } from '../../ports/tasks.ts'
import { decodeEntries } from '../page-codec.ts'
import type { Reader } from '../reader.ts'
import type { PageRow } from '../schema-pushes.ts'
import type { StoredMessageRow, TaskCountRow, TaskExampleRow } from '../schema-tasks.ts'
import { type ColumnTypes, insertion, isOneOfTexts, statement, unnested } from '../statement.ts'
import { write, writeAll, writeCount } from '../write.ts'
import { pageHeadOf } from './pages.ts'

const columns: ColumnTypes = {
  app_id: 'bigint',
  task_id: 'bigint',
  provider: 'text',
  measure: 'text',
  counted: 'bigint',
}
const names = Object.keys(columns).join(', ')
const into = `INSERT INTO task_count (${names})`
const adding =
  'ON CONFLICT (app_id, task_id, provider, measure) DO UPDATE SET counted = task_count.counted + excluded.counted'
const exampleColumns: ColumnTypes = {
  app_id: 'bigint',
  task_id: 'bigint',
  reason: 'text',
  slot: 'bigint',
  push_id: 'bigint',
}
const exampleInto = `INSERT INTO task_example (${Object.keys(exampleColumns).join(', ')})`
/** Examples of one reason. Which place a message takes follows from its id, so that nobody has to count them. */
const exampleSlots = 5n
const shipping = 'INSERT INTO task_shipment (app_id, task_id, made_at, vendor_id)'

type TargetPage = Pick<PageRow, 'app_id' | 'notifier_name' | 'provider' | 'first_push_id' | 'entries'>

/** Named statements of these tables. */
export const taskReportStatements = {
  // primary key; a merged statement may not touch a row twice, so it adds up first, in one order for all processes (F40)
  add: statement('task_count_add', `${into} VALUES ($1, $2, $3, $4, $5) ${adding}`, {
    merged: {
      postgres:
        `${into} SELECT app_id, task_id, provider, measure, sum(counted)` +
        ` FROM ${unnested(columns)} AS input (${names}) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4 ${adding}`,
      keyLength: 0,
      reports: 'none',
    },
    hotKeyLength: 4,
  }),
  // primary key
  counts: statement<Pick<TaskCountRow, 'provider' | 'measure' | 'counted'>>(
    'task_counts',
    'SELECT provider, measure, counted FROM task_count WHERE app_id = $1 AND task_id = $2 ORDER BY provider, measure',
  ),
  // primary key; in one order for all processes, like the counts
  addExample: statement('task_example_add', `${exampleInto} VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, {
    merged: {
      postgres:
        `${exampleInto} SELECT * FROM ${unnested(exampleColumns)} AS input (${Object.keys(exampleColumns).join(', ')})` +
        ' ORDER BY 1, 2, 3, 4 ON CONFLICT DO NOTHING',
      keyLength: 0,
      reports: 'none',
    },
    hotKeyLength: 4,
  }),
  // primary key
  examples: statement<Pick<TaskExampleRow, 'reason' | 'push_id'>>(
    'task_examples',
    'SELECT reason, push_id FROM task_example WHERE app_id = $1 AND task_id = $2 ORDER BY reason, push_id',
  ),
  // primary key
  insertShipments: statement('task_shipments_insert', {
    sqlite: `${shipping} SELECT $1, $2, $3, value FROM json_each($4) WHERE true ON CONFLICT DO NOTHING`,
    postgres:
      `${shipping} SELECT CAST($1 AS bigint), CAST($2 AS bigint), CAST($3 AS bigint), value` +
      ' FROM json_array_elements_text(CAST($4 AS json)) AS value ON CONFLICT DO NOTHING',
  }),
  // primary keys of receipt and task_shipment; a vendor may report before its answer is recorded
  countEarly: statement('task_count_early_receipts', {
    sqlite: countEarly(isOneOfTexts('receipt.vendor_id', '$4').sqlite),
    postgres: countEarly(isOneOfTexts('receipt.vendor_id', '$4').postgres),
  }),
  // task_shipment_by_age
  deleteShipmentsBefore: statement(
    'task_shipments_delete_before',
    'DELETE FROM task_shipment WHERE (app_id, vendor_id) IN' +
      ' (SELECT app_id, vendor_id FROM task_shipment WHERE made_at < $1 ORDER BY made_at LIMIT $2)',
  ),
  // delivery_page_by_task
  pagesOfTarget: statement<TargetPage>(
    'task_pages_of_target',
    'SELECT app_id, notifier_name, provider, first_push_id, entries FROM delivery_page' +
      ' WHERE app_id = $1 AND task_id = $2 AND last_target >= $3 AND first_target <= $3',
  ),
  // push_by_target; a task's pushes are younger than the task, and so are their ids
  pushesOfTarget: statement<{ readonly id: bigint }>(
    'task_pushes_of_target',
    'SELECT id FROM push WHERE app_id = $1 AND target = $2 AND id > $3 AND task_id = $3 ORDER BY id',
  ),
  // primary key
  findMessage: statement<StoredMessageRow>(
    'stored_message_find',
    'SELECT id, app_id, message, created_at FROM stored_message WHERE app_id = $1 AND id = $2',
  ),
  insertMessage: insertion('stored_message_insert', 'stored_message', {
    id: 'bigint',
    app_id: 'bigint',
    message: 'text',
    created_at: 'bigint',
  }),
}

function countEarly(isNamed: string): string {
  return (
    `${into} SELECT receipt.app_id, CAST($2 AS bigint), CAST($3 AS text), fate, count(*) FROM receipt WHERE receipt.app_id = $1` +
    ` AND ${isNamed} AND fate IN ('arrived', 'clicked') AND NOT EXISTS (SELECT 1 FROM task_shipment` +
    ' WHERE task_shipment.app_id = receipt.app_id AND task_shipment.vendor_id = receipt.vendor_id)' +
    ` GROUP BY receipt.app_id, fate ORDER BY 1, 2, 3, 4 ${adding}`
  )
}

/** The reports over an engine. */
export function taskReportTable({ all }: Reader): TaskReportTable {
  return {
    add: (appId, taskId, provider, measure, counted) =>
      write(taskReportStatements.add, [appId, taskId, provider, measure, counted]),
    async counts(appId, taskId) {
      return (await all(taskReportStatements.counts, [appId, taskId])).map(countOf)
    },
    addExample: (appId, taskId, reason, pushId) =>
      write(taskReportStatements.addExample, [appId, taskId, reason, pushId % exampleSlots, pushId]),
    async examples(appId, taskId) {
      const rows = await all(taskReportStatements.examples, [appId, taskId])
      return rows.map(row => ({ reason: row.reason as ReasonCode, pushId: BigInt(row.push_id) as MsgId }))
    },
    insertShipments(appId, taskId, { provider, vendorIds, madeAtMs }) {
      const ids = JSON.stringify(vendorIds)
      return writeAll([
        { statement: taskReportStatements.countEarly, values: [appId, taskId, provider, ids] },
        { statement: taskReportStatements.insertShipments, values: [appId, taskId, madeAtMs, ids] },
      ])
    },
    deleteShipmentsBefore: (madeBeforeMs, limit) =>
      writeCount(taskReportStatements.deleteShipmentsBefore, [madeBeforeMs, limit]),
    async pushesTo(appId, taskId, username) {
      const ids = new Set<MsgId>()
      for (const row of await all(taskReportStatements.pagesOfTarget, [appId, taskId, username])) {
        for (const { target, pushId } of decodeEntries(row.entries, pageHeadOf(row))) {
          if (target === username) ids.add(pushId)
        }
      }
      // Rows after pages, so that what leaves its page meanwhile is seen in one place or in both.
      for (const { id } of await all(taskReportStatements.pushesOfTarget, [appId, username, taskId]))
        ids.add(BigInt(id) as MsgId)
      return [...ids].toSorted((one, other) => (one < other ? -1 : 1))
    },
  }
}

/** Stored notifications over an engine. */
export function storedMessageTable({ all }: Reader): StoredMessageTable {
  return {
    async find(appId, id) {
      const [row] = await all(taskReportStatements.findMessage, [appId, id])
      if (!row) return undefined
      const message = JSON.parse(row.message) as JsonObject
      return { id: BigInt(row.id), appId: Number(row.app_id) as AppId, message, createdAtMs: Number(row.created_at) }
    },
    insert: ({ id, appId, message, createdAtMs }) =>
      write(taskReportStatements.insertMessage, [id, appId, JSON.stringify(message), createdAtMs]),
  }
}

function countOf(row: Pick<TaskCountRow, 'provider' | 'measure' | 'counted'>): TaskCount {
  return { provider: row.provider, measure: row.measure as TaskMeasure, counted: Number(row.counted) }
}
