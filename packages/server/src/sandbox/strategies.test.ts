import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Entry } from '@posthouse/protocol/frames'
import type { Simulator } from '@posthouse/vendors/simulators'
import type { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

const pushMessage = { title: 'hi', content: 'there', easemob: { title: 'hi there' } }
type Strategy = 0 | 1 | 2 | 3 | 4
const strategies: readonly Strategy[] = [0, 1, 2, 3, 4]

/** What is expected of each strategy: the caller's item, and how many notifications came by the vendor and by the online channel. */
interface Expected {
  readonly item: string
  readonly vendor: 0 | 1
  readonly online: 0 | 1
}
const vendor: Expected = { item: 'SUCCESS', vendor: 1, online: 0 }
const own: Expected = { item: 'SUCCESS success', vendor: 0, online: 1 }
const dropped: Expected = { item: 'FAIL Unregistered', vendor: 0, online: 0 }
const offline: Expected = { item: 'FAIL user offline', vendor: 0, online: 0 }

/** spec/easemob.md §6.9. */
const table: Readonly<Record<string, Readonly<Record<Strategy, Expected>>>> = {
  'online, vendor accepts': { 0: vendor, 1: own, 2: vendor, 3: own, 4: own },
  'online, vendor refuses': { 0: own, 1: own, 2: dropped, 3: own, 4: own },
  'offline, vendor accepts': { 0: vendor, 1: own, 2: vendor, 3: vendor, 4: offline },
  'offline, vendor refuses': { 0: own, 1: own, 2: dropped, 3: own, 4: offline },
}

describe('Strategies over a whole server', () => {
  let server: TestServer
  let app: DemoApp
  let made = 0
  before(async () => {
    server = await startTestServer()
    app = new DemoApp(server)
  })
  after(() => server[Symbol.asyncDispose]())

  const apns = (): Simulator => server.simulators.get('apns') ?? assert.fail('there is no APNs')

  /** A user with an iPhone whose token the vendor takes, or calls dead. */
  async function aUser(refuses: boolean) {
    made += 1
    const user = `user${made}`
    await server.app('POST', 'users', { username: user, password: 'p' })
    const token = apns().newToken('com.example.chat', 70_000 + made)
    const { notifierName } =
      server.demo.users[0]?.bindings.find(one => one.vendor === 'apns') ?? assert.fail('the demo has no APNs')
    const binding = { device_id: 'iphone', device_token: token, notifier_name: notifierName }
    assert.equal((await server.app('PUT', `users/${user}/push/binding`, binding)).status, 200)
    if (refuses) apns().setToken(token, 'com.example.chat', { kind: 'unregistered', atMs: Date.now() + 60_000 })
    return { user, token }
  }

  function notifications(client: RawClient): readonly Extract<Entry, { kind: 'notification' }>[] {
    return client.entries.filter(entry => entry.kind === 'notification')
  }

  /** Resolves with what the user's devices were told, once they know everything that there is. */
  async function toldTo(client: RawClient, user: string): Promise<number> {
    const position = await app.tell(user, 'marker')
    await client.until(() => client.position >= position)
    return notifications(client).length
  }

  async function settled(msgId: string): Promise<void> {
    for (let asked = 0; asked < 2_000; asked += 1) {
      const { body } = await server.admin('GET', `messages/${msgId}/trace`)
      if (body.settled) return
    }
    assert.fail(`${msgId} has no outcome`)
  }

  for (const [when, row] of Object.entries(table)) {
    for (const strategy of strategies) {
      it(`spec §6.9 strategy ${strategy}, ${when}, sync and async`, async () => {
        const isOnline = when.startsWith('online')
        const expected = row[strategy]
        for (const way of ['sync', 'async'] as const) {
          const { user, token } = await aUser(when.endsWith('refuses'))
          const connected = isOnline ? await app.client({ user }) : undefined
          const { body, headers } = await server.app('POST', `push/${way}/${user}`, { strategy, pushMessage })
          if (way === 'sync') {
            const [{ pushStatus, desc = '' }] = body.data
            assert.equal(`${pushStatus} ${desc}`.trim(), expected.item)
          } else await settled(String(headers['posthouse-msg-id']))
          using client = connected ?? (await app.client({ user }))
          assert.deepEqual(
            {
              vendor: apns().delivered.filter(push => push.token === token).length,
              online: await toldTo(client, user),
            },
            { vendor: expected.vendor, online: expected.online },
            way,
          )
          const [told] = notifications(client)
          if (told) assert.deepEqual([told.notification['title'], told.notification['isShown']], ['hi there', true])
        }
      })
    }
  }

  it('what waited is told to each of the devices that come, once each', async () => {
    const { user } = await aUser(true)
    await server.app('POST', `push/sync/${user}`, { strategy: 1, pushMessage })
    using phone = await app.client({ user, device: 'phone', platform: 2 })
    using page = await app.client({ user, device: 'page', platform: 5 })
    assert.deepEqual([await toldTo(phone, user), await toldTo(page, user)], [1, 1])
    const cursor = phone.position
    phone[Symbol.dispose]()
    await phone.ended
    using back = await app.client({ user, device: 'phone', platform: 2, cursor })
    assert.equal(await toldTo(back, user), 0)
  })

  it('a message over REST is told to who is connected, a command too, and what is only for them waits for nobody', async () => {
    const { user } = await aUser(false)
    const text = { type: 'txt', body: { msg: 'hello' }, to: [user] }
    await server.app('POST', 'messages/users', { ...text, routetype: 'ROUTE_ONLINE' })
    using client = await app.client({ user })
    const messages = () => client.entries.flatMap(entry => (entry.kind === 'message' ? [entry.message] : []))
    assert.deepEqual(messages(), [])
    for (const more of [{}, { routetype: 'ROUTE_ONLINE' }]) {
      const count = messages().length
      const { body } = await server.app('POST', 'messages/users', { ...text, ...more, ext: { k: 'v' } })
      await client.until(() => messages().length > count)
      const last = messages().at(-1)
      assert.deepEqual([last?.id, last?.content, last?.ext], [body.data[user], { message: 'hello' }, { k: 'v' }])
    }
    const { body } = await server.app('POST', 'messages/users', { to: [user], type: 'cmd', body: { action: 'sync' } })
    const passed = await client.frame(frame => frame.t === 'passing')
    assert.equal(JSON.stringify(passed).includes(body.data[user]), true, JSON.stringify(passed))
  })

  it('spec §2.2: how many messages wait, and whether one was delivered', async () => {
    const { user } = await aUser(false)
    const { body } = await server.app('POST', 'messages/users', { type: 'txt', body: { msg: 'hello' }, to: [user] })
    const id = body.data[user]
    const counted = async () => (await server.app('GET', `users/${user}/offline_msg_count`)).body.data[user]
    const status = async (one: string) =>
      (await server.app('GET', `users/${user}/offline_msg_status/${one}`)).body.data[one]
    assert.deepEqual([await counted(), await status(id)], [1, 'undelivered'])
    using client = await app.client({ user })
    client.send({ t: 'ack', position: client.position })
    await client.call('user.self', {})
    assert.deepEqual([await counted(), await status(id)], [0, 'delivered'])
    assert.deepEqual([await status('12'), await status('99999999999999999999')], ['undelivered', 'undelivered'])
  })

  it('spec §2.2: who is connected, with which device, and the end of it', async () => {
    const { user } = await aUser(false)
    const status = async () => (await server.app('GET', `users/${user}/status`)).body.data[user]
    const resources = async () => (await server.app('GET', `users/${user}/resources`)).body.data
    assert.deepEqual([await status(), await resources()], ['offline', []])
    using client = await app.client({ user, device: 'phone', name: 'My phone' })
    using other = await app.client({ user, device: 'page', platform: 5 })
    assert.equal(await status(), 'online')
    const found: readonly { res: string; device_uuid: string; device_name: string }[] = await resources()
    const phone = found.find(one => one.device_uuid === 'phone') ?? assert.fail('the phone is not connected')
    assert.deepEqual([found.length, phone.device_name], [2, 'My phone'])
    await server.app('DELETE', `users/${user}/disconnect/${encodeURIComponent(phone.res)}`)
    await client.ended
    assert.equal((await resources()).length, 1)
    assert.equal(await status(), 'online')
    await server.app('GET', `users/${user}/disconnect`)
    await other.ended
    assert.equal(await status(), 'offline')
  })
})
