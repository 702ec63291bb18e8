// Raw batched inserts: node:sqlite with the server's durability and tables, prepared statements, 1,000 rows a transaction. Reads the file
// that the import reads, before the clock starts. `users FILE` or `bindings FILE` on standard input; answers `inserted MS`.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'

const [path = ''] = process.argv.slice(2)
const rowsPerCommit = 1_000
const db = new DatabaseSync(path)
db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
db.exec(`CREATE TABLE app_user (
  app_id INTEGER NOT NULL, username TEXT NOT NULL, uuid TEXT NOT NULL, password_hash TEXT NOT NULL, nickname TEXT,
  activated INTEGER NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL, PRIMARY KEY (app_id, username)) WITHOUT ROWID`)
db.exec(`CREATE TABLE binding (
  app_id INTEGER NOT NULL, username TEXT NOT NULL, device_id TEXT NOT NULL, notifier_name TEXT NOT NULL, device_token TEXT NOT NULL,
  bound_at INTEGER NOT NULL, PRIMARY KEY (app_id, username, device_id, notifier_name)) WITHOUT ROWID`)
db.exec('CREATE UNIQUE INDEX binding_by_token ON binding (app_id, notifier_name, device_token)')
const insertUser = db.prepare('INSERT INTO app_user VALUES (1, ?, ?, ?, ?, 1, 1, 1)')
const insertBinding = db.prepare('INSERT INTO binding VALUES (1, ?, ?, ?, ?, 1)')
const uuid = '0f0e0d0c-0000-4000-8000-00000000a001'

type Row = Readonly<Record<string, string>>

const insert: Readonly<Record<string, (row: Row) => unknown>> = {
  users: ({ username = '', nickname = '' }) => insertUser.run(username, uuid, 'none', nickname),
  bindings: ({ username = '', device_id = '', notifier_name = '', device_token = '' }) =>
    insertBinding.run(username, device_id, notifier_name, device_token),
}

createInterface(process.stdin).on('line', line => {
  const [kind = '', file = ''] = line.split(' ')
  const rows = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map(text => JSON.parse(text) as Row)
  const startedMs = performance.now()
  for (let at = 0; at < rows.length; at += rowsPerCommit) {
    db.exec('BEGIN IMMEDIATE')
    for (const row of rows.slice(at, at + rowsPerCommit)) insert[kind]?.(row)
    db.exec('COMMIT')
  }
  process.stdout.write(`inserted ${performance.now() - startedMs}\n`)
})
process.on('SIGTERM', () => process.exit(0))
process.stdout.write('ready sqlite\n')
