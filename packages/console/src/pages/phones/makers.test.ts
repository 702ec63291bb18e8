import assert from 'node:assert/strict'
import { it } from 'node:test'
import { makers, tableOf } from './makers.ts'

it('two phones lie on the table, whatever the address says', () => {
  assert.deepEqual(tableOf('oppo,vivo'), ['oppo', 'vivo'])
  assert.deepEqual(tableOf('vivo,vivo'), ['vivo', 'apns'])
  assert.deepEqual(tableOf('xiaomi'), ['xiaomi', 'apns'])
  assert.deepEqual(tableOf('nokia'), ['apns', 'xiaomi'])
  assert.deepEqual(tableOf('fcm,meizu,oppo'), ['fcm', 'meizu'])
})

it('each phone has a user of its own', () => {
  assert.equal(new Set(makers.map(({ user }) => user)).size, makers.length)
})
