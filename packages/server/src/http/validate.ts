// An endpoint's schemas, compiled once: raw parts of a request in, typed input or the endpoint's own error out. The compatible
// interface forgives (unknown members ignored, null is absent, spec/easemob.md §0.2); our own admin interface does not.
import type { Endpoint, EndpointInput } from '@posthouse/protocol'
import { type TSchema, Type } from 'typebox'
import type { Compile } from 'typebox/compile'
import { PosthouseError } from '../base/failure.ts'

/** The parts of a request before anybody looked at them. */
export interface RawInput {
  readonly params: unknown
  /** Members are strings, or lists of strings where a name came twice. */
  readonly query: Record<string, unknown>
  readonly body: unknown
}

/** Checks a request; throws the `PosthouseError` that the endpoint names for the member at fault. */
export type InputCheck = (raw: RawInput) => EndpointInput<Endpoint>

type Compiler = typeof Compile

/** Compiles an endpoint's check; the compiler is loaded with the first one, because its hundreds of modules are half of a start. */
export async function compileCheck(endpoint: Endpoint): Promise<InputCheck> {
  const { Compile: compile } = await import('typebox/compile')
  return checkOf(endpoint, compile)
}

function checkOf(endpoint: Endpoint, compile: Compiler): InputCheck {
  const lenient = endpoint.access !== 'admin'
  const params = compile(endpoint.params)
  const query = compilePart(endpoint, endpoint.query, compile)
  const body = endpoint.bodyKind === 'none' ? undefined : compilePart(endpoint, endpoint.body, compile)
  const readQuery = queryReader(endpoint.query, lenient)
  const dropNulls = lenient ? nullDropper(endpoint.body, compile) : undefined
  return raw => {
    if (!params.Check(raw.params)) throw new PosthouseError('path_unknown')
    readQuery(raw.query)
    query(raw.query)
    if (body) {
      dropNulls?.(raw.body)
      body(raw.body)
    }
    return raw as EndpointInput<Endpoint>
  }
}

function compilePart(endpoint: Endpoint, schema: TSchema, compile: Compiler): (value: unknown) => void {
  const validator = compile(endpoint.access === 'admin' ? closed(schema) : schema)
  return value => {
    if (!validator.Check(value)) throw refusalOf(endpoint, worst(validator.Errors(value)), value)
  }
}

/** Our own interface refuses unknown members even where a declaration forgot to say so (S16). */
function closed(schema: TSchema): TSchema {
  const { properties, additionalProperties } = schema as SchemaShape
  return properties && additionalProperties === undefined
    ? Type.Object(properties, { additionalProperties: false })
    : schema
}

interface Mismatch {
  readonly keyword: string
  readonly instancePath: string
  readonly params: object
  readonly message: string
}

/** The mismatch worth reporting. Where a union as a whole failed, that is the one deepest inside, in the variant that fitted best. */
function worst(mismatches: readonly Mismatch[]): Mismatch | undefined {
  const union = mismatches.some(({ keyword, instancePath }) => keyword === 'anyOf' && instancePath === '')
  if (!union) return mismatches[0]
  const weight = (one: Mismatch) => 2 * one.instancePath.split('/').length + (one.keyword === 'required' ? 1 : 0)
  return mismatches.toSorted((left, right) => weight(right) - weight(left))[0]
}

function refusalOf(endpoint: Endpoint, mismatch: Mismatch | undefined, value: unknown): PosthouseError {
  const path = memberPath(mismatch)
  // Positions in lists say little: a batch of users is refused for `username`, not for `0.username`.
  const field = path.filter(name => !/^[0-9]+$/.test(name)).join('.') || 'body'
  const member = field.split('.')[0] ?? field
  const refusal = endpoint.refusals?.[member] ?? endpoint.refusals?.['*']
  const fallback = endpoint.access === 'admin' ? 'argument_illegal' : 'parameter_invalid'
  const missing = mismatch?.keyword === 'required'
  const code = (missing ? refusal?.missing : refusal?.wrong) ?? fallback
  return new PosthouseError(
    code,
    { field, reason: reasonOf(field, mismatch), [member]: excerptOf(path, value) },
    { field },
  )
}

function memberPath(mismatch: Mismatch | undefined): readonly string[] {
  if (!mismatch) return []
  const path = mismatch.instancePath.split('/').slice(1)
  const { requiredProperties } = mismatch.params as { requiredProperties?: readonly string[] }
  return requiredProperties?.[0] === undefined ? path : [...path, requiredProperties[0]]
}

function reasonOf(field: string, mismatch: Mismatch | undefined): string {
  if (mismatch?.keyword === 'required') return `${field} is missing`
  if (mismatch?.keyword === 'boolean') return `${field} is not a member that may be given`
  return `${field} ${mismatch?.message ?? 'does not fit'}`
}

/** The start of the value at fault, for the sentences that repeat it; nothing where it is an object or list. */
function excerptOf(path: readonly string[], value: unknown): string {
  let found = value
  for (const name of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) return ''
    found = (found as Record<string, unknown>)[name]
  }
  return typeof found === 'object' || found === undefined ? '' : String(found).slice(0, 64)
}

/** JSON schema as far as this room reads it. */
interface SchemaShape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, TSchema>>
  readonly additionalProperties?: unknown
  readonly items?: TSchema
  readonly anyOf?: readonly TSchema[]
}

/** Turns query texts into the numbers and booleans that the schema asks for, in place. */
function queryReader(schema: TSchema, lenient: boolean): (query: Record<string, unknown>) => void {
  const types = Object.entries((schema as SchemaShape).properties ?? {}).map(
    ([name, property]) => [name, (property as SchemaShape).type] as const,
  )
  return query => {
    for (const [name, type] of types) {
      const text = query[name]
      if (text === '' && lenient) delete query[name]
      else if (typeof text === 'string') query[name] = readText(text, type)
    }
  }
}

function readText(text: string, type: string | undefined): unknown {
  if ((type === 'integer' || type === 'number') && /^-?[0-9]{1,15}$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  return text
}

type Dropper = (value: unknown) => void

/** Removes members that are null where the schema knows the member and has no use for null. Undefined: nothing to look for. */
function nullDropper(schema: TSchema, compile: Compiler): Dropper | undefined {
  const { properties, items, anyOf } = schema as SchemaShape
  const droppers: Dropper[] = []
  if (properties) droppers.push(memberDropper(properties, compile))
  if (items) {
    const dropItem = nullDropper(items, compile)
    if (dropItem) droppers.push(value => Array.isArray(value) && value.forEach(dropItem))
  }
  for (const variant of anyOf ?? []) {
    const drop = nullDropper(variant, compile)
    if (drop) droppers.push(drop)
  }
  if (droppers.length === 0) return undefined
  return value => {
    for (const drop of droppers) drop(value)
  }
}

function memberDropper(properties: Readonly<Record<string, TSchema>>, compile: Compiler): Dropper {
  const members = Object.entries(properties).map(([name, schema]) => ({
    name,
    keepsNull: compile(schema).Check(null),
    inner: nullDropper(schema, compile),
  }))
  return value => {
    if (typeof value !== 'object' || value === null) return
    const object = value as Record<string, unknown>
    for (const { name, keepsNull, inner } of members) {
      const member = object[name]
      if (member === null && !keepsNull) delete object[name]
      else inner?.(member)
    }
  }
}
