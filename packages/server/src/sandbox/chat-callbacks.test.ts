import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { type Body, type Receiver, startReceiver, startTestServer, type TestServer } from './test-server.ts'
import { DemoApp } from './testing/demo-app.ts'

/** Asked before delivery: lets through what does not speak of cats, and makes polite what is rude. */
async function startJudge(): Promise<{ readonly url: string; readonly asked: Body[] } & AsyncDisposable> {
  const asked: Body[] = []
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    const question: Body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
    asked.push(question)
    const { msg } = question.payload.bodies[0]
    const polite = { ...question.payload, bodies: [{ type: 'txt', msg: 'please' }] }
    outgoing.end(
      JSON.stringify(
        msg === 'rude'
          ? { valid: true, payload: polite }
          : { valid: msg !== 'cat', code: msg === 'cat' ? 'no cats' : '' },
      ),
    )
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/judge`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** spec/easemob.md §9.7–9.9 over a whole server. */
describe('Callbacks of what happens in the online channel', () => {
  let server: TestServer
  let receiver: Receiver
  let app: DemoApp
  before(async () => {
    server = await startTestServer()
    app = new DemoApp(server)
    receiver = await startReceiver()
    const rule = { name: 'all', url: receiver.url, events: ['chat', 'chat_offline', 'presence'] }
    assert.equal((await server.admin('POST', 'callbacks/rules', rule)).status, 200)
    for (const username of ['ann', 'ben']) await server.app('POST', 'users', { username, password: 'p' })
  })
  after(async () => {
    await server[Symbol.asyncDispose]()
    await receiver[Symbol.asyncDispose]()
  })

  /** The callbacks that match, once there are so many. */
  async function callbacks(count: number, matches: (body: Body) => boolean): Promise<readonly Body[]> {
    for (let all = 0; ; all += 1) {
      await receiver.came(all)
      const found = receiver.received.map(({ text }): Body => JSON.parse(text)).filter(matches)
      if (found.length >= count) return found
    }
  }

  const text = (message: string, to: string) => ({
    ...{ priority: 1, localId: `${message} ${to}`, conversationType: 0, to, type: 1, content: { message } },
  })

  it('spec §9.9: a login and the end of it are told with the device', async () => {
    const client = await app.client({ user: 'ann', device: 'phone-1' })
    client[Symbol.dispose]()
    await client.ended
    const user = `${server.demo.org}#${server.demo.app}_ann@easemob.com/`
    const told = await callbacks(2, ({ user: one }) => one?.startsWith(user))
    assert.deepEqual(
      told.map(({ status, reason }) => `${status} ${reason}`),
      ['online login', 'offline logout'],
    )
    assert.match(told[0].user, /_phone-1$/)
  })

  it('spec §9.7: a message of a client is told, and that its receiver is away, unless the receiver is connected', async () => {
    using ann = await app.client({ user: 'ann' })
    const away = await ann.call('message.send', text('hello', 'ben'))
    const told = await callbacks(2, ({ msg_id }) => msg_id === away.id)
    assert.deepEqual(
      told.map(({ eventType, from, to, content_type }) => [eventType, from, to, content_type]).toSorted(),
      [
        ['chat', 'ann', 'ben', 'chat:user:text'],
        ['chat_offline', 'ann', 'ben', 'chat:user:text'],
      ],
    )
    using _ben = await app.client({ user: 'ben' })
    const near = await ann.call('message.send', text('again', 'ben'))
    const last = await ann.call('message.send', text('once more', 'ben'))
    await callbacks(1, ({ msg_id }) => msg_id === last.id)
    const events = (await callbacks(1, ({ msg_id }) => msg_id === near.id)).map(({ eventType }) => eventType)
    assert.deepEqual(events, ['chat'])
  })

  it('spec §9.8: clients’ messages are asked about before delivery, messages over REST never', async () => {
    await using judge = await startJudge()
    const rule = { name: 'judge', url: judge.url, before: { waitMs: 3_000 } }
    const made = await server.admin('POST', 'callbacks/rules', rule)
    assert.equal(made.status, 200, JSON.stringify(made.body))
    using ann = await app.client({ user: 'ann' })
    using ben = await app.client({ user: 'ben' })
    const refused = await ann.ask('message.send', text('cat', 'ben'))
    assert.deepEqual([refused.t, refused.t === 'refused' && refused.message], ['refused', 'no cats'])
    const { id } = await ann.call('message.send', text('rude', 'ben'))
    const texts = () => ben.entries.flatMap(entry => (entry.kind === 'message' ? [entry.message] : []))
    await ben.until(() => texts().some(message => message.id === id))
    assert.deepEqual(texts().at(-1)?.content, { message: 'please' })
    assert.deepEqual(
      judge.asked.map(({ from, to, payload }) => [from, to, payload.bodies[0].msg]),
      [
        ['ann', 'ben', 'cat'],
        ['ann', 'ben', 'rude'],
      ],
    )
    await server.app('POST', 'messages/users', { to: ['ben'], type: 'txt', body: { msg: 'cat' } })
    await ben.until(() => texts().some(({ content }) => content['message'] === 'cat'))
    assert.equal(judge.asked.length, 2)
  })
})
