import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { after, afterEach, test } from 'node:test'
import type { VendorIo } from '../io.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { Simulator, TokenState } from '../simulator/contract.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { fcm } from './index.ts'
import type { FcmPayload } from './payload.ts'
import { SIGN_IN_DEADLINE_MS } from './service.ts'
import { errorBody, startFcmSimulator } from './simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const clock = new ManualClock()
const simulator: Simulator = await startFcmSimulator({ port: 0, tls, now: () => clock.now(), random: Math.random })
const APP = 'com.example.chat'
const credential = await simulator.addApp({ packageName: APP })
const credentials = fcm.parseCredentials({ ...credential, settings: credential.settings })
const never = new AbortController().signal
let nextIndex = 0

after(() => simulator[Symbol.asyncDispose]())
afterEach(() => simulator.disarm())

function io(own: Partial<VendorIo> = {}): VendorIo {
  return { clock, random: () => 0.5, endpoints: simulator.endpoints, ca: [tls.caPem], ...own }
}

function open(own: Partial<VendorIo> = {}): Channel<FcmPayload> {
  return fcm.open(credentials, io(own))
}

const payload = fcm.render(
  { title: 'Li', content: 'hi', blocks: {} },
  { credentials, nowMs: clock.now(), expiresAtMs: clock.now() + 60_000 },
)

function shipment(token = simulator.newToken(APP, nextIndex++)): Shipment<FcmPayload> {
  return { token, payload, id: crypto.randomUUID() }
}

function aToken(state: TokenState, app = APP): string {
  const token = simulator.newToken(APP, nextIndex++)
  simulator.setToken(token, app, state)
  return token
}

async function sendOne(channel: Channel<FcmPayload>, token?: string, signal = never): Promise<SendResult> {
  const [result] = await channel.send([shipment(token)], signal)
  assert.ok(result)
  return result
}

function verdict(result: SendResult): readonly unknown[] {
  return result.kind === 'rejected' ? [result.scope, result.reason, result.code] : [result.kind]
}

function authCalls(): number {
  return simulator.received.filter(({ on }) => on === 'auth').length
}

test('a batch with one dead token answers each shipment in its place', async () => {
  await using channel = open()
  const dead = aToken({ kind: 'unregistered', atMs: 1 })
  const foreign = aToken({ kind: 'foreign-app' })
  const batch = [shipment(), shipment(dead), shipment('nonsense'), shipment(foreign), shipment()]
  const results = await channel.send(batch, never)
  assert.deepEqual(results.map(verdict), [
    ['accepted'],
    ['token', 'token-dead', 'UNREGISTERED'],
    ['token', 'token-malformed', 'INVALID_ARGUMENT'],
    ['token', 'token-foreign', 'SENDER_ID_MISMATCH'],
    ['accepted'],
  ])
  assert.deepEqual(
    results.map(result => result.kind === 'rejected' && result.unsure === true),
    [false, false, true, true, false],
  )
  const [first] = results
  assert.ok(first?.kind === 'accepted' && first.vendorId !== undefined)
  assert.deepEqual(first.answer, { name: first.vendorId })
  const delivered = simulator.delivered.find(push => push.vendorId === first.vendorId)
  assert.deepEqual([delivered?.token, delivered?.shown?.title, delivered?.shown?.body], [batch[0]?.token, 'Li', 'hi'])
})

test('a message goes out as the wire example of spec/vendors.md §10 says, after a form with a signed assertion', async () => {
  await using channel = open()
  const before = simulator.received.length
  const token = simulator.newToken(APP, nextIndex++)
  await sendOne(channel, token)
  const [auth, push] = simulator.received.slice(before)
  assert.deepEqual(
    [auth?.method, auth?.path, auth?.headers['content-type']],
    ['POST', '/token', 'application/x-www-form-urlencoded'],
  )
  assert.deepEqual(
    [push?.method, push?.path, push?.headers['content-type']],
    ['POST', `/v1/projects/${credentials.projectId}/messages:send`, 'application/json'],
  )
  assert.deepEqual(JSON.parse(push?.body ?? ''), {
    message: {
      token,
      notification: { title: 'Li', body: 'hi' },
      android: { priority: 'HIGH', ttl: '60s' },
    },
  })
})

test('endpoints may have a path of their own', async () => {
  await using channel = open({ endpoints: { push: `${simulator.url}/gateway/`, oauth: simulator.url } })
  const result = await sendOne(channel)
  assert.deepEqual(verdict(result), ['notifier', 'credential-refused', 'HTTP 404'])
  const sent = simulator.received.at(-1)
  assert.equal(sent?.path, `/gateway/v1/projects/${credentials.projectId}/messages:send`)
})

test('F75: a message FCM cannot take is refused without a retry', async () => {
  await using channel = open()
  const before = simulator.received.length
  const bad: FcmPayload = { before: payload.before, after: ',"data":{"k":1}}}' }
  const [result] = await channel.send([{ ...shipment(), payload: bad }], never)
  assert.ok(result)
  assert.deepEqual(verdict(result), ['message', 'message-malformed', 'INVALID_ARGUMENT'])
  assert.equal(simulator.received.slice(before).filter(({ on }) => on === 'push').length, 1)
})

test('F66: an access token that was revoked is renewed once for fifty parallel senders, and each message arrives once', async () => {
  await using channel = open()
  assert.equal((await sendOne(channel)).kind, 'accepted')
  const [calls, delivered] = [authCalls(), simulator.delivered.length]
  simulator.arm({ times: 50, action: { kind: 'answer', status: 401, body: errorBody('unauthenticated', 'expired') } })
  const results = await channel.send(
    Array.from({ length: 50 }, () => shipment()),
    never,
  )
  assert.deepEqual([...new Set(results.map(({ kind }) => kind))], ['accepted'])
  assert.equal(authCalls() - calls, 1)
  assert.equal(simulator.delivered.length - delivered, 50)
})

test('F66: a second 401 is the credential’s fault and no third try is made', async () => {
  await using channel = open()
  const before = simulator.received.length
  simulator.arm({ times: 9, action: { kind: 'answer', status: 401, body: errorBody('unauthenticated', 'no') } })
  assert.deepEqual(verdict(await sendOne(channel)), ['notifier', 'credential-refused', 'UNAUTHENTICATED'])
  const mine = simulator.received.slice(before)
  assert.deepEqual(
    [mine.filter(({ on }) => on === 'push').length, mine.filter(({ on }) => on === 'auth').length],
    [2, 2],
  )
})

test('a 401 about the APNs key behind FCM is no reason to sign in again', async () => {
  await using channel = open()
  const before = authCalls()
  simulator.arm({ action: { kind: 'answer', status: 401, body: errorBody('thirdPartyAuth', 'key') } })
  assert.deepEqual(verdict(await sendOne(channel)), ['notifier', 'credential-refused', 'THIRD_PARTY_AUTH_ERROR'])
  assert.equal(authCalls() - before, 1)
})

test('an unknown project and a missing right are the notifier’s, never the token’s', async () => {
  await using channel = fcm.open({ ...credentials, projectId: 'nobody' }, io())
  assert.deepEqual(verdict(await sendOne(channel)), ['notifier', 'credential-refused', 'NOT_FOUND'])
  const other = await simulator.addApp({ packageName: 'com.example.other' })
  await using crossed = fcm.open({ ...credentials, projectId: String(other.settings['projectId']) }, io())
  assert.deepEqual(verdict(await sendOne(crossed)), ['notifier', 'permission-missing', 'PERMISSION_DENIED'])
})

test('F54: 429 waits as told within bounds, and a minute when not told', async () => {
  await using channel = open()
  const inTwoMinutes = new Date(clock.now() + 120_000).toUTCString()
  const waits: [string | undefined, number][] = [
    ['7', 7000],
    ['0', 1000],
    ['86400', 3_600_000],
    [inTwoMinutes, 120_000],
    [undefined, 60_000],
    ['-1', 60_000],
    ['soon', 60_000],
    ['1000000000', 60_000],
  ]
  for (const [header, retryAfterMs] of waits) {
    const headers = header === undefined ? {} : { 'retry-after': header }
    const body = errorBody('quotaExceeded', 'slow down')
    simulator.arm({ action: { kind: 'answer', status: 429, headers, body } })
    assert.deepEqual(await sendOne(channel), {
      kind: 'throttled',
      scope: 'notifier',
      retryAfterMs,
      code: 'QUOTA_EXCEEDED',
      answer: body,
    })
  }
})

test('F56: 503 backs off from ten seconds, 500 is unknown with the answer', async () => {
  await using channel = open()
  simulator.arm({ action: { kind: 'answer', status: 503, body: errorBody('unavailable', 'busy') } })
  const busy = await sendOne(channel)
  assert.ok(busy.kind === 'throttled' && busy.retryAfterMs === 10_000 && busy.code === 'UNAVAILABLE')
  const body = errorBody('internal', 'oops')
  simulator.arm({ times: 2, action: { kind: 'answer', status: 500, body } })
  for (const _ of [1, 2]) {
    assert.deepEqual(await sendOne(channel), { kind: 'unknown', cause: 'FCM answered INTERNAL', answer: body })
  }
  assert.equal((await sendOne(channel)).kind, 'accepted')
})

test('F73: pages, empty and broken bodies are never a success', async () => {
  await using channel = open()
  const html = { 'content-type': 'text/html' }
  const answers: [number, string, string][] = [
    [200, '<html>Welcome</html>', 'unknown'],
    [200, '', 'unknown'],
    [200, '{"name":"projects/p/mess', 'unknown'],
    [200, JSON.stringify(errorBody('unregistered', 'gone')), 'rejected'],
    [502, '<html>Bad Gateway</html>', 'unknown'],
    [302, '', 'throttled'],
  ]
  for (const [status, body, kind] of answers) {
    simulator.arm({ action: { kind: 'answer', status, headers: { ...html, location: 'https://evil.example/' }, body } })
    assert.equal((await sendOne(channel)).kind, kind, `${status} ${body}`)
  }
})

test('F60: an answer longer than the limit is cut and is not a success', async () => {
  await using channel = open()
  const body = `{"name":"projects/p/messages/1","fill":"${'x'.repeat(200_000)}"}`
  simulator.arm({ action: { kind: 'answer', status: 200, body } })
  assert.equal((await sendOne(channel)).kind, 'unknown')
})

test('F64: broken before the request was looked at is unknown too, a refused stream gets through once after a moment', async () => {
  await using channel = open()
  await sendOne(channel)
  const before = simulator.delivered.length
  simulator.arm({ action: { kind: 'reset', when: 'before' } })
  // From outside nobody can see whether the peer looked at bytes that had left.
  assert.equal((await sendOne(channel)).kind, 'unknown')
  await sendOne(channel)
  simulator.arm({ action: { kind: 'refuse-stream' } })
  const paused = clock.armed(75)
  const moved = sendOne(channel)
  await paused
  assert.equal(simulator.delivered.length - before, 1)
  clock.advance(75)
  assert.equal((await moved).kind, 'accepted')
  assert.equal((await sendOne(channel)).kind, 'accepted')
  assert.equal(simulator.delivered.length - before, 3)
})

test('F61: what a GOAWAY leaves out gets through on a new connection, once', async () => {
  await using channel = open()
  await sendOne(channel)
  const before = simulator.delivered.length
  for (const finish of [false, true, false]) {
    simulator.arm({ action: { kind: 'goaway', finish } })
    assert.equal((await sendOne(channel)).kind, 'accepted')
    assert.equal((await sendOne(channel)).kind, 'accepted')
  }
  assert.equal(simulator.delivered.length - before, 6)
})

test('F57: a refused connection and an untrusted certificate leave everything unsent', async () => {
  const closed: Server = createServer()
  await new Promise<void>(resolve => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as { port: number }
  await new Promise(resolve => closed.close(resolve))
  await using nowhere = open({ endpoints: { ...simulator.endpoints, push: `https://127.0.0.1:${port}` } })
  assert.equal((await sendOne(nowhere)).kind, 'unsent')
  const stranger = await createAuthority({ nowMs: Date.now() })
  await using distrusting = open({ ca: [stranger.caPem] })
  const before = simulator.received.length
  assert.equal((await sendOne(distrusting)).kind, 'unsent')
  assert.equal(simulator.received.length, before)
})

test('F68: with the sign-in down a valid token goes on sending, and after its end nothing is sent', async () => {
  await using channel = open()
  assert.equal((await sendOne(channel)).kind, 'accepted')
  simulator.arm({ on: 'auth', times: 20, action: { kind: 'answer', status: 503 } })
  clock.advance(3_300_000)
  assert.equal((await sendOne(channel)).kind, 'accepted', 'due for renewal, but valid for five minutes more')
  clock.advance(300_000)
  const result = await sendOne(channel)
  assert.equal(result.kind, 'unsent')
  assert.match(result.kind === 'unsent' ? result.cause : '', /^no access token: /)
  simulator.disarm()
  clock.advance(60_000)
  assert.equal((await sendOne(channel)).kind, 'accepted')
})

test('F58: a sign-in that never answers ends at its deadline and does not stay in the way', async () => {
  await using channel = open()
  simulator.arm({ on: 'auth', action: { kind: 'hang' } })
  const before = authCalls()
  const result = sendOne(channel)
  while (authCalls() === before) await new Promise(resolve => setImmediate(resolve))
  clock.advance(SIGN_IN_DEADLINE_MS)
  assert.deepEqual(await result, { kind: 'unsent', cause: 'no access token: deadline' })
  clock.advance(30_000)
  assert.equal((await sendOne(channel)).kind, 'accepted')
})

test('F69: garbage from the sign-in is a failure and is not asked for in a loop', async () => {
  const garbage: unknown[] = [
    '<html>',
    '',
    {},
    { access_token: '', expires_in: 3599 },
    { access_token: 'a\r\nb', expires_in: 3599 },
    { access_token: 'a', expires_in: 0 },
    { access_token: 'a', expires_in: 'soon' },
    { access_token: 'a', expires_in: 3599, token_type: 'MAC' },
  ]
  for (const body of garbage) {
    await using channel = open()
    const before = authCalls()
    simulator.arm({ on: 'auth', times: 9, action: { kind: 'answer', status: 200, body } })
    assert.equal((await sendOne(channel)).kind, 'unsent', JSON.stringify(body))
    assert.equal(authCalls() - before, 1)
    simulator.disarm()
  }
})

test('a refused credential is the notifier’s, with Google’s own word; an error elsewhere waits as told', async () => {
  await using channel = fcm.open({ ...credentials, clientEmail: 'gone@sim.iam.gserviceaccount.com' }, io())
  const result = await sendOne(channel)
  assert.deepEqual(verdict(result), ['notifier', 'credential-refused', 'invalid_grant'])
  await using busy = open()
  simulator.arm({ on: 'auth', action: { kind: 'answer', status: 429, headers: { 'retry-after': '30' } } })
  const told = await sendOne(busy)
  assert.ok(told.kind === 'throttled' && told.scope === 'notifier' && told.retryAfterMs === 30_000)
})
