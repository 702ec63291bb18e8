import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import type { MsgId } from '@posthouse/protocol'
import { type Clock, systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aCallback, aPush, sampleApp, sampleId } from '../domain/testing/samples.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { openStore } from './open.ts'
import { storeConformance } from './store.conformance.ts'
import { namedStatements } from './tables.ts'
import { write } from './write.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-sqlite-'))
after(() => rmSync(root, { recursive: true, force: true }))
let places = 0
function freshPath(): string {
  places += 1
  return join(root, `${places}`, 'data', 'posthouse.db')
}
const open = (url: string, clock: Clock = systemClock): Promise<Store> => openStore({ url, clock, log: silentLog })
const isKind =
  (kind: StoreError['kind']) =>
  (error: unknown): boolean =>
    error instanceof StoreError && error.kind === kind

let migrated = ''
/** A copy of one record that only its migrations wrote: each of them waits for the disk. */
async function migratedPath(): Promise<string> {
  if (migrated === '') {
    const path = freshPath()
    await (await open(path))[Symbol.asyncDispose]()
    const connection = new DatabaseSync(path)
    connection.exec('DELETE FROM node')
    connection.close()
    migrated = path
  }
  const path = freshPath()
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  copyFileSync(migrated, path)
  return path
}

storeConformance('SQLite', async () => open(await migratedPath()))

test('SQLite prepares every named statement, and each name is its own', async () => {
  const path = freshPath()
  await using _store = await open(path)
  const connection = new DatabaseSync(path)
  for (const { sqlite } of namedStatements) connection.prepare(sqlite)
  connection.close()
  equal(new Set(namedStatements.map(statement => statement.name)).size, namedStatements.length)
})

test('SQLite: claims and the search for due rules use the index over what waits, and never sort or read the whole table', async () => {
  const path = freshPath()
  await using _store = await open(path)
  const connection = new DatabaseSync(path)
  const planOf = (name: string): string => {
    const sql = namedStatements.find(statement => statement.name === name)?.sqlite ?? ''
    return connection
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(step => String(step['detail']))
      .join('\n')
  }
  match(planOf('push_claim'), /USING (COVERING )?INDEX push_batch_due/)
  match(planOf('page_claim'), /USING (COVERING )?INDEX delivery_page_due/)
  match(planOf('page_waiting'), /USING INDEX delivery_page_waiting \(due_at<\?\)[\s\S]*SEARCH notifier USING/)
  match(
    planOf('task_targets_insert_carriers'),
    /SEARCH label_member USING PRIMARY KEY \(label_id=\?[\s\S]*SEARCH label USING/,
  )
  match(planOf('page_hasten'), /USING INDEX delivery_page_by_task \(task_id=\?\)/)
  match(planOf('task_pages_of_target'), /USING INDEX delivery_page_by_task \(task_id=\? AND last_target>\?\)/)
  match(
    planOf('page_of_push'),
    /USING INDEX delivery_page_by_push \(app_id=\? AND last_push_id>\? AND last_push_id<\?\)/,
  )
  match(
    planOf('binding_of_users'),
    /SCAN listed VIRTUAL TABLE[\s\S]*SEARCH binding USING PRIMARY KEY \(app_id=\? AND username=\?\)/,
  )
  match(planOf('delivery_claim'), /USING (COVERING )?INDEX delivery_due/)
  match(planOf('delivery_claim'), /SEARCH delivery USING PRIMARY KEY \(push_id=\? AND device_id=\?\)/)
  match(planOf('callback_claim'), /USING (COVERING )?INDEX callback_due \(rule_id=\? AND due_at<\?\)/)
  match(planOf('callback_of_push'), /USING INDEX callback_by_push \(push_id=\?\)/)
  match(planOf('push_of_user'), /USING INDEX push_by_target \(app_id=\? AND target=\? AND id<\?\)/)
  match(planOf('callback_rules_due'), /SEARCH callback USING COVERING INDEX callback_due \(rule_id>\?\)/)
  equal(/SCAN (push|delivery)\b(?! USING)/.test(planOf('push_claim') + planOf('delivery_claim')), false)
  connection.close()
})

test('SQLite: the record survives closing, and closing twice is harmless', async () => {
  const path = freshPath()
  const first = await open(path)
  await first.commit([first.tables.pushes.insert(aPush())])
  await first[Symbol.asyncDispose]()
  await first[Symbol.asyncDispose]()
  await rejects(first.commit([first.tables.pushes.insert(aPush())]), isKind('full'))
  await using second = await open(path)
  deepEqual(await second.tables.pushes.find(sampleApp, sampleId), aPush())
})

test('SQLite F20: a second process or store on the same file is refused, and the first one goes on', async () => {
  const path = freshPath()
  await using first = await open(path)
  await rejects(open(path), new RegExp(`is in use by process ${process.pid}`))
  const child = fork(writerProgram, [path, '1'], {
    execArgv: process.execArgv,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const [said] = await Promise.all([readAll(child.stderr), once(child, 'exit')])
  match(said, new RegExp(`posthouse.db is in use by process ${process.pid}`))
  await first.commit([first.tables.pushes.insert(aPush())])
  equal((await first.tables.pushes.findMany([sampleId])).length, 1)
})

test('SQLite S49: the file, its log and its locks are readable by their owner only, and so is a directory made for them', async () => {
  const path = freshPath()
  await using store = await open(path)
  await store.commit([store.tables.pushes.insert(aPush())])
  const rights = (name: string): string => (statSync(name).mode & 0o777).toString(8)
  const files = readdirSync(dirname(path))
  deepEqual(files.sort(), [
    'posthouse.db',
    'posthouse.db-shm',
    'posthouse.db-wal',
    'posthouse.db.lock',
    'posthouse.db.mark',
    'posthouse.db.pid',
  ])
  deepEqual(
    files.map(name => rights(join(dirname(path), name))),
    files.map(() => '600'),
  )
  equal(rights(dirname(path)), '700')
})

test('SQLite S49: a file that others could read is closed to them when it is opened', async () => {
  const path = freshPath()
  await (await open(path))[Symbol.asyncDispose]()
  chmodSync(path, 0o644)
  await using _store = await open(path)
  equal((statSync(path).mode & 0o777).toString(8), '600')
})

test('SQLite I1, F21: kill -9 right after an acknowledgement loses nothing, and the lock is free at once', async () => {
  const path = freshPath()
  const child = fork(writerProgram, [path, '1000000'], { execArgv: process.execArgv })
  let acknowledged = 0n
  child.on('message', id => {
    acknowledged = BigInt(String(id))
    if (acknowledged >= 300n) child.kill('SIGKILL')
  })
  await once(child, 'exit')
  await using store = await open(path)
  const ids = Array.from({ length: Number(acknowledged) }, (_, index) => BigInt(index + 1) as MsgId)
  equal(ids.length >= 300, true)
  equal((await store.tables.pushes.findMany(ids)).length, ids.length)
})

test('SQLite F26: a full disk refuses what does not fit as `full`, changes nothing, and the store goes on', async () => {
  const path = freshPath()
  await using store = await open(path)
  const filler = 'x'.repeat(200_000)
  const fill = (id: bigint) => store.tables.callbacks.insert(aCallback({ id, body: filler }), 1)
  await limitPages(store, 200)
  const ends = await Promise.allSettled(
    Array.from({ length: 9 }, (_, index) => store.commit([fill(BigInt(index + 1))])),
  )
  deepEqual(
    new Set(ends.map(end => (end.status === 'rejected' ? (end.reason as StoreError).kind : 'kept'))),
    new Set(['full']),
  )
  deepEqual(await store.tables.callbacks.list(sampleApp, {}, undefined, 9), [])
  await store.commit([store.tables.pushes.insert(aPush())])
  deepEqual(await store.tables.pushes.find(sampleApp, sampleId), aPush())
  await limitPages(store, 100_000)
  await store.commit([fill(1n)])
  equal((await store.tables.callbacks.list(sampleApp, {}, undefined, 9)).length, 1)
  equal(store.failed.aborted, false)
})

test('SQLite F30: a log of 256 MiB that somebody holds is an alarm, commits go on, and it is emptied when they let go', async () => {
  const path = freshPath()
  const told: string[] = []
  const note = (event: string): number => told.push(event)
  await using store = await openStore({ url: path, clock: systemClock, log: { ...silentLog, error: note, info: note } })
  const reader = new DatabaseSync(path, { readOnly: true })
  reader.exec('BEGIN; SELECT count(*) FROM push')
  const body = 'x'.repeat(2_200_000)
  const look = async (id: bigint, text: string): Promise<void> => {
    await store.commit([store.tables.callbacks.insert(aCallback({ id, body: text }), 1)])
    // Commits that change nothing are commits.
    for (let commit = 1; commit < 64; commit += 1) await store.commit([store.tables.leases.releaseAll(0)])
  }
  for (let id = 1n; id <= 130n; id += 1n)
    await store.commit([store.tables.callbacks.insert(aCallback({ id, body }), 1)])
  await look(200n, '')
  deepEqual(told, ['store.log-long'])
  reader.close()
  await look(201n, '')
  deepEqual(told, ['store.log-long', 'store.log-emptied'])
  equal(statSync(`${path}-wal`).size < body.length, true)
})

test('SQLite I16: damage in the file ends the store for good', async () => {
  const path = freshPath()
  await (await open(path))[Symbol.asyncDispose]()
  const connection = new DatabaseSync(path)
  const root = connection.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'push_by_target'").get()?.[
    'rootpage'
  ]
  connection.close()
  const file = openSync(path, 'r+')
  writeSync(file, Buffer.alloc(4_096, 0xff), 0, 4_096, (Number(root) - 1) * 4_096)
  closeSync(file)
  const store = await open(path)
  const ends = await Promise.allSettled([
    store.commit([store.tables.pushes.insert(aPush())]),
    once(store.failed, 'abort'),
  ])
  equal(ends[0].status === 'rejected' && isKind('unknown')(ends[0].reason), true)
  await rejects(store.commit([store.tables.pushes.insert(aPush({ id: 2n as MsgId }))]), isKind('unknown'))
  await store[Symbol.asyncDispose]()
})

test('SQLite F32: a file that is replaced while in use ends the store', async () => {
  const path = freshPath()
  let look = (): void => {}
  const clock: Clock = {
    ...systemClock,
    after(_delayMs, run) {
      look = run
      return () => {}
    },
  }
  await using store = await open(path, clock)
  look()
  equal(store.failed.aborted, false)
  renameSync(path, `${path}.gone`)
  look()
  equal(store.failed.aborted, true)
  await rejects(store.commit([store.tables.pushes.insert(aPush())]), isKind('unknown'))
})

test('SQLite F31: a foreign lock on the file is waited for, and nothing is lost', async () => {
  const path = freshPath()
  await using store = await open(path)
  const foreign = new DatabaseSync(path)
  foreign.exec('BEGIN IMMEDIATE')
  const commit = store.commit([store.tables.pushes.insert(aPush())])
  // Long enough for the group to reach the writer, which then waits for the lock.
  for (let turn = 0; turn < 200; turn += 1) await new Promise<void>(resolve => setImmediate(resolve))
  equal(await store.tables.pushes.find(sampleApp, sampleId), undefined)
  foreign.exec('COMMIT')
  foreign.close()
  await commit
  deepEqual(await store.tables.pushes.find(sampleApp, sampleId), aPush())
})

test('SQLite F34: a place that cannot hold the record is refused with one clear line', async () => {
  const path = freshPath()
  mkdirSync(path, { recursive: true })
  await rejects(open(path), /posthouse.db cannot be opened: /)
  await rejects(open(join(`${path}.lock`, 'below', 'inside.db')), /the directory .+below cannot be made: ENOTDIR/)
})

test('SQLite: a database of a newer program is refused', async () => {
  const path = freshPath()
  await (await open(path))[Symbol.asyncDispose]()
  const connection = new DatabaseSync(path)
  connection.exec("INSERT INTO migration (number, name, ran_at) VALUES (999, 'future', 0)")
  connection.close()
  await rejects(open(path), /schema 999, which needs a program that knows 999; this one knows up to \d+:/)
})

test('SQLite F15: a backup is a whole record for its owner only, and never replaces a file', async () => {
  const path = freshPath()
  const target = join(root, 'backup.db')
  await using store = await open(path)
  await store.commit([store.tables.pushes.insert(aPush())])
  await store.backup(target)
  equal((statSync(target).mode & 0o777).toString(8), '600')
  await rejects(store.backup(target), /EEXIST/)
  deepEqual(
    readdirSync(root).filter(name => name.startsWith('backup')),
    ['backup.db'],
  )
  await using copy = await open(target)
  deepEqual(await copy.tables.pushes.find(sampleApp, sampleId), aPush())
})

/** The limit belongs to a connection, so the writer itself has to set it. */
async function limitPages(store: Store, pages: number): Promise<void> {
  await store.commit([write(`PRAGMA max_page_count = ${pages}`, [])])
}

const writerProgram = join(import.meta.dirname, 'testing', 'insert-until-killed.ts')

async function readAll(stream: AsyncIterable<Buffer> | null): Promise<string> {
  let text = ''
  for await (const chunk of stream ?? []) text += chunk.toString()
  return text
}
