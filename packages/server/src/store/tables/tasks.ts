// Tasks and their audiences. A task that is to be worked on waits in its own row (lease.ts). The audience of everybody is read from
// the users as they are; a list's, and that of labels from the start on, is kept apart and does not change any more.
import type { AppId, UserId } from '@posthouse/protocol'
import type { Notification } from '@posthouse/vendors'
import { idFloor } from '../../base/ids.ts'
import type { LabelName } from '../../domain/label.ts'
import type { Strategy } from '../../domain/push.ts'
import type { Task, TaskKind, TaskState } from '../../domain/task.ts'
import type { AudiencePage, TaskTable } from '../../ports/tasks.ts'
import { claim, leased, underLease } from '../lease.ts'
import type { Reader } from '../reader.ts'
import type { TaskRow } from '../schema-tasks.ts'
import { isOneOfTexts, statement } from '../statement.ts'
import { write, writeGuarded, writeIfAny, writeReturning } from '../write.ts'
import { walkedInParts } from './task-parts.ts'

const columns = [
  'id',
  'app_id',
  'kind',
  'state',
  'strategy',
  'notification',
  'labels',
  'pace',
  'created_at',
  'start_at',
  'started_at',
  'finished_at',
  'audience',
  'walked',
  'cursor',
] as const
type Columns = Pick<TaskRow, (typeof columns)[number]>
type ClaimedRow = Columns & Pick<TaskRow, 'epoch'>

const shown = columns.map(column => (column === 'walked' ? `walked + ${walkedInParts} AS walked` : column))
const selected = `SELECT ${shown.join(', ')} FROM task WHERE app_id = $1 AND`
const running = "SELECT count(*) FROM task WHERE app_id = $2 AND finished_at IS NULL AND state IN ('running', 'paused')"
// Of those that none has begun yet the oldest goes first: they would wait for each other otherwise.
const yields = "(state = 'running' AND started_at IS NULL AND id > $1)"
const createdLately =
  "SELECT count(*) FROM task WHERE app_id = $2 AND id >= $12 AND created_at > $11 AND (kind = 'all' OR finished_at IS NULL)"
const carrying = {
  sqlite: `label_id IN (SELECT id FROM label WHERE app_id = $1 AND ${isOneOfTexts('name', '$3').sqlite})`,
  postgres: `label_id IN (SELECT id FROM label WHERE app_id = $1 AND ${isOneOfTexts('name', '$3').postgres})`,
}
const goesOn = 'app_id = $1 AND id = $2 AND finished_at IS NULL'

/** Named statements of this table. */
export const taskStatements = {
  // primary key
  find: statement<Columns>('task_find', `${selected} id = $2`),
  // task_by_app
  list: statement<Columns>('task_list', `${selected} id < $2 ORDER BY id DESC LIMIT $3`),
  // task_by_state
  listOfState: statement<Columns>('task_list_of_state', `${selected} state = $4 AND id < $2 ORDER BY id DESC LIMIT $3`),
  // primary key of app
  hold: statement('task_hold_app', 'UPDATE app SET name = name WHERE id = $1'),
  // task_open, task_by_app
  insert: statement(
    'task_insert',
    'INSERT INTO task (id, app_id, kind, state, strategy, notification, labels, pace, created_at, start_at, walked, due_at, epoch, leased)' +
      ' SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $10, 0, 0' +
      ` WHERE (${running}) < $13 AND (${createdLately}) < $14`,
  ),
  // primary key
  insertTargets: statement('task_targets_insert', {
    sqlite:
      'INSERT INTO task_target (app_id, task_id, username) SELECT $1, $2, value FROM json_each($3)' +
      ' WHERE EXISTS (SELECT 1 FROM task WHERE app_id = $1 AND id = $2) ON CONFLICT DO NOTHING',
    postgres:
      'INSERT INTO task_target (app_id, task_id, username) SELECT CAST($1 AS bigint), CAST($2 AS bigint), value' +
      ' FROM json_array_elements_text(CAST($3 AS json)) AS value' +
      ' WHERE EXISTS (SELECT 1 FROM task WHERE app_id = $1 AND id = $2) ON CONFLICT DO NOTHING',
  }),
  // task_due
  claim: claim<ClaimedRow>('task_claim', 'task', ['id'], [...columns, 'epoch']),
  // primary key; task_open
  start: statement(
    'task_start',
    "UPDATE task SET state = 'running', started_at = $4 WHERE app_id = $2 AND id = $1 AND epoch = $3 AND due_at IS NOT NULL" +
      ` AND state IN ('scheduled', 'running') AND (${running} AND id <> $1 AND NOT ${yields}) < $5`,
  ),
  // UNIQUE (app_id, name) of label; primary key of label_member
  insertCarriers: statement('task_targets_insert_carriers', {
    sqlite: insertCarriers(carrying.sqlite),
    postgres: insertCarriers(carrying.postgres),
  }),
  // primary key of app_user
  countAll: statement(
    'task_count_all',
    'UPDATE task SET audience = (SELECT count(*) FROM app_user WHERE app_id = $1) WHERE app_id = $1 AND id = $2',
  ),
  // primary key of task_target
  countTargets: statement(
    'task_count_targets',
    'UPDATE task SET audience = (SELECT count(*) FROM task_target WHERE app_id = $1 AND task_id = $2) WHERE app_id = $1 AND id = $2',
  ),
  // primary key of app_user
  everybody: statement<{ readonly username: string }>(
    'task_everybody',
    'SELECT username FROM app_user WHERE app_id = $1 AND username > $2 ORDER BY username LIMIT $3',
  ),
  // primary keys of task_target and app_user
  targets: statement<{ readonly username: string; readonly known: string | null }>(
    'task_targets',
    'SELECT task_target.username, app_user.username AS known FROM task_target LEFT JOIN app_user' +
      ' ON app_user.app_id = task_target.app_id AND app_user.username = task_target.username' +
      ' WHERE task_target.app_id = $1 AND task_id = $2 AND task_target.username > $3 ORDER BY task_target.username LIMIT $4',
  ),
  // primary key
  advance: statement(
    'task_advance',
    'UPDATE task SET cursor = $3, walked = walked + $4, due_at = $5 WHERE id = $1 AND epoch = $2 AND due_at IS NOT NULL' +
      " AND state = 'running'",
  ),
  // primary key
  release: underLease('task_release', 'task', { id: 'bigint' }, { due_at: 'bigint' }, { leased: '0' }),
  // primary key
  finish: statement(
    'task_finish',
    "UPDATE task SET state = 'finished', finished_at = $3, due_at = NULL WHERE id = $1 AND epoch = $2 AND due_at IS NOT NULL" +
      " AND state = 'running'",
  ),
  // primary key; whoever walks is refused from now on
  setState: statement('task_set_state', {
    sqlite: setState(isOneOfTexts('state', '$3').sqlite),
    postgres: setState(isOneOfTexts('state', '$3').postgres),
  }),
  // primary key
  setPace: statement('task_set_pace', `UPDATE task SET pace = $3 WHERE ${goesOn}`),
}

function insertCarriers(carriers: string): string {
  return (
    'INSERT INTO task_target (app_id, task_id, username) SELECT CAST($1 AS bigint), CAST($2 AS bigint), username FROM label_member' +
    // The plus keeps SQLite from going over every member of every label in the order of names.
    ` WHERE +app_id = $1 AND ${carriers} GROUP BY username HAVING count(*) = $4 ON CONFLICT DO NOTHING`
  )
}

function setState(isFrom: string): string {
  return (
    'UPDATE task SET state = $4, due_at = CASE WHEN parts IS NULL THEN CAST($5 AS bigint) END, finished_at = $6, leased = 0, epoch = epoch + 1' +
    ` WHERE app_id = $1 AND id = $2 AND ${isFrom}`
  )
}

/** Above every id. */
const idCeiling = 2n ** 63n - 1n

/** The table over an engine. */
export function taskTable({ all, rows }: Reader): TaskTable {
  return {
    async find(appId, id) {
      return (await all(taskStatements.find, [appId, id])).map(taskOf)[0]
    },
    async list(appId, before, limit, states) {
      const values = [appId, before ?? idCeiling, limit]
      if (!states) return (await all(taskStatements.list, values)).map(taskOf)
      // State by state, so that each is found along its index: of all of them the newest are among the newest of each.
      const found = await Promise.all(states.map(state => all(taskStatements.listOfState, [...values, state])))
      const newestFirst = found.flat().toSorted((one, other) => (one.id > other.id ? -1 : 1))
      return newestFirst.slice(0, limit).map(taskOf)
    },
    hold: appId => writeIfAny(taskStatements.hold, [appId]),
    insert(task, { runningMax, createdMax, windowStartMs }) {
      const { id, appId, kind, state, strategy, pacePerMinute, createdAtMs, startAtMs } = task
      const texts = [JSON.stringify(task.notification), JSON.stringify(task.labels)]
      return writeIfAny(taskStatements.insert, [
        ...[id, appId, kind, state, strategy, ...texts, pacePerMinute ?? null, createdAtMs, startAtMs],
        ...[windowStartMs, idFloor(windowStartMs), runningMax, createdMax],
      ])
    },
    insertTargets: (appId, id, usernames) =>
      write(taskStatements.insertTargets, [appId, id, JSON.stringify(usernames)]),
    claim: (nowMs, leaseUntilMs, limit) =>
      writeReturning(taskStatements.claim, [nowMs, leaseUntilMs, limit], found =>
        found.map(row => leased(row, taskOf(row))),
      ),
    start({ id, appId, kind, labels }, epoch, startedAtMs, runningMax) {
      const start = { statement: taskStatements.start, values: [id, appId, epoch, startedAtMs, runningMax] }
      if (kind === 'all') return writeGuarded([start, { statement: taskStatements.countAll, values: [appId, id] }])
      const count = { statement: taskStatements.countTargets, values: [appId, id] }
      if (kind === 'list') return writeGuarded([start, count])
      const carriers = [appId, id, JSON.stringify(labels), labels.length]
      return writeGuarded([start, { statement: taskStatements.insertCarriers, values: carriers }, count])
    },
    async audience({ id, appId, kind }, after, limit): Promise<AudiencePage> {
      if (kind === 'all') {
        const found = await rows(taskStatements.everybody, [appId, after ?? '', limit])
        return { usernames: found.map(row => row[0] as UserId), unknown: nobody }
      }
      const found = await rows(taskStatements.targets, [appId, id, after ?? '', limit])
      const unknown = new Set(found.filter(row => row[1] === null).map(row => row[0] as UserId))
      return { usernames: found.map(row => row[0] as UserId), unknown }
    },
    advance: (id, epoch, { cursor, walked, leaseUntilMs }) =>
      writeIfAny(taskStatements.advance, [id, epoch, cursor, walked, leaseUntilMs]),
    release: (id, epoch, dueAtMs) => writeIfAny(taskStatements.release, [id, epoch, dueAtMs]),
    finish: (id, epoch, finishedAtMs) => writeIfAny(taskStatements.finish, [id, epoch, finishedAtMs]),
    setState: (appId, id, from, { state, dueAtMs, finishedAtMs }) =>
      writeIfAny(taskStatements.setState, [
        ...[appId, id, JSON.stringify(from), state],
        ...[dueAtMs ?? null, finishedAtMs ?? null],
      ]),
    setPace: (appId, id, pacePerMinute) => writeIfAny(taskStatements.setPace, [appId, id, pacePerMinute ?? null]),
  }
}

const nobody: ReadonlySet<UserId> = new Set()

function taskOf(row: Columns): Task {
  return {
    id: BigInt(row.id),
    appId: Number(row.app_id) as AppId,
    kind: row.kind as TaskKind,
    state: row.state as TaskState,
    strategy: Number(row.strategy) as Strategy,
    notification: JSON.parse(row.notification) as Notification,
    labels: JSON.parse(row.labels) as readonly LabelName[],
    pacePerMinute: numberOf(row.pace),
    createdAtMs: Number(row.created_at),
    startAtMs: Number(row.start_at),
    startedAtMs: numberOf(row.started_at),
    finishedAtMs: numberOf(row.finished_at),
    audience: numberOf(row.audience),
    walked: Number(row.walked),
    cursor: (row.cursor ?? undefined) as UserId | undefined,
  }
}

function numberOf(value: TaskRow['pace']): number | undefined {
  return value === null ? undefined : Number(value)
}
