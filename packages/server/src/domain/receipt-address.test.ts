import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AppId } from '@posthouse/protocol'
import fc from 'fast-check'
import { isGenuine, readReceiptToken, receiptTokenOf } from './receipt-address.ts'

const appId = 4_102_230_223 as AppId
const uuid = 'b5ae9cc0-1111-4222-8333-444455556666'
const secret = Buffer.from('0123456789abcdef0123456789abcdef')

test('a token names its app and notifier, is short, and is the same each time', () => {
  const token = receiptTokenOf(appId, uuid, secret)
  assert.equal(token, 'AAAAAPSDEM-1rpzAERFCIoMzRERVVWZm1LuD_HiITyBucPJT')
  const read = readReceiptToken(token)
  assert.ok(read)
  assert.deepEqual([read.appId, read.notifierUuid], [appId, uuid])
  assert.equal(isGenuine(read, secret), true)
})

test('no other secret, app, notifier or proof is genuine: any character changed spoils a token', () => {
  const token = receiptTokenOf(appId, uuid, secret)
  assert.equal(isGenuine(readReceiptToken(token) ?? assert.fail(), Buffer.from('another')), false)
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  fc.assert(
    fc.property(fc.nat(token.length - 1), fc.constantFrom(...alphabet), (at, letter) => {
      fc.pre(token[at] !== letter)
      const read = readReceiptToken(token.slice(0, at) + letter + token.slice(at + 1))
      assert.equal(read !== undefined && isGenuine(read, secret), false)
    }),
  )
})

test('what cannot be a token is none, whatever it holds', () => {
  for (const text of [
    '',
    'x',
    'a'.repeat(47),
    'a'.repeat(49),
    `${'a'.repeat(47)}/`,
    `${'a'.repeat(47)}=`,
    '_'.repeat(48),
  ])
    assert.equal(readReceiptToken(text), undefined, text)
})
