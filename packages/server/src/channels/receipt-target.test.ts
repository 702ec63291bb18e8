import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnyVendor, ReceiptSource } from '@posthouse/vendors'
import { aNotifier } from '../domain/testing/samples.ts'
import { targetOf } from './vendor-channels.ts'

const url = 'https://push.example.com/receipts/x'

function aVendor(receipts: Partial<ReceiptSource<never>> | undefined): AnyVendor {
  return { receipts } as unknown as AnyVendor
}

test('pushes name the receipt address where the vendor wants that and the address fits, to the byte', async () => {
  const deps = { receiptUrlOf: async () => url }
  const target = (receipts: Partial<ReceiptSource<never>> | undefined) => targetOf(deps, aNotifier(), aVendor(receipts))
  assert.deepEqual(await target({ setBy: 'push' }), { receiptUrl: url })
  assert.deepEqual(await target({ setBy: 'push', urlBytesMax: url.length }), { receiptUrl: url })
  assert.deepEqual(await target({ setBy: 'push', urlBytesMax: url.length - 1 }), {})
  const nowhere = targetOf({ receiptUrlOf: async () => undefined }, aNotifier(), aVendor({ setBy: 'push' }))
  assert.deepEqual(await nowhere, {})
})

test('where no push names an address, none is made', async () => {
  const deps = { receiptUrlOf: () => Promise.reject(new Error('not to be asked')) }
  for (const receipts of [undefined, { setBy: 'console' }] as const)
    assert.deepEqual(await targetOf(deps, aNotifier(), aVendor(receipts)), {})
})
