// The channel against real TLS servers: the simulator, and services of many names behind a proxy that knows where each of them is.
import assert from 'node:assert/strict'
import { createECDH, type ECDH } from 'node:crypto'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { hidden } from '../registry.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { startTlsServer } from '../simulator/tls-server.ts'
import { tcpListener } from '../testing/dial-lab.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { startProxyLab } from '../testing/proxy-lab.ts'
import { openStage } from '../testing/stage.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { openWebPush, transportOptions } from './client.ts'
import { parseWebPushCredentials, type WebPushCredentials } from './credentials.ts'
import { webpush } from './index.ts'
import { ORIGINS_MAX } from './origins.ts'
import { renderWebPush, type WebPushPayload } from './payload.ts'
import { startWebPushSimulator } from './simulator.ts'

const require = createRequire(import.meta.url)
const subject = { vendor: hidden(webpush), start: startWebPushSimulator }
const never = new AbortController().signal
const ece = require('http_ece') as {
  decrypt(body: Buffer, how: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string }): Buffer
}

const authority = await createAuthority({ nowMs: Date.now() })
const names = ['127.0.0.1', 'a.push.example', 'b.push.example']
const tls = { ...(await authority.issue({ names })), caPem: authority.caPem }

const browser = createECDH('prime256v1')
const keys = { p256dh: browser.generateKeys('base64url'), auth: 'BTBZMqHH6r4Tts7J_aSIgg' }

function tokenFor(endpoint: string, p256dh = keys.p256dh): string {
  return JSON.stringify({ endpoint, expirationTime: null, keys: { ...keys, p256dh } })
}

function credentialsWith(hosts = ''): WebPushCredentials {
  return parseWebPushCredentials({
    name: 'web',
    environment: 'PRODUCTION',
    certificate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
    settings: { subject: 'mailto:push@posthouse.example', hosts },
  })
}

function shipments(tokens: readonly string[]): readonly Shipment<WebPushPayload>[] {
  const credentials = credentialsWith()
  const notification = {
    title: 'Li',
    content: 'hi',
    category: 'im',
    blocks: { webpush: { topic: 'chat-42' } },
  } as const
  const payload = renderWebPush(notification, { credentials, nowMs: 0, expiresAtMs: 60_000 })
  return tokens.map(token => ({ token, payload, id: '6f9619ff-8b86-4d01-b42d-000000000000' }))
}

const kinds = (results: readonly SendResult[]): readonly string[] =>
  results.map(result => (result.kind === 'rejected' ? `${result.scope} ${result.code}` : result.kind))

/** A push service that answers 201 unless `handle` does otherwise. */
async function serviceThat(handle: (exchange: Exchange) => void = taken) {
  const exchanges: Exchange[] = []
  const server = await startTlsServer({
    port: 0,
    tls,
    alpn: ['http/1.1'],
    handle: exchange => {
      exchanges.push(exchange)
      handle(exchange)
    },
  })
  return { port: server.port, url: server.url, exchanges, [Symbol.asyncDispose]: server.close }
}

function taken(exchange: Exchange): void {
  exchange.answer(201, { location: 'https://a.push.example/m/1' })
}

interface Line extends AsyncDisposable {
  readonly channel: Channel<WebPushPayload>
  readonly clock: ManualClock
  readonly asked: readonly string[]
  send(endpoints: readonly string[], signal?: AbortSignal): Promise<readonly SendResult[]>
}

/** A channel by way of a proxy that leads each name to one of these ports. */
async function lineTo(ports: Readonly<Record<string, number>>, hosts = ''): Promise<Line> {
  const clock = new ManualClock()
  const proxy = await startProxyLab({ kind: 'http', reach: asked => ports[asked.replace(/:443$/, '')] ?? ports['*'] })
  const io = { clock, random: () => 0.5, endpoints: {}, ca: [tls.caPem], proxy: proxy.url() }
  const channel = openWebPush(credentialsWith(hosts), io)
  return {
    channel,
    clock,
    asked: proxy.asked,
    send: (endpoints, signal = never) => channel.send(shipments(endpoints.map(one => tokenFor(one))), signal),
    async [Symbol.asyncDispose]() {
      await channel[Symbol.asyncDispose]()
      await proxy[Symbol.asyncDispose]()
    },
  }
}

test('the request is what the RFCs ask for, and an independent implementation reads its body', async () => {
  await using service = await serviceThat()
  await using line = await lineTo({ 'a.push.example': service.port })
  const endpoint = 'https://a.push.example/wpush/v2/gAAAA-_?x=1'
  const [first, second] = await line.send([endpoint, endpoint])
  const accepted = { kind: 'accepted', vendorId: 'https://a.push.example/m/1', answer: { status: 201 } }
  assert.deepEqual([first, second], [accepted, accepted])
  const bodies = service.exchanges.map(({ body }) => body)
  for (const { method, path, headers, body } of service.exchanges) {
    assert.deepEqual([method, path], ['POST', '/wpush/v2/gAAAA-_?x=1'])
    const { authorization, connection: _, ...rest } = headers
    assert.match(authorization ?? '', /^vapid t=[\w-]+\.[\w-]+\.[\w-]{86}, k=[\w-]{87}$/)
    assert.deepEqual(rest, {
      host: 'a.push.example',
      'content-encoding': 'aes128gcm',
      'content-length': String(body.length),
      'content-type': 'application/octet-stream',
      topic: 'chat-42',
      ttl: '60',
      urgency: 'high',
    })
    const text = ece.decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret: keys.auth }).toString()
    assert.deepEqual(JSON.parse(text), { title: 'Li', body: 'hi', category: 'im' })
  }
  const [one, other] = bodies
  assert.ok(one && other)
  assert.notDeepEqual(one.subarray(0, 16), other.subarray(0, 16), 'a salt of its own')
  assert.notDeepEqual(one.subarray(21, 86), other.subarray(21, 86), 'a key pair of its own')
})

test('each origin has a JWT for itself, used for all its pushes', async () => {
  await using service = await serviceThat()
  await using line = await lineTo({ '*': service.port })
  await line.send(['https://a.push.example/1', 'https://b.push.example/1', 'https://a.push.example/2'])
  const audiences = new Map<string, Set<string>>()
  for (const { headers } of service.exchanges) {
    const { host = '', authorization = '' } = headers
    audiences.set(host, (audiences.get(host) ?? new Set()).add(authorization))
  }
  const read = [...audiences].map(([host, [one = '']]) => {
    const claims = JSON.parse(Buffer.from(one.split('.')[1] ?? '', 'base64url').toString())
    return [host, audiences.get(host)?.size, claims.aud]
  })
  assert.deepEqual(
    read.toSorted(([one], [other]) => String(one).localeCompare(String(other))),
    [
      ['a.push.example', 1, 'https://a.push.example'],
      ['b.push.example', 1, 'https://b.push.example'],
    ],
  )
})

test('F66: a refused JWT that is not young is replaced, and the push is sent once more with another one', async () => {
  const shown: string[] = []
  await using service = await serviceThat(exchange => {
    shown.push(exchange.headers['authorization'] ?? '')
    if (shown.length === 2) exchange.answer(403, {}, '{"reason":"BadJwtToken"}')
    else taken(exchange)
  })
  await using line = await lineTo({ '*': service.port })
  await line.send(['https://a.push.example/1'])
  line.clock.advance(120_000)
  assert.deepEqual(kinds(await line.send(['https://a.push.example/1'])), ['accepted'])
  assert.equal(shown.length, 3)
  assert.equal(shown[0], shown[1])
  assert.notEqual(shown[1], shown[2])
})

test('a JWT that is refused for good concerns the notifier and does not pause it', async () => {
  await using service = await serviceThat(exchange => exchange.answer(401, {}, '{"errno":109}'))
  await using line = await lineTo({ '*': service.port })
  line.clock.advance(120_000)
  const [result] = await line.send(['https://a.push.example/1'])
  assert.ok(result?.kind === 'rejected')
  assert.deepEqual([result.scope, result.reason, service.exchanges.length], ['notifier', 'permission-missing', 1])
})

test('I13: a service that is silent holds its own pushes only', async () => {
  await using silent = await serviceThat(exchange => exchange.mute())
  await using quick = await serviceThat()
  await using line = await lineTo({ 'a.push.example': silent.port, 'b.push.example': quick.port })
  const waiting = line.send(Array.from({ length: 200 }, (_, index) => `https://a.push.example/${index}`))
  const others = Array.from({ length: 200 }, (_, index) => `https://b.push.example/${index}`)
  assert.deepEqual(new Set(kinds(await line.send(others))), new Set(['accepted']))
  line.clock.advance(15_000)
  assert.deepEqual(new Set(kinds(await waiting)), new Set(['unknown', 'unsent']))
  assert.ok(silent.exchanges.length <= 64)
  assert.deepEqual(new Set(kinds(await line.send(others))), new Set(['accepted']))
})

test('F54: a service that refuses several devices for load is left in peace as long as it asked, the other one is not', async () => {
  await using busy = await serviceThat(exchange => exchange.answer(429, { 'retry-after': '30' }))
  await using quick = await serviceThat()
  await using line = await lineTo({ 'a.push.example': busy.port, 'b.push.example': quick.port })
  for (const device of [1, 2, 3]) await line.send([`https://a.push.example/${device}`])
  line.clock.advance(10_000)
  const results = await line.send(['https://a.push.example/4', 'https://b.push.example/4'])
  const [held, sent] = results
  assert.ok(held?.kind === 'throttled' && sent?.kind === 'accepted')
  assert.deepEqual([held.scope, held.retryAfterMs, busy.exchanges.length], ['token', 20_000, 3])
  line.clock.advance(20_000)
  await line.send(['https://a.push.example/4'])
  assert.equal(busy.exchanges.length, 4)
})

test('a 429 for one device over and over keeps nobody else from being asked for', async () => {
  await using service = await serviceThat(exchange =>
    exchange.path === '/1' ? exchange.answer(429, { 'retry-after': '30' }) : taken(exchange),
  )
  await using line = await lineTo({ '*': service.port })
  for (let count = 0; count < 5; count += 1) {
    assert.deepEqual(kinds(await line.send(['https://a.push.example/1', 'https://a.push.example/2'])), [
      'throttled',
      'accepted',
    ])
  }
})

test('F74 S23: a redirect is not followed, and the JWT goes nowhere else', async () => {
  await using elsewhere = await serviceThat()
  await using service = await serviceThat(exchange => exchange.answer(307, { location: `${elsewhere.url}/x` }))
  await using line = await lineTo({ 'a.push.example': service.port, '*': elsewhere.port })
  assert.deepEqual(kinds(await line.send(['https://a.push.example/1'])), ['unknown'])
  assert.deepEqual([service.exchanges.length, elsewhere.exchanges.length], [1, 0])
})

test('F60: a huge answer is cut, and its status decides', async () => {
  await using service = await serviceThat(exchange => exchange.answer(410, {}, 'x'.repeat(5_000_000)))
  await using line = await lineTo({ '*': service.port })
  const [result] = await line.send(['https://a.push.example/1'])
  assert.ok(result?.kind === 'rejected' && result.reason === 'token-dead' && !result.unsure)
  assert.ok(JSON.stringify(result.answer).length < 5_000)
})

test('I11: more services than the maximum at work wait outside, and come in when one is done', async () => {
  const many = Array.from({ length: ORIGINS_MAX }, (_, index) => `s${index}.push.example`)
  const open: Exchange[] = []
  const allOpen = Promise.withResolvers<void>()
  let isAnswering = false
  await using server = await startTlsServer({
    port: 0,
    tls: { ...(await authority.issue({ names: [...many, 'one.more.example'] })), caPem: authority.caPem },
    alpn: ['http/1.1'],
    handle: exchange => {
      if (isAnswering) taken(exchange)
      else if (open.push(exchange) === ORIGINS_MAX) allOpen.resolve()
    },
  })
  await using line = await lineTo({ '*': server.port })
  const working = line.send(many.map(name => `https://${name}/1`))
  await allOpen.promise
  const oneMore = ['https://one.more.example/1']
  assert.deepEqual(await line.send(oneMore), [{ kind: 'unsent', cause: 'too-many-push-services' }])
  for (const exchange of open) taken(exchange)
  assert.deepEqual(new Set(kinds(await working)), new Set(['accepted']))
  isAnswering = true
  assert.deepEqual(kinds(await line.send(oneMore)), ['accepted'])
})

test('S21: nothing is sent to an endpoint that leads into the machine or the network, among good ones in their places', async () => {
  await using canary = await tcpListener()
  await using stage = await openStage(subject)
  const [good = ''] = stage.tokens(1)
  const { port } = canary
  const bad = [
    `https://127.0.0.1:${port}/a`,
    `https://localhost:${port}/a`,
    `https://[::ffff:127.0.0.1]:${port}/a`,
    `https://2130706433:${port}/a`,
    'https://169.254.169.254/latest',
    `https://${'a'.repeat(50)}${'.bcd'.repeat(50)}.ef./a`,
    `http://127.0.0.1:${port}/a`,
  ].map(endpoint => tokenFor(endpoint))
  const results = kinds(await stage.send([good, ...bad, 'c1KrmpTuRm8:APA91b', good]))
  assert.deepEqual(results, [
    'accepted',
    ...Array<string>(6).fill('token endpoint-forbidden'),
    'token endpoint-malformed',
    'token not-a-subscription',
    'accepted',
  ])
  assert.equal(canary.sockets.length, 0)
  assert.equal(stage.simulator.received.length, 2)
})

test('S21: who connects is asked about every origin but the trusted one', async () => {
  const io = { clock: new ManualClock(), random: () => 0.5, endpoints: {}, mayConnect: () => false }
  assert.equal(transportOptions('https://push.example', io, false).mayConnect, io.mayConnect)
  assert.equal(transportOptions('https://push.example', io, true).mayConnect, undefined)
  await using stage = await openStage(subject)
  const app = await stage.simulator.addApp({ packageName: stage.app })
  await using guarded = openWebPush(parseWebPushCredentials(app), { ...stage.io, mayConnect: () => false })
  assert.deepEqual(kinds(await guarded.send(shipments(stage.tokens(1)), never)), ['accepted'])
})

test('a notifier that lists its services takes subscriptions of no others', async () => {
  await using service = await serviceThat()
  await using line = await lineTo({ '*': service.port }, 'a.push.example')
  assert.deepEqual(kinds(await line.send(['https://a.push.example/1', 'https://b.push.example/1'])), [
    'accepted',
    'token host-not-listed',
  ])
  assert.deepEqual(line.asked, ['a.push.example:443'])
})

test('a key that is no point of the curve is found out before anything is sent', async () => {
  await using stage = await openStage(subject)
  const [token = ''] = stage.tokens(1)
  const { endpoint } = JSON.parse(token)
  const offCurve = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url')
  const app = await stage.simulator.addApp({ packageName: stage.app })
  await using channel = openWebPush(parseWebPushCredentials(app), stage.io)
  assert.deepEqual(kinds(await channel.send(shipments([tokenFor(endpoint, offCurve)]), never)), [
    'token keys-malformed',
  ])
  assert.equal(stage.simulator.received.length, 0)
})

test('a proxy that cannot be read is an error when the channel is opened', () => {
  const io = { clock: new ManualClock(), random: () => 0.5, endpoints: {}, proxy: 'ftp://proxy' }
  assert.throws(() => openWebPush(credentialsWith(), io), { name: 'ProxyError' })
})
