import { deepEqual } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { migrations, sqliteColumns } from '../migrations.ts'

test('step 11 keeps what was counted before, without reasons', () => {
  const db = new DatabaseSync(':memory:')
  const run = (numbers: (number: number) => boolean) => {
    for (const step of migrations.filter(({ number }) => numbers(number))) {
      for (const sql of step.statements(sqliteColumns)) db.exec(sql)
    }
  }
  run(number => number < 11)
  db.exec(
    'INSERT INTO counter (app_id, day, provider, targeted, success, fail, error)' +
      " VALUES (1, '2026-11-20', 'APNS', 5, 1, 4, 0)",
  )
  run(number => number === 11)
  const row = (sql: string) => db.prepare(sql).all().map(Object.values)
  deepEqual(row('SELECT targeted, success, fail FROM counter'), [[5, 1, 4]])
  deepEqual(row('SELECT count(*) FROM counter_reason'), [[0]])
  db.close()
})
