// Step 17: who may work at the server: accounts with their roles, sessions of the console, links that let somebody in once, keys of
// programs; and the audit log. `access_guard` has one row: whoever changes who is an admin changes it first, so that two such changes
// never pass each other.
import type { Migration } from '../migration.ts'

/** See the head of the file. */
export const access: Migration = {
  number: 17,
  name: 'access',
  statements: ({ int, text, bytes, table, keyed }) => [
    `CREATE TABLE account (
      id ${int} PRIMARY KEY, name ${text} NOT NULL UNIQUE, password_hash ${text} NOT NULL, disabled ${int} NOT NULL,
      created_at ${int} NOT NULL) ${table}`,
    `CREATE TABLE account_role (
      account_id ${int} NOT NULL, app_id ${int} NOT NULL, role ${text} NOT NULL, PRIMARY KEY (account_id, app_id)) ${keyed}`,
    'CREATE INDEX account_role_by_app ON account_role (app_id, account_id)',
    `CREATE TABLE access_guard (id ${int} PRIMARY KEY, changes ${int} NOT NULL) ${table}`,
    'INSERT INTO access_guard (id, changes) VALUES (1, 0)',
    `CREATE TABLE console_session (
      hash ${bytes} PRIMARY KEY, account_id ${int} NOT NULL, created_at ${int} NOT NULL, seen_at ${int} NOT NULL,
      address ${text} NOT NULL) ${keyed}`,
    'CREATE INDEX console_session_by_account ON console_session (account_id)',
    'CREATE INDEX console_session_by_seen ON console_session (seen_at)',
    'CREATE INDEX console_session_by_age ON console_session (created_at)',
    `CREATE TABLE access_link (hash ${bytes} PRIMARY KEY, account_id ${int} NOT NULL, expires_at ${int}) ${keyed}`,
    'CREATE INDEX access_link_by_account ON access_link (account_id)',
    'CREATE INDEX access_link_by_expiry ON access_link (expires_at)',
    `CREATE TABLE api_key (
      id ${int} PRIMARY KEY, hash ${bytes} NOT NULL UNIQUE, name ${text} NOT NULL, app_id ${int} NOT NULL, role ${text} NOT NULL,
      created_by ${text} NOT NULL, created_at ${int} NOT NULL, last_used_at ${int}, expires_at ${int}) ${table}`,
    'CREATE INDEX api_key_by_app ON api_key (app_id, id)',
    `CREATE TABLE audit (
      seq ${int} PRIMARY KEY, at ${int} NOT NULL, actor_kind ${text} NOT NULL, actor_id ${int}, actor ${text} NOT NULL,
      address ${text} NOT NULL, action ${text} NOT NULL, app_id ${int}, params ${text} NOT NULL, members ${text} NOT NULL,
      outcome ${text} NOT NULL, code ${text}, about ${int}, previous ${bytes} NOT NULL, hash ${bytes} NOT NULL) ${table}`,
    'CREATE INDEX audit_by_app ON audit (app_id, seq)',
    'CREATE INDEX audit_by_actor ON audit (actor, seq)',
    'CREATE INDEX audit_by_action ON audit (action, seq)',
    'CREATE INDEX audit_by_time ON audit (at)',
  ],
}
