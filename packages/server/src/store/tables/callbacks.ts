// Callbacks, the outbox. A callback that is not delivered is its own job (lease.ts), found rule by rule. Its tries are numbered
// here, so that they go on counting after a replay.
import type { AppId, DeviceId, MsgId, PushStatus } from '@posthouse/protocol'
import { type Expression, type SqlBool, sql } from 'kysely'
import type { Callback, CallbackState, CallbackTry } from '../../domain/callback-rule.ts'
import type { CallbackEvent } from '../../domain/chat-event.ts'
import type { CallbackRecord, CallbackSelection, CallbackTable } from '../../ports/store.ts'
import type { Int } from '../int.ts'
import { claim, leased, underLease } from '../lease.ts'
import { type Reader, step } from '../reader.ts'
import type { CallbackRow, CallbackTryRow } from '../schema-reports.ts'
import { eachOfInts, insertion, intList, isOneOfInts, rowUpdate, statement } from '../statement.ts'
import { write, writeCount, writeGuarded, writeIfAny, writeReturning } from '../write.ts'

const columns = [
  'id',
  'rule_id',
  'app_id',
  'event',
  'push_id',
  'device_id',
  'status',
  'body',
  'created_at',
  'tries',
  'target_url',
] as const
type Columns = Pick<CallbackRow, (typeof columns)[number]>
type ClaimedRow = Columns & Pick<CallbackRow, 'epoch'>
type RecordRow = Columns & Pick<CallbackRow, 'state' | 'due_at'>

const key = { id: 'bigint' } as const
const selectedTries = 'SELECT callback_id, number, at, duration, http_status, error, excerpt FROM'
const triesOrdered = 'ORDER BY callback_id, number'

/** Named statements of this table. Those under a lease name rows by our own ids, and so need no app. */
export const callbackStatements = {
  // callback_by_push; the plus keeps SQLite from choosing callback_by_app for the order and reading a whole app
  ofPush: statement<RecordRow>(
    'callback_of_push',
    `SELECT ${columns.join(', ')}, state, due_at FROM callback WHERE push_id = $2 AND +app_id = $1 ORDER BY id`,
  ),
  // primary key of callback_try
  triesOf: statement<CallbackTryRow>('callback_tries_of', {
    sqlite: `${selectedTries} callback_try WHERE ${isOneOfInts('callback_id', '$1').sqlite} ${triesOrdered}`,
    postgres: `${selectedTries} ${eachOfInts('callback_try', 'callback_id', '$1')} ${triesOrdered}`,
  }),
  // callback_due, as a loose scan: one step per rule, however many rows wait under it
  rulesDue: statement<{ readonly id: Int }>(
    'callback_rules_due',
    'WITH RECURSIVE rule (id) AS (' +
      ' SELECT min(rule_id) FROM callback WHERE due_at IS NOT NULL' +
      ' UNION ALL' +
      ' SELECT (SELECT min(rule_id) FROM callback WHERE due_at IS NOT NULL AND rule_id > rule.id) FROM rule WHERE rule.id IS NOT NULL' +
      '), first (id, due_at) AS (' +
      ' SELECT id, (SELECT min(due_at) FROM callback WHERE due_at IS NOT NULL AND rule_id = rule.id) FROM rule WHERE id IS NOT NULL' +
      ') SELECT id FROM first WHERE due_at <= $1 ORDER BY due_at LIMIT $2',
  ),
  insert: insertion(
    'callback_insert',
    'callback',
    {
      id: 'bigint',
      rule_id: 'bigint',
      app_id: 'bigint',
      push_id: 'bigint',
      device_id: 'text',
      status: 'text',
      body: 'text',
      created_at: 'bigint',
      tries: 'bigint',
      due_at: 'bigint',
      event: 'text',
    },
    { state: "'waiting'", epoch: '0' },
  ),
  // callback_due
  claim: claim<ClaimedRow>('callback_claim', 'callback', ['id'], [...columns, 'epoch'], 'rule_id = $4'),
  // primary key
  tried: underLease(
    'callback_tried',
    'callback',
    key,
    { state: 'text', due_at: 'bigint' },
    { tries: 'callback.tries + 1', leased: '0' },
  ),
  // primary key
  store: rowUpdate('callback_store', 'callback', {
    key,
    set: { stored_at: 'bigint' },
    // Written so that PostgreSQL does not take the index of dead ones for the shorter way.
    only: "callback.state || '' = 'dead' AND callback.stored_at IS NULL",
  }),
  // primary key of callback_try
  insertTry: statement(
    'callback_insert_try',
    'INSERT INTO callback_try (callback_id, number, at, duration, http_status, error, excerpt, rule_id)' +
      ' SELECT $1, coalesce(max(number), 0) + 1, $2, $3, $4, $5, $6, $7 FROM callback_try WHERE callback_id = $1',
    {
      merged: {
        postgres:
          'INSERT INTO callback_try (callback_id, number, at, duration, http_status, error, excerpt, rule_id)' +
          ' SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM callback_try WHERE callback_id = id),' +
          ' at, duration, http_status, error, excerpt, rule' +
          ' FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bigint[])' +
          ' AS input (id, at, duration, http_status, error, excerpt, rule)',
        keyLength: 1,
        reports: 'none',
      },
    },
  ),
  // primary key
  release: underLease('callback_release', 'callback', key, { due_at: 'bigint' }, { leased: '0' }),
}

/** The table over an engine. */
export function callbackTable({ build, run, all }: Reader): CallbackTable {
  const selected = selectedFrom(build)

  async function withTries(rows: readonly RecordRow[]): Promise<readonly CallbackRecord[]> {
    if (rows.length === 0) return []
    const tries = await all(callbackStatements.triesOf, [intList(rows.map(row => BigInt(row.id)))])
    const byCallback = Map.groupBy(tries.map(tryOf), made => made.callbackId)
    return rows.map(row => recordOf(row, byCallback.get(BigInt(row.id)) ?? []))
  }

  return {
    ofPush: async (appId, pushId) => withTries(await all(callbackStatements.ofPush, [appId, pushId])),
    // callback_by_app; callback_by_push for one push; callback_dead where only dead ones are wanted
    async list(appId, selection, before, limit) {
      const query = selected(appId, selection).select([...columns, 'state', 'due_at'])
      const below = before === undefined ? query : query.where('id', '<', before)
      return withTries(await run(below.orderBy('id', 'desc').limit(limit)))
    },
    async rulesDue(nowMs, limit) {
      return (await all(callbackStatements.rulesDue, [nowMs, limit])).map(row => BigInt(row.id))
    },
    insert: (callback, dueAtMs) => write(callbackStatements.insert, [...valuesOf(callback), dueAtMs, callback.event]),
    claim: (ruleId, nowMs, leaseUntilMs, limit) =>
      writeReturning(callbackStatements.claim, [nowMs, leaseUntilMs, limit, ruleId], rows =>
        rows.map(row => leased(row, callbackOf(row))),
      ),
    tried: ({ id, ruleId }, epoch, made, next) =>
      writeGuarded([
        { statement: callbackStatements.tried, values: [id, epoch, next.state, next.dueAtMs ?? null] },
        {
          statement: callbackStatements.insertTry,
          values: [
            ...[id, made.atMs, made.durationMs],
            ...[made.httpStatus ?? null, made.error ?? null, made.excerpt ?? null, ruleId],
          ],
        },
        ...(next.state === 'dead' ? [{ statement: callbackStatements.store, values: [id, made.atMs] }] : []),
      ]),
    release: (id, epoch, dueAtMs) => writeIfAny(callbackStatements.release, [id, epoch, dueAtMs]),
    // callback_by_app, callback_by_push, or callback_dead, in the window that the selection names. Counting the epoch up refuses a try that is under way, so that the replay is not lost with it; those
    // that a replay made due already are left out, so that it can be repeated until it reports 0; asked for twice, because who
    // waited for another process's replay in PostgreSQL looks at the row again, but not for it anew.
    replay(appId, selection, { id, nowMs, limit }) {
      const isFresh = sql<SqlBool>`NOT (state = 'waiting' AND tries = 0 AND due_at <= ${nowMs})`
      const ids = selected(appId, selection).select('id').where(isFresh).orderBy('id').limit(limit)
      const { statement: text, values } = step(
        build
          .updateTable('callback')
          .set(({ eb }) => ({
            state: 'waiting',
            tries: 0,
            due_at: nowMs,
            leased: 0,
            epoch: eb('epoch', '+', 1),
            stored_at: null,
            resends: 0,
            target_url: null,
            replay_id: id,
            replayed_from: eb.ref('state'),
          }))
          .where('app_id', '=', appId)
          .where('id', 'in', ids)
          .where(isFresh),
      )
      return writeCount(text, values)
    },
  }
}

/** The callbacks of an app that a selection means. */
export function selectedFrom(build: Reader['build']) {
  return (appId: AppId, selection: CallbackSelection) =>
    select(build.selectFrom('callback').where(ofTenant(appId, selection)), selection)
}

/** The columns that {@link conditionsOf} names. */
export const selectedColumns = ['rule_id', 'push_id', 'event', 'status', 'state', 'created_at'] as const

/** What a selection asks of a callback. */
export function conditionsOf(selection: CallbackSelection): readonly Expression<SqlBool>[] {
  const { ruleId, pushId, pushIds, fromId, belowId, events, statuses, states, fromMs, untilMs } = selection
  const conditions: (Expression<SqlBool> | undefined)[] = [
    ruleId === undefined ? undefined : sql`rule_id = ${ruleId}`,
    pushId === undefined ? undefined : sql`push_id = ${pushId}`,
    pushIds && sql`push_id IN ${listOf(pushIds)}`,
    fromId === undefined ? undefined : sql`id >= ${fromId}`,
    belowId === undefined ? undefined : sql`id < ${belowId}`,
    events && sql`event IN ${listOf(events)}`,
    // Only pushes have a status worth asking for.
    statuses && sql`status IN ${listOf(statuses)} AND event = 'push'`,
    states && stateIn(states),
    fromMs === undefined ? undefined : sql`created_at >= ${fromMs}`,
    untilMs === undefined ? undefined : sql`created_at < ${untilMs}`,
  ]
  return conditions.filter(condition => condition !== undefined)
}

type Query<Q> = { where(condition: Expression<SqlBool>): Q }

function select<Q extends Query<Q>>(query: Q, selection: CallbackSelection): Q {
  let narrowed = query
  for (const condition of conditionsOf(selection)) narrowed = narrowed.where(condition)
  return narrowed
}

/** For single pushes the plus keeps the index over apps from being chosen, as in `ofPush`. */
function ofTenant(appId: AppId, { pushId, pushIds }: CallbackSelection): Expression<SqlBool> {
  return (pushId ?? pushIds) === undefined ? sql`app_id = ${appId}` : sql`+app_id = ${appId}`
}

/** Whether only dead ones are wanted, which have an index of their own. */
export function isOnlyDead(states: readonly CallbackState[] | undefined): boolean {
  return states?.length === 1 && states[0] === 'dead'
}

/** Only a literal, not a parameter, lets the engines use the index that holds dead ones alone. */
function stateIn(states: readonly CallbackState[]): Expression<SqlBool> {
  return isOnlyDead(states) ? sql`state = 'dead'` : sql`state IN ${listOf(states)}`
}

/** PostgreSQL takes no empty list; nothing equals null. */
function listOf(values: readonly (bigint | string)[]): Expression<unknown> {
  return sql`(${sql.join(values.length === 0 ? [null] : values)})`
}

function valuesOf(callback: Callback): readonly (bigint | number | string)[] {
  const { id, ruleId, appId, pushId, deviceId, status, body, createdAtMs, tries } = callback
  return [id, ruleId, appId, pushId, deviceId, status, body, createdAtMs, tries]
}

function callbackOf(row: Columns): Callback {
  return {
    id: BigInt(row.id),
    ruleId: BigInt(row.rule_id),
    appId: Number(row.app_id) as AppId,
    event: row.event as CallbackEvent,
    pushId: BigInt(row.push_id) as MsgId,
    deviceId: row.device_id as DeviceId,
    status: row.status as PushStatus,
    body: row.body,
    createdAtMs: Number(row.created_at),
    tries: Number(row.tries),
    targetUrl: row.target_url ?? undefined,
  }
}

function recordOf(row: RecordRow, tries: readonly CallbackTry[]): CallbackRecord {
  return {
    callback: callbackOf(row),
    state: row.state as CallbackState,
    dueAtMs: row.due_at === null ? undefined : Number(row.due_at),
    tries,
  }
}

function tryOf(row: CallbackTryRow): CallbackTry {
  return {
    callbackId: BigInt(row.callback_id),
    number: Number(row.number),
    atMs: Number(row.at),
    durationMs: Number(row.duration),
    httpStatus: row.http_status === null ? undefined : Number(row.http_status),
    error: row.error ?? undefined,
    excerpt: row.excerpt ?? undefined,
  }
}
