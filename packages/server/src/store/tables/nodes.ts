// The processes that share the record, one row per number. A number that nobody had yet is taken first, then the one that was
// silent longest: so a number comes back as late as it can.
import { type NodeRecord, type NodeTable, nodeNumbers } from '../../ports/nodes.ts'
import type { Int } from '../int.ts'
import { floorFind } from '../migrations.ts'
import type { Reader } from '../reader.ts'
import type { NodeRow } from '../schema-nodes.ts'
import { statement } from '../statement.ts'
import { write, writeIfAny, writeReturning } from '../write.ts'

const columns = [
  ...['number', 'epoch', 'name', 'version', 'roles', 'connections', 'bus', 'started_at', 'seen_at', 'left_at'],
] as readonly (keyof NodeRow)[]

const into = `INSERT INTO node (${columns.join(', ')})`
const values = `1, $3, $4, $5, 0, 'alone', $1, $1, NULL`
/** Who comes second to a number, although both chose it, changes nothing. */
const taking =
  'ON CONFLICT (number) DO UPDATE SET epoch = node.epoch + 1, name = $3, version = $4, roles = $5, connections = 0,' +
  " bus = 'alone', started_at = $1, seen_at = $1, left_at = NULL"

/** Named statements of this table. */
export const nodeStatements = {
  // primary key; the rows are at most as many as there are numbers
  take: statement<Pick<NodeRow, 'number' | 'epoch'>>(
    'node_take',
    {
      // Its file has one process (F20), whose number is 0.
      sqlite: `${into} VALUES (0, ${values}) ${taking} WHERE $2 IS NOT NULL RETURNING number, epoch`,
      postgres:
        `WITH fresh AS (SELECT coalesce(max(number) + 1, 0) AS number FROM node),` +
        ' silent AS (SELECT number FROM node WHERE seen_at < $2::bigint ORDER BY seen_at LIMIT 1 FOR UPDATE SKIP LOCKED),' +
        ` chosen AS (SELECT number, 0 AS place FROM fresh WHERE number < ${nodeNumbers} UNION ALL SELECT number, 1 FROM silent)` +
        ` ${into} SELECT number, 1, $3::text, $4::text, $5::text, 0, 'alone', $1::bigint, $1::bigint, NULL` +
        ` FROM (SELECT number FROM chosen ORDER BY place LIMIT 1) AS one ${taking}` +
        ' WHERE node.seen_at < $2::bigint RETURNING number, epoch',
    },
    { returns: ['number', 'epoch'] },
  ),
  // primary key
  seen: statement(
    'node_seen',
    'UPDATE node SET name = $3, version = $4, roles = $5, connections = $6, bus = $7, seen_at = $8 WHERE number = $1 AND epoch = $2',
  ),
  // primary key
  left: statement('node_left', 'UPDATE node SET left_at = $3 WHERE number = $1 AND epoch = $2'),
  // primary key; the rows are at most as many as there are numbers
  seenAfter: statement<NodeRow>(
    'node_seen_after',
    `SELECT ${columns.join(', ')} FROM node WHERE seen_at > $1 ORDER BY number`,
    { isNarrow: true },
  ),
  // there are as many rows as steps
  schemaFloor: statement<{ readonly floor: Int }>('node_schema_floor', floorFind, { isNarrow: true }),
}

/** The table over an engine. */
export function nodeTable({ all }: Pick<Reader, 'all'>): NodeTable {
  return {
    take: ({ name, version, roles }, nowMs, goneBeforeMs) =>
      writeReturning(nodeStatements.take, [nowMs, goneBeforeMs, name, version, roles.join(',')], ([row]) =>
        row ? { number: Number(row.number), epoch: Number(row.epoch), takenAtMs: nowMs } : undefined,
      ),
    seen: (number, epoch, { name, version, roles, connections, bus }, nowMs) =>
      writeIfAny(nodeStatements.seen, [number, epoch, name, version, roles.join(','), connections, bus, nowMs]),
    left: (number, epoch, nowMs) => write(nodeStatements.left, [number, epoch, nowMs]),
    async schemaFloor() {
      return Number((await all(nodeStatements.schemaFloor, []))[0]?.floor ?? 0)
    },
    async seenAfter(sinceMs) {
      return (await all(nodeStatements.seenAfter, [sinceMs])).map(recordOf)
    },
  }
}

function recordOf(row: NodeRow): NodeRecord {
  return {
    number: Number(row.number),
    epoch: Number(row.epoch),
    name: row.name,
    version: row.version,
    roles: row.roles === '' ? [] : row.roles.split(','),
    connections: Number(row.connections),
    bus: row.bus,
    startedAtMs: Number(row.started_at),
    seenAtMs: Number(row.seen_at),
    leftAtMs: row.left_at === null ? undefined : Number(row.left_at),
  }
}
