// The desk of ZPNs with a test's phone and a test's session: registration, bindings, events, reports (spec/zego.md §1.5, §2, Appendix B).
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { pushId } from '@posthouse/protocol/frames'
import { PushError, type PushToken } from '../push/provider.ts'
import { createTestPush, type TestPush } from '../push/test-push.ts'
import { createTestSession, type TestSession } from '../testing/test-session.ts'
import type { ZPNsConfig, ZPNsMessage, ZPNsRegisterMessage } from './definitions.ts'
import { createDesk } from './desk.ts'

const xiaomi = { source: 'xiaomi', token: 'mi-1' } as const
const enabled: ZPNsConfig = { enableMiPush: true }

interface Lab {
  readonly push?: TestPush | undefined
  readonly session?: TestSession | undefined
}

function deskWith({ push, session }: Lab) {
  let provider = push
  const told: [string, unknown][] = []
  const timers = new Map<() => void, number>()
  let follow = (_: TestSession | undefined): void => undefined
  const desk = createDesk({
    provider: () => provider,
    onSession(listener) {
      follow = listener
      listener(session)
      return () => undefined
    },
    clock: {
      now: () => 1_000,
      after(ms, run) {
        timers.set(run, ms)
        return () => void timers.delete(run)
      },
    },
    complain: cause => told.push(['complaint', cause]),
    version: '9.9.9',
  })
  const listen = () => {
    for (const type of ['registered', 'notificationArrived', 'notificationClicked', 'throughMessageReceived'] as const)
      desk.on(type, (message: ZPNsMessage | ZPNsRegisterMessage) => told.push([type, message]))
  }
  listen()
  desk.configure(enabled)
  const use = (next: TestPush): void => {
    provider = next
  }
  return { desk, told, timers, use, follow: (next: TestSession | undefined) => follow(next) }
}

function registeredOf(told: readonly (readonly [string, unknown])[]): readonly ZPNsRegisterMessage[] {
  return told.filter(([type]) => type === 'registered').map(([, message]) => message as ZPNsRegisterMessage)
}

/** Lets what was begun without a promise come to rest. */
async function rest(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve()
}

describe('registering', () => {
  test('asks the one channel of the phone that is enabled, and tells its PushID once', async () => {
    const push = createTestPush(['xiaomi', 'fcm'], [xiaomi])
    const { desk, told } = deskWith({ push })
    desk.configure({ ...enabled, appType: 2, miAppID: 'id', miAppKey: 'key' })
    await desk.register({ iOSEnvironment: 1, iOSNotificationArrivedConfig: { isPresentAlert: true } })
    assert.deepEqual(push.calls, [
      {
        kind: 'acquire',
        request: {
          source: 'xiaomi',
          appType: 2,
          environment: 'development',
          isVoip: false,
          foreground: { alert: true, sound: false, badge: false },
          credentials: { appId: 'id', appKey: 'key' },
          changesBadge: false,
          place: undefined,
        },
      },
    ])
    const [registered, ...others] = registeredOf(told)
    assert.ok(registered)
    assert.deepEqual(others, [])
    assert.equal(registered.errorCode, 0)
    assert.deepEqual(pushId(registered.pushID, 'pushId'), {
      source: 'xiaomi',
      token: 'mi-1',
      appType: 2,
      environment: 'development',
      isVoip: false,
      version: '9.9.9',
    })
  })

  test('tells each failure by its code, and Apple’s by its own number', async () => {
    const push = createTestPush(['apns'])
    const { desk, told } = deskWith({ push })
    const outcomes = [
      [new PushError('offline', 'no network'), 6000401],
      [new PushError('credentials', 'wrong key'), 6000402],
      [new PushError('vendor', 'no token'), 6000403],
      [new PushError('other', 'whatever'), 6000404],
      [new PushError('vendor', 'no aps-environment entitlement', { code: 3000 }), 3000],
      [[{ source: 'apns', token: 'x'.repeat(5_000) }], 6000403],
      [[], 6000403],
    ] as const
    for (const [outcome] of outcomes) {
      push.give(outcome)
      await desk.register({})
    }
    assert.deepEqual(
      registeredOf(told).map(({ errorCode }) => errorCode),
      outcomes.map(([, code]) => code),
    )
    assert.deepEqual(registeredOf(told)[0], {
      pushID: '',
      errorCode: 6000401,
      msg: 'no network',
      errorMessage: 'no network',
    })
  })

  test('without a platform, or without an enabled channel, fails with 6000404 and says what to do', async () => {
    const nowhere = deskWith({})
    await nowhere.desk.register({})
    const disabled = deskWith({ push: createTestPush(['vivo']) })
    await disabled.desk.register({})
    const said = [...registeredOf(nowhere.told), ...registeredOf(disabled.told)]
    assert.deepEqual(
      said.map(({ errorCode }) => errorCode),
      [6000404, 6000404],
    )
    assert.match(said[1]?.msg ?? '', /enableVivoPush/)
  })

  test('with calls gives two PushIDs to the login, and tells the one of notifications', async () => {
    const push = createTestPush(
      ['apns'],
      [
        { source: 'apns', token: 'alerts', environment: 'production' },
        { source: 'apns', token: 'calls', isVoip: true },
      ],
    )
    const session = createTestSession()
    const { desk, told } = deskWith({ push, session })
    await desk.register({ enableIOSVoIP: true })
    const read = session.pushIds().map(id => pushId(id, ''))
    assert.deepEqual(
      read.map(({ token, environment, isVoip }) => [token, environment, isVoip]),
      [
        ['alerts', 'production', false],
        ['calls', 'auto', true],
      ],
    )
    assert.equal(registeredOf(told)[0]?.pushID, session.pushIds()[0])
  })

  test('tells a token that the vendor replaced as another registration, and binds it', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    session.logIn('alice')
    const { desk, told } = deskWith({ push, session })
    await desk.register({})
    push.renew({ source: 'xiaomi', token: 'mi-2' })
    await rest()
    const [first, second] = registeredOf(told)
    assert.ok(second)
    assert.notEqual(first?.pushID, second.pushID)
    assert.deepEqual(session.pushIds(), [second.pushID])
    assert.deepEqual(session.asked.at(-1), ['push.bind', { pushId: second.pushID }])
  })
})

describe('a token that the vendor replaces', () => {
  test('while the registration is still being bound is not lost, and the same one is told once', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    session.logIn('alice')
    const { desk, told } = deskWith({ push, session })
    const { request } = session
    session.request = async (method, params) => {
      session.request = request
      push.renew(xiaomi)
      push.renew({ ...xiaomi, token: 'mi-2' })
      return await request(method, params)
    }
    await desk.register({})
    await rest()
    const tokens = registeredOf(told).map(({ pushID }) => pushId(pushID, '').token)
    assert.deepEqual(tokens, ['mi-1', 'mi-2'])
    assert.deepEqual(
      session.pushIds().map(id => pushId(id, '').token),
      ['mi-2'],
    )
  })

  test('of calls leaves that of notifications, and the other way round', async () => {
    const calls = { source: 'apns', token: 'calls', isVoip: true } as const
    const push = createTestPush(['apns'], [{ source: 'apns', token: 'alerts' }, calls])
    const session = createTestSession()
    const { desk, told } = deskWith({ push, session })
    await desk.register({ enableIOSVoIP: true })
    push.renew({ ...calls, token: 'calls-2' })
    push.renew({ source: 'apns', token: 'alerts-2' })
    await rest()
    const tokensOf = (ids: readonly string[]) => ids.map(id => pushId(id, '').token)
    assert.deepEqual(tokensOf(session.pushIds()), ['alerts-2', 'calls-2'])
    assert.deepEqual(tokensOf(registeredOf(told).map(({ pushID }) => pushID)), ['alerts', 'alerts', 'alerts-2'])
  })

  test('a platform that does not answer is given up, and what it gives later still counts', async () => {
    const push = createTestPush(['apns'])
    const session = createTestSession()
    const { desk, told, timers } = deskWith({ push, session })
    const { promise, resolve } = Promise.withResolvers<readonly PushToken[]>()
    push.acquire = () => promise
    push.release = () => new Promise(() => undefined)
    const registered = desk.register({ enableIOSVoIP: true })
    await rest()
    assert.deepEqual([...timers.values()], [120_000])
    for (const run of timers.keys()) run()
    await registered
    resolve([
      { source: 'apns', token: 'calls', isVoip: true },
      { source: 'apns', token: 'alerts' },
    ])
    await rest()
    const read = session.pushIds().map(id => pushId(id, '').token)
    assert.deepEqual(read, ['alerts', 'calls'])
    assert.equal(timers.size, 0)
    const ended = desk.unregister()
    await rest()
    for (const run of timers.keys()) run()
    await ended
    assert.deepEqual(
      registeredOf(told).map(({ errorCode }) => errorCode),
      [6000401, 0, 0, 6000405],
    )
  })

  test('after the end of a registration is not taken', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    const { desk, told } = deskWith({ push, session })
    await Promise.all([desk.register({}), desk.unregister()])
    push.renew({ ...xiaomi, token: 'mi-2' })
    await rest()
    assert.deepEqual([registeredOf(told).length, session.pushIds()], [1, []])
  })
})

describe('binding', () => {
  test('a registration before the login is carried by the login, and one after it is bound at once', async () => {
    const before = createTestSession()
    const early = deskWith({ push: createTestPush(['xiaomi'], [xiaomi]), session: before })
    await early.desk.register({})
    assert.deepEqual(before.asked, [])
    assert.equal(before.pushIds().length, 1)

    const after = createTestSession()
    after.logIn('alice')
    const late = deskWith({ push: createTestPush(['xiaomi'], [xiaomi]), session: after })
    await late.desk.register({})
    assert.deepEqual(after.asked, [['push.bind', { pushId: registeredOf(late.told)[0]?.pushID }]])
  })

  test('a ZIM that is created after the registration still carries it', async () => {
    const { desk, follow, told } = deskWith({ push: createTestPush(['xiaomi'], [xiaomi]) })
    await desk.register({})
    const session = createTestSession()
    follow(session)
    assert.deepEqual(session.pushIds(), [registeredOf(told)[0]?.pushID])
  })

  test('unregistering unbinds where somebody is logged in, makes the server forget where nobody is, and releases the token', async () => {
    for (const isLoggedIn of [true, false]) {
      const push = createTestPush(['xiaomi'], [xiaomi])
      const session = createTestSession()
      if (isLoggedIn) session.logIn('alice')
      const { desk, told } = deskWith({ push, session })
      await desk.register({})
      const pushID = registeredOf(told)[0]?.pushID
      await desk.unregister()
      assert.deepEqual(session.asked.at(-1), isLoggedIn ? ['push.unbind', { pushId: pushID }] : ['forget', pushID])
      assert.deepEqual(session.pushIds(), [])
      assert.deepEqual(push.calls.at(-1), { kind: 'release' })
      assert.equal(registeredOf(told).length, 1)
    }
  })

  test('unregistering before any registration does nothing', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    const { desk } = deskWith({ push, session })
    await desk.unregister()
    assert.deepEqual([push.calls, session.asked], [[], []])
  })

  test('what could not be unbound is told as 6000405 and unbound at the next login', async () => {
    const session = createTestSession()
    const { desk, told } = deskWith({ push: createTestPush(['xiaomi'], [xiaomi]), session })
    await desk.register({})
    session.failWith({ code: 6000104, message: 'The network failed.' })
    await desk.unregister()
    assert.equal(registeredOf(told)[1]?.errorCode, 6000405)
    assert.equal(registeredOf(told)[1]?.msg, 'The network failed.')
    session.failWith(undefined)
    session.logIn('bob')
    await rest()
    assert.deepEqual(session.asked.at(-1), ['push.unbind', { pushId: registeredOf(told)[0]?.pushID }])
  })

  test('a registration that ends while a login is on its way is bound when the login is in, and an end of one is told then', async () => {
    const session = createTestSession()
    const { desk, told } = deskWith({ push: createTestPush(['xiaomi'], [xiaomi]), session })
    await desk.register({})
    const pushId = registeredOf(told)[0]?.pushID ?? ''
    session.logIn('alice', [])
    await rest()
    assert.deepEqual(session.asked, [['push.bind', { pushId }]])
    session.logOut()
    await desk.unregister()
    assert.deepEqual(session.asked.at(-1), ['forget', pushId])
    session.logIn('alice', [pushId])
    await rest()
    assert.deepEqual(session.asked.at(-1), ['push.unbind', { pushId }])
  })

  test('I6 a second PushID is not bound for somebody who logged out during the first, and is told of all the same', async () => {
    const tokens = [
      { source: 'apns', token: 'alerts' },
      { source: 'apns', token: 'calls', isVoip: true },
    ] as const
    for (const follower of [undefined, createTestSession()]) {
      const session = createTestSession()
      session.logIn('alice')
      const { desk, told, follow } = deskWith({ push: createTestPush(['apns'], tokens), session })
      const { request } = session
      session.request = async (method, params) => {
        session.logOut()
        follow(follower)
        return await request(method, params)
      }
      await desk.register({ enableIOSVoIP: true })
      assert.equal(registeredOf(told)[0]?.errorCode, 0)
      assert.deepEqual([session.asked, follower?.asked ?? []], [[], []])
    }
  })

  test('registering and unregistering at once happen one after the other', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    const { desk, told } = deskWith({ push, session })
    await Promise.all([desk.register({}), desk.unregister(), desk.register({})])
    assert.deepEqual(
      push.calls.map(({ kind }) => kind),
      ['acquire', 'release', 'acquire'],
    )
    assert.equal(registeredOf(told).length, 2)
    assert.equal(session.pushIds().length, 1)
  })
})

describe('notifications', () => {
  const notice = { source: 'xiaomi', title: 't', content: 'c', extras: { payload: 'p' } } as const
  const message = { title: 't', content: 'c', extras: { payload: 'p' }, payload: 'p', pushSourceType: 4 }

  test('are told by what became of them', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const { desk, told } = deskWith({ push })
    await desk.register({})
    for (const event of ['arrived', 'through', 'clicked'] as const) push.tell(event, notice)
    assert.deepEqual(told.slice(1), [
      ['notificationArrived', message],
      ['throughMessageReceived', message],
      ['notificationClicked', message],
    ])
  })

  test('a tap from before the registration is told once, after it; on an iPhone only after one that succeeded', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    push.tell('clicked', notice)
    const { desk, told } = deskWith({ push })
    desk.open()
    assert.equal(told.length, 0)
    await desk.register({})
    await desk.register({})
    assert.deepEqual(
      told.map(([type]) => type),
      ['registered', 'notificationClicked', 'registered'],
    )

    const phone = createTestPush(['apns'], new PushError('vendor', 'no'))
    phone.tell('clicked', { source: 'apns' })
    const apple = deskWith({ push: phone })
    await apple.desk.register({})
    phone.give([{ source: 'apns', token: 'a' }])
    await apple.desk.register({})
    assert.deepEqual(
      apple.told.map(([type]) => type),
      ['registered', 'registered', 'notificationClicked'],
    )
  })

  test('a tap waits for its listener', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const { desk, told } = deskWith({ push })
    desk.off('notificationClicked')
    await desk.register({})
    push.tell('clicked', notice)
    assert.equal(told.length, 1)
    desk.on('notificationClicked', one => told.push(['late', one]))
    assert.deepEqual(told.at(-1), ['late', message])
  })

  test('Google’s data messages that nobody listens to go to the background handler', async () => {
    const push = createTestPush(['fcm'], [])
    const { desk, told } = deskWith({ push })
    desk.open()
    desk.off('throughMessageReceived')
    desk.setBackground(one => told.push(['background', one.payload]))
    push.tell('through', { source: 'fcm', extras: { payload: 'p' } })
    assert.deepEqual(told, [['background', 'p']])
  })

  test('from before anybody listened wait for the listeners that the app names next', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    push.tell('arrived', notice)
    const { desk, told } = deskWith({ push })
    desk.off('notificationArrived')
    desk.off('throughMessageReceived')
    desk.open()
    push.tell('through', notice)
    for (const type of ['notificationArrived', 'throughMessageReceived'] as const)
      desk.on(type, one => told.push([type, one]))
    await rest()
    assert.deepEqual(told, [
      ['notificationArrived', message],
      ['throughMessageReceived', message],
    ])
  })

  test('are told once where the app replaced the platform that was found, which hears them too', async () => {
    const found = createTestPush(['xiaomi'], [xiaomi])
    const { desk, told, use } = deskWith({ push: found })
    desk.open()
    const named = createTestPush(['xiaomi'], [xiaomi])
    use(named)
    await desk.register({})
    for (const one of [found, named]) {
      one.tell('arrived', notice)
      one.renew({ ...xiaomi, token: 'mi-2' })
    }
    await rest()
    assert.deepEqual(
      told.map(([type]) => type),
      ['registered', 'notificationArrived', 'registered'],
    )
  })

  test('a listener that throws harms nobody', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const { desk, told } = deskWith({ push })
    desk.on('registered', () => {
      throw new Error('mine')
    })
    await desk.register({})
    push.tell('arrived', notice)
    assert.deepEqual(
      told.map(([type]) => type),
      ['complaint', 'notificationArrived'],
    )
  })

  test('pushes that came by the long connection are told and reported', async () => {
    const session = createTestSession()
    session.logIn('alice')
    const { desk, told } = deskWith({ session })
    desk.open()
    const pushed = { pushId: '12', atMs: 5, isOffline: false }
    session.notify({ ...pushed, notification: { title: 't', content: 'c', ext: { payload: 'p' } } })
    session.notify({ ...pushed, pushId: '13', notification: { isShown: false, ext: { a: 1 } } })
    await rest()
    const extras = { payload: 'p', EPush: { report: { push_id: '12' } } }
    assert.deepEqual(told[0], ['notificationArrived', { ...message, extras, pushSourceType: 0 }])
    assert.equal(told[1]?.[0], 'throughMessageReceived')
    const reported = session.asked.flatMap(([, params]) => (params as { reports: unknown[] }).reports)
    assert.deepEqual(reported, [
      { event: 'arrived', atMs: 1_000, pushId: '12' },
      { event: 'arrived', atMs: 1_000, pushId: '13' },
    ])
  })
})

describe('pushes that came by the long connection', () => {
  const pushed = {
    pushId: '12',
    atMs: 5,
    isOffline: false,
    notification: { title: 't', content: 'c', expiresAtMs: 1_001 },
  }
  const extras = { payload: '', EPush: { report: { push_id: '12' } } }

  test('are shown where the app registered for pushes, and a tap on one is reported', async () => {
    const push = createTestPush(['webpush'], [{ source: 'webpush', token: '{}' }])
    const session = createTestSession()
    session.logIn('alice')
    const { desk, told } = deskWith({ push, session })
    desk.open()
    session.notify(pushed)
    assert.deepEqual(push.calls, [])
    await desk.register({})
    session.notify(pushed)
    const texts = { title: 't', content: 'c', payload: '', channelId: '', iosSound: '', androidSound: '' }
    assert.deepEqual(push.calls.at(-1), { kind: 'local', notification: { ...texts, extras } })
    push.tell('clicked', { source: 'webpush', extras })
    await rest()
    assert.equal(told.at(-1)?.[0], 'notificationClicked')
    assert.deepEqual(session.asked.at(-1), [
      'push.report',
      { reports: [{ event: 'clicked', atMs: 1_000, pushId: '12' }] },
    ])
  })

  test('are told where the platform cannot show them', async () => {
    const push = createTestPush(['webpush'], [{ source: 'webpush', token: '{}' }])
    push.showLocal = () => {
      throw new Error('of the plug-in')
    }
    const session = createTestSession()
    const { desk, told } = deskWith({ push, session })
    await desk.register({})
    session.notify(pushed)
    assert.deepEqual(
      told.slice(1).map(([type]) => type),
      ['complaint', 'notificationArrived'],
    )
  })

  test('are not shown when they are over', async () => {
    const push = createTestPush(['webpush'], [{ source: 'webpush', token: '{}' }])
    const session = createTestSession()
    const { desk } = deskWith({ push, session })
    await desk.register({})
    session.notify({ ...pushed, notification: { ...pushed.notification, expiresAtMs: 1_000 } })
    assert.equal(push.calls.at(-1)?.kind, 'acquire')
  })
})

describe('reports', () => {
  const about = (id: string) =>
    ({ source: 'xiaomi', extras: { EPush: JSON.stringify({ report: { subject_id: id } }) } }) as const

  test('wait for the login, and each is sent once', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    const { desk } = deskWith({ push, session })
    await desk.register({})
    push.tell('arrived', about('1'))
    push.tell('arrived', about('1'))
    push.tell('clicked', about('1'))
    push.tell('arrived', { source: 'xiaomi', extras: {} })
    await rest()
    assert.deepEqual(session.asked, [])
    session.logIn('alice')
    await rest()
    const reports = [
      { event: 'arrived', atMs: 1_000, subjectId: '1' },
      { event: 'clicked', atMs: 1_000, subjectId: '1' },
    ]
    assert.deepEqual(session.asked, [['push.report', { reports }]])
  })

  test('bear the time at which it happened, where the platform kept that for later', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    await deskWith({ push, session }).desk.register({})
    push.tell('arrived', { ...about('1'), atMs: 7.25 })
    session.logIn('alice')
    await rest()
    assert.deepEqual(session.asked, [['push.report', { reports: [{ event: 'arrived', atMs: 7, subjectId: '1' }] }]])
  })

  test('that the server can never take do not keep later ones from it', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    const { desk } = deskWith({ push, session })
    desk.open()
    session.logIn('alice')
    session.failWith({ code: 6000001, message: 'atMs is no instant.' })
    push.tell('arrived', { ...about('1'), atMs: -1 })
    await rest()
    session.failWith({ code: 6000104, message: 'The network failed.' })
    push.tell('arrived', about('2'))
    await rest()
    session.failWith(undefined)
    session.logIn('alice')
    await rest()
    const last = session.asked.at(-1)?.[1] as { reports: readonly { subjectId: string }[] }
    assert.deepEqual(
      last.reports.map(({ subjectId }) => subjectId),
      ['2'],
    )
  })

  test('beyond 200 the oldest go, and a request takes 50', async () => {
    const push = createTestPush(['xiaomi'], [xiaomi])
    const session = createTestSession()
    const { desk } = deskWith({ push, session })
    desk.open()
    for (let id = 1; id <= 201; id += 1) push.tell('arrived', about(String(id)))
    session.logIn('alice')
    for (let turn = 0; turn < 10; turn += 1) await rest()
    const batches = session.asked.map(([, params]) => (params as { reports: { subjectId: string }[] }).reports)
    assert.deepEqual(
      batches.map(({ length }) => length),
      [50, 50, 50, 50],
    )
    assert.equal(batches[0]?.[0]?.subjectId, '2')
  })
})
