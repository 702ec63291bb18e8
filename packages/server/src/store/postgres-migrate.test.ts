import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { Migration } from './migration.ts'
import type { PostgresPlace } from './postgres-connection.ts'
import { createPrimaryWatch } from './postgres-fitness.ts'
import { migratePostgres } from './postgres-migrate.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres()
after(() => server.stop())

const step = (number: number, sql: string, more: Partial<Migration> = {}): Migration => ({
  ...{ number, name: `step ${number}`, statements: () => [sql] },
  ...more,
})
const first = step(1, 'CREATE TABLE word (id bigint PRIMARY KEY)')
const second = step(2, 'ALTER TABLE word ADD COLUMN meaning text')

async function place(): Promise<PostgresPlace> {
  const url = await server.createDatabase()
  return { url, isPooled: false, mayBeOff: [], watch: createPrimaryWatch() }
}

async function connected(at: PostgresPlace): Promise<Client> {
  const client = new Client(at.url)
  await client.connect()
  return client
}

const run = (at: PostgresPlace, steps: readonly Migration[]): Promise<void> =>
  migratePostgres({ place: at, clock: systemClock, log: silentLog }, steps)

test('F13: many processes that start at once run each step once, and each finds all of them there', async () => {
  const at = await place()
  await Promise.all(Array.from({ length: 6 }, () => run(at, [first, second])))
  const client = await connected(at)
  const found = await client.query('SELECT number FROM migration ORDER BY number')
  await client.end()
  deepEqual(found.rows, [{ number: '1' }, { number: '2' }])
})

test('F13: a step that fails leaves the steps before it, and the next start goes on from there', async () => {
  const at = await place()
  await rejects(run(at, [first, step(2, 'CREATE TABLE half (id bigint); SELECT 1 / 0')]), /division by zero/)
  await run(at, [first, second])
  const client = await connected(at)
  const found = await client.query("SELECT to_regclass('half') AS half, (SELECT max(number) FROM migration) AS latest")
  await client.end()
  deepEqual(found.rows, [{ half: null, latest: '2' }])
})

test('F113: a program goes on with a record that a newer one made longer, until a step says that it may not', async () => {
  const at = await place()
  const older = [first]
  await run(at, older)
  await run(at, [first, second])
  await run(at, older)
  const third = step(3, 'CREATE TABLE more (id bigint)', { worksWith: 1 })
  await run(at, [first, second, third])
  await run(at, older)
  await run(at, [first, second, third, step(4, 'DROP TABLE more', { worksWith: 4 })])
  await rejects(
    run(at, [first, second, third]),
    /at schema 4, which needs a program that knows 4; this one knows up to 3/,
  )
})

test('F113: while a step waits for a table, whoever comes after it is held up for a second at most', async () => {
  const at = await place()
  await run(at, [first])
  const [reader, writer] = await Promise.all([connected(at), connected(at)])
  try {
    await reader.query('BEGIN')
    await reader.query('SELECT id FROM word')
    let isDone = false
    const migrated = run(at, [first, second]).then(() => {
      isDone = true
    })
    const waits: number[] = []
    for (let id = 0; id < 8; id += 1) {
      const startMs = performance.now()
      await writer.query('INSERT INTO word (id) VALUES ($1)', [id])
      waits.push(performance.now() - startMs)
      await pause(150)
    }
    equal(isDone, false)
    ok(Math.max(...waits) < 2_000, waits.join(' '))
    await reader.query('COMMIT')
    await migrated
    equal(isDone, true)
  } finally {
    await Promise.all([reader.end(), writer.end()])
  }
})
