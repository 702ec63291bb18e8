// Step 25: which process holds a device's connection.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const heldBy: Migration = {
  number: 25,
  name: 'held by',
  statements: () => [],
}
