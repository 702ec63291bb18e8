// The simulator as others see it: driven by an independent client (npm `web-push`), and by hand where that client would not go.
import assert from 'node:assert/strict'
import { createECDH, randomBytes } from 'node:crypto'
import { Agent } from 'node:https'
import { createRequire } from 'node:module'
import { after, test } from 'node:test'
import { createAuthority } from '../simulator/authority.ts'
import type { SimulatedCredential, Simulator } from '../simulator/contract.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { openHttp1 } from '../transport/http1.ts'
import { parseWebPushCredentials } from './credentials.ts'
import { encrypt } from './encryption.ts'
import { startWebPushSimulator } from './simulator.ts'
import { readSubscription } from './subscription.ts'
import { signJwt } from './vapid.ts'

interface WebPushError {
  readonly statusCode: number
  readonly body: string
}

const require = createRequire(import.meta.url)
/** The independent client. */
const client = require('web-push') as {
  sendNotification(
    subscription: object,
    payload: string | null,
    options: Readonly<Record<string, unknown>>,
  ): Promise<{ readonly statusCode: number; readonly headers: Readonly<Record<string, string>> }>
  generateVAPIDKeys(): { readonly publicKey: string; readonly privateKey: string }
}

const APP = 'com.example.chat'
const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const agent = new Agent({ ca: authority.caPem, keepAlive: true })
after(() => agent.destroy())

interface Stand extends AsyncDisposable {
  readonly simulator: Simulator
  readonly app: SimulatedCredential
  readonly vapidDetails: Readonly<Record<string, unknown>>
  readonly token: string
}

async function stand(): Promise<Stand> {
  const simulator = await startWebPushSimulator({ port: 0, tls, now: Date.now, random: Math.random })
  const app = await simulator.addApp({ packageName: APP })
  const { publicKey, subject } = app.settings
  return {
    simulator,
    app,
    vapidDetails: { subject, publicKey, privateKey: app.certificate },
    token: simulator.newToken(APP, 1),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  }
}

/** What the service said to the independent client: the status, and the code where it refused. */
async function sent(
  { vapidDetails, token }: Pick<Stand, 'vapidDetails' | 'token'>,
  payload: string | null,
  options: Readonly<Record<string, unknown>> = {},
): Promise<readonly unknown[]> {
  try {
    const all = { agent, vapidDetails, TTL: 60, ...options }
    return [(await client.sendNotification(JSON.parse(token), payload, all)).statusCode]
  } catch (cause) {
    const { statusCode, body } = cause as WebPushError
    return [statusCode, JSON.parse(body).errno]
  }
}

test('an independent client is taken, and the browser shows what it sent', async () => {
  await using it = await stand()
  const message = {
    title: 'Li',
    body: '驿站 👩‍🚀',
    url: 'https://chat.example/c/42',
    appBadge: { set: 3 },
    data: { conv: '42' },
  }
  const options = { agent, vapidDetails: it.vapidDetails, TTL: 60, urgency: 'high', topic: 'chat-42' }
  const { statusCode, headers } = await client.sendNotification(JSON.parse(it.token), JSON.stringify(message), options)
  assert.deepEqual([statusCode, headers['ttl']], [201, '60'])
  const [push] = it.simulator.delivered
  assert.ok(push)
  assert.equal(push.vendorId, headers['location'])
  assert.equal(push.token, it.token)
  assert.deepEqual(push.payload, message)
  assert.deepEqual(push.shown, {
    title: 'Li',
    body: '驿站 👩‍🚀',
    badge: { set: 3 },
    click: { kind: 'url', target: 'https://chat.example/c/42' },
    data: { conv: '42' },
  })
  assert.equal(push.headers['topic'], 'chat-42')
  assert.ok(!JSON.stringify([it.simulator.received, it.simulator.delivered]).includes('vapid t='), 'I14')
})

test('a push without a body, and one whose text is no JSON object, are taken and show nothing', async () => {
  await using it = await stand()
  assert.deepEqual(await sent(it, null), [201])
  assert.deepEqual(await sent(it, 'ping'), [201])
  assert.deepEqual(
    it.simulator.delivered.map(({ payload, shown }) => [payload, shown]),
    [
      [{}, undefined],
      [{ text: 'ping' }, undefined],
    ],
  )
})

test('F70: an ended subscription, an unknown one and one of another key, as an independent client meets them', async () => {
  await using it = await stand()
  const unknown = it.token.replace('/wpush/v2/', '/wpush/v2/x')
  assert.deepEqual(await sent({ ...it, token: unknown }, 'hi'), [404, 102])
  assert.deepEqual(await sent({ ...it, vapidDetails: { ...it.vapidDetails, ...client.generateVAPIDKeys() } }, 'hi'), [
    403,
    undefined,
  ])
  it.simulator.setToken(it.token, 'com.example.other', { kind: 'active' })
  assert.deepEqual(await sent(it, 'hi'), [403, undefined])
  it.simulator.setToken(it.token, APP, { kind: 'foreign-environment' })
  assert.deepEqual(await sent(it, 'hi'), [403, undefined])
  it.simulator.setToken(it.token, APP, { kind: 'unregistered', atMs: 1 })
  assert.deepEqual(await sent(it, 'hi'), [410, 106])
  it.simulator.setToken(it.token, APP, { kind: 'active' })
  assert.deepEqual(await sent(it, 'hi'), [201])
  const otherKey = 'VAPID credentials do not correspond'
  assert.deepEqual(
    it.simulator.received.map(({ reason }) => reason),
    ['102', otherKey, otherKey, otherKey, '106', undefined],
  )
})

test('an independent client that encrypts for other keys, in the old coding or too much is refused by the code', async () => {
  await using it = await stand()
  const other = {
    ...JSON.parse(it.token),
    keys: { p256dh: createECDH('prime256v1').generateKeys('base64url'), auth: 'BTBZMqHH6r4Tts7J_aSIgg' },
  }
  assert.deepEqual(await sent({ ...it, token: JSON.stringify(other) }, 'hi'), [400, 110])
  // The old coding names its key in a header of its own, and its JWT goes by another scheme.
  assert.deepEqual(await sent(it, 'hi', { contentEncoding: 'aesgcm' }), [401, 109])
  assert.deepEqual(await sent(it, 'x'.repeat(3993)), [201])
  assert.deepEqual(await sent(it, 'x'.repeat(3994)), [413, 104])
  assert.deepEqual(await sent(it, 'hi', { TTL: 2_592_001 }), [400, 112])
})

test('a message can be cancelled once', async () => {
  await using it = await stand()
  await sent(it, 'hi')
  const transport = openHttp1(
    { origin: it.simulator.url, ca: [tls.caPem], connectTimeoutMs: 5_000, responseBytesMax: 1_000, inFlightMax: 1 },
    new ManualClock(),
  )
  await using _open = transport
  const path = new URL(it.simulator.delivered[0]?.vendorId ?? '').pathname
  const cancel = { method: 'DELETE', path, headers: {} } as const
  const statuses: unknown[] = []
  for (let count = 0; count < 2; count += 1) {
    const result = await transport.request(cancel, new AbortController().signal)
    statuses.push(result.kind === 'answered' && result.status)
  }
  assert.deepEqual(statuses, [204, 404])
})

/** A stand with a clock of its own, for requests that no well-behaved client makes. */
async function bench() {
  const clock = new ManualClock()
  const simulator = await startWebPushSimulator({
    port: 0,
    tls,
    now: clock.now,
    random: Math.random,
    jwtsPerHourMax: 8,
  })
  const identity = parseWebPushCredentials(await simulator.addApp({ packageName: APP }))
  const token = simulator.newToken(APP, 1)
  const subscription = readSubscription(token, { hosts: [], trustedOrigin: simulator.url })
  assert.ok(!('code' in subscription))
  const transport = openHttp1(
    { origin: simulator.url, ca: [tls.caPem], connectTimeoutMs: 5_000, responseBytesMax: 10_000, inFlightMax: 1 },
    new ManualClock(),
  )
  const bearer = (more: { key?: string; jwt?: string; audience?: string; lifeMs?: number; subject?: string } = {}) => {
    const { audience = simulator.url, lifeMs = 3_600_000, subject = identity.subject, key = identity.publicKey } = more
    return `vapid t=${more.jwt ?? signJwt({ ...identity, subject }, audience, clock.now() + lifeMs)}, k=${key}`
  }
  const sender = createECDH('prime256v1')
  sender.generateKeys()
  const body = encrypt(Buffer.from('{"title":"Li"}'), subscription, { sender, salt: randomBytes(16) })
  const authorization = bearer()
  const base = { ttl: '60', 'content-encoding': 'aes128gcm', authorization }
  const post = async (
    change: Readonly<Record<string, string | undefined>> = {},
    sentBody: Buffer | undefined = body,
  ) => {
    const headers = Object.entries({ ...base, ...change }).filter(([, value]) => value !== undefined)
    const request = {
      method: 'POST',
      path: subscription.path,
      headers: Object.fromEntries(headers),
      ...(sentBody ? { body: sentBody } : {}),
    } as const
    const result = await transport.request(request, new AbortController().signal)
    assert.ok(result.kind === 'answered')
    return result.status === 201 ? '201' : `${result.status} ${JSON.parse(result.body).errno ?? ''}`.trim()
  }
  const close = async () => {
    await transport[Symbol.asyncDispose]()
    await simulator[Symbol.asyncDispose]()
  }
  return { clock, simulator, post, bearer, body, token, [Symbol.asyncDispose]: close }
}

test('headers are checked in order: TTL, Topic, Urgency, who sends, the coding', async () => {
  await using it = await bench()
  const wrong = { topic: 'chat 42', urgency: 'now', authorization: 'vapid t=x, k=y', 'content-encoding': 'gzip' }
  assert.equal(await it.post({ ...wrong, ttl: undefined }), '400 111')
  for (const ttl of ['', '-1', '1.5', 'x', '2592001', '99999999999'])
    assert.equal(await it.post({ ...wrong, ttl }), '400 112')
  assert.equal(await it.post(wrong), '400 113')
  assert.equal(await it.post({ ...wrong, topic: 'x'.repeat(33) }), '400 113')
  assert.equal(await it.post({ ...wrong, topic: undefined }), '400')
  assert.equal(await it.post({ ...wrong, topic: 'chat-42', urgency: 'low' }), '401 109')
  assert.equal(await it.post({ 'content-encoding': 'gzip' }), '400 110')
  assert.equal(await it.post({ 'content-encoding': undefined }), '400 101')
  assert.equal(await it.post({ 'content-encoding': undefined }, Buffer.alloc(0)), '201')
  assert.equal(await it.post({}, it.body.subarray(0, 100)), '400 110')
  assert.equal(await it.post({}, Buffer.alloc(4097)), '413 104')
  assert.equal(await it.post({}, Buffer.concat([it.body.subarray(0, -1), Buffer.of(0)])), '400 110')
  assert.equal(await it.post({ ttl: '0', topic: 'x'.repeat(32), urgency: 'very-low' }), '201')
})

test('a JWT must hold: its form, key, audience, time and contact', async () => {
  await using it = await bench()
  const other = createECDH('prime256v1').generateKeys('base64url')
  const refused = [
    undefined,
    'Bearer x',
    'vapid t=, k=',
    it.bearer({ jwt: 'a.b' }),
    it.bearer({ jwt: 'e30.e30.e30' }),
    it.bearer({ key: other }),
    it.bearer({ key: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]).toString('base64url') }),
    it.bearer({ key: 'BP4z' }),
    it.bearer({ audience: 'https://push.example' }),
    it.bearer({ audience: `${it.simulator.url}/` }),
    it.bearer({ lifeMs: 0 }),
    it.bearer({ lifeMs: 86_401_000 }),
    it.bearer({ subject: 'push@posthouse.example' }),
    it.bearer({ subject: 'http://posthouse.example' }),
  ]
  for (const authorization of refused) assert.equal(await it.post({ authorization }), '401 109', String(authorization))
  assert.equal(await it.post({ authorization: it.bearer({ lifeMs: 86_400_000 }) }), '201')
  const [jwt = '', key = ''] = it.bearer().replace('vapid ', '').split(', ')
  assert.equal(await it.post({ authorization: `VAPID ${key},${jwt}` }), '201')
  it.clock.advance(3_600_000)
  assert.equal(await it.post(), '401 109')
})

test('who shows too many different JWTs within an hour is refused for load, where that is asked for', async () => {
  await using it = await bench()
  for (let count = 1; count <= 8; count += 1) {
    assert.equal(await it.post({ authorization: it.bearer({ lifeMs: count * 1_000_000 }) }), '201')
  }
  assert.equal(await it.post({ authorization: it.bearer({ lifeMs: 9_000_000 }) }), '429')
  it.clock.advance(3_600_000)
  assert.equal(await it.post({ authorization: it.bearer() }), '201')
})

test('the same app and index make the same subscription, with an endpoint and keys of real size', async () => {
  await using it = await stand()
  assert.equal(it.simulator.newToken(APP, 1), it.token)
  assert.notEqual(it.simulator.newToken(APP, 2), it.token)
  const { endpoint, expirationTime, keys } = JSON.parse(it.token)
  assert.match(endpoint, /^https:\/\/127\.0\.0\.1:\d+\/wpush\/v2\/[\w-]{86}$/)
  assert.deepEqual([expirationTime, keys.p256dh.length, keys.auth.length], [null, 87, 22])
  assert.deepEqual(await it.simulator.addApp({ packageName: APP }), it.app)
})

test('a subscription that was not made here can be registered, and nobody can encrypt for it', async () => {
  await using it = await stand()
  const token = it.token.replace('/wpush/v2/', '/wpush/v2/other')
  it.simulator.setToken(token, APP, { kind: 'active' })
  assert.deepEqual(await sent({ ...it, token }, 'hi'), [400, 110])
  assert.deepEqual(await sent({ ...it, token }, null), [201])
  assert.deepEqual(
    it.simulator.delivered.map(push => push.token),
    [token],
  )
})

test('a fault hits the subscription that it names, and none once it is disarmed', async () => {
  await using it = await stand()
  const action = { kind: 'answer', status: 503, body: { errno: 201 } } as const
  it.simulator.arm({ token: it.token, action })
  assert.deepEqual(await sent({ ...it, token: it.simulator.newToken(APP, 2) }, 'hi'), [201])
  assert.deepEqual(await sent(it, 'hi'), [503, 201])
  it.simulator.arm({ action })
  it.simulator.disarm()
  assert.deepEqual(await sent(it, 'hi'), [201])
})
