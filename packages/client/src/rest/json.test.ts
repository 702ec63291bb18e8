import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { readJson } from './json.ts'

describe('readJson', () => {
  it('keeps all digits of integers that a double cannot hold, as text', () => {
    assert.deepEqual(readJson('{"id":1029188050686577016,"at":1700000000000,"n":[-9223372036854775808]}'), {
      id: '1029188050686577016',
      at: 1_700_000_000_000,
      n: ['-9223372036854775808'],
    })
  })

  it('leaves numbers with a fraction or an exponent, and digits inside texts, as they are', () => {
    const text = '{"a":0.1234567890123456789,"b":12345678901234567e2,"c":"\\"1029188050686577016","d":9007199254740991}'
    assert.deepEqual(readJson(text), JSON.parse(text))
  })

  it('turns a declared id into text however small it is', () => {
    assert.deepEqual(readJson('{"data":{"taskId":7,"count":7}}', ['taskId']), { data: { taskId: '7', count: 7 } })
  })

  it('reads every value without such integers as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const text = JSON.stringify(value, (_key, one: unknown) =>
          typeof one === 'number' && Number.isInteger(one) && !Number.isSafeInteger(one) ? 0 : one,
        )
        assert.deepEqual(readJson(text), JSON.parse(text))
      }),
    )
  })
})
