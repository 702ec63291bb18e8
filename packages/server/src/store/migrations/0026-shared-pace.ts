// Step 26: what processes that send for the same notifier share: how many pushes may leave in a second, and up to when that time is given
// away, in µs of the record's own clock; and calls that they count together, in ms of that clock.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const sharedPace: Migration = {
  number: 26,
  name: 'shared pace',
  statements: ({ int, text, keyed }) => [
    `ALTER TABLE notifier ADD COLUMN pushes_per_second ${int}`,
    `CREATE TABLE notifier_pace (
      app_id ${int} NOT NULL, uuid ${text} NOT NULL, taken_until ${int} NOT NULL, PRIMARY KEY (app_id, uuid)) ${keyed}`,
    `CREATE TABLE rate_call (
      app_id ${int} NOT NULL, name ${text} NOT NULL, place ${int} NOT NULL, taken_at ${int} NOT NULL,
      PRIMARY KEY (app_id, name, place)) ${keyed}`,
  ],
}
