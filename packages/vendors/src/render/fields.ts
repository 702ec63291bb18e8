// Reads typed members out of a caller's block: a check answers the value for the wire or refuses it, naming the field and
// the limit. Knows no field of any vendor; the tables that use it do.
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { PayloadError } from '../vendor.ts'

/** Answers what goes on the wire for `value`; throws {@link PayloadError} naming `field`. */
export type Check = (value: JsonValue, field: string) => JsonValue

/** One documented member: its name in the caller's block, its name on the vendor's wire, and what it may hold. */
export type Row = readonly [name: string, wireName: string, check: Check]

/**
 * The members of `block` that `rows` know, under their wire names and in the rows' order. `null` and the empty string count as
 * not set: SDKs send every member of their forms, and no field of a push means anything when empty.
 */
export function pick(block: JsonObject, rows: readonly Row[], path: string): Record<string, JsonValue> {
  const picked: Record<string, JsonValue> = {}
  for (const [name, wireName, check] of rows) {
    const value = block[name]
    if (value !== undefined && value !== null && value !== '') picked[wireName] = check(value, `${path}.${name}`)
  }
  return picked
}

/** The object under `name`, or an empty one where it is not set. */
export function objectAt(block: JsonObject, name: string, path: string): JsonObject {
  const value = block[name]
  if (value === undefined || value === null) return {}
  if (!isObject(value)) refuse(`${path}.${name}`, 'object', 'must be an object')
  return value
}

/** Throws the error that every check uses. */
export function refuse(field: string, limit: string, complaint: string): never {
  throw new PayloadError(field, limit, `${field} ${complaint}`)
}

/** Any string. */
export const text: Check = (value, field) =>
  typeof value === 'string' ? value : refuse(field, 'string', 'must be a string')

/** True or false. */
export const flag: Check = (value, field) =>
  typeof value === 'boolean' ? value : refuse(field, 'boolean', 'must be true or false')

/** An object that is handed through unread. */
export const object: Check = (value, field) => (isObject(value) ? value : refuse(field, 'object', 'must be an object'))

/** A string of at most `charsMax` code points. */
export function textUpTo(charsMax: number): Check {
  return (value, field) => {
    const given = text(value, field)
    // Counting UTF-16 units first bounds the work; a string has at most as many code points.
    const fits = typeof given === 'string' && (given.length <= charsMax || charsWithin(given, charsMax))
    return fits ? given : refuse(field, `${charsMax} characters`, `must have at most ${charsMax} characters`)
  }
}

/** A string of one shape; `shape` says it in words. */
export function textLike(pattern: RegExp, shape: string): Check {
  return (value, field) =>
    typeof value === 'string' && pattern.test(value) ? value : refuse(field, shape, `must be ${shape}`)
}

/** A number from `least` to `most`, both included. */
export function numberFrom(least: number, most: number): Check {
  return (value, field) =>
    typeof value === 'number' && value >= least && value <= most
      ? value
      : refuse(field, `${least} to ${most}`, `must be a number from ${least} to ${most}`)
}

/** A whole number from `least` to `most`, both included; in digits too, as the original's own samples have it (spec/easemob.md §12 row 28). */
export function integerFrom(least: number, most: number): Check {
  return (value, field) => {
    const number = asNumber(value)
    return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= most
      ? number
      : refuse(field, `${least} to ${most}`, `must be a whole number from ${least} to ${most}`)
  }
}

/** One of a closed set of values; of numbers in digits too. */
export function oneOf(...values: readonly (string | number)[]): Check {
  const known: readonly JsonValue[] = values
  const set = values.join(', ')
  return (value, field) => {
    const found = [value, asNumber(value)].find(one => known.includes(one))
    return found ?? refuse(field, set, `must be one of ${set}`)
  }
}

/** The number that a text is, written as JSON writes a whole number of at most 15 digits; every other value as it is. */
export function asNumber(value: JsonValue): JsonValue {
  return typeof value === 'string' && /^(0|-?[1-9]\d{0,14})$/.test(value) ? Number(value) : value
}

/** A list of at most `countMax` elements that each pass `check`. */
export function listOf(check: Check, countMax: number): Check {
  return (value, field) => {
    if (!Array.isArray(value)) return refuse(field, 'list', 'must be a list')
    if (value.length > countMax) return refuse(field, `${countMax} elements`, `must have at most ${countMax} elements`)
    return value.map((element: JsonValue, index) => check(element, `${field}[${index}]`))
  }
}

/** An object whose known members are picked by `rows`; unknown members are left out. */
export function shapeOf(rows: readonly Row[]): Check {
  return (value, field) => (isObject(value) ? pick(value, rows, field) : refuse(field, 'object', 'must be an object'))
}

function charsWithin(given: string, charsMax: number): boolean {
  if (given.length > charsMax * 2) return false
  return Array.from(given).length <= charsMax
}
