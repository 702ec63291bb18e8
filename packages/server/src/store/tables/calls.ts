// Calls. A row is its own job: `due_at` is the nearest of its deadlines (lease.ts). A change names the revision that it began from, so
// that two answers at the same moment never overwrite each other.
import type { AppId, UserId } from '@posthouse/protocol'
import { type Call, type CallId, type CallUser, dueAtMs } from '../../domain/call/call.ts'
import type { CallTable, StoredCall } from '../../ports/calls.ts'
import { claim, leased } from '../lease.ts'
import type { Reader } from '../reader.ts'
import type { CallRow } from '../schema-calls.ts'
import { insertion, intList, isOneOfInts, isOneOfTexts, rowUpdate, statement } from '../statement.ts'
import { type Step, write, writeAll, writeIfAny, writeReturning, writeTotal } from '../write.ts'

const columns = ['id', 'app_id', 'body', 'revision'] as const
type Columns = Pick<CallRow, (typeof columns)[number]>
type ClaimedRow = Columns & Pick<CallRow, 'epoch'>

const selected = `SELECT ${columns.join(', ')} FROM call`
const placed =
  `SELECT ${columns.map(column => `call.${column}`).join(', ')} FROM call_user JOIN call ON call.id = call_user.call_id` +
  ' WHERE call_user.app_id = $1'
const open = (isOneOf: string): string =>
  `${placed} AND ${isOneOf} AND call_user.call_id >= $3 AND call.ended_at IS NULL ORDER BY call_user.call_id DESC LIMIT $4`
const amongUsers = isOneOfTexts('call_user.username', '$2')
const amongIds = isOneOfInts('id', '$2')
const placement = 'INSERT INTO call_user (app_id, username, call_id)'
const old = 'SELECT id FROM call WHERE created_at < $1 AND due_at IS NULL ORDER BY created_at LIMIT $2'

/** Named statements of this table. */
export const callStatements = {
  insert: insertion(
    'call_insert',
    'call',
    { id: 'bigint', app_id: 'bigint', body: 'text', created_at: 'bigint', ended_at: 'bigint', due_at: 'bigint' },
    { revision: '1', epoch: '0', leased: '0' },
  ),
  // primary key
  replace: rowUpdate('call_replace', 'call', {
    key: { app_id: 'bigint', id: 'bigint' },
    match: { revision: 'bigint' },
    set: { body: 'text', ended_at: 'bigint', due_at: 'bigint' },
    fixed: { revision: 'call.revision + 1', leased: '0' },
  }),
  // primary key of call_user
  addUsers: statement('call_user_insert', {
    sqlite: `${placement} SELECT $1, value, $2 FROM json_each($3) WHERE true ON CONFLICT DO NOTHING`,
    postgres:
      `${placement} SELECT CAST($1 AS bigint), value, CAST($2 AS bigint) FROM json_array_elements_text(CAST($3 AS json)) AS value` +
      ' ON CONFLICT DO NOTHING',
  }),
  // primary key
  find: statement<Columns>('call_find', `${selected} WHERE app_id = $1 AND id = $2`),
  // primary key
  findMany: statement<Columns>('call_find_many', {
    sqlite: `${selected} WHERE app_id = $1 AND ${amongIds.sqlite}`,
    postgres: `${selected} WHERE app_id = $1 AND ${amongIds.postgres}`,
  }),
  // primary key of call_user, then of call
  list: statement<Columns>(
    'call_list',
    `${placed} AND call_user.username = $2 AND call_user.call_id < $3 ORDER BY call_user.call_id DESC LIMIT $4`,
  ),
  // primary key of call_user, then of call
  open: statement<Columns>('call_open', { sqlite: open(amongUsers.sqlite), postgres: open(amongUsers.postgres) }),
  // call_due
  claim: claim<ClaimedRow>('call_claim', 'call', ['id'], [...columns, 'epoch']),
  // primary key of call_user
  deletePlacesOfUser: statement(
    'call_user_delete_of_user',
    'DELETE FROM call_user WHERE app_id = $1 AND username = $2',
  ),
  // call_by_age, call_user_by_call
  deletePlaces: statement('call_user_delete_before', `DELETE FROM call_user WHERE call_id IN (${old})`),
  // call_by_age
  deleteBefore: statement('call_delete_before', `DELETE FROM call WHERE id IN (${old})`),
}

const idMax = 2n ** 63n - 1n

/** The table over an engine. */
export function callTable({ all }: Reader): CallTable {
  const statements = callStatements
  const placing = (appId: AppId, id: CallId, users: readonly UserId[]): Step => ({
    statement: statements.addUsers,
    values: [appId, id, JSON.stringify(users)],
  })
  return {
    insert(appId, call) {
      const values = [call.id, appId, bodyOf(call), call.createdAtMs, call.endedAtMs ?? null, dueAtMs(call) ?? null]
      const users = call.users.map(({ id }) => id)
      return writeAll([{ statement: statements.insert, values }, placing(appId, call.id, users)])
    },
    replace: (appId, call, revision) =>
      writeIfAny(statements.replace, [
        ...[appId, call.id, revision],
        ...[bodyOf(call), call.endedAtMs ?? null, dueAtMs(call) ?? null],
      ]),
    addUsers(appId, id, users) {
      const { statement, values } = placing(appId, id, users)
      return write(statement, values)
    },
    async find(appId, id) {
      return (await all(statements.find, [appId, id])).map(storedOf)[0]
    },
    async findMany(appId, ids) {
      return ids.length === 0 ? [] : (await all(statements.findMany, [appId, intList(ids)])).map(storedOf)
    },
    async list(appId, user, before, limit) {
      return (await all(statements.list, [appId, user, before ?? idMax, limit])).map(storedOf)
    },
    async open(appId, users, from, limit) {
      return (await all(statements.open, [appId, JSON.stringify(users), from, limit])).map(storedOf)
    },
    claim: (nowMs, leaseUntilMs, limit) =>
      writeReturning(statements.claim, [nowMs, leaseUntilMs, limit], rows =>
        rows.map(row => leased(row, storedOf(row))),
      ),
    deleteBefore: (createdBeforeMs, limit) =>
      writeTotal([
        { statement: statements.deletePlaces, values: [createdBeforeMs, limit] },
        { statement: statements.deleteBefore, values: [createdBeforeMs, limit] },
      ]),
  }
}

/** Takes a user's calls out of the user's list; part of deleting the user. Those who are still in a call keep it. */
export function forgetCalls(appId: AppId, username: UserId): Step {
  return { statement: callStatements.deletePlacesOfUser, values: [appId, username] }
}

function bodyOf({ id: _, ...body }: Call): string {
  return JSON.stringify(body)
}

function storedOf(row: Columns): StoredCall {
  const body = JSON.parse(row.body) as Omit<Call, 'id'>
  return {
    appId: Number(row.app_id) as AppId,
    revision: Number(row.revision),
    // JSON leaves out members that have no value.
    call: {
      id: BigInt(row.id) as CallId,
      ...{ caller: body.caller, mode: body.mode, extendedData: body.extendedData },
      ...{ timeoutSeconds: body.timeoutSeconds, checksReceipt: body.checksReceipt, createdAtMs: body.createdAtMs },
      ...{ endedAtMs: body.endedAtMs, callerCheckAtMs: body.callerCheckAtMs },
      users: body.users.map(userOf),
    },
  }
}

function userOf(user: CallUser): CallUser {
  return {
    ...{ id: user.id, state: user.state, extendedData: user.extendedData, inviter: user.inviter },
    ...{ invitedAtMs: user.invitedAtMs, changedAtMs: user.changedAtMs, receivedAtMs: user.receivedAtMs },
    ...{ acceptedAtMs: user.acceptedAtMs, deadlineMs: user.deadlineMs, checkAtMs: user.checkAtMs },
    device: user.device,
  }
}
