// Step 3: whether a row's `due_at` is the end of a lease or the time it waits for. Where one process holds the record alone, its
// next start need not wait for the leases of a process that is gone.
import type { Migration } from '../migration.ts'

/** See the head of the file. Neither engine rewrites a table for a column with a constant default. */
export const leased: Migration = {
  number: 3,
  name: 'leased',
  statements: ({ int }) =>
    ['push', 'delivery', 'callback'].map(table => `ALTER TABLE ${table} ADD COLUMN leased ${int} NOT NULL DEFAULT 0`),
}
