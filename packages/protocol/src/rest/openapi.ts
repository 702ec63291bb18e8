// The endpoints as an OpenAPI 3.1 document. A pure function of the list: what is served, documented and tested cannot drift apart.
import type { JsonObject } from '../json.ts'
import type { Documentation, Documented, Example } from './documentation/documentation.ts'
import { documentation as ownDocumentation } from './documentation/index.ts'
import { tags } from './documentation/tags.ts'
import type { Access, Endpoint } from './endpoint.ts'
import {
  errorExamples,
  errorResponse,
  errorResponses,
  errorSchema,
  errorsOf,
  retryAfterHeader,
} from './openapi-errors.ts'
import { enveloped, membersOf, plainSchema } from './openapi-schema.ts'
import { twinBase, twinOf } from './twins.ts'

/** Describes endpoints; `documentation` is that of `@posthouse/protocol` unless it is given. */
export function openapiOf(
  endpoints: readonly Endpoint[],
  info: { readonly version: string; readonly documentation?: Documented },
): JsonObject {
  const { version, documentation = ownDocumentation } = info
  const byPath = Map.groupBy(endpoints, endpoint => templateOf(endpoint.path))
  const used = new Set(endpoints.map(tagOf))
  return {
    openapi: '3.1.0',
    info: {
      title: 'Posthouse',
      version,
      summary: 'Offline push for instant messaging',
      description: introduction,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The server that this document comes from' }],
    tags: tags
      .filter(({ name }) => used.has(name))
      .map(({ name, title, description }) => ({ name, description, 'x-displayName': title })),
    paths: Object.fromEntries(
      [...byPath].map(([path, onPath]) => [
        path,
        Object.fromEntries(
          onPath.map(endpoint => [
            endpoint.method.toLowerCase(),
            operation(endpoint, documentation[endpoint.name] ?? { examples: [] }),
          ]),
        ),
      ]),
    ),
    components: {
      schemas: { Error: errorSchema },
      responses: { Error: errorResponse },
      examples: errorExamples,
      headers: { RetryAfter: retryAfterHeader },
      parameters: { IdempotencyKey: idempotencyKey },
      securitySchemes,
    },
  }
}

const introduction = [
  'The REST interface of Posthouse. Paths below `/{org}/{app}` are those of the Easemob push interface; paths below `/admin/v1` are for the operator: the holder of the operator’s key, or of an API key or a session of the console with the role that `x-role` names.',
  'Operations below `/{org}/{app}` that need a token of the app have a second server, `/admin/v1/apps`: there the same request is opened by the operator’s key, an API key or a session with the role `x-role-at-admin`, and device tokens are shown as fingerprints.',
  'Bodies are JSON in UTF-8, whatever the content type says. Members that nobody knows are ignored below `/{org}/{app}` and refused below `/admin/v1`.',
  'Integers of 64 bits (`format: int64`) are written with all their digits. Read them as text: a double keeps 53 bits.',
  'After a 429 or 503, wait as long as `Retry-After` says. After a lost answer, repeat the request with the same `Idempotency-Key` where there is one.',
].join('\n\n')

/** `/{org}/{app}/users` of `/:org/:app/users`. */
function templateOf(path: string): string {
  return path.replace(/:([a-zA-Z]+)/g, '{$1}')
}

function tagOf({ name }: Endpoint): string {
  return name.split('.')[0] ?? name
}

function operation(endpoint: Endpoint, { description, errors = [], examples }: Documentation): JsonObject {
  const answered = examples.filter(({ error }) => error === undefined)
  const [first] = answered
  const given: Readonly<Record<string, unknown>> = {
    org: 'easemob-demo',
    app: 'testy',
    ...first?.params,
    ...first?.query,
  }
  const sampleOf = (name: string) => (given[name] === undefined ? {} : { example: given[name] as string })
  return {
    operationId: endpoint.name,
    summary: endpoint.summary,
    ...(description === undefined ? {} : { description }),
    tags: [tagOf(endpoint)],
    ...twinParts(endpoint),
    security: [...securityOf[endpoint.access], ...(twinOf(endpoint) ? operatorSecurity : [])],
    parameters: [
      ...membersOf(endpoint.params).map(([name, schema]) => parameter('path', name, schema, true, sampleOf(name))),
      ...membersOf(endpoint.query).map(([name, schema, required]) =>
        parameter('query', name, schema, required, sampleOf(name)),
      ),
      ...(endpoint.idempotent ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
    ],
    ...requestBody(endpoint, answered),
    responses: {
      200: answer(endpoint, answered),
      ...errorResponses(errorsOf(endpoint, errors)),
      default: { $ref: '#/components/responses/Error' },
    },
    'x-envelope': endpoint.envelope,
  }
}

/** What the document says of roles, and of the second place where an app's operation is served. */
function twinParts(endpoint: Endpoint): JsonObject {
  if (endpoint.role !== undefined) return { 'x-role': endpoint.role }
  const twin = twinOf(endpoint)
  if (!twin) return {}
  const servers = [
    { url: '/', description: 'For the app, with its token' },
    { url: twinBase, description: `For the operator: the role ${twin.role}` },
  ]
  return { servers, 'x-role-at-admin': twin.role ?? null }
}

function parameter(
  place: 'path' | 'query',
  name: string,
  schema: JsonObject,
  required: boolean,
  sample: JsonObject,
): JsonObject {
  const { description, ...bare } = schema
  return { name, in: place, required, ...(description === undefined ? {} : { description }), schema: bare, ...sample }
}

function requestBody(endpoint: Endpoint, examples: readonly Example[]): JsonObject {
  if (endpoint.bodyKind === 'none') return {}
  const schema = plainSchema(endpoint.body)
  const required = !fitsNothing(schema)
  const shown = named(examples, example => example.body)
  const form = endpoint.bodyKind === 'json-or-multipart' ? { 'multipart/form-data': { schema } } : {}
  return { requestBody: { required, content: { 'application/json': { schema, ...shown }, ...form } } }
}

/** Whether a request may as well have no body: a missing one is read as an empty object. */
function fitsNothing(schema: JsonObject): boolean {
  return schema['type'] === 'object' && !(Array.isArray(schema['required']) && schema['required'].length > 0)
}

function answer(endpoint: Endpoint, examples: readonly Example[]): JsonObject {
  const schema = enveloped(endpoint.envelope, plainSchema(endpoint.reply))
  const content = { 'application/json': { schema, ...named(examples, example => example.reply) } }
  return { description: 'Done', content }
}

/** The examples that have this part, as OpenAPI names them: `example1` … with the sentence as summary. */
function named(examples: readonly Example[], part: (example: Example) => Example['body']): JsonObject {
  const having = examples.flatMap(example => {
    const value = part(example)
    return value === undefined ? [] : [{ summary: example.name, value }]
  })
  if (having.length === 0) return {}
  return { examples: Object.fromEntries(having.map((one, at) => [`example${at + 1}`, one])) }
}

const operatorSecurity: readonly JsonObject[] = [{ adminKey: [] }, { apiKey: [] }, { consoleSession: [] }]

const securityOf: Readonly<Record<Access, readonly JsonObject[]>> = {
  open: [],
  public: [{}, { appToken: [] }],
  app: [{ appToken: [] }],
  user: [{ appToken: [] }, { userToken: [] }],
  admin: operatorSecurity,
}

const securitySchemes: JsonObject = {
  appToken: { type: 'http', scheme: 'bearer', description: 'From POST /{org}/{app}/token with client_credentials' },
  userToken: { type: 'http', scheme: 'bearer', description: "A user's token; opens only that user's own resources" },
  adminKey: { type: 'http', scheme: 'bearer', description: "The operator's key: every role on every app" },
  apiKey: { type: 'http', scheme: 'bearer', description: 'A key that begins with phk_: one role on one app or on all' },
  consoleSession: {
    type: 'apiKey',
    in: 'cookie',
    name: 'posthouse_session',
    description:
      "The console's cookie. Requests that change something carry the header `x-posthouse-console: 1` and come from the same origin.",
  },
}

const idempotencyKey: JsonObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'A repeat with the same key within 24 hours returns the first answer and causes nothing',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x21-\\x7e]+$' },
}
