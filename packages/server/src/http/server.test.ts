import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { ReadableStream } from 'node:stream/web'
import { after, before, describe, it } from 'node:test'
import { type AppId, type Appkey, endpoint, kibibyte, type UserId } from '@posthouse/protocol'
import { Type } from 'typebox'
import { systemClock } from '../base/clock.ts'
import type { App } from '../domain/app.ts'
import type { Authenticator } from './authenticate.ts'
import type { Call } from './handler.ts'
import { routesOf } from './routes.ts'
import { createHttpServer, defaultHttpLimits, type HttpServer } from './server.ts'
import { alwaysWell } from './testing/always-well.ts'

const app: App = {
  id: 1 as AppId,
  org: 'acme',
  name: 'demo',
  appkey: 'acme#demo' as Appkey,
  uuid: '0f0e0d0c-0000-4000-8000-00000000a001',
  clientId: 'cid-demo',
  settings: { openRegistration: false, pushOpen: true },
  createdAtMs: 1_700_000_000_000,
}

const authenticator: Authenticator = {
  adminKey: 'operator-key',
  adminGuesses: { admit: async () => undefined, failed: () => undefined },
  appOf: async (org, name) => (org === 'acme' && name === 'demo' ? app : undefined),
  async credentialOf(_app, token) {
    const expiresAtMs = 2_000_000_000_000
    if (token === 'app') return { kind: 'valid', caller: { kind: 'app' }, expiresAtMs }
    if (token === 'alice') return { kind: 'valid', caller: { kind: 'user', username: 'alice' as UserId }, expiresAtMs }
    if (token === 'old') return { kind: 'expired' }
    return { kind: token.startsWith('YWMt') ? 'unknown' : 'foreign' }
  },
}

const shared = { summary: 'for tests', bodyBytesMax: 64 * kibibyte, query: Type.Object({}), idempotent: true } as const
const appParams = Type.Object({ org: Type.String(), app: Type.String() })
const userParams = Type.Object({ org: Type.String(), app: Type.String(), username: Type.String() })

const groups = {
  tests: {
    push: endpoint({
      ...shared,
      name: 'tests.push',
      method: 'POST',
      path: '/:org/:app/tests/push',
      access: 'app',
      envelope: 'push',
      bodyKind: 'json',
      params: appParams,
      body: Type.Object({ title: Type.String({ maxLength: 8 }), count: Type.Optional(Type.Integer()) }),
      reply: Type.Unknown(),
    }),
    user: endpoint({
      ...shared,
      name: 'tests.user',
      method: 'GET',
      path: '/:org/:app/tests/:username',
      access: 'user',
      envelope: 'platform',
      bodyKind: 'none',
      params: userParams,
      query: Type.Object({ limit: Type.Optional(Type.Integer({ maximum: 9 })) }),
      body: Type.Unknown(),
      reply: Type.Object({ entities: Type.Array(Type.Unknown()) }),
    }),
    broken: endpoint({
      ...shared,
      name: 'tests.broken',
      rate: 'pushSync',
      method: 'GET',
      path: '/:org/:app/broken',
      access: 'public',
      envelope: 'bare',
      bodyKind: 'none',
      params: appParams,
      body: Type.Unknown(),
      reply: Type.Unknown(),
    }),
    operate: endpoint({
      ...shared,
      name: 'tests.operate',
      method: 'POST',
      path: '/admin/v1/tests',
      access: 'admin',
      role: 'viewer',
      envelope: 'bare',
      bodyKind: 'json',
      params: Type.Object({}),
      body: Type.Object({ name: Type.String() }, { additionalProperties: false }),
      reply: Type.Unknown(),
    }),
  },
}

function start(
  limits: Partial<typeof defaultHttpLimits> = {},
  errors: string[] = [],
  broken: (call: Call) => Promise<unknown> = async () => {
    throw new TypeError('select secret from apps')
  },
  trustedProxies: readonly string[] = [],
): HttpServer {
  const routes = routesOf(groups, {
    tests: {
      push: async ({ body }, call) => ({
        body,
        id: 968_120_369_184_112_182n,
        digest: call.bodyDigest?.length,
        key: call.idempotencyKey,
      }),
      user: async ({ params, query }) => ({
        entities: [params.username, ...(query.limit === undefined ? [] : [query.limit])],
      }),
      broken: (_input, call) => broken(call),
      operate: async ({ body }) => body,
    },
  })
  return createHttpServer({
    routes,
    authenticator,
    clock: systemClock,
    log: { error: (event, fields) => errors.push(`${event} ${JSON.stringify(fields)}`), warn() {}, info() {} },
    health: alwaysWell,
    openapi: () => ({ openapi: '3.1.0' }),
    receipts: {
      addresses: { notifierOf: async () => undefined },
      desk: { take: () => Promise.reject(new Error('no address leads here')) },
    },
    limits: { ...defaultHttpLimits, ...limits },
    trustedProxies,
  })
}

type Json = Record<string, unknown>

describe('the HTTP floor', () => {
  const errors: string[] = []
  const server = start({}, errors)
  let base = ''
  before(async () => {
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${port}`
  })
  after(() => server[Symbol.asyncDispose]())

  async function call(path: string, init: RequestInit = {}, token = 'app'): Promise<{ status: number; body: Json }> {
    const headers = { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), ...init.headers }
    const response = await fetch(base + path, { ...init, headers })
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/)
    return { status: response.status, body: (await response.json()) as Json }
  }
  const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
    call(path, { method: 'POST', body, headers })

  it('parses JSON whatever the content type says', async () => {
    for (const type of [
      'application/x-www-form-urlencoded',
      'text/plain',
      'nonsense',
      'multipart/form-data; boundary=x',
    ]) {
      const { status, body } = await post('/acme/demo/tests/push', '{"title":"hi"}', { 'content-type': type })
      assert.equal(status, 200, type)
      assert.deepEqual((body['data'] as Json)['body'], { title: 'hi' })
    }
  })

  it('ignores unknown members and takes null for absent', async () => {
    const { body } = await post('/acme/demo/tests/push', '{"title":"hi","count":null,"other":null}')
    assert.deepEqual((body['data'] as Json)['body'], { title: 'hi', other: null })
  })

  it('S32 writes 64-bit ids as raw digits', async () => {
    const response = await fetch(`${base}/acme/demo/tests/push`, {
      method: 'POST',
      body: '{"title":"hi"}',
      headers: { authorization: 'Bearer app' },
    })
    assert.match(await response.text(), /"id":968120369184112182[,}]/)
  })

  it('names the member that does not fit', async () => {
    const missing = await post('/acme/demo/tests/push', '{}')
    assert.equal(missing.body['error_description'], 'parameters is invalid : title')
    const long = await post('/acme/demo/tests/push', '{"title":"123456789"}')
    assert.deepEqual(
      { ...long.body, timestamp: 0, duration: 0 },
      {
        error: 'illegal_argument',
        exception: 'IllegalArgumentException',
        timestamp: 0,
        duration: 0,
        error_description: 'parameters is invalid : title',
      },
    )
  })

  it('S16 refuses unknown members on the admin interface', async () => {
    const init = { method: 'POST', body: '{"name":"x","client_secret":"y"}' }
    const { status, body } = await call('/admin/v1/tests', init, 'operator-key')
    assert.equal(status, 400)
    assert.equal(body['error_description'], 'client_secret is not a member that may be given')
  })

  it('reads numbers from the query and refuses what is over the limit', async () => {
    const { body } = await call('/acme/demo/tests/alice?limit=3&_v=1700000000000')
    assert.deepEqual(body['entities'], ['alice', 3])
    assert.equal((await call('/acme/demo/tests/alice?limit=10')).status, 400)
  })

  it('puts the platform envelope around entities', async () => {
    const { body } = await call('/acme/demo/tests/alice')
    assert.deepEqual(Object.keys(body), [
      'action',
      'application',
      'path',
      'uri',
      'entities',
      'timestamp',
      'duration',
      'organization',
      'applicationName',
    ])
    assert.equal(body['path'], '/tests')
    assert.equal(body['uri'], `${base}/acme/demo/tests/alice`)
  })

  it('answers each kind of bad credential with its own sentence', async () => {
    const sentence = async (path: string, token: string) => {
      const { status, body } = await call(path, {}, token)
      return `${status} ${body['error']}: ${body['error_description']}`
    }
    const path = '/acme/demo/tests/alice'
    assert.equal(await sentence(path, ''), '401 unauthorized: Unable to authenticate (OAuth)')
    assert.equal(await sentence(path, 'old'), '401 unauthorized: Unable to authenticate due to expired access token')
    assert.equal(
      await sentence(path, '???'),
      '401 auth_bad_access_token: Unable to authenticate due to corrupt access token',
    )
    assert.equal(await sentence(path, 'YWMtabc'), '401 auth_bad_access_token: Unable to authenticate')
    assert.equal(await sentence('/acme/demo/tests/bob', 'alice'), '401 unauthorized: Unable to authenticate (OAuth)')
    assert.equal(
      await sentence('/acme/other/tests/bob', 'app'),
      '404 organization_application_not_found: Could not find application for acme/other from URI: acme/other/tests/bob',
    )
  })

  it('S02 takes a user token for corrupt where an app token is needed', async () => {
    const { body } = await call('/acme/demo/tests/push', { method: 'POST', body: '{"title":"hi"}' }, 'alice')
    assert.equal(body['error_description'], 'Unable to authenticate due to corrupt access token')
  })

  it('S45 shows nothing of an unexpected failure and logs where it was', async () => {
    const { status, body } = await call('/acme/demo/broken')
    assert.equal(status, 500)
    assert.equal(body['error_description'], 'Internal Server Error')
    assert.doesNotMatch(JSON.stringify(body), /select|TypeError|\.ts/)
    assert.match(errors.join('\n'), /request\.failed .*TypeError/)
    assert.doesNotMatch(errors.join('\n'), /select secret/)
  })

  it('answers 404 for unknown paths and 405 for known ones with another method', async () => {
    const unknown = await call('/acme/demo/nothing/here')
    assert.equal(unknown.status, 404)
    assert.equal(unknown.body['error_description'], 'url is invalid')
    assert.equal((await call('/acme/demo/tests/push', { method: 'DELETE' })).status, 405)
    assert.equal((await call('/healthz', { method: 'POST', body: 'x' })).status, 405)
  })

  it('passes a visible idempotency key with the digest of the body, and refuses others', async () => {
    const { body } = await post('/acme/demo/tests/push', '{"title":"hi"}', { 'idempotency-key': 'k-1' })
    assert.equal((body['data'] as Json)['key'], 'k-1')
    assert.equal((body['data'] as Json)['digest'], 32)
    for (const key of ['', 'a b', 'x'.repeat(256)]) {
      const refused = await post('/acme/demo/tests/push', '{"title":"hi"}', { 'idempotency-key': key })
      assert.equal(refused.status, 400, key)
    }
    const longest = await post('/acme/demo/tests/push', '{"title":"hi"}', { 'idempotency-key': 'x'.repeat(255) })
    assert.equal(longest.status, 200)
  })

  it('S30 bounds bodies, chunked ones too, and refuses compressed ones', async () => {
    const fitting = `{"title":"hi","filler":"${'x'.repeat(64 * kibibyte - 26)}"}`
    assert.equal(fitting.length, 64 * kibibyte)
    assert.equal((await post('/acme/demo/tests/push', fitting)).status, 200)
    const { status, body } = await post('/acme/demo/tests/push', `${fitting} `)
    assert.equal(status, 413)
    assert.equal(body['error_description'], 'the request body exceeds 65536 bytes')
    const chunked = await fetch(`${base}/acme/demo/tests/push`, {
      method: 'POST',
      body: ReadableStream.from([new TextEncoder().encode(fitting), new Uint8Array([32])]),
      headers: { authorization: 'Bearer app' },
      duplex: 'half',
    } as RequestInit)
    assert.equal(chunked.status, 413)
    const zipped = await post('/acme/demo/tests/push', '{"title":"hi"}', { 'content-encoding': 'gzip' })
    assert.equal(zipped.status, 415)
  })

  it('S31 refuses JSON that would harm later', async () => {
    const bodies = {
      deep: `${'['.repeat(33)}${']'.repeat(33)}`,
      keys: `{${Array.from({ length: 1001 }, (_, at) => `"k${at}":0`).join()}}`,
      twice: '{"title":"a","title":"b"}',
      prototype: '{"title":"a","__proto__":{}}',
      constructor: '{"title":"a","constructor":{"prototype":{}}}',
      infinite: '{"title":"a","count":1e999}',
      cut: '{"title":',
    }
    for (const [name, text] of Object.entries(bodies)) {
      const { status, body } = await post('/acme/demo/tests/push', text)
      assert.equal(`${status} ${body['error']}`, '400 json_parse', name)
    }
    const bytes = await post('/acme/demo/tests/push', new Uint8Array([0x22, 0xff, 0x22]))
    assert.equal(bytes.body['error_description'], 'the body is not UTF-8')
  })

  it('S39 decodes a path once, and refuses broken encodings', async () => {
    assert.deepEqual((await call('/acme/demo/tests/a%252Fb')).body['entities'], ['a%2Fb'])
    assert.deepEqual((await call('/acme/demo/tests/..%2F..%2Fx')).body['entities'], ['../../x'])
    assert.equal((await call('/acme/demo/tests/%zz')).status, 400)
    for (const path of ['/acme/demo/tests/a%00', '/a%00/demo/tests/a', '/acme/demo/tests/a?limit=%00']) {
      const { status, body } = await call(path)
      assert.deepEqual([status, body['error_description']], [400, 'the URL holds a NUL'], path)
    }
    assert.deepEqual((await call('/acme/demo/tests/a%2500')).body['entities'], ['a%00'])
    assert.deepEqual((await call('/acme/demo/tests/小明')).body['entities'], ['小明'])
    assert.equal((await call(`/acme/demo/tests/${'x'.repeat(513)}`)).status, 404)
  })

  it('lets browsers of any page call the app interface, and not the admin one', async () => {
    const asked = await fetch(`${base}/acme/demo/tests/push`, { method: 'OPTIONS' })
    assert.equal(asked.headers.get('access-control-allow-origin'), '*')
    assert.match(asked.headers.get('access-control-allow-headers') ?? '', /Authorization, Content-Type/)
    assert.equal(
      (await fetch(`${base}/admin/v1/tests`, { method: 'OPTIONS' })).headers.get('access-control-allow-origin'),
      null,
    )
  })
})

describe('paths that nobody encoded', () => {
  let server: HttpServer
  let base = ''
  before(async () => {
    server = start()
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    base = `http://127.0.0.1:${port}`
  })
  after(() => server[Symbol.asyncDispose]())
  const head = (line: string, more = '') => `${line} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer app\r\n${more}\r\n`

  it('are read as they are, and the connection closes', async () => {
    const answer = await rawExchange(base, Buffer.from(head('GET /acme/demo/tests/小明?limit=3')))
    assert.match(answer, /^HTTP\/1\.1 200 [\s\S]*connection: close[\s\S]*"entities":\["小明",3\]/i)
  })

  it('may be followed by a body that comes later, in pieces', async () => {
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', chunk => chunks.push(Buffer.from(chunk)))
    await once(socket, 'connect')
    socket.setNoDelay(true)
    socket.write(head('POST /acme/demo/tests/push?q=标', 'Content-Length: 16\r\n'))
    for (const piece of ['{"title"', ':"hi!"', '} ']) {
      await new Promise(resolve => setImmediate(resolve))
      socket.write(piece)
    }
    await once(socket, 'close')
    assert.match(Buffer.concat(chunks).toString(), /^HTTP\/1\.1 200 [\s\S]*"title":"hi!"/)
  })

  it('are served on a connection that had requests before', async () => {
    const first = head('GET /acme/demo/tests/one')
    const socket = connect(Number(new URL(base).port), '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', chunk => {
      if (chunks.push(Buffer.from(chunk)) === 1) socket.write(head('GET /acme/demo/tests/二'))
    })
    socket.write(first)
    await once(socket, 'close')
    assert.match(Buffer.concat(chunks).toString(), /"entities":\["one"\][\s\S]*"entities":\["二"\]/)
  })

  it('are bounded as every other: bodies, encodings, and what is no request line at all', async () => {
    const large = await rawExchange(base, Buffer.from(head('POST /acme/demo/tests/标', 'Content-Length: 99999999\r\n')))
    assert.match(large, /^HTTP\/1\.1 4(04|05|13) /)
    const broken = Buffer.concat([
      Buffer.from('GET /acme/demo/tests/'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(head('')),
    ])
    assert.match(await rawExchange(base, broken), /^HTTP\/1\.1 400 /)
    for (const line of ['GET /小 明', 'get /小明', 'GET'])
      assert.match(
        await rawExchange(base, Buffer.from(head(line))),
        /^HTTP\/1\.1 400 [\s\S]*not a well-formed HTTP request/,
      )
  })
})

describe('S41 calls of strangers', () => {
  it('leave an app the calls that it may make', async () => {
    const server = start({}, [], async () => 'fine')
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    const call = async (authorization?: string) =>
      (
        await fetch(`http://127.0.0.1:${port}/acme/demo/broken`, {
          headers: authorization === undefined ? {} : { authorization },
        })
      ).status
    try {
      assert.deepEqual([await call(), await call(), await call('Bearer YWMt')], [200, 429, 429])
      assert.deepEqual([await call('Bearer app'), await call('Bearer app')], [200, 429])
    } finally {
      await server[Symbol.asyncDispose]()
    }
  })
})

describe('S36 slow clients', () => {
  it('closes a request that dribbles, with 408, though the option alone would not', { timeout: 4_000 }, async () => {
    const server = start({ requestTimeoutMs: 300, headersTimeoutMs: 200, timeoutCheckMs: 50 })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    try {
      const dribbled = await rawExchange(
        `http://127.0.0.1:${port}`,
        Buffer.from(
          'POST /acme/demo/tests/push HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer app\r\nContent-Length: 99\r\n\r\n{',
        ),
      )
      assert.match(dribbled, /^HTTP\/1\.1 408 [\s\S]*"error":"request_timeout"/)
      const headers = await rawExchange(`http://127.0.0.1:${port}`, Buffer.from('POST /acme HTTP/1.1\r\nHost'))
      assert.match(headers, /^HTTP\/1\.1 408 /)
    } finally {
      await server[Symbol.asyncDispose]()
    }
  })

  it('refuses the connection after the last one that an address may have', async () => {
    const server = start({ connectionsPerAddressMax: 1 })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    const first = connect(port, '127.0.0.1')
    try {
      await once(first, 'connect')
      assert.match(await rawExchange(`http://127.0.0.1:${port}`, Buffer.alloc(0)), /^HTTP\/1\.1 503 /)
    } finally {
      first.destroy()
      await server[Symbol.asyncDispose]()
    }
  })
})

describe('F19 stopping', () => {
  it('lets a request that is being handled end, tells it to hurry, and takes no new one', async () => {
    const entered = Promise.withResolvers<AbortSignal>()
    const leave = Promise.withResolvers<void>()
    const server = start({}, [], async call => {
      entered.resolve(call.signal)
      await leave.promise
      return 'done'
    })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    const answer = fetch(`http://127.0.0.1:${port}/acme/demo/broken`)
    const signal = await entered.promise
    const closed = server[Symbol.asyncDispose]()
    assert.equal(signal.aborted, true)
    leave.resolve()
    assert.equal(await (await answer).text(), '"done"')
    await closed
    await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`))
    await server[Symbol.asyncDispose]()
  })

  it('cuts what does not end within the grace', async () => {
    const entered = Promise.withResolvers<void>()
    const server = start({ stopGraceMs: 50 }, [], () => {
      entered.resolve()
      return new Promise<never>(() => undefined)
    })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    const answer = fetch(`http://127.0.0.1:${port}/acme/demo/broken`)
    await entered.promise
    await Promise.all([assert.rejects(answer), server[Symbol.asyncDispose]()])
  })

  it('tells a handler that its client went away', async () => {
    const entered = Promise.withResolvers<AbortSignal>()
    const server = start({}, [], async call => {
      entered.resolve(call.signal)
      await once(call.signal, 'abort')
      return ''
    })
    const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
    const client = new AbortController()
    const answer = fetch(`http://127.0.0.1:${port}/acme/demo/broken`, { signal: client.signal })
    const signal = await entered.promise
    client.abort()
    await assert.rejects(answer)
    if (!signal.aborted) await once(signal, 'abort')
    await server[Symbol.asyncDispose]()
  })
})

describe('S40 forwarded addresses', () => {
  it('are believed from configured proxies only', async () => {
    for (const trustedProxies of [[], ['127.0.0.1'], ['10.0.0.0/8']]) {
      const server = start({}, [], async call => call.address, trustedProxies)
      const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
      const headers = { 'x-forwarded-for': '203.0.113.9' }
      const address = await (await fetch(`http://127.0.0.1:${port}/acme/demo/broken`, { headers })).json()
      assert.equal(address, trustedProxies.includes('127.0.0.1') ? '203.0.113.9' : '127.0.0.1')
      await server[Symbol.asyncDispose]()
    }
  })
})

/** Sends bytes and resolves with everything that came until the server closed. */
async function rawExchange(base: string, bytes: Uint8Array): Promise<string> {
  const socket = connect(Number(new URL(base).port), '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', chunk => chunks.push(Buffer.from(chunk)))
  socket.on('error', () => undefined)
  if (bytes.length > 0) socket.write(bytes)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}
