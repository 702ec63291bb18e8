// Step 9: what an app used of its quotas by day. One row per app and quota, of the latest day only.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const quotas: Migration = {
  number: 9,
  name: 'quotas',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE quota_use (
      app_id ${int} NOT NULL, name ${text} NOT NULL, day ${int} NOT NULL, used ${int} NOT NULL, PRIMARY KEY (app_id, name)) ${keyed}`,
  ],
}
