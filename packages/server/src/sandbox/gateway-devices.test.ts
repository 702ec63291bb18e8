import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import { pushIdOf } from '@posthouse/protocol/frames'
import { startReceiver, startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

const [iphone, android, web] = [2, 3, 6]
const aPushId = (token: string): string =>
  pushIdOf({ source: 'fcm', token, appType: 1, environment: 'auto', isVoip: false, version: '1' })

describe('devices of a user', () => {
  let server: TestServer
  let app: DemoApp
  before(async () => {
    server = await startTestServer()
    app = new DemoApp(server)
  })
  after(() => server[Symbol.asyncDispose]())

  const bind = async (user: string, device: string, token: string) => {
    const [binding] = server.demo.users[0]?.bindings.filter(one => one.vendor === 'fcm') ?? []
    const body = { device_id: device, device_token: token, notifier_name: binding?.notifierName }
    const { status } = await server.app('PUT', `users/${user}/push/binding`, body)
    assert.equal(status, 200)
  }
  const bound = async (user: string) =>
    (await server.system.store.tables.bindings.ofUser(app.id, user as UserId)).map(one => one.deviceId)

  it('F94 the same device once more closes its older connection, and both devices of a user get everything', async () => {
    using phone = await app.client({ user: 'twice', device: 'phone' })
    using other = await app.client({ user: 'twice', device: 'other', platform: web })
    using again = await app.client({ user: 'twice', device: 'phone' })
    assert.equal((await phone.bye()).reason, 'kicked-out')
    assert.equal((await phone.ended).code, 4001)
    const position = await app.tell('twice', 'x')
    for (const client of [again, other]) {
      await client.until(() => client.entries.length > 0)
      assert.deepEqual(
        client.entries.map(one => one.position),
        [position],
      )
    }
    assert.deepEqual(phone.entries, [])
  })

  it('are displaced as the policy says: unbound at once, and not let back in by themselves (spec/zego.md §7)', async () => {
    await app.set({ loginPolicy: 'single' })
    using first = await app.client({ user: 'single', device: 'one', platform: iphone })
    await bind('single', 'one', 'token-of-single-one')
    await bind('single', 'elsewhere', 'token-of-single-elsewhere')
    using second = await app.client({ user: 'single', device: 'two', platform: android })
    assert.equal((await first.bye()).reason, 'kicked-out')
    assert.deepEqual(await bound('single'), ['elsewhere'])
    assert.deepEqual(await app.states('single'), { one: 'kicked', two: 'present' })
    using returning = await app.connect()
    const claim = { app: app.id, user: 'single', device: 'one', platform: iphone, sign: app.sign }
    assert.equal((await returning.logIn({ ...claim, isReturn: true })).t, 'refused')
    assert.equal((await returning.bye()).reason, 'kicked-out')
    using person = await app.client({ user: 'single', device: 'one', platform: iphone })
    assert.equal((await second.bye()).reason, 'kicked-out')
    // A device that is away is displaced too, or it would go on to be pushed to.
    person.web.terminate()
    await person.ended
    using third = await app.client({ user: 'single', device: 'three', platform: web })
    assert.deepEqual(await app.states('single'), { one: 'kicked', two: 'kicked', three: 'present' })
    await app.set({ loginPolicy: 'dual' })
    using beside = await app.client({ user: 'single', device: 'four', platform: android })
    assert.deepEqual((await app.states('single'))['three'], 'present')
    using page = await app.client({ user: 'single', device: 'five', platform: web })
    assert.equal((await third.bye()).reason, 'kicked-out')
    await app.set({ loginPolicy: null })
    using more = await app.client({ user: 'single', device: 'six', platform: web })
    await app.tell('single', 'all of them')
    for (const client of [beside, page, more]) await client.until(() => client.entries.length > 0)
  })

  it('of which two log in at the same instant are never both there where one may be', async () => {
    await app.set({ loginPolicy: 'single' })
    const clients = await Promise.all([1, 2, 3, 4].map(() => app.connect()))
    const claim = (at: number) => ({ app: app.id, user: 'race', device: `d${at}`, platform: at, sign: app.sign })
    await Promise.all(clients.map((client, at) => client.logIn(claim(at)).catch(() => undefined)))
    const open = clients.filter(client => client.web.readyState === client.web.OPEN)
    await Promise.all(clients.filter(client => !open.includes(client)).map(client => client.ended))
    const devices = await server.system.store.tables.chatDevices.ofUsers(app.id, ['race' as UserId])
    assert.equal(devices.filter(one => one.state === 'present').length, 1)
    for (const client of clients) client[Symbol.dispose]()
    await app.set({ loginPolicy: null })
  })

  it('I5 are unbound by a logout before it is answered, and stay bound when a connection is lost', async () => {
    using lost = await app.client({ user: 'leaves', device: 'lost' })
    using leaving = await app.client({ user: 'leaves', device: 'leaving' })
    await bind('leaves', 'lost', 'token-of-lost')
    await bind('leaves', 'leaving', 'token-of-leaving')
    lost.web.terminate()
    await lost.ended
    await leaving.call('session.logout', {})
    assert.deepEqual(await bound('leaves'), ['lost'])
    assert.deepEqual(await app.states('leaves'), { lost: 'present', leaving: 'logged-out' })
    assert.equal((await leaving.bye()).reason, 'logged-out')
  })

  it('I5 stay unbound after a logout, whatever they asked at the same instant', async () => {
    using client = await app.client({ user: 'leaver', device: 'l' })
    // The connection ends with the logout's answer, which may be before the others'.
    await Promise.all([
      client.ask('push.bind', { pushId: aPushId('early') }).catch(String),
      client.ask('session.logout', {}),
      client.ask('push.bind', { pushId: aPushId('late') }).catch(String),
    ])
    await client.ended
    assert.deepEqual(await bound('leaver'), [])
    assert.deepEqual(await app.states('leaver'), { l: 'logged-out' })
  })

  it('F94 are not logged out by their older connection once they log in on another', async () => {
    using old = await app.client({ user: 'again', device: 'a' })
    using fresh = await app.connect()
    const claim = { app: app.id, user: 'again', device: 'a', sign: app.sign, pushIds: [aPushId('again')] }
    // The older connection ends before or after its answer.
    const [welcome] = await Promise.all([fresh.logIn(claim), old.ask('session.logout', {}).catch(String)])
    assert.equal(welcome.t, 'welcome')
    await old.ended
    assert.deepEqual(await app.states('again'), { a: 'present' })
    assert.deepEqual(await bound('again'), ['a'])
  })

  it('of a user who is deleted while they log in leave no binding behind', async () => {
    const device = { app: app.id, user: 'gone', sign: app.sign }
    const clients = await Promise.all([1, 2, 3, 4, 5, 6].map(() => app.connect()))
    using _registered = await app.client({ user: 'gone', device: 'first' })
    await Promise.all([
      server.app('DELETE', 'users/gone'),
      ...clients.map(async (one, index) => {
        for (let turn = 0; turn < index * 4; turn += 1) await new Promise(setImmediate)
        await one.logIn({ ...device, device: `d${index}`, pushIds: [aPushId(`gone ${index}`)] }).catch(String)
      }),
    ])
    // Whoever came after it registered the user anew.
    const { chatDevices } = server.system.store.tables
    const isThere = (await server.app('GET', 'users/gone')).status === 200
    const present = await chatDevices.ofUsers(app.id, ['gone' as UserId])
    const connected = await server.system.presence.devicesOf(app.id, 'gone' as UserId)
    if (!isThere) assert.deepEqual([present, await bound('gone'), connected], [[], [], []])
    for (const device of await bound('gone')) assert.ok(present.some(one => one.deviceId === device))
    for (const one of clients) one.web.terminate()
  })

  it('keep and tell everything that a user sets at the same instant', async () => {
    using client = await app.client({ user: 'setter', device: 'a' })
    using other = await app.client({ user: 'setter', device: 'b' })
    const rule = { onlinePlatforms: [1], silentPlatforms: [2] }
    await Promise.all([
      client.call('user.update', { avatarUrl: 'https://example.com/a.png' }),
      client.call('user.update', { extendedData: 'x' }),
      client.call('user.setRule', rule),
      client.call('user.setBadge', { badge: 7 }),
      client.call('user.update', { name: 'Sue' }),
    ])
    const user = { id: 'setter', name: 'Sue', avatarUrl: 'https://example.com/a.png', extendedData: 'x' }
    assert.deepEqual(await client.call('user.self', {}), { user, rule, badge: 7 })
    const told = () => other.entries.flatMap(one => (one.kind === 'self' ? [one.user] : []))
    await other.until(() => told().length === 3)
    assert.deepEqual(told().at(-1), user)
  })

  it('are told of by callbacks when they come, go, and are replaced (spec/easemob.md §9.9)', async () => {
    await using receiver = await startReceiver()
    const created = await server.admin('POST', 'callbacks/rules', {
      name: 'presence',
      url: receiver.url,
      ...{ events: ['presence'] },
    })
    assert.equal(created.status, 200, JSON.stringify(created.body))
    using first = await app.client({ user: 'seen', device: 'a', platform: iphone })
    using again = await app.client({ user: 'seen', device: 'a', platform: iphone })
    await first.ended
    await again.call('session.logout', {})
    using lost = await app.client({ user: 'seen', device: 'b', platform: web })
    lost.web.terminate()
    // Others' devices may still be on their way out.
    const told = () =>
      receiver.received
        .map(({ text }) => JSON.parse(text))
        .filter(one => one.user.includes('_seen@'))
        .map(one => `${one.os} ${one.reason} ${one.status}`)
    for (let count = 6; told().length < 6; count += 1) await receiver.came(count)
    assert.deepEqual(told().sort(), [
      'ios login online',
      'ios login online',
      'ios logout offline',
      'ios replaced offline',
      'webim login online',
      'webim logout offline',
    ])
  })

  it('are seen by the REST interface while they are connected', async () => {
    using client = await app.client({ user: 'visible', device: 'v', name: 'Vera' })
    const { body } = await server.app('GET', 'users/visible/status')
    assert.deepEqual(body.data, { visible: 'online' })
    const { body: resources } = await server.app('GET', 'users/visible/resources')
    assert.deepEqual(resources.data, [{ res: resources.data[0].res, device_uuid: 'v', device_name: 'Vera' }])
    await server.app('DELETE', `users/visible/disconnect/${resources.data[0].res}`)
    assert.equal((await client.bye()).reason, 'disconnected')
    await client.ended
    assert.deepEqual((await server.app('GET', 'users/visible/status')).body.data, { visible: 'offline' })
  })
})
