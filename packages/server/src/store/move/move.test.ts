import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Client, types } from 'pg'
import { systemClock } from '../../base/clock.ts'
import { idFloor } from '../../base/ids.ts'
import { silentLog } from '../../base/log.ts'
import { migrations } from '../migrations.ts'
import { openStore } from '../open.ts'
import { startPostgres, type TestPostgres } from '../testing/postgres.ts'
import { type Moved, moveRecord, RecordsDiffer, verifyRecord } from './move-record.ts'
import { openForReading, openSource, openTarget } from './open-ends.ts'
import type { Progress } from './progress.ts'
import { sharedTables, staying, type TableShape } from './record-end.ts'
import { MoveRefused } from './refused.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-move-'))
let postgres: TestPostgres
before(async () => {
  postgres = await startPostgres()
})
after(async () => {
  await postgres.stop()
  rmSync(root, { recursive: true, force: true })
})

const deps = { clock: systemClock, log: silentLog }
let files = 0
function newFile(): string {
  files += 1
  return join(root, `${files}`, 'posthouse.db')
}

/** A record with a canary and what `fill` puts into it. */
async function aRecord(fill: (connection: DatabaseSync) => void): Promise<string> {
  const path = newFile()
  {
    await using _made = await openStore({ url: path, ...deps })
  }
  const connection = new DatabaseSync(path)
  connection.exec("INSERT INTO canary (id, sealed) VALUES (1, x'00ff')")
  fill(connection)
  connection.close()
  return path
}

const quiet = (signal: AbortSignal = new AbortController().signal, tell: (progress: Progress) => void = () => {}) => ({
  monotonic: () => systemClock.monotonic(),
  signal,
  tell,
})

async function move(from: string, to: string, watch = quiet()): Promise<Moved> {
  await using source = await openSource(deps, from, async () => undefined)
  await using target = await openTarget(deps, to)
  return await moveRecord({ from: source, to: target }, watch)
}

async function verify(from: string, to: string): Promise<Moved> {
  await using source = await openForReading(deps, from)
  await using target = await openForReading(deps, to)
  return await verifyRecord({ from: source, to: target }, quiet())
}

async function shapesAt(address: string): Promise<readonly TableShape[]> {
  await using end = await openTarget(deps, address)
  return await end.shapes()
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

test('every table of the schema is moved, or named with the reason why it stays', async () => {
  const file = await shapesAt(newFile())
  const database = await shapesAt(await postgres.createDatabase())
  equal(sharedTables(file, database), file)
  const columns = { engine: 'sqlite', int: '', text: '', bytes: '', table: '', keyed: '' } as const
  const made = migrations
    .flatMap(({ statements }) => statements(columns))
    .flatMap(sql => [...sql.matchAll(/^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)/g)].map(([, name]) => name ?? ''))
  const moved = new Set(file.map(({ name }) => name))
  const connection = new DatabaseSync(':memory:')
  for (const name of made)
    ok(moved.has(name) || staying.has(name) || isGone(name), `${name} is neither moved nor staying`)
  connection.close()
  for (const { name, key } of file) ok(key.length > 0, `${name} has no key to read it in the order of`)
  function isGone(name: string): boolean {
    return migrations.some(({ statements }) =>
      statements(columns).some(
        sql => sql.includes(`DROP TABLE ${name}`) || sql.includes(`ALTER TABLE ${name} RENAME TO`),
      ),
    )
  }
})

const longest = 9_223_372_036_854_775_807n
const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    '',
    '\\N',
    '\\',
    '\t',
    '\n',
    '\r\n',
    '\\.',
    '\b\f\v',
    '🀄️驿站',
    '"',
    "'",
    '{"a":"\\u0000"}',
    '\u007f',
    '\ufeff',
    '\u{10ffff}',
  ),
  fc.string({ unit: 'binary-ascii', maxLength: 8 }).map(text => text.replaceAll('\0', ' ')),
)
const wholes = fc.oneof(
  fc.bigInt({ min: -longest - 1n, max: longest }),
  fc.constantFrom(0n, 1n, longest, -longest - 1n, 2n ** 53n + 1n),
)
const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 16 }),
  fc.constantFrom(new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(92, 10, 9, 255)),
)
const cells = { int: wholes, text: texts, bytes } as const

/** Rows of random values; a column that may be null sometimes is. What a table's own rules refuse is left out. */
function insertRandom(connection: DatabaseSync, { name, columns }: TableShape, seed: number): number {
  const nullable = new Set(
    connection
      .prepare(`PRAGMA table_info("${name}")`)
      .all()
      .filter(({ notnull, pk }) => notnull === 0 && pk === 0)
      .map(column => String(column['name'])),
  )
  const row = fc.tuple(
    ...columns.map(column => {
      // Ending a lease counts its epoch up, which the largest number has no room for.
      const cell: fc.Arbitrary<unknown> = column.name === 'epoch' ? fc.nat().map(BigInt) : cells[column.kind]
      return (nullable.has(column.name) ? fc.option(cell) : cell) as fc.Arbitrary<SQLInputValue>
    }),
  )
  const insert = connection.prepare(
    `INSERT OR IGNORE INTO "${name}" (${columns.map(column => `"${column.name}"`).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
  )
  insert.setReadBigInts(true)
  return fc
    .sample(row, { numRuns: 40, seed })
    .reduce((count, values) => count + Number(insert.run(...values).changes), 0)
}

/** The rows as SQLite's own driver gives them: what moves them must not be what judges it. */
function rawRows(path: string, shape: TableShape): readonly unknown[] {
  const connection = new DatabaseSync(path, { readOnly: true })
  const statement = connection.prepare(selectOf(shape))
  statement.setReadBigInts(true)
  const rows = statement.all().map(row => shape.columns.map(({ name }) => plain(row[name])))
  connection.close()
  return rows
}

async function rawRowsOf(url: string, shape: TableShape): Promise<readonly unknown[]> {
  const client = new Client({
    connectionString: url,
    types: { getTypeParser: oid => (oid === 20 ? BigInt : types.getTypeParser(oid)) },
  })
  await client.connect()
  const { rows } = await client.query<Record<string, unknown>>(selectOf(shape))
  await client.end()
  return rows.map(row => shape.columns.map(({ name }) => plain(row[name])))
}

function selectOf({ name, key }: TableShape): string {
  return `SELECT * FROM "${name}" ORDER BY ${key.map(column => `"${column}"`).join(', ')}`
}

function plain(cell: unknown): unknown {
  return cell instanceof Uint8Array ? [...cell] : cell
}

test('random rows of every table survive the way to PostgreSQL and back, byte for byte', async t => {
  const seed = Date.now() & 0xffffff
  t.diagnostic(`seed ${seed}`)
  const shapes = await shapesAt(newFile())
  const first = await aRecord(connection => {
    connection.exec('BEGIN; DELETE FROM canary')
    for (const shape of shapes) ok(insertRandom(connection, shape, seed) > 0, `${shape.name} took no row`)
    connection.exec("DELETE FROM canary; INSERT INTO canary (id, sealed) VALUES (1, x'00ff'); COMMIT")
  })
  const database = await postgres.createDatabase()
  const there = await move(first, database)
  const second = newFile()
  const back = await move(database, second)
  deepEqual(back.tables, there.tables)
  equal(there.tables.length, shapes.length)
  deepEqual((await verify(first, second)).tables, there.tables)
  for (const shape of shapes) {
    const moved = rawRows(first, shape)
    deepEqual(rawRows(second, shape), moved)
    deepEqual(await rawRowsOf(database, shape), moved)
  }
})

const aUser = (connection: DatabaseSync, count: number): void => {
  const insert = connection.prepare("INSERT INTO app_user VALUES (1, ?, 'u', 'h', NULL, 1, 0, 0)")
  connection.exec('BEGIN')
  for (let at = 0; at < count; at += 1) insert.run(`user-${at}`)
  connection.exec('COMMIT')
}

test('a target with rows is refused and stays as it is, and so is a database that servers use', async () => {
  const source = await aRecord(connection => aUser(connection, 3))
  const database = await postgres.createDatabase()
  {
    await using _made = await openTarget(deps, database)
  }
  await query(database, "INSERT INTO app_user VALUES (1, 'zoe', 'u', 'h', NULL, 1, 0, 0)")
  await rejects(move(source, database), refusedFor('not-empty'))
  equal(existsSync(`${source}.moved`), false)
  await query(database, "DELETE FROM app_user WHERE username = 'zoe'")
  const server = new Client({ connectionString: database, application_name: 'posthouse' })
  await server.connect()
  await rejects(move(source, database), refusedFor('in-use'))
  await server.end()
})

test('the source is locked against servers during a move, and one that was never used is no record', async () => {
  const source = await aRecord(connection => aUser(connection, 3))
  await using store = await openStore({ url: source, ...deps })
  await rejects(move(source, newFile()), /is in use by process/)
  await store[Symbol.asyncDispose]()
  await rejects(move(newFile(), source), refusedFor('no-record'))
  const unused = newFile()
  {
    await using _made = await openStore({ url: unused, ...deps })
  }
  await rejects(move(unused, newFile()), refusedFor('no-record'))
})

test('a move that is stopped at any moment leaves the target empty and the source usable, and can be begun again', async () => {
  const source = await aRecord(connection => aUser(connection, 5_000))
  const database = await postgres.createDatabase()
  for (const step of ['copy', 'verify'] as const) {
    const stop = new AbortController()
    const stopAt = (progress: Progress): void => {
      if (progress.table === 'app_user' && progress.step === step && progress.rows > 0) stop.abort(new Error('stopped'))
    }
    await rejects(move(source, database, quiet(stop.signal, stopAt)), /stopped/)
    equal(existsSync(`${source}.moved`), false)
  }
  const { rows } = await move(source, database)
  equal(rows, 5_002)
})

test('after a move servers refuse the source, in either direction', async () => {
  const source = await aRecord(connection => aUser(connection, 3))
  const database = await postgres.createDatabase()
  await move(source, database)
  await rejects(openStore({ url: source, ...deps }), /was moved to postgres:.*remove/)
  const back = newFile()
  await move(database, back)
  await rejects(openStore({ url: database, ...deps }), /was moved to .*DROP TABLE moved_away/)
  await using _usable = await openStore({ url: back, ...deps })
})

test('a process that was cut off while its record was moved learns that its number is gone, as soon as it is back', async () => {
  const database = await postgres.createDatabase()
  await move(await aRecord(connection => aUser(connection, 3)), database)
  await using store = await openStore({ url: database, ...deps })
  const { number, epoch } = store.held
  const client = new Client(postgres.url)
  await client.connect()
  await client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [
    new URL(database).pathname.slice(1),
  ])
  await client.end()
  await move(database, newFile())
  const facts = { name: 'cut off', version: '', roles: [], connections: 0, bus: '' }
  deepEqual(await store.commit([store.tables.nodes.seen(number, epoch, facts, Date.now())]), [false])
})

test('a comparison names the rows that differ by table, key and column', async () => {
  const source = await aRecord(connection => aUser(connection, 2_000))
  const database = await postgres.createDatabase()
  await move(source, database)
  deepEqual((await verify(source, database)).rows, 2_002)
  await query(database, "UPDATE app_user SET uuid = 'other', created_at = 5 WHERE username = 'user-7'")
  await query(database, "DELETE FROM app_user WHERE username = 'user-1999'")
  await query(database, "INSERT INTO app_user VALUES (1, 'user', 'u', 'h', NULL, 1, 0, 0)")
  await rejects(verify(source, database), (error: unknown) => {
    ok(error instanceof RecordsDiffer)
    deepEqual(error.differences, [
      { table: 'app_user', key: ['1', 'user'], what: 'only at the target' },
      { table: 'app_user', key: ['1', 'user-1999'], what: 'missing at the target' },
      { table: 'app_user', key: ['1', 'user-7'], what: 'differs in uuid, created_at' },
    ])
    return true
  })
})

test('what was leased is due at once under a higher epoch', async () => {
  const far = Date.now() + 3_600_000
  const source = await aRecord(connection => {
    connection.exec(
      `INSERT INTO push_batch (id, push_ids, due_at, epoch, leased) VALUES (1, '[]', ${far}, 7, 1), (2, '[]', ${far}, 7, 0)`,
    )
  })
  const database = await postgres.createDatabase()
  await move(source, database)
  const client = new Client(database)
  await client.connect()
  const { rows } = await client.query(
    'SELECT id::int, epoch::int, leased::int, due_at <= $1 AS due FROM push_batch ORDER BY id',
    [Date.now()],
  )
  await client.end()
  deepEqual(rows, [
    { id: 1, epoch: 8, leased: 0, due: true },
    { id: 2, epoch: 7, leased: 0, due: false },
  ])
})

test('a text that PostgreSQL cannot hold is named by its row, and the move leaves nothing behind', async () => {
  const source = await aRecord(connection => {
    connection.prepare("INSERT INTO app_user VALUES (1, ?, 'u', 'h', 'a' || char(0) || 'b', 1, 0, 0)").run('nul')
  })
  const database = await postgres.createDatabase()
  await rejects(move(source, database), /\["1","nul"\] of app_user cannot be moved.*NUL/)
  equal(existsSync(`${source}.moved`), false)
})

test('progress counts every row twice and ends at its end', async () => {
  const source = await aRecord(connection => aUser(connection, 5_000))
  const seen: Progress[] = []
  await move(
    source,
    newFile(),
    quiet(undefined, progress => seen.push(progress)),
  )
  const last = seen.at(-1)
  equal(last?.done, 1)
  equal(last?.remainingMs, 0)
  ok(seen.every(({ done }, at) => done >= (seen[at - 1]?.done ?? 0)))
  deepEqual(new Set(seen.map(({ step }) => step)), new Set(['copy', 'verify']))
})

test('rows of the last days lie in the partition of their day', async () => {
  const nowMs = Date.now()
  const source = await aRecord(connection => {
    const insert = connection.prepare(
      "INSERT INTO push (id, app_id, target, source, strategy, notification, accepted_at, expires_at, epoch, leased) VALUES (?, 1, 'u', 's', 0, '{}', 0, 0, 0, 0)",
    )
    insert.setReadBigInts(true)
    for (const days of [0, 1, 60]) insert.run(idFloor(nowMs - days * 86_400_000))
  })
  const database = await postgres.createDatabase()
  await move(source, database)
  const client = new Client(database)
  await client.connect()
  const { rows } = await client.query('SELECT tableoid::regclass::text AS place FROM push ORDER BY id')
  await client.end()
  equal(rows.length, 3)
  deepEqual(
    rows.map(({ place }) => place === 'push_default'),
    [true, false, false],
  )
  equal(new Set(rows.map(({ place }) => place)).size, 3)
})

function refusedFor(reason: MoveRefused['reason']): (error: unknown) => boolean {
  return error => error instanceof MoveRefused && error.reason === reason
}
