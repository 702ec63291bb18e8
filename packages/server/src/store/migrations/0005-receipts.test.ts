import { deepEqual } from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, test } from 'node:test'
import { Client } from 'pg'
import { systemClock } from '../../base/clock.ts'
import { silentLog } from '../../base/log.ts'
import { newReceipt } from '../../domain/receipt.ts'
import { aNotifier, sampleApp } from '../../domain/testing/samples.ts'
import type { Columns } from '../migration.ts'
import { migrationInsert, migrations, migrationTable, postgresColumns, sqliteColumns } from '../migrations.ts'
import { openStore } from '../open.ts'
import { startPostgres, type TestPostgres } from '../testing/postgres.ts'

const day = '2026-11-21'
const notifier = aNotifier({ state: { kind: 'paused', untilMs: 99, why: 'throttled' } })

/** The statements that leave a database as step 4 left it, with a counter in it. */
function stepFour(columns: Columns): readonly string[] {
  return [
    migrationTable(columns),
    ...migrations
      .slice(0, 4)
      .flatMap(({ number, name, statements }) => [
        ...statements(columns),
        migrationInsert.replace('$1', String(number)).replace('$2', `'${name}'`).replace('$3', '1'),
      ]),
    'INSERT INTO counter (app_id, day, provider, targeted, success, fail, error)' +
      ` VALUES (${sampleApp}, '${day}', 'HUAWEIPUSH', 5, 3, 1, 1)`,
  ]
}

/** Counters of before go on, receipts are kept and counted beside them, and a program of today pauses a notifier of before. */
async function goesOn(url: string): Promise<void> {
  await using store = await openStore({ url, clock: systemClock, log: silentLog })
  const { counters, receipts, notifiers } = store.tables
  const counted = async () => (await counters.ofApp(sampleApp, day, day)).map(({ day: _, ...counts }) => counts)
  const old = { provider: 'HUAWEIPUSH', targeted: 5, success: 3, fail: 1, error: 1 }
  deepEqual(await counted(), [{ ...old, arrived: 0, clicked: 0 }])
  const receivedAtMs = Date.parse(`${day}T12:00:00Z`)
  const said = { token: 't', vendorId: 'v', fate: 'arrived', code: '0', text: '' } as const
  const receipt = newReceipt(notifier.name, said, receivedAtMs)
  const call = { appId: sampleApp, notifierName: notifier.name, provider: 'HUAWEIPUSH', receivedAtMs }
  await store.commit([
    ...receipts.record({ ...call, id: 1n, receipts: [receipt] }),
    counters.add(sampleApp, day, 'HUAWEIPUSH', { targeted: 1, success: 1 }),
  ])
  deepEqual(await counted(), [{ ...old, targeted: 6, success: 4, arrived: 1, clicked: 0 }])
  const quota = { kind: 'paused', untilMs: 100, why: 'quota' } as const
  const [, paused] = await store.commit([
    notifiers.insert(notifier, Uint8Array.of(1)),
    notifiers.pause(sampleApp, notifier.uuid, notifier.version, quota),
  ])
  deepEqual([paused, (await notifiers.byUuid(sampleApp, notifier.uuid))?.state], [true, quota])
}

let postgres: TestPostgres
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres[Symbol.asyncDispose]())

test('F13: SQLite of step 4 goes on with its counters', async () => {
  const place = mkdtempSync(join(tmpdir(), 'posthouse-step-5-'))
  const path = join(place, 'record.db')
  const old = new DatabaseSync(path)
  for (const sql of stepFour(sqliteColumns)) old.exec(sql)
  old.close()
  await goesOn(path)
  rmSync(place, { recursive: true, force: true })
})

test('F13: PostgreSQL of step 4 goes on with its counters', async () => {
  const url = await postgres.createDatabase()
  const client = new Client(url)
  await client.connect()
  for (const sql of stepFour(postgresColumns)) await client.query(sql)
  await client.end()
  await goesOn(url)
})
