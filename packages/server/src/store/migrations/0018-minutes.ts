// Step 18: figures per minute, and the indexes by which an app is looked over and searched.
import type { Migration } from '../migration.ts'

/** Places of the histogram of answers (domain/answer-time.ts). */
const answers = Array.from({ length: 21 }, (_, bucket) => `answers_${bucket}`)

/**
 * See the head of the file. A page that was there before has no `deliveries`: they are counted in it. The partial indexes hold what is
 * not finished, which is little; those of devices change with a registration only.
 */
export const minutes: Migration = {
  number: 18,
  name: 'minutes',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE minute_sum (
      app_id ${int} NOT NULL, minute ${int} NOT NULL, provider ${text} NOT NULL, targeted ${int} NOT NULL,
      success ${int} NOT NULL, fail ${int} NOT NULL, error ${int} NOT NULL,
      ${answers.map(column => `${column} ${int} NOT NULL`).join(', ')},
      PRIMARY KEY (app_id, minute, provider)) ${keyed}`,
    'CREATE INDEX minute_sum_by_age ON minute_sum (minute)',
    'CREATE INDEX binding_by_device ON binding (app_id, device_id, username)',
    'CREATE INDEX chat_device_by_device ON chat_device (app_id, device_id, username)',
    'CREATE INDEX delivery_open ON delivery (app_id, push_id) WHERE due_at IS NOT NULL',
    // Last, because in PostgreSQL nobody may read the table from here to the end of the step.
    `ALTER TABLE delivery_page ADD COLUMN deliveries ${int}`,
    'CREATE INDEX delivery_page_open ON delivery_page (app_id, id, deliveries) WHERE due_at IS NOT NULL',
  ],
}
