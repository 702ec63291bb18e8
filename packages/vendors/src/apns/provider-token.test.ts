import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import type { Clock } from '../io.ts'
import type { TokenCredentials } from './credentials.ts'
import { KEEP_MS_MIN, providerToken, RENEW_AFTER_MS, signJwt } from './provider-token.ts'

const START_MS = 1_700_000_000_000
const aClock = (): Clock & { ms: number } => ({
  ms: START_MS,
  now() {
    return this.ms
  },
  monotonic() {
    return this.ms
  },
  after: () => () => undefined,
})
const credentialsWith = (more: Partial<TokenCredentials> = {}): TokenCredentials => ({
  kind: 'token',
  environment: 'PRODUCTION',
  bundleId: 'com.example.chat',
  isVoip: false,
  teamId: 'TEAM123456',
  keyId: 'KEY1234567',
  privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  ...more,
})

test('a JWT has the documented header and claims and a raw ES256 signature', () => {
  const credentials = credentialsWith()
  const [header = '', claims = '', signature = ''] = signJwt(credentials, START_MS + 999).split('.')
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())
  assert.deepEqual(read(header), { alg: 'ES256', kid: 'KEY1234567' })
  assert.deepEqual(read(claims), { iss: 'TEAM123456', iat: START_MS / 1000 })
  const bytes = Buffer.from(signature, 'base64url')
  assert.equal(bytes.length, 64)
  const key = { key: createPublicKey(credentials.privateKey), dsaEncoding: 'ieee-p1363' as const }
  assert.ok(verify('sha256', Buffer.from(`${header}.${claims}`), key, bytes))
})

test('one JWT serves all users of a key for 50 minutes, then a new one does', () => {
  const clock = aClock()
  const credentials = credentialsWith()
  const first = providerToken(credentials, clock).current()
  clock.ms += RENEW_AFTER_MS - 1
  assert.equal(providerToken({ ...credentials, bundleId: 'com.example.other' }, clock).current(), first)
  clock.ms += 1
  assert.notEqual(providerToken(credentials, clock).current(), first)
})

test('F67: however many hear that a JWT expired, it is renewed once, and never before 20 minutes', () => {
  const clock = aClock()
  const token = providerToken(credentialsWith(), clock)
  const first = token.current()
  clock.ms += KEEP_MS_MIN - 1
  assert.equal(token.expired(first), 'keep')
  assert.equal(token.current(), first)
  clock.ms += 1
  assert.deepEqual(
    [1, 2, 3].map(() => token.expired(first)),
    ['renewed', 'retry', 'retry'],
  )
  assert.equal(token.expired(token.current()), 'keep')
})

test('a clock that is set back replaces the JWT from the future', () => {
  const clock = aClock()
  const token = providerToken(credentialsWith(), clock)
  const first = token.current()
  clock.ms -= 3_600_000
  assert.notEqual(token.current(), first)
})

test('who claims the ids of a team without its key gets no JWT of that team', () => {
  const clock = aClock()
  const [owner, impostor] = [credentialsWith(), credentialsWith()]
  assert.notEqual(providerToken(owner, clock), providerToken(impostor, clock))
  assert.equal(providerToken(owner, clock), providerToken({ ...owner }, clock))
})
