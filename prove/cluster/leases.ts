// Who holds what in the record: rows under a lease, and when somebody else went on with them. Finds the tables by their columns, so that a
// new kind of work is watched too; shares no code with the server's store.
import { Client } from 'pg'
import type { RecordPlace } from '../audit/reading.ts'

/** What became of the leases that were held at an instant. */
export interface TakeOver {
  /** Rows that were leased. */
  readonly held: number
  /** Those whose lease ran out: nobody finished them before. */
  readonly ranOut: number
  /** The longest from a lease's end in which nobody was seen to go on, ms. */
  readonly lateMsMax: number
  /** Whose that was: the table and the row's key. */
  readonly latest: string
  /** Rows with which nobody had gone on when the watch gave up. */
  readonly left: number
}

interface Lease {
  readonly epoch: string
  readonly endsAtMs: number
}

const lookMs = 50
/** After a lease's end somebody goes on within a second (I12); a watch waits longer, to say how late it was. */
const waitMsMax = 15_000

/** Looks at the leases of this moment and resolves when each was finished or taken over. */
export async function watchTakeOver(record: RecordPlace): Promise<TakeOver> {
  const client = new Client({ connectionString: record })
  // PostgreSQL may be killed while it is watched: then there is nothing to watch any more.
  client.on('error', () => {})
  await client.connect()
  try {
    const query = await leaseQuery(client)
    const first = await leases(client, query)
    const lastMs = Math.max(Date.now(), ...[...first.values()].map(({ endsAtMs }) => endsAtMs)) + waitMsMax
    let [ranOut, lateMsMax, latest] = [0, 0, '']
    const left = new Map(first)
    // When what is left was seen to be held for the last time.
    let heldAtMs = Date.now()
    while (left.size > 0 && Date.now() < lastMs) {
      await new Promise(resolve => setTimeout(resolve, lookMs))
      const lookedMs = Date.now()
      const now = await leases(client, query)
      for (const [key, { epoch, endsAtMs }] of left) {
        if (now.get(key)?.epoch === epoch) continue
        left.delete(key)
        if (heldAtMs <= endsAtMs) continue
        ranOut += 1
        if (heldAtMs - endsAtMs > lateMsMax) [lateMsMax, latest] = [heldAtMs - endsAtMs, key]
      }
      heldAtMs = lookedMs
    }
    return { held: first.size, ranOut, lateMsMax, latest, left: left.size }
  } finally {
    await client.end()
  }
}

/** One statement over every table that has leases. */
async function leaseQuery(client: Client): Promise<string> {
  const { rows } = await client.query(`
    SELECT c.relname AS name, string_agg(a.attname, ',' ORDER BY array_position(i.indkey::int[], a.attnum::int)) AS key
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (i.indkey)
    WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND 3 = (
      SELECT count(*) FROM pg_attribute l WHERE l.attrelid = c.oid AND l.attname IN ('due_at', 'leased', 'epoch')
    ) GROUP BY c.relname ORDER BY c.relname`)
  const parts = (rows as { readonly name: string; readonly key: string }[]).map(
    ({ name, key }) =>
      `SELECT concat_ws('/', '${name}', ${key}) AS key, epoch, due_at FROM "${name}" WHERE leased = 1 AND due_at IS NOT NULL`,
  )
  if (parts.length === 0) throw new Error('no table of the record has leases')
  return parts.join(' UNION ALL ')
}

async function leases(client: Client, query: string): Promise<Map<string, Lease>> {
  const { rows } = await client.query(query)
  return new Map(
    (rows as { readonly key: string; readonly epoch: unknown; readonly due_at: unknown }[]).map(
      ({ key, epoch, due_at }) => [key, { epoch: String(epoch), endsAtMs: Number(due_at) }],
    ),
  )
}
