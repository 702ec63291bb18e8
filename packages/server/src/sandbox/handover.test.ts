import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type PushIdContents, pushIdOf } from '@posthouse/protocol/frames'
import type { Delivered, Simulator } from '@posthouse/vendors/simulators'
import { RawClient } from '../gateway/testing/raw-client.ts'
import { startTestServer, type TestServer } from './test-server.ts'

/** How long is looked for what is to come, ms. */
const lookMsMax = 8_000
/** Least wait that an app may set, ms. */
const ackWaitMs = 500

describe('what is handed over from the long connection to the phone makers', () => {
  let server: TestServer
  let tokens = 0
  before(async () => {
    server = await startTestServer()
    await server.admin('PUT', 'settings', { chat: { ackWaitMs } })
  })
  after(() => server[Symbol.asyncDispose]())

  const apns = (): Simulator => {
    const simulator = server.simulators.get('apns')
    ok(simulator)
    return simulator
  }

  /** An installation of the app on an iPhone. */
  function aPhone(change: Partial<PushIdContents> = {}) {
    tokens += 1
    const token = apns().newToken('com.example.chat', 5_000 + tokens)
    const contents = {
      source: 'apns',
      token,
      appType: 1,
      environment: 'auto',
      isVoip: false,
      version: '1',
      ...change,
    } as const
    return { token, pushId: pushIdOf(contents) }
  }

  async function logIn(user: string, device: string, pushIds: readonly string[] = []): Promise<RawClient> {
    const client = await RawClient.connect(server.url)
    const { appId: app, appSign: sign } = server.demo
    const answer = await client.logIn({ app, user, sign, device, platform: 2, pushIds: [...pushIds] })
    equal(answer.t, 'welcome', JSON.stringify(answer))
    await client.caughtUp()
    return client
  }

  /** A user who had the app open on a phone, until the phone lost its signal. */
  async function away(user: string) {
    const phone = aPhone()
    const client = await logIn(user, `${user}-phone`, [phone.pushId])
    client[Symbol.dispose]()
    await client.ended
    return phone
  }

  /** Resolves with the first push to the token, made already or to come. */
  function pushTo(token: string): Promise<Delivered> {
    const made = deliveredTo(token)[0]
    if (made) return Promise.resolve(made)
    return new Promise(resolve => {
      const stop = apns().onDelivered(push => {
        if (push.token !== token) return
        stop()
        resolve(push)
      })
    })
  }

  /** Resolves with the trace of the user's latest push once it has its outcome. */
  async function settled(user: string) {
    for (const untilMs = Date.now() + lookMsMax; Date.now() < untilMs; ) {
      const { body } = await server.admin('GET', `users/${user}/messages`)
      const [last] = body.messages
      const trace = last && (await server.admin('GET', `messages/${last.msgId}/trace`))
      if (trace?.body.settled) return trace.body
    }
    throw new Error(`no outcome of the push to ${user}`)
  }

  /** Resolves once the last pass over a message or call is made. */
  async function passed(subjectId: string): Promise<void> {
    for (const untilMs = Date.now() + lookMsMax; Date.now() < untilMs; ) {
      const { body } = await server.admin('GET', `messages/${subjectId}/trace`)
      if (body.settled) return
    }
    throw new Error(`no end of the hand-over of ${subjectId}`)
  }

  function textsOf({ events }: { readonly events: readonly { readonly text: { readonly en: string } }[] }) {
    return events.map(({ text }) => text.en)
  }

  function deliveredTo(token: string): readonly Delivered[] {
    return apns().delivered.filter(push => push.token === token)
  }

  function aMessage(to: string, push: unknown, more: object = {}) {
    tokens += 1
    const content = { message: 'hello' }
    return { localId: `m${tokens}`, to, conversationType: 0, type: 1, content, priority: 2, push, ...more }
  }

  it('I7: a message to a user who is away is on the phone with title, content and payload, and reports count once', async () => {
    const phone = await away('bob1')
    using alice = await logIn('alice1', 'laptop')
    const push = { title: '小红', content: '在吗？', payload: '{"room":7}' }
    const { id } = await alice.call('message.send', aMessage('bob1', push))
    const { shown, payload } = await pushTo(phone.token)
    deepEqual([shown?.title, shown?.body], ['小红', '在吗？'])
    equal(payload['payload'], '{"room":7}')
    deepEqual(payload['EPush'], { provider: 'APNS', report: { subject_id: id } })
    await settled('bob1')
    const counted = async () => {
      const { clicked = 0, arrived = 0 } = (await server.admin('GET', 'statistics')).body.byProvider.APNS
      return { clicked, arrived }
    }
    const before = await counted()
    using bob = await logIn('bob1', 'bob1-phone', [phone.pushId])
    const report = { event: 'clicked', atMs: Date.now(), subjectId: id } as const
    await alice.call('push.report', { reports: [report] })
    equal((await counted()).clicked, before.clicked, 'somebody else’s report changes nothing')
    await bob.call('push.report', { reports: [report, { ...report, event: 'arrived' }] })
    await bob.call('push.report', { reports: [report] })
    const after = await counted()
    deepEqual([after.clicked - before.clicked, after.arrived - before.arrived], [1, 1])
  })

  it('F91: who is connected and acknowledges gets no push; who is silent gets one when the wait is over', async () => {
    const phones = { loud: aPhone(), mute: aPhone() }
    using loud = await logIn('loud2', 'p', [phones.loud.pushId])
    using _mute = await logIn('mute2', 'p', [phones.mute.pushId])
    using alice = await logIn('alice2', 'laptop')
    const { position } = await alice.call('message.send', aMessage('loud2', { title: 'a', content: 'b' }))
    await loud.until(() => loud.position >= position)
    loud.send({ t: 'ack', position })
    const sentAtMs = Date.now()
    const { id } = await alice.call('message.send', aMessage('mute2', { title: 'late', content: 'b' }))
    equal((await pushTo(phones.mute.token)).shown?.title, 'late')
    ok(Date.now() - sentAtMs >= ackWaitMs - 50)
    deepEqual(deliveredTo(phones.loud.token), [])
    const ofPush = textsOf(await settled('mute2'))
    equal(ofPush[0], `Message ${id} of alice2 is stored, at position ${position + 1}.`)
    equal(ofPush[1], 'Device p of mute2 is waited for: the user is connected.')
    match(ofPush[2] ?? '', /^No acknowledgement in \d+ ms: handed over for user mute2, devices p\.$/)
    const ofMessage = textsOf((await server.admin('GET', `messages/${id}/trace`)).body)
    ok(ofMessage.includes('Pushed: there was no acknowledgement in time: 1 (mute2).'), ofMessage.join('\n'))
  })

  it('I5: who logged out is not pushed to, and a PushID that was taken away is not either', async () => {
    const [gone, unbound, other] = [aPhone(), aPhone(), await away('other3')]
    const leaver = await logIn('leaver3', 'p', [gone.pushId])
    await leaver.call('session.logout', {})
    await leaver.ended
    using quiet = await logIn('quiet3', 'p', [unbound.pushId])
    await quiet.call('push.unbind', { pushId: unbound.pushId })
    using alice = await logIn('alice3', 'laptop')
    for (const to of ['leaver3', 'quiet3', 'other3']) {
      await alice.call('message.send', aMessage(to, { title: 'a', content: 'b' }))
    }
    await pushTo(other.token)
    deepEqual([deliveredTo(gone.token), deliveredTo(unbound.token)], [[], []])
  })

  it('I6 F100: a token that moved to another user gets that user’s pushes only', async () => {
    const phone = await away('first4')
    const again = await logIn('second4', 'other-device', [phone.pushId])
    again[Symbol.dispose]()
    await again.ended
    using alice = await logIn('alice4', 'laptop')
    await alice.call('message.send', aMessage('first4', { title: 'for first', content: 'b' }))
    await alice.call('message.send', aMessage('second4', { title: 'for second', content: 'b' }))
    equal((await pushTo(phone.token)).shown?.title, 'for second')
    equal(deliveredTo(phone.token).length, 1)
  })

  it('of a group who muted it is left alone, unless mentioned', async () => {
    const phones = { muted: await away('muted5'), mentioned: await away('mentioned5'), plain: await away('plain5') }
    using alice = await logIn('alice5', 'laptop')
    const users = ['muted5', 'mentioned5', 'plain5']
    const { group } = await alice.call('group.create', { name: 'team', avatarUrl: '', users })
    for (const user of ['muted5', 'mentioned5']) {
      using client = await logIn(user, 'web')
      const status = { conversationId: group.id, conversationType: 2, status: 2 }
      await client.call('conversation.notify', status)
      await client.call('session.logout', {})
      await client.ended
    }
    const push = { title: 'team', content: 'b' }
    const more = { conversationType: 2, mentioned: ['mentioned5'], notifiesMentioned: true }
    await alice.call('message.send', aMessage(group.id, push, more))
    equal((await pushTo(phones.mentioned.token)).shown?.title, 'team')
    equal((await pushTo(phones.plain.token)).shown?.title, 'team')
    deepEqual(deliveredTo(phones.muted.token), [])
  })

  it('a resource decides how the push goes: silent, with its payload', async () => {
    const phone = await away('bob6')
    equal((await server.admin('PUT', 'push-resources/wake', { apns: { kind: 'silent' } })).status, 200)
    using alice = await logIn('alice6', 'laptop')
    const push = { title: 'a', content: 'b', payload: 'p', resourcesId: 'wake' }
    await alice.call('message.send', aMessage('bob6', push))
    const { shown, payload, headers } = await pushTo(phone.token)
    deepEqual([shown, payload['payload'], headers['apns-push-type']], [undefined, 'p', 'background'])
  })

  it('a call rings on the phone of who is away, and no more once it was answered elsewhere or cancelled', async () => {
    const phones = { away: await away('away7'), answers: aPhone() }
    using answers = await logIn('answers7', 'p', [phones.answers.pushId])
    using web = await logIn('answers7', 'web')
    using alice = await logIn('alice7', 'laptop')
    const push = { title: 'alice calls', content: 'ring', payload: 'c' }
    const { callId } = await alice.call('call.invite', {
      invitees: ['away7', 'answers7'],
      timeoutSeconds: 60,
      mode: 0,
      push,
    })
    const { shown, payload } = await pushTo(phones.away.token)
    deepEqual([shown?.title, payload['payload']], ['alice calls', 'c'])
    await web.until(() => web.entries.some(({ kind }) => kind === 'call'))
    await web.call('call.accept', { callId })
    const before = phones.answers.token
    await passed(callId)
    deepEqual([deliveredTo(before).length, answers.web.readyState], [0, answers.web.OPEN])
  })

  it('a message over REST is pushed with the texts of its ext, and why it is not is an outcome', async () => {
    const phone = await away('bob8')
    for (const username of ['quiet8']) await server.app('POST', 'users', { username, password: 'p' })
    const message = {
      ...{ from: 'alice', to: ['bob8', 'quiet8'], type: 'txt', body: { msg: 'hello' } },
      ext: { em_push_ext: { title: 'T', content: 'C', custom: { a: 1 } } },
    }
    const { status } = await server.app('POST', 'messages/users', message)
    equal(status, 200)
    const { shown, payload } = await pushTo(phone.token)
    deepEqual([shown?.title, shown?.body, payload['t'], payload['e']], ['T', 'C', 'bob8', { a: 1 }])
    const { events } = await settled('quiet8')
    ok(JSON.stringify(events).includes('no push binding'))
  })
})
