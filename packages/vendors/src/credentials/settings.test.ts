import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settingText } from './settings.ts'

test('a setting comes without blanks, and one that nobody filled in is absent', () => {
  const settings = { sound: ' ring.caf\n', empty: '', blank: ' ', none: null }
  assert.equal(settingText(settings, 'sound'), 'ring.caf')
  for (const member of ['empty', 'blank', 'none', 'missing']) assert.equal(settingText(settings, member), undefined)
})

test('a setting of another type is refused by name', () => {
  for (const value of [1, true, [], {}]) {
    assert.throws(() => settingText({ sound: value }, 'sound'), { name: 'CredentialError', field: 'settings.sound' })
  }
})
