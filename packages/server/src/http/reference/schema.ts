// A JSON Schema as a list that a person reads: each member with its type, whether it is there, and what it means.
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { type Html, html, inline } from './html.ts'

/** Members of members are shown to this depth; deeper, only their type. */
const depthMax = 4

/** What is written beside a member that must be there, and beside one that need not. */
export interface Marks {
  readonly needed?: string
  readonly optional?: string
}

/** In what a caller sends. */
export const requestMarks: Marks = { needed: 'required' }
/** In what the server answers. */
export const answerMarks: Marks = { optional: 'may be absent' }

/** The members of a schema, and of what is inside; what has no members is shown by its type. */
export function schemaList(schema: JsonObject, marks: Marks, depth = 0): Html {
  const variants = variantsOf(schema)
  if (variants.length > 1 && variants.some(one => membersOf(one) !== undefined)) {
    return html`${variants.map((one, at) => html`<p class="or">${at === 0 ? 'Either' : 'or'} <code>${typeText(one)}</code></p>${schemaList(one, marks, depth)}`)}`
  }
  const inside = itemOf(schema) ?? schema
  const members = membersOf(inside)
  if (members === undefined) return html`<p><code>${typeText(schema)}</code></p>`
  const required = namesOf(inside['required'])
  return html`<ul class="members">${Object.entries(members).map(([name, member]) => memberItem(name, member as JsonObject, required.includes(name) ? marks.needed : marks.optional, { marks, depth }))}</ul>`
}

/** One member or parameter of a list. */
export function memberItem(
  name: string,
  schema: JsonObject,
  mark: string | undefined,
  { marks, depth }: { readonly marks: Marks; readonly depth: number },
): Html {
  const { description } = schema
  const inside = itemOf(schema) ?? schema
  const hasMembers = variantsOf(inside).some(one => membersOf(one) !== undefined) && depth < depthMax
  return html`<li><code class="name">${name}</code> <span class="type">${typeText(schema)}</span>${
    mark !== undefined && html` <span class="must">${mark}</span>`
  }${typeof description === 'string' && html` <span class="words">${inline(description)}</span>`}${
    hasMembers && schemaList(inside, marks, depth + 1)
  }</li>`
}

/** The type in a few words: `integer (int64)`, `"a" or "b"`, `list of text`. */
function typeText(schema: JsonObject): string {
  const { const: fixed, type, format } = schema
  if (fixed !== undefined) return JSON.stringify(fixed)
  const variants = variantsOf(schema)
  if (variants.length > 1) return [...new Set(variants.map(typeText))].join(' or ')
  if (type === 'array') {
    const item = schema['items'] as JsonObject | undefined
    return `list of ${item === undefined ? 'anything' : typeText(item)}${boundText(schema, 'minItems', 'maxItems')}`
  }
  if (type === 'string') return `text${boundText(schema, 'minLength', 'maxLength')}`
  if (type === 'integer' || type === 'number')
    return `${type}${typeof format === 'string' ? ` (${format})` : ''}${boundText(schema, 'minimum', 'maximum')}`
  return typeof type === 'string' ? type : 'anything'
}

function boundText(schema: JsonObject, lowest: string, highest: string): string {
  const [low, high] = [schema[lowest], schema[highest]]
  if (low === undefined && high === undefined) return ''
  if (high === undefined) return `, from ${String(low)}`
  return low === undefined ? `, up to ${String(high)}` : `, ${String(low)} to ${String(high)}`
}

function variantsOf(schema: JsonObject): readonly JsonObject[] {
  const { anyOf } = schema
  return Array.isArray(anyOf) ? (anyOf as readonly JsonObject[]) : [schema]
}

function itemOf(schema: JsonObject): JsonObject | undefined {
  return schema['type'] === 'array' ? (schema['items'] as JsonObject | undefined) : undefined
}

function membersOf(schema: JsonObject): JsonObject | undefined {
  const members = (itemOf(schema) ?? schema)['properties'] as JsonObject | undefined
  return members === undefined || Object.keys(members).length === 0 ? undefined : members
}

function namesOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : []
}
