// uni-app's storage as a shelf.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeUni } from '../testing/fake-uni.ts'
import { uniShelf } from './synchronous.ts'

test('a shelf in uni-app keeps texts, knows nothing of other keys, and forgets', async () => {
  const { uni, kept } = createFakeUni()
  const shelf = uniShelf(uni)
  assert.equal(await shelf.get('device'), undefined)
  await shelf.set('device', 'd-1')
  assert.equal(kept.get('device'), 'd-1')
  assert.equal(await shelf.get('device'), 'd-1')
  await shelf.remove('device')
  assert.equal(await shelf.get('device'), undefined)
})

test('what another program keeps under the key is not taken for a text, and a full storage is told', async () => {
  const { uni } = createFakeUni()
  uni.setStorageSync('device', { a: 1 })
  assert.equal(await uniShelf(uni).get('device'), undefined)
  await assert.rejects(uniShelf(uni).set('big', 'x'.repeat(1_048_577)), /exceeds/)
})
