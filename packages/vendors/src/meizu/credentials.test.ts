import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { parseMeizuCredentials } from './credentials.ts'
import { FORM } from './form.ts'

const INPUT: NotifierInput = { name: '100999', environment: 'PRODUCTION', certificate: 'secret', settings: {} }

function refusal(change: Partial<NotifierInput>): CredentialError {
  try {
    parseMeizuCredentials({ ...INPUT, ...change })
  } catch (error) {
    assert.ok(error instanceof CredentialError, String(error))
    return error
  }
  assert.fail('the credential was taken')
}

test('the name is the app id and the certificate the app secret; receipts are on', () => {
  assert.deepEqual(parseMeizuCredentials(INPUT), { appId: '100999', appSecret: 'secret', receipt: true })
})

test('blanks from copying are dropped, settings are taken over in the forms that consoles and command lines send', () => {
  const expected = {
    appId: '100999',
    appSecret: 'secret',
    packageName: 'com.example',
    clickActivity: '.Main',
    receipt: false,
    noticeMsgType: 1,
  }
  for (const [receipt, noticeMsgType] of [
    [false, 1],
    ['false', '1'],
  ] as const) {
    const settings = { clickActivity: ' .Main ', receipt, noticeMsgType, other: 1 }
    const input = { ...INPUT, name: ' 100999\n', certificate: ' secret\n', packageName: ' com.example ', settings }
    assert.deepEqual(parseMeizuCredentials(input), expected)
  }
  const on = { receipt: 'true', noticeMsgType: '0' }
  assert.deepEqual(parseMeizuCredentials({ ...INPUT, settings: on }), {
    appId: '100999',
    appSecret: 'secret',
    receipt: true,
    noticeMsgType: 0,
  })
})

test('what nobody filled in counts as not set', () => {
  const settings = { clickActivity: '', receipt: null, noticeMsgType: '' }
  assert.deepEqual(parseMeizuCredentials({ ...INPUT, settings, packageName: '' }), parseMeizuCredentials(INPUT))
})

test('what cannot work is refused by the name of its member, and never repeats the secret', () => {
  assert.equal(refusal({ name: '' }).field, 'name')
  assert.equal(refusal({ name: 'chat' }).field, 'name')
  assert.equal(refusal({ name: '1&pushIds=2' }).field, 'name')
  assert.equal(refusal({ name: '1'.repeat(33) }).field, 'name')
  assert.equal(refusal({ certificate: ' ' }).field, 'certificate')
  const { certificate: _, ...without } = INPUT
  assert.throws(() => parseMeizuCredentials(without), { name: 'CredentialError', field: 'certificate' })
  const long = refusal({ certificate: 'hush'.repeat(300) })
  assert.equal(long.field, 'certificate')
  assert.equal(long.message.includes('hush'), false)
  assert.equal(refusal({ settings: { clickActivity: 1 } }).field, 'settings.clickActivity')
  assert.equal(refusal({ settings: { receipt: 'maybe' } }).field, 'settings.receipt')
  assert.equal(refusal({ settings: { noticeMsgType: 2 } }).field, 'settings.noticeMsgType')
})

test('each field of the form is one that is read, and the required ones are those without which it fails', () => {
  const filled: NotifierInput = {
    ...INPUT,
    packageName: 'com.example',
    settings: { clickActivity: 'a.B', receipt: false, noticeMsgType: '1' },
  }
  const whole = Object.keys(parseMeizuCredentials(filled)).length
  assert.equal(FORM.length, whole)
  assert.deepEqual(
    FORM.filter(({ isRequired }) => isRequired).map(({ field }) => field),
    ['name', 'certificate'],
  )
  assert.ok(FORM.every(({ kind, example }) => kind !== 'secret' || example === undefined))
})
