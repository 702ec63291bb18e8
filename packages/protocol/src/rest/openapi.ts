// The endpoints as an OpenAPI 3.1 document. A pure function of the list: what is served, documented and tested cannot drift apart.
import type { JsonObject, JsonValue } from '../json.ts'
import type { Access, Endpoint, Envelope } from './endpoint.ts'

/** Describes endpoints. */
export function openapiOf(endpoints: readonly Endpoint[], info: { readonly version: string }): JsonObject {
  const byPath = Map.groupBy(endpoints, endpoint => templateOf(endpoint.path))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Posthouse',
      version: info.version,
      summary: 'Offline push for instant messaging',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths: Object.fromEntries(
      [...byPath].map(([path, onPath]) => [
        path,
        Object.fromEntries(onPath.map(endpoint => [endpoint.method.toLowerCase(), operation(endpoint)])),
      ]),
    ),
    components: { schemas: { Error: errorSchema }, responses: { Error: errorResponse }, securitySchemes },
  }
}

/** `/{org}/{app}/users` of `/:org/:app/users`. */
function templateOf(path: string): string {
  return path.replace(/:([a-zA-Z]+)/g, '{$1}')
}

function operation(endpoint: Endpoint): JsonObject {
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    tags: [endpoint.name.split('.')[0] ?? endpoint.name],
    security: securityOf[endpoint.access],
    parameters: [
      ...members(endpoint.params).map(([name, schema]) => ({ name, in: 'path', required: true, schema })),
      ...members(endpoint.query).map(([name, schema, required]) => ({ name, in: 'query', required, schema })),
      ...(endpoint.idempotent ? [idempotencyKey] : []),
    ],
    ...requestBody(endpoint),
    responses: {
      200: { description: 'Done', content: json(enveloped(endpoint.envelope, plain(endpoint.reply))) },
      default: { $ref: '#/components/responses/Error' },
    },
  }
}

function requestBody(endpoint: Endpoint): JsonObject {
  if (endpoint.bodyKind === 'none') return {}
  const schema = plain(endpoint.body)
  const form = endpoint.bodyKind === 'json-or-multipart' ? { 'multipart/form-data': { schema } } : {}
  return { requestBody: { required: true, content: { ...json(schema), ...form } } }
}

function enveloped(envelope: Envelope, reply: JsonObject): JsonObject {
  const { timestamp, duration, text } = envelopeTypes
  switch (envelope) {
    case 'bare':
      return reply
    case 'push':
      return {
        type: 'object',
        properties: { timestamp, data: reply, duration },
        required: ['timestamp', 'data', 'duration'],
      }
    case 'push-parts':
      return around({ timestamp, duration }, reply)
    case 'binding':
      return around({ timestamp, action: text, duration }, reply)
    case 'platform':
      return around(
        {
          action: text,
          application: text,
          path: text,
          uri: text,
          timestamp,
          duration,
          organization: text,
          applicationName: text,
        },
        reply,
      )
  }
}

/** One object with the members of the envelope and of the value; where both have one, the value's says more. */
function around(properties: JsonObject, reply: JsonObject): JsonObject {
  return {
    type: 'object',
    properties: { ...properties, ...(reply['properties'] as JsonObject | undefined) },
    required: [...Object.keys(properties), ...((reply['required'] as readonly string[] | undefined) ?? [])].filter(
      (name, at, all) => all.indexOf(name) === at,
    ),
  }
}

const envelopeTypes = {
  timestamp: { type: 'integer', description: 'Epoch milliseconds of the answer' },
  duration: { type: 'integer', description: 'Milliseconds from arrival to answer' },
  text: { type: 'string' },
} as const

/** The members of an object schema: name, schema, whether it must be there. */
function members(schema: object): readonly (readonly [string, JsonObject, boolean])[] {
  const { properties = {}, required = [] } = plain(schema) as {
    readonly properties?: Readonly<Record<string, JsonObject>>
    readonly required?: readonly string[]
  }
  return Object.entries(properties).map(([name, member]) => [name, member, required.includes(name)])
}

/** A schema as plain JSON; a bigint crosses the wire as an integer. */
function plain(schema: object): JsonObject {
  const replacer = (key: string, value: JsonValue): JsonValue =>
    key === 'type' && value === 'bigint' ? 'integer' : value
  return JSON.parse(JSON.stringify(schema, replacer)) as JsonObject
}

function json(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } }
}

const securityOf: Readonly<Record<Access, readonly JsonObject[]>> = {
  open: [],
  public: [{}, { appToken: [] }],
  app: [{ appToken: [] }],
  user: [{ appToken: [] }, { userToken: [] }],
  admin: [{ adminKey: [] }],
}

const securitySchemes: JsonObject = {
  appToken: { type: 'http', scheme: 'bearer', description: 'From POST /{org}/{app}/token with client_credentials' },
  userToken: { type: 'http', scheme: 'bearer', description: "A user's token; opens only that user's own resources" },
  adminKey: { type: 'http', scheme: 'bearer', description: "The operator's key" },
}

const idempotencyKey: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A repeat with the same key within 24 hours returns the first answer and causes nothing',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
}

const errorSchema: JsonObject = {
  type: 'object',
  properties: {
    error: { type: 'string' },
    exception: { type: 'string' },
    timestamp: { type: 'integer' },
    duration: { type: 'integer' },
    error_description: { type: 'string' },
  },
  required: ['error', 'exception', 'timestamp', 'duration', 'error_description'],
}

const errorResponse: JsonObject = {
  description: 'Refused or failed',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
}
