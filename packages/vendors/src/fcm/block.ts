// Reads a caller's vendor block by a table: which members are known, what type each must have, and its name at FCM.
// Refuses to know which members there are; unknown ones are dropped, as the original interface does.
import { isObject, type JsonObject, type JsonValue } from '../json.ts'
import { PayloadError } from '../vendor.ts'

/** Checks and converts one value; throws {@link PayloadError} naming `path`. */
export type Read = (value: JsonValue, path: string) => JsonValue
/** Caller's member name → name at FCM and its check. */
export type Shape = Readonly<Record<string, readonly [name: string, read: Read]>>

/** Longest life FCM keeps a message for an absent phone, seconds: four weeks (spec/vendors.md §2.5). */
export const TTL_SECONDS_MAX = 2_419_200
/** Google's JSON form of a duration (spec/vendors.md §2.12). */
export const DURATION: RegExp = /^\d{1,12}(\.\d{1,9})?s$/
/** Colours as Android takes them (spec/vendors.md §2.5). */
export const COLOR: RegExp = /^#[0-9a-fA-F]{6}$/
/** Analytics labels (spec/vendors.md §2.5). */
export const ANALYTICS_LABEL: RegExp = /^[a-zA-Z0-9\-_.~%]{1,50}$/
/** Data keys FCM keeps for itself (spec/vendors.md §2.5). */
const RESERVED_KEY = /^(from|message_type|(google|gcm)(\..*)?)$/s

/** The members of `block` that `shape` knows, renamed and checked; null and absent members are left out. */
export function readBlock(block: JsonObject, path: string, shape: Shape): JsonObject {
  const out: Record<string, JsonValue> = {}
  for (const [member, [name, read]] of Object.entries(shape)) {
    const value = Object.hasOwn(block, member) ? block[member] : undefined
    if (value !== undefined && value !== null) out[name] = read(value, `${path}.${member}`)
  }
  return out
}

/** True for a data key FCM refuses. */
export function isReservedKey(key: string): boolean {
  return RESERVED_KEY.test(key)
}

/** A text; lone surrogates, which UTF-8 cannot carry, become U+FFFD. */
export const text: Read = (value, path) =>
  typeof value === 'string' ? value.toWellFormed() : refuse(path, 'must be a text')

/** `true` or `false`. */
export const flag: Read = (value, path) => (typeof value === 'boolean' ? value : refuse(path, 'must be true or false'))

/** A list of texts. */
export const texts: Read = (value, path) =>
  Array.isArray(value) && value.every(item => typeof item === 'string')
    ? value.map(item => item.toWellFormed())
    : refuse(path, 'must be a list of texts')

/** Any JSON object, handed through. */
export const anyObject: Read = (value, path) => (isObject(value) ? value : refuse(path, 'must be an object'))

/** An object whose values are all texts. */
export const textMap: Read = (value, path) => {
  if (!isObject(value)) return refuse(path, 'must be an object')
  for (const [key, item] of Object.entries(value)) text(item ?? null, `${path}.${key}`)
  return value
}

/** A text that matches `pattern`; `expected` completes the sentence "must be …". */
export function matching(pattern: RegExp, expected: string): Read {
  return (value, path) =>
    typeof value === 'string' && pattern.test(value) ? value : refuse(path, `must be ${expected}`)
}

/** One of the given words in any case; the word as FCM spells it. */
export function word(...allowed: readonly string[]): Read {
  return (value, path) => {
    const found = typeof value === 'string' ? allowed.find(name => name === value.toUpperCase()) : undefined
    return found ?? refuse(path, `must be one of ${allowed.join(', ')}`)
  }
}

/** An object with a shape of its own. */
export function object(shape: Shape): Read {
  return (value, path) => (isObject(value) ? readBlock(value, path, shape) : refuse(path, 'must be an object'))
}

/** `3600s` or `3.5s`, at most {@link TTL_SECONDS_MAX}. */
export const duration: Read = (value, path) => {
  if (typeof value !== 'string' || !DURATION.test(value)) {
    return refuse(path, 'must be seconds with up to nine decimals and the letter s, such as 3.5s')
  }
  if (Number(value.slice(0, -1)) > TTL_SECONDS_MAX) return refuse(path, `must not exceed ${TTL_SECONDS_MAX}s`)
  return value
}

/** Whole seconds without a unit, as the legacy interface wrote them. */
export const bareSeconds: Read = (value, path) => {
  const seconds =
    typeof value === 'number' ? value : typeof value === 'string' && /^\d{1,12}$/.test(value) ? +value : -1
  if (!Number.isInteger(seconds) || seconds < 0) return refuse(path, 'must be whole seconds')
  if (seconds > TTL_SECONDS_MAX) return refuse(path, `must not exceed ${TTL_SECONDS_MAX}`)
  return `${seconds}s`
}

/**
 * A data map: FCM takes texts only, so numbers, booleans, lists and objects become their JSON text and null members vanish.
 * A reserved key is refused here, because FCM would refuse the whole message.
 */
export const dataMap: Read = (value, path) => {
  if (!isObject(value)) return refuse(path, 'must be an object')
  const out: Record<string, string> = {}
  for (const [key, item] of Object.entries(value)) {
    if (isReservedKey(key)) return refuse(`${path}.${key}`, 'is a key that FCM reserves')
    if (item === undefined || item === null) continue
    define(out, key.toWellFormed(), typeof item === 'string' ? item.toWellFormed() : JSON.stringify(item))
  }
  return out
}

// A caller's key may be `__proto__`, which plain assignment would swallow.
function define(target: Record<string, string>, key: string, value: string): void {
  Object.defineProperty(target, key, { value, enumerable: true, writable: true, configurable: true })
}

function refuse(field: string, limit: string): never {
  throw new PayloadError(field, limit, `${field} ${limit}`)
}
