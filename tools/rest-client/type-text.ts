// A JSON Schema as the text of a TypeScript type. Knows the keywords that our own document uses, and refuses others by `unknown`.
import type { JsonObject, JsonValue } from '../../packages/protocol/src/index.ts'

/** Where a type is read: what a caller gives may hold more than is declared, and `undefined` for absent. */
export type Direction = 'input' | 'reply'

/** The type of a schema. */
export function typeText(schema: JsonObject, direction: Direction): string {
  const { const: fixed, type, anyOf, format, items, properties, patternProperties } = schema
  if (fixed !== undefined) return JSON.stringify(fixed)
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map(one => typeText(one as JsonObject, direction)))].join(' | ')
  if (type === 'array') return `readonly (${typeText((items ?? {}) as JsonObject, direction)})[]`
  if (type === 'integer' || type === 'number') return format === 'int64' ? 'string' : 'number'
  if (type === 'string' || type === 'boolean' || type === 'null') return type
  if (isObject(properties)) return `{\n${membersText(schema, direction)}\n}`
  if (isObject(patternProperties)) {
    const values = Object.values(patternProperties).map(one => typeText(one as JsonObject, direction))
    return `Readonly<Record<string, ${values.join(' | ') || 'unknown'}>>`
  }
  return type === 'object' ? 'Readonly<Record<string, unknown>>' : 'unknown'
}

/** The members of an object schema, each with its description. */
export function membersText(schema: JsonObject, direction: Direction): string {
  const { properties, required, additionalProperties } = schema
  const needed = new Set(Array.isArray(required) ? (required as readonly string[]) : [])
  const members = Object.entries(isObject(properties) ? properties : {}).map(([name, member]) =>
    memberText(name, member as JsonObject, needed.has(name), direction),
  )
  const others = additionalProperties === true ? ['readonly [member: string]: unknown'] : []
  return [...members, ...others].join('\n')
}

/** One member of an interface. */
export function memberText(name: string, schema: JsonObject, required: boolean, direction: Direction): string {
  const { description } = schema
  const comment = typeof description === 'string' ? `/** ${commentText(description)} */\n` : ''
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
  const type = typeText(schema, direction)
  return `${comment}readonly ${key}${required ? '' : '?'}: ${type}${required || direction === 'reply' ? '' : ' | undefined'}`
}

/** Text that cannot end a comment. */
export function commentText(text: string): string {
  return text.replaceAll('*/', '* /').replace(/\s+/g, ' ')
}

/** Names of members that are 64-bit integers. Throws where one stands in a list, which the client could not find again. */
export function int64Members(schema: JsonValue | undefined): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(int64Members)
  if (!isObject(schema)) return []
  const { properties, items } = schema
  if (isObject(items) && items['format'] === 'int64') throw new Error('a list of 64-bit integers has no member name')
  const own = Object.entries(isObject(properties) ? properties : {}).flatMap(([name, member]) =>
    isObject(member) && member['format'] === 'int64' ? [name] : [],
  )
  return [...own, ...Object.values(schema).flatMap(int64Members)].filter((name, at, all) => all.indexOf(name) === at)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
