import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { lastUserOf } from './installation.ts'
import { Session } from './session.ts'
import { type SessionEvents, stateEvents, states, type Who } from './session-definitions.ts'
import { FakeWorld, settled } from './testing/fake-world.ts'

const place = {
  appId: 7,
  appSign: undefined,
  url: 'wss://push.example/im',
  server: 'https://push.example',
  deviceId: undefined,
}
const alice = (): Who => ({ userId: 'alice', token: 'T', name: undefined, isOffline: false })

interface Desk {
  readonly world: FakeWorld
  readonly session: Session
  readonly news: string[]
}

function aDesk(more: Partial<SessionEvents> = {}, world: FakeWorld = new FakeWorld()): Desk {
  const news: string[] = []
  const session = new Session(world.ports(), place, {
    ...silent,
    stateChanged: (state, event, extendedData) =>
      news.push(`${nameOf(states, state)}/${nameOf(stateEvents, event)}${extendedData}`),
    tokenWillExpire: seconds => news.push(`token ${seconds}`),
    ...more,
  })
  return { world, session, news }
}

const silent: SessionEvents = {
  stateChanged: () => {},
  tokenWillExpire: () => {},
  welcomed: () => {},
  lost: () => {},
  unit: () => {},
  frameGiven: () => {},
  passing: () => {},
}

/** A token whose header says when it ends, and nothing else. */
function aToken(expiresAtMs: number): string {
  const header = Buffer.alloc(24)
  header.writeBigInt64BE(BigInt(Math.floor(expiresAtMs / 1000)))
  return `04${header.toString('base64')}`
}

function nameOf(table: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(table).find(name => table[name] === value) ?? '?'
}

async function loggedIn(): Promise<Desk> {
  const desk = aDesk()
  const login = desk.session.login(alice())
  await desk.world.welcome()
  await login
  return desk
}

describe('a session', () => {
  it('logs in with what the app gave, as a device that is made once', async () => {
    const { world, session, news } = await loggedIn()
    const [first] = world.link.of('login')
    assert.equal(world.link.url, 'wss://push.example/im')
    assert.equal(first?.user, 'alice')
    assert.equal(first?.token, 'T')
    assert.equal(first?.cursor, undefined)
    assert.equal(first?.isReturn, false)
    assert.deepEqual(news, ['connecting/activeLogin', 'connected/success'])
    assert.equal(session.userId(), 'alice')
    const again = aDesk({}, world)
    const login = again.session.login(alice())
    await world.welcome()
    await login
    assert.equal(world.link.of('login')[0]?.device, first?.device)
  })

  it('comes back at once after a loss, and then after growing pauses', async () => {
    const { world, news } = await loggedIn()
    world.link.cut()
    await world.clock.advance(0)
    assert.equal(world.links.length, 2)
    world.link.cut()
    await world.clock.advance(999)
    assert.equal(world.links.length, 2)
    await world.clock.advance(1)
    assert.equal(world.links.length, 3)
    await world.welcome()
    assert.equal(world.link.of('login')[0]?.isReturn, true)
    assert.deepEqual(news.slice(2), ['reconnecting/loginInterrupted', 'connected/success'])
  })

  it('tries at once when the network is back', async () => {
    const { world } = await loggedIn()
    world.link.cut()
    await world.clock.advance(0)
    world.link.cut()
    await settled()
    world.wake()
    await settled()
    assert.equal(world.links.length, 3)
  })

  it('tries again where the network falls silent between the opening and the answer to a return', async () => {
    const { world } = await loggedIn()
    world.link.cut()
    await world.clock.advance(0)
    world.link.open()
    await settled()
    assert.equal(world.link.of('login').length, 1)
    await world.clock.advance(29_000)
    assert.equal(world.links.length, 2)
    await world.clock.advance(3_000)
    assert.equal(world.links.length, 3)
    await world.welcome()
    assert.equal(world.link.of('login')[0]?.isReturn, true)
  })

  it('waits for a server that is slow to let it in, and alive', async () => {
    const { world } = await loggedIn()
    world.link.cut()
    await world.clock.advance(0)
    world.link.open()
    for (let waited = 0; waited < 12; waited += 1) {
      await world.clock.advance(10_000)
      world.link.say({ t: 'pong', nowMs: 0 })
    }
    await settled()
    assert.equal(world.links.length, 2)
    assert.equal(world.link.of('ping').length, 12)
  })

  it('does not come back after it was kicked out', async () => {
    const { world, session, news } = await loggedIn()
    world.link.say({ t: 'bye', reason: 'kicked-out', text: 'another device' })
    await world.clock.advance(100_000)
    assert.equal(world.links.length, 1)
    assert.equal(news.at(-1), 'disconnected/kickedOutanother device')
    await assert.rejects(session.request('user.self', {}), { code: 6000121 })
  })

  it('reads the reason from the close code when the last frame was lost', async () => {
    const { world, news } = await loggedIn()
    world.link.cut(4003)
    await settled()
    assert.equal(news.at(-1), 'disconnected/unregistered')
  })

  it('waits as long as the server asks', async () => {
    const { world, session } = aDesk()
    const login = session.login(alice())
    await settled()
    world.link.open()
    world.link.say({
      t: 'refused',
      id: world.link.of('login')[0]?.id ?? 0,
      code: 6000005,
      message: 'busy',
      retryAfterMs: 4000,
    })
    await world.clock.advance(4499)
    assert.equal(world.links.length, 1)
    await world.clock.advance(1)
    await world.welcome()
    await login
  })

  it('answers further logins with the same refusal for ten seconds', async () => {
    const { world, session, news } = aDesk()
    const login = session.login(alice())
    await settled()
    world.link.open()
    world.link.say({ t: 'refused', id: world.link.of('login')[0]?.id ?? 0, code: 6000103, message: 'no' })
    await assert.rejects(login, { code: 6000103, message: 'no' })
    assert.equal(news.at(-1), 'disconnected/loginInterrupted')
    await assert.rejects(session.login(alice()), { code: 6000103 })
    assert.equal(world.links.length, 1)
    await world.clock.advance(10_000)
    const second = session.login(alice())
    await world.welcome()
    await second
  })

  it('logs in with another token right after one was refused, and after a clock was set back', async () => {
    for (const change of ['token', 'clock']) {
      const { world, session } = aDesk()
      const login = session.login(alice())
      await settled()
      world.link.open()
      world.link.say({ t: 'refused', id: world.link.of('login')[0]?.id ?? 0, code: 6000106, message: 'over' })
      await assert.rejects(login, { code: 6000106 })
      if (change === 'clock') world.clock.setBack(86_400_000)
      const second = session.login({ ...alice(), ...(change === 'token' ? { token: 'fresh' } : {}) })
      await world.welcome()
      await second
    }
  })

  it('gives a login up after thirty seconds', async () => {
    const { world, session, news } = aDesk()
    const login = assert.rejects(session.login(alice()), { code: 6000104 })
    await world.clock.advance(30_000)
    await login
    assert.equal(news.at(-1), 'disconnected/loginTimeout')
  })

  it('takes names that differ in case only for the same user', async () => {
    const { session, world } = await loggedIn()
    await session.login({ ...alice(), userId: 'Alice' })
    assert.equal(world.links.length, 1)
  })

  it('lets the same user log in again, and no other one', async () => {
    const { world, session } = await loggedIn()
    await session.login(alice())
    await assert.rejects(session.login({ ...alice(), userId: 'bob' }), { code: 6000111 })
    assert.equal(world.links.length, 1)
  })

  it('sends heartbeats, and counts as lost when nothing is heard for thirty seconds', async () => {
    const { world, news } = await loggedIn()
    await world.clock.advance(10_000)
    assert.equal(world.link.of('ping').length, 1)
    world.link.say({ t: 'pong', nowMs: 1 })
    await world.clock.advance(29_999)
    assert.equal(news.at(-1), 'connected/success')
    await world.clock.advance(1)
    assert.equal(news.at(-1), 'reconnecting/loginInterrupted')
  })

  it('F103 counts as lost too when the clock of the device is set back meanwhile', async () => {
    const { world, news } = await loggedIn()
    world.clock.setBack(86_400_000)
    await world.clock.advance(30_000)
    assert.equal(news.at(-1), 'reconnecting/loginInterrupted')
  })

  it('F103 knows the time of the server again after the next heartbeat when the clock of the device is set', async () => {
    const { world, session } = await loggedIn()
    const serverNowMs = world.clock.nowMs
    world.clock.setBack(-86_400_000)
    assert.equal(session.token.nowMs(), serverNowMs + 86_400_000)
    world.link.say({ t: 'pong', nowMs: serverNowMs })
    assert.equal(session.token.nowMs(), serverNowMs)
  })

  it('warns thirty seconds before the token ends, and leaves two seconds before', async () => {
    const { world, session, news } = aDesk()
    const login = session.login(alice())
    await world.welcome({ tokenExpiresAtMs: world.clock.nowMs + 100_000, timeoutMs: 1_000_000 })
    await login
    await world.clock.advance(69_999)
    assert.equal(news.at(-1), 'connected/success')
    await world.clock.advance(1)
    assert.equal(news.at(-1), 'token 30')
    await world.clock.advance(28_000)
    assert.equal(news.at(-1), 'disconnected/tokenExpired')
  })

  it('lives longer with a new token', async () => {
    const { world, session, news } = aDesk()
    const login = session.login(alice())
    const expiresAtMs = world.clock.nowMs + 40_000
    await world.welcome({ tokenExpiresAtMs: expiresAtMs, timeoutMs: 1_000_000 })
    await login
    const renewed = session.renew('T2')
    await settled()
    await world.answer('session.renewToken', { expiresAtMs: expiresAtMs + 600_000 })
    await renewed
    await world.clock.advance(40_000)
    assert.equal(news.at(-1), 'connected/success')
    world.link.cut()
    await world.clock.advance(0)
    world.link.open()
    assert.equal(world.link.of('login')[0]?.token, 'T2')
  })

  it('comes back with the token that was good where a further login’s was refused', async () => {
    const { world, session } = await loggedIn()
    const refused = assert.rejects(session.login({ ...alice(), token: 'bad' }), { code: 6000103 })
    await settled()
    const [request] = world.requests('session.renewToken')
    world.link.say({ t: 'refused', id: request?.id ?? 0, code: 6000103, message: 'no' })
    await refused
    world.link.cut()
    await world.clock.advance(0)
    world.link.open()
    assert.equal(world.link.of('login')[0]?.token, 'T')
  })

  it('comes back with a token that was renewed while it was away', async () => {
    const { world, session } = await loggedIn()
    world.link.cut()
    await session.renew(aToken(world.clock.nowMs + 600_000))
    await world.clock.advance(0)
    world.link.open()
    assert.equal(world.link.of('login')[0]?.token, aToken(world.clock.nowMs + 600_000))
  })

  it('comes back with a token that came while the one before was on its way, and was refused', async () => {
    const { world, session, news } = await loggedIn()
    const fresh = aToken(world.clock.nowMs + 600_000)
    world.link.cut()
    await world.clock.advance(0)
    world.link.open()
    const [login] = world.link.of('login')
    await session.renew(fresh)
    world.link.say({ t: 'refused', id: login?.id ?? 0, code: 6000106, message: 'over' })
    await world.clock.advance(2_000)
    world.link.open()
    assert.equal(world.link.of('login')[0]?.token, fresh)
    assert.equal(news.at(-1), 'reconnecting/loginInterrupted')
  })

  it('logs in with the token of a second login where the first one’s is refused', async () => {
    const { world, session } = aDesk()
    const first = session.login(alice())
    await settled()
    world.link.open()
    const second = session.login({ ...alice(), token: 'fresh' })
    world.link.say({ t: 'refused', id: world.link.of('login')[0]?.id ?? 0, code: 6000106, message: 'over' })
    await world.clock.advance(1_000)
    await world.welcome()
    assert.equal(world.link.of('login')[0]?.token, 'fresh')
    await Promise.all([first, second])
  })

  it('hands on a token that came while the one before was let in', async () => {
    const { world, session, news } = aDesk()
    const first = session.login(alice())
    await settled()
    world.link.open()
    const second = session.login({ ...alice(), token: 'fresh' })
    const nowMs = world.clock.nowMs
    const times = { nowMs, heartbeatMs: 10_000, timeoutMs: 1_000_000, tokenExpiresAtMs: nowMs + 40_000 }
    const user = { id: 'alice', name: '', avatarUrl: '', extendedData: '' }
    const id = world.link.of('login')[0]?.id ?? 0
    world.link.say({ t: 'welcome', id, session: 's1', cursor: 0, isNewDevice: true, user, ...times })
    await Promise.all([first, second])
    await settled()
    assert.deepEqual(world.requests('session.renewToken')[0]?.params, { token: 'fresh' })
    await world.answer('session.renewToken', { expiresAtMs: nowMs + 600_000 })
    await world.clock.advance(40_000)
    assert.equal(news.at(-1), 'connected/success')
  })

  it('takes a new token during a login without a network', async () => {
    const { world, session } = aDesk()
    await session.login({ ...alice(), isOffline: true })
    const fresh = aToken(world.clock.nowMs + 600_000)
    await session.renew(fresh)
    await settled()
    world.link.open()
    assert.equal(world.link.of('login')[0]?.token, fresh)
  })

  it('clears the cursor also where the shelf is still keeping the last one', async () => {
    const { world, session } = await loggedIn()
    let keep = (): void => {}
    world.beforeKeep = () => new Promise(resolve => (keep = resolve))
    world.link.say({
      t: 'entries',
      entries: [{ kind: 'rule', position: 3, onlinePlatforms: [], silentPlatforms: [] }],
      position: 3,
    })
    await settled()
    const leaving = session.logout(true)
    await settled()
    await world.answer('session.logout', {})
    keep()
    await leaving
    await settled()
    assert.equal(world.shelf.get('posthouse.7.alice.cursor'), undefined)
  })

  it('I6 says that nobody is logged in, and forgets over a connection of its own, while it logs out', async () => {
    const { world, session } = await loggedIn()
    const leaving = session.logout(false)
    assert.equal(session.userId(), undefined)
    const forgotten = session.forget('ph1.x')
    await settled()
    world.link.open()
    assert.equal(world.link.of('forget')[0]?.pushId, 'ph1.x')
    world.link.say({ t: 'reply', id: 1, result: {} })
    await forgotten
    await world.clock.advance(10_000)
    await leaving
  })

  it('counts an address that the platform does not take as a loss', async () => {
    const world = new FakeWorld()
    const ports = world.ports()
    const open = (): never => {
      throw new Error('no such address')
    }
    const news: number[] = []
    const session = new Session({ ...ports, transport: { open } }, place, {
      ...silent,
      stateChanged: (_state, event) => news.push(event),
    })
    const login = assert.rejects(session.login(alice()), { code: 6000104 })
    await world.clock.advance(30_000)
    await login
    assert.deepEqual(news, [stateEvents.activeLogin, stateEvents.loginTimeout])
    assert.ok(world.lines.filter(line => line === 'error socket.unopened').length > 3)
  })

  it('sends what was asked for while it was away, and fails what was under way', async () => {
    const { world, session } = await loggedIn()
    const before = assert.rejects(session.request('user.self', {}), { code: 6000009 })
    await settled()
    world.link.cut()
    await before
    const during = session.request('user.find', { users: ['bob'] })
    await world.clock.advance(0)
    await world.welcome()
    await world.answer('user.find', { users: [], failed: [] })
    assert.deepEqual(await during, { users: [], failed: [] })
  })

  it('fails requests that get no answer in ten seconds', async () => {
    const { world, session } = await loggedIn()
    const request = assert.rejects(session.request('user.self', {}), { code: 6000105 })
    await world.clock.advance(10_000)
    await request
  })

  it('fails a request that the server refuses, or answers with what is no result of it', async () => {
    const { world, session } = await loggedIn()
    const refused = assert.rejects(session.request('user.self', {}), { code: 6000011, message: 'Nobody.' })
    await settled()
    const [request] = world.requests('user.self')
    world.link.say({ t: 'refused', id: request?.id ?? 0, code: 6000011, message: 'Nobody.' })
    await refused
    const unfit = assert.rejects(session.request('user.find', { users: ['bob'] }), { code: 6000007 })
    await settled()
    await world.answer('user.find', { users: 'bob', failed: [] })
    await unfit
  })

  it('I6 carries PushIDs with each login, and forgets them after a logout without a connection', async () => {
    const { world, session } = aDesk()
    session.setPushIds(() => ['ph1.x'])
    const login = session.login(alice())
    await world.welcome()
    await login
    assert.deepEqual(world.link.of('login')[0]?.pushIds, ['ph1.x'])
    world.link.cut()
    await session.logout(false)
    await settled()
    world.link.open()
    const [forget] = world.link.of('forget')
    assert.equal(forget?.pushId, 'ph1.x')
    world.link.say({ t: 'reply', id: forget?.id ?? 0, result: {} })
    await settled()
    assert.equal(world.link.isClosed, true)
  })

  it('I6 logs in after a logout that nobody waited for, also as another user', async () => {
    for (const next of ['alice', 'bob']) {
      const { world, session, news } = await loggedIn()
      const leaving = session.logout(false)
      const login = session.login({ ...alice(), userId: next })
      await settled()
      await world.answer('session.logout', {})
      await leaving
      await world.welcome()
      await login
      assert.equal(session.userId(), next)
      assert.deepEqual(news.slice(2), ['disconnected/success', 'connecting/activeLogin', 'connected/success'])
    }
  })

  it('I6 forgets PushIDs as soon as the network is back after a logout without one, unless somebody logs in', async () => {
    for (const next of ['nobody', 'bob']) {
      const { world, session } = await loggedIn()
      session.setPushIds(() => ['ph1.x'])
      world.link.cut()
      await session.logout(false)
      await settled()
      world.link.cut()
      await settled()
      if (next === 'bob') {
        const login = session.login({ ...alice(), userId: 'bob' })
        await world.welcome()
        await login
      }
      const links = world.links.length
      world.wake()
      await settled()
      assert.equal(world.links.length, next === 'bob' ? links : links + 1)
      if (next === 'bob') continue
      world.link.open()
      assert.equal(world.link.of('forget')[0]?.pushId, 'ph1.x')
      world.link.say({ t: 'reply', id: 1, result: {} })
      await settled()
      world.wake()
      await settled()
      assert.equal(world.links.length, links + 1)
    }
  })

  it('is one device where the app comes to the front while a slow shelf is still asked for it', async () => {
    const world = new FakeWorld()
    const ports = world.ports()
    const answers: (() => void)[] = []
    const get = async (key: string): Promise<string | undefined> => {
      const kept = world.shelf.get(key)
      await new Promise<void>(resolve => answers.push(resolve))
      return kept
    }
    let last = 0
    const random = (): number => {
      last = (last + 0.37) % 1
      return last
    }
    const session = new Session({ ...ports, random, shelf: { ...ports.shelf, get } }, place, silent)
    const login = session.login(alice())
    await settled()
    world.wake()
    for (let turn = 0; turn < 4; turn += 1) {
      await settled()
      for (const answer of answers.splice(0)) answer()
    }
    await world.welcome()
    await login
    assert.equal(world.link.of('login')[0]?.device, world.shelf.get('posthouse.device'))
  })

  it('I6 does not forget a PushID after the next login bound it', async () => {
    const { world, session } = await loggedIn()
    session.setPushIds(() => ['ph1.x'])
    world.link.cut()
    await session.logout(false)
    const login = session.login({ ...alice(), userId: 'bob' })
    await settled()
    world.link.open()
    const [forget] = world.link.of('forget')
    assert.equal(world.links.length, 2)
    world.link.say({ t: 'reply', id: forget?.id ?? 0, result: {} })
    await world.welcome()
    await login
    assert.deepEqual(world.link.of('login')[0]?.pushIds, ['ph1.x'])
  })

  it('stays one device, and can leave, where the shelf refuses everything', async () => {
    const world = new FakeWorld()
    const refuse = (): Promise<never> => Promise.reject(new Error('SecurityError'))
    let last = 0
    const random = (): number => {
      last = (last + 0.37) % 1
      return last
    }
    const ports = { ...world.ports(), random, shelf: { get: refuse, set: refuse, remove: refuse } }
    assert.equal(await lastUserOf(ports, place.appId), undefined)
    const session = new Session(ports, place, silent)
    const login = session.login(alice())
    await world.welcome()
    await login
    const device = world.link.of('login')[0]?.device
    world.link.cut()
    await world.clock.advance(0)
    await world.welcome()
    assert.equal(world.links.length, 2)
    assert.equal(world.link.of('login')[0]?.device, device)
    const leaving = session.logout(true)
    await settled()
    await world.answer('session.logout', {})
    await leaving
    assert.equal(session.userId(), undefined)
  })

  it('has no old cursor at its next start where the shelf would not take the new one', async () => {
    const { world } = await loggedIn()
    const rule = (position: number) => ({ kind: 'rule', position, onlinePlatforms: [], silentPlatforms: [] }) as const
    world.link.say({ t: 'entries', entries: [rule(3)], position: 3 })
    await settled()
    world.beforeKeep = () => Promise.reject(new Error('QuotaExceededError'))
    world.link.say({ t: 'entries', entries: [rule(5)], position: 5 })
    await settled()
    assert.deepEqual(world.link.of('ack').pop(), { t: 'ack', position: 5 })
    const second = aDesk({}, world)
    const again = second.session.login(alice())
    await world.welcome()
    await again
    assert.equal(world.link.of('login')[0]?.cursor, undefined)
  })

  it('does not take over how far another device on the same shelf has read', async () => {
    const world = new FakeWorld()
    const loggedInAs = async (deviceId: string): Promise<Session> => {
      const session = new Session(world.ports(), { ...place, deviceId }, silent)
      const login = session.login(alice())
      await world.welcome()
      await login
      return session
    }
    const rule = { kind: 'rule', position: 9, onlinePlatforms: [], silentPlatforms: [] } as const
    await loggedInAs('tab-1')
    world.link.say({ t: 'entries', entries: [rule], position: 9 })
    await settled()
    await loggedInAs('tab-2')
    assert.equal(world.link.of('login')[0]?.cursor, undefined)
    await loggedInAs('tab-1')
    assert.equal(world.link.of('login')[0]?.cursor, 9)
  })

  it('acknowledges what the listeners have had, and begins after it at its next start', async () => {
    const heard: number[] = []
    const { world, session } = aDesk({ unit: ({ entries }) => heard.push(...entries.map(entry => entry.position)) })
    const login = session.login(alice())
    await world.welcome()
    await login
    const rule = (position: number) => ({ kind: 'rule', position, onlinePlatforms: [], silentPlatforms: [] }) as const
    world.link.say({ t: 'entries', entries: [rule(3), rule(5)], position: 6 })
    await settled()
    assert.deepEqual(heard, [3, 5])
    assert.deepEqual(world.link.of('ack'), [{ t: 'ack', position: 6 }])
    const second = aDesk({}, world)
    const again = second.session.login(alice())
    await world.welcome()
    await again
    assert.equal(world.link.of('login')[0]?.cursor, 6)
  })

  it('I3 neither gives nor acknowledges what comes while it logs out', async () => {
    const heard: unknown[] = []
    const { world, session } = aDesk({ unit: unit => heard.push(unit) })
    const login = session.login(alice())
    await world.welcome()
    await login
    const leaving = session.logout(false)
    await settled()
    const rule = { kind: 'rule', position: 3, onlinePlatforms: [], silentPlatforms: [] } as const
    world.link.say({ t: 'entries', entries: [rule], position: 3 })
    await world.answer('session.logout', {})
    await leaving
    assert.deepEqual([heard, world.link.of('ack')], [[], []])
  })

  it('tells of pushes that came by the channel', async () => {
    const { world, session } = await loggedIn()
    const told: unknown[] = []
    session.onNotification(news => told.push(news))
    const notification = { title: 'Hello', isShown: true }
    world.link.say({
      t: 'entries',
      entries: [{ kind: 'notification', position: 1, pushId: '9', notification, atMs: 4 }],
      position: 1,
    })
    await settled()
    assert.deepEqual(told, [{ pushId: '9', notification, atMs: 4, isOffline: false }])
  })

  it('comes back from a frame that is none', async () => {
    const { world, news } = await loggedIn()
    world.link.mutter('{"t":"entries"}')
    await world.clock.advance(0)
    assert.equal(news.at(-1), 'reconnecting/loginInterrupted')
    assert.ok(world.lines.includes('error frame.unreadable'))
    assert.equal(world.links.length, 2)
  })
})
