import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { FILE_LENGTH_MAX, parseHarmonyCredentials } from './credentials.ts'
import { FORM } from './form.ts'

const pem = (bits: number): string =>
  String(generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' }))
const ACCOUNT = {
  project_id: '736430079244623001',
  key_id: 'c0ffee',
  private_key: pem(2048),
  sub_account: '109000001',
  token_uri: 'https://evil.example/token',
}
const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64')
const INPUT: NotifierInput = { name: '691756200', environment: 'PRODUCTION', file: base64(ACCOUNT), settings: {} }

function field(change: Partial<NotifierInput>): string {
  try {
    parseHarmonyCredentials({ ...INPUT, ...change })
  } catch (error) {
    assert.ok(error instanceof CredentialError, String(error))
    assert.equal(error.message.includes('PRIVATE KEY'), false)
    return error.field
  }
  assert.fail('the credential was taken')
}
const broken = (change: object): string => field({ file: base64({ ...ACCOUNT, ...change }) })

test('the name is the client id, the file the service account, and no address in it is kept', () => {
  const { privateKey, ...rest } = parseHarmonyCredentials({ ...INPUT, name: ' 691756200 ' })
  assert.deepEqual(rest, {
    clientId: '691756200',
    projectId: '736430079244623001',
    keyId: 'c0ffee',
    account: '109000001',
  })
  assert.equal(privateKey.asymmetricKeyType, 'rsa')
})

test('settings are taken over, empty ones count as not set', () => {
  const settings = { category: ' IM ', clickAction: 'com.example.open', receiptUser: 'u', receiptSecret: 's', other: 1 }
  const { privateKey: _, ...rest } = parseHarmonyCredentials({ ...INPUT, settings })
  assert.deepEqual(
    [rest.category, rest.clickAction, rest.receiptUser, rest.receiptSecret],
    ['IM', 'com.example.open', 'u', 's'],
  )
  const empty = { category: '', clickAction: null, receiptUser: ' ', receiptSecret: '' }
  assert.equal(Object.keys(parseHarmonyCredentials({ ...INPUT, settings: empty })).length, 5)
})

test('a credential that cannot work names the member at fault and never shows the key', () => {
  for (const name of ['', 'a b', '../1', '1'.repeat(129)]) assert.equal(field({ name }), 'name')
  for (const file of ['', 'x'.repeat(FILE_LENGTH_MAX + 1), base64([]), Buffer.from('{"a').toString('base64')]) {
    assert.equal(field({ file }), 'file')
  }
  const { file: _, ...without } = INPUT
  assert.throws(() => parseHarmonyCredentials(without), { field: 'file' })
  for (const name of ['project_id', 'key_id', 'private_key', 'sub_account']) {
    for (const value of [undefined, '', 1, null]) assert.equal(broken({ [name]: value }), 'file')
  }
  assert.equal(broken({ project_id: '1/../2' }), 'file')
  assert.equal(broken({ key_id: 'a b' }), 'file')
  assert.equal(broken({ private_key: 'no key' }), 'file')
  assert.equal(broken({ private_key: pem(1024) }), 'file')
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  assert.equal(broken({ private_key: ec }), 'file')
  assert.equal(field({ settings: { category: 'im' } }), 'settings.category')
  assert.equal(field({ settings: { clickAction: 1 } }), 'settings.clickAction')
  assert.equal(field({ settings: { receiptUser: 'u' } }), 'settings.receiptSecret')
  assert.equal(field({ settings: { receiptSecret: 's' } }), 'settings.receiptUser')
})

test('what the form asks for is what is read', () => {
  const settings: Record<string, string> = {}
  const input: Record<string, unknown> = { environment: 'PRODUCTION', settings, file: INPUT.file }
  for (const { field: name, example = 'secret' } of FORM) {
    if (name.startsWith('settings.')) settings[name.slice('settings.'.length)] = example
    else if (name !== 'file') input[name] = example
  }
  // The file makes four members.
  const parsed = parseHarmonyCredentials(input as unknown as NotifierInput)
  assert.equal(Object.keys(parsed).length, FORM.length + 3)
})
