import assert from 'node:assert/strict'
import { it } from 'node:test'
import fc from 'fast-check'
import { JsonRefused, jsonDepthMax, jsonKeysMax, jsonText, parseJson } from './json.ts'

it('S31 reads what JSON.parse reads, whatever the text', () => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'small' }), value => {
      const text = JSON.stringify(value)
      const own = outcome(() => parseJson(text))
      // Only what the guard exists for may differ: prototypes, bounds, and integers that a number cannot hold.
      if (own.refused !== undefined) assert.match(own.refused, /not allowed|levels|keys|digits/)
      else if (!/[0-9]{16}/.test(text)) assert.deepEqual(own.value, JSON.parse(text))
    }),
    { numRuns: 1_000 },
  )
})

it('S32 keeps all digits of any 64-bit integer, in and out', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), id => {
      const text = `{"id":${id},"list":[${id}]}`
      const { id: read } = parseJson(text) as { id: string | number }
      assert.equal(String(read), String(id))
      assert.equal(jsonText({ id, list: [id] }), text)
    }),
  )
})

it('S31 refuses a key that comes twice, in whatever spelling, and does not count colons in strings', () => {
  for (const text of ['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '[{"b":{"a":1,"a":1}}]'])
    assert.throws(() => parseJson(text), /same key twice/)
  for (const text of ['{"a:b":":\\":"}', '{"a":"\\\\","b":"}"}', '["::::"]', '":"'])
    assert.deepEqual(parseJson(text), JSON.parse(text))
})

it('S31 takes the deepest and largest that is allowed, and nothing beyond', () => {
  const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)
  const keyed = (count: number) => `{${Array.from({ length: count }, (_, at) => `"k${at}":0`).join()}}`
  assert.doesNotThrow(() => parseJson(nested(jsonDepthMax)))
  assert.throws(() => parseJson(nested(jsonDepthMax + 1)), JsonRefused)
  assert.doesNotThrow(() => parseJson(keyed(jsonKeysMax)))
  assert.throws(() => parseJson(keyed(jsonKeysMax + 1)), JsonRefused)
  assert.doesNotThrow(() => parseJson('1'.repeat(64)))
  assert.throws(() => parseJson('1'.repeat(65)), JsonRefused)
  assert.throws(() => parseJson('1e999'), /too large/)
})

it('S31 refuses keys that reach prototypes, also escaped', () => {
  for (const text of ['{"__proto__":1}', '{"a":[{"\\u005f_proto__":{}}]}', '{"constructor":{"prototype":{}}}'])
    assert.throws(() => parseJson(text), /not allowed/)
  assert.deepEqual(parseJson('{"constructor":"Ltd"}'), { constructor: 'Ltd' })
})

it('S45 repeats no excerpt of the input', () => {
  for (const text of ['{"password":secret}', 'secret', '{"a":"secret', '[secret]'])
    assert.throws(
      () => parseJson(text),
      (error: Error) => error instanceof JsonRefused && !error.message.includes('secret'),
    )
})

function outcome(run: () => unknown): { readonly value?: unknown; readonly refused?: string } {
  try {
    return { value: run() }
  } catch (error) {
    assert.ok(error instanceof JsonRefused)
    return { refused: error.message }
  }
}
