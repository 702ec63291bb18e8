import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { NotifierInput } from '@posthouse/vendors'
import { changedInput, shownSettings } from './notifier-form.ts'

const before: NotifierInput = {
  name: '100100',
  environment: 'PRODUCTION',
  certificate: 'app secret',
  settings: { category: 'IM', receiptUser: 'u', receiptSecret: 's' },
}

test('S15 a secret among the settings is not shown', () => {
  assert.deepEqual(shownSettings(before), { category: 'IM', receiptUser: 'u' })
})

test('settings are replaced as a whole, but a secret stays until it is named: what was shown can be sent back', () => {
  const changed = changedInput(before, { settings: { receiptUser: 'u' } })
  assert.deepEqual(changed, { ...before, settings: { receiptUser: 'u', receiptSecret: 's' } })
  const emptied = changedInput(before, { settings: { receiptSecret: '' } })
  assert.deepEqual(emptied.settings, { receiptSecret: '' })
  assert.deepEqual(changedInput(before, { name: '2' }), { ...before, name: '2' })
  assert.deepEqual(changedInput(undefined, { settings: { category: 'IM' } }).settings, { category: 'IM' })
})
