import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotifierInput } from '../vendor.ts'
import { parseVivoCredentials } from './credentials.ts'

const form: NotifierInput = {
  name: '10004#key-demo',
  environment: 'PRODUCTION',
  certificate: 'secret-demo',
  settings: {},
}

test('the name holds app id and app key, the certificate the secret; blanks from copying are dropped', () => {
  const plain = { appId: '10004', appKey: 'key-demo', appSecret: 'secret-demo', isTest: false }
  assert.deepEqual(parseVivoCredentials(form), plain)
  assert.deepEqual(parseVivoCredentials({ ...form, name: ' 10004 # key-demo\n', certificate: ' secret-demo ' }), plain)
})

test('settings are read whether the form sends numbers or texts, and what nobody filled in is absent', () => {
  const settings = { category: ' IM ', classification: '1', clickActivity: 'com.example.Chat', other: 7 }
  const read = parseVivoCredentials({ ...form, environment: 'DEVELOPMENT', packageName: ' com.example ', settings })
  assert.deepEqual(read, {
    appId: '10004',
    appKey: 'key-demo',
    appSecret: 'secret-demo',
    category: 'IM',
    classification: 1,
    clickActivity: 'com.example.Chat',
    packageName: 'com.example',
    isTest: true,
  })
  assert.equal(parseVivoCredentials({ ...form, settings: { classification: 0 } }).classification, 0)
  assert.equal('category' in parseVivoCredentials({ ...form, settings: { category: '', classification: null } }), false)
})

test('what cannot work is refused by the name of its field, and no secret is echoed', () => {
  const cases: readonly (readonly [string, Partial<NotifierInput>])[] = [
    ['name', { name: '' }],
    ['name', { name: '10004' }],
    ['name', { name: '10004#' }],
    ['name', { name: '#key' }],
    ['name', { name: 'ten#key' }],
    ['name', { name: '0#key' }],
    ['name', { name: '1234567890123456#key' }],
    ['name', { name: '10004#key#more' }],
    ['name', { name: '10004#k"y' }],
    ['certificate', { certificate: ' ' }],
    ['certificate', { certificate: 'hush'.repeat(300) }],
    ['settings.category', { settings: { category: 'im' } }],
    ['settings.category', { settings: { category: 7 } }],
    ['settings.classification', { settings: { classification: 2 } }],
    ['settings.clickActivity', { settings: { clickActivity: {} } }],
  ]
  for (const [field, change] of cases) {
    assert.throws(
      () => parseVivoCredentials({ ...form, ...change }),
      (error: Error & { readonly field?: string }) => {
        assert.equal(error.name, 'CredentialError')
        assert.equal(error.field, field)
        assert.doesNotMatch(error.message, /hush/)
        return true
      },
      JSON.stringify(change),
    )
  }
  const { certificate: _, ...without } = form
  assert.throws(() => parseVivoCredentials(without), { field: 'certificate' })
})
