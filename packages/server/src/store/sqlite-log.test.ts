import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { commitsBetweenLooks, createLogKeeper } from './sqlite-log.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-log-'))
after(() => rmSync(root, { recursive: true, force: true }))
const bytesMax = 1_000_000
const busyTimeoutMs = 5_000

function openRecord(name: string) {
  const path = join(root, name)
  const connection = new DatabaseSync(path, { timeout: busyTimeoutMs })
  connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; CREATE TABLE row (text TEXT)')
  const insert = connection.prepare('INSERT INTO row VALUES (?)')
  const keeper = createLogKeeper({ connection, path, busyTimeoutMs, bytesMax })
  /** As many commits as there are between two looks, some hundred kB. */
  const look = (): number => {
    let told = 0
    for (let commit = 0; commit < commitsBetweenLooks; commit += 1) {
      insert.run('x'.repeat(2_000))
      told = keeper.afterCommit()
    }
    return told
  }
  return { path, connection, keeper, look, bytes: () => statSync(`${path}-wal`).size }
}

test('F30: a log that grows while somebody reads an old state is told and stops no commit, and is emptied when they go', () => {
  const { path, connection, look, bytes } = openRecord('held.db')
  const reader = new DatabaseSync(path, { readOnly: true })
  reader.exec('BEGIN; SELECT count(*) FROM row')
  const before = look()
  const held = [look(), look(), look(), look()].at(-1)
  ok(bytes() > bytesMax)
  deepEqual([before, held], [0, bytes()])
  // Waiting for the reader as long as for a lock would have taken this long at each look.
  const startedMs = performance.now()
  look()
  ok(performance.now() - startedMs < busyTimeoutMs)
  equal(connection.prepare('PRAGMA busy_timeout').get()?.['timeout'], busyTimeoutMs)
  equal(reader.prepare('SELECT count(*) AS found FROM row').get()?.['found'], 0)
  reader.exec('COMMIT')
  equal(look(), 0)
  equal(bytes(), 0)
  reader.close()
  connection.close()
})

test('F30: with readers who come and go the log stays below its bound', () => {
  const { path, connection, look, bytes } = openRecord('short.db')
  const reader = new DatabaseSync(path, { readOnly: true })
  const count = reader.prepare('SELECT count(*) AS found FROM row')
  const found = Array.from({ length: 20 }, () => {
    const told = look()
    return { told, isBounded: bytes() <= bytesMax, read: Number(count.get()?.['found']) }
  })
  deepEqual(
    found,
    found.map((_, index) => ({ told: 0, isBounded: true, read: (index + 1) * commitsBetweenLooks })),
  )
  reader.close()
  connection.close()
})
