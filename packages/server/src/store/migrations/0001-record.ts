// Step 1: the tables of pushes to single users, with what stands around them: apps, users, notifiers, callbacks, counters.
//
// A row that waits for work has a `due_at`, and the partial index over it holds only such rows, so finished ones cost nothing.
// Child rows of a push are keyed by it, so that what is written together lies together.
import type { Columns, Migration } from '../migration.ts'

/** See the head of the file. */
export const record: Migration = {
  number: 1,
  name: 'record',
  statements: columns => [...registry(columns), ...pushes(columns), ...callbacks(columns)],
}

function registry({ int, text, bytes, table, keyed }: Columns): readonly string[] {
  return [
    `CREATE TABLE app (
      id ${int} PRIMARY KEY, org ${text} NOT NULL, name ${text} NOT NULL, uuid ${text} NOT NULL, client_id ${text} NOT NULL,
      settings ${text} NOT NULL, client_secret ${bytes} NOT NULL, app_sign ${bytes} NOT NULL, server_secret ${bytes} NOT NULL,
      created_at ${int} NOT NULL, UNIQUE (org, name)) ${table}`,
    `CREATE TABLE token (
      hash ${bytes} PRIMARY KEY, app_id ${int} NOT NULL, kind ${text} NOT NULL, username ${text},
      expires_at ${int} NOT NULL) ${keyed}`,
    'CREATE INDEX token_by_user ON token (app_id, username)',
    'CREATE INDEX token_by_expiry ON token (expires_at)',
    `CREATE TABLE app_user (
      app_id ${int} NOT NULL, username ${text} NOT NULL, uuid ${text} NOT NULL, password_hash ${text} NOT NULL,
      nickname ${text}, activated ${int} NOT NULL, created_at ${int} NOT NULL, modified_at ${int} NOT NULL,
      PRIMARY KEY (app_id, username)) ${keyed}`,
    `CREATE TABLE binding (
      app_id ${int} NOT NULL, username ${text} NOT NULL, device_id ${text} NOT NULL, notifier_name ${text} NOT NULL,
      device_token ${text} NOT NULL, bound_at ${int} NOT NULL,
      PRIMARY KEY (app_id, username, device_id, notifier_name)) ${keyed}`,
    'CREATE UNIQUE INDEX binding_by_token ON binding (app_id, notifier_name, device_token)',
    `CREATE TABLE notifier (
      uuid ${text} PRIMARY KEY, app_id ${int} NOT NULL, name ${text} NOT NULL, vendor ${text} NOT NULL,
      provider ${text} NOT NULL, environment ${text} NOT NULL, package_name ${text}, settings ${text} NOT NULL,
      state ${text} NOT NULL, version ${int} NOT NULL, credential ${bytes} NOT NULL,
      created_at ${int} NOT NULL, modified_at ${int} NOT NULL, UNIQUE (app_id, name)) ${table}`,
    `CREATE TABLE canary (id ${int} PRIMARY KEY CHECK (id = 1), sealed ${bytes} NOT NULL) ${table}`,
  ]
}

function pushes({ int, text, bytes, table, keyed }: Columns): readonly string[] {
  return [
    `CREATE TABLE push (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, target ${text} NOT NULL, source ${text} NOT NULL,
      strategy ${int} NOT NULL, notification ${text} NOT NULL, accepted_at ${int} NOT NULL, expires_at ${int} NOT NULL,
      due_at ${int}, epoch ${int} NOT NULL) ${table}`,
    'CREATE INDEX push_due ON push (due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX push_by_target ON push (app_id, target, id)',
    `CREATE TABLE delivery (
      push_id ${int} NOT NULL, device_id ${text} NOT NULL, app_id ${int} NOT NULL, target ${text} NOT NULL,
      ways ${text} NOT NULL, shipment_id ${text} NOT NULL, attempts ${int} NOT NULL, attempt_open ${int} NOT NULL, ambiguous ${int} NOT NULL,
      planned_at ${int} NOT NULL, due_at ${int}, epoch ${int} NOT NULL, status ${text}, reason ${text},
      notifier_name ${text}, provider ${text}, device_token ${text}, answer ${text}, error_message ${text},
      possible_duplicate ${int}, unbound ${int}, settled_at ${int},
      PRIMARY KEY (push_id, device_id)) ${keyed}`,
    'CREATE INDEX delivery_due ON delivery (due_at) WHERE due_at IS NOT NULL',
    `CREATE TABLE attempt (
      push_id ${int} NOT NULL, device_id ${text} NOT NULL, number ${int} NOT NULL, app_id ${int} NOT NULL,
      notifier_name ${text} NOT NULL, provider ${text} NOT NULL, started_at ${int} NOT NULL,
      ended_at ${int}, kind ${text}, code ${text}, answer ${text},
      PRIMARY KEY (push_id, device_id, number)) ${keyed}`,
    `CREATE TABLE idempotency (
      app_id ${int} NOT NULL, route ${text} NOT NULL, key_hash ${bytes} NOT NULL, body_digest ${bytes} NOT NULL,
      push_ids ${text} NOT NULL, created_at ${int} NOT NULL, PRIMARY KEY (app_id, route, key_hash)) ${keyed}`,
    'CREATE INDEX idempotency_by_age ON idempotency (created_at)',
    `CREATE TABLE counter (
      app_id ${int} NOT NULL, day ${text} NOT NULL, provider ${text} NOT NULL, targeted ${int} NOT NULL,
      success ${int} NOT NULL, fail ${int} NOT NULL, error ${int} NOT NULL,
      PRIMARY KEY (app_id, day, provider)) ${keyed}`,
  ]
}

function callbacks({ int, text, bytes, table, keyed }: Columns): readonly string[] {
  return [
    `CREATE TABLE callback_rule (
      id ${int} PRIMARY KEY, app_id ${int} NOT NULL, name ${text} NOT NULL, url ${text} NOT NULL, enabled ${int} NOT NULL,
      disabled_because ${text}, filter ${text} NOT NULL, secret ${bytes} NOT NULL, previous_secret ${bytes},
      previous_until ${int}, created_at ${int} NOT NULL, UNIQUE (app_id, name)) ${table}`,
    `CREATE TABLE callback (
      id ${int} PRIMARY KEY, rule_id ${int} NOT NULL, app_id ${int} NOT NULL, push_id ${int} NOT NULL,
      device_id ${text} NOT NULL, status ${text} NOT NULL, body ${text} NOT NULL, created_at ${int} NOT NULL,
      tries ${int} NOT NULL, state ${text} NOT NULL, due_at ${int}, epoch ${int} NOT NULL) ${table}`,
    'CREATE INDEX callback_due ON callback (rule_id, due_at) WHERE due_at IS NOT NULL',
    'CREATE INDEX callback_by_push ON callback (push_id)',
    'CREATE INDEX callback_by_app ON callback (app_id, id)',
    "CREATE INDEX callback_dead ON callback (app_id, id) WHERE state = 'dead'",
    `CREATE TABLE callback_try (
      callback_id ${int} NOT NULL, number ${int} NOT NULL, at ${int} NOT NULL, duration ${int} NOT NULL,
      http_status ${int}, error ${text}, excerpt ${text}, PRIMARY KEY (callback_id, number)) ${keyed}`,
  ]
}
