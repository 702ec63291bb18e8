// What waits on the whole server: bounded counts over the partial indexes of what is not finished, in one statement.
import { idTimeMs } from '../../base/ids.ts'
import { type Backlog, type BacklogKind, type BacklogTable, backlogKinds } from '../../ports/backlog.ts'
import type { Int } from '../int.ts'
import type { Reader } from '../reader.ts'
import { statement } from '../statement.ts'

interface BacklogRow {
  readonly kind: string
  readonly waiting: Int
  readonly oldest: Int | null
}

const counted = (kind: BacklogKind, column: string, rows: string): string =>
  `SELECT '${kind}' AS kind, count(*) AS waiting, min(${column}) AS oldest FROM (${rows} LIMIT $2) AS "${kind}"`
const due = (kind: BacklogKind, table: string, more = ''): string =>
  counted(kind, 'due_at', `SELECT due_at FROM ${table} WHERE due_at <= $1${more} ORDER BY due_at`)

/** Named statements of this table. */
export const backlogStatements = {
  // primary key of push_waiting; delivery_due; delivery_page_waiting; task_due; handover_due; call_due; callback_due; callback_stored_age
  look: statement<BacklogRow>(
    'backlog_look',
    [
      counted('push', 'push_id', 'SELECT push_id FROM push_waiting ORDER BY push_id'),
      due('delivery', 'delivery'),
      due('page', 'delivery_page', ' AND begun = 0'),
      due('task', 'task'),
      due('handover', 'handover'),
      due('call', 'call'),
      counted('callback', 'id', 'SELECT id FROM callback WHERE due_at IS NOT NULL ORDER BY rule_id, due_at'),
      counted('dead-letter', 'id', "SELECT id FROM callback WHERE state = 'dead' ORDER BY stored_at, id"),
    ].join(' UNION ALL '),
  ),
}

/** Whose `oldest` is an id, which tells when it was made. */
const byId: ReadonlySet<string> = new Set<BacklogKind>(['push', 'callback', 'dead-letter'])

/** The table over an engine. */
export function backlogTable({ all }: Pick<Reader, 'all'>): BacklogTable {
  return {
    async look(nowMs, max) {
      const rows = await all(backlogStatements.look, [nowMs, max])
      return backlogKinds.map(kind =>
        backlogOf(
          kind,
          rows.find(row => row.kind === kind),
        ),
      )
    },
  }
}

function backlogOf(kind: BacklogKind, row: BacklogRow | undefined): Backlog {
  const oldest = row?.oldest ?? null
  const oldestAtMs = oldest === null ? undefined : byId.has(kind) ? idTimeMs(BigInt(oldest)) : Number(oldest)
  return { kind, waiting: Number(row?.waiting ?? 0), oldestAtMs }
}
