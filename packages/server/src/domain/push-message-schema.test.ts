// What the OpenAPI document says of a notification, held against the reader that judges it.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { endpoints, type JsonObject, openapiOf } from '@posthouse/protocol'
import fc from 'fast-check'
import { PosthouseError } from '../base/failure.ts'
import { readNotification } from './notification.ts'

const schema = shownSchema()
/** Wider than any text may be, and no kind of notification. */
const tooLong = '谢'.repeat(60)
const members = schema['properties'] as Readonly<Record<string, JsonObject>>

describe('The schema of pushMessage', () => {
  it('lets through what the reader takes', () => {
    fc.assert(fc.property(fitting(schema), message => assert.ok(readNotification(message as JsonObject, {}))))
  })

  for (const [name, member] of Object.entries(members)) {
    it(`${name}: the reader refuses what the schema excludes`, () => {
      for (const wrong of [5, true, ['list'], ...(member['type'] === 'object' ? ['text'] : [{ a: 1 }, tooLong])])
        assert.throws(
          () => readNotification({ [name]: wrong }, {}),
          (cause: unknown) => {
            return cause instanceof PosthouseError && cause.code === 'message_bad'
          },
        )
    })
  }

  it('names every member that the reader looks at', () => {
    const looked = new Set<string>()
    readNotification(
      new Proxy(
        {},
        {
          get(_target, name) {
            if (typeof name === 'string') looked.add(name)
            return undefined
          },
        },
      ),
      {},
    )
    assert.deepEqual(
      [...looked].filter(name => members[name] === undefined),
      [],
    )
    assert.deepEqual(
      Object.keys(members).filter(name => !looked.has(name)),
      [],
    )
  })
})

function shownSchema(): JsonObject {
  const path = [
    'paths',
    '/{org}/{app}/push/sync/{target}',
    'post',
    'requestBody',
    'content',
    'application/json',
    'schema',
  ]
  const whole = path.reduce<unknown>((at, name) => (at as JsonObject)[name], openapiOf(endpoints, { version: '0.0.0' }))
  return (whole as { properties: { pushMessage: JsonObject } }).properties.pushMessage
}

/** Values that fit, short enough for the widths that a schema cannot say. */
function fitting(of: JsonObject): fc.Arbitrary<unknown> {
  const { type, properties, anyOf, maximum } = of
  if (Array.isArray(anyOf)) return fc.constantFrom(...anyOf.map(one => (one as JsonObject)['const']))
  if (type === 'string') return fc.string({ maxLength: 10, unit: fc.constantFrom('a', 'Z', '7', ' ', '-') })
  if (type === 'integer') return fc.integer({ min: 0, max: maximum as number })
  if (properties === undefined)
    return fc.dictionary(fc.string({ maxLength: 5 }), fc.string({ maxLength: 5 }), { maxKeys: 5 })
  const entries = Object.entries(properties as JsonObject).map(([name, one]) => [name, fitting(one as JsonObject)])
  return fc.record(Object.fromEntries(entries) as Record<string, fc.Arbitrary<unknown>>, { requiredKeys: [] })
}
