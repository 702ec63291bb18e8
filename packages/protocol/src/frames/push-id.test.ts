import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { type PushIdContents, pushId, pushIdCharsMax, pushIdOf, pushSources } from './push-id.ts'
import { ShapeError } from './shape.ts'

const contents: fc.Arbitrary<PushIdContents> = fc.record(
  {
    source: fc.constantFrom(...pushSources),
    token: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
    appType: fc.constantFrom(1, 2),
    environment: fc.constantFrom('production', 'development', 'auto'),
    isVoip: fc.boolean(),
    version: fc.string({ maxLength: 12 }),
  },
  { noNullPrototype: true },
)

describe('PushIDs (spec/zego.md §1.6)', () => {
  it('bring back what they were made of, in letters that no URL changes', () => {
    fc.assert(
      fc.property(contents, value => {
        const text = pushIdOf(value)
        assert.match(text, /^ph1\.[A-Za-z0-9_-]+$/)
        assert.deepEqual(pushId(text, 'pushId'), value)
      }),
    )
  })

  it('fit for the longest token', () => {
    const text = pushIdOf({ ...sample, token: 't'.repeat(4096) })
    assert.ok(text.length <= pushIdCharsMax, String(text.length))
    assert.equal(pushId(text, 'pushId').token.length, 4096)
  })

  it('are refused when they are cut, of another version, of an unknown vendor or no text at all', () => {
    const good = pushIdOf(sample)
    const unknown = `ph1.${Buffer.from(JSON.stringify({ ...sample, source: 'nokia' })).toString('base64url')}`
    const long = `ph1.${'A'.repeat(pushIdCharsMax)}`
    for (const bad of [good.slice(0, -3), `x${good}`, good.replace('ph1', 'ph2'), unknown, long, 'ph1.', '', 7, null]) {
      assert.throws(() => pushId(bad, 'params.pushId'), ShapeError, String(bad))
    }
  })
})

const sample: PushIdContents = {
  source: 'apns',
  token: 'ab',
  appType: 1,
  environment: 'production',
  isVoip: false,
  version: '1',
}
