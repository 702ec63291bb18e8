import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Category, categories } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { NotifierInput } from '../vendor.ts'
import { lacksXiaomi, parseXiaomiCredentials } from './credentials.ts'
import { FORM } from './form.ts'

const INPUT: NotifierInput = {
  name: ' 2882303761517000000 ',
  environment: 'PRODUCTION',
  packageName: ' com.example.chat\n',
  certificate: ' c2VjcmV0+/== ',
  settings: {},
}

test('a notifier is read without the blanks of copying; what is not set is not there', () => {
  assert.deepEqual(parseXiaomiCredentials(INPUT), {
    appId: '2882303761517000000',
    appSecret: 'c2VjcmV0+/==',
    packageName: 'com.example.chat',
    region: 'china',
    channelIds: { byCategory: {} },
  })
  const settings = { region: 'global', channelId: 'all', channelIds: { im: 'chat' }, clickAction: '.Main' }
  assert.deepEqual(parseXiaomiCredentials({ ...INPUT, settings }), {
    appId: '2882303761517000000',
    appSecret: 'c2VjcmV0+/==',
    packageName: 'com.example.chat',
    region: 'global',
    channelIds: { general: 'all', byCategory: { im: 'chat' } },
    clickAction: '.Main',
  })
})

test('each field that cannot work is named, and no secret is echoed', () => {
  const { packageName: _package, ...withoutPackage } = INPUT
  const { certificate: _certificate, ...withoutCertificate } = INPUT
  const cases: readonly (readonly [NotifierInput, string])[] = [
    [{ ...INPUT, name: '' }, 'name'],
    [{ ...INPUT, name: 'chat' }, 'name'],
    [{ ...INPUT, name: '1'.repeat(33) }, 'name'],
    [withoutPackage, 'packageName'],
    [{ ...INPUT, packageName: 'com.example chat' }, 'packageName'],
    [{ ...INPUT, packageName: 'a.b,c.d' }, 'packageName'],
    [withoutCertificate, 'certificate'],
    [{ ...INPUT, certificate: ' ' }, 'certificate'],
    [{ ...INPUT, certificate: 'hush\r\nx: y' }, 'certificate'],
    [{ ...INPUT, certificate: 'hush'.repeat(65) }, 'certificate'],
    [{ ...INPUT, settings: { region: 'mars' } }, 'settings.region'],
    [{ ...INPUT, settings: { channelIds: { im: 7 } } }, 'settings.channelIds.im'],
    [{ ...INPUT, settings: { clickAction: 'x'.repeat(501) } }, 'settings.clickAction'],
  ]
  for (const [input, field] of cases) {
    assert.throws(
      () => parseXiaomiCredentials(input),
      (error: Error & { readonly field?: string }) => {
        assert.deepEqual([error.name, error.field], ['CredentialError', field])
        return !error.message.includes('hush')
      },
    )
  }
})

test('the form asks for what is required, and every setting it asks for is read', () => {
  assert.deepEqual(
    FORM.filter(({ isRequired }) => isRequired).map(({ field }) => field),
    ['name', 'certificate', 'packageName'],
  )
  const settings = FORM.map(({ field }) => field).filter(field => field.startsWith('settings.'))
  assert.deepEqual(settings, [
    'settings.region',
    'settings.channelId',
    ...categories.map(category => `settings.channelIds.${category}`),
    'settings.clickAction',
  ])
})

test('private categories want a channel, and each says so under a code of its own; marketing needs none', () => {
  const lacking = (settings: JsonObject): readonly string[] =>
    categories.flatMap((category: Category) =>
      lacksXiaomi(parseXiaomiCredentials({ ...INPUT, settings }), category).map(
        ({ level, code }) => `${level} ${code}`,
      ),
    )
  const all = ['warn category-im-no-channel', 'warn category-call-no-channel', 'warn category-service-no-channel']
  assert.deepEqual(lacking({}), all)
  assert.deepEqual(lacking({ channelIds: { im: 'chat' } }), all.slice(1))
  assert.deepEqual(lacking({ channelId: 'all' }), [])
})
