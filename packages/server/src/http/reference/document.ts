// The parts of an OpenAPI document that the reference page reads, as types. The document is our own, made by `openapiOf`.
import type { JsonObject, JsonValue } from '@posthouse/protocol'

/** A document. */
export interface OpenapiDocument {
  readonly info: {
    readonly title: string
    readonly version: string
    readonly summary: string
    readonly description: string
  }
  readonly tags: readonly { readonly name: string; readonly description: string; readonly 'x-displayName': string }[]
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>
    readonly securitySchemes: Readonly<Record<string, { readonly description: string }>>
  }
}

/** One operation. */
export interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly tags: readonly string[]
  readonly security: readonly Readonly<Record<string, unknown>>[]
  /** The role that an operation of the operator's interface needs. */
  readonly 'x-role'?: string
  /** The role that opens the twin of an app's operation. */
  readonly 'x-role-at-admin'?: string
  readonly parameters: readonly (Parameter | { readonly $ref: string })[]
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, { readonly description?: string; readonly content?: Content }>>
}

/** A parameter of path, query or header. */
export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly description?: string
  readonly schema: JsonObject
  readonly example?: JsonValue
}

/** Bodies by media type. */
export type Content = Readonly<
  Record<
    string,
    { readonly schema: JsonObject; readonly examples?: Readonly<Record<string, ShownExample>> } | undefined
  >
>

/** An example of a body. */
export interface ShownExample {
  readonly summary?: string
  readonly value?: JsonValue
  readonly $ref?: string
}

/** An operation with the place where it stands. */
export interface PlacedOperation extends Operation {
  readonly path: string
  /** Upper case. */
  readonly method: string
}

/** Every operation in the document's order. */
export function operationsOf({ paths }: OpenapiDocument): readonly PlacedOperation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  )
}

/** Parameters with references followed. */
export function parametersOf(document: OpenapiDocument, { parameters }: Operation): readonly Parameter[] {
  return parameters.flatMap(one => {
    if (!('$ref' in one)) return [one]
    const found = document.components.parameters[one.$ref.split('/').at(-1) ?? '']
    return found === undefined ? [] : [found]
  })
}
