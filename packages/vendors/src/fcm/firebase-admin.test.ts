// firebase-admin, Google's own server SDK, against the simulator: what it accepts and how it names each refusal shows that the
// simulator speaks as FCM does. NOTES.md prints the same redirection for people who want to try their own program.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { Agent } from 'node:https'
import { type AddressInfo, connect as connectTcp, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { after, test } from 'node:test'
import { connect, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { cert, deleteApp, initializeApp } from 'firebase-admin/app'
import { getMessaging, type Message } from 'firebase-admin/messaging'
import { createAuthority } from '../simulator/authority.ts'
import { REFUSALS, type RefusalName } from './outcome.ts'
import { errorBody, startFcmSimulator } from './simulator.ts'

const authority = await createAuthority({ nowMs: Date.now() })
const names = ['127.0.0.1', 'oauth2.googleapis.com', 'fcm.googleapis.com']
const tls = { ...(await authority.issue({ names })), caPem: authority.caPem }
const simulator = await startFcmSimulator({ port: 0, tls, now: Date.now, random: Math.random })
const { hostname: host, port } = new URL(simulator.url)

/** Takes the place of a host name: the SDK believes it talks to Google, the connection ends at the simulator. */
class SandboxAgent extends Agent {
  override createConnection(options: { readonly host?: string }): Duplex {
    return connect({ host, port: Number(port), servername: options.host ?? host, ca: tls.caPem })
  }
}

// The SDK's sign-in ignores the agent, but goes through the proxy that the environment names.
const tunnels = new Set<Socket>()
const proxy = createServer().on('connect', (_request, client: Socket, head: Buffer) => {
  const upstream = connectTcp(Number(port), host, () => {
    client.write('HTTP/1.1 200 OK\r\n\r\n')
    upstream.write(head)
    client.pipe(upstream).pipe(client)
  })
  for (const socket of [client, upstream]) {
    tunnels.add(socket)
    socket.on('error', () => socket.destroy()).once('close', () => tunnels.delete(socket))
  }
})
await once(proxy.listen(0, '127.0.0.1'), 'listening')
process.env['HTTPS_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
setDefaultCACertificates([...getCACertificates('default'), tls.caPem])

const PACKAGE = 'com.example.chat'
const credential = await simulator.addApp({ packageName: PACKAGE })
const token = simulator.newToken(PACKAGE, 1)
const dead = simulator.newToken(PACKAGE, 2)
simulator.setToken(dead, PACKAGE, { kind: 'unregistered', atMs: Date.now() })
const foreign = simulator.newToken('com.example.other', 3)

const httpAgent = new SandboxAgent({ keepAlive: true })
const account = JSON.parse(Buffer.from(credential.file ?? '', 'base64').toString()) as object
const app = initializeApp({ credential: cert(account), httpAgent })
const messaging = getMessaging(app)
messaging.enableLegacyHttpTransport()
after(async () => {
  await deleteApp(app)
  httpAgent.destroy()
  for (const socket of tunnels) socket.destroy()
  proxy.close()
  await simulator[Symbol.asyncDispose]()
})

/** The SDK's error code for a message; `accepted` when there is none. */
async function codeOf(message: Partial<Message> = {}): Promise<string> {
  try {
    await messaging.send({ token, ...message } as Message)
    return 'accepted'
  } catch (error) {
    return String((error as { readonly code?: unknown }).code)
  }
}

test('firebase-admin signs in with the service account file and sends what it can express', async () => {
  const name = await messaging.send({
    token,
    notification: { title: 'Li', body: 'hi', imageUrl: 'https://img.example/1.png' },
    data: { conv: '42' },
    android: {
      collapseKey: 'conv-42',
      priority: 'high',
      ttl: 3_600_500,
      restrictedPackageName: PACKAGE,
      directBootOk: true,
      data: { more: '1' },
      fcmOptions: { analyticsLabel: 'spring' },
      notification: {
        channelId: 'chat',
        color: '#a0b0c0',
        sound: 'ding',
        tag: '42',
        clickAction: 'OPEN',
        bodyLocKey: 'b',
        bodyLocArgs: ['1'],
        titleLocKey: 't',
        titleLocArgs: [],
        ticker: 'tick',
        sticky: true,
        eventTimestamp: new Date(1_700_000_000_000),
        localOnly: false,
        priority: 'max',
        vibrateTimingsMillis: [500, 1000],
        defaultVibrateTimings: false,
        defaultSound: true,
        lightSettings: { color: '#aabbccdd', lightOnDurationMillis: 3500, lightOffDurationMillis: 1000 },
        defaultLightSettings: false,
        visibility: 'private',
        notificationCount: 3,
        proxy: 'deny',
      },
    },
    apns: { headers: { 'apns-priority': '5' }, payload: { aps: { badge: 1, alert: { title: 'x' } } } },
    webpush: {
      headers: { Urgency: 'high' },
      notification: { title: 'W' },
      fcmOptions: { link: 'https://example.com/' },
    },
    fcmOptions: { analyticsLabel: 'all' },
  })
  assert.match(name, /^projects\/[a-z0-9-]+\/messages\/0:\d+%[0-9a-f]{16}$/)
  const pushed = simulator.delivered.at(-1)
  assert.deepEqual(
    [pushed?.token, pushed?.shown?.title, pushed?.shown?.body, pushed?.vendorId],
    [token, 'Li', 'hi', name],
  )
  assert.equal(simulator.received.filter(({ on }) => on === 'auth').length, 1)
})

test('firebase-admin’s dry run delivers nothing', async () => {
  const before = simulator.delivered.length
  assert.match(await messaging.send({ token, data: { k: 'v' } }, true), /\/fake_message_id$/)
  assert.equal(simulator.delivered.length, before)
})

test('firebase-admin names each state of a token', async () => {
  assert.equal(await codeOf({ token: dead }), 'messaging/registration-token-not-registered')
  assert.equal(await codeOf({ token: foreign }), 'messaging/mismatched-credential')
  assert.equal(await codeOf({ token: 'no-such-token' }), 'messaging/invalid-argument')
  assert.equal(await codeOf(), 'accepted')
})

test('firebase-admin names what is wrong with a message', async () => {
  assert.equal(await codeOf({ data: { k: 'x'.repeat(4096) } }), 'messaging/invalid-argument')
  assert.equal(await codeOf({ data: { 'google.k': 'x' } }), 'messaging/invalid-argument')
})

test('a multicast answers for each token in order', async () => {
  const { responses, successCount } = await messaging.sendEachForMulticast({
    tokens: [token, dead, token],
    data: { k: 'v' },
  })
  assert.equal(successCount, 2)
  assert.deepEqual(
    responses.map(({ error }) => error?.code),
    [undefined, 'messaging/registration-token-not-registered', undefined],
  )
})

// The SDK has one name for both kinds of 401; only the FcmError detail tells them apart.
const REFUSED: readonly [RefusalName, string][] = [
  ['unauthenticated', 'messaging/third-party-auth-error'],
  ['thirdPartyAuth', 'messaging/third-party-auth-error'],
  ['permissionDenied', 'messaging/mismatched-credential'],
  ['quotaExceeded', 'messaging/message-rate-exceeded'],
  ['internal', 'messaging/internal-error'],
  ['unspecified', 'messaging/unknown-error'],
]

test('firebase-admin names each refusal of the service', async () => {
  const told: [RefusalName, string][] = []
  for (const [name] of REFUSED) {
    simulator.arm({ action: { kind: 'answer', status: REFUSALS[name].httpStatus, body: errorBody(name, name) } })
    told.push([name, await codeOf()])
  }
  assert.deepEqual(told, REFUSED)
})

test('firebase-admin sends again after UNAVAILABLE and gives up when told to wait longer than a minute', async () => {
  const action = { kind: 'answer', status: 503, body: errorBody('unavailable', 'busy') } as const
  simulator.arm({ times: 1, action })
  assert.equal(await codeOf(), 'accepted')
  simulator.arm({ times: 1, action: { ...action, headers: { 'retry-after': '61' } } })
  assert.equal(await codeOf(), 'messaging/server-unavailable')
})
