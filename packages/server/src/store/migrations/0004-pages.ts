// Step 4: pushes wait as ids and are leased by the batch, and first attempts are recorded by the page (decision 0020). What waited
// before waits on. `push.due_at`, `epoch` and `leased` stay behind unused: to drop them would rewrite the largest table.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const pages: Migration = {
  number: 4,
  name: 'pages',
  statements: ({ int, text, table }) => [
    `CREATE TABLE push_waiting (push_id ${int} PRIMARY KEY) ${table}`,
    `CREATE TABLE push_batch (
      id ${int} PRIMARY KEY, push_ids ${text} NOT NULL, due_at ${int} NOT NULL, epoch ${int} NOT NULL, leased ${int} NOT NULL) ${table}`,
    'CREATE INDEX push_batch_due ON push_batch (due_at)',
    'INSERT INTO push_waiting (push_id) SELECT id FROM push WHERE due_at IS NOT NULL',
    'UPDATE push SET due_at = NULL WHERE due_at IS NOT NULL',
    'DROP INDEX push_due',
    `CREATE TABLE delivery_page (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, notifier_name ${text} NOT NULL, provider ${text} NOT NULL,
      first_push_id ${int} NOT NULL, last_push_id ${int} NOT NULL, started_at ${int} NOT NULL, entries ${text} NOT NULL,
      due_at ${int}, epoch ${int} NOT NULL, leased ${int} NOT NULL, settled_at ${int}, ends ${text}) ${table}`,
    'CREATE INDEX delivery_page_due ON delivery_page (due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX delivery_page_by_push ON delivery_page (app_id, last_push_id, first_push_id)',
  ],
}
