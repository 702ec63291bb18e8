// Pushes. A push's own row is written once. It waits as an id in `push_waiting`; a claim moves ids into a row of `push_batch`, which
// is their job (lease.ts) until they are planned.
import type { AppId, MsgId, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import type { Push, PushDevices, PushSource, Strategy } from '../../domain/push.ts'
import { taskPush } from '../../domain/task.ts'
import type { PushBatch, PushTable } from '../../ports/store.ts'
import { claim } from '../lease.ts'
import type { Reader } from '../reader.ts'
import type { PushBatchRow, PushRow } from '../schema-pushes.ts'
import { eachOfInts, insertion, intList, isOneOfInts, statement, type Value } from '../statement.ts'
import { write, writeAll, writeIfAny, writeReturningAll } from '../write.ts'
import { pagedDeliveries } from './pages.ts'
import { taskTable } from './tasks.ts'

const columns = [
  ...(['id', 'app_id', 'target', 'source', 'strategy', 'notification', 'accepted_at', 'expires_at'] as const),
  ...(['devices', 'subject'] as const),
] as const
const joinedColumns = [...columns, 'task_id'] as const
type Columns = Pick<PushRow, (typeof joinedColumns)[number]>
const batchColumns = ['id', 'push_ids', 'epoch'] as const
type BatchColumns = Pick<PushBatchRow, (typeof batchColumns)[number]>

// A task's pushes have its notification.
const named = columns.map(column =>
  column === 'notification' ? 'coalesce(task.notification, push.notification) AS notification' : `push.${column}`,
)
const joinedFrom = (pushes: string): string =>
  `SELECT ${named.join(', ')}, push.task_id FROM ${pushes} LEFT JOIN task ON task.id = push.task_id`
const joined = `${joinedFrom('push')} WHERE`

const take = 'INSERT INTO push_batch (id, push_ids, due_at, epoch, leased)'
const longestWaiting = 'SELECT push_id FROM push_waiting ORDER BY push_id LIMIT $3'
const ofBatch = 'SELECT push_ids FROM push_batch WHERE id = $1'

/** Named statements of this table. */
export const pushStatements = {
  // primary key
  find: statement<Columns>('push_find', `${joined} push.app_id = $1 AND push.id = $2`),
  // primary key; ids are ours, from batches and deliveries that a lane leased
  findMany: statement<Columns>('push_find_many', {
    sqlite: `${joined} ${isOneOfInts('push.id', '$1').sqlite}`,
    postgres: `${joinedFrom(eachOfInts('push', 'id', '$1'))} ORDER BY push.id`,
  }),
  // push_by_target
  ofUser: statement<Columns>(
    'push_of_user',
    `${joined} push.app_id = $1 AND push.target = $2 AND push.id < $3 ORDER BY push.id DESC LIMIT $4`,
  ),
  // push_by_subject
  ofSubject: statement<Columns>(
    'push_of_subject',
    `${joined} push.app_id = $1 AND push.subject = $2 AND push.target > $3 ORDER BY push.target, push.id LIMIT $4`,
  ),
  // push_by_subject
  ofSubjectAndTarget: statement<Columns>(
    'push_of_subject_and_target',
    `${joined} push.app_id = $1 AND push.subject = $2 AND push.target = $3 ORDER BY push.id LIMIT $4`,
  ),
  insert: insertion(
    'push_insert',
    'push',
    {
      id: 'bigint',
      app_id: 'bigint',
      target: 'text',
      source: 'text',
      strategy: 'bigint',
      notification: 'text',
      accepted_at: 'bigint',
      expires_at: 'bigint',
      devices: 'text',
      subject: 'text',
    },
    { epoch: '0' },
  ),
  // primary key
  insertOfTask: statement(
    'push_insert_of_task',
    'INSERT INTO push (id, app_id, target, source, strategy, notification, accepted_at, expires_at, task_id, epoch)' +
      " VALUES ($1, $2, $3, $4, $5, '', $6, $7, $8, 0) ON CONFLICT DO NOTHING",
  ),
  wait: insertion('push_wait', 'push_waiting', { push_id: 'bigint' }),
  // primary key; in PostgreSQL ids that somebody else is taking at this moment are passed over
  take: statement<BatchColumns>(
    'push_take',
    {
      sqlite:
        `${take} SELECT $1, json_group_array(push_id), $2, 1, 1 FROM (${longestWaiting}) HAVING count(*) > 0` +
        ` RETURNING ${batchColumns.join(', ')}`,
      postgres:
        `WITH taken AS MATERIALIZED (${longestWaiting} FOR UPDATE SKIP LOCKED) ${take}` +
        " SELECT $1::bigint, '[' || string_agg(push_id::text, ',' ORDER BY push_id) || ']', $2::bigint, 1, 1 FROM taken" +
        ` HAVING count(*) > 0 RETURNING ${batchColumns.join(', ')}`,
    },
    { returns: batchColumns },
  ),
  // primary keys
  taken: statement('push_taken', {
    sqlite: `DELETE FROM push_waiting WHERE push_id IN (SELECT value FROM json_each((${ofBatch})))`,
    postgres: `DELETE FROM push_waiting WHERE push_id = ANY (ARRAY(SELECT json_array_elements_text((${ofBatch})::json)::bigint))`,
  }),
  // push_batch_due
  claim: claim<BatchColumns>('push_claim', 'push_batch', ['id'], batchColumns),
  // primary key
  planned: statement('push_planned', 'DELETE FROM push_batch WHERE id = $1 AND epoch = $2'),
  insertBatch: insertion(
    'push_insert_batch',
    'push_batch',
    { id: 'bigint', push_ids: 'text', due_at: 'bigint' },
    { epoch: '0', leased: '0' },
  ),
}

/** Batches whose lease ran out that one claim takes over: few, because each may hold as many pushes as a claim may. */
const batchesRetakenMax = 4
/** Above every id. */
const idCeiling = 2n ** 63n - 1n

/** The table over an engine. */
export function pushTable(reader: Reader): PushTable {
  const { all, rows } = reader
  const tasks = taskTable(reader)
  return {
    async find(appId, id) {
      const [row] = await all(pushStatements.find, [appId, id])
      if (row) return pushOf(joinedColumns.map(name => row[name]))
      const [paged] = await pagedDeliveries(reader, appId, id)
      const task = paged?.page.taskId === undefined ? undefined : await tasks.find(appId, paged.page.taskId)
      return task && paged && taskPush(task, id, paged.delivery.target)
    },
    async findMany(ids) {
      const notifications = new Map<string, Notification>()
      return (await rows(pushStatements.findMany, [intList(ids)])).map(row => pushOf(row, notifications))
    },
    insert(push) {
      const { id, appId, target, source, strategy, notification, acceptedAtMs, expiresAtMs, devices, subject } = push
      const text = JSON.stringify(notification)
      return writeAll([
        {
          statement: pushStatements.insert,
          values: [
            ...[id, appId, target, source, strategy, text, acceptedAtMs, expiresAtMs],
            ...[devices ? JSON.stringify(devices) : null, subject ?? null],
          ],
        },
        { statement: pushStatements.wait, values: [id] },
      ])
    },
    claim: (batchId, nowMs, leaseUntilMs, limit) =>
      writeReturningAll<BatchColumns, readonly PushBatch[]>(
        [
          { statement: pushStatements.claim, values: [nowMs, leaseUntilMs, batchesRetakenMax] },
          { statement: pushStatements.take, values: [batchId, leaseUntilMs, limit] },
          { statement: pushStatements.taken, values: [batchId] },
        ],
        found => found.map(batchOf),
      ),
    planned: ({ id, epoch }) => writeIfAny(pushStatements.planned, [id, epoch]),
    takenApart: ({ id, epoch, pushIds }, nowMs) => ({
      fence: writeIfAny(pushStatements.planned, [id, epoch]),
      writes: pushIds.map(pushId => write(pushStatements.insertBatch, [pushId, intList([pushId]), nowMs])),
    }),
    async ofUser(appId, target, before, limit) {
      const found = await all(pushStatements.ofUser, [appId, target, before ?? idCeiling, limit])
      return found.map(row => pushOf(joinedColumns.map(name => row[name])))
    },
    async ofSubject(appId, subject, target, limit) {
      const found =
        target === undefined
          ? await all(pushStatements.ofSubject, [appId, subject, '', limit])
          : await all(pushStatements.ofSubjectAndTarget, [appId, subject, target, limit])
      return found.map(row => pushOf(joinedColumns.map(name => row[name])))
    },
    insertOfTask: ({ id, appId, target, source, strategy, acceptedAtMs, expiresAtMs, taskId }) =>
      write(pushStatements.insertOfTask, [
        ...[id, appId, target, source, strategy, acceptedAtMs, expiresAtMs, taskId ?? null],
      ]),
  }
}

/** From its columns in order. `notifications` remembers those of a batch by their text: many are sent to many users. */
function pushOf(row: readonly (Value | undefined)[], notifications?: Map<string, Notification>): Push {
  const text = row[5] as string
  let notification = notifications?.get(text)
  if (notification === undefined) {
    notification = JSON.parse(text) as Notification
    notifications?.set(text, notification)
  }
  return {
    id: row[0] as MsgId,
    appId: Number(row[1]) as AppId,
    target: row[2] as UserId,
    source: row[3] as PushSource,
    strategy: Number(row[4]) as Strategy,
    notification,
    acceptedAtMs: Number(row[6]),
    expiresAtMs: Number(row[7]),
    ...(row[8] === null ? {} : { devices: JSON.parse(row[8] as string) as PushDevices }),
    ...(row[9] === null ? {} : { subject: row[9] as string }),
    ...(row[10] === null ? {} : { taskId: row[10] as bigint }),
  }
}

function batchOf({ id, epoch, push_ids: ids }: BatchColumns): PushBatch {
  return {
    id: BigInt(id),
    epoch: Number(epoch),
    pushIds: ids
      .slice(1, -1)
      .split(',')
      .map(digits => BigInt(digits) as MsgId),
  }
}
