// The whole way through every vendor at once: one server, ten simulators, real TLS. What a user's devices get, what becomes of bindings
// and notifiers, and that one vendor's trouble stays its own (I13).
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { vendors } from '@posthouse/vendors'
import type { Fault } from '@posthouse/vendors/simulators'
import { startTestServer, type TestServer } from './test-server.ts'

const packageName = 'com.example.chat'
let server: TestServer

before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

interface Bound {
  readonly vendor: string
  readonly deviceId: string
  readonly token: string
}

let nextToken = 1_000

/** A new user with a device of each of these vendors. */
async function userWith(username: string, names: readonly string[]): Promise<readonly Bound[]> {
  const registered = await server.app('POST', 'users', [{ username, password: 'secret-1' }])
  assert.ok(registered.status === 200 || registered.status === 400, JSON.stringify(registered.body))
  const bound: Bound[] = []
  for (const vendor of names) {
    const token = server.simulators.get(vendor)?.newToken(packageName, nextToken++) ?? ''
    const deviceId = `${username}-${vendor}`
    const notifier = server.demo.users[0]?.bindings.find(binding => binding.vendor === vendor)?.notifierName ?? ''
    const { status } = await server.app('PUT', `users/${username}/push/binding`, {
      device_id: deviceId,
      device_token: token,
      notifier_name: notifier,
    })
    assert.equal(status, 200)
    bound.push({ vendor, deviceId, token })
  }
  return bound
}

const every = vendors.map(({ name }) => name)

async function push(username: string, message: Readonly<Record<string, unknown>> = {}) {
  const pushMessage = { title: '环信推送', content: '你好', ...message }
  const answer = await server.app('POST', `push/sync/${username}`, { strategy: 2, pushMessage })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const results = answer.body.data as readonly { pushStatus: string; desc?: string; data?: unknown }[]
  return { results, msgId: String(answer.headers['posthouse-msg-id']) }
}

async function traceOf(msgId: string) {
  const { body } = await server.admin('GET', `messages/${msgId}/trace`)
  return body as { events: readonly { kind: string; deviceId?: string; text: { en: string } }[] }
}

async function bindingsOf(username: string): Promise<readonly string[]> {
  const { body } = await server.app('GET', `users/${username}/push/binding`)
  return (body.entities as readonly { device_id: string }[]).map(({ device_id: id }) => id).sort()
}

test('one push reaches a phone of every vendor, and each shows the same words', async () => {
  const bound = await userWith('ada', every)
  const { results } = await push('ada')
  assert.deepEqual(
    results.map(({ pushStatus }) => pushStatus),
    every.map(() => 'SUCCESS'),
  )
  for (const { vendor, token } of bound) {
    const shown = server.simulators.get(vendor)?.delivered.filter(delivered => delivered.token === token)
    assert.deepEqual(
      shown?.map(({ shown: seen }) => [seen?.title, seen?.body]),
      [['环信推送', '你好']],
      vendor,
    )
  }
})

test('F70 I5 a dead token: its binding is removed once, for every vendor, though two pushes find it dead', async () => {
  // The guard against mass unbinding wants to have seen each notifier work; the test before has shown that.
  const bound = await userWith('bob', every)
  const [alive] = await userWith('bob', ['apns'])
  for (const { vendor, token } of bound) {
    server.simulators.get(vendor)?.setToken(token, packageName, { kind: 'unregistered', atMs: Date.now() })
  }
  const both = await Promise.all([push('bob'), push('bob')])
  const left = await bindingsOf('bob')
  assert.deepEqual(left, alive ? [alive.deviceId] : [])
  const removed = (await Promise.all(both.map(({ msgId }) => traceOf(msgId))))
    .flatMap(({ events }) => events)
    .filter(({ text }) => text.en.includes('The binding was removed.'))
  assert.ok(new Set(removed.map(({ deviceId }) => deviceId)).size >= every.length - 1)
  const { results } = await push('bob')
  assert.deepEqual(
    results.map(({ pushStatus }) => pushStatus),
    ['SUCCESS'],
  )
})

for (const slow of every) {
  test(`F56 I13 ${slow}: while it is slow, everybody else's phones have their pushes long before`, async () => {
    const username = `beside-${slow}`
    const bound = await userWith(username, every)
    const slowly = server.simulators.get(slow)
    const before = slowly?.delivered.length ?? 0
    const others = bound.filter(({ vendor }) => vendor !== slow)
    const arrived = others.map(({ vendor, token }) => arrival(vendor, token))
    const late = bound.filter(({ vendor }) => vendor === slow).map(({ vendor, token }) => arrival(vendor, token))
    slowly?.arm({ action: { kind: 'delay', ms: 1_000 } })
    const answer = await server.app('POST', `push/async/${username}`, {
      strategy: 2,
      pushMessage: { title: 'T', content: 'x' },
    })
    assert.equal(answer.status, 200)
    await Promise.all(arrived)
    assert.equal((slowly?.delivered.length ?? 0) - before, 0, 'it is still waiting')
    await Promise.all(late)
  })
}

/** Resolves when the vendor has taken a push for the token. */
function arrival(vendor: string, token: string): Promise<void> {
  return new Promise(resolve => {
    const stop = server.simulators.get(vendor)?.onDelivered(push => {
      if (push.token !== token) return
      stop?.()
      resolve()
    })
  })
}

const quotas: Readonly<Record<string, Fault['action']>> = {
  xiaomi: { kind: 'answer', status: 200, body: { result: 'error', reason: 'daily limit', code: 10034 } },
  oppo: { kind: 'answer', status: 200, body: { code: 33, message: 'The number of messages exceeds the daily limit' } },
  vivo: { kind: 'answer', status: 200, body: { result: 10073, desc: 'total' } },
  meizu: { kind: 'answer', status: 200, body: { code: '110019', message: 'day', value: '', redirect: '' } },
}

for (const [vendor, action] of Object.entries(quotas)) {
  test(`F55 I13 ${vendor}: a day's quota used up ends as "notifier out of limit", and holds up nobody else`, async () => {
    const username = `quota-${vendor}`
    await userWith(username, [vendor, 'apns'])
    const simulator = server.simulators.get(vendor)
    simulator?.arm({ action })
    const asked = simulator?.received.length ?? 0
    const { results } = await push(username)
    assert.deepEqual(results.map(({ pushStatus }) => pushStatus).sort(), ['FAIL', 'SUCCESS'])
    assert.match(JSON.stringify(results), /notifier out of limit/)
    const { results: again } = await push(username)
    assert.match(JSON.stringify(again), /notifier out of limit/)
    assert.equal((simulator?.received.length ?? 0) - asked, 1, 'the vendor is not asked again that day')
  })
}
