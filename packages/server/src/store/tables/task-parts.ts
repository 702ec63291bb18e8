// The parts of tasks that several processes walk together. What a walk writes touches its own part alone: only the end of a part, of which
// there are a few, takes the task's row, so that the last one to end is known.
import type { AppId, UserId } from '@posthouse/protocol'
import type { HeldPart, TaskPart, TaskPartTable } from '../../ports/task-parts.ts'
import { claim, leased } from '../lease.ts'
import type { Reader } from '../reader.ts'
import type { TaskPartRow } from '../schema-tasks.ts'
import { insertion, intList, isOneOfInts, statement } from '../statement.ts'
import { write, writeIfAny, writeReturning, writeTotal } from '../write.ts'

const columns = ['app_id', 'task_id', 'part', 'cursor', 'last'] as const
type ClaimedRow = Pick<TaskPartRow, (typeof columns)[number] | 'epoch'>

const ofTask = 'FROM task_part WHERE app_id = $1 AND task_id = $2'
const held = 'app_id = $1 AND task_id = $2 AND part = $3 AND epoch = $4 AND due_at IS NOT NULL'
const runs = "EXISTS (SELECT 1 FROM task WHERE task.app_id = $1 AND task.id = $2 AND state = 'running')"
const claimable = (isHere: string): string =>
  `NOT (${isHere}) AND EXISTS (SELECT 1 FROM task WHERE task.app_id = task_part.app_id AND task.id = task_id AND state = 'running')`
const here = isOneOfInts('task_id', '$4')

/** Users of a task's parts that were gone over, as SQL over the table `task`. */
export const walkedInParts =
  'CASE WHEN parts IS NULL THEN 0 ELSE (SELECT CAST(coalesce(sum(task_part.walked), 0) AS bigint) FROM task_part' +
  ' WHERE task_part.app_id = task.app_id AND task_part.task_id = task.id) END'

/** Named statements of this table. */
export const taskPartStatements = {
  // primary key of app_user; reads the index as far as it skips
  userAt: statement<{ readonly username: string }>(
    'task_part_user_at',
    'SELECT username FROM app_user WHERE app_id = $1 AND username > $2 ORDER BY username LIMIT 1 OFFSET $3',
  ),
  // primary key of task
  cut: statement(
    'task_cut',
    'UPDATE task SET parts = $4, due_at = NULL, leased = 0 WHERE app_id = $1 AND id = $2 AND epoch = $3' +
      " AND due_at IS NOT NULL AND state = 'running' AND parts IS NULL",
  ),
  insert: insertion(
    'task_part_insert',
    'task_part',
    { app_id: 'bigint', task_id: 'bigint', part: 'bigint', cursor: 'text', last: 'text', due_at: 'bigint' },
    { walked: '0', epoch: '0', leased: '0' },
  ),
  // task_part_due; primary key of task
  claim: claim<ClaimedRow>('task_part_claim', 'task_part', ['app_id', 'task_id', 'part'], [...columns, 'epoch'], {
    sqlite: claimable(here.sqlite),
    postgres: claimable(here.postgres),
  }),
  // primary key of app_user
  everybodyUpTo: statement<{ readonly username: string }>(
    'task_part_everybody_up_to',
    'SELECT username FROM app_user WHERE app_id = $1 AND username > $2 AND username <= $3 ORDER BY username LIMIT $4',
  ),
  // primary key
  heldOf: statement<{ readonly held: bigint }>(
    'task_part_held_of',
    `SELECT count(*) AS held ${ofTask} AND due_at IS NOT NULL AND leased = 1`,
  ),
  // primary keys of both
  advance: statement(
    'task_part_advance',
    `UPDATE task_part SET cursor = $5, walked = walked + $6, due_at = $7 WHERE ${held} AND ${runs}`,
  ),
  // primary key
  release: statement('task_part_release', `UPDATE task_part SET due_at = $5, leased = 0 WHERE ${held}`),
  // primary keys of both; parts that end at once are seen by each other, one after the other
  holdTask: statement(
    'task_part_hold_task',
    "UPDATE task SET walked = walked WHERE app_id = $1 AND id = $2 AND state = 'running'" +
      ` AND EXISTS (SELECT 1 FROM task_part WHERE ${held})`,
  ),
  // primary key
  end: statement('task_part_end', `UPDATE task_part SET due_at = NULL, leased = 0 WHERE ${held}`),
  // primary keys of both
  finishTask: statement(
    'task_part_finish_task',
    `UPDATE task SET state = 'finished', finished_at = $3, walked = walked + ${walkedInParts},` +
      ` cursor = (SELECT max(cursor) ${ofTask}), parts = NULL WHERE app_id = $1 AND id = $2 AND state = 'running'` +
      ` AND parts IS NOT NULL AND NOT EXISTS (SELECT 1 ${ofTask} AND due_at IS NOT NULL)`,
  ),
  // primary keys of both
  dropOf: statement(
    'task_part_drop_of',
    `DELETE ${ofTask} AND EXISTS (SELECT 1 FROM task WHERE task.app_id = $1 AND task.id = $2 AND parts IS NULL)`,
  ),
  // primary key
  interrupt: statement(
    'task_part_interrupt',
    'UPDATE task_part SET epoch = epoch + 1, leased = 0, due_at = $3 WHERE app_id = $1 AND task_id = $2 AND due_at IS NOT NULL',
  ),
  // task_in_parts; primary key of task_part
  fold: statement(
    'task_part_fold',
    `UPDATE task SET walked = walked + ${walkedInParts}, parts = NULL WHERE parts IS NOT NULL AND finished_at < $1`,
  ),
  // primary key of task; parts are few
  drop: statement(
    'task_part_drop',
    'DELETE FROM task_part WHERE NOT EXISTS (SELECT 1 FROM task WHERE task.id = task_id AND parts IS NOT NULL)',
  ),
}

const nobody: ReadonlySet<UserId> = new Set()

/** The table over an engine. */
export function taskPartTable({ all, rows }: Reader): TaskPartTable {
  return {
    async userAt(appId, after, places) {
      return (await all(taskPartStatements.userAt, [appId, after ?? '', places]))[0]?.username as UserId | undefined
    },
    cut: (appId, taskId, epoch, parts, nowMs) => ({
      fence: writeIfAny(taskPartStatements.cut, [appId, taskId, epoch, parts.length]),
      writes: parts.map(({ part, cursor, last }) =>
        write(taskPartStatements.insert, [appId, taskId, part, cursor, last ?? null, nowMs]),
      ),
    }),
    claim: (nowMs, leaseUntilMs, limit, butTaskIds) =>
      writeReturning(taskPartStatements.claim, [nowMs, leaseUntilMs, limit, intList(butTaskIds)], found =>
        found.map(row => leased(row, partOf(row))),
      ),
    async audience(appId, after, last, limit) {
      const found = await rows(taskPartStatements.everybodyUpTo, [appId, after ?? '', last, limit])
      return { usernames: found.map(row => row[0] as UserId), unknown: nobody }
    },
    async heldOf(appId, taskId) {
      return Number((await all(taskPartStatements.heldOf, [appId, taskId]))[0]?.held ?? 0)
    },
    advance: (part, { cursor, walked, leaseUntilMs }) =>
      writeIfAny(taskPartStatements.advance, [...keyOf(part), cursor, walked, leaseUntilMs]),
    release: (part, dueAtMs) => writeIfAny(taskPartStatements.release, [...keyOf(part), dueAtMs]),
    finish(part, finishedAtMs) {
      const { appId, taskId } = part.item
      return {
        fence: writeIfAny(taskPartStatements.holdTask, keyOf(part)),
        writes: [
          write(taskPartStatements.end, keyOf(part)),
          write(taskPartStatements.finishTask, [appId, taskId, finishedAtMs]),
          write(taskPartStatements.dropOf, [appId, taskId]),
        ],
      }
    },
    interrupt: (appId, taskId, dueAtMs) => write(taskPartStatements.interrupt, [appId, taskId, dueAtMs ?? null]),
    fold: endedBeforeMs =>
      writeTotal([
        { statement: taskPartStatements.fold, values: [endedBeforeMs] },
        { statement: taskPartStatements.drop, values: [] },
      ]),
  }
}

function keyOf({ item: { appId, taskId, part }, epoch }: HeldPart): readonly [AppId, bigint, number, number] {
  return [appId, taskId, part, epoch]
}

function partOf(row: ClaimedRow): TaskPart {
  return {
    appId: Number(row.app_id) as AppId,
    taskId: BigInt(row.task_id),
    part: Number(row.part),
    cursor: row.cursor as UserId,
    last: (row.last ?? undefined) as UserId | undefined,
  }
}
