// Step 2: labels and who is in them. A label's row keeps the number of its users, because counting up to 20,000 rows for each of a
// hundred labels would be felt.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const labels: Migration = {
  number: 2,
  name: 'labels',
  statements: ({ int, text, table, keyed }) => [
    `CREATE TABLE label (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, name ${text} NOT NULL, description ${text}, created_at ${int} NOT NULL,
      member_count ${int} NOT NULL, UNIQUE (app_id, name)) ${table}`,
    `CREATE TABLE label_member (
      label_id ${int} NOT NULL, username ${text} NOT NULL, app_id ${int} NOT NULL, added_at ${int} NOT NULL,
      PRIMARY KEY (label_id, username)) ${keyed}`,
    'CREATE INDEX label_member_by_user ON label_member (app_id, username)',
  ],
}
