// What an answer's fields may be (RFC 9113 §8.2), asked once for what repeats: a connection's answers differ in few values.
import type { HeaderField } from './hpack/dynamic-table.ts'
import { CONNECTION_NAMES } from './hpack/header-check.ts'

/** Names whose last value is remembered; what comes under further names is looked at each time. */
const NAMES_MAX = 64
/** Field names of HTTP/2: tokens without capitals (RFC 9113 §8.2.1). */
const NAME = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/
/** What no field value may hold (RFC 9113 §8.2.1). */
const FORBIDDEN = /[\0\r\n]|^[ \t]|[ \t]$/

/** Checks the fields of one connection. */
export class FieldCheck {
  /** By name, the value that was in order last. */
  readonly #good = new Map<string, string>()

  /** What is wrong with a field that is not a pseudo-field; undefined when nothing is. */
  complaint({ name, value }: HeaderField): string | undefined {
    const good = this.#good.get(name)
    if (good === value) return undefined
    if (good === undefined && (!NAME.test(name) || CONNECTION_NAMES.has(name))) return 'a forbidden field name'
    if (FORBIDDEN.test(value)) return `a forbidden value of ${name}`
    if (good !== undefined || this.#good.size < NAMES_MAX) this.#good.set(name, value)
    return undefined
  }
}
