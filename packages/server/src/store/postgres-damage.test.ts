import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { open as openFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aUser } from '../domain/testing/samples.ts'
import { StoreError } from '../ports/store.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const [pageBytes, fromPageEnd] = [8_192, 40]

test('F44 PostgreSQL: a page that is not what was written ends the store with an alarm, for reading and writing', async () => {
  await using server = await startPostgres()
  const url = await server.createDatabase()
  const user = aUser()
  {
    await using store = await openStore({ url, clock: systemClock, log: silentLog })
    await store.commit([store.tables.users.insert(user, 'hash')])
    deepEqual(await store.tables.users.find(user.appId, user.username), user)
  }
  const path = await placeOf(url, 'app_user')
  await server.kill()
  await flipByte(path, pageBytes - fromPageEnd)
  await server.restart()

  const alarms: string[] = []
  const log = { ...silentLog, error: (event: string) => alarms.push(event) }
  await using store = await openStore({ url, clock: systemClock, log })
  await rejects(store.tables.users.find(user.appId, user.username), StoreError)
  equal(store.failed.aborted, true)
  ok(alarms.includes('store.failed'), `${alarms}`)
  // Nothing is acknowledged any more, whatever it concerns (I16).
  await rejects(store.commit([store.tables.users.insert({ ...user, username: 'x' as never }, 'hash')]), StoreError)
})

/** Where a table's first page lies; everything that was written is on the disk. */
async function placeOf(url: string, table: string): Promise<string> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query('CHECKPOINT')
    const { rows } = await client.query<{ directory: string; file: string; checksums: string }>(
      `SELECT current_setting('data_directory') AS directory, pg_relation_filepath('${table}') AS file, current_setting('data_checksums') AS checksums`,
    )
    const [row] = rows
    equal(row?.checksums, 'on')
    return join(row.directory, row.file)
  } finally {
    await client.end()
  }
}

async function flipByte(path: string, offset: number): Promise<void> {
  const file = await openFile(path, 'r+')
  try {
    const byte = Buffer.alloc(1)
    await file.read(byte, 0, 1, offset)
    byte[0] = (byte[0] ?? 0) ^ 0xff
    await file.write(byte, 0, 1, offset)
  } finally {
    await file.close()
  }
}
