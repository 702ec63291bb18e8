import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import { CredentialError, type NotifierInput } from '../vendor.ts'
import { lacksOppo, parseOppoCredentials } from './credentials.ts'
import { FORM } from './form.ts'

const INPUT: NotifierInput = { name: 'key', certificate: 'secret', environment: 'PRODUCTION', settings: {} }
const parse = (change: Partial<NotifierInput>) => parseOppoCredentials({ ...INPUT, ...change })
const withSettings = (settings: JsonObject) => parse({ settings })

function refusal(change: Partial<NotifierInput>): { field: string; message: string } {
  try {
    parse(change)
  } catch (error) {
    assert.ok(error instanceof CredentialError, String(error))
    return { field: error.field, message: error.message }
  }
  assert.fail('the notifier was taken')
}

test('a notifier is its app key and master secret, without the blanks of copying', () => {
  assert.deepEqual(parse({ name: ' key ', certificate: '\tsecret\n' }), {
    appKey: 'key',
    masterSecret: 'secret',
    channelIds: { byCategory: {} },
  })
})

test('settings are read under their names, a level as a number or as digits, and empty ones are not set', () => {
  const settings = {
    channelId: 'general',
    channelIds: { im: 'chat', call: '' },
    category: 'IM',
    notifyLevel: '16',
    clickActivity: 'com.example.Main',
  }
  assert.deepEqual(withSettings(settings), {
    appKey: 'key',
    masterSecret: 'secret',
    channelIds: { general: 'general', byCategory: { im: 'chat' } },
    category: 'IM',
    notifyLevel: 16,
    clickActivity: 'com.example.Main',
  })
  assert.equal(withSettings({ notifyLevel: 2 }).notifyLevel, 2)
  const empty = withSettings({ category: '', notifyLevel: '', clickActivity: null })
  assert.deepEqual(Object.keys(empty), ['appKey', 'masterSecret', 'channelIds'])
})

test('what cannot be is refused by the name of its field, and a secret is never echoed', () => {
  const fields = [
    refusal({ name: ' ' }),
    refusal({ name: 'two words' }),
    refusal({ name: 'k'.repeat(257) }),
    refusal({ certificate: '' }),
    refusal({ certificate: 'my hidden text' }),
    refusal({ certificate: 's'.repeat(257) }),
    refusal({ settings: { notifyLevel: 3 } }),
    refusal({ settings: { notifyLevel: true } }),
    refusal({ settings: { category: 1 } }),
    refusal({ settings: { channelIds: [] } }),
    refusal({ settings: { clickActivity: 'a'.repeat(501) } }),
  ]
  assert.deepEqual(
    fields.map(({ field }) => field),
    [
      'name',
      'name',
      'name',
      'certificate',
      'certificate',
      'certificate',
      'settings.notifyLevel',
      'settings.notifyLevel',
      'settings.category',
      'settings.channelIds',
      'settings.clickActivity',
    ],
  )
  assert.ok(fields.every(({ message }) => !/hidden|sss/.test(message)))
  assert.equal(parse({ name: 'k'.repeat(256), certificate: 's'.repeat(256) }).appKey.length, 256)
})

test('a private category without a channel is missed, one with its own or the general channel is not', () => {
  const codes = (settings: JsonObject): readonly string[] =>
    (['im', 'call', 'service', 'marketing'] as const).flatMap(category =>
      lacksOppo(withSettings(settings), category).map(({ level, code }) => `${level} ${code}`),
    )
  assert.deepEqual(codes({}), [
    'warn category-im-no-channel',
    'warn category-call-no-channel',
    'warn category-service-no-channel',
  ])
  assert.deepEqual(codes({ channelIds: { im: 'chat', service: 'orders' } }), ['warn category-call-no-channel'])
  assert.deepEqual(codes({ channelId: 'all' }), [])
  assert.match(lacksOppo(withSettings({}), 'service')[0]?.text ?? '', /as TODO .*settings\.channelIds\.service/)
})

test('the form asks for every setting that is read', () => {
  const fields = FORM.map(({ field }) => field)
  for (const member of [
    'channelId',
    'channelIds.im',
    'channelIds.marketing',
    'category',
    'notifyLevel',
    'clickActivity',
  ]) {
    assert.ok(fields.includes(`settings.${member}`), member)
  }
  assert.deepEqual(
    FORM.filter(({ isRequired }) => isRequired).map(({ field }) => field),
    ['name', 'certificate'],
  )
})
