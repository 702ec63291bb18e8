// The audit log. No statement changes or deletes an entry; the primary key lets one writer only put an entry in a place (S53).
import type { AppId } from '@posthouse/protocol'
import type { ChainedEntry } from '../../domain/audit.ts'
import type { AuditTable } from '../../ports/access.ts'
import type { Reader } from '../reader.ts'
import type { AuditRow } from '../schema-access.ts'
import { statement } from '../statement.ts'
import { writeGuarded } from '../write.ts'

const columns = [
  ...['seq', 'at', 'actor_kind', 'actor_id', 'actor', 'address', 'action', 'app_id', 'params', 'members'],
  ...['outcome', 'code', 'about', 'previous', 'hash'],
] as readonly (keyof AuditRow)[]

/** Named statements of this table. */
export const auditStatements = {
  // primary key
  head: statement<Pick<AuditRow, 'seq' | 'hash'>>(
    'audit_head',
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  ),
  append: statement(
    'audit_append',
    `INSERT INTO audit (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})` +
      ' ON CONFLICT (seq) DO NOTHING',
  ),
  // primary key
  after: statement<AuditRow>(
    'audit_after',
    `SELECT ${columns.join(', ')} FROM audit WHERE seq > $1 ORDER BY seq LIMIT $2`,
  ),
}

/** The table over an engine. */
export function auditTable({ all, build, run }: Reader): AuditTable {
  return {
    async head() {
      return (await all(auditStatements.head, [])).map(({ seq, hash }) => ({
        seq: Number(seq),
        hash: bytesOf(hash),
      }))[0]
    },
    append: entries =>
      writeGuarded(entries.map(entry => ({ statement: auditStatements.append, values: valuesOf(entry) }))),
    // audit_by_app, audit_by_actor, audit_by_action or audit_by_time, else the primary key
    async page({ appId, actor, action, fromMs, untilMs }, before, limit) {
      let query = build.selectFrom('audit').select(columns)
      if (appId !== undefined) query = query.where('app_id', '=', appId)
      if (actor !== undefined) query = query.where('actor', '=', actor)
      if (action !== undefined) query = query.where('action', '=', action)
      if (fromMs !== undefined) query = query.where('at', '>=', fromMs)
      if (untilMs !== undefined) query = query.where('at', '<', untilMs)
      if (before !== undefined) query = query.where('seq', '<', before)
      return (await run(query.orderBy('seq', 'desc').limit(limit))).map(entryOf)
    },
    async after(seq, limit) {
      return (await all(auditStatements.after, [seq, limit])).map(entryOf)
    },
  }
}

function valuesOf(entry: ChainedEntry) {
  const { seq, atMs, actorKind, actorId, actor, address, action, appId, params, members, outcome, code, about } = entry
  return [
    ...[seq, atMs, actorKind, actorId ?? null, actor, address, action, appId ?? null],
    ...[JSON.stringify(params), JSON.stringify(members), outcome, code ?? null, about ?? null],
    ...[entry.previous, entry.hash],
  ]
}

function entryOf(row: AuditRow): ChainedEntry {
  return {
    seq: Number(row.seq),
    atMs: Number(row.at),
    actorKind: row.actor_kind as ChainedEntry['actorKind'],
    actorId: row.actor_id === null ? undefined : BigInt(row.actor_id),
    actor: row.actor,
    address: row.address,
    action: row.action,
    appId: row.app_id === null ? undefined : (Number(row.app_id) as AppId),
    params: JSON.parse(row.params) as ChainedEntry['params'],
    members: JSON.parse(row.members) as readonly string[],
    outcome: row.outcome as ChainedEntry['outcome'],
    code: row.code ?? undefined,
    about: row.about === null ? undefined : Number(row.about),
    previous: bytesOf(row.previous),
    hash: bytesOf(row.hash),
  }
}

/** PostgreSQL gives a Buffer. */
function bytesOf(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}
