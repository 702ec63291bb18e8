import { deepEqual, equal, notEqual, rejects, throws } from 'node:assert/strict'
import {
  closeSync,
  copyFileSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from './open.ts'
import { openMark, refuseOlder } from './sqlite-mark.ts'
import { killedWriter } from './testing/killed-writer.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-mark-'))
after(() => rmSync(root, { recursive: true, force: true }))
let places = 0
function freshPath(): string {
  places += 1
  return join(root, `${places}.db`)
}

function open(path: string, acceptRestore = false): Promise<Store> {
  return openStore({ url: path, clock: systemClock, log: silentLog, acceptRestore })
}

/** Opens, commits once, closes: a change that counts. */
async function use(path: string, acceptRestore = false): Promise<void> {
  await using store = await open(path, acceptRestore)
  await store.commit([store.tables.leases.releaseAll(0)])
}

/** What an operator does who puts a backup back: the copy takes the file's place, and the old log goes. */
function putBack(copy: string, path: string): void {
  for (const end of ['-wal', '-shm']) rmSync(`${path}${end}`, { force: true })
  copyFileSync(copy, path)
}

test('F33: a backup that was put back is refused until somebody accepts it once', async () => {
  const path = freshPath()
  const copy = `${path}.backup`
  await use(path)
  {
    await using store = await open(path)
    await store.backup(copy)
  }
  await use(path)
  putBack(copy, path)
  await rejects(open(path), /is older than the one that was used here last .*--accept-restore/)
  await use(path, true)
  await use(path)
})

test('a copy of the present state is taken without a question, and so is a record that has no mark', async () => {
  const path = freshPath()
  const copy = `${path}.backup`
  {
    await using store = await open(path)
    await store.commit([store.tables.leases.releaseAll(0)])
  }
  copyFileSync(path, copy)
  putBack(copy, path)
  await use(path)
  rmSync(`${path}.mark`)
  putBack(copy, path)
  await use(path)
  writeFileSync(`${path}.mark`, '')
  await use(path)
})

test('a commit is counted where it changes something, and one that was undone is not: the mark never runs ahead of the record', () => {
  const path = freshPath()
  const connection = new DatabaseSync(path)
  connection.exec('CREATE TABLE row (id)')
  const beside = (): string => readFileSync(`${path}.mark`, 'utf8').trim()
  const mark = openMark(connection, path)
  const pass = (sql: string, end: 'COMMIT' | 'ROLLBACK'): void => {
    connection.exec(`BEGIN; ${sql}`)
    mark.beforeCommit()
    connection.exec(end)
    if (end === 'COMMIT') mark.afterCommit()
    else mark.rolledBack()
  }
  pass('INSERT INTO row VALUES (1)', 'ROLLBACK')
  equal(beside(), '0')
  pass('INSERT INTO row VALUES (1)', 'COMMIT')
  equal(beside(), '1')
  pass('UPDATE row SET id = 3 WHERE id = 2', 'COMMIT')
  equal(beside(), '1')
  pass('UPDATE row SET id = 2', 'COMMIT')
  equal(beside(), '2')
  equal(statSync(`${path}.mark`).mode & 0o777, 0o600)
  mark.close()
  connection.close()
})

test('the count goes on beyond 32 bits', () => {
  const path = freshPath()
  const connection = new DatabaseSync(path)
  connection.exec('CREATE TABLE row (id); PRAGMA user_version = -2; PRAGMA application_id = 6')
  const mark = openMark(connection, path)
  const counts = Array.from({ length: 3 }, () => {
    connection.exec('BEGIN; INSERT INTO row VALUES (1)')
    mark.beforeCommit()
    connection.exec('COMMIT')
    mark.afterCommit()
    refuseOlder(path, false)
    return Number(readFileSync(`${path}.mark`, 'utf8')) - 6 * 2 ** 32
  })
  deepEqual(counts, [2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1])
  mark.close()
  connection.exec('PRAGMA application_id = 6')
  throws(() => refuseOlder(path, false), /is older/)
  connection.close()
})

test('F24: any bit that flips in the log of a killed server is noticed before anything is opened for writing', async () => {
  const path = freshPath()
  await killedWriter(path)
  const log = readFileSync(`${path}-wal`)
  const file = openSync(`${path}-wal`, 'r+')
  const flips = 400
  refuseOlder(path, false)
  for (let flip = 0; flip < flips; flip += 1) {
    // Spread over the whole log, and over the bits of a byte; the first ones hit its head.
    const offset = flip < 32 ? flip : Math.floor((flip * log.length) / flips)
    const byte = log[offset] ?? 0
    writeSync(file, Buffer.of(byte ^ (1 << (flip % 8))), 0, 1, offset)
    throws(() => refuseOlder(path, false), /is older than the one/, `bit ${flip % 8} of byte ${offset}`)
    if (flip < flips - 1) writeSync(file, Buffer.of(byte), 0, 1, offset)
  }
  closeSync(file)
  // As a whole: the server's store refuses, and leaves what it found to whoever can read more of it.
  const found = readFileSync(`${path}-wal`)
  const before = readFileSync(path)
  await rejects(open(path), /is older than the one that was used here last .* its log is damaged/)
  deepEqual([readFileSync(`${path}-wal`).equals(found), readFileSync(path).equals(before)], [true, true])
  writeFileSync(`${path}-wal`, log)
  await use(path)
})

test('F23: a log that was cut anywhere is refused, and one that a crash left longer is not', async () => {
  const path = freshPath()
  await killedWriter(path)
  const log = readFileSync(`${path}-wal`)
  const cuts = 400
  for (let cut = cuts; cut > 0; cut -= 1) {
    const length = cut < 34 ? cut - 1 : Math.floor(((cut - 1) * log.length) / cuts)
    truncateSync(`${path}-wal`, length)
    throws(() => refuseOlder(path, false), /is older than the one/, `cut at ${length} of ${log.length}`)
  }
  await rejects(open(path), /is older than the one that was used here last/)
  // What a crash in the middle of a write leaves: whole commits, and a part of one that nobody was told of.
  writeFileSync(`${path}-wal`, Buffer.concat([log, log.subarray(32, 6_000)]))
  await use(path)
  await use(path)
  notEqual(readFileSync(`${path}.mark`, 'utf8').trim(), '0')
})
