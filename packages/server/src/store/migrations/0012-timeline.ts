// Step 12: the timeline of an app, and its conversations. Everything that devices are told of lies in one order per app; a message is an
// entry with a number in its conversation. One row, however many members a group has.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const timeline: Migration = {
  number: 12,
  name: 'timeline',
  statements: ({ int, text, keyed }) => [
    `CREATE TABLE timeline (app_id ${int} PRIMARY KEY, position ${int} NOT NULL) ${keyed}`,
    `CREATE TABLE entry (
      app_id ${int} NOT NULL, position ${int} NOT NULL, audience ${text} NOT NULL, kind ${text} NOT NULL, body ${text} NOT NULL,
      created_at ${int} NOT NULL, expires_at ${int} NOT NULL, message_id ${int}, seq ${int}, sender ${text}, counted ${int} NOT NULL,
      mentions ${int} NOT NULL, PRIMARY KEY (app_id, position)) ${keyed}`,
    'CREATE INDEX entry_by_audience ON entry (app_id, audience, position)',
    'CREATE INDEX entry_by_seq ON entry (app_id, audience, seq) WHERE seq IS NOT NULL',
    'CREATE INDEX entry_that_mentions ON entry (app_id, audience, seq) WHERE mentions = 1',
    'CREATE UNIQUE INDEX entry_by_message ON entry (app_id, message_id) WHERE message_id IS NOT NULL',
    'CREATE INDEX entry_by_expiry ON entry (expires_at)',
    `CREATE TABLE message_key (
      app_id ${int} NOT NULL, sender ${text} NOT NULL, local_id ${text} NOT NULL, message_id ${int} NOT NULL,
      created_at ${int} NOT NULL, PRIMARY KEY (app_id, sender, local_id)) ${keyed}`,
    'CREATE INDEX message_key_by_age ON message_key (created_at)',
    `CREATE TABLE conversation (
      app_id ${int} NOT NULL, id ${text} NOT NULL, last_seq ${int} NOT NULL, last_position ${int} NOT NULL, last_entry ${int} NOT NULL,
      PRIMARY KEY (app_id, id)) ${keyed}`,
    `CREATE TABLE conversation_member (
      app_id ${int} NOT NULL, conversation ${text} NOT NULL, username ${text} NOT NULL, joined_position ${int} NOT NULL,
      joined_seq ${int} NOT NULL, left_position ${int}, left_seq ${int}, read_seq ${int} NOT NULL, cleared_seq ${int} NOT NULL,
      is_hidden ${int} NOT NULL, status ${int} NOT NULL, role ${int} NOT NULL, nickname ${text} NOT NULL, entered_at ${int} NOT NULL,
      enter_type ${int} NOT NULL, PRIMARY KEY (app_id, conversation, username)) ${keyed}`,
    'CREATE INDEX conversation_member_by_user ON conversation_member (app_id, username, conversation)',
    `CREATE TABLE hidden_message (
      app_id ${int} NOT NULL, username ${text} NOT NULL, conversation ${text} NOT NULL, seq ${int} NOT NULL, expires_at ${int} NOT NULL,
      PRIMARY KEY (app_id, username, conversation, seq)) ${keyed}`,
    'CREATE INDEX hidden_message_by_expiry ON hidden_message (expires_at)',
  ],
}
