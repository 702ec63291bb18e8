import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { md5Hex } from '../base/crypto.ts'
import { startPostgres, type TestPostgres } from '../store/testing/postgres.ts'
import { type Body, type Receiver, startReceiver, startTestServer, type TestServer } from './test-server.ts'

/** The bodies of seed 002, verbatim. */
const syncBody = {
  strategy: 3,
  pushMessage: { title: '环信推送', content: '你好，欢迎使用环信推送服务', sub_title: '环信' },
}
/** The same by the vendor alone: what the vendor refuses is not kept for later. */
const vendorBody = { ...syncBody, strategy: 2 }
const singleBody = {
  targets: ['test2'],
  pushMessage: { title: 'Hello', subTitle: 'Hello', content: 'Hello', vivo: {} },
}

let postgres: TestPostgres
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres[Symbol.asyncDispose]())

for (const engine of ['SQLite', 'PostgreSQL'] as const) describe(`On ${engine}`, () => journey(engine))

function journey(engine: 'SQLite' | 'PostgreSQL'): void {
  let server: TestServer
  before(async () => {
    server = await startTestServer(engine === 'SQLite' ? [] : ['--database', await postgres.createDatabase()])
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    for (const simulator of server.simulators.values()) simulator.disarm()
  })

  /** A user with one binding, through APNs unless said otherwise. */
  async function aUser(username: string, vendor = 'apns', index = Math.floor(Math.random() * 1e9)): Promise<string> {
    await server.app('POST', 'users', { username, password: 'secret' })
    const simulator = server.simulators.get(vendor)!
    const deviceToken = simulator.newToken('com.example.chat', index)
    const notifierName = server.demo.users[0]!.bindings.find(binding => binding.vendor === vendor)!.notifierName
    const bound = await server.app('PUT', `users/${username}/push/binding`, {
      device_id: `${username}-phone`,
      device_token: deviceToken,
      notifier_name: notifierName,
    })
    assert.equal(bound.status, 200)
    return deviceToken
  }

  async function traceOf(
    msgId: string,
  ): Promise<{ settled: boolean; events: { at: number; kind: string; text: { en: string } }[] }> {
    const { body } = await server.admin('GET', `messages/${msgId}/trace`)
    return body
  }

  /** The trace once the push is settled: asks again after each answer, as the command line does. */
  async function settledTrace(msgId: string) {
    for (let asked = 0; asked < 2_000; asked += 1) {
      const trace = await traceOf(msgId)
      if (trace.settled) return trace
      await new Promise(resolve => setImmediate(resolve))
    }
    throw new Error(`message ${msgId} did not settle`)
  }

  describe('Sending to users', () => {
    it("seed 002 push/sync answers each device with the vendor's own result", async () => {
      const { status, body } = await server.app('POST', 'push/sync/test1', syncBody)
      assert.equal(status, 200)
      assert.deepEqual(new Set(Object.keys(body)), new Set(['timestamp', 'data', 'duration']))
      assert.equal(body.data.length, server.simulators.size)
      for (const item of body.data) assert.deepEqual(new Set(Object.keys(item)), new Set(['pushStatus', 'data']))
      assert.deepEqual(new Set(body.data.map((item: { pushStatus: string }) => item.pushStatus)), new Set(['SUCCESS']))
      const apns = body.data.find((item: { data: { apnsId?: string } }) => item.data.apnsId).data
      assert.equal(apns.accepted, true)
      assert.deepEqual(JSON.parse(apns.pushNotification.payload).aps.alert, {
        title: '环信推送',
        subtitle: '环信',
        body: '你好，欢迎使用环信推送服务',
      })
    })

    it('seed 002 push/sync says `no push binding` for a user without one', async () => {
      await server.app('POST', 'users', { username: 'nobind', password: 'secret' })
      const { status, body } = await server.app('POST', 'push/sync/nobind', syncBody)
      assert.equal(status, 200)
      assert.deepEqual(body.data, [{ pushStatus: 'FAIL', desc: 'no push binding' }])
    })

    it('seed 002 push/sync says `appUser not exists` for an unknown user', async () => {
      const { status, body } = await server.app('POST', 'push/sync/nobody', syncBody)
      assert.equal(status, 200)
      assert.deepEqual(body.data, [{ pushStatus: 'FAIL', desc: 'appUser not exists' }])
    })

    it('seed 002 push/async answers ASYNC_SUCCESS and the phone gets it', async () => {
      const token = await aUser('async1')
      const { status, body, headers } = await server.app('POST', 'push/async/async1', syncBody)
      assert.equal(status, 200)
      assert.deepEqual(body.data, [{ pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }])
      const trace = await settledTrace(String(headers['posthouse-msg-id']))
      assert.deepEqual(
        trace.events.map(event => event.kind),
        ['accepted', 'planned', 'sent', 'answered', 'outcome'],
      )
      const delivered = server.simulators.get('apns')!.delivered.filter(push => push.token === token)
      assert.equal(delivered.length, 1)
      assert.equal(delivered[0]?.shown?.title, '环信推送')
    })

    it('seed 002 push/single answers one item per target, in order, with the period', async () => {
      const { status, body } = await server.app('POST', 'push/single', singleBody)
      assert.equal(status, 200)
      assert.deepEqual(body.data, [{ id: 'test2', pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }])
      const two = await server.app('POST', 'push/single', { ...singleBody, targets: ['nobody', 'test2', 'nobody'] })
      assert.deepEqual(
        two.body.data.map((item: { id: string }) => item.id),
        ['nobody', 'test2', 'nobody'],
      )
    })

    it('push/single with `async: false` answers like push/sync, with the id', async () => {
      const { body } = await server.app('POST', 'push/single', { ...singleBody, targets: ['nobody'], async: false })
      assert.deepEqual(body.data, [{ id: 'nobody', pushStatus: 'FAIL', desc: 'appUser not exists' }])
    })

    it('F115 refuses 101 targets and none with IllegalArgumentException', async () => {
      for (const targets of [[], Array.from({ length: 101 }, (_, index) => `u${index}`)]) {
        const { status, body } = await server.app('POST', 'push/single', { ...singleBody, targets })
        assert.deepEqual([status, body.exception], [400, 'IllegalArgumentException'])
      }
      const full = { ...singleBody, targets: Array.from({ length: 100 }, (_, index) => `u${index}`) }
      assert.equal((await server.app('POST', 'push/single', full)).body.data.length, 100)
    })

    for (const [what, change, exception, text] of [
      ['a wrong strategy', { strategy: 5 }, 'IllegalArgumentException', undefined],
      ['a missing pushMessage', { pushMessage: undefined }, 'IllegalArgumentException', undefined],
      ['an over-long title', { pushMessage: { title: 'x'.repeat(33) } }, 'MessageException', 'bad_request'],
    ] as const) {
      it(`seed 002 refuses ${what} with ${exception}`, async () => {
        const { status, body } = await server.app('POST', 'push/sync/test1', { ...syncBody, ...change })
        assert.deepEqual([status, body.exception], [400, exception])
        if (text) assert.equal(body.error_description, text)
      })
    }

    it('spec §6.9 strategy 1 waits for the user in the online channel, and 4 sends nothing to who is not connected', async () => {
      for (const [strategy, item] of [
        [1, { pushStatus: 'SUCCESS', desc: 'success' }],
        [4, { pushStatus: 'FAIL', desc: 'user offline' }],
      ] as const) {
        const { body } = await server.app('POST', 'push/sync/test1', { ...syncBody, strategy })
        assert.deepEqual(body.data, [item])
      }
    })
  })

  describe('What vendors answer', () => {
    it("F70 a dead token fails with the vendor's reason and loses its binding; a later push has none", async () => {
      const token = await aUser('dead1')
      server.simulators
        .get('apns')!
        .setToken(token, 'com.example.chat', { kind: 'unregistered', atMs: Date.now() + 60_000 })
      const first = await server.app('POST', 'push/sync/dead1', vendorBody)
      assert.equal(first.body.data[0].pushStatus, 'FAIL')
      assert.equal(first.body.data[0].desc, 'Unregistered')
      assert.equal(first.body.data[0].data.rejectionReason, 'Unregistered')
      const second = await server.app('POST', 'push/sync/dead1', vendorBody)
      assert.deepEqual(second.body.data, [{ pushStatus: 'FAIL', desc: 'no push binding' }])
    })

    it('F58 a vendor that never answers a sync push gives ERROR, once, without a repeat', async () => {
      const token = await aUser('hang1')
      server.simulators.get('apns')!.arm({ token, action: { kind: 'reset', when: 'after' } })
      const { body } = await server.app('POST', 'push/sync/hang1', syncBody)
      assert.equal(body.data[0].pushStatus, 'ERROR')
      const pushes = server.simulators.get('apns')!.received.filter(one => one.path.endsWith(token))
      assert.equal(pushes.length, 1)
    })

    it('F61 a graceful GOAWAY loses and repeats nothing', async () => {
      const tokens = await Promise.all(Array.from({ length: 5 }, (_, index) => aUser(`goaway${index}`)))
      server.simulators.get('apns')!.arm({ action: { kind: 'goaway', finish: true } })
      const answers = await Promise.all(
        tokens.map((_, index) => server.app('POST', `push/sync/goaway${index}`, syncBody)),
      )
      assert.deepEqual(new Set(answers.map(answer => answer.body.data[0].pushStatus)), new Set(['SUCCESS']))
      for (const token of tokens) {
        const delivered = server.simulators.get('apns')!.delivered.filter(push => push.token === token)
        assert.equal(delivered.length, 1)
      }
    })

    it('F66 an expired access token is renewed once and the push goes through', async () => {
      const token = await aUser('refresh1', 'huawei')
      server.simulators.get('huawei')!.arm({
        token,
        action: {
          kind: 'answer',
          status: 401,
          body: { code: '80200003', msg: 'OAuth token expired.', requestId: '1' },
        },
      })
      const { body } = await server.app('POST', 'push/sync/refresh1', syncBody)
      assert.equal(body.data[0].pushStatus, 'SUCCESS')
    })
  })

  describe('Repeating a request', () => {
    it('S43 the same key and body gives the same push; nothing is sent again', async () => {
      const token = await aUser('idem1')
      const key = { 'idempotency-key': 'key-1' }
      const first = await server.app('POST', 'push/async/idem1', syncBody, key)
      const second = await server.app('POST', 'push/async/idem1', syncBody, key)
      assert.equal(first.headers['posthouse-msg-id'], second.headers['posthouse-msg-id'])
      assert.deepEqual(first.body.data, second.body.data)
      await settledTrace(String(first.headers['posthouse-msg-id']))
      assert.equal(server.simulators.get('apns')!.delivered.filter(push => push.token === token).length, 1)
    })

    it('S43 the same key with another body is refused with 422', async () => {
      const key = { 'idempotency-key': 'key-2' }
      await server.app('POST', 'push/async/test1', syncBody, key)
      const { status } = await server.app('POST', 'push/async/test1', { ...syncBody, strategy: 2 }, key)
      assert.equal(status, 422)
    })

    it('S43 parallel repeats make one push', async () => {
      await aUser('idem3')
      const key = { 'idempotency-key': 'key-3' }
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => server.app('POST', 'push/async/idem3', syncBody, key)),
      )
      const ids = new Set(
        answers.filter(answer => answer.status === 200).map(answer => answer.headers['posthouse-msg-id']),
      )
      assert.equal(ids.size, 1)
      for (const answer of answers) assert.ok(answer.status === 200 || answer.status === 409)
    })

    it('S43 a repeated sync call gets the first outcome', async () => {
      const token = await aUser('idem4')
      const key = { 'idempotency-key': 'key-4' }
      const first = await server.app('POST', 'push/sync/idem4', syncBody, key)
      const second = await server.app('POST', 'push/sync/idem4', syncBody, key)
      assert.deepEqual(first.body.data, second.body.data)
      assert.equal(server.simulators.get('apns')!.delivered.filter(push => push.token === token).length, 1)
    })
  })

  describe('Results reported', () => {
    let receiver: Receiver
    let secret: string
    before(async () => {
      receiver = await startReceiver()
      const { status, body } = await server.admin('POST', 'callbacks/rules', {
        name: 'all',
        url: receiver.url,
        enabled: true,
      })
      assert.equal(status, 200, JSON.stringify(body))
      secret = body.secret
    })
    after(() => receiver[Symbol.asyncDispose]())

    it('seed 000 a success carries the vendor answer, device, token and a valid security value', async () => {
      const token = await aUser('cb1')
      const { headers } = await server.app('POST', 'push/async/cb1', syncBody)
      const msgId = String(headers['posthouse-msg-id'])
      const body = await callbackOf(msgId)
      assert.equal(body.callId, `easemob-demo#testy_${msgId}`)
      assert.equal(body.security, md5Hex(`${body.callId}${secret}${body.timestamp}`))
      assert.equal(typeof body.timestamp, 'number')
      const { status, step, target, channel, chat_type, device_id, device_token, msg_id, appkey } = body
      assert.deepEqual(
        { status, step, target, channel, chat_type, device_id, device_token, msg_id, appkey },
        {
          status: 'success',
          step: 'push',
          target: 'cb1',
          channel: 'APNS',
          chat_type: 'chat',
          device_id: 'cb1-phone',
          device_token: token,
          msg_id: msgId,
          appkey: 'easemob-demo#testy',
        },
      )
      assert.equal(body.data.accepted, true)
      assert.equal('detail' in body, false)
    })

    it('seed 000 a failure before any device carries `detail` and no device', async () => {
      const { headers } = await server.app('POST', 'push/async/nobody', syncBody)
      const body = await callbackOf(String(headers['posthouse-msg-id']))
      assert.deepEqual([body.status, body.detail], ['fail', 'no user exist'])
      for (const field of ['device_id', 'device_token', 'notifier_name', 'channel', 'data'])
        assert.equal(field in body, false)
    })

    it('seed 000 a missing notifier is named', async () => {
      await server.app('POST', 'users', { username: 'lost', password: 'secret' })
      const binding = { device_id: 'd', device_token: 't', notifier_name: '102920687' }
      await server.app('PUT', 'users/lost/push/binding', binding)
      const { headers } = await server.app('POST', 'push/async/lost', vendorBody)
      const body = await callbackOf(String(headers['posthouse-msg-id']))
      assert.deepEqual([body.status, body.detail, body.notifier_name], ['fail', 'no notifier exist', '102920687'])
    })

    /** The callback of a message, once it has come. */
    async function callbackOf(msgId: string): Promise<Body> {
      for (let count = 1; ; count += 1) {
        await receiver.came(count)
        const { text } = receiver.received[count - 1]!
        const body = JSON.parse(text)
        if (body.msg_id === msgId) return body
      }
    }
  })

  describe('Unbinding', () => {
    it('I5 after unbind has answered, nothing is sent to that device', async () => {
      const token = await aUser('unbind1')
      const notifierName = server.demo.users[0]!.bindings.find(binding => binding.vendor === 'apns')!.notifierName
      const pushed = Array.from({ length: 30 }, () => server.app('POST', 'push/async/unbind1', syncBody))
      await server.app('PUT', 'users/unbind1/push/binding', {
        device_id: 'unbind1-phone',
        device_token: '',
        notifier_name: notifierName,
      })
      const unboundMs = Date.now()
      for (const answer of pushed) {
        const trace = await settledTrace(String((await answer).headers['posthouse-msg-id']))
        // What was planned before and begun after is withdrawn before its bytes leave.
        const late = trace.events.findIndex(event => event.kind === 'sent' && event.at > unboundMs)
        if (late >= 0) assert.match(trace.events[late + 1]?.text.en ?? '', /^Not sent: the device was unbound/)
      }
      const before = server.simulators.get('apns')!.received.filter(one => one.path.endsWith(token)).length
      const { body } = await server.app('POST', 'push/sync/unbind1', syncBody)
      assert.deepEqual(body.data, [{ pushStatus: 'FAIL', desc: 'no push binding' }])
      assert.equal(server.simulators.get('apns')!.received.filter(one => one.path.endsWith(token)).length, before)
    })

    it('I6 a token that moved to another user gets nothing for the first one', async () => {
      const token = await aUser('owner1', 'apns', 4_711)
      assert.equal(await aUser('owner2', 'apns', 4_711), token)
      const { body } = await server.app('POST', 'push/sync/owner1', syncBody)
      assert.deepEqual(body.data, [{ pushStatus: 'FAIL', desc: 'no push binding' }])
    })
  })
}
