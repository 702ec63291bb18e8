import assert from 'node:assert/strict'
import { sign } from 'node:crypto'
import { type ClientHttp2Session, connect } from 'node:http2'
import { after, test } from 'node:test'
import { createAuthority } from '../simulator/authority.ts'
import type { SimulatedCredential } from '../simulator/contract.ts'
import { parseCredentials, type TokenCredentials } from './credentials.ts'
import { signJwt } from './provider-token.ts'
import { type ApnsSimulatorOptions, startApnsSimulator } from './simulator.ts'

const START_MS = 1_700_000_000_000
const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const APP = 'com.example.chat'
const ID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'

/** A reproducible stand-in for chance. */
const counted = () => {
  let n = 0
  return () => (n++ * 0.618_033_988) % 1
}
const start = async (more: Partial<ApnsSimulatorOptions> = {}) => {
  const time = { ms: START_MS }
  const simulator = await startApnsSimulator({ port: 0, tls, now: () => time.ms, random: counted(), ...more })
  const owner = tokenOf(await simulator.addApp({ packageName: APP }))
  const session = connect(simulator.url, { ca: tls.caPem })
  session.on('error', () => undefined)
  return {
    simulator,
    owner,
    session,
    time,
    token: simulator.newToken(APP, 1),
    async [Symbol.asyncDispose]() {
      session.destroy()
      await simulator[Symbol.asyncDispose]()
    },
  }
}
const tokenOf = (form: SimulatedCredential): TokenCredentials => {
  const credentials = parseCredentials(form)
  assert.ok(credentials.kind === 'token')
  return credentials
}

interface Reply {
  readonly status: number
  readonly apnsId: string
  readonly uniqueId: string | undefined
  readonly body: string
}
/** A header set to undefined is left out. */
type Changes = Readonly<Record<string, string | undefined>>

async function post(
  session: ClientHttp2Session,
  owner: TokenCredentials | string,
  path: string,
  changes: Changes = {},
  body = '{"aps":{"alert":"hi"}}',
): Promise<Reply> {
  const jwt = typeof owner === 'string' ? owner : signJwt(owner, START_MS)
  const headers = {
    ':method': 'POST',
    ':path': path,
    authorization: `bearer ${jwt}`,
    'apns-id': ID,
    'apns-topic': APP,
    'apns-push-type': 'alert',
    ...changes,
  }
  const stream = session.request(Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)))
  let reply = { status: 0, apnsId: '', uniqueId: undefined as string | undefined }
  stream.on('response', h => {
    reply = { status: h[':status'] ?? 0, apnsId: String(h['apns-id']), uniqueId: h['apns-unique-id']?.toString() }
  })
  stream.setEncoding('utf8')
  stream.end(body)
  let text = ''
  for await (const chunk of stream) text += chunk
  return { ...reply, body: text }
}
const reasonOf = (reply: Reply) =>
  `${reply.status} ${reply.body === '' ? '' : (JSON.parse(reply.body) as { reason: string }).reason}`.trim()

const shared = await start()
after(() => shared[Symbol.asyncDispose]())
const ask = (changes: Changes = {}, body?: string, path = `/3/device/${shared.token}`) =>
  post(shared.session, shared.owner, path, changes, body).then(reasonOf)

test('a right push is taken, with the id in capitals and no body', async () => {
  assert.deepEqual(await post(shared.session, shared.owner, `/3/device/${shared.token}`), {
    status: 200,
    apnsId: ID.toUpperCase(),
    uniqueId: undefined,
    body: '',
  })
  const last = shared.simulator.delivered.at(-1)
  assert.deepEqual(
    [last?.token, last?.shown?.body, last?.vendorId, last?.headers['authorization']],
    [shared.token, 'hi', ID.toUpperCase(), undefined],
  )
})

test('without apns-id the answer names one', async () => {
  const reply = await post(shared.session, shared.owner, `/3/device/${shared.token}`, { 'apns-id': undefined })
  assert.match(reply.apnsId, /^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
})

const refusals: readonly { why: string; reason: string; changes?: Changes; body?: string; path?: string }[] = [
  { why: 'an id that is no UUID', reason: '400 BadMessageId', changes: { 'apns-id': 'x', ':method': 'PUT' } },
  { why: 'another method', reason: '405 MethodNotAllowed', changes: { ':method': 'PUT', 'apns-topic': undefined } },
  {
    why: 'no topic',
    reason: '400 MissingTopic',
    changes: { 'apns-topic': undefined, 'apns-collapse-id': 'x'.repeat(65) },
  },
  {
    why: 'a collapse id of 65',
    reason: '400 BadCollapseId',
    changes: { 'apns-collapse-id': 'x'.repeat(65), 'apns-priority': '3' },
  },
  { why: 'priority 3', reason: '400 BadPriority', changes: { 'apns-priority': '3', 'apns-push-type': 'x' } },
  { why: 'an expiration that is no number', reason: '400 BadExpirationDate', changes: { 'apns-expiration': 'soon' } },
  {
    why: 'an unknown push type',
    reason: '400 InvalidPushType',
    changes: { 'apns-push-type': 'x' },
    path: '/3/device/',
  },
  { why: 'a background push at priority 10', reason: '400 BadPriority', changes: { 'apns-push-type': 'background' } },
  { why: 'a VoIP push without .voip', reason: '400 BadTopic', changes: { 'apns-push-type': 'voip' } },
  {
    why: 'a path without token',
    reason: '400 MissingDeviceToken',
    path: '/3/device/',
    changes: { authorization: undefined },
  },
  {
    why: 'a token of 63 digits',
    reason: '400 BadDeviceToken',
    path: `/3/device/${'a'.repeat(63)}`,
    changes: { authorization: undefined },
  },
  { why: 'a token of 202 digits', reason: '400 BadDeviceToken', path: `/3/device/${'a'.repeat(202)}` },
  { why: 'another path', reason: '404 BadPath', path: '/4/device/x', changes: { authorization: undefined } },
  {
    why: 'no authorization',
    reason: '403 MissingProviderToken',
    changes: { authorization: undefined },
    path: `/3/device/${'b'.repeat(64)}`,
  },
  { why: 'another scheme', reason: '403 MissingProviderToken', changes: { authorization: 'basic abc' } },
  { why: 'a malformed JWT', reason: '403 InvalidProviderToken', changes: { authorization: 'bearer a.b.c' } },
  {
    why: 'a topic of another team',
    reason: '403 InvalidProviderToken',
    changes: { 'apns-topic': 'com.example.other' },
  },
  { why: 'a token nobody has', reason: '400 BadDeviceToken', path: `/3/device/${'b'.repeat(64)}` },
  { why: 'no body', reason: '400 PayloadEmpty', body: '' },
  { why: 'a body that is no object', reason: '400 PayloadEmpty', body: '[1]' },
  { why: '4,097 bytes', reason: '413 PayloadTooLarge', body: `{"x":"${'y'.repeat(4097 - 8)}"}` },
]
for (const { why, reason, changes, body, path } of refusals) {
  test(`${why} is refused with ${reason}, as the first check that fails`, async () => {
    assert.equal(await ask(changes, body, path), reason)
    assert.equal(shared.simulator.received.at(-1)?.reason, reason.slice(4))
  })
}

test('limits are met from below: 64 bytes of collapse id, 4,096 of payload, tokens of 200 digits', async () => {
  shared.simulator.setToken('c'.repeat(200), APP, { kind: 'active' })
  assert.equal(await ask({ 'apns-collapse-id': 'x'.repeat(64) }), '200')
  assert.equal(await ask({}, `{"x":"${'y'.repeat(4096 - 8)}"}`), '200')
  assert.equal(await ask({}, undefined, `/3/device/${'C'.repeat(200)}`), '200')
})

test('a VoIP push may have 5,120 bytes, and its token takes only the .voip topic', async () => {
  const voip = shared.simulator.newToken(`${APP}.voip`, 1)
  const to = { 'apns-topic': `${APP}.voip`, 'apns-push-type': 'voip' }
  const sized = (bytes: number) => `{"x":"${'y'.repeat(bytes - 8)}"}`
  assert.equal(await ask(to, sized(5120), `/3/device/${voip}`), '200')
  assert.equal(await ask(to, sized(5121), `/3/device/${voip}`), '413 PayloadTooLarge')
  assert.equal(await ask({}, undefined, `/3/device/${voip}`), '400 DeviceTokenNotForTopic')
  assert.equal(await ask(to), '400 DeviceTokenNotForTopic')
})

test('the state of a token decides: gone since when, of another app, of the other environment', async () => {
  const token = shared.simulator.newToken(APP, 2)
  const path = `/3/device/${token}`
  shared.simulator.setToken(token, APP, { kind: 'unregistered', atMs: START_MS - 5 })
  assert.equal(
    (await post(shared.session, shared.owner, path)).body,
    `{"reason":"Unregistered","timestamp":${START_MS - 5}}`,
  )
  shared.simulator.setToken(token, APP, { kind: 'foreign-app' })
  assert.equal(await ask({}, undefined, path), '400 DeviceTokenNotForTopic')
  shared.simulator.setToken(token, APP, { kind: 'foreign-environment' })
  assert.equal(await ask({}, undefined, path), '400 BadDeviceToken')
})

/** A JWT with its own header, claims and signature encoding, as other providers write it. */
const jwtOf = (
  owner: TokenCredentials,
  header: object,
  claims: object,
  dsaEncoding: 'der' | 'ieee-p1363' = 'ieee-p1363',
) => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const input = `${part({ alg: 'ES256', kid: owner.keyId, ...header })}.${part({ iss: owner.teamId, iat: START_MS / 1000, ...claims })}`
  return `${input}.${sign('sha256', Buffer.from(input), { key: owner.privateKey, dsaEncoding }).toString('base64url')}`
}
const withJwt = (jwt: string) => ask({ authorization: `bearer ${jwt}` })

test('signatures are taken raw and in DER, and the scheme in any case', async () => {
  assert.equal(await withJwt(jwtOf(shared.owner, { typ: 'JWT' }, {}, 'der')), '200')
  assert.equal(await ask({ authorization: `Bearer ${jwtOf(shared.owner, {}, {})}` }), '200')
})

test('a wrong algorithm, key id, team or signature is InvalidProviderToken', async () => {
  const stranger = tokenOf(await shared.simulator.addApp({ packageName: 'com.example.stranger' }))
  const forged = { ...shared.owner, privateKey: stranger.privateKey }
  for (const jwt of [
    jwtOf(shared.owner, { alg: 'HS256' }, {}),
    jwtOf(shared.owner, { alg: 'none' }, {}),
    jwtOf(shared.owner, { kid: 'KKKKKKKKKK' }, {}),
    jwtOf(shared.owner, {}, { iss: 'TTTTTTTTTT' }),
    jwtOf(shared.owner, {}, { iat: String(START_MS / 1000) }),
    jwtOf(forged, {}, {}),
    `${jwtOf(shared.owner, {}, {})}.x`,
  ])
    assert.equal(await withJwt(jwt), '403 InvalidProviderToken')
})

test('a JWT lives an hour and may not come from the future', async () => {
  const issuedAt = (ageS: number) => withJwt(jwtOf(shared.owner, {}, { iat: START_MS / 1000 - ageS }))
  assert.equal(await issuedAt(3600), '200')
  assert.equal(await issuedAt(3601), '403 ExpiredProviderToken')
  assert.equal(await issuedAt(-60), '200')
  assert.equal(await issuedAt(-61), '403 InvalidProviderToken')
})

test('a connection belongs to the first team on it', async () => {
  await using one = await start()
  const other = tokenOf(await one.simulator.addApp({ packageName: 'com.example.other' }))
  const theirs = {
    path: `/3/device/${one.simulator.newToken('com.example.other', 1)}`,
    changes: { 'apns-topic': 'com.example.other' },
  }
  assert.equal(reasonOf(await post(one.session, one.owner, `/3/device/${one.token}`)), '200')
  assert.equal(reasonOf(await post(one.session, other, theirs.path, theirs.changes)), '403 InvalidProviderToken')
  const second = connect(one.simulator.url, { ca: tls.caPem })
  assert.equal(reasonOf(await post(second, other, theirs.path, theirs.changes)), '200')
  second.destroy()
})

test('where JWT changes are counted, one within 20 minutes is refused', async () => {
  await using one = await start({ countsTokenUpdates: true })
  const at = async (ageMs: number) => {
    one.time.ms = START_MS + ageMs
    return reasonOf(await post(one.session, signJwt(one.owner, START_MS + ageMs), `/3/device/${one.token}`))
  }
  assert.equal(await at(0), '200')
  assert.equal(await at(20 * 60_000 - 1), '429 TooManyProviderTokenUpdates')
  assert.equal(await at(20 * 60_000), '200')
})

test('an app of the sandbox gets apns-unique-id, and a server that plays one environment refuses the other\u2019s tokens', async () => {
  await using one = await start({ environment: 'DEVELOPMENT' })
  const owner = tokenOf(await one.simulator.addApp({ packageName: 'com.example.dev', environment: 'DEVELOPMENT' }))
  const path = `/3/device/${one.simulator.newToken('com.example.dev', 1)}`
  assert.equal(reasonOf(await post(one.session, one.owner, `/3/device/${one.token}`)), '400 BadDeviceToken')
  const session = connect(one.simulator.url, { ca: tls.caPem })
  const reply = await post(session, owner, path, { 'apns-topic': 'com.example.dev' })
  assert.match(reply.uniqueId ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
  session.destroy()
})

test('streams: one until a push was taken, then as many as announced', async () => {
  await using one = await start({ oneStreamUntilAuthenticated: true, maxConcurrentStreams: 7 })
  const announced: (number | undefined)[] = []
  one.session.on('remoteSettings', settings => announced.push(settings.maxConcurrentStreams))
  const widened = new Promise<void>(resolve =>
    one.session.on('remoteSettings', settings => settings.maxConcurrentStreams === 7 && resolve()),
  )
  assert.equal(reasonOf(await post(one.session, one.owner, `/3/device/${one.token}`)), '200')
  await widened
  assert.deepEqual(announced, [1, 7])
})

test('a fault for one token hits that token and is recorded', async () => {
  const token = shared.simulator.newToken(APP, 3)
  shared.simulator.arm({ token, action: { kind: 'answer', status: 503, body: { reason: 'ServiceUnavailable' } } })
  assert.equal(await ask(), '200')
  assert.equal(await ask({}, undefined, `/3/device/${token}`), '503 ServiceUnavailable')
  assert.equal(await ask({}, undefined, `/3/device/${token}`), '200')
})
