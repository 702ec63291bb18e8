// Hand-overs. One that waits for a pass waits in its own row (lease.ts); one that is over stays for the trace.
import type { AppId } from '@posthouse/protocol'
import type { HandoverEnds } from '../../domain/handover/ends.ts'
import type { Handover, HandoverRecord, HandoverTable } from '../../ports/handovers.ts'
import { claim, leased, underLease } from '../lease.ts'
import type { Reader } from '../reader.ts'
import type { HandoverRow } from '../schema-handovers.ts'
import { statement } from '../statement.ts'
import { write, writeCount, writeIfAny, writeReturning } from '../write.ts'

const columns = ['id', 'app_id', 'position', 'subject', 'body', 'awaited', 'ends', 'created_at', 'due_at'] as const
type Columns = Pick<HandoverRow, (typeof columns)[number]>
type ClaimedRow = Columns & Pick<HandoverRow, 'epoch'>

const key = { id: 'bigint' } as const

/** Whom it waited for stays for the trace, except in large groups, characters. */
const kept = 'CASE WHEN length(handover.awaited) <= 10000 THEN handover.awaited END'

/** Named statements of this table. */
export const handoverStatements = {
  // primary key of timeline: an entry gets its position inside the commit, so what hands it over in the same commit looks there
  insert: statement(
    'handover_insert',
    'INSERT INTO handover (id, app_id, position, subject, body, created_at, due_at, epoch, leased) SELECT $1, $2,' +
      ' CASE WHEN CAST($3 AS bigint) > 0 THEN $3 ELSE coalesce((SELECT position FROM timeline WHERE app_id = $2), 0) END, $4, $5, $6, $7, 0, 0',
  ),
  // handover_due
  claim: claim<ClaimedRow>('handover_claim', 'handover', ['id'], [...columns, 'epoch']),
  // primary key
  awaiting: underLease(
    'handover_awaiting',
    'handover',
    key,
    { awaited: 'text', ends: 'text', due_at: 'bigint' },
    { leased: '0' },
  ),
  // primary key
  done: underLease('handover_done', 'handover', key, { ends: 'text' }, { awaited: kept, due_at: 'NULL' }),
  // primary key
  release: underLease('handover_release', 'handover', key, { due_at: 'bigint' }, { leased: '0' }),
  // handover_by_subject
  ofSubject: statement<Columns>(
    'handover_of_subject',
    `SELECT ${columns.join(', ')} FROM handover WHERE app_id = $1 AND subject = $2 ORDER BY id LIMIT $3`,
  ),
  // handover_by_age
  deleteBefore: statement(
    'handover_delete_before',
    'DELETE FROM handover WHERE id IN (SELECT id FROM handover WHERE created_at < $1 AND due_at IS NULL ORDER BY created_at LIMIT $2)',
  ),
}

/** The table over an engine. */
export function handoverTable({ all }: Reader): HandoverTable {
  const statements = handoverStatements
  return {
    insert(handover, dueAtMs) {
      const { id, appId, position, subjectId, createdAtMs, awaited: _, ...body } = handover
      return write(statements.insert, [id, appId, position, subjectId, JSON.stringify(body), createdAtMs, dueAtMs])
    },
    claim: (nowMs, leaseUntilMs, limit) =>
      writeReturning(statements.claim, [nowMs, leaseUntilMs, limit], found =>
        found.map(row => leased(row, recordOf(row))),
      ),
    awaiting: ({ id, awaited }, epoch, dueAtMs, ends) =>
      writeIfAny(statements.awaiting, [id, epoch, JSON.stringify(awaited ?? {}), JSON.stringify(ends), dueAtMs]),
    done: (id, epoch, ends) => writeIfAny(statements.done, [id, epoch, JSON.stringify(ends)]),
    release: (id, epoch, dueAtMs) => writeIfAny(statements.release, [id, epoch, dueAtMs]),
    async ofSubject(appId, subjectId, limit) {
      return (await all(statements.ofSubject, [appId, subjectId, limit])).map(recordOf)
    },
    deleteBefore: (createdBeforeMs, limit) => writeCount(statements.deleteBefore, [createdBeforeMs, limit]),
  }
}

function recordOf(row: Columns): HandoverRecord {
  const body = JSON.parse(row.body) as Omit<
    Handover,
    'id' | 'appId' | 'position' | 'subjectId' | 'createdAtMs' | 'awaited'
  >
  const handover: Handover = {
    id: BigInt(row.id),
    appId: Number(row.app_id) as AppId,
    position: Number(row.position),
    from: body.from,
    users: body.users,
    conversation: body.conversation,
    what: body.what,
    subjectId: row.subject,
    push: body.push,
    mentioned: body.mentioned,
    easemob: body.easemob,
    deadlineMs: body.deadlineMs,
    createdAtMs: Number(row.created_at),
    awaited: row.awaited === null ? undefined : (JSON.parse(row.awaited) as Handover['awaited']),
  }
  return {
    handover,
    ends: row.ends === null ? undefined : (JSON.parse(row.ends) as HandoverEnds),
    dueAtMs: row.due_at === null ? undefined : Number(row.due_at),
  }
}
