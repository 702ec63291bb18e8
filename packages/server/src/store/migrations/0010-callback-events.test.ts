import { deepEqual } from 'node:assert/strict'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import { migrations, sqliteColumns } from '../migrations.ts'

test('step 10 keeps rules and callbacks as they were; dead letters are stored since they were made', () => {
  const db = new DatabaseSync(':memory:')
  const run = (numbers: (number: number) => boolean) => {
    for (const step of migrations.filter(({ number }) => numbers(number))) {
      for (const sql of step.statements(sqliteColumns)) db.exec(sql)
    }
  }
  run(number => number < 10)
  db.exec(
    'INSERT INTO callback_rule (id, app_id, name, url, enabled, filter, secret, created_at)' +
      " VALUES (1, 101, 'all', 'https://example.com', 1, '{}', x'01', 5)",
  )
  for (const [id, state] of [
    [1, 'dead'],
    [2, 'delivered'],
  ] as const) {
    db.exec(
      'INSERT INTO callback (id, rule_id, app_id, push_id, device_id, status, body, created_at, tries, state, epoch)' +
        ` VALUES (${id}, 1, 101, 7, '', 'fail', '{}', ${id * 10}, 1, '${state}', 1)`,
    )
  }
  run(number => number === 10)
  const row = (sql: string) =>
    db
      .prepare(sql)
      .all()
      .map(one => Object.values(one))
  deepEqual(row('SELECT policy, channel_names, ban, banned_until, before_delivery FROM callback_rule'), [
    ['durable', 'provider', null, 0, null],
  ])
  deepEqual(row('SELECT event, stored_at, resends, target_url FROM callback ORDER BY id'), [
    ['push', 10, 0, null],
    ['push', null, 0, null],
  ])
  db.close()
})
