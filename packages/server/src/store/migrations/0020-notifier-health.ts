// Step 20: what is known of a notifier besides its credential: when that expires, and what the last check found.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const notifierHealth: Migration = {
  number: 20,
  name: 'notifier-health',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE notifier_health (
      app_id ${int} NOT NULL, uuid ${text} NOT NULL, expires_at ${int}, checked_at ${int}, checked_version ${int}, findings ${text},
      PRIMARY KEY (app_id, uuid)) ${keyed}`,
  ],
}
