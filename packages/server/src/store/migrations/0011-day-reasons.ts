// Step 11: why deliveries of a day failed. Failures that were counted before have no reason here.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const dayReasons: Migration = {
  number: 11,
  name: 'day-reasons',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE counter_reason (
      app_id ${int} NOT NULL, day ${text} NOT NULL, provider ${text} NOT NULL, reason ${text} NOT NULL, counted ${int} NOT NULL,
      PRIMARY KEY (app_id, day, provider, reason)) ${keyed}`,
  ],
}
