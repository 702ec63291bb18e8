import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { VendorIo } from '../io.ts'
import { createAuthority } from '../simulator/authority.ts'
import type { Fault } from '../simulator/contract.ts'
import type { NotifierInput } from '../vendor.ts'
import { CLOCK_SKEW_MS_MAX, PROBE_TOKEN } from './check.ts'
import { apns } from './index.ts'
import { startApnsSimulator } from './simulator.ts'

// The present, whole seconds: scripted answers carry the machine's date.
const NOW_MS = Math.floor(Date.now() / 1000) * 1000
const APP = 'com.example.chat'
const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const never = new AbortController().signal

async function aStand() {
  let chance = 0
  const random = () => (chance = (chance + 0.618_033_988) % 1)
  const simulator = await startApnsSimulator({ port: 0, tls, now: () => NOW_MS, random })
  const form: NotifierInput = await simulator.addApp({ packageName: APP })
  const io: VendorIo = {
    clock: { now: () => NOW_MS, monotonic: () => NOW_MS, after: () => () => undefined },
    random,
    endpoints: simulator.endpoints,
    ca: [tls.caPem],
  }
  return {
    simulator,
    io,
    form,
    async codes(more: Partial<NotifierInput> = {}, fault?: Fault['action'], at: VendorIo = io): Promise<string[]> {
      if (fault !== undefined) simulator.arm({ action: fault })
      const findings = await apns.check(apns.parseCredentials({ ...form, ...more }), at, never)
      assert.ok(
        findings.every(({ text }) => /^[A-Z].*\.$/.test(text)),
        'each finding is a sentence',
      )
      return findings.map(({ level, code }) => `${level} ${code}`)
    },
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  }
}
const says = (status: number, reason: string): Fault['action'] => ({ kind: 'answer', status, body: { reason } })

test('a good credential is accepted, for alerts as for VoIP, and no phone hears of it', async () => {
  await using stand = await aStand()
  assert.deepEqual(await stand.codes(), ['ok credential-accepted'])
  assert.deepEqual(await stand.codes({ packageName: `${APP}.voip` }), ['ok credential-accepted'])
  assert.equal(stand.simulator.delivered.length, 0)
  const [probe] = stand.simulator.received
  assert.equal(probe?.path, `/3/device/${PROBE_TOKEN}`)
  assert.equal(probe?.reason, 'BadDeviceToken')
  assert.equal(probe?.headers['apns-expiration'], '0')
})

test('another team, another key id and another app are refused', async () => {
  await using stand = await aStand()
  for (const more of [{ teamId: 'TTTTTTTTTT' }, { keyId: 'KKKKKKKKKK' }, { packageName: 'com.example.other' }]) {
    assert.deepEqual(await stand.codes(more), ['error credential-refused'])
  }
})

test('what APNs says decides the finding', async () => {
  await using stand = await aStand()
  assert.deepEqual(await stand.codes({}, says(400, 'TopicDisallowed')), ['error topic-refused'])
  assert.deepEqual(await stand.codes({}, says(403, 'BadEnvironmentKeyInToken')), ['error environment-mismatch'])
  assert.deepEqual(await stand.codes({}, says(403, 'ExpiredProviderToken')), ['error clock-skew'])
  assert.deepEqual(await stand.codes({}, says(410, 'Unregistered')), ['ok credential-accepted'])
  assert.deepEqual(await stand.codes({}, says(503, 'ServiceUnavailable')), ['warn vendor-busy'])
  assert.deepEqual(await stand.codes({}, says(500, 'InternalServerError')), ['warn vendor-silent'])
})

test('F78: a clock that differs from the service\u2019s by more than five minutes is told', async () => {
  await using stand = await aStand()
  const dated = (aheadMs: number): Fault['action'] => ({
    kind: 'answer',
    status: 400,
    body: { reason: 'BadDeviceToken' },
    headers: { date: new Date(NOW_MS + aheadMs).toUTCString() },
  })
  assert.deepEqual(await stand.codes({}, dated(CLOCK_SKEW_MS_MAX)), ['ok credential-accepted'])
  assert.deepEqual(await stand.codes({}, dated(-CLOCK_SKEW_MS_MAX - 1000)), [
    'ok credential-accepted',
    'warn clock-skew',
  ])
})

test('a service that cannot be reached or trusted is an error', async () => {
  await using stand = await aStand()
  const { ca: _none, ...untrusting } = stand.io
  assert.deepEqual(await stand.codes({}, undefined, untrusting), ['error vendor-unreachable'])
})
