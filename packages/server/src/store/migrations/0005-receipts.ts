// Step 5: what vendors report of pushes after they accepted them, and how many arrived and were tapped.
//
// The key begins with what a trace asks for: a message on a phone. `occasion` is 0, or the vendor's time where it names no message: so
// a repeat meets its first, and nothing else does.
import type { Migration } from '../migration.ts'

/** See the head of the file. Neither engine rewrites a table for a column with a constant default. */
export const receipts: Migration = {
  number: 5,
  name: 'receipts',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE receipt (
      app_id ${int} NOT NULL, vendor_id ${text} NOT NULL, token_fingerprint ${text} NOT NULL, notifier_name ${text} NOT NULL,
      fate ${text} NOT NULL, occasion ${int} NOT NULL, code ${text} NOT NULL, text ${text} NOT NULL, at ${int},
      received_at ${int} NOT NULL, call_id ${int} NOT NULL,
      PRIMARY KEY (app_id, vendor_id, token_fingerprint, notifier_name, fate, occasion)) ${keyed}`,
    'CREATE INDEX receipt_by_age ON receipt (received_at, call_id)',
    `ALTER TABLE counter ADD COLUMN arrived ${int} NOT NULL DEFAULT 0`,
    `ALTER TABLE counter ADD COLUMN clicked ${int} NOT NULL DEFAULT 0`,
  ],
}
