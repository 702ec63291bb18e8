// An independent client of APNs, unchanged but for its address, drives the simulator (spec/vendors.md §13). NOTES.md shows the same.
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import apn from '@parse/node-apn'
import { createAuthority } from '../simulator/authority.ts'
import type { Fault, SimulatedCredential } from '../simulator/contract.ts'
import { type ApnsReason, REASONS } from './codes.ts'
import { startApnsSimulator } from './simulator.ts'

const APP = 'com.example.chat'
const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
// The library signs with the real clock; the simulator's may be moved ahead of it.
const time = { aheadMs: 0 }
let chance = 0
const simulator = await startApnsSimulator({
  port: 0,
  tls,
  now: () => Date.now() + time.aheadMs,
  random: () => (chance = (chance + 0.618_033_988) % 1),
})
const credential = await simulator.addApp({ packageName: APP })

const address = {
  address: '127.0.0.1',
  port: Number(new URL(simulator.url).port),
  ca: [authority.caPem],
  requestTimeout: 2000,
}
const providerFor = ({ file = '', keyId = '', teamId = '' }: SimulatedCredential) =>
  new apn.Provider({ ...address, token: { key: Buffer.from(file, 'base64'), keyId, teamId } })
const provider = providerFor(credential)
after(async () => {
  await provider.shutdown()
  await simulator[Symbol.asyncDispose]()
})
beforeEach(() => {
  simulator.disarm()
  time.aheadMs = 0
})

const aNote = (more: object = {}) =>
  Object.assign(
    new apn.Notification({ alert: { title: 'Li', body: 'hi' }, topic: APP, pushType: 'alert', ...more }),
    {},
  )
const send = async (note: apn.Notification, tokens: string | string[], by = provider) => {
  const { sent, failed } = await by.send(note, tokens)
  return {
    sent: sent.map(({ device }) => device),
    failed: failed.map(({ device, status, response, error }) => [
      device,
      status ?? 0,
      response?.reason ?? error?.message ?? '',
    ]),
  }
}

test('@parse/node-apn delivers to the simulator', async () => {
  const token = simulator.newToken(APP, 1)
  const note = aNote({ badge: 3, sound: 'default', threadId: 'c', collapseId: 'c', payload: { k: 1 } })
  assert.deepEqual(await send(note, token), { sent: [token], failed: [] })
  const delivered = simulator.delivered.at(-1)
  assert.deepEqual(delivered?.payload, {
    k: 1,
    aps: { alert: { title: 'Li', body: 'hi' }, badge: 3, sound: 'default', 'thread-id': 'c' },
  })
  assert.deepEqual(
    [delivered?.shown?.title, delivered?.shown?.body, delivered?.headers['apns-collapse-id']],
    ['Li', 'hi', 'c'],
  )
})

test('@parse/node-apn sorts a batch into sent and failed by what the simulator knows of each token', async () => {
  const [alive, dead, foreign] = [2, 3, 4].map(index => simulator.newToken(APP, index)) as [string, string, string]
  const nobodys = 'e'.repeat(64)
  simulator.setToken(dead, APP, { kind: 'unregistered', atMs: 1_699_990_000_000 })
  simulator.setToken(foreign, 'com.example.other', { kind: 'active' })
  const { sent, failed } = await send(aNote(), [alive, dead, foreign, nobodys])
  assert.deepEqual(sent, [alive])
  assert.deepEqual(
    new Set(failed.map(String)),
    new Set([`${dead},410,Unregistered`, `${foreign},400,DeviceTokenNotForTopic`, `${nobodys},400,BadDeviceToken`]),
  )
})

const truths: readonly { reason: ApnsReason; note: object }[] = [
  { reason: 'MissingTopic', note: { topic: '' } },
  { reason: 'BadCollapseId', note: { collapseId: 'x'.repeat(65) } },
  { reason: 'BadPriority', note: { priority: 3 } },
  { reason: 'InvalidPushType', note: { pushType: 'unheard-of' } },
  { reason: 'BadTopic', note: { pushType: 'voip' } },
  { reason: 'InvalidProviderToken', note: { topic: 'com.example.other' } },
  { reason: 'PayloadTooLarge', note: { payload: { x: 'y'.repeat(5000) } } },
]
for (const { reason, note } of truths) {
  test(`@parse/node-apn hears ${reason} for what it did`, async () => {
    const token = simulator.newToken(APP, 5)
    assert.deepEqual((await send(aNote(note), token)).failed, [[token, REASONS[reason].status, reason]])
  })
}

test('@parse/node-apn hears ExpiredProviderToken and gives up after its renewals', async () => {
  const token = simulator.newToken(APP, 6)
  time.aheadMs = 2 * 3_600_000
  const { failed } = await send(aNote(), token)
  assert.equal(failed[0]?.[2], 'ExpiredProviderToken')
})

test('@parse/node-apn with another team\u2019s ids is refused', async () => {
  const other = providerFor({ ...credential, teamId: 'TTTTTTTTTT' })
  const token = simulator.newToken(APP, 7)
  assert.deepEqual((await send(aNote(), token, other)).failed, [[token, 403, 'InvalidProviderToken']])
  await other.shutdown()
})

for (const [reason, { status }] of Object.entries(REASONS)) {
  test(`@parse/node-apn hears a scripted ${status} ${reason}`, async () => {
    const token = simulator.newToken(APP, 8)
    const answer: Fault = { times: 10, action: { kind: 'answer', status, body: { reason } } }
    simulator.arm(answer)
    const { sent, failed } = await send(aNote(), token)
    assert.deepEqual(sent, [])
    // The library closes its own session on a 500 and reports that instead of the reason.
    const told = reason === 'InternalServerError' ? 'Error 500, stream ended unexpectedly' : reason
    assert.deepEqual(failed[0]?.at(-1), told)
  })
}

test('@parse/node-apn retries a 503 by itself and succeeds', async () => {
  const token = simulator.newToken(APP, 9)
  simulator.arm({ times: 2, action: { kind: 'answer', status: 503, body: { reason: 'ServiceUnavailable' } } })
  assert.deepEqual(await send(aNote(), token), { sent: [token], failed: [] })
})

test('@parse/node-apn with a client certificate is served without a JWT, for the certificate\u2019s topics', async () => {
  const { certPem, keyPem } = await authority.issueClient({ commonName: `Apple Push Services: ${APP}`, userId: APP })
  simulator.addCertificate({ packageName: APP }, { certPem })
  const byCertificate = new apn.Provider({ ...address, cert: certPem, key: keyPem })
  const token = simulator.newToken(APP, 10)
  assert.deepEqual(await send(aNote({ topic: '' }), token, byCertificate), { sent: [token], failed: [] })
  const denied = await send(aNote({ topic: 'com.example.other' }), token, byCertificate)
  assert.deepEqual(denied.failed, [[token, 400, 'TopicDisallowed']])
  await byCertificate.shutdown()
})
