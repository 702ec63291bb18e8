// A `pushMessage` as a form and as text: members by their path, and text that names the line where it stops being JSON. Pure.

/** JSON as a form edits it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject
/** A JSON object. */
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

/** The member at a path, `config.badge.setNum`; undefined where there is none. */
export function memberAt(object: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = object
  for (const name of path.split('.')) value = isObject(value) ? value[name] : undefined
  return value
}

/** The object with another member at a path. Undefined and the empty text take it away, and with it the objects that held nothing else. */
export function withMember(object: JsonObject, path: string, value: Json | undefined): JsonObject {
  const [name = '', ...rest] = path.split('.')
  const below = object[name]
  const next = rest.length === 0 ? value : withMember(isObject(below) ? below : {}, rest.join('.'), value)
  const isNothing = next === undefined || next === '' || (rest.length > 0 && isObject(next) && isEmpty(next))
  if (!isNothing) return { ...object, [name]: next }
  const { [name]: _, ...others } = object
  return others
}

/** True for an object, false for null, lists and everything else. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isEmpty(object: JsonObject): boolean {
  return Object.keys(object).length === 0
}

/** What a text is. */
export type ReadText =
  | { readonly kind: 'object'; readonly object: JsonObject }
  /** Line and column from 1; the reason is the browser's, without its position. */
  | { readonly kind: 'wrong'; readonly line: number; readonly column: number; readonly reason: string }
  | { readonly kind: 'not-object' }

/** Reads a text. */
export function readText(text: string): ReadText {
  try {
    const value: unknown = JSON.parse(text, keepDigits)
    return isObject(value) ? { kind: 'object', object: value } : { kind: 'not-object' }
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    const at = placeOf(message, text)
    return { kind: 'wrong', ...at, reason: reasonOf(message) }
  }
}

/** Integers beyond 2^53 become decimal strings, as the server reads them (S32): a number would lose digits unseen. */
function keepDigits(_name: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  return /^-?\d+$/.test(source) ? source : value
}

/** Engines name the place in their own ways, or not at all: then it is the end, where most of what is missing is missing. */
function placeOf(message: string, text: string): { readonly line: number; readonly column: number } {
  const named = /line (\d+) column (\d+)/.exec(message)
  if (named) return { line: Number(named[1]), column: Number(named[2]) }
  const position = /at position (\d+)/.exec(message)?.[1]
  const before = text.slice(0, position === undefined ? text.length : Number(position)).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}

function reasonOf(message: string): string {
  return message
    .replace(/^JSON\.parse: /, '')
    .replace(/,? (?:in JSON )?at (?:position \d+|line \d+ column \d+.*).*$/s, '')
    .replace(/, "[\s\S]*" is not valid JSON$/, '')
}

/** The object as text, as people write it. */
export function textOf(object: JsonObject): string {
  return JSON.stringify(object, undefined, 2)
}
