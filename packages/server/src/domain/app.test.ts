import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noRates } from '@posthouse/protocol'
import { changedSettings, defaultAppSettings } from './app.ts'

test('a change touches the members it names; null takes the default category away', () => {
  const chatting = changedSettings(defaultAppSettings, { defaultCategory: 'im', openRegistration: true })
  assert.deepEqual(chatting, { openRegistration: true, pushOpen: true, defaultCategory: 'im' })
  assert.deepEqual(changedSettings(chatting, { pushOpen: false }), { ...chatting, pushOpen: false })
  assert.deepEqual(changedSettings(chatting, { defaultCategory: null }), { openRegistration: true, pushOpen: true })
  assert.deepEqual(changedSettings(defaultAppSettings, { defaultCategory: null }), defaultAppSettings)
})

test('rates, quotas and tasks are changed member by member; null brings the default of one back, or of all', () => {
  const set = changedSettings(defaultAppSettings, {
    rates: { pushSync: 10, label: 0 },
    quotas: { users: 100 },
    tasks: { anyStart: true, runningMax: 9 },
  })
  const changed = changedSettings(set, { rates: { pushSync: null, token: 5 }, tasks: { runningMax: null } })
  assert.deepEqual(changed, {
    ...defaultAppSettings,
    rates: { label: 0, token: 5 },
    quotas: { users: 100 },
    tasks: { anyStart: true },
  })
  const cleared = changedSettings(changed, { rates: null, quotas: { users: null }, tasks: { anyStart: null } })
  assert.deepEqual(cleared, defaultAppSettings)
})

test('an app without limits has a 0 for every group', () => {
  assert.deepEqual(changedSettings(defaultAppSettings, { rates: noRates }).rates, noRates)
})
