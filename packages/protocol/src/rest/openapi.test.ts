import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { JsonObject } from '../json.ts'
import { endpoints } from './index.ts'
import { openapiOf } from './openapi.ts'

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
    if (key === 'type' && typeof value === 'string' && value !== 'http') assert.ok(types.has(value), value)
  })
})

it('endpoints that need a credential name the one they need', () => {
  for (const { path, method, access } of endpoints) {
    const security = member(document, 'paths', path.replace(/:([a-zA-Z]+)/g, '{$1}'), method.toLowerCase(), 'security')
    const names = (security as readonly JsonObject[]).flatMap(one => Object.keys(one))
    assert.equal(names.includes('adminKey'), access === 'admin', path)
    assert.equal(names.includes('appToken'), access === 'app' || access === 'user' || access === 'public', path)
  }
})

function walk(value: unknown, visit: (key: string, value: unknown) => void): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    // Members that happen to be called `type` are schemas, not types.
    visit(key, inner)
    walk(inner, visit)
  }
}
