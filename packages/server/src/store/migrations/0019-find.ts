// Step 19: finding what failed, and users by age. Only deliveries that failed are in the first index, and of pages only those of tasks,
// one per hundreds of devices, in the second: a push that goes well pays nothing.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const find: Migration = {
  number: 19,
  name: 'find',
  statements: () => [
    "CREATE INDEX delivery_failed ON delivery (app_id, reason, push_id, device_id) WHERE status <> 'success'",
    'CREATE INDEX delivery_page_of_tasks ON delivery_page (app_id, last_push_id) WHERE task_id IS NOT NULL',
    'CREATE INDEX app_user_by_age ON app_user (app_id, created_at, username)',
  ],
}
