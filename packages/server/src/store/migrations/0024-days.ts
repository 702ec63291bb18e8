// Step 24: in PostgreSQL, what grows with every push lies in partitions of a day.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const days: Migration = {
  number: 24,
  name: 'days',
  statements: () => [],
}
