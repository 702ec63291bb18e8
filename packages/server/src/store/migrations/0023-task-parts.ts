// Step 23: a task's audience in parts, each walked by whoever has time.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const taskParts: Migration = {
  number: 23,
  name: 'task parts',
  statements: () => [],
}
