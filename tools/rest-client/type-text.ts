// A JSON Schema as the text of a TypeScript type. Knows the keywords that our own document uses, and refuses others by `unknown`.
import type { JsonObject, JsonValue } from '../../packages/protocol/src/index.ts'
import { keyOf, type TypeNames } from './shared-types.ts'

/** Where a type stands. */
export interface Place {
  /** In what a caller gives, an optional member may also be `undefined`. */
  readonly direction: 'input' | 'reply'
  /** Types that are declared apart. */
  readonly names?: TypeNames
}

/** The type of a schema. */
export function typeText(schema: JsonObject, place: Place): string {
  const { const: fixed, type, anyOf, format, items, properties, patternProperties, title } = schema
  if (typeof title === 'string') return title
  const name = isObject(properties) ? place.names?.get(keyOf(schema)) : undefined
  if (name !== undefined) return name
  if (fixed !== undefined) return JSON.stringify(fixed)
  if (Array.isArray(anyOf)) return [...new Set(anyOf.map(one => typeText(one as JsonObject, place)))].join(' | ')
  if (type === 'array') return `readonly (${typeText((items ?? {}) as JsonObject, place)})[]`
  if (type === 'integer' || type === 'number') return format === 'int64' ? 'string' : 'number'
  if (type === 'string' || type === 'boolean' || type === 'null') return type
  if (isObject(properties)) return `{\n${membersText(schema, place)}\n}`
  if (isObject(patternProperties)) {
    const values = Object.values(patternProperties).map(one => typeText(one as JsonObject, place))
    return `Readonly<Record<string, ${values.join(' | ') || 'unknown'}>>`
  }
  return type === 'object' ? 'Readonly<Record<string, unknown>>' : 'unknown'
}

/** The members of an object schema, each with its description. */
export function membersText(schema: JsonObject, place: Place): string {
  const { properties, required, additionalProperties } = schema
  const needed = new Set(Array.isArray(required) ? (required as readonly string[]) : [])
  const members = Object.entries(isObject(properties) ? properties : {}).map(([name, member]) =>
    memberText(name, member as JsonObject, needed.has(name), place),
  )
  const others = additionalProperties === true ? ['readonly [member: string]: unknown'] : []
  return [...members, ...others].join('\n')
}

/** One member of an interface. */
export function memberText(name: string, schema: JsonObject, required: boolean, place: Place): string {
  const { description } = schema
  const comment = typeof description === 'string' ? `/** ${commentText(description)} */\n` : ''
  const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
  const type = typeText(schema, place)
  return `${comment}readonly ${key}${required ? '' : '?'}: ${type}${required || place.direction === 'reply' ? '' : ' | undefined'}`
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

/** Every schema with a title inside of this one; they are declared once, for all files. */
export function titledSchemas(schema: JsonValue | undefined): readonly JsonObject[] {
  if (Array.isArray(schema)) return schema.flatMap(titledSchemas)
  if (!isObject(schema)) return []
  const inside = Object.values(schema).flatMap(titledSchemas)
  return typeof schema['title'] === 'string' && schema['type'] !== undefined ? [schema, ...inside] : inside
}
