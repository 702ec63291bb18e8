import assert from 'node:assert/strict'
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto'
import { test } from 'node:test'
import { ManualClock } from '../testing/manual-clock.ts'
import { publicPointOf, vapidToken } from './vapid.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const identity = { privateKey, publicKey: publicPointOf(privateKey), subject: 'mailto:push@posthouse.example' }
const NOW_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000
const AUDIENCE = 'https://push.example:8443'

function partsOf(header: string): { header: unknown; claims: { exp: number }; isSigned: boolean; key: string } {
  const [, jwt = '', key = ''] = /^vapid t=([^,]+), k=(\S+)$/.exec(header) ?? []
  const [head = '', body = '', signature = ''] = jwt.split('.')
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString())
  const isSigned = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    { key: createPublicKey(privateKey), dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  return { header: read(head), claims: read(body), isSigned, key }
}

test('a JWT says who, to whom and until when, in ES256', () => {
  const { header, claims, isSigned, key } = partsOf(vapidToken(identity, AUDIENCE, new ManualClock(NOW_MS)).current())
  assert.deepEqual(header, { typ: 'JWT', alg: 'ES256' })
  assert.deepEqual(claims, { aud: AUDIENCE, exp: NOW_MS / 1000 + 12 * 3600, sub: identity.subject })
  assert.ok(isSigned)
  assert.equal(key, identity.publicKey)
  assert.equal(Buffer.from(key, 'base64url').length, 65)
})

test('one JWT serves for eleven hours, then another one does, and a clock that is set back makes one too', () => {
  const clock = new ManualClock(NOW_MS)
  const token = vapidToken(identity, AUDIENCE, clock)
  const first = token.current()
  clock.advance(11 * HOUR_MS - 1)
  assert.equal(token.current(), first)
  clock.advance(1)
  const second = token.current()
  assert.equal(partsOf(second).claims.exp - partsOf(first).claims.exp, 11 * 3600)
  clock.advance(-11 * HOUR_MS)
  assert.notEqual(token.current(), second)
})

test('F66: a refused JWT is replaced once for everybody who holds it, and not while it is young', () => {
  const clock = new ManualClock(NOW_MS)
  const token = vapidToken(identity, AUDIENCE, clock)
  const first = token.current()
  assert.equal(token.refused(first), false)
  assert.equal(token.current(), first)
  clock.advance(60_000)
  assert.equal(token.refused(first), true)
  const second = token.current()
  assert.notEqual(second, first)
  assert.equal(token.refused(first), true)
  assert.equal(token.current(), second)
  assert.equal(token.refused(second), false)
})
