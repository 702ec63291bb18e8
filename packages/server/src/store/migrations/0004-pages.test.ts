import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { test } from 'node:test'
import type { MsgId } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { sampleApp } from '../../domain/testing/samples.ts'
import { migrationInsert, migrations, migrationTable, sqliteColumns } from '../migrations.ts'
import { openStore } from '../open.ts'

test('F13: what waited or was leased before step 4 is claimed after it, and what was planned is not', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-step-4-'))
  const path = join(place, 'record.db')
  const before = new DatabaseSync(path)
  before.exec(migrationTable(sqliteColumns))
  for (const { number, name, statements } of migrations.slice(0, 3)) {
    for (const sql of statements(sqliteColumns)) before.exec(sql)
    before.prepare(migrationInsert.replaceAll('$', '?')).run(number, name, 1)
  }
  const insert = before.prepare(
    'INSERT INTO push (id, app_id, target, source, strategy, notification, accepted_at, expires_at, due_at, epoch, leased)' +
      ` VALUES (?, ${sampleApp}, 'alice', 'async', 2, '{"title":"","content":"","blocks":{}}', 5, 9, ?, ?, ?)`,
  )
  insert.setReadBigInts(true)
  const largest = 2n ** 62n + 1n
  insert.run(1n, 5, 0, 0)
  insert.run(2n, null, 1, 1)
  insert.run(largest, 99_000, 1, 1)
  before.close()
  {
    await using store = await openStore({ url: path, clock: systemClock, log: silentLog })
    const { pushes } = store.tables
    const [claimed] = await store.commit([pushes.claim(77n, 1_000, 2_000, 10)])
    deepEqual(claimed, [{ id: 77n, epoch: 1, pushIds: [1n, largest] }])
    deepEqual(
      (await pushes.findMany([1n, 2n, largest] as MsgId[])).map(push => push.id),
      [1n, 2n, largest],
    )
  }
  rmSync(place, { recursive: true, force: true })
})
