// Forgetting row by row: finished rows below an id, a bounded number at a time, in the order of the primary key. SQLite forgets so;
// PostgreSQL drops days (postgres-history.ts) and forgets so only what lies in no day.
import { pageSpanIds } from '../../domain/page.ts'
import type { Int } from '../int.ts'
import { statement } from '../statement.ts'

/** What deletes the old rows of each table in days. Parameters: the id below which they are old, most rows. */
export type Forgetting = Readonly<Record<(typeof forgettable)[number], string>>

/** In the order of forgetting, which is that of `dayTables`: what belongs to a push goes once the push is gone. */
export const forgettable = ['push', 'delivery', 'attempt', 'delivery_page', 'callback', 'callback_try'] as const

/** The texts over tables whose names end as said. What they look up elsewhere they look up in the whole. */
export function forgettingIn(ending: '' | '_default'): Forgetting {
  const forgets = (table: string, key: string, isFinished: string): string =>
    `DELETE FROM ${table}${ending} WHERE (${key}) IN (SELECT ${key} FROM ${table}${ending} AS old WHERE ${isFinished}` +
    ` ORDER BY ${key} LIMIT $2)`
  const isOrphan = 'old.push_id < $1 AND NOT EXISTS (SELECT 1 FROM push WHERE push.id = old.push_id)'
  return {
    // primary key; primary key of delivery; delivery_page_by_push
    push: forgets(
      'push',
      'id',
      'old.id < $1 AND NOT EXISTS (SELECT 1 FROM delivery WHERE delivery.push_id = old.id AND delivery.due_at IS NOT NULL)' +
        ' AND NOT EXISTS (SELECT 1 FROM delivery_page AS page WHERE page.app_id = old.app_id AND page.last_push_id >= old.id' +
        ` AND page.last_push_id <= old.id + ${pageSpanIds} AND page.first_push_id <= old.id AND page.due_at IS NOT NULL)`,
    ),
    // primary keys of delivery and push
    delivery: forgets('delivery', 'push_id, device_id', `${isOrphan} AND old.due_at IS NULL`),
    // primary keys of attempt and push
    attempt: forgets('attempt', 'push_id, device_id, number', isOrphan),
    // primary keys of delivery_page and task
    delivery_page: forgets(
      'delivery_page',
      'id',
      'old.id < $1 AND old.due_at IS NULL AND NOT EXISTS (SELECT 1 FROM task WHERE task.id = old.task_id AND task.finished_at IS NULL)',
    ),
    // primary key
    callback: forgets('callback', 'id', "old.id < $1 AND old.due_at IS NULL AND old.state <> 'dead'"),
    // primary keys of callback_try and callback
    callback_try: forgets(
      'callback_try',
      'callback_id, number',
      'old.callback_id < $1 AND NOT EXISTS (SELECT 1 FROM callback WHERE callback.id = old.callback_id)',
    ),
  }
}

const forgetting = forgettingIn('')
const leastOf = (ofBatches: string): string =>
  `SELECT min(id) AS id FROM (SELECT min(push_id) AS id FROM push_waiting UNION ALL ${ofBatches}) AS unplanned`

/** Named statements. */
export const historyStatements = {
  push: statement('history_forget_push', forgetting.push),
  delivery: statement('history_forget_delivery', forgetting.delivery),
  attempt: statement('history_forget_attempt', forgetting.attempt),
  delivery_page: statement('history_forget_page', forgetting.delivery_page),
  callback: statement('history_forget_callback', forgetting.callback),
  callback_try: statement('history_forget_callback_try', forgetting.callback_try),
  // primary key of push_waiting; all of push_batch, which holds what is being planned at this moment
  unplanned: statement<{ readonly id: Int | null }>('history_unplanned', {
    sqlite: leastOf('SELECT min(listed.value) FROM push_batch, json_each(push_ids) AS listed'),
    postgres: leastOf(
      'SELECT min(listed.value::bigint) FROM push_batch, json_array_elements_text(push_ids::json) AS listed (value)',
    ),
  }),
}
