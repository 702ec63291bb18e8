import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Type } from 'typebox'
import { Compile } from 'typebox/compile'
import type { JsonObject } from '../json.ts'
import { documentation } from './documentation/index.ts'
import { tags } from './documentation/tags.ts'
import { endpoints } from './index.ts'
import { openapiOf } from './openapi.ts'
import { plainSchema } from './openapi-schema.ts'
import { twinOf } from './twins.ts'

const document = openapiOf(endpoints, { version: '1.2.3' })

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((at, name) => (at as JsonObject | undefined)?.[name], value)
}

it('no two endpoints share a name, or a method and path', () => {
  assert.equal(new Set(endpoints.map(({ name }) => name)).size, endpoints.length)
  assert.equal(new Set(endpoints.map(({ method, path }) => `${method} ${path}`)).size, endpoints.length)
})

it('every endpoint is an operation with its parameters, body and answers', () => {
  for (const { path, method, name, bodyKind } of endpoints) {
    const operation = member(
      document,
      'paths',
      path.replace(/:([a-zA-Z]+)/g, '{$1}'),
      method.toLowerCase(),
    ) as JsonObject
    assert.equal(operation['operationId'], name)
    const named = (operation['parameters'] as readonly JsonObject[]).filter(one => one['in'] === 'path')
    assert.deepEqual(
      new Set(named.map(one => one['name'])),
      new Set([...path.matchAll(/:([a-zA-Z]+)/g)].map(match => match[1])),
      name,
    )
    assert.equal(operation['requestBody'] !== undefined, bodyKind !== 'none', name)
    assert.ok(member(operation, 'responses', '200', 'content', 'application/json', 'schema'), name)
    assert.ok(member(operation, 'responses', 'default'), name)
  }
})

it('every reference points at something, and no schema has a type that JSON lacks', () => {
  const types = new Set(['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'])
  walk(document, (key, value) => {
    if (key === '$ref') assert.ok(member(document, ...String(value).slice(2).split('/')), String(value))
    if (key === 'type' && typeof value === 'string' && value !== 'http' && value !== 'apiKey')
      assert.ok(types.has(value), value)
  })
})

it('endpoints that need a credential name the one they need', () => {
  for (const endpoint of endpoints) {
    const { path, method, access } = endpoint
    const security = member(document, 'paths', path.replace(/:([a-zA-Z]+)/g, '{$1}'), method.toLowerCase(), 'security')
    const names = (security as readonly JsonObject[]).flatMap(one => Object.keys(one))
    for (const name of ['adminKey', 'apiKey', 'consoleSession'])
      assert.equal(names.includes(name), access === 'admin' || twinOf(endpoint) !== undefined, path)
    assert.equal(names.includes('appToken'), access === 'app' || access === 'user' || access === 'public', path)
  }
})

it('says which role opens an operation, and where a twin of it is served', () => {
  for (const endpoint of endpoints) {
    const operation = operations.find(one => one['operationId'] === endpoint.name) ?? {}
    const twin = twinOf(endpoint)
    assert.equal(operation['x-role'], endpoint.role, endpoint.name)
    assert.equal(operation['x-role-at-admin'], twin?.role, endpoint.name)
    const served = (operation['servers'] as readonly JsonObject[] | undefined)?.map(one => one['url'])
    assert.deepEqual(served, twin && ['/', '/admin/v1/apps'], endpoint.name)
  }
})

it('the document has the parts that OpenAPI 3.1 demands, and operation ids that are unique', () => {
  assert.equal(document['openapi'], '3.1.0')
  assert.deepEqual([member(document, 'info', 'title'), member(document, 'info', 'version')], ['Posthouse', '1.2.3'])
  const ids = operations.map(one => one['operationId'])
  assert.equal(new Set(ids).size, endpoints.length)
  for (const operation of operations) {
    const parameters = (operation['parameters'] as readonly JsonObject[]).map(resolved)
    const keys = parameters.map(one => `${String(one['in'])} ${String(one['name'])}`)
    assert.equal(new Set(keys).size, keys.length, String(operation['operationId']))
    for (const one of parameters) assert.ok(one['in'] !== 'path' || one['required'] === true, String(one['name']))
    for (const status of Object.keys(operation['responses'] as JsonObject))
      assert.match(status, /^([1-5][0-9][0-9]|default)$/)
  }
})

it('every endpoint belongs to a group that is described, and no two path templates are the same but for names', () => {
  const described = new Set((document['tags'] as readonly JsonObject[]).map(one => one['name']))
  const without = operations.filter(one => !described.has((one['tags'] as readonly string[])[0]))
  assert.deepEqual(
    without.map(one => one['operationId']),
    [],
    'give these a line in documentation/tags.ts',
  )
  assert.equal(new Set(tags.map(({ name }) => name)).size, tags.length)
  const shapes = Object.keys(document['paths'] as JsonObject).map(path => path.replace(/\{[^}]+\}/g, '{}'))
  assert.equal(new Set(shapes).size, shapes.length)
})

it('every endpoint is documented with an example that is answered with 200, and nothing else is', () => {
  const without = endpoints.filter(
    ({ name }) => !documentation[name]?.examples.some(({ error }) => error === undefined),
  )
  assert.deepEqual(
    without.map(({ name }) => name),
    [],
    'give these an example in rest/documentation/',
  )
  const names = new Set(endpoints.map(({ name }) => name))
  assert.deepEqual(
    Object.keys(documentation).filter(name => !names.has(name)),
    [],
  )
  for (const [name, { examples }] of Object.entries(documentation)) {
    assert.equal(new Set(examples.map(example => example.name)).size, examples.length, name)
    for (const earlier of examples.flatMap(({ after = [] }) => after))
      assert.ok(names.has(earlier), `${name}: ${earlier}`)
  }
})

it('every example that is answered with 200 fits the schemas it stands for', () => {
  for (const { name, params, query, body, bodyKind } of endpoints) {
    for (const example of documentation[name]?.examples ?? []) {
      if (example.error !== undefined) continue
      const at = `${name}: ${example.name}`
      assert.ok(Compile(params).Check({ org: 'o', app: 'a', ...example.params }), `${at}: parameters`)
      assert.ok(Compile(query).Check(example.query ?? {}), `${at}: query`)
      assert.equal(example.body !== undefined && bodyKind === 'none', false, `${at}: has a body that nobody reads`)
      if (bodyKind !== 'none') assert.ok(Compile(body).Check(example.body ?? {}), `${at}: body`)
    }
  }
  for (const operation of operations) {
    const { schema, examples = {} } = member(operation, 'responses', '200', 'content', 'application/json') as {
      schema: JsonObject
      examples?: JsonObject
    }
    for (const example of Object.values(examples))
      assert.ok(Compile(schema).Check((example as JsonObject)['value']), String(operation['operationId']))
  }
})

it('every body of an example fits the schema that is shown for it', () => {
  for (const operation of operations) {
    const { schema = {}, examples = {} } = (member(operation, 'requestBody', 'content', 'application/json') ?? {}) as {
      schema?: JsonObject
      examples?: JsonObject
    }
    for (const example of Object.values(examples))
      assert.ok(Compile(schema).Check((example as JsonObject)['value']), String(operation['operationId']))
  }
})

it('speaks to readers who know the interface and not how it was made', () => {
  walk(document, (key, value) => {
    if (key === 'description' || key === 'summary') assert.doesNotMatch(String(value), /\b[Ss]eed \d|spec\/|\bOurs\b/)
  })
})

it('429 is told with Retry-After where a rate is set; 401 and 403 and 404 where they can be given', () => {
  for (const endpoint of endpoints) {
    const responses = operations.find(one => one['operationId'] === endpoint.name)?.['responses'] as JsonObject
    if (endpoint.rate !== undefined) assert.ok(member(responses, '429', 'headers', 'Retry-After'), endpoint.name)
    assert.equal(responses['401'] !== undefined, endpoint.access !== 'open', endpoint.name)
    assert.ok(responses['404'] !== undefined || !endpoint.path.startsWith('/:org/:app/'), endpoint.name)
  }
  const sync = operations.find(one => one['operationId'] === 'push.sync')?.['responses'] as JsonObject
  assert.match(String(member(sync, '403', 'description')), /push service not open/)
})

it('64-bit integers are marked as such', () => {
  const shown = plainSchema(Type.Object({ taskId: Type.BigInt(), ids: Type.Array(Type.BigInt()) }))
  assert.equal(member(shown, 'properties', 'taskId', 'type'), 'integer')
  assert.equal(member(shown, 'properties', 'taskId', 'format'), 'int64')
  assert.equal(member(shown, 'properties', 'ids', 'items', 'format'), 'int64')
})

const operations = Object.values(document['paths'] as JsonObject).flatMap(
  path => Object.values(path as JsonObject) as readonly JsonObject[],
)

function resolved(value: JsonObject): JsonObject {
  const reference = value['$ref']
  if (typeof reference !== 'string') return value
  return member(document, ...reference.slice(2).split('/')) as JsonObject
}

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    // What stands in examples is no schema, whatever its members are called.
    if (key === 'examples') continue
    // Members that happen to be called `type` are schemas, not types.
    visit(key, inner)
    walk(inner, visit)
  }
}
