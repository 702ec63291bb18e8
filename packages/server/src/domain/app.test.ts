import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedSettings, defaultAppSettings } from './app.ts'

test('a change touches the members it names; null takes the default category away', () => {
  const chatting = changedSettings(defaultAppSettings, { defaultCategory: 'im', openRegistration: true })
  assert.deepEqual(chatting, { openRegistration: true, pushOpen: true, defaultCategory: 'im' })
  assert.deepEqual(changedSettings(chatting, { pushOpen: false }), { ...chatting, pushOpen: false })
  assert.deepEqual(changedSettings(chatting, { defaultCategory: null }), { openRegistration: true, pushOpen: true })
  assert.deepEqual(changedSettings(defaultAppSettings, { defaultCategory: null }), defaultAppSettings)
})
