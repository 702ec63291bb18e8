// One push to one device: an ordinary one where the device is bound, one request with the vendor's own answer where it is not.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Body, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer()
})
after(async () => {
  await server[Symbol.asyncDispose]()
})

const pushMessage = { title: 'Li', content: 'See you at eight?', category: 'im' }

/** The app's turn comes once a second. */
async function push(target: Body, more: Body = {}): Promise<{ status: number; body: Body }> {
  for (;;) {
    const answer = await server.admin('POST', 'push/direct', { target, pushMessage, ...more })
    if (answer.status !== 429) return answer
    await new Promise(resolve => setTimeout(resolve, 200))
  }
}

function bindingOf(vendor: string) {
  return server.demo.users[0]?.bindings.find(one => one.vendor === vendor) ?? assert.fail(vendor)
}

describe('A push to one device', () => {
  it('that is bound is an ordinary push to that binding alone, which can be traced', async () => {
    const { deviceId, notifierName: notifier, deviceToken: token } = bindingOf('vivo')
    const { body } = await push({ notifier, token })
    assert.deepEqual([body.kind, body.user, body.deviceId], ['accepted', 'test1', deviceId])
    let trace: Body
    do trace = (await server.admin('GET', `messages/${body.msgId}/trace`)).body
    while (!trace.settled)
    const outcomes = trace.events.filter(({ status }: Body) => status !== undefined)
    assert.deepEqual(
      outcomes.map((one: Body) => [one.deviceId, one.status]),
      [[deviceId, 'success']],
    )
  })

  it('that nobody has bound is one request, answered in the vendor’s words, with a fingerprint for the token', async () => {
    const { notifierName: notifier } = bindingOf('xiaomi')
    const simulator = server.simulators.get('xiaomi') ?? assert.fail()
    const token = simulator.newToken('com.example.chat', 4_711)
    const { body } = await push({ notifier, token })
    assert.deepEqual([body.kind, body.result.kind, body.vendor], ['sent', 'accepted', 'xiaomi'])
    assert.equal(simulator.delivered.at(-1)?.token, token)
    assert.ok(!JSON.stringify(body).includes(token))
    simulator.setToken(token, 'com.example.chat', { kind: 'unregistered', atMs: 1 })
    const dead = (await push({ notifier, token })).body
    assert.equal(dead.result.kind, 'rejected')
    assert.ok(dead.result.answer !== undefined && dead.result.code !== undefined, JSON.stringify(dead))
  })

  it('is not sent where an ordinary push would not be: the answer says why and what to do', async () => {
    const { notifierName: notifier } = bindingOf('oppo')
    const wrong = { pushMessage: { ...pushMessage, oppo: { title: 'x'.repeat(40) } } }
    const { body } = await push({ notifier, token: 'A'.repeat(32) }, wrong)
    assert.deepEqual([body.kind, body.reason.code, body.answer.field], ['not-sent', 'invalid-message', 'oppo.title'])
    assert.notEqual(body.reason.fix.zh, '')
  })

  it('comes once a second and app', async () => {
    const { notifierName: notifier, deviceToken: token } = bindingOf('vivo')
    await push({ notifier, token })
    const { status, headers } = await server.admin('POST', 'push/direct', { target: { notifier, token }, pushMessage })
    assert.deepEqual([status, headers['retry-after']], [429, '1'])
  })
})
