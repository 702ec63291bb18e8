import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { FILE_LENGTH_MAX, parseFcmCredentials } from './credentials.ts'

const PEM = { type: 'pkcs8', format: 'pem' } as const
const rsa = (bits: number): string =>
  generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export(PEM) as string
const GOOD_KEY = rsa(2048)

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64')
}

function anAccount(members: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'service_account',
    project_id: 'demo-p',
    private_key_id: 'k1',
    private_key: GOOD_KEY,
    client_email: 'push@demo-p.iam.gserviceaccount.com',
    token_uri: 'https://oauth2.googleapis.com/token',
    ...members,
  }
}

function anInput(file: string | undefined, settings: JsonObject = {}): NotifierInput {
  return { name: '100100100100', environment: 'PRODUCTION', ...(file === undefined ? {} : { file }), settings }
}

function fieldOf(file: string | undefined, settings?: JsonObject): string {
  try {
    parseFcmCredentials(anInput(file, settings))
  } catch (error) {
    assert.ok(error instanceof CredentialError, String(error))
    assert.ok(!error.message.includes('PRIVATE KEY'), 'the message must not quote the key')
    return error.field
  }
  return 'accepted'
}

test('a service account file is read with the defaults BOTH and HIGH', () => {
  const { privateKey, ...rest } = parseFcmCredentials(anInput(base64(anAccount())))
  assert.equal(privateKey.asymmetricKeyType, 'rsa')
  assert.deepEqual(rest, {
    projectId: 'demo-p',
    clientEmail: 'push@demo-p.iam.gserviceaccount.com',
    privateKeyId: 'k1',
    pushType: 'BOTH',
    priority: 'HIGH',
    channelIds: { byCategory: {} },
  })
})

test('settings are read in any case and their project wins over the file', () => {
  const settings = { pushType: 'data', priority: 'normal', projectId: 'other-p', sound: 'ding', channelId: 'chat' }
  const { privateKey: _, ...rest } = parseFcmCredentials(anInput(base64(anAccount()), settings))
  assert.deepEqual(rest, {
    projectId: 'other-p',
    clientEmail: 'push@demo-p.iam.gserviceaccount.com',
    privateKeyId: 'k1',
    pushType: 'DATA',
    priority: 'NORMAL',
    sound: 'ding',
    channelIds: { general: 'chat', byCategory: {} },
  })
})

test('a channel is read under its old name too, and one for each category', () => {
  const channelsOf = (settings: JsonObject) => parseFcmCredentials(anInput(base64(anAccount()), settings)).channelIds
  assert.deepEqual(channelsOf({ channel: 'old', channelId: '' }), { general: 'old', byCategory: {} })
  assert.deepEqual(channelsOf({ channel: 'old', channelId: 'new' }), { general: 'new', byCategory: {} })
  assert.deepEqual(channelsOf({ channelIds: { im: 'chat', call: ' ring ', marketing: '', other: 'x' } }), {
    byCategory: { im: 'chat', call: 'ring' },
  })
})

test('S26: a token address that is not Google’s is refused, a missing one is not needed', () => {
  assert.equal(fieldOf(base64(anAccount({ token_uri: 'https://evil.example/token' }))), 'file')
  assert.equal(fieldOf(base64(anAccount({ token_uri: 'https://oauth2.googleapis.com.evil.example/token' }))), 'file')
  assert.equal(fieldOf(base64(anAccount({ token_uri: 'http://oauth2.googleapis.com/token' }))), 'file')
  assert.equal(fieldOf(base64(anAccount({ token_uri: undefined }))), 'accepted')
})

test('a file that cannot work is refused by the name of its field', () => {
  const broken: [string, string | undefined][] = [
    ['no file', undefined],
    ['empty file', ''],
    ['not JSON', Buffer.from(GOOD_KEY).toString('base64')],
    ['a list', base64([])],
    ['another kind of credential', base64(anAccount({ type: 'authorized_user' }))],
    ['no project', base64(anAccount({ project_id: undefined }))],
    ['no account', base64(anAccount({ client_email: 7 }))],
    ['no key', base64(anAccount({ private_key: '' }))],
    ['a key that is no PEM', base64(anAccount({ private_key: 'abc' }))],
    ['a short key', base64(anAccount({ private_key: rsa(1024) }))],
    [
      'an elliptic key',
      base64(anAccount({ private_key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export(PEM) })),
    ],
  ]
  for (const [what, file] of broken) assert.equal(fieldOf(file), 'file', what)
})

test('the file may be as long as the limit and not one character longer', () => {
  // Whitespace pads JSON without changing it; base64 grows in steps of four characters.
  const json = JSON.stringify(anAccount()).padEnd((FILE_LENGTH_MAX / 4) * 3)
  assert.equal(Buffer.from(json).toString('base64').length, FILE_LENGTH_MAX)
  assert.equal(fieldOf(Buffer.from(json).toString('base64')), 'accepted')
  assert.equal(fieldOf(Buffer.from(`${json} `).toString('base64')), 'file')
})

test('settings that cannot work are refused by the name of their field', () => {
  const file = base64(anAccount())
  assert.equal(fieldOf(file, { pushType: 'ALL' }), 'settings.pushType')
  assert.equal(fieldOf(file, { priority: 'urgent' }), 'settings.priority')
  assert.equal(fieldOf(file, { sound: 1 }), 'settings.sound')
  assert.equal(fieldOf(file, { channelIds: 'chat' }), 'settings.channelIds')
  assert.equal(fieldOf(file, { channelIds: { im: 7 } }), 'settings.channelIds.im')
  assert.equal(fieldOf(file, { projectId: '../other' }), 'settings.projectId')
  assert.equal(fieldOf(file, { pushType: null, sound: '' }), 'accepted')
})
