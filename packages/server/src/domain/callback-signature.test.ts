import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { hmacSha256Base64 } from '../base/crypto.ts'
import { signatureHeaders, webhookSecretOf } from './callback-signature.ts'

const encode = (text: string) => new TextEncoder().encode(text)
const sign = (body: string, secrets: readonly string[], nowMs = Date.now()) =>
  signatureHeaders(1_029_172_947_949_980_024n, body, secrets.map(encode), nowMs, hmacSha256Base64)
const verify = (secret: string, body: string, headers: object) =>
  new Webhook(webhookSecretOf(secret)).verify(body, headers as Record<string, string>, { jsonParse: false })
const accepts = (secret: string, body: string, headers: object) => {
  try {
    verify(secret, body, headers)
    return true
  } catch {
    return false
  }
}

test('S28: a vector of the Standard Webhooks specification', () => {
  // The example of the specification: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, msg_p5jXN8AQM9LWM0D4loKWxJek, 1614265330.
  const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64')
  const signature = hmacSha256Base64(key, 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}')
  assert.equal(signature, 'g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=')
})

test('S28: the published verifier accepts what we sign; id and timestamp have the specified form', () => {
  const headers = sign('{"推":"送"}', ['demo-secret'], Date.now())
  verify('demo-secret', '{"推":"送"}', headers)
  assert.equal(headers['webhook-id'], 'msg_1029172947949980024')
  assert.match(headers['webhook-timestamp'], /^[0-9]{10}$/)
  assert.match(headers['webhook-signature'], /^v1,[A-Za-z0-9+/]{43}=$/)
  assert.equal(webhookSecretOf('demo-secret'), 'whsec_ZGVtby1zZWNyZXQ=')
})

test('S29, F87: two keys give two signatures, and either secret verifies', () => {
  const headers = sign('{}', ['new-secret', 'old-secret'])
  assert.equal(headers['webhook-signature'].split(' ').length, 2)
  for (const [secret, expected] of [
    ['new-secret', true],
    ['old-secret', true],
    ['other-secret', false],
  ] as const) {
    assert.equal(accepts(secret, '{}', headers), expected, secret)
  }
})

test('S29: whatever the secret and the body, ours verifies and another secret does not', () => {
  const secret = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map(code => String.fromCharCode(code)),
    minLength: 8,
    maxLength: 128,
  })
  fc.assert(
    fc.property(
      secret,
      fc.string({ unit: 'binary', maxLength: 200 }).map(text => text.toWellFormed()),
      (own, body) => {
        const headers = sign(body, [own])
        assert.ok(accepts(own, body, headers))
        assert.ok(!accepts(`${own}x`, body, headers))
      },
    ),
    { numRuns: 500 },
  )
})

test('S29: one changed byte anywhere in the body changes the signature', () => {
  const signatureOf = (bytes: Uint8Array) =>
    sign(Buffer.from(bytes).toString('latin1'), ['demo-secret'], 1_700_000_000_000)['webhook-signature']
  const body = fc.uint8Array({ minLength: 1, maxLength: 300 })
  fc.assert(
    fc.property(body, fc.nat(), fc.integer({ min: 1, max: 255 }), (bytes, position, flip) => {
      const changed = Uint8Array.from(bytes)
      const at = position % bytes.length
      changed[at] = (changed[at] ?? 0) ^ flip
      assert.notEqual(signatureOf(changed), signatureOf(bytes))
    }),
    { numRuns: 10_000 },
  )
})

test('F90: a receiver whose clock is off by less than five minutes accepts, six minutes are refused', () => {
  for (const [offMs, expected] of [
    [4 * 60_000, true],
    [-4 * 60_000, true],
    [6 * 60_000, false],
    [-6 * 60_000, false],
  ] as const) {
    assert.equal(accepts('demo-secret', '{}', sign('{}', ['demo-secret'], Date.now() + offMs)), expected, String(offMs))
  }
})
