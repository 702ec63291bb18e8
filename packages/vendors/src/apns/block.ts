// Reads the members of a caller's `apns` block by type. Absent and null are the same; a member of the wrong type is refused by
// name, because a silently dropped field would be a push that looks different from what was asked for.
import type { JsonObject } from '../json.ts'
import { asNumber } from '../render/fields.ts'
import { PayloadError } from '../vendor.ts'

/** A text, or undefined where the block has none. Throws {@link PayloadError}, like every function here. */
export function textIn(block: JsonObject, key: string): string | undefined {
  const value = block[key] ?? undefined
  if (value === undefined || typeof value === 'string') return value
  throw wrong(key, 'a string')
}

/** A list of texts; numbers in it are written as digits, as callers send them for format arguments. */
export function textsIn(block: JsonObject, key: string): readonly string[] | undefined {
  const value = block[key] ?? undefined
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw wrong(key, 'a list of strings')
  return value.map((item: unknown) => {
    if (typeof item !== 'string' && typeof item !== 'number') throw wrong(key, 'a list of strings')
    return String(item)
  })
}

/** A whole number from `min`; in digits too. */
export function wholeIn(block: JsonObject, key: string, min: number): number | undefined {
  const value = asNumber(block[key] ?? null)
  if (value === null) return undefined
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min) return value
  throw wrong(key, `a whole number from ${min}`)
}

/** A finite number. */
export function numberIn(block: JsonObject, key: string): number | undefined {
  const value = block[key] ?? undefined
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value
  throw wrong(key, 'a number')
}

/** A truth value. */
export function flagIn(block: JsonObject, key: string): boolean | undefined {
  const value = block[key] ?? undefined
  if (value === undefined || typeof value === 'boolean') return value
  throw wrong(key, 'true or false')
}

/** An object. */
export function objectIn(block: JsonObject, key: string): JsonObject | undefined {
  const value = block[key] ?? undefined
  if (value === undefined) return undefined
  if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject
  throw wrong(key, 'an object')
}

/** One of some words or numbers; numbers in digits too. */
export function oneOf<T extends string | number>(block: JsonObject, key: string, allowed: readonly T[]): T | undefined {
  const value = block[key] ?? undefined
  if (value === undefined) return undefined
  const found = allowed.find(candidate => candidate === value || candidate === asNumber(value))
  if (found === undefined) throw wrong(key, `one of ${allowed.join(', ')}`)
  return found
}

function wrong(key: string, wanted: string): PayloadError {
  return new PayloadError(`apns.${key}`, wanted, `apns.${key} must be ${wanted}.`)
}
