import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { reasonOf } from '../domain/reason.ts'
import { RawClient } from '../gateway/testing/raw-client.ts'
import { type Body, startTestServer, type TestServer } from './test-server.ts'
import { provocable, provoke, provokedTitle } from './testing/provoke.ts'

/** Why a push failed, as the operator is told: line by line, in lists, and beside its user. */
describe('Why did it not arrive?', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server[Symbol.asyncDispose]())

  const traceOf = async (msgId: string): Promise<Body> => (await server.admin('GET', `messages/${msgId}/trace`)).body
  const endOf = (trace: Body): Body => trace.events.find((event: Body) => event.reason !== undefined)

  for (const reason of provocable) {
    it(`a push that fails for ${reason} is explained with code, sentence, cause and next step, and is in the list`, async () => {
      const { msgId, username } = await provoke(server, reason, `u-${reason}`)
      const trace = await traceOf(msgId)
      const end = endOf(trace)
      assert.equal(end.reason, reason)
      assert.ok(end.text.en.includes(reasonOf(reason).text.en), end.text.en)
      for (const text of [end.cause, end.fix]) {
        assert.match(text.en, /^[A-Z`].*[.?]$/)
        assert.match(text.zh, /[\u4e00-\u9fff].*。$/)
      }
      const { body } = await server.admin('GET', `messages?reason=${reason}`)
      const [listed] = body.failures
      assert.deepEqual([listed.msgId, listed.username, listed.reason], [msgId, username, reason])
    })
  }

  it('S15: a lane says what was sent and what the vendor answered, and shows no token', async () => {
    const { msgId } = await provoke(server, 'vendor-refused', 'dead-token')
    const trace = await traceOf(msgId)
    const [lane] = trace.devices
    assert.deepEqual(
      [lane.deviceId, lane.provider, lane.status, lane.attempts],
      ['dead-token-phone', 'APNS', 'fail', 1],
    )
    const sent = trace.events.find(({ kind }: Body) => kind === 'sent')
    assert.equal(sent.request.renderedAgain, true)
    assert.equal(sent.request.body.aps.alert.title, provokedTitle)
    assert.equal(sent.request.headers['apns-push-type'], 'alert')
    const answered = trace.events.find(({ kind }: Body) => kind === 'answered')
    assert.deepEqual([answered.attempt.end, answered.attempt.code], ['rejected', 'Unregistered'])
    const end = endOf(trace)
    assert.deepEqual(end.therefore[0], { en: 'The binding was removed.', zh: '推送绑定已移除。' })
    assert.equal(end.fix.en, 'The app was deleted or re-installed; it registers again at its next start.')
    assert.equal(/[0-9a-f]{64}/.test(JSON.stringify(trace)), false)
  })

  it('quiet hours are named with their zone', async () => {
    const username = 'quiet'
    await server.app('POST', 'users', { username, password: 'p' })
    const { msgId } = await provoke(server, 'user-ignores', 'quiet-2')
    assert.match(endOf(await traceOf(msgId)).cause.en, /^Quiet hours, all day\./)
  })

  it('reasons are counted by day with the latest example', async () => {
    const { body } = await server.admin('GET', 'messages/reasons')
    const refused = body.reasons.find(({ reason }: Body) => reason === 'vendor-refused')
    assert.deepEqual([refused.count, refused.latest.username], [2, 'dead-token'])
    assert.deepEqual(refused.text, reasonOf('vendor-refused').text)
    assert.deepEqual(new Set(body.reasons.map(({ reason }: Body) => reason)), new Set(provocable))
  })

  it('the list of failures goes on page after page, each delivery once, newest first', async () => {
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const { body } = await server.admin('GET', `messages?limit=4${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
      seen.push(...body.failures.map(({ msgId }: Body) => msgId))
      if (body.cursor === undefined) break
      cursor = body.cursor
    }
    assert.equal(seen.length, new Set(seen).size)
    assert.ok(seen.length >= provocable.length, String(seen.length))
    assert.deepEqual(
      seen,
      seen.toSorted((one, other) => (BigInt(one) > BigInt(other) ? -1 : 1)),
    )
    const filtered = await server.admin('GET', 'messages?provider=APNS&status=error')
    assert.deepEqual(
      new Set(filtered.body.failures.map(({ reason }: Body) => reason)),
      new Set(['vendor-unclear', 'vendor-unreachable']),
    )
    assert.equal((await server.admin('GET', 'messages?cursor=x')).status, 400)
  })

  it('people are found by the beginning of the name, and the newest come first', async () => {
    const { body } = await server.admin('GET', 'people?prefix=Dead')
    assert.deepEqual(
      body.people.map(({ username, devices, online }: Body) => [username, devices, online]),
      [['dead-token', 0, false]],
    )
    const first = (await server.admin('GET', 'people?limit=2')).body
    assert.equal(first.people[0].username, 'quiet-2')
    const next = (await server.admin('GET', `people?limit=2&cursor=${encodeURIComponent(first.cursor)}`)).body
    assert.deepEqual(next.people.map(({ username }: Body) => username).length, 2)
    assert.ok(!next.people.some(({ username }: Body) => first.people.some((one: Body) => one.username === username)))
  })

  it('a person is shown with devices, what keeps pushes silent, and the last pushes with their reasons', async () => {
    const { body } = await server.admin('GET', 'people/quiet-2')
    assert.deepEqual([body.username, body.activated, body.online], ['quiet-2', true, false])
    assert.deepEqual(body.settings.silences, [{ text: { en: 'Quiet hours, all day.', zh: '全天免打扰。' } }])
    const [device] = body.devices
    assert.deepEqual(
      [device.deviceId, device.bindings[0].provider, device.bindings[0].state],
      ['quiet-2-phone', 'APNS', 'enabled'],
    )
    assert.match(device.bindings[0].fingerprint, /^[0-9a-f]{6}$/)
    assert.equal(body.pushes[0].outcomes[0].reason, 'user-ignores')
    const one = await server.admin('GET', 'people/nobody-at-all')
    assert.equal(one.status, 404)
  })

  it('messages and calls of the online channel have a trace by their own ids', async () => {
    const sent = await server.app('POST', 'messages/users', { to: ['test2'], type: 'txt', body: { msg: 'hello' } })
    const { demo, url } = server
    using caller = await RawClient.connect(url)
    await caller.logIn({ app: demo.appId, user: 'caller', sign: demo.appSign, device: 'c-phone' })
    await caller.caughtUp()
    const { callId } = await caller.call('call.invite', { invitees: ['test2'], mode: 0, timeoutSeconds: 60 })
    for (const [id, source] of [
      [sent.body.data.test2, 'message'],
      [callId, 'call'],
    ] as const) {
      const trace = await traceOf(id)
      assert.equal(trace.source, source)
      assert.match(trace.events[0].text.en, / is stored, at position /)
    }
  })
})
