import { deepEqual } from 'node:assert/strict'
import { test } from 'node:test'
import { changedTable } from './statement.ts'
import { namedStatements } from './tables.ts'

/** Statements without a tenant, and what stands in for it. */
const withoutTenant = new Map([
  ['token_find', 'a hash of a secret'],
  ['token_delete_expired', 'housekeeping'],
  ['idempotency_delete_before', 'housekeeping'],
  ['push_find_many', 'push ids of leased deliveries'],
  ['push_claim', 'the lane of pushes'],
  ['push_take', 'the lane of pushes'],
  ['push_taken', 'the ids of a leased batch'],
  ['push_wait', 'the id of a push that is inserted with it'],
  ['push_insert_batch', 'the ids of a leased batch'],
  ['page_claim', 'the lane of deliveries'],
  ['page_settled', 'the id of a leased page'],
  ['page_taken_apart', 'the id of a leased page'],
  ['delivery_claim', 'the lane of deliveries'],
  ['callback_claim', 'the lane of callbacks'],
  ['sealed_page_notifier_credential', 'rotation of the master key'],
  ['sealed_page_callback_rule_secret', 'rotation of the master key'],
  ['sealed_page_callback_rule_previous_secret', 'rotation of the master key'],
  ['push_batch_release_all', 'the start of a process that has the record alone'],
  ['delivery_page_release_all', 'the start of a process that has the record alone'],
  ['delivery_release_all', 'the start of a process that has the record alone'],
  ['task_release_all', 'the start of a process that has the record alone'],
  ['call_claim', 'the lane of calls'],
  ['call_user_delete_before', 'housekeeping'],
  ['call_delete_before', 'housekeeping'],
  ['call_release_all', 'the start of a process that has the record alone'],
  ['handover_claim', 'the lane of hand-overs'],
  ['handover_awaiting', 'the id of a leased hand-over'],
  ['handover_done', 'the id of a leased hand-over'],
  ['handover_release', 'the id of a leased hand-over'],
  ['handover_delete_before', 'housekeeping'],
  ['handover_release_all', 'the start of a process that has the record alone'],
  ['task_claim', 'the lane of tasks'],
  ['task_hold_app', 'the id of an app is its tenant'],
  ['task_advance', 'the id of a leased task'],
  ['task_release', 'the id of a leased task'],
  ['task_finish', 'the id of a leased task'],
  ['task_shipments_delete_before', 'housekeeping'],
  ['page_waiting', 'the lane of tasks'],
  ['page_begin', 'the id of a page that waited'],
  ['page_put_off', 'the id of a page that waited'],
  ['page_skip', 'the id of a page that waited'],
  ['callback_release_all', 'the start of a process that has the record alone'],
  ['push_planned', 'the id of a leased batch'],
  ['delivery_progress', 'the key of a leased delivery'],
  ['delivery_done', 'the key of a leased delivery'],
  ['attempt_ended', 'the key of a leased delivery'],
  ['callback_tries_of', 'callback ids that a statement with the tenant found'],
  ['callback_tries_of_rule', 'the id of a rule that a statement with the tenant found'],
  ['callback_rules_due', 'the lane of callbacks'],
  ['callback_tried', 'the id of a leased callback'],
  ['callback_insert_try', 'the id of a leased callback'],
  ['callback_release', 'the id of a leased callback'],
  ['callback_store', 'the id of a leased callback'],
  ['callback_storage_delete_tries', 'housekeeping'],
  ['callback_storage_delete_before', 'housekeeping'],
  ['receipt_delete_before', 'housekeeping'],
  ['minute_delete_before', 'housekeeping'],
  ['overview_callbacks', 'the id of a rule that a statement with the tenant found'],
  ['entry_delete_expired', 'housekeeping'],
  ['hidden_message_delete_expired', 'housekeeping'],
  ['message_key_delete_before', 'housekeeping'],
  ['account_by_id', 'accounts belong to the server'],
  ['account_by_name', 'accounts belong to the server'],
  ['account_list', 'accounts belong to the server'],
  ['account_roles', 'accounts belong to the server'],
  ['account_insert', 'accounts belong to the server'],
  ['account_set_password', 'accounts belong to the server'],
  ['access_guard_hold', 'accounts belong to the server'],
  ['account_change_freely', 'accounts belong to the server'],
  ['account_change_guarded', 'accounts belong to the server'],
  ['account_roles_delete', 'accounts belong to the server'],
  ['account_delete', 'accounts belong to the server'],
  ['account_sessions_delete', 'accounts belong to the server'],
  ['account_links_delete', 'accounts belong to the server'],
  ['console_session_find', 'sessions belong to the server'],
  ['console_session_insert', 'sessions belong to the server'],
  ['console_session_touch', 'sessions belong to the server'],
  ['console_session_delete', 'sessions belong to the server'],
  ['console_session_delete_of_account', 'sessions belong to the server'],
  ['console_session_delete_ended', 'sessions belong to the server'],
  ['access_link_find', 'accounts belong to the server'],
  ['access_link_insert', 'accounts belong to the server'],
  ['access_link_use', 'accounts belong to the server'],
  ['access_link_delete_of', 'accounts belong to the server'],
  ['access_link_delete_expired', 'accounts belong to the server'],
  ['api_key_find', 'keys belong to the server'],
  ['api_key_list', 'keys belong to the server'],
  ['api_key_touch', 'keys belong to the server'],
  ['api_key_delete', 'keys belong to the server'],
  ['audit_head', 'the audit log belongs to the server'],
  ['audit_after', 'the audit log belongs to the server'],
  ['canary_find', 'the server’s own'],
  ['canary_insert', 'the server’s own'],
  ['sealed_page_canary_sealed', 'the server’s own'],
  ['sealed_replace_canary_sealed', 'the server’s own'],
  ['sealed_page_app_client_secret', 'the id of an app is its tenant'],
  ['sealed_page_app_app_sign', 'the id of an app is its tenant'],
  ['sealed_page_app_server_secret', 'the id of an app is its tenant'],
  ['sealed_replace_app_client_secret', 'the id of an app is its tenant'],
  ['sealed_replace_app_app_sign', 'the id of an app is its tenant'],
  ['sealed_replace_app_server_secret', 'the id of an app is its tenant'],
])

test('S14: every named statement carries the tenant, except those on a written list', () => {
  const namesTenant = (sql: string): boolean =>
    sql.startsWith('INSERT') ? /\([^)]*\bapp_id\b/.test(sql) : /\bapp_id = \?\d/.test(sql)
  const found = namedStatements.filter(({ sqlite }) => !namesTenant(sqlite)).map(({ name }) => name)
  deepEqual(found.sort(), [...withoutTenant.keys()].sort())
})

test('every statement that changes a table names it', () => {
  const named = new Map(namedStatements.map(({ name, changes }) => [name, changes]))
  deepEqual(
    namedStatements.filter(({ sqlite, changes }) => /^(SELECT|WITH)/.test(sqlite) !== (changes === undefined)),
    [],
  )
  deepEqual(
    namedStatements.filter(
      ({ sqlite, changes }) => /^(?!SELECT|WITH).*\bbinding\b/.test(sqlite) && changes !== 'binding',
    ),
    [],
  )
  deepEqual(
    [changedTable('insert into "app_user" ("x") values (?)'), changedTable('update "a" set'), named.get('binding_put')],
    ['app_user', 'a', 'binding'],
  )
})
