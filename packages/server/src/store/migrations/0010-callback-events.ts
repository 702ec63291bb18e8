// Step 10: callbacks of more than pushes, rules that ask before delivery, the original's way of delivering, and what is kept when
// nobody takes a callback.
import type { Migration } from '../migration.ts'

/**
 * See the head of the file. Neither engine rewrites a table for a column with a constant default. `stored_at` is when a callback was
 * first given up; of those that were before this step, nothing better is known than when they were made.
 */
export const callbackEvents: Migration = {
  number: 10,
  name: 'callback-events',
  statements: ({ int, text }) => [
    `ALTER TABLE callback_rule ADD COLUMN policy ${text} NOT NULL DEFAULT 'durable'`,
    `ALTER TABLE callback_rule ADD COLUMN channel_names ${text} NOT NULL DEFAULT 'provider'`,
    `ALTER TABLE callback_rule ADD COLUMN ban ${text}`,
    `ALTER TABLE callback_rule ADD COLUMN banned_until ${int} NOT NULL DEFAULT 0`,
    `ALTER TABLE callback_rule ADD COLUMN before_delivery ${text}`,
    `ALTER TABLE callback ADD COLUMN event ${text} NOT NULL DEFAULT 'push'`,
    `ALTER TABLE callback ADD COLUMN stored_at ${int}`,
    `ALTER TABLE callback ADD COLUMN resends ${int} NOT NULL DEFAULT 0`,
    `ALTER TABLE callback ADD COLUMN target_url ${text}`,
    "UPDATE callback SET stored_at = created_at WHERE state = 'dead'",
    "CREATE INDEX callback_stored ON callback (app_id, stored_at, resends) WHERE state = 'dead'",
    "CREATE INDEX callback_stored_age ON callback (stored_at, id) WHERE state = 'dead'",
  ],
}
