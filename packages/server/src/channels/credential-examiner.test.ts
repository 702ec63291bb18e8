import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { after, test } from 'node:test'
import { CredentialError, type NotifierInput } from '@posthouse/vendors'
import { type Clock, systemClock } from '../base/clock.ts'
import { PosthouseError } from '../base/failure.ts'
import { createExaminer, examinationsMax } from './credential-examiner.ts'
import { aP12, withIterations, withSecondKey } from './testing/certificates.ts'

const honest = aP12()
const p8 = Buffer.from(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
)
const form = (file: Buffer, more: Partial<NotifierInput> = {}): NotifierInput => ({
  name: 'demo_apns',
  environment: 'PRODUCTION',
  packageName: 'com.example.chat',
  passphrase: 'open sesame',
  teamId: 'ABCDE12345',
  keyId: 'FGHIJ67890',
  file: file.toString('base64'),
  settings: {},
  ...more,
})

const examiner = createExaminer(systemClock)
after(() => examiner[Symbol.asyncDispose]())

test('a key file and a certificate file that work are let through', async () => {
  await examiner.examine('apns', form(p8))
  await examiner.examine('apns', form(honest))
})

/** A file that says it is a list of a gigabyte. */
const endless = Buffer.concat([Buffer.from([0x30, 0x84, 0x3b, 0x9a, 0xca, 0x00]), honest.subarray(4)])
const pemBomb = Buffer.from('-----BEGIN PRIVATE KEY-----\nMAAA\n-----END PRIVATE KEY-----\n'.repeat(800))
const longPem = Buffer.from(`-----BEGIN PRIVATE KEY-----\n${'A'.repeat(48_000)}\n-----END PRIVATE KEY-----\n`)
const serviceAccount = { type: 'service_account', project_id: 'demo', client_email: 'a@b.c' }
const jsonOf = (privateKey: string) => Buffer.from(JSON.stringify({ ...serviceAccount, private_key: privateKey }))

const wrong: readonly { why: string; vendor?: string; input: NotifierInput; field: string; says: RegExp }[] = [
  { why: 'a wrong passphrase', input: form(honest, { passphrase: 'x' }), field: 'passphrase', says: /does not open/ },
  {
    why: 'an expired certificate',
    input: form(aP12({ expiresAtMs: 1_600_000_000_000 })),
    field: 'file',
    says: /expired on 2020-09-13/,
  },
  {
    why: "a certificate with another one's key",
    input: form(aP12({ foreignKey: true })),
    field: 'file',
    says: /mismatch|certificate/,
  },
  { why: 'two keys in one certificate file', input: form(withSecondKey(honest)), field: 'file', says: /several keys/ },
  { why: 'two keys in one key file', input: form(Buffer.concat([p8, p8])), field: 'file', says: /several keys/ },
  {
    why: 'the certificate of another app',
    input: form(aP12({ bundleId: 'com.example.other' })),
    field: 'packageName',
    says: /com\.example\.other/,
  },
  { why: 'half a file', input: form(honest.subarray(0, honest.length / 2)), field: 'file', says: /neither a \.p8/ },
  { why: 'a length of a gigabyte', input: form(endless), field: 'file', says: /neither a \.p8/ },
  {
    why: 'lists in lists in lists',
    input: form(Buffer.alloc(48_000, Buffer.from([0x30, 0x80]))),
    field: 'file',
    says: /neither a \.p8/,
  },
  { why: 'eight hundred PEM blocks', input: form(pemBomb), field: 'file', says: /several keys/ },
  { why: 'a PEM block of zeros', input: form(longPem), field: 'file', says: /cannot be read/ },
  {
    why: 'a service account with eight hundred keys',
    vendor: 'fcm',
    input: form(jsonOf(pemBomb.toString().slice(0, 30_000))),
    field: 'file',
    says: /PEM/,
  },
  {
    why: 'a service account of brackets',
    vendor: 'fcm',
    input: form(Buffer.from('['.repeat(48_000))),
    field: 'file',
    says: /JSON/,
  },
  {
    why: '20 million iterations',
    input: form(withIterations(honest, 20_000_000)),
    field: 'passphrase',
    says: /does not open/,
  },
]
for (const { why, vendor = 'apns', input, field, says } of wrong) {
  test(`S44: ${why} is refused at ${field} in words`, async () => {
    await assert.rejects(examiner.examine(vendor, input), (error: unknown) => {
      assert.ok(error instanceof CredentialError, String(error))
      assert.equal(error.field, field)
      assert.match(error.message, says)
      assert.doesNotMatch(error.message, /open sesame|BEGIN/)
      return true
    })
  })
}

test('S44: a file that opens, but only with more work than each of its connections may cost, is refused', async () => {
  await using strict = createExaminer(systemClock, 0)
  await assert.rejects(strict.examine('apns', form(honest)), { field: 'file', message: /too long to open/ })
})

test('S44: 2 billion iterations are cut off when the time is up, and the next credential is read as before', async () => {
  const { clock, expire } = manualClock()
  await using hurried = createExaminer(clock)
  const bomb = assert.rejects(hurried.examine('apns', form(withIterations(honest, 2_147_483_647))), {
    name: 'CredentialError',
    field: 'file',
    message: /longer than 2 s/,
  })
  await expire(2_000)
  await bomb
  await hurried.examine('apns', form(honest))
})

test('S44: closing does not wait for a bomb', async () => {
  const { clock, set } = manualClock()
  const hurried = createExaminer(clock)
  const bomb = assert.rejects(hurried.examine('apns', form(withIterations(honest, 2_147_483_647))), CredentialError)
  await set(2_000)
  await hurried[Symbol.asyncDispose]()
  await bomb
  await assert.rejects(hurried.examine('apns', form(honest)), PosthouseError)
})

test('I11: only so many examinations wait', async () => {
  await using busy = createExaminer(systemClock)
  const answers = Array.from({ length: examinationsMax + 1 }, () => busy.examine('apns', form(p8)))
  await assert.rejects(answers.at(-1) ?? Promise.resolve(), { code: 'overloaded' })
  await Promise.all(answers.slice(0, -1))
})

/** A clock whose timers run out when a test says so; `set` resolves once a timer of that length stands. */
function manualClock() {
  const timers = new Map<number, () => void>()
  const waiting = new Map<number, () => void>()
  const clock: Clock = {
    now: () => systemClock.now(),
    monotonic: () => 0,
    after(delayMs, run) {
      timers.set(delayMs, run)
      waiting.get(delayMs)?.()
      return () => timers.delete(delayMs)
    },
  }
  const set = (delayMs: number) =>
    new Promise<void>(resolve => (timers.has(delayMs) ? resolve() : waiting.set(delayMs, resolve)))
  const expire = async (delayMs: number) => {
    await set(delayMs)
    waiting.delete(delayMs)
    timers.get(delayMs)?.()
  }
  return { clock, set, expire }
}
