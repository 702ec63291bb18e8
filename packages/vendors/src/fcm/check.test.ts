import assert from 'node:assert/strict'
import { after, afterEach, test } from 'node:test'
import type { VendorIo } from '../io.ts'
import { createAuthority } from '../simulator/authority.ts'
import { fcm } from './index.ts'
import { errorBody, startFcmSimulator } from './simulator.ts'

const NOW_MS = 1_700_000_000_000
const authority = await createAuthority({ nowMs: Date.now() })
const tls = { ...(await authority.issue({ names: ['127.0.0.1'] })), caPem: authority.caPem }
const simulator = await startFcmSimulator({ port: 0, tls, now: () => NOW_MS, random: Math.random })
const credential = await simulator.addApp({ packageName: 'com.example.chat' })
const credentials = fcm.parseCredentials(credential)

after(() => simulator[Symbol.asyncDispose]())
afterEach(() => simulator.disarm())

/** Codes of the findings of a check, with their levels. */
async function findings(own: Partial<typeof credentials> = {}, aheadMs = 0): Promise<readonly string[]> {
  const clock = { now: () => NOW_MS + aheadMs, monotonic: () => NOW_MS, after: () => () => undefined }
  const io: VendorIo = { clock, random: () => 0.5, endpoints: simulator.endpoints, ca: [tls.caPem] }
  const found = await fcm.check({ ...credentials, ...own }, io, new AbortController().signal)
  for (const { text } of found) assert.match(text, /^[A-Z].*\.$/)
  return found.map(({ level, code }) => `${level} ${code}`)
}

test('a good credential is found good and nothing reaches a phone', async () => {
  assert.deepEqual(await findings(), ['ok token-granted', 'ok send-permitted'])
  assert.equal(simulator.delivered.length, 0)
})

test('a deleted key, an unknown project and a missing right are told apart', async () => {
  assert.deepEqual(await findings({ clientEmail: 'gone@x.iam.gserviceaccount.com' }), ['error token-refused'])
  assert.deepEqual(await findings({ projectId: 'nobody' }), ['ok token-granted', 'error project-unknown'])
  const other = await simulator.addApp({ packageName: 'com.example.other' })
  const projectId = String(other.settings['projectId'])
  assert.deepEqual(await findings({ projectId }), ['ok token-granted', 'error permission-missing'])
})

test('F78: a clock that is off is measured and named beside the refusal it causes', async () => {
  assert.deepEqual(await findings({}, 59_000), ['ok token-granted', 'ok send-permitted'])
  assert.deepEqual(await findings({}, 60_000), ['ok token-granted', 'warn clock-skew', 'ok send-permitted'])
  assert.deepEqual(await findings({}, -900_000), ['error token-refused', 'warn clock-skew'])
})

test('what Google does not answer is a warning, not a verdict', async () => {
  simulator.arm({ on: 'auth', action: { kind: 'answer', status: 503 } })
  assert.deepEqual((await findings())[0], 'warn token-unreachable')
  simulator.arm({ action: { kind: 'answer', status: 503, body: errorBody('unavailable', 'busy') } })
  assert.deepEqual(await findings(), ['ok token-granted', 'warn send-unanswered'])
  simulator.arm({ action: { kind: 'reset', when: 'after' } })
  assert.deepEqual(await findings(), ['ok token-granted', 'warn send-unreachable'])
  simulator.arm({ action: { kind: 'answer', status: 401, body: errorBody('unauthenticated', 'no') } })
  assert.deepEqual(await findings(), ['ok token-granted', 'error send-refused'])
})
