// F36, end to end: the connection to PostgreSQL is cut right after COMMIT went out. The caller is told that nothing is known, and a repeat
// with the same key finds the one truth.
import { deepEqual, equal, ok } from 'node:assert/strict'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Client } from 'pg'
import { request } from 'undici'
import { startPostgres } from '../packages/server/src/store/testing/postgres.ts'
import { openFaultProxy } from './cluster/fault-proxy.ts'
import { createApp } from './lab/app.ts'
import { startServer } from './lab/server-process.ts'
import { startSimulators } from './lab/simulators.ts'

const adminKey = 'commit-cut-'.repeat(4)
/** The commit that is cut may be the one by which the node says that it is there. */
const roundsMax = 8

test('F36: a push whose COMMIT was cut is answered as unknown, and its repeat makes no second one', async () => {
  await using opened = new AsyncDisposableStack()
  const place = await mkdtemp(join(tmpdir(), 'posthouse-cut-'))
  opened.defer(() => rm(place, { recursive: true, force: true }))
  const postgres = opened.use(await startPostgres())
  const direct = await postgres.createDatabase()
  const proxy = opened.use(await openFaultProxy(Number(new URL(direct).port)))
  const simulators = opened.use(await startSimulators(place, { live: 1, dead: 0 }))
  await mkdir(join(place, 'data'))
  const server = await startServer({
    ...{ data: join(place, 'data'), simulators: simulators.file, logFile: join(place, 'server.log'), adminKey },
    ...{ database: Object.assign(new URL(direct), { port: String(proxy.port) }).href, failpoints: [], leaseDivisor: 1 },
    // Alone with requests: whoever works commits all the time.
    more: ['--roles', 'api'],
  })
  opened.defer(() => server.kill().then(() => undefined))
  const app = await createApp(server.url, adminKey, { org: 'acme', name: 'chat' })
  const push = async (key: string): Promise<{ readonly status: number; readonly id: string | undefined }> => {
    const { statusCode, headers, body } = await request(`${server.url}${app.base}/push/async/nobody`, {
      method: 'POST',
      headers: { authorization: `Bearer ${app.token}`, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ pushMessage: { title: 'once', content: 'and only once' } }),
    })
    await body.dump()
    const id = headers['posthouse-msg-id']
    return { status: statusCode, id: typeof id === 'string' ? id : undefined }
  }
  equal((await push('warm')).status, 200)
  let pushes = 1
  let unknown = 0
  for (let round = 0; round < roundsMax && unknown < 2; round += 1) {
    const cut = proxy.cutAfter('COMMIT')
    const first = await push(`key-${round}`)
    await cut
    if (first.status >= 500) unknown += 1
    else equal(first.status, 200)
    const again = await push(`key-${round}`)
    const third = await push(`key-${round}`)
    deepEqual([again.status, third], [200, again])
    pushes += 1
    equal(await countOf(direct), pushes)
  }
  ok(unknown >= 2)
})

async function countOf(url: string): Promise<number> {
  const client = new Client(url)
  await client.connect()
  try {
    return Number((await client.query('SELECT count(*) AS found FROM push')).rows[0]?.found)
  } finally {
    await client.end()
  }
}
