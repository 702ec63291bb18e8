import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  parseReceipts,
  RECEIPT_WINDOW_MS,
  receipts,
  SEAL_HEADER,
  STATUSES_MAX,
  sealHeader,
  verifySeal,
} from './receipt.ts'

const AT_MS = 1_563_105_451_261
const NONCE = 'a07bfa17-6d82-4b53-a9a2-07cfef5ceef1'
const HEADER = `timestamp=${AT_MS}; nonce=${NONCE}; value=H4nLJvxOHDalmOsgeXC0u/luxxGGxvy3kjQzspLYQag=`
const SEAL = { header: HEADER, userName: 'callback-user', secret: 'callback-secret', nowMs: AT_MS }

test('the signature vector of spec/vendors.md §3.10 verifies, for a plain and for a Base64 secret', () => {
  assert.deepEqual(verifySeal(SEAL), { kind: 'genuine', nonce: NONCE, atMs: AT_MS })
  const secret = Buffer.from('callback-secret').toString('base64')
  assert.deepEqual(verifySeal({ ...SEAL, secret }), { kind: 'genuine', nonce: NONCE, atMs: AT_MS })
  assert.equal(sealHeader(Buffer.from('callback-secret'), AT_MS, NONCE, 'callback-user'), HEADER)
})

test('a receipt is taken up to five minutes from our clock, either way', () => {
  const kindAt = (nowMs: number): string => verifySeal({ ...SEAL, nowMs }).kind
  assert.equal(kindAt(AT_MS + RECEIPT_WINDOW_MS), 'genuine')
  assert.equal(kindAt(AT_MS - RECEIPT_WINDOW_MS), 'genuine')
  assert.deepEqual(verifySeal({ ...SEAL, nowMs: AT_MS + RECEIPT_WINDOW_MS + 1 }), {
    kind: 'refused',
    cause: 'outside-window',
  })
  assert.equal(kindAt(AT_MS - RECEIPT_WINDOW_MS - 1), 'refused')
})

test('another user, another secret, an empty secret and a mangled header are refused', () => {
  const cause = (change: Partial<typeof SEAL>): string => {
    const verdict = verifySeal({ ...SEAL, ...change })
    return verdict.kind === 'refused' ? verdict.cause : 'genuine'
  }
  assert.equal(cause({ userName: 'callback-use' }), 'signature-wrong')
  assert.equal(cause({ secret: 'callback-secreT' }), 'signature-wrong')
  assert.equal(cause({ secret: '' }), 'signature-wrong')
  assert.equal(cause({ header: HEADER.replace('H4nL', 'h4nL') }), 'signature-wrong')
  assert.equal(cause({ header: HEADER.slice(0, -4) }), 'signature-wrong')
  assert.equal(cause({ header: HEADER.replace('nonce', 'once') }), 'header-malformed')
  assert.equal(cause({ header: HEADER.replace(String(AT_MS), '1e12') }), 'header-malformed')
  assert.equal(cause({ header: '' }), 'header-malformed')
  assert.equal(cause({ header: `${HEADER};${'x'.repeat(1024)}` }), 'header-malformed')
})

test('a secret that is no Base64 is a key only as it stands: what decoding leaves of it could be guessed', () => {
  for (const secret of ['口令 ab', 'пароль-a', 'a b!c', 'пароль+/==']) {
    const leftover = Buffer.from(secret, 'base64')
    const header = sealHeader(leftover, AT_MS, NONCE, 'callback-user')
    assert.deepEqual(verifySeal({ ...SEAL, header, secret }), { kind: 'refused', cause: 'signature-wrong' }, secret)
    const asItStands = sealHeader(Buffer.from(secret), AT_MS, NONCE, 'callback-user')
    assert.equal(verifySeal({ ...SEAL, header: asItStands, secret }).kind, 'genuine', secret)
  }
})

test('a header with any character changed never verifies as another request', () => {
  fc.assert(
    fc.property(fc.nat(HEADER.length - 1), fc.integer({ min: 33, max: 126 }), (at, code) => {
      const header = HEADER.slice(0, at) + String.fromCharCode(code) + HEADER.slice(at + 1)
      const verdict = verifySeal({ ...SEAL, header })
      // Base64 leaves spare bits in its last character, so the value may be spelt twice; what is signed may not.
      if (verdict.kind === 'genuine') assert.deepEqual(verdict, { kind: 'genuine', nonce: NONCE, atMs: AT_MS })
    }),
  )
})

test('the Android form is read, dead tokens are told from dropped messages', () => {
  const body = {
    statuses: [
      { token: 't1', biTag: 'b', status: 0, timestamp: 1700000000000, appid: '100100', requestId: 'r1' },
      { token: 't2', status: 2, timestamp: '1700000000001', clientId: '100100', requestId: 'r1' },
      { token: 't3', status: '5' },
      { token: 't4', status: 27 },
      { token: 't5', status: 102 },
      { token: 't6', status: 999 },
    ],
  }
  assert.deepEqual(parseReceipts(JSON.stringify(body)), {
    kind: 'receipts',
    skipped: 0,
    receipts: [
      { token: 't1', vendorId: 'r1', fate: 'arrived', code: '0', text: 'delivered', atMs: 1700000000000 },
      {
        token: 't2',
        vendorId: 'r1',
        fate: 'token-dead',
        code: '2',
        text: 'the app is not installed',
        atMs: 1700000000001,
      },
      { token: 't3', fate: 'token-dead', code: '5', text: 'the token does not exist' },
      { token: 't4', fate: 'pending', code: '27', text: 'the app does not run, the data is kept' },
      { token: 't5', fate: 'dropped', code: '102', text: 'too many messages for this device today' },
      { token: 't6', fate: 'dropped', code: '999', text: 'result 999' },
    ],
  })
})

test('a request id may be a number, and an empty one is none', () => {
  const statuses = [17, ''].map(requestId => ({ token: 't', status: 0, requestId }))
  const read = parseReceipts(JSON.stringify({ statuses }))
  assert.deepEqual(read.kind === 'receipts' && read.receipts.map(({ vendorId }) => vendorId), ['17', undefined])
})

test('the HarmonyOS form is read', () => {
  const status = {
    token: 't1',
    pushType: 0,
    appPackageName: 'p',
    requestId: 'r',
    deliveryStatus: { result: 5, timestamp: 7 },
  }
  assert.deepEqual(parseReceipts(JSON.stringify({ statuses: [status] })), {
    kind: 'receipts',
    skipped: 0,
    receipts: [
      { token: 't1', vendorId: 'r', fate: 'token-dead', code: '5', text: 'the token does not exist', atMs: 7 },
    ],
  })
})

test('entries without a token or a result are skipped and counted', () => {
  const statuses = [
    null,
    {},
    { token: '', status: 0 },
    { token: 't', status: 'x' },
    { token: 't', status: 1.5 },
    { token: 't', status: 0 },
  ]
  const read = parseReceipts(JSON.stringify({ statuses }))
  assert.equal(read.kind === 'receipts' && read.skipped, 5)
})

test('a body that is no receipt call, or holds more than a hundred statuses, is malformed', () => {
  const many = (count: number): string => JSON.stringify({ statuses: Array(count).fill({ token: 't', status: 0 }) })
  assert.equal(parseReceipts(many(STATUSES_MAX)).kind, 'receipts')
  assert.equal(parseReceipts(many(STATUSES_MAX + 1)).kind, 'malformed')
  for (const body of ['', '<html>', '[]', '{}', '{"statuses":{}}', 'null'])
    assert.equal(parseReceipts(body).kind, 'malformed')
})

test('with a secret only signed requests are read, and their nonce is told; without one the address alone vouches', () => {
  const body = JSON.stringify({ statuses: [{ token: 't', status: 0, requestId: 'r' }] })
  const request = { method: 'POST', headers: { [SEAL_HEADER]: HEADER }, body, nowMs: AT_MS }
  const app = { appId: '1', appSecret: 's' }
  const signed = { ...app, receiptUser: 'callback-user', receiptSecret: 'callback-secret' }
  const read = [{ token: 't', vendorId: 'r', fate: 'arrived', code: '0', text: 'delivered' }]
  assert.deepEqual(receipts.read(request, signed), { kind: 'receipts', receipts: read, skipped: 0, nonce: NONCE })
  assert.deepEqual(receipts.read({ ...request, headers: {} }, app), { kind: 'receipts', receipts: read, skipped: 0 })
  assert.deepEqual(receipts.read({ ...request, headers: {} }, signed), { kind: 'refused', cause: 'header-malformed' })
  const other = { ...signed, receiptSecret: 'other' }
  assert.deepEqual(receipts.read(request, other), { kind: 'refused', cause: 'signature-wrong' })
  assert.equal(receipts.read({ ...request, body: '[]' }, signed).kind, 'malformed')
})
