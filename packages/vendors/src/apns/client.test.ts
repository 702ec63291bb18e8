import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createSecureServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { resultOf } from '../channel/meaning.ts'
import type { VendorIo } from '../io.ts'
import type { JsonObject } from '../json.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { Fault } from '../simulator/contract.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import type { SendResult, Shipment } from '../vendor.ts'
import { type ApnsReason, REASONS } from './codes.ts'
import { apns } from './index.ts'
import { BRAND } from './outcome.ts'
import type { ApnsPayload } from './payload.ts'
import { signJwt } from './provider-token.ts'
import { type ApnsSimulatorOptions, startApnsSimulator } from './simulator.ts'

const START_MS = 1_700_000_000_000
const APP = 'com.example.chat'
const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const never = new AbortController().signal

const counted = () => {
  let n = 0
  return () => (n++ * 0.618_033_988) % 1
}

/** A simulator, a channel to it and the app's credentials; each side has its own clock. */
async function aStand(more: Partial<ApnsSimulatorOptions> = {}) {
  const serverClock = { ms: START_MS }
  const clock = new ManualClock(START_MS)
  const simulator = await startApnsSimulator({ port: 0, tls, now: () => serverClock.ms, random: counted(), ...more })
  const credentials = apns.parseCredentials(await simulator.addApp({ packageName: APP }))
  const io: VendorIo = { clock, random: () => 0.5, endpoints: simulator.endpoints, ca: [tls.caPem] }
  const channel = apns.open(credentials, io)
  const payloadOf = (block: JsonObject = {}): ApnsPayload =>
    apns.render(
      { title: 'Li', content: 'hi', blocks: { apns: block } },
      { credentials, nowMs: START_MS, expiresAtMs: START_MS + 3_600_000 },
    )
  const shipments = (tokens: readonly string[], payload = payloadOf()) =>
    tokens.map((token, n) => aShipment(token, payload, n))
  const tokens = (count: number) => Array.from({ length: count }, (_, n) => simulator.newToken(APP, n))
  return {
    simulator,
    serverClock,
    clock,
    credentials,
    io,
    channel,
    payloadOf,
    shipments,
    tokens,
    /** Sends one push under a fault. */
    async under(fault: Fault): Promise<SendResult> {
      simulator.arm(fault)
      const [result] = await channel.send(shipments(tokens(1)), never)
      assert.ok(result)
      return result
    },
    async [Symbol.asyncDispose]() {
      await channel[Symbol.asyncDispose]()
      await simulator[Symbol.asyncDispose]()
    },
  }
}
const aShipment = (token: string, payload: ApnsPayload, n = 0): Shipment<ApnsPayload> => ({
  token,
  payload,
  id: `6f9619ff-8b86-4d01-b42d-${String(n).padStart(12, '0')}`,
})
const kinds = (results: readonly SendResult[]) =>
  results.map(result => ('code' in result ? `${result.kind} ${result.code}` : result.kind))

test('a push arrives as the wire example shows, and its answer has the shape of callbacks', async () => {
  await using stand = await aStand()
  const [token = ''] = stand.tokens(1)
  const payload = stand.payloadOf({ badge: 3, collapseId: 'conv-42' })
  const results = await stand.channel.send([aShipment(token.toUpperCase(), payload)], never)
  const received = stand.simulator.received[0]
  assert.equal(received?.path, `/3/device/${token}`)
  assert.equal(received?.body, payload.body)
  assert.deepEqual(received?.headers, {
    'apns-topic': APP,
    'apns-push-type': 'alert',
    'apns-priority': '10',
    'apns-expiration': '1700003600',
    'apns-collapse-id': 'conv-42',
    'apns-id': '6f9619ff-8b86-4d01-b42d-000000000000',
    'content-type': 'application/json',
  })
  const apnsId = '6F9619FF-8B86-4D01-B42D-000000000000'
  assert.deepEqual(results, [
    {
      kind: 'accepted',
      vendorId: apnsId,
      answer: {
        accepted: true,
        apnsId,
        rejectionReason: null,
        statusCode: 200,
        tokenInvalidationTimestamp: null,
        pushNotification: {
          payload: payload.body,
          topic: APP,
          expiration: START_MS + 3_600_000,
          priority: 'IMMEDIATE',
          token: token.toUpperCase(),
        },
      },
    },
  ])
})

test('F70: a batch comes back in order, each shipment with what APNs knows of its token', async () => {
  await using stand = await aStand()
  const [alive = '', dead = '', foreign = ''] = stand.tokens(3)
  stand.simulator.setToken(dead, APP, { kind: 'unregistered', atMs: START_MS - 7 })
  stand.simulator.setToken(foreign, 'com.example.other', { kind: 'active' })
  const results = await stand.channel.send(
    stand.shipments([dead, alive, foreign, 'f'.repeat(64), 'no hex/../x', '\ud800']),
    never,
  )
  assert.deepEqual(kinds(results), [
    'rejected Unregistered',
    'accepted',
    'rejected DeviceTokenNotForTopic',
    'rejected BadDeviceToken',
    'rejected BadDeviceToken',
    'rejected BadDeviceToken',
  ])
  assert.deepEqual(
    results.map(result => result.kind === 'rejected' && [result.scope, result.diedAtMs, result.unsure]),
    [
      ['token', START_MS - 7, undefined],
      false,
      ['token', undefined, true],
      ['token', undefined, true],
      ['token', undefined, true],
      ['token', undefined, true],
    ],
  )
  assert.equal(stand.simulator.received.length, 4, 'what cannot stand in a path is not sent')
})

for (const [reason, { status, meaning }] of Object.entries(REASONS)) {
  if (reason === 'ExpiredProviderToken') continue
  test(`a scripted ${status} ${reason} comes out as ${meaning}, asked once`, async () => {
    await using stand = await aStand()
    const result = await stand.under({ action: { kind: 'answer', status, body: { reason } } })
    const expected = resultOf(meaning, { code: reason, answer: null, brand: BRAND, nowMs: 0 })
    assert.equal(result.kind, expected.kind)
    if (result.kind === 'rejected' || result.kind === 'throttled') {
      assert.ok(expected.kind === 'rejected' || expected.kind === 'throttled')
      assert.deepEqual([result.scope, result.code], [expected.scope, reason])
      assert.equal((result.answer as { rejectionReason: ApnsReason }).rejectionReason, reason)
    }
    assert.equal(stand.simulator.received.length, 1)
  })
}

test('F66 F67: of 50 parallel senders with an expired JWT all get through, with exactly one new JWT', async () => {
  await using stand = await aStand({ countsTokenUpdates: true })
  await stand.channel.send(stand.shipments(stand.tokens(1)), never)
  // The server's clock runs 25 minutes ahead: to it the JWT is 61 minutes old, to us 36.
  stand.clock.advance(36 * 60_000)
  stand.serverClock.ms += 61 * 60_000
  const results = await stand.channel.send(stand.shipments(stand.tokens(50)), never)
  // A second new JWT would be refused with 429, because the simulator counts changes.
  assert.deepEqual(new Set(kinds(results)), new Set(['accepted']))
  const reasons = stand.simulator.received.slice(1).map(({ reason }) => reason ?? 'taken')
  assert.equal(reasons.filter(reason => reason === 'taken').length, 50)
  assert.ok(reasons.length <= 100, `one more try each at most, not ${reasons.length}`)
})

test('F66: a JWT that is refused although it is young is not renewed, and nothing is tried again', async () => {
  await using stand = await aStand()
  stand.serverClock.ms += 3 * 3_600_000
  const results = await stand.channel.send(stand.shipments(stand.tokens(20)), never)
  assert.deepEqual(new Set(kinds(results)), new Set(['rejected ExpiredProviderToken']))
  assert.ok(results.every(result => result.kind === 'rejected' && result.scope === 'notifier'))
  assert.equal(stand.simulator.received.length, 20)
})

test('F66: a service that calls every JWT expired gets one renewal and one more try', async () => {
  await using stand = await aStand()
  await stand.channel.send(stand.shipments(stand.tokens(1)), never)
  stand.clock.advance(30 * 60_000)
  const fault: Fault = { times: 10, action: { kind: 'answer', status: 403, body: { reason: 'ExpiredProviderToken' } } }
  assert.deepEqual(kinds([await stand.under(fault)]), ['rejected ExpiredProviderToken'])
  assert.equal(stand.simulator.received.length, 3)
})

test('channels of one key share the JWT, so that a second one does not count as a change', async () => {
  await using stand = await aStand({ countsTokenUpdates: true })
  await using second = apns.open(stand.credentials, stand.io)
  await stand.channel.send(stand.shipments(stand.tokens(1)), never)
  stand.clock.advance(2000)
  assert.deepEqual(kinds(await second.send(stand.shipments(stand.tokens(1)), never)), ['accepted'])
})

const breaks: readonly { why: string; action: Fault['action']; pauseMs: number }[] = [
  { why: 'F64: a refused stream', action: { kind: 'refuse-stream' }, pauseMs: 75 },
  { why: 'F61: a stream above GOAWAY', action: { kind: 'goaway', finish: false }, pauseMs: 0 },
  {
    why: 'F61: a stream that GOAWAY lets finish',
    action: { kind: 'goaway', finish: true, reason: 'Shutdown' },
    pauseMs: 0,
  },
]
for (const { why, action, pauseMs } of breaks) {
  test(`${why} is delivered once, and so is the next push`, async () => {
    await using stand = await aStand()
    await stand.channel.send(stand.shipments(stand.tokens(1)), never)
    const paused = pauseMs > 0 ? stand.clock.armed(pauseMs) : undefined
    const result = stand.under({ action })
    await paused
    stand.clock.advance(pauseMs)
    assert.equal((await result).kind, 'accepted')
    assert.equal(stand.simulator.delivered.length, 2)
    const next = stand.channel.send(stand.shipments(stand.tokens(1)), never)
    stand.clock.advance(1000)
    assert.deepEqual(kinds(await next), ['accepted'])
    assert.equal(stand.simulator.delivered.length, 3)
  })
}

test('F57: nobody listening and a certificate nobody vouches for are unsent', async () => {
  const stand = await aStand()
  await using stranger = apns.open(stand.credentials, {
    clock: stand.clock,
    random: () => 0.5,
    endpoints: stand.simulator.endpoints,
  })
  const untrusted = await stranger.send(stand.shipments(stand.tokens(1)), never)
  assert.deepEqual(kinds(untrusted), ['unsent'])
  const shipments = stand.shipments(stand.tokens(2))
  await stand.simulator[Symbol.asyncDispose]()
  assert.deepEqual(kinds(await stand.channel.send(shipments, never)), ['unsent', 'unsent'])
  await stand[Symbol.asyncDispose]()
})

test('F73: a page instead of an answer is never a success', async () => {
  await using stand = await aStand()
  const page = '<html><title>Sign in</title></html>'
  assert.equal((await stand.under({ action: { kind: 'answer', status: 200, body: page } })).kind, 'unknown')
  assert.equal((await stand.under({ action: { kind: 'answer', status: 502, body: page } })).kind, 'unknown')
  assert.equal((await stand.under({ action: { kind: 'answer', status: 404, body: page } })).kind, 'rejected')
})

test('F60: a huge answer is cut and judged by its status', async () => {
  await using stand = await aStand()
  const body = { reason: 'x'.repeat(1_000_000) }
  assert.deepEqual(kinds([await stand.under({ action: { kind: 'answer', status: 413, body } })]), ['rejected HTTP 413'])
})

test('F54: Retry-After is obeyed within bounds, without it the hold doubles up to a minute and ends with a success', async () => {
  await using stand = await aStand()
  const busy = async (headers: Record<string, string> = {}) => {
    const result = await stand.under({
      action: { kind: 'answer', status: 503, headers, body: { reason: 'ServiceUnavailable' } },
    })
    assert.ok(result.kind === 'throttled' && result.scope === 'notifier')
    return result.retryAfterMs
  }
  assert.equal(await busy({ 'retry-after': '120' }), 120_000)
  assert.equal(await busy({ 'retry-after': '0' }), 1000)
  await stand.channel.send(stand.shipments(stand.tokens(1)), never)
  const holds: number[] = []
  for (let n = 0; n < 8; n++) holds.push(await busy({ 'retry-after': 'soon' }))
  assert.deepEqual(holds, [1500, 2500, 4500, 8500, 16_500, 30_500, 30_500, 30_500])
  await stand.channel.send(stand.shipments(stand.tokens(1)), never)
  assert.equal(await busy(), 1500)
})

test('F65: with one stream at a time a whole batch gets through', async () => {
  await using stand = await aStand({ maxConcurrentStreams: 1 })
  const results = await stand.channel.send(stand.shipments(stand.tokens(30)), never)
  assert.deepEqual(new Set(kinds(results)), new Set(['accepted']))
  assert.equal(stand.simulator.delivered.length, 30)
})

test('F65: one stream until the first push was taken, then many', async () => {
  await using stand = await aStand({ oneStreamUntilAuthenticated: true })
  assert.deepEqual(
    new Set(kinds(await stand.channel.send(stand.shipments(stand.tokens(30)), never))),
    new Set(['accepted']),
  )
})

test('F75: too large a payload is refused by APNs as a message, once', async () => {
  await using stand = await aStand()
  const payload = { ...stand.payloadOf(), body: JSON.stringify({ x: 'y'.repeat(5000) }) }
  const results = await stand.channel.send(stand.shipments(stand.tokens(1), payload), never)
  assert.deepEqual(kinds(results), ['rejected PayloadTooLarge'])
  assert.equal(stand.simulator.received.length, 1)
})

test('the caller\u2019s apnsId is sent instead of the shipment\u2019s', async () => {
  await using stand = await aStand()
  const apnsId = '11111111-2222-4333-8444-555555555555'
  const [result] = await stand.channel.send(stand.shipments(stand.tokens(1), stand.payloadOf({ apnsId })), never)
  assert.ok(result?.kind === 'accepted')
  assert.equal(result.vendorId?.toLowerCase(), apnsId)
})

/** A bare HTTP/2 server, for what the simulator would not do; `handle` gets the number of the connection, from 1. */
async function aServer(
  handle: (stream: ServerHttp2Stream, headers: { ':path'?: string; 'apns-id'?: string }, connection: number) => void,
) {
  const server = createSecureServer({ cert: tls.certPem, key: tls.keyPem })
  const sessions: ServerHttp2Session[] = []
  server.on('session', session => sessions.push(session))
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined)
    handle(
      stream as ServerHttp2Stream,
      headers as { ':path'?: string },
      sessions.indexOf(stream.session as ServerHttp2Session) + 1,
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    sessions,
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      for (const session of sessions) session.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
const refuse = (stream: ServerHttp2Stream, status: number, reason: string) => {
  stream.respond({ ':status': status, 'content-type': 'application/json' })
  stream.end(JSON.stringify({ reason }))
}
const accept = (stream: ServerHttp2Stream) => {
  stream.respond({ ':status': 200, 'apns-id': 'X' })
  stream.end()
}

test('F61: under GOAWAY lower streams are awaited, higher ones get through on a new connection, none twice', async () => {
  const taken: string[] = []
  const held: ServerHttp2Stream[] = []
  await using server = await aServer((stream, headers, connection) => {
    const id = headers['apns-id'] ?? ''
    // The first push alone, because a connection carries one until the JWT is accepted.
    if (connection > 1 || taken.length === 0) {
      taken.push(id)
      return accept(stream)
    }
    held.push(stream)
    if (held.length <= 2) taken.push(id)
    if (held.length < 4) return
    server.sessions[0]?.goaway(0, held[1]?.id)
    held.slice(0, 2).forEach(accept)
  })
  await using stand = await aStand()
  await using channel = apns.open(stand.credentials, { ...stand.io, endpoints: { push: server.url } })
  const [first = assert.fail(), ...others] = stand.shipments(stand.tokens(5))
  assert.deepEqual(kinds(await channel.send([first], never)), ['accepted'])
  assert.deepEqual(kinds(await channel.send(others, never)), ['accepted', 'accepted', 'accepted', 'accepted'])
  assert.deepEqual(
    taken,
    [first, ...others].map(({ id }) => id),
  )
  assert.equal(server.sessions.length, 2)
  server.sessions[0]?.destroy()
})

test('after ExpiredProviderToken the next try comes on a new connection with a new JWT', async () => {
  const seen: [number, boolean][] = []
  let oldJwt = ''
  await using server = await aServer((stream, headers, connection) => {
    const jwt = String((headers as Record<string, unknown>)['authorization']).slice('bearer '.length)
    oldJwt ||= jwt
    seen.push([connection, jwt === oldJwt])
    if (seen.length === 1 || connection > 1) return accept(stream)
    refuse(stream, 403, 'ExpiredProviderToken')
  })
  await using stand = await aStand()
  await using channel = apns.open(stand.credentials, { ...stand.io, endpoints: { push: server.url } })
  await channel.send(stand.shipments(stand.tokens(1)), never)
  stand.clock.advance(20 * 60_000)
  assert.deepEqual(kinds(await channel.send(stand.shipments(stand.tokens(1)), never)), ['accepted'])
  assert.deepEqual(seen, [
    [1, true],
    [1, true],
    [2, false],
  ])
})

for (const reason of ['Shutdown', 'IdleTimeout'] as const) {
  test(`after ${reason} the batch is unsent and the next one comes on a new connection`, async () => {
    await using server = await aServer((stream, _headers, connection) => {
      if (connection === 1) refuse(stream, REASONS[reason].status, reason)
      else accept(stream)
    })
    await using stand = await aStand()
    await using channel = apns.open(stand.credentials, { ...stand.io, endpoints: { push: server.url } })
    assert.deepEqual(new Set(kinds(await channel.send(stand.shipments(stand.tokens(5)), never))), new Set(['unsent']))
    assert.deepEqual(new Set(kinds(await channel.send(stand.shipments(stand.tokens(5)), never))), new Set(['accepted']))
    assert.equal(server.sessions.length, 2)
  })
}

test('the JWT never appears in a result', async () => {
  await using stand = await aStand()
  assert.ok(stand.credentials.kind === 'token')
  const jwtHead = signJwt(stand.credentials, START_MS).split('.')[0] ?? ''
  const result = await stand.under({
    action: { kind: 'answer', status: 403, body: { reason: 'InvalidProviderToken' } },
  })
  assert.ok(!JSON.stringify([result, stand.simulator.received]).includes(jwtHead))
})
