import assert from 'node:assert/strict'
import { test } from 'node:test'
import { categories } from '../category.ts'
import { channelFields, channelIdFor, settingChannelIds } from './channel-ids.ts'

test('a category has its own channel, else the general one, else none', () => {
  const ids = settingChannelIds({ channelId: 'all', channelIds: { im: 'chat' } })
  assert.equal(channelIdFor(ids, 'im'), 'chat')
  assert.equal(channelIdFor(ids, 'call'), 'all')
  assert.equal(channelIdFor(ids, undefined), 'all')
  assert.equal(channelIdFor(settingChannelIds({}), 'im'), undefined)
})

test('a channel that is no text is refused by its full name', () => {
  assert.throws(() => settingChannelIds({ channelId: 7 }), { name: 'CredentialError', field: 'settings.channelId' })
  assert.throws(() => settingChannelIds({ channelIds: [] }), { name: 'CredentialError', field: 'settings.channelIds' })
  assert.throws(() => settingChannelIds({ channelIds: { call: 7 } }), { field: 'settings.channelIds.call' })
})

test('a form asks for every channel that is read', () => {
  const fields = channelFields({ en: 'x', zh: 'x' }).map(({ field }) => field)
  assert.deepEqual(fields, ['settings.channelId', ...categories.map(category => `settings.channelIds.${category}`)])
})
