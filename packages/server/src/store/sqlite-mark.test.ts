import { equal, match, rejects } from 'node:assert/strict'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from './open.ts'
import { openMark } from './sqlite-mark.ts'

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

test('a backup that was put back is refused until somebody accepts it once (F33)', async () => {
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

test('a commit that was undone is not counted, so that the mark never runs ahead of the record', () => {
  const path = freshPath()
  const connection = new DatabaseSync(path)
  let nowMs = 0
  const opening = { connection, path, acceptRestore: false, monotonic: () => nowMs }
  const mark = openMark(opening)
  connection.exec('BEGIN')
  mark.beforeCommit()
  connection.exec('ROLLBACK')
  mark.rolledBack()
  connection.exec('BEGIN')
  mark.beforeCommit()
  connection.exec('COMMIT')
  mark.afterCommit()
  equal(readFileSync(`${path}.mark`, 'utf8').trim(), '0')
  nowMs = 100
  connection.exec('BEGIN')
  mark.beforeCommit()
  connection.exec('COMMIT')
  mark.afterCommit()
  match(readFileSync(`${path}.mark`, 'utf8'), /^ +1\n$/)
  equal(statSync(`${path}.mark`).mode & 0o777, 0o600)
  mark.close()
  connection.close()
})

test('counts go round: the one after the largest is the smallest, and is no older', () => {
  const path = freshPath()
  const connection = new DatabaseSync(path)
  connection.exec('PRAGMA user_version = 2147483647')
  let nowMs = 0
  const opening = { connection, path, acceptRestore: false, monotonic: () => nowMs }
  const mark = openMark(opening)
  connection.exec('BEGIN')
  mark.beforeCommit()
  connection.exec('COMMIT')
  mark.afterCommit()
  equal(readFileSync(`${path}.mark`, 'utf8').trim(), '-2147483648')
  mark.close()
  nowMs = 1
  openMark(opening).close()
  connection.exec('PRAGMA user_version = 2147483647')
  equal(existsSync(`${path}.mark`), true)
  try {
    openMark(opening)
    throw new Error('it was taken')
  } catch (cause) {
    match(String(cause), /commit 2147483647 instead of -2147483648/)
  }
  connection.close()
})
