// Step 6: tasks. Pages may now belong to a task, and their deliveries then lie in the order of their users; and a page may wait to be
// begun, so that a notifier without room holds up no other one. What a task's deliveries came to is counted as they end. Its pushes
// have a row of their own only where a delivery left its page.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const tasks: Migration = {
  number: 6,
  name: 'tasks',
  statements: ({ int, text, table, keyed }) => [
    `CREATE TABLE task (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, kind ${text} NOT NULL, state ${text} NOT NULL, strategy ${int} NOT NULL,
      notification ${text} NOT NULL, labels ${text} NOT NULL, pace ${int}, created_at ${int} NOT NULL, start_at ${int} NOT NULL,
      started_at ${int}, finished_at ${int}, audience ${int}, walked ${int} NOT NULL, cursor ${text},
      due_at ${int}, epoch ${int} NOT NULL, leased ${int} NOT NULL) ${table}`,
    'CREATE INDEX task_due ON task (due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX task_by_app ON task (app_id, id)',
    'CREATE INDEX task_open ON task (app_id) WHERE finished_at IS NULL',
    `CREATE TABLE task_target (
      app_id ${int} NOT NULL, task_id ${int} NOT NULL, username ${text} NOT NULL, PRIMARY KEY (app_id, task_id, username)) ${keyed}`,
    `CREATE TABLE task_count (
      app_id ${int} NOT NULL, task_id ${int} NOT NULL, provider ${text} NOT NULL, measure ${text} NOT NULL, counted ${int} NOT NULL,
      PRIMARY KEY (app_id, task_id, provider, measure)) ${keyed}`,
    `CREATE TABLE task_shipment (
      app_id ${int} NOT NULL, vendor_id ${text} NOT NULL, task_id ${int} NOT NULL, made_at ${int} NOT NULL,
      PRIMARY KEY (app_id, vendor_id)) ${keyed}`,
    'CREATE INDEX task_shipment_by_age ON task_shipment (made_at)',
    `CREATE TABLE stored_message (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, message ${text} NOT NULL, created_at ${int} NOT NULL) ${table}`,
    `ALTER TABLE push ADD COLUMN task_id ${int}`,
    `ALTER TABLE delivery_page ADD COLUMN task_id ${int}`,
    `ALTER TABLE delivery_page ADD COLUMN first_target ${text}`,
    `ALTER TABLE delivery_page ADD COLUMN last_target ${text}`,
    `ALTER TABLE delivery_page ADD COLUMN begun ${int} NOT NULL DEFAULT 1`,
    'DROP INDEX delivery_page_due',
    'CREATE INDEX delivery_page_due ON delivery_page (due_at) WHERE due_at IS NOT NULL AND begun = 1',
    'CREATE INDEX delivery_page_waiting ON delivery_page (due_at) WHERE due_at IS NOT NULL AND begun = 0',
    'CREATE INDEX delivery_page_by_task ON delivery_page (task_id, last_target, first_target) WHERE task_id IS NOT NULL',
  ],
}
