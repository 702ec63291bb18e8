// Reads members of a sender's extension by type. A member of the wrong type is as if it were not there: a message is never refused for
// it (spec/easemob.md §8.1). Knows no member's name.
import type { JsonObject, JsonValue } from '@posthouse/protocol'

/** Most elements of a list that are looked at; a group has no more members (spec/easemob.md §10.3). */
const listMax = 3_000

/** The object under a name, or an empty one. */
export function objectAt(from: JsonObject, name: string): JsonObject {
  const value = from[name]
  return isObject(value) ? value : {}
}

/** A text that says something and has at most so many UTF-16 units. */
export function textAt(from: JsonObject, name: string, unitsMax = Number.MAX_SAFE_INTEGER): string | undefined {
  const value = from[name]
  if (typeof value !== 'string' || value === '' || value.length > unitsMax) return undefined
  return value.toWellFormed()
}

/** True only for what says yes: `true`, or the number 1 as vendors write it. */
export function isOnAt(from: JsonObject, name: string): boolean {
  return from[name] === true || from[name] === 1
}

/** A whole number from `least`, written as a number or in digits. */
export function wholeAt(from: JsonObject, name: string, least: number): number | undefined {
  const value = from[name]
  const number = typeof value === 'string' && /^-?\d{1,10}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) && number >= least && number <= intMax
    ? number
    : undefined
}

/** One of a few words or numbers; numbers may be written in digits. */
export function oneAt<T extends string | number>(from: JsonObject, name: string, allowed: readonly T[]): T | undefined {
  const value = from[name]
  return allowed.find(one => one === value || (typeof one === 'number' && String(one) === value))
}

/** The texts of a list; other elements are as if they were not there. */
export function textsAt(from: JsonObject, name: string): readonly string[] {
  return listAt(from, name).filter(element => typeof element === 'string')
}

/** A list of texts whose places matter: numbers as digits, and what is neither as an empty text. */
export function argsAt(from: JsonObject, name: string): readonly string[] {
  return listAt(from, name).map(element =>
    typeof element === 'string' ? element.toWellFormed() : typeof element === 'number' ? String(element) : '',
  )
}

/** Java's `Integer.MAX_VALUE`: what vendors take as a number. */
const intMax = 2_147_483_647

function listAt(from: JsonObject, name: string): readonly JsonValue[] {
  const value = from[name]
  return Array.isArray(value) ? value.slice(0, listMax) : []
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
