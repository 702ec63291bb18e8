import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { test } from 'node:test'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { FILE_BYTES_MAX, parseCredentials } from './credentials.ts'

const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64')
const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
const p8 = p256.export({ type: 'pkcs8', format: 'pem' }).toString()
const form = (more: Partial<NotifierInput> = {}): NotifierInput => ({
  name: 'demo_apns',
  environment: 'DEVELOPMENT',
  packageName: 'com.example.chat',
  teamId: 'ABCDE12345',
  keyId: 'FGHIJ67890',
  file: base64(p8),
  settings: {},
  ...more,
})

test('a .p8 with its ids is a token credential, spaces around ids forgiven', () => {
  const credentials = parseCredentials(form({ teamId: ' ABCDE12345 ', settings: { sound: 'ring.caf' } }))
  assert.ok(credentials.kind === 'token')
  const { privateKey, ...rest } = credentials
  assert.deepEqual(rest, {
    kind: 'token',
    environment: 'DEVELOPMENT',
    bundleId: 'com.example.chat',
    isVoip: false,
    sound: 'ring.caf',
    teamId: 'ABCDE12345',
    keyId: 'FGHIJ67890',
  })
  assert.ok(privateKey.equals(p256))
})

test('ids may stand in the settings object, and the form itself goes first', () => {
  const { teamId: _t, keyId: _k, ...bare } = form({ settings: { teamId: 'AAAAAAAAAA', keyId: 'BBBBBBBBBB' } })
  const fromSettings = parseCredentials(bare)
  assert.ok(
    fromSettings.kind === 'token' && fromSettings.teamId === 'AAAAAAAAAA' && fromSettings.keyId === 'BBBBBBBBBB',
  )
  const both = parseCredentials({ ...bare, teamId: 'CCCCCCCCCC' })
  assert.ok(both.kind === 'token' && both.teamId === 'CCCCCCCCCC')
})

test('a bundle id that ends in .voip makes a VoIP notifier of the app', () => {
  const credentials = parseCredentials(form({ packageName: 'com.example.chat.voip' }))
  assert.equal(credentials.bundleId, 'com.example.chat')
  assert.equal(credentials.isVoip, true)
})

const pem = (type: 'pkcs8' | 'sec1', key: KeyObject) => base64(key.export({ type, format: 'pem' }).toString())
const wrong: readonly { why: string; more: Partial<NotifierInput>; field: string }[] = [
  { why: 'no file', more: { file: '' }, field: 'file' },
  { why: 'a file that is not base64', more: { file: p8 }, field: 'file' },
  { why: 'a file of other bytes', more: { file: base64('hello') }, field: 'file' },
  { why: 'a file that is too large', more: { file: 'A'.repeat(Math.ceil(FILE_BYTES_MAX / 3) * 4 + 1) }, field: 'file' },
  { why: 'a damaged key', more: { file: base64(p8.replace(/[A-Za-z]{8}/, 'AAAAAAAA').slice(0, -60)) }, field: 'file' },
  {
    why: 'a certificate in PEM',
    more: { file: base64('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n') },
    field: 'file',
  },
  { why: 'a key in SEC1 form', more: { file: pem('sec1', p256) }, field: 'file' },
  {
    why: 'a key on another curve',
    more: { file: pem('pkcs8', generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey) },
    field: 'file',
  },
  { why: 'an Ed25519 key', more: { file: pem('pkcs8', generateKeyPairSync('ed25519').privateKey) }, field: 'file' },
  { why: 'a team id of nine', more: { teamId: 'ABCDE1234' }, field: 'teamId' },
  { why: 'a team id in small letters', more: { teamId: 'abcde12345' }, field: 'teamId' },
  { why: 'a key id of eleven', more: { keyId: 'ABCDE123456' }, field: 'keyId' },
  { why: 'no bundle id', more: { packageName: ' ' }, field: 'packageName' },
  { why: 'a bundle id with a slash', more: { packageName: 'com.example/chat' }, field: 'packageName' },
  { why: 'a bundle id with a line break', more: { packageName: 'com.example\r\nx: y' }, field: 'packageName' },
  { why: 'a bundle id of 156', more: { packageName: 'a'.repeat(156) }, field: 'packageName' },
  { why: 'a sound that is no text', more: { settings: { sound: 1 } }, field: 'sound' },
]
for (const { why, more, field } of wrong) {
  test(`${why} is refused at ${field}, without repeating the secret`, () => {
    assert.throws(
      () => parseCredentials(form(more)),
      (error: unknown) =>
        error instanceof CredentialError && error.field === field && !error.message.includes(p8.slice(40, 60)),
    )
  })
}
