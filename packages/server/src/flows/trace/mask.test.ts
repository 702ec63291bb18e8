import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { fingerprint } from '../../base/crypto.ts'
import { aDelivery } from '../../domain/testing/samples.ts'
import { maskTokensOf } from './mask.ts'

function aRecord(deviceToken: string) {
  const delivery = aDelivery()
  const [way] = delivery.ways
  return {
    delivery: { ...delivery, ways: [{ ...way!, deviceToken }] },
    plannedAtMs: 1,
    dueAtMs: undefined,
    outcome: undefined,
  }
}

describe('Masking device tokens', () => {
  it('S15 puts a fingerprint wherever a token stands', () => {
    const read = maskTokensOf([aRecord('tok-0001')])
    assert.deepEqual(read('{"token":"tok-0001","list":["a tok-0001"]}'), {
      token: `token:${fingerprint('tok-0001')}`,
      list: [`a token:${fingerprint('tok-0001')}`],
    })
  })

  it('masks tokens that JSON escapes, and one that begins another', () => {
    const read = maskTokensOf([aRecord('a"b'), aRecord('a"bc')])
    assert.deepEqual(read(JSON.stringify(['a"b', 'a"bc'])), [
      `token:${fingerprint('a"b')}`,
      `token:${fingerprint('a"bc')}`,
    ])
  })

  it('masks what stands under the name of a token, known or not', () => {
    const read = maskTokensOf([])
    assert.deepEqual(read('{"pushNotification":{"token":"gone"}}'), {
      pushNotification: { token: `token:${fingerprint('gone')}` },
    })
  })

  it('leaves a text without tokens as it is', () => {
    assert.deepEqual(maskTokensOf([aRecord('')])('{"a":1}'), { a: 1 })
  })
})
