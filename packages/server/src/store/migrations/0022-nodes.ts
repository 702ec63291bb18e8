// Step 22: the processes that share the record.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const nodes: Migration = {
  number: 22,
  name: 'nodes',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE node (
      number ${int} PRIMARY KEY, epoch ${int} NOT NULL, name ${text} NOT NULL, version ${text} NOT NULL, roles ${text} NOT NULL,
      connections ${int} NOT NULL, bus ${text} NOT NULL, started_at ${int} NOT NULL, seen_at ${int} NOT NULL, left_at ${int}) ${keyed}`,
  ],
}
