// Which object types of a file's answers get a name of their own: those that stand in more than one place, and are large enough for a
// name to help a reader.
import type { JsonObject, JsonValue } from '../../packages/protocol/src/index.ts'

/** Names of types by {@link keyOf} their schemas. */
export type TypeNames = ReadonlyMap<string, string>

/** A type that is declared apart. */
export interface SharedType {
  readonly name: string
  readonly schema: JsonObject
}

const membersMin = 3

/** What makes two schemas the same type: everything but the words. */
export function keyOf(schema: JsonValue | undefined): string {
  return JSON.stringify(schema, (name, value: JsonValue) =>
    name === 'description' && typeof value === 'string' ? undefined : value,
  )
}

/**
 * Names for what the answers share. A type that is only ever a whole answer is called as the first of these; others by the member that
 * they stand in.
 */
export function sharedTypes(
  prefix: string,
  replies: readonly { readonly name: string; readonly schema: JsonObject }[],
): { readonly names: TypeNames; readonly types: readonly SharedType[] } {
  const found = new Map<string, { schema: JsonObject; count: number; member: string | undefined; reply: string }>()
  for (const { name, schema } of replies) {
    visit(schema, undefined, (inner, member) => {
      const known = found.get(keyOf(inner))
      if (known === undefined) found.set(keyOf(inner), { schema: inner, count: 1, member, reply: name })
      else {
        known.count += 1
        known.member ??= member
      }
    })
  }
  const names = new Map<string, string>()
  const types: SharedType[] = []
  const taken = new Set(replies.map(({ name }) => name))
  for (const [key, { schema, count, member, reply }] of found) {
    if (count < 2) continue
    const name = member === undefined ? reply : unused(prefix + pascal(singular(member)), taken)
    names.set(key, name)
    if (member !== undefined) types.push({ name, schema })
  }
  return { names, types }
}

function visit(
  schema: JsonObject,
  member: string | undefined,
  see: (schema: JsonObject, member?: string) => void,
): void {
  const { properties, items, anyOf, patternProperties } = schema
  if (isObject(properties) && Object.keys(properties).length >= membersMin) see(schema, member)
  for (const [name, inner] of Object.entries(isObject(properties) ? properties : {}))
    visit(inner as JsonObject, name, see)
  for (const inner of Object.values(isObject(patternProperties) ? patternProperties : {}))
    visit(inner as JsonObject, member, see)
  for (const inner of Array.isArray(anyOf) ? anyOf : []) visit(inner as JsonObject, member, see)
  if (isObject(items)) visit(items, member, see)
}

function unused(name: string, taken: Set<string>): string {
  const free =
    [name, ...Array.from({ length: 9 }, (_one, at) => `${name}${at + 2}`)].find(one => !taken.has(one)) ?? name
  taken.add(free)
  return free
}

function singular(member: string): string {
  if (member.endsWith('ies')) return `${member.slice(0, -3)}y`
  return member.replace(/([^s])s$/, '$1')
}

function pascal(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
