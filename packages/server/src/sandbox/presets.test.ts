// What the simulators' presets promise in words is what becomes of a push, with every vendor.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { request } from 'undici'
import { type Body, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(() => server[Symbol.asyncDispose]())

const vendors = ['apns', 'fcm', 'huawei', 'honor', 'harmony', 'xiaomi', 'oppo', 'vivo', 'meizu', 'webpush'] as const

async function sandbox(method: string, path: string, body?: unknown): Promise<Body> {
  const headers = { authorization: `Bearer ${server.demo.adminKey}`, 'content-type': 'application/json' }
  const sent = body === undefined ? null : JSON.stringify(body)
  const url = `${server.adminUrl}/admin/v1/sandbox/vendors/${path}`
  const answer = await request(url, { method: method as 'GET', headers, body: sent })
  assert.equal(answer.statusCode, 200, `${method} ${path}`)
  return await answer.body.json()
}

/** A user with one phone of a vendor, and the vendor told to do as the preset says. */
async function aCase(vendor: string, preset: string): Promise<string> {
  const { token } = await sandbox('POST', `${vendor}/tokens`)
  const user = `${vendor}-${preset}`
  await server.app('POST', 'users', [{ username: user, password: 'secret' }])
  const notifier = server.demo.users[0]?.bindings.find(one => one.vendor === vendor)?.notifierName
  const binding = { device_id: user, device_token: token, notifier_name: notifier }
  assert.equal((await server.app('PUT', `users/${user}/push/binding`, binding)).status, 200)
  const { presets } = await sandbox('GET', `${vendor}/presets`)
  const { fault } = presets.find(({ name }: Body) => name === preset)
  await sandbox('DELETE', `${vendor}/faults`)
  await sandbox('POST', `${vendor}/faults`, fault)
  return user
}

/** Pushes; resolves with the first line of the trace that has these words. */
async function traced(user: string, words: RegExp): Promise<string> {
  const pushed = await server.app('POST', `push/async/${user}`, { strategy: 2, pushMessage: { title: 'preset' } })
  const path = `messages/${String(pushed.headers['posthouse-msg-id'])}/trace`
  for (;;) {
    const { body } = await server.admin('GET', path)
    const lines: readonly string[] = body.events.map(({ text }: Body) => text.en)
    const found = lines.find(line => words.test(line))
    if (found !== undefined) return found
    assert.ok(!body.settled, lines.join('\n'))
    await new Promise(resolve => setTimeout(resolve, 30))
  }
}

describe('presets', { timeout: 60_000 }, () => {
  for (const vendor of vendors) {
    it(`${vendor}: a dead token fails the push for good`, async () => {
      await traced(await aCase(vendor, 'token-dead'), /^fail \(/)
    })

    it(`${vendor}: a quota that is used up puts the push off`, async () => {
      await traced(await aCase(vendor, 'quota'), /^Put off by the vendor/)
    })
  }
})

describe('the preset of a refused credential', { timeout: 60_000 }, () => {
  // The notifiers of the other server are at rest by now.
  before(async () => {
    await server[Symbol.asyncDispose]()
    server = await startTestServer()
  })

  for (const vendor of vendors) {
    it(`${vendor}: fails the push, and blames no token`, async () => {
      const user = await aCase(vendor, 'credential')
      await traced(user, /^Refused by the vendor/)
      assert.equal((await server.app('GET', `users/${user}/push/binding`)).body.entities.length, 1)
    })
  }
})
