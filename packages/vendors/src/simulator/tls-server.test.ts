import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type ClientHttp2Session, connect, constants } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { test } from 'node:test'
import { createAuthority } from './authority.ts'
import type { Connection, Exchange } from './exchange.ts'
import { REQUEST_BODY_MAX, startTlsServer, type TlsServerOptions } from './tls-server.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }

const serverThat = (handle: (exchange: Exchange) => void | Promise<void>, more: Partial<TlsServerOptions> = {}) =>
  startTlsServer({ port: 0, tls, alpn: ['h2', 'http/1.1'], handle, ...more })

interface Outcome {
  readonly status: number | undefined
  readonly body: string
  readonly code: number
}

async function h2Request(session: ClientHttp2Session, headers: Record<string, string>, body = ''): Promise<Outcome> {
  const stream = session.request({ ':method': 'POST', ':path': '/x', ...headers })
  let status: number | undefined
  let text = ''
  stream.on('response', answer => {
    status = answer[':status']
  })
  stream.on('error', () => undefined)
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
  })
  stream.end(body)
  await new Promise(resolve => stream.once('close', resolve))
  return { status, body: text, code: stream.rstCode }
}

function h1Request(url: string, more: object = {}): Promise<{ status: number; body: string; headers: object }> {
  return new Promise((resolve, reject) => {
    const request = httpsRequest(url, { method: 'POST', ca: tls.caPem, agent: false, ...more }, async response => {
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString(), headers: response.headers })
    })
    request.on('error', reject)
    request.end('hello')
  })
}

test('both protocols hand over the same exchange, and a connection is one object for all its requests', async () => {
  const seen: { on: string; method: string; path: string; header: string | undefined; body: string }[] = []
  const connections: Connection[] = []
  await using server = await serverThat(exchange => {
    const { on, method, path } = exchange
    seen.push({ on, method, path, header: exchange.headers['x-one'], body: exchange.body.toString() })
    connections.push(exchange.connection)
    exchange.answer(201, { 'x-two': '2' }, 'done')
  })
  const session = connect(server.url, { ca: tls.caPem })
  assert.deepEqual(await h2Request(session, { 'x-one': '1' }, 'hello'), { status: 201, body: 'done', code: 0 })
  await h2Request(session, { 'x-one': '1' }, 'hello')
  const plain = await h1Request(`${server.url}/x`, { headers: { 'X-One': '1' } })
  assert.equal(plain.status, 201)
  assert.equal(plain.body, 'done')
  const h2 = { on: 'h2', method: 'POST', path: '/x', header: '1', body: 'hello' }
  assert.deepEqual(seen, [h2, h2, { ...h2, on: 'http/1.1' }])
  assert.equal(connections[0], connections[1])
  assert.notEqual(connections[0], connections[2])
  session.close()
})

test('a request body above the limit is answered with 413, one at the limit is taken', async () => {
  await using server = await serverThat(exchange => exchange.answer(200, {}, String(exchange.body.length)))
  const session = connect(server.url, { ca: tls.caPem })
  const atLimit = await h2Request(session, {}, 'x'.repeat(REQUEST_BODY_MAX))
  assert.equal(atLimit.body, String(REQUEST_BODY_MAX))
  assert.equal((await h2Request(session, {}, 'x'.repeat(REQUEST_BODY_MAX + 1))).status, 413)
  session.destroy()
})

test('only a certificate of the authority is handed over; a foreign one is cut off, none is let in', async () => {
  const seen: (string | undefined)[] = []
  await using server = await serverThat(
    exchange => {
      seen.push(exchange.clientCertificate?.subject)
      exchange.answer(200, {})
    },
    { requestClientCertificate: true },
  )
  const subject = { commonName: 'client', userId: 'com.example.app' }
  const own = await authority.issueClient(subject)
  const foreign = await (await createAuthority({ nowMs: Date.now() })).issueClient(subject)
  await h1Request(server.url, { cert: own.certPem, key: own.keyPem })
  await h1Request(server.url)
  await assert.rejects(h1Request(server.url, { cert: foreign.certPem, key: foreign.keyPem }))
  assert.deepEqual(seen, ['UID=com.example.app\nCN=client', undefined])
})

test('GOAWAY names the last stream, finishes it, and the connection ends by itself', async () => {
  await using server = await serverThat(exchange => {
    if (exchange.streamId === 3) exchange.connection.goaway(3, 'Shutdown')
    exchange.answer(200, {}, 'ok')
  })
  const session = connect(server.url, { ca: tls.caPem })
  const goaway = once(session, 'goaway')
  await h2Request(session, {})
  assert.deepEqual(await h2Request(session, {}), { status: 200, body: 'ok', code: 0 })
  const [code, lastStreamId, data] = (await goaway) as [number, number, Buffer]
  assert.deepEqual([code, lastStreamId, data.toString()], [0, 3, '{"reason":"Shutdown"}'])
  if (!session.destroyed) await once(session, 'close')
  assert.equal(session.destroyed, true)
})

test('a refused stream leaves the connection alone; a destroyed exchange breaks it', async () => {
  let count = 0
  await using server = await serverThat(exchange => {
    count += 1
    if (count === 1) exchange.refuseStream()
    else exchange.destroy()
  })
  const session = connect(server.url, { ca: tls.caPem })
  session.on('error', () => undefined)
  const refused = await h2Request(session, {})
  assert.deepEqual(refused, { status: undefined, body: '', code: constants.NGHTTP2_REFUSED_STREAM })
  const closed = new Promise(resolve => session.once('close', resolve))
  const broken = await h2Request(session, {})
  assert.equal(broken.status, undefined)
  await closed
  assert.equal(session.destroyed, true)
})

test('the announced number of streams reaches the client and can change', async () => {
  await using server = await serverThat(
    exchange => {
      exchange.connection.setMaxConcurrentStreams(7)
      exchange.answer(200, {})
    },
    { maxConcurrentStreams: 1 },
  )
  const session = connect(server.url, { ca: tls.caPem })
  const [first] = (await once(session, 'remoteSettings')) as [{ maxConcurrentStreams: number }]
  assert.equal(first.maxConcurrentStreams, 1)
  const changed = once(session, 'remoteSettings')
  await h2Request(session, {})
  const [second] = (await changed) as [{ maxConcurrentStreams: number }]
  assert.equal(second.maxConcurrentStreams, 7)
  session.close()
})

test('a handler that throws becomes a 500, a muted exchange gets no answer, closing ends everything', async () => {
  const server = await serverThat(exchange => {
    if (!('x-mute' in exchange.headers)) throw new Error('broken check')
    exchange.mute()
    exchange.answer(200, {})
  })
  const session = connect(server.url, { ca: tls.caPem })
  session.on('error', () => undefined)
  const failed = await h2Request(session, {})
  assert.deepEqual(failed, { status: 500, body: 'simulator failed: Error: broken check', code: 0 })
  const muted = h2Request(session, { 'x-mute': '1' })
  await new Promise<void>((resolve, reject) => session.ping(error => (error ? reject(error) : resolve())))
  assert.equal(server.connectionCount, 1)
  await Promise.all([server.close(), server.close()])
  assert.equal((await muted).status, undefined)
  assert.equal(server.connectionCount, 0)
})

test('an HTTP/1.1-only and an h2-only server refuse the other protocol in the TLS handshake', async () => {
  await using plain = await serverThat(exchange => exchange.answer(200, {}, exchange.on), { alpn: ['http/1.1'] })
  assert.equal((await h1Request(plain.url)).body, 'http/1.1')
  const session = connect(plain.url, { ca: tls.caPem })
  await assert.rejects(once(session, 'connect'))
  await using only = await serverThat(exchange => exchange.answer(200, {}), { alpn: ['h2'] })
  await assert.rejects(h1Request(only.url, { ALPNProtocols: ['http/1.1'] }))
})
