// F113: two versions of the program at once on one database, in both directions of one step, with traffic through both; and the end of a
// version that may not go on.
import { deepEqual, equal, match, rejects } from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { call } from '../packages/server/src/sandbox/rest.ts'
import { startPostgres } from '../packages/server/src/store/testing/postgres.ts'
import { createApp, type Rest } from './lab/app.ts'
import { makeNextVersion } from './lab/next-version.ts'
import { type Server, startServer } from './lab/server-process.ts'
import { startSimulators } from './lab/simulators.ts'

const adminKey = 'rolling-upgrade-'.repeat(3)

test('F113: N and N−1 work together while N migrates, N−1 comes back, N leaves again; a step that breaks N−1 ends it', async () => {
  await using opened = new AsyncDisposableStack()
  const place = await mkdtemp(join(tmpdir(), 'posthouse-rolling-'))
  opened.defer(() => rm(place, { recursive: true, force: true }))
  const postgres = opened.use(await startPostgres())
  const database = await postgres.createDatabase()
  const simulators = opened.use(await startSimulators(place, { live: 1, dead: 0 }))
  const next = opened.use(await makeNextVersion(['adds']))
  const after = opened.use(await makeNextVersion(['adds', 'breaks']))
  await mkdir(join(place, 'data'))
  const start = async (program?: string): Promise<Server> => {
    const logFile = join(place, 'server.log')
    const server = await startServer({
      ...{ data: join(place, 'data'), database, simulators: simulators.file, adminKey, logFile },
      ...{ failpoints: [], leaseDivisor: 1, ...(program === undefined ? {} : { program }) },
    })
    opened.defer(() => server.kill().then(() => undefined))
    return server
  }
  const old = await start()
  const app = await createApp(old.url, adminKey, { org: 'acme', name: 'chat' })
  await serves(app, [old])
  const young = await start(next.program)
  await serves(app, [old, young])
  deepEqual(await old.stop(), { code: 0, signal: null })
  const oldAgain = await start()
  await serves(app, [young, oldAgain])
  deepEqual(await young.stop(), { code: 0, signal: null })
  await serves(app, [oldAgain])
  const last = await start(after.program)
  equal((await oldAgain.ended).code, 78)
  await serves(app, [last])
  await rejects(start(), (error: Error) => {
    match(error.message, new RegExp(`needs a program that knows ${after.step}; this one knows up to ${next.step - 1}`))
    return true
  })
})

/** Each server registers a user, and each takes a push for that user. */
async function serves(app: Rest, servers: readonly Server[]): Promise<void> {
  for (const { url, pid } of servers) {
    const username = `user-of-${pid}-${performance.now().toFixed()}`
    await call(url, app.token, 'POST', `${app.base}/users`, { username, password: 'secret-of-a-user' })
    for (const other of servers) {
      const pushMessage = { title: 'an upgrade', content: 'goes on' }
      const { data } = await call(other.url, app.token, 'POST', `${app.base}/push/sync/${username}`, { pushMessage })
      equal(Array.isArray(data), true)
    }
  }
}
