import assert from 'node:assert/strict'
import { createECDH, type ECDH, randomBytes } from 'node:crypto'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  AUTH_BYTES,
  BODY_BYTES_MAX,
  contentKeys,
  encrypt,
  HEADER_BYTES,
  inputKey,
  OVERHEAD_BYTES,
  SALT_BYTES,
} from './encryption.ts'
import { decrypted } from './simulated-checks.ts'

/** RFC 8291 §5 (spec/vendors.md §9.5). */
const vector = {
  plaintext: 'When I grow up, I want to be a watermelon',
  senderPrivate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  senderPublic: 'BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8',
  userAgentPrivate: 'q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94',
  userAgentPublic: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  auth: 'BTBZMqHH6r4Tts7J_aSIgg',
  salt: 'DGv6ra1nlYgDCS1FRnbzlw',
  ikm: 'S4lYMb_L0FxCeq0WhDx813KgSYqU26kOyzWUdsXYyrg',
  key: 'oIhVW04MRdy2XN9CiKLxTg',
  nonce: '4h_95klXJ5E_qnoN',
  body: 'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN',
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')

function pairOf(privateKey: string): ECDH {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(bytes(privateKey))
  return pair
}

const require = createRequire(import.meta.url)
/** The independent implementation (npm `http_ece`). */
const ece = require('http_ece') as {
  decrypt(body: Buffer, how: { version: 'aes128gcm'; privateKey: ECDH; authSecret: string }): Buffer
}

test('the example of RFC 8291 comes out byte for byte, its keys included', () => {
  const to = { publicKey: bytes(vector.userAgentPublic), auth: bytes(vector.auth) }
  const sender = pairOf(vector.senderPrivate)
  assert.equal(sender.getPublicKey('base64url'), vector.senderPublic)
  const agreed = {
    shared: sender.computeSecret(to.publicKey),
    auth: to.auth,
    userAgentKey: to.publicKey,
    senderKey: sender.getPublicKey(),
    salt: bytes(vector.salt),
  }
  const { key, nonce } = contentKeys(agreed)
  const shown = [inputKey(agreed), key, nonce].map(part => Buffer.from(part).toString('base64url'))
  assert.deepEqual(shown, [vector.ikm, vector.key, vector.nonce])
  const body = encrypt(Buffer.from(vector.plaintext), to, { sender, salt: agreed.salt })
  assert.equal(body.toString('base64url'), vector.body)
  assert.equal(body.length, Buffer.byteLength(vector.plaintext) + OVERHEAD_BYTES)
})

test('the simulator reads the example of RFC 8291', () => {
  const keys = { pair: pairOf(vector.userAgentPrivate), auth: bytes(vector.auth) }
  assert.equal(decrypted(bytes(vector.body), keys), vector.plaintext)
})

test('what is encrypted is read by an independent implementation and by the simulator, whatever its text and length', () => {
  const most = BODY_BYTES_MAX - OVERHEAD_BYTES
  assert.equal(most, 3993)
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer({ min: 0, max: most }).map(length => 'x'.repeat(length)),
  )
  const browser = createECDH('prime256v1')
  browser.generateKeys()
  fc.assert(
    fc.property(texts, fc.uint8Array({ minLength: AUTH_BYTES, maxLength: AUTH_BYTES }), (text, auth) => {
      const sender = createECDH('prime256v1')
      sender.generateKeys()
      const to = { publicKey: browser.getPublicKey(), auth }
      const body = encrypt(Buffer.from(text), to, { sender, salt: randomBytes(SALT_BYTES) })
      const authSecret = Buffer.from(auth).toString('base64url')
      assert.equal(ece.decrypt(body, { version: 'aes128gcm', privateKey: browser, authSecret }).toString(), text)
      assert.equal(decrypted(body, { pair: browser, auth }), text)
    }),
    { numRuns: 200 },
  )
})

test('a message that was changed anywhere, or is for somebody else, is not read', () => {
  const pair = pairOf(vector.userAgentPrivate)
  const keys = { pair, auth: bytes(vector.auth) }
  const whole = bytes(vector.body)
  for (const place of [0, SALT_BYTES + 5, HEADER_BYTES - 1, HEADER_BYTES, whole.length - 1]) {
    const changed = Buffer.from(whole)
    changed[place] = (changed[place] ?? 0) ^ 1
    assert.equal(decrypted(changed, keys), undefined, `byte ${place}`)
  }
  assert.equal(decrypted(whole, { pair, auth: randomBytes(AUTH_BYTES) }), undefined)
  assert.equal(decrypted(whole, { pair: pairOf(vector.senderPrivate), auth: keys.auth }), undefined)
  assert.equal(decrypted(whole.subarray(0, HEADER_BYTES + 3), keys), undefined)
})

test('a key that is no point of the curve is an error with a code', () => {
  const to = { publicKey: Buffer.concat([Buffer.of(4), Buffer.alloc(64, 7)]), auth: bytes(vector.auth) }
  const secrets = { sender: pairOf(vector.senderPrivate), salt: bytes(vector.salt) }
  assert.throws(() => encrypt(Buffer.from('hi'), to, secrets), { code: 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY' })
})
