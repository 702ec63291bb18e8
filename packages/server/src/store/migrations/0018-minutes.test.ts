import { deepEqual } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { migrations, sqliteColumns } from '../migrations.ts'
import { overviewStatements } from '../tables/overview.ts'

test('step 18: an open page that was there before is counted by what is in it', () => {
  using db = new DatabaseSync(':memory:')
  const run = (numbers: (number: number) => boolean) => {
    for (const step of migrations.filter(({ number }) => numbers(number))) {
      for (const sql of step.statements(sqliteColumns)) db.exec(sql)
    }
  }
  run(number => number < 18)
  const insert = (columns: string, values: string) =>
    db.exec(
      'INSERT INTO delivery_page (id, app_id, notifier_name, provider, first_push_id, last_push_id, started_at, entries,' +
        ` epoch, leased, due_at${columns}) VALUES (${values})`,
    )
  insert('', `1, 101, 'a', 'APNS', 5, 6, 9, '[["5","u","d","s","t",1],["6","v","d","s","t",1]]', 1, 1, 99`)
  run(number => number === 18)
  insert(', deliveries', `2, 101, 'a', 'APNS', 7, 7, 9, '[["7","u","d","s","t",1]]', 1, 1, 99, 1`)
  const row = db.prepare(overviewStatements.ledger.sqlite).get(101, 9)
  deepEqual([row?.['in_pages'], row?.['pages']], [3, 2])
})
