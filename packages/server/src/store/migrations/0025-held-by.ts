// Step 25: which process holds a device's connection, and that it has to end. Only devices that are connected stand in the index: one that
// acknowledges changes nothing of it.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const heldBy: Migration = {
  number: 25,
  name: 'held by',
  statements: ({ int, text }) => [
    `ALTER TABLE chat_device ADD COLUMN held_by ${int}`,
    `ALTER TABLE chat_device ADD COLUMN held_session ${int}`,
    `ALTER TABLE chat_device ADD COLUMN held_ip ${text}`,
    `ALTER TABLE chat_device ADD COLUMN held_sdk ${text}`,
    `ALTER TABLE chat_device ADD COLUMN sent_away ${text}`,
    'CREATE INDEX chat_device_held ON chat_device (held_by, app_id, username, device_id) WHERE held_by IS NOT NULL',
  ],
}
