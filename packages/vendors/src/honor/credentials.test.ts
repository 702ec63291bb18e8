import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { parseHonorCredentials } from './credentials.ts'
import { FORM } from './form.ts'

const INPUT: NotifierInput = { name: '104400', environment: 'PRODUCTION', certificate: 'secret', settings: {} }

function field(change: Partial<NotifierInput>): string {
  try {
    parseHonorCredentials({ ...INPUT, ...change })
  } catch (error) {
    assert.ok(error instanceof CredentialError, String(error))
    assert.equal(error.message.includes('xxxx'), false, 'the secret is not repeated')
    return error.field
  }
  assert.fail('the credential was taken')
}

test('the name is the app id, the certificate the client secret, and the app id stands in for a missing client id', () => {
  assert.deepEqual(parseHonorCredentials(INPUT), { appId: '104400', clientId: '104400', clientSecret: 'secret' })
})

test('blanks from copying are dropped, settings are taken over, empty ones count as not set', () => {
  const settings = {
    clientId: ' 220011 ',
    activityClass: 'com.example.Main',
    clickAction: 'com.example.OPEN',
    other: 1,
  }
  const input = { ...INPUT, name: ' 104400 ', certificate: 'secret\n', packageName: 'com.example', settings }
  assert.deepEqual(parseHonorCredentials(input), {
    appId: '104400',
    clientId: '220011',
    clientSecret: 'secret',
    packageName: 'com.example',
    activityClass: 'com.example.Main',
    clickAction: 'com.example.OPEN',
  })
  const empty = { clientId: '', activityClass: null, clickAction: ' ' }
  assert.deepEqual(parseHonorCredentials({ ...INPUT, packageName: ' ', settings: empty }), parseHonorCredentials(INPUT))
})

test('a credential that cannot work names the member at fault and never repeats the secret', () => {
  assert.equal(field({ name: '../v1/1' }), 'name')
  assert.equal(field({ name: '' }), 'name')
  assert.equal(field({ name: '1'.repeat(33) }), 'name')
  assert.equal(field({ certificate: '  ' }), 'certificate')
  assert.equal(field({ certificate: 'x'.repeat(1025) }), 'certificate')
  assert.equal(field({ settings: { clientId: 'a b' } }), 'settings.clientId')
  assert.equal(field({ settings: { clientId: 1 } }), 'settings.clientId')
  assert.equal(field({ settings: { activityClass: {} } }), 'settings.activityClass')
  assert.equal(field({ settings: { clickAction: [] } }), 'settings.clickAction')
})

test('what the form asks for is what is read: an example of each field makes a credential with all its members', () => {
  const settings: Record<string, string> = {}
  const input: Record<string, unknown> = { environment: 'PRODUCTION', settings }
  for (const { field: name, example = 'secret' } of FORM) {
    if (name.startsWith('settings.')) settings[name.slice('settings.'.length)] = example
    else input[name] = example
  }
  const parsed = parseHonorCredentials(input as unknown as NotifierInput)
  assert.equal(Object.keys(parsed).length, FORM.length)
})
