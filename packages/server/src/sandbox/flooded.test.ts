// One who asks for far too much beside one who does not: a tenant that floods (F116), and somebody who hammers what a server tells of
// itself (F120). How much slower the others' answers become is measured by a bench; here it is shown that they all come, and why.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { noRates } from '@posthouse/protocol'
import { request } from 'undici'
import { type Answer, startTestServer, type TestServer } from './test-server.ts'
import { turn } from './testing/await-trace.ts'

let server: TestServer
before(async () => {
  server = await startTestServer(['--drain-ms', '100'], { limits: 'documented' })
})
after(() => server[Symbol.asyncDispose]())

const push = { strategy: 2, pushMessage: { title: 'hi', content: 'there' } }
/** Who asks at a time, each again as soon as it has its answer. */
const askers = 32
/** Answers that a flood goes on for at least. */
const floodMin = 500
/** How often the quiet one asks. */
const quietCalls = 20
const packageName = 'com.example.quiet'

test('F116 while one tenant floods it is refused, and another has every call answered and every push sent', async () => {
  const quiet = await quietTenant()
  await using flood = startFlood(() => server.app('POST', 'push/async/test1', push))
  await flood.reached(floodMin)
  for (let calls = 1; calls <= quietCalls; calls += 1) {
    const before = flood.count
    assert.equal((await quiet.call('POST', 'push/async/somebody', push)).status, 200)
    await flood.reached(before + 1)
  }
  while (quiet.arrived() < quietCalls) await turn()
  const statuses = await flood.stop()
  assert.deepEqual([...statuses.keys()].sort(), [200, 429])
  assert.ok((statuses.get(429) ?? 0) > (statuses.get(200) ?? 0))
})

for (const [what, path] of [
  ['console', '/console/'],
  ['console’s own interface', '/admin/v1/info'],
  ['readiness', '/readyz'],
] as const)
  test(`F120 while somebody hammers the ${what}, every call of an app is answered`, async () => {
    const { status } = await get(path)
    assert.ok(status < 500)
    assert.deepEqual([...(await hammer(() => get(path))).keys()], [status])
  })

test('F120 while somebody hammers the metrics, every call of an app is answered, and few scrapes are written down and fewer asked of the record', async t => {
  const look = t.mock.method(server.system.store.tables.backlog, 'look')
  const startedMs = performance.now()
  const texts = new Set<string>()
  const statuses = await hammer(async () => {
    const { status, text } = await get('/metrics')
    texts.add(text)
    return { status }
  })
  const [[status, scrapes] = []] = statuses
  assert.deepEqual([statuses.size, status], [1, 200])
  assert.ok(texts.size < Number(scrapes) / 4, `${texts.size} of ${scrapes}`)
  // Once in five seconds, however many scrape.
  assert.ok(look.mock.callCount() <= 1 + (performance.now() - startedMs) / 5_000)
})

test('F116 a tenant whose vendor hangs fills its own share, and another gets its pushes by the same vendor at once', async () => {
  await server.admin('PUT', 'settings', { rates: noRates })
  const quiet = await quietTenant()
  const huawei = simulator()
  const theirs = server.demo.users[0]?.bindings.find(({ vendor }) => vendor === 'huawei')?.deviceToken ?? ''
  huawei.arm({ token: theirs, action: { kind: 'hang' }, times: 10_000 })
  const hung = Array.from({ length: 200 }, () => server.app('POST', 'push/async/test1', push))
  for (const { status } of await Promise.all(hung)) assert.equal(status, 200)
  const { body } = await quiet.call('POST', 'push/sync/somebody', push)
  assert.equal(body.data[0].pushStatus, 'SUCCESS', JSON.stringify(body))
  const { body: sums } = await server.admin('GET', 'statistics')
  assert.ok(sums.byProvider.HUAWEIPUSH.open > 0, 'its pushes still hang')
  huawei.disarm()
})

async function hammer(ask: () => Promise<{ readonly status: number }>): Promise<ReadonlyMap<number, number>> {
  // The demo's app may have used up its share in an earlier flood.
  const quiet = await quietTenant()
  await using flood = startFlood(ask)
  await flood.reached(floodMin)
  for (let calls = 1; calls <= quietCalls; calls += 1) {
    const before = flood.count
    assert.equal((await quiet.call('POST', 'push/async/somebody', push)).status, 200)
    await flood.reached(before + 1)
  }
  return await flood.stop()
}

/** Closing ends it. */
interface Flood extends AsyncDisposable {
  /** Answers so far. */
  readonly count: number
  /** Resolves when there were so many answers. */
  reached(count: number): Promise<void>
  /** Resolves with how often each status came. */
  stop(): Promise<ReadonlyMap<number, number>>
}

function startFlood(ask: () => Promise<{ readonly status: number }>): Flood {
  const statuses = new Map<number, number>()
  let [count, isOver] = [0, false]
  const asking = Array.from({ length: askers }, async () => {
    while (!isOver) {
      const { status } = await ask()
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      count += 1
    }
  })
  const stop = async (): Promise<ReadonlyMap<number, number>> => {
    isOver = true
    await Promise.all(asking)
    return statuses
  }
  return {
    get count() {
      return count
    },
    async reached(least) {
      while (count < least) await turn()
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop()
    },
  }
}

async function get(path: string): Promise<{ readonly status: number; readonly text: string }> {
  const answer = await request(`${server.url}${path}`)
  return { status: answer.statusCode, text: await answer.body.text() }
}

function simulator() {
  return server.simulators.get('huawei') ?? assert.fail('no simulator of Huawei')
}

let tenants = 0

/** An app of its own with a user `somebody`, whose phone is Huawei's. */
async function quietTenant() {
  tenants += 1
  const app = `quiet${tenants}`
  const made = await as(server.demo.adminKey, 'POST', '/admin/v1/apps', { org: 'acme', name: app })
  const { clientSecret } = made.body
  const { clientId } = made.body.app
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const granted = await as(undefined, 'POST', `/acme/${app}/token`, grant)
  const call = (method: string, path: string, body?: unknown) =>
    as(granted.body.access_token, method, `/acme/${app}/${path}`, body)
  const { name, settings, ...form } = await simulator().addApp({ packageName })
  const token = simulator().newToken(packageName, tenants)
  const binding = { device_id: 'phone', device_token: token, notifier_name: name }
  for (const { status, body } of [
    await call('POST', 'users', [{ username: 'somebody', password: 'secret-1' }]),
    await call('POST', 'notifiers', { ...form, name, provider: 'HUAWEIPUSH', huaweiPushSettings: settings }),
    await call('PUT', 'users/somebody/push/binding', binding),
  ])
    assert.equal(status, 200, JSON.stringify(body))
  const arrived = (): number => simulator().delivered.filter(delivered => delivered.token === token).length
  return { call, arrived }
}

async function as(token: string | undefined, method: string, path: string, body?: unknown): Promise<Answer> {
  const answer = await request(`${server.url}${path}`, {
    method: method as 'GET',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: body === undefined ? null : JSON.stringify(body),
  })
  return { status: answer.statusCode, headers: answer.headers, body: await answer.body.json() }
}
