import { doesNotThrow, throws } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { applySettings, checkVersion, verifySettings } from './sqlite-settings.ts'

const root = mkdtempSync(join(tmpdir(), 'posthouse-settings-'))
after(() => rmSync(root, { recursive: true, force: true }))

test('F22: a connection on which synchronous does not become FULL is refused by name', () => {
  const connection = new DatabaseSync(join(root, 'ignored.db'))
  connection.exec('PRAGMA synchronous = NORMAL')
  // A library that drops the setting, as one build of another did.
  const deaf = {
    exec: (sql: string) => sql.includes('synchronous') || connection.exec(sql),
    prepare: (sql: string) => connection.prepare(sql),
  }
  throws(() => applySettings(deaf as never), /synchronous = 1, but 2 was set/)
  connection.close()
})

test('F22: a setting that a library changes after the first statement is seen', () => {
  const connection = new DatabaseSync(join(root, 'changed.db'))
  applySettings(connection)
  doesNotThrow(() => verifySettings(connection))
  connection.exec('PRAGMA synchronous = NORMAL')
  throws(() => verifySettings(connection), /synchronous = 1, but 2 was set/)
  connection.close()
})

test('F22: a record that cannot have a write-ahead log is refused', () => {
  const connection = new DatabaseSync(':memory:')
  throws(() => applySettings(connection), /journal_mode = memory, but wal was set/)
  connection.close()
})

test('S58 SQLite before 3.51.3 is refused, that version and later ones are taken', () => {
  for (const old of [undefined, '3.51.2', '3.50.9', '2.99.99']) throws(() => checkVersion(old), /at least 3\.51\.3/)
  for (const recent of ['3.51.3', '3.51.10', '3.52.0', '4.0.0', process.versions['sqlite']])
    doesNotThrow(() => checkVersion(recent))
})
