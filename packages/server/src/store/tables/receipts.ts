// Receipts. A call's are inserted by one statement; what it added is then known by the call's id, and only that is counted, of the app
// and of the tasks whose deliveries the vendor names. A dead
// token is inserted alone, as the guard of its removal: a repeat of old news unbinds nobody.
import type { NotifierName } from '@posthouse/protocol'
import type { Fate, NewReceipt, ReceiptRecord } from '../../domain/receipt.ts'
import type { ReceiptCall, ReceiptTable } from '../../ports/receipts.ts'
import type { Write } from '../../ports/store.ts'
import type { Reader } from '../reader.ts'
import type { ReceiptRow } from '../schema-reports.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { type Step, writeAll, writeCount, writeGuarded } from '../write.ts'
import { bindingStatements } from './bindings.ts'

type Columns = Omit<ReceiptRow, 'app_id' | 'occasion' | 'call_id'>

const key = 'app_id, vendor_id, token_fingerprint, notifier_name, fate, occasion'
const inserting =
  `INSERT INTO receipt (${key}, code, text, at, received_at, call_id) SELECT CAST($1 AS bigint), value->>'vendorId',` +
  " value->>'token', CAST($2 AS text), value->>'fate', CAST(value->>'occasion' AS bigint), value->>'code', value->>'text'," +
  " CAST(value->>'at' AS bigint), CAST($3 AS bigint), CAST($4 AS bigint) FROM"
const selected =
  'SELECT vendor_id, token_fingerprint, notifier_name, fate, code, text, at, received_at FROM receipt WHERE app_id = $1 AND'
const ofMessage = isOneOfTexts('vendor_id', '$2')
const onPhone = isOneOfTexts('token_fingerprint', '$3')
const inOrder = 'ORDER BY received_at, fate'

/** Named statements of this table. */
export const receiptStatements = {
  // primary key
  insert: statement('receipt_insert', {
    sqlite: `${inserting} json_each($5) WHERE true ON CONFLICT DO NOTHING`,
    postgres: `${inserting} json_array_elements(CAST($5 AS json)) ON CONFLICT DO NOTHING`,
  }),
  // receipt_by_age; the counter's primary key
  count: statement(
    'receipt_count',
    'INSERT INTO counter (app_id, day, provider, targeted, success, fail, error, arrived, clicked)' +
      ' SELECT app_id, CAST($2 AS text), CAST($3 AS text), 0, 0, 0, 0,' +
      " count(*) FILTER (WHERE fate = 'arrived'), count(*) FILTER (WHERE fate = 'clicked') FROM receipt" +
      " WHERE app_id = $1 AND received_at = $4 AND call_id = $5 AND fate IN ('arrived', 'clicked') GROUP BY app_id" +
      ' ON CONFLICT (app_id, day, provider) DO UPDATE SET arrived = counter.arrived + excluded.arrived,' +
      ' clicked = counter.clicked + excluded.clicked',
    { hotKeyLength: 3 },
  ),
  // receipt_by_age; primary keys of task_shipment and task_count; in one order for all processes (F40)
  countOfTasks: statement(
    'receipt_count_of_tasks',
    'INSERT INTO task_count (app_id, task_id, provider, measure, counted)' +
      ' SELECT receipt.app_id, task_shipment.task_id, CAST($2 AS text), fate, count(*) FROM receipt' +
      ' JOIN task_shipment ON task_shipment.app_id = receipt.app_id AND task_shipment.vendor_id = receipt.vendor_id' +
      " WHERE receipt.app_id = $1 AND received_at = $3 AND call_id = $4 AND fate IN ('arrived', 'clicked')" +
      ' GROUP BY receipt.app_id, task_shipment.task_id, fate ORDER BY 1, 2, 3, 4' +
      ' ON CONFLICT (app_id, task_id, provider, measure) DO UPDATE SET counted = task_count.counted + excluded.counted',
    { hotKeyLength: 2 },
  ),
  // primary key
  find: statement<Columns>('receipt_find', {
    sqlite: `${selected} ${ofMessage.sqlite} AND ${onPhone.sqlite} ${inOrder}`,
    postgres: `${selected} ${ofMessage.postgres} AND ${onPhone.postgres} ${inOrder}`,
  }),
  // receipt_by_age
  deleteBefore: statement(
    'receipt_delete_before',
    `DELETE FROM receipt WHERE (${key}) IN (SELECT ${key} FROM receipt WHERE received_at < $1 ORDER BY received_at LIMIT $2)`,
  ),
}

/** The table over an engine. */
export function receiptTable({ all }: Reader): ReceiptTable {
  return {
    record(call) {
      const dead = call.receipts.filter(receipt => receipt.dead)
      const others = call.receipts.filter(receipt => !receipt.dead)
      return [
        ...(others.length > 0 ? [writeAll([insertion(call, others), counting(call), countingOfTasks(call)])] : []),
        ...dead.map(receipt => unbinding(call, receipt)),
      ]
    },
    async find(appId, sought) {
      if (sought.length === 0) return []
      const lists = [sought.map(one => one.vendorId), sought.map(one => one.tokenFingerprint)]
      return (await all(receiptStatements.find, [appId, ...lists.map(list => JSON.stringify(list))])).map(recordOf)
    },
    deleteBefore: (receivedBeforeMs, limit) => writeCount(receiptStatements.deleteBefore, [receivedBeforeMs, limit]),
  }
}

function insertion(call: ReceiptCall, receipts: readonly NewReceipt[]): Step {
  const rows = receipts.map(({ vendorId, tokenFingerprint, fate, code, text, atMs }) => ({
    ...{ vendorId, token: tokenFingerprint, fate, code, text },
    at: atMs ?? null,
    occasion: vendorId === '' ? (atMs ?? 0) : 0,
  }))
  const { appId, notifierName, receivedAtMs, id } = call
  return { statement: receiptStatements.insert, values: [appId, notifierName, receivedAtMs, id, JSON.stringify(rows)] }
}

function counting({ appId, provider, receivedAtMs, id }: ReceiptCall): Step {
  const day = new Date(receivedAtMs).toISOString().slice(0, 10)
  return { statement: receiptStatements.count, values: [appId, day, provider, receivedAtMs, id] }
}

/** Of the deliveries that belong to a task, under the provider that reported. */
function countingOfTasks({ appId, provider, receivedAtMs, id }: ReceiptCall): Step {
  return { statement: receiptStatements.countOfTasks, values: [appId, provider, receivedAtMs, id] }
}

function unbinding(call: ReceiptCall, receipt: NewReceipt): Write<boolean> {
  const { deviceToken = '', diedAtMs = 0 } = receipt.dead ?? {}
  const removal = {
    statement: bindingStatements.deleteToken,
    values: [call.appId, call.notifierName, deviceToken, diedAtMs],
  }
  return writeGuarded([insertion(call, [receipt]), removal])
}

function recordOf(row: Columns): ReceiptRecord {
  return {
    notifierName: row.notifier_name as NotifierName,
    vendorId: row.vendor_id,
    tokenFingerprint: row.token_fingerprint,
    fate: row.fate as Fate,
    code: row.code,
    text: row.text,
    atMs: row.at === null ? undefined : Number(row.at),
    receivedAtMs: Number(row.received_at),
  }
}
