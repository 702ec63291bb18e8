import assert from 'node:assert/strict'
import { request as httpsRequest } from 'node:https'
import { test } from 'node:test'
import { createAuthority } from './authority.ts'
import type { Delivered, Simulator } from './contract.ts'
import { DeviceTokens } from './registry.ts'
import { startVendorSimulator, type VendorSide } from './vendor-simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const APP = 'com.example.chat'

/** A push is POSTed to the path of its token; `/login` is a sign-in, `/ping` is spared by faults, `/dead` is refused. */
function aSide(more: Partial<VendorSide<string>> = {}): VendorSide<string> {
  return {
    vendor: 'made-up',
    endpoints: ['push', 'auth'],
    tokens: new DeviceTokens(),
    isAuth: ({ path }) => path === '/login',
    read: ({ pathname }) => {
      const token = pathname.slice(1)
      return { request: token, tokens: token === 'ping' ? undefined : [token] }
    },
    answer: ({ exchange, on, request: token, url, delivered, refuse, deliver }) => {
      if (token === 'dead') refuse('gone')
      else if (on === 'push') deliver([token, `${token}2`], { shown: undefined, vendorId: url, payload: {} })
      exchange.answer(token === 'dead' ? 410 : 200, {}, `${on} ${delivered.length}`)
    },
    addApp: ({ packageName }) => ({ name: packageName, packageName, environment: 'PRODUCTION', settings: {} }),
    newToken: (app, index, url) => `${app}#${index}@${url}`,
    ...more,
  }
}

const start = (side: VendorSide<string> = aSide()): Promise<Simulator> =>
  startVendorSimulator({ port: 0, tls, now: () => 7, random: () => 0 }, side)

function post(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { method: 'POST', ca: tls.caPem, agent: false, headers }, async response => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() })
    })
    request.on('error', reject)
    request.end()
  })
}

test('every request is noted with what became of it, and a push is handed to each phone, without its credential', async () => {
  await using simulator = await start()
  const heard: Delivered[] = []
  simulator.onDelivered(push => heard.push(push))
  assert.deepEqual(await post(`${simulator.url}/login`), { status: 200, body: 'auth 0' })
  assert.deepEqual(await post(`${simulator.url}/t?x=1`, { authorization: 'a', 'x-id': 'b' }), {
    status: 200,
    body: 'push 2',
  })
  await post(`${simulator.url}/dead`)
  const seen = simulator.received.map(({ atMs, on, path, status, reason }) => [atMs, on, path, status, reason])
  assert.deepEqual(seen, [
    [7, 'auth', '/login', 200, undefined],
    [7, 'push', '/t?x=1', 200, undefined],
    [7, 'push', '/dead', 410, 'gone'],
  ])
  assert.deepEqual(
    simulator.delivered.map(({ token, vendorId, atMs }) => [token, vendorId, atMs]),
    [
      ['t', simulator.url, 7],
      ['t2', simulator.url, 7],
    ],
  )
  const [first] = simulator.delivered
  assert.deepEqual(
    [first && 'shown' in first, first?.headers['x-id'], first?.headers['authorization']],
    [false, 'b', undefined],
  )
  assert.deepEqual(heard, simulator.delivered)
})

test('a fault hits only the requests that it is meant for, and what it hits is not delivered', async () => {
  await using simulator = await start()
  simulator.arm({ token: 'a', action: { kind: 'answer', status: 503 } })
  simulator.arm({ on: 'auth', action: { kind: 'answer', status: 500 } })
  const statuses: (number | undefined)[] = []
  for (const path of ['b', 'a', 'a', 'login', 'login']) statuses.push((await post(`${simulator.url}/${path}`)).status)
  assert.deepEqual(statuses, [200, 503, 200, 500, 200])
  assert.deepEqual(
    simulator.delivered.map(({ token }) => token),
    ['b', 'b2', 'a', 'a2'],
  )
})

test('a request that faults spare uses none up, and disarming forgets them', async () => {
  await using simulator = await start()
  simulator.arm({ times: 2, action: { kind: 'answer', status: 503 } })
  assert.equal((await post(`${simulator.url}/ping`)).status, 200)
  assert.equal((await post(`${simulator.url}/t`)).status, 503)
  simulator.disarm()
  assert.equal((await post(`${simulator.url}/t`)).status, 200)
})

test('a push whose answer is lost was taken once', async () => {
  await using simulator = await start()
  simulator.arm({ action: { kind: 'reset', when: 'after' } })
  await assert.rejects(post(`${simulator.url}/t`))
  assert.equal(simulator.delivered.length, 2)
  assert.equal(simulator.received[0]?.status, 'none')
})

test('all endpoints are its one address, a new token is active, and a state that is set replaces it', async () => {
  const tokens = new DeviceTokens()
  await using simulator = await start(aSide({ tokens }))
  assert.deepEqual(simulator.endpoints, { push: simulator.url, auth: simulator.url })
  assert.equal((await simulator.addApp({ packageName: APP })).name, APP)
  const token = simulator.newToken(APP, 3)
  assert.equal(token, `${APP}#3@${simulator.url}`)
  assert.equal(tokens.isActive(token, APP), true)
  simulator.setToken(token, APP, { kind: 'foreign-app' })
  assert.equal(tokens.isActive(token, APP), false)
})

test('registering one app too many rejects, and never throws', async () => {
  const full = (): never => {
    throw new RangeError('at most 0 apps')
  }
  await using simulator = await start(aSide({ addApp: full }))
  await assert.rejects(simulator.addApp({ packageName: APP }), RangeError)
})

test('only a vendor that reports has a receipt call, which is made by its own side', async () => {
  await using silent = await start()
  assert.equal('receiptCall' in silent, false)
  const reporting = aSide({
    receiptCall(_push, fate) {
      return { headers: {}, body: `${this.vendor} ${fate}` }
    },
  })
  await using simulator = await start(reporting)
  const push: Delivered = { atMs: 1, token: 't', vendorId: 'v', payload: {}, headers: {} }
  assert.deepEqual(simulator.receiptCall?.(push, 'arrived'), { headers: {}, body: 'made-up arrived' })
})
