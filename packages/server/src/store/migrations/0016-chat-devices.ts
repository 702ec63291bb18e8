// Step 16: what is known of the devices and users of the online channel: how far a device has read the timeline, and how it left.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const chatDevices: Migration = {
  number: 16,
  name: 'chat-devices',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE chat_device (
      app_id ${int} NOT NULL, username ${text} NOT NULL, device_id ${text} NOT NULL, platform ${int} NOT NULL, acked ${int} NOT NULL,
      state ${text} NOT NULL, changed_at ${int} NOT NULL, PRIMARY KEY (app_id, username, device_id)) ${keyed}`,
    `CREATE TABLE chat_user (
      app_id ${int} NOT NULL, username ${text} NOT NULL, avatar_url ${text} NOT NULL, extended_data ${text} NOT NULL,
      rule ${text} NOT NULL, badge ${int} NOT NULL, PRIMARY KEY (app_id, username)) ${keyed}`,
  ],
}
