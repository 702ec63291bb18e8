import assert from 'node:assert/strict'
import { test } from 'node:test'
import { causeOf } from './log.ts'

test('S50: the log learns what broke and where, and not the words of it', () => {
  const thrown = (): unknown => {
    try {
      return JSON.parse('{"clientSecret": canary-secret}')
    } catch (cause) {
      return cause
    }
  }
  const cause = thrown()
  assert.match(String(cause), /canary/)
  const fields = causeOf(cause)
  assert.equal(fields['cause'], 'SyntaxError')
  assert.match(String(fields['at']), /thrown .*log\.test\.ts:\d+/)
  assert.doesNotMatch(JSON.stringify(fields), /canary/)
})

test('S50: a message of several lines stays out as well, and the code stays in', () => {
  const cause = Object.assign(new RangeError('first\n    at canary-secret\nlast'), { code: 'ERR_OUT_OF_RANGE' })
  const fields = causeOf(cause)
  assert.equal(fields['code'], 'ERR_OUT_OF_RANGE')
  assert.match(String(fields['at']), /log\.test\.ts/)
  assert.doesNotMatch(JSON.stringify(fields), /canary/)
  assert.deepEqual(causeOf('canary'), { cause: 'string' })
})
