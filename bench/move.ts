// Moving a record: `posthouse move` to PostgreSQL, with its reading back and comparing, beside PostgreSQL's own COPY of the same rows from
// a file into the same tables and indexes, the limit, which reads no record, compares nothing and crosses no connection.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { startPostgres, type TestPostgres } from '../packages/server/src/store/testing/postgres.ts'
import { startHouse } from './house.ts'
import { posthouse } from './posthouse.ts'
import { interleaved, medians, printTable, ratio, thousands } from './report.ts'
import { bench, type Run } from './settings.ts'

interface Moved {
  readonly rowsPerSecond: number
  /** Largest resident size of the command, MiB. */
  readonly residentMiB: number
}

interface Variant {
  readonly name: string
  move(): Promise<Moved>
}

const tables = ['app_user', 'binding'] as const
const whole = 'posthouse move, copied and compared'
const copy = "PostgreSQL's COPY from a file"
/** The rows pass four times instead of once, and two of the four passes are PostgreSQL's. */
const goal = 0.4
/** Does not grow with the rows: the program itself is 126 of it, measured with 20,000 rows, and room for young objects the rest. */
const residentMiBMax = 180

/** Measures and prints. */
export async function moves({ quick, seed, place }: Run): Promise<void> {
  await using postgres = await startPostgres()
  const count = quick ? 10_000 : 500_000
  const data = await aRecord(place, count)
  const shelf = await mkdtemp(join(tmpdir(), 'posthouse-bench-shelf-'))
  // The server runs as somebody else.
  await chmod(shelf, 0o777)
  try {
    const first = await postgres.createDatabase()
    await moveOnce(data, first)
    await within(
      first,
      tables.map(table => `COPY ${table} TO '${join(shelf, table)}'`),
    )
    const variants: readonly Variant[] = [
      { name: whole, move: async () => moveOnce(data, await postgres.createDatabase()) },
      { name: copy, move: async () => copyOnce(postgres, shelf, 2 * count) },
    ]
    const rounds = await interleaved(variants, quick ? 1 : 3, seed, variant => variant.move())
    print(2 * count, new Map([...rounds].map(([name, measured]) => [name, medians(measured)])))
  } finally {
    await rm(shelf, { recursive: true })
  }
}

/** A data directory with so many users, each with a binding. */
async function aRecord(place: string, count: number): Promise<string> {
  const data = join(place, 'move')
  {
    await using _house = await startHouse({ data, roles: 'api' })
  }
  const connection = new DatabaseSync(join(data, 'posthouse.db'))
  const numbers = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
  connection.exec(`BEGIN;
    INSERT INTO app_user ${numbers} SELECT 1, 'user-' || i, lower(hex(randomblob(16))), lower(hex(randomblob(32))), '用户 ' || i, 1, i, i FROM n;
    INSERT INTO binding (app_id, username, device_id, notifier_name, device_token, bound_at)
      ${numbers} SELECT 1, 'user-' || i, 'phone', 'ios', lower(hex(randomblob(32))), i FROM n;
    COMMIT`)
  connection.close()
  return data
}

/** The command as a person runs it; the mark of the move before is taken away first. */
async function moveOnce(data: string, database: string): Promise<Moved> {
  await rm(join(data, 'posthouse.db.moved'), { force: true })
  const child = spawn(process.execPath, [...(await posthouse()), 'move', '--from', data, '--to', database, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text
  })
  const ended = once(child, 'close')
  const startedMs = performance.now()
  let residentMiB = 0
  while (child.exitCode === null && child.signalCode === null) {
    residentMiB = Math.max(residentMiB, largestMiB(child.pid ?? 0))
    await Promise.race([ended, pause(100)])
  }
  const elapsedMs = performance.now() - startedMs
  await ended
  const last = JSON.parse(said.trimEnd().split('\n').at(-1) ?? '') as { readonly rows?: number }
  if (child.exitCode !== 0 || last.rows === undefined) throw new Error(`the move ended with ${child.exitCode}: ${said}`)
  return { rowsPerSecond: (last.rows * 1_000) / elapsedMs, residentMiB }
}

/** `VmHWM` of `/proc/<pid>/status`; 0 once it is gone. */
function largestMiB(pid: number): number {
  try {
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024
  } catch (cause) {
    if (cause instanceof Error) return 0
    throw cause
  }
}

/** Into a database whose tables were made by the program and are empty. */
async function copyOnce(postgres: TestPostgres, shelf: string, rows: number): Promise<Moved> {
  const database = await postgres.createDatabase()
  const empty = await mkdtemp(join(tmpdir(), 'posthouse-bench-empty-'))
  try {
    {
      await using _house = await startHouse({ data: empty, roles: 'api', settings: ['--database', database] })
    }
    const startedMs = performance.now()
    await within(database, ['BEGIN', ...tables.map(table => `COPY ${table} FROM '${join(shelf, table)}'`), 'COMMIT'])
    return { rowsPerSecond: (rows * 1_000) / (performance.now() - startedMs), residentMiB: 0 }
  } finally {
    await rm(empty, { recursive: true })
  }
}

async function within(database: string, statements: readonly string[]): Promise<void> {
  const client = new Client(database)
  await client.connect()
  try {
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

function print(rows: number, results: ReadonlyMap<string, Moved>): void {
  const [ours, limit] = [results.get(whole), results.get(copy)]
  if (!ours || !limit) throw new Error('a variant was not measured')
  const reached = ours.rowsPerSecond / limit.rowsPerSecond
  printTable(
    `Moving ${rows} rows of users and bindings to PostgreSQL`,
    ['variant', 'rows/s', 'of COPY', 'largest resident size, MiB'],
    [
      [whole, thousands(ours.rowsPerSecond), ratio(reached), ours.residentMiB.toFixed(0)],
      [copy, thousands(limit.rowsPerSecond), ratio(1), '–'],
    ],
  )
  const { residentMiB } = ours
  printTable(
    'Goals of moving',
    ['goal', 'is', ''],
    [
      [`rows ≥ ${goal} × COPY`, ratio(reached), reached >= goal ? 'met' : 'not met'],
      [
        `resident size ≤ ${residentMiBMax} MiB`,
        residentMiB.toFixed(0),
        residentMiB <= residentMiBMax ? 'met' : 'not met',
      ],
    ],
  )
}

if (import.meta.main) await bench(moves)
