import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { parseHuaweiCredentials } from './credentials.ts'

const INPUT: NotifierInput = { name: '100100', environment: 'PRODUCTION', certificate: 'secret', settings: {} }

function field(change: Partial<NotifierInput>): string {
  try {
    parseHuaweiCredentials({ ...INPUT, ...change })
  } catch (error) {
    assert.ok(error instanceof CredentialError, String(error))
    return error.field
  }
  assert.fail('the credential was taken')
}

test('the name is the app id and the certificate the app secret', () => {
  assert.deepEqual(parseHuaweiCredentials(INPUT), { appId: '100100', appSecret: 'secret' })
})

test('blanks from copying are dropped, settings are taken over', () => {
  const settings = {
    category: 'IM',
    activityClass: 'com.example.Main',
    apiVersion: '4',
    clickAction: ' com.example.OPEN ',
    other: 1,
  }
  const input = { ...INPUT, name: ' 100100 ', certificate: 'secret\n', packageName: 'com.example', settings }
  assert.deepEqual(parseHuaweiCredentials(input), {
    appId: '100100',
    appSecret: 'secret',
    packageName: 'com.example',
    category: 'IM',
    activityClass: 'com.example.Main',
    clickAction: 'com.example.OPEN',
    apiVersion: 4,
  })
})

test('empty settings count as not set', () => {
  const settings = { category: '', activityClass: null, apiVersion: '' }
  assert.deepEqual(parseHuaweiCredentials({ ...INPUT, settings, packageName: '' }), {
    appId: '100100',
    appSecret: 'secret',
  })
})

test('a credential that cannot work names the member at fault and never repeats the secret', () => {
  assert.equal(field({ name: '../v1/1' }), 'name')
  assert.equal(field({ name: '' }), 'name')
  assert.equal(field({ name: '1'.repeat(33) }), 'name')
  assert.equal(field({ certificate: '  ' }), 'certificate')
  assert.equal(field({ certificate: 'x'.repeat(1025) }), 'certificate')
  assert.equal(field({ settings: { category: 1 } }), 'settings.category')
  assert.equal(field({ settings: { activityClass: {} } }), 'settings.activityClass')
  assert.equal(field({ settings: { apiVersion: 'four' } }), 'settings.apiVersion')
  const { certificate: _, ...without } = INPUT
  assert.throws(() => parseHuaweiCredentials(without), CredentialError)
})

test('the user name and the secret of receipts come together or not at all', () => {
  const settings = { receiptUser: ' callback-user ', receiptSecret: 'callback-secret' }
  const { receiptUser, receiptSecret } = parseHuaweiCredentials({ ...INPUT, settings })
  assert.deepEqual([receiptUser, receiptSecret], ['callback-user', 'callback-secret'])
  assert.equal(field({ settings: { receiptUser: 'u' } }), 'settings.receiptSecret')
  assert.equal(field({ settings: { receiptSecret: 's' } }), 'settings.receiptUser')
  assert.equal(field({ settings: { receiptUser: 'u', receiptSecret: 'x'.repeat(1025) } }), 'settings.receiptSecret')
})

test('channels are read where they are set, in general and by category', () => {
  const channelsOf = (settings: NotifierInput['settings']) =>
    parseHuaweiCredentials({ name: '100100', environment: 'PRODUCTION', certificate: 's', settings }).channelIds
  assert.equal(channelsOf({}), undefined)
  assert.equal(channelsOf({ channelId: '', channelIds: { im: null } }), undefined)
  assert.deepEqual(channelsOf({ channelIds: { im: 'chat' } }), { byCategory: { im: 'chat' } })
})
