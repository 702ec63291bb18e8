import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { aDelivery, aPage, sampleApp } from '../../domain/testing/samples.ts'
import type { Columns } from '../migration.ts'
import { migrationInsert, migrations, migrationTable, postgresColumns, sqliteColumns } from '../migrations.ts'
import { openStore } from '../open.ts'
import { startPostgres } from '../testing/postgres.ts'

const postgres = await startPostgres()
after(() => postgres.stop())

/** The statements that leave a database as step 17 left it: with counters, and a page of two deliveries that nobody has settled. */
function stepSeventeen(columns: Columns): readonly string[] {
  return [
    migrationTable(columns),
    ...migrations
      .filter(({ number }) => number < 18)
      .flatMap(({ number, name, statements }) => [
        ...statements(columns),
        migrationInsert.replace('$1', String(number)).replace('$2', `'${name}'`).replace('$3', '1'),
      ]),
    'INSERT INTO delivery_page (id, app_id, notifier_name, provider, first_push_id, last_push_id, started_at, entries,' +
      ` epoch, leased, due_at) VALUES (1, ${sampleApp}, 'a', 'APNS', 5, 6, 9, '[["5","u","d","s","t",1],["6","v","d","s","t",1]]', 1, 1, 99)`,
    'INSERT INTO counter (app_id, day, provider, targeted, success, fail, error)' +
      ` VALUES (${sampleApp}, '2026-11-21', 'APNS', 10, 3, 3, 1)`,
  ]
}

/** A page of before is counted by what is in it, one of today by its number, and nothing is unaccounted for. */
async function addsUp(url: string): Promise<void> {
  await using store = await openStore({ url, clock: systemClock, log: silentLog })
  const { overview, pages, minutes } = store.tables
  await store.commit([pages.insert(aPage({ id: 2n, deliveries: [aDelivery()] }), 99)])
  const { open, isWhole, ...ended } = await overview.ledger(sampleApp, 9)
  deepEqual([open, isWhole, ended], [3, true, { targeted: 10, success: 3, fail: 3, error: 1 }])
  deepEqual(await minutes.ofApp(sampleApp, 0, Number.MAX_SAFE_INTEGER), [])
}

test('F13: SQLite of step 17 adds up in step 18, open pages of before included', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-step-18-'))
  const path = join(place, 'record.db')
  const old = new DatabaseSync(path)
  for (const sql of stepSeventeen(sqliteColumns)) old.exec(sql)
  old.close()
  await addsUp(path)
  rmSync(place, { recursive: true, force: true })
})

test('F13: PostgreSQL of step 17 adds up in step 18, open pages of before included', async () => {
  const url = await postgres.createDatabase()
  const client = new Client(url)
  await client.connect()
  for (const sql of stepSeventeen(postgresColumns)) await client.query(sql)
  await client.end()
  await addsUp(url)
})
