// Step 7: what users set about their notifications, in tables of their own: most users set nothing, and who reads users to send to
// them must not read more than names.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const userSettings: Migration = {
  number: 7,
  name: 'user-settings',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE user_setting (
      app_id ${int} NOT NULL, username ${text} NOT NULL, display_style ${int}, quiet ${int}, quiet_from ${int}, quiet_until ${int},
      mode ${text}, ignore_interval ${text}, ignore_until ${int}, language ${text}, template ${text},
      PRIMARY KEY (app_id, username)) ${keyed}`,
    `CREATE TABLE conversation_setting (
      app_id ${int} NOT NULL, username ${text} NOT NULL, chat_type ${text} NOT NULL, peer ${text} NOT NULL, mode ${text},
      ignore_interval ${text}, ignore_until ${int}, PRIMARY KEY (app_id, username, chat_type, peer)) ${keyed}`,
  ],
}
