// Shapes: what a value from a wire must look like, checked by small functions that need no library, because the client carries them to
// every phone. A shape returns the value with its type, without members that nobody named; or throws naming the place.

/** Reads a value or throws {@link ShapeError}; `at` is the place of the value, for the error. */
export type Shape<T> = (value: unknown, at: string) => T

/** What a shape reads. */
export type Of<S> = S extends Shape<infer T> ? T : never

/** A value that is not what it must be. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
  /** Where, as `params.push.title`. */
  readonly at: string
  constructor(at: string, wanted: string) {
    super(`${at} must be ${wanted}`)
    this.at = at
  }
}

/** A text of at most `bytesMax` UTF-8 bytes. */
export function text(bytesMax: number, bytesMin = 0): Shape<string> {
  return (value, at) => {
    if (typeof value !== 'string') throw new ShapeError(at, 'a text')
    const bytes = utf8Bytes(value)
    if (bytes < bytesMin)
      throw new ShapeError(at, bytesMin === 1 ? 'a text that is not empty' : `at least ${bytesMin} bytes long`)
    if (bytes > bytesMax) throw new ShapeError(at, `at most ${bytesMax} bytes long`)
    return value
  }
}

/** A whole number between the two, both included. */
export function whole(min: number, max: number = Number.MAX_SAFE_INTEGER): Shape<number> {
  return (value, at) => {
    const fits = typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
    if (!fits) throw new ShapeError(at, `a whole number from ${min} to ${max}`)
    return value
  }
}

/** Decimal digits of a positive number of at most 64 bits: ids of messages and calls. */
export const digits: Shape<string> = (value, at) => {
  if (typeof value === 'string' && /^[1-9][0-9]{0,19}$/.test(value)) return value
  throw new ShapeError(at, 'decimal digits')
}

/** True or false. */
export const flag: Shape<boolean> = (value, at) => {
  if (typeof value === 'boolean') return value
  throw new ShapeError(at, 'true or false')
}

/** One of these values. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return (value, at) => {
    const found = values.find(one => one === value)
    if (found === undefined) throw new ShapeError(at, `one of ${values.join(', ')}`)
    return found
  }
}

/** A list of at most `max` values. */
export function list<T>(of: Shape<T>, max: number, min = 0): Shape<readonly T[]> {
  return (value, at) => {
    const fits = Array.isArray(value) && value.length >= min && value.length <= max
    if (!fits) throw new ShapeError(at, `a list of ${min} to ${max}`)
    return value.map((one: unknown, index) => of(one, `${at}[${index}]`))
  }
}

/** A JSON object whose text has at most `bytesMax` UTF-8 bytes; its members are not looked at. */
export function jsonObject(bytesMax: number): Shape<Readonly<Record<string, unknown>>> {
  return (value, at) => {
    if (!isRecord(value)) throw new ShapeError(at, 'an object')
    if (utf8Bytes(JSON.stringify(value)) > bytesMax) throw new ShapeError(at, `at most ${bytesMax} bytes of JSON`)
    return value
  }
}

/** A text per key. */
export function texts(keyBytesMax: number, bytesMax: number, max: number): Shape<Readonly<Record<string, string>>> {
  const key = text(keyBytesMax, 1)
  const member = text(bytesMax)
  return (value, at) => {
    if (!isRecord(value)) throw new ShapeError(at, 'an object')
    const entries = Object.entries(value)
    if (entries.length > max) throw new ShapeError(at, `an object of at most ${max} members`)
    const read: Record<string, string> = {}
    for (const [name, one] of entries) {
      // As a member of its own whatever its name is; `Object.fromEntries` is younger than the engines of some phones.
      const own = { enumerable: true, writable: true, configurable: true }
      Object.defineProperty(read, key(name, at), { ...own, value: member(one, `${at}.${name}`) })
    }
    return read
  }
}

type Shapes = Readonly<Record<string, Shape<unknown>>>
type Members<R extends Shapes> = { readonly [K in keyof R]: Of<R[K]> }
type OptionalMembers<O extends Shapes> = { readonly [K in keyof O]?: Of<O[K]> }

/** An object with these members; of `optional` those that are there and not null. Others are left out. */
export function object<R extends Shapes, O extends Shapes = Record<never, never>>(
  required: R,
  optional?: O,
): Shape<Members<R> & OptionalMembers<O>> {
  const must = Object.entries(required)
  const may = Object.entries(optional ?? {})
  return (value, at) => {
    if (!isRecord(value)) throw new ShapeError(at, 'an object')
    const read: Record<string, unknown> = {}
    for (const [name, shape] of must) read[name] = shape(value[name], `${at}.${name}`)
    for (const [name, shape] of may) {
      const member = value[name]
      if (member !== undefined && member !== null) read[name] = shape(member, `${at}.${name}`)
    }
    // Every member was read by the shape that gives it its type.
    return read as Members<R> & OptionalMembers<O>
  }
}

/** An object whose member `tag` says which of the shapes it has. */
export function tagged<Tag extends string, S extends Readonly<Record<string, Shape<object>>>>(
  tag: Tag,
  shapes: S,
): Shape<{ [K in keyof S & string]: { readonly [T in Tag]: K } & Of<S[K]> }[keyof S & string]> {
  type Union = { [K in keyof S & string]: { readonly [T in Tag]: K } & Of<S[K]> }[keyof S & string]
  const names: ReadonlySet<string> = new Set(Object.keys(shapes))
  return (value, at) => {
    const name = isRecord(value) ? value[tag] : undefined
    const shape = typeof name === 'string' && names.has(name) ? shapes[name] : undefined
    if (!shape) throw new ShapeError(`${at}.${tag}`, `one of ${Object.keys(shapes).join(', ')}`)
    return { [tag]: name, ...shape(value, at) } as Union
  }
}

/** Length in UTF-8; a lone half of a pair counts as what it is replaced by. */
export function utf8Bytes(value: string): number {
  let bytes = value.length
  for (let index = 0; index < value.length; index += 1) {
    const unit = value.charCodeAt(index)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes += 1
    else if (unit >= 0xd800 && unit < 0xdc00 && isLow(value.charCodeAt(index + 1))) {
      bytes += 2
      index += 1
    } else bytes += 2
  }
  return bytes
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
