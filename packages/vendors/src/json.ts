// JSON as values: what blocks hold that are handed through unread, and vendors' answers before they mean anything.

/** JSON as values, for blocks that are handed through unread. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject
/** A JSON object; absent and `undefined` members are the same thing. */
export interface JsonObject {
  readonly [key: string]: JsonValue | undefined
}

/** True for a JSON object, false for null, lists and everything else. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** JSON where it is JSON, else the text as it came: pages and cut bodies are shown, not understood. */
export function parsedJson(text: string): unknown {
  // An exception costs several microseconds, and "Success" is no JSON in every answer of a vendor.
  if (!JSON_BEGINNING.test(text)) return text
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    if (cause instanceof SyntaxError) return text
    throw cause
  }
}

/** What every JSON text begins with (RFC 8259 §2, §3); `Infinity` and their like begin otherwise. */
const JSON_BEGINNING = /^[ \t\n\r]*["[{\-0-9tfn]/

/** The value where it is a text. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** The value as a text where it is one or a number: vendors write codes and ids either way. */
export function wordOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** The value where it is an object, else an empty one. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** An object with one member, or none where there is no value: for optional members. */
export function some<K extends string, V>(name: K, value: V | undefined): { readonly [k in K]?: V } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [k in K]: V })
}
