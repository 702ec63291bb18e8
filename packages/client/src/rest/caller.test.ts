import assert from 'node:assert/strict'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, describe, it } from 'node:test'
import { createCaller, type PosthouseOptions } from './caller.ts'
import { PosthouseApiError, PosthouseConnectionError } from './failure.ts'
import type { Operation } from './operation.ts'
import { systemWorld } from './world.ts'

const read: Operation = { name: 'x.get', method: 'GET', path: '/{org}/{app}/x', credential: 'app' }
const write: Operation = { ...read, name: 'x.put', method: 'POST', body: 'members' }
const keyed: Operation = { ...write, idempotent: true }

/** A server that answers each request with the next of these, and records what came; nothing left: 200 and `{}`. */
type Reply = (response: ServerResponse, request: IncomingMessage) => void
const stopped = new AsyncDisposableStack()
after(() => stopped.disposeAsync())

async function aServer(...replies: Reply[]) {
  const seen: IncomingMessage[] = []
  const server = createServer((request, response) => {
    seen.push(request)
    request.resume().on('end', () => (replies.shift() ?? say(200, {}))(response, request))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stopped.defer(async () => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  })
  const waits: number[] = []
  const world = {
    ...systemWorld(fetch),
    wait: async (ms: number) => {
      waits.push(ms)
    },
  }
  const options = { server: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, org: 'acme', app: 'chat' }
  const callWith = (more: Partial<PosthouseOptions>) => createCaller({ ...options, ...more }, world)
  return { seen, waits, callWith, call: callWith({ token: 'T' }) }
}

function say(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Reply {
  return response => response.writeHead(status, headers).end(JSON.stringify(body))
}
const lose: Reply = response => response.destroy()
const refuse = (status: number, error: string, headers = {}) =>
  say(status, { error, exception: 'X', error_description: 'why', timestamp: 1, duration: 1 }, headers)

describe('A caller', () => {
  it('gives errors of the server their members', async () => {
    const { call } = await aServer(refuse(503, 'service_unavailable', { 'retry-after': '3' }))
    const failure = await call(write, {}).catch((cause: unknown) => cause)
    assert.ok(failure instanceof PosthouseApiError)
    const { status, code, exception, description, retryAfterMs } = failure
    assert.deepEqual(
      [status, code, exception, description, retryAfterMs],
      [503, 'service_unavailable', 'X', 'why', 3_000],
    )
  })

  it('says of an answer that is not ours that it is none', async () => {
    const { call } = await aServer(
      response => response.writeHead(502).end('<h1>Bad Gateway</h1>'),
      response => response.writeHead(200).end('<h1>Sign in</h1>'),
      response => response.writeHead(301, { location: 'https://elsewhere.example' }).end(),
    )
    for (const status of [502, 200, 301])
      await assert.rejects(call(write, {}), { name: 'PosthouseApiError', status, code: 'not_json' })
  })

  it('repeats a request with a key after a lost answer, with the same key', async () => {
    const { call, seen, waits } = await aServer(lose, say(200, { data: 'done' }))
    assert.deepEqual(await call(keyed, {}), { data: 'done' })
    const keys = seen.map(({ headers }) => headers['idempotency-key'])
    assert.equal(keys.length, 2)
    assert.match(String(keys[0]), /^[0-9a-f-]{36}$/)
    assert.equal(keys[0], keys[1])
    assert.deepEqual(waits, [250])
  })

  it('does not repeat a request without a key after a lost answer', async () => {
    const { call, seen } = await aServer(lose)
    await assert.rejects(call(write, {}), PosthouseConnectionError)
    assert.equal(seen.length, 1)
  })

  it('says the same of JSON that is no answer of ours', async () => {
    const { call } = await aServer(say(200, null), say(200, 'ok'), say(200, { maintenance: true }))
    for (let time = 1; time <= 3; time += 1) {
      const failure = await call({ ...write, unwrap: true }, {}).catch((cause: unknown) => cause)
      assert.ok(failure instanceof PosthouseApiError, String(failure))
      assert.deepEqual([failure.status, failure.code], [200, 'not_json'])
    }
  })

  it('refuses a key that no header can hold before anything leaves', async () => {
    const { call, seen } = await aServer()
    for (const idempotencyKey of ['', 'two words', '订单', 'x'.repeat(256)])
      await assert.rejects(call({ ...write, idempotent: true }, {}, { idempotencyKey }), TypeError)
    assert.equal(seen.length, 0)
  })

  it('waits as long as a 429 says, whatever the request', async () => {
    const { call, seen, waits } = await aServer(refuse(429, 'reach_limit', { 'retry-after': '2' }))
    assert.deepEqual(await call(write, {}), {})
    assert.deepEqual([seen.length, waits], [2, [2_000]])
  })

  it('fetches a token with id and secret, once for calls at the same time, and anew when it is refused', async () => {
    let issued = 0
    const grant: Reply = (response, request) => {
      issued += 1
      say(200, { access_token: `T${issued}`, expires_in: 3_600 })(response, request)
    }
    const { callWith, seen } = await aServer(grant)
    const call = callWith({ clientId: 'id', clientSecret: 'secret' })
    await Promise.all([call(read), call(read)])
    assert.deepEqual(
      seen.map(({ url, headers }) => [url, headers.authorization]),
      [
        ['/acme/chat/token', undefined],
        ['/acme/chat/x', 'Bearer T1'],
        ['/acme/chat/x', 'Bearer T1'],
      ],
    )
  })

  it('asks for another token once when one is refused, and no more', async () => {
    const grant = say(200, { access_token: 'T', expires_in: 3_600 })
    const { callWith, seen } = await aServer(grant, refuse(401, 'unauthorized'), grant, refuse(401, 'unauthorized'))
    const call = callWith({ clientId: 'id', clientSecret: 'secret' })
    await assert.rejects(call(write, {}), { status: 401 })
    assert.equal(seen.length, 4)
  })

  it('ends with the reason of the signal, and after its time', async () => {
    const hang: Reply = () => undefined
    const { call } = await aServer(hang, hang)
    await assert.rejects(call(read, {}, { timeoutMs: 30 }), { name: 'TimeoutError' })
    const given = new AbortController()
    const running = call(read, {}, { signal: given.signal })
    given.abort(new Error('not needed any more'))
    await assert.rejects(running, /not needed any more/)
  })

  it('shows status and headers of the answer to who asks for them', async () => {
    const { call } = await aServer(say(200, {}, { 'posthouse-msg-id': '77' }))
    let shown: string | null = null
    await call(read, {}, { onAnswer: ({ headers }) => (shown = headers.get('posthouse-msg-id')) })
    assert.equal(shown, '77')
  })

  it('names the option that is missing', async () => {
    const { callWith } = await aServer()
    await assert.rejects(callWith({})(read), /x.get needs a token/)
    await assert.rejects(callWith({ token: 'T' })({ ...read, credential: 'admin' }), /x.get needs adminKey/)
  })
})
