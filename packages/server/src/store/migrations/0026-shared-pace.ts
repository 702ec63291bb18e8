// Step 26: what processes that send for the same notifier share.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const sharedPace: Migration = {
  number: 26,
  name: 'shared pace',
  statements: () => [],
}
