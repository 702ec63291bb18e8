// F43, F110: a process that was frozen while its number went to another one ends when it thaws.
import { deepEqual } from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { startPostgres } from '../packages/server/src/store/testing/postgres.ts'
import { startServer } from './lab/server-process.ts'
import { startSimulators } from './lab/simulators.ts'

test('F110: a frozen process whose number was taken ends by itself as soon as it can', async () => {
  await using opened = new AsyncDisposableStack()
  const place = await mkdtemp(join(tmpdir(), 'posthouse-frozen-'))
  opened.defer(() => rm(place, { recursive: true, force: true }))
  const postgres = opened.use(await startPostgres())
  const database = await postgres.createDatabase()
  const simulators = opened.use(await startSimulators(place, { live: 1, dead: 0 }))
  await mkdir(join(place, 'data'))
  const server = await startServer({
    ...{ data: join(place, 'data'), database, simulators: simulators.file, logFile: join(place, 'server.log') },
    ...{ adminKey: 'frozen-node-'.repeat(4), failpoints: [], leaseDivisor: 1 },
  })
  opened.defer(() => server.kill().then(() => undefined))
  process.kill(server.pid, 'SIGSTOP')
  const client = new Client(database)
  await client.connect()
  await client.query('UPDATE node SET epoch = epoch + 1, seen_at = seen_at + 60000 WHERE number = 0')
  await client.end()
  process.kill(server.pid, 'SIGCONT')
  deepEqual(await server.ended, { code: 70, signal: null })
})
