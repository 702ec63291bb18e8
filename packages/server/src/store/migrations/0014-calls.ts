// Step 14: call invitations. A call that waits for something has a `due_at`, so that its deadline survives a restart.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const calls: Migration = {
  number: 14,
  name: 'calls',
  statements: ({ int, text, table, keyed }) => [
    `CREATE TABLE call (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, body ${text} NOT NULL, revision ${int} NOT NULL, created_at ${int} NOT NULL,
      ended_at ${int}, due_at ${int}, epoch ${int} NOT NULL, leased ${int} NOT NULL) ${table}`,
    'CREATE INDEX call_due ON call (due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX call_by_age ON call (created_at)',
    `CREATE TABLE call_user (
      app_id ${int} NOT NULL, username ${text} NOT NULL, call_id ${int} NOT NULL, PRIMARY KEY (app_id, username, call_id)) ${keyed}`,
    'CREATE INDEX call_user_by_call ON call_user (call_id)',
  ],
}
