// From the schemas that validate to the schemas that are shown: plain JSON Schema with a description on what a reader needs one for,
// and the envelope around an answer.
import type { JsonObject, JsonValue } from '../json.ts'
import { memberWords } from './documentation/members.ts'
import { pushMessageSchema } from './documentation/push-message.ts'
import type { Envelope } from './endpoint.ts'

/** A schema as plain JSON. A bigint crosses the wire as an integer with all its digits. */
export function plainSchema(schema: object): JsonObject {
  const replacer = (_key: string, value: JsonValue): JsonValue =>
    isBigInt(value) ? { ...int64, ...value, type: 'integer' } : value
  return described(JSON.parse(JSON.stringify(schema, replacer)) as JsonObject)
}

const int64: JsonObject = {
  format: 'int64',
  description: 'All digits of 64 bits: read it as text or as a big integer, a double loses digits',
}

function isBigInt(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && 'type' in value && value['type'] === 'bigint'
}

/** Gives members without a description the words that their name has everywhere. */
function described(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, inner(keyword, value)]))
}

function inner(keyword: string, value: JsonValue | undefined): JsonValue | undefined {
  if (keyword === 'properties' && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [
        name,
        isObject(member) ? worded(name, described(member)) : member,
      ]),
    )
  }
  if (keyword === 'patternProperties' && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [name, isObject(member) ? described(member) : member]),
    )
  }
  if (Array.isArray(value)) return value.map(one => (isObject(one) ? described(one) : one))
  return isObject(value) && (keyword === 'items' || keyword === 'additionalProperties') ? described(value) : value
}

function worded(name: string, member: JsonObject): JsonObject {
  if (name === 'pushMessage' && member['patternProperties'] !== undefined) return pushMessageSchema
  const description = [`${name}:${String(member['type'])}`, name].map(wordsOf).find(one => one !== undefined)
  return member['description'] === undefined && description !== undefined ? { ...member, description } : member
}

function wordsOf(key: string): string | undefined {
  return Object.hasOwn(memberWords, key) ? memberWords[key] : undefined
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The members of an object schema: name, schema, whether it must be there. */
export function membersOf(schema: object): readonly (readonly [string, JsonObject, boolean])[] {
  const { properties = {}, required = [] } = plainSchema(schema) as {
    readonly properties?: Readonly<Record<string, JsonObject>>
    readonly required?: readonly string[]
  }
  return Object.entries(properties).map(([name, member]) => [name, member, required.includes(name)])
}

/** The schema of a whole answer. */
export function enveloped(envelope: Envelope, reply: JsonObject): JsonObject {
  const { timestamp, duration, text } = envelopeTypes
  switch (envelope) {
    case 'bare':
      return reply
    case 'push':
      return {
        type: 'object',
        properties: { timestamp, data: reply, duration },
        required: ['timestamp', 'data', 'duration'],
      }
    case 'push-parts':
      return around({ timestamp, duration }, reply)
    case 'binding':
      return around({ timestamp, action: text, duration }, reply)
    case 'platform-pathless':
      return around(
        {
          action: text,
          application: { ...text, description: "The app's uuid" },
          uri: text,
          timestamp,
          duration,
          organization: text,
          applicationName: text,
        },
        reply,
      )
    case 'platform':
      return around(
        {
          action: text,
          application: { ...text, description: "The app's uuid" },
          path: text,
          uri: text,
          timestamp,
          duration,
          organization: text,
          applicationName: text,
        },
        reply,
      )
  }
}

/** One object with the members of the envelope and of the value; where both have one, the value's says more. */
function around(properties: JsonObject, reply: JsonObject): JsonObject {
  return {
    type: 'object',
    properties: { ...properties, ...(reply['properties'] as JsonObject | undefined) },
    required: [...Object.keys(properties), ...((reply['required'] as readonly string[] | undefined) ?? [])].filter(
      (name, at, all) => all.indexOf(name) === at,
    ),
  }
}

const envelopeTypes = {
  timestamp: { type: 'integer', description: 'Epoch milliseconds of the answer' },
  duration: { type: 'integer', description: 'Milliseconds from arrival to answer' },
  text: { type: 'string' },
} as const
