// Step 13: groups. Their members are members of a conversation (step 12). An id is never given again, so a dismissed group stays.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const groups: Migration = {
  number: 13,
  name: 'groups',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE chat_group (
      app_id ${int} NOT NULL, id ${text} NOT NULL, info ${text} NOT NULL, owner ${text} NOT NULL, member_count ${int} NOT NULL,
      member_max ${int} NOT NULL, created_at ${int} NOT NULL, dismissed_at ${int}, revision ${int} NOT NULL, PRIMARY KEY (app_id, id)) ${keyed}`,
  ],
}
