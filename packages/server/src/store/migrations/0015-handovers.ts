// Step 15: hand-overs, from the online channel to the vendors': entries that devices may have to be pushed for. A push may name the devices
// that it is for and the message or call that it is of; and an app defines options for its vendors by name (spec/zego.md §6.3).
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const handovers: Migration = {
  number: 15,
  name: 'handovers',
  statements: ({ int, text, table, keyed }) => [
    `CREATE TABLE handover (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, position ${int} NOT NULL, subject ${text} NOT NULL, body ${text} NOT NULL,
      awaited ${text}, ends ${text},
      created_at ${int} NOT NULL, due_at ${int}, epoch ${int} NOT NULL, leased ${int} NOT NULL) ${table}`,
    'CREATE INDEX handover_due ON handover (due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX handover_by_subject ON handover (app_id, subject)',
    'CREATE INDEX handover_by_age ON handover (created_at)',
    `ALTER TABLE push ADD COLUMN devices ${text}`,
    `ALTER TABLE push ADD COLUMN subject ${text}`,
    'CREATE INDEX push_by_subject ON push (app_id, subject, target) WHERE subject IS NOT NULL',
    `CREATE TABLE push_resource (
      app_id ${int} NOT NULL, id ${text} NOT NULL, options ${text} NOT NULL, updated_at ${int} NOT NULL,
      PRIMARY KEY (app_id, id)) ${keyed}`,
  ],
}
