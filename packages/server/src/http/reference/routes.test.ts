import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endpoints, openapiOf } from '@posthouse/protocol'
import Fastify from 'fastify'
import { addReferenceRoutes, referencePaths } from './routes.ts'

function aServer() {
  let asked = 0
  const server = Fastify()
  addReferenceRoutes(server, () => {
    asked += 1
    return openapiOf(endpoints, { version: '1.2.3' })
  })
  return { server, asked: () => asked }
}

it('page and style sheet forbid a browser everything but that style sheet', async () => {
  const { server } = aServer()
  await using _closed = { [Symbol.asyncDispose]: () => server.close() }
  for (const [url, type] of [
    ['/reference', 'text/html; charset=utf-8'],
    ['/reference/style.css', 'text/css; charset=utf-8'],
  ] as const) {
    const { statusCode, headers } = await server.inject(url)
    assert.deepEqual([statusCode, headers['content-type'], headers['x-content-type-options']], [200, type, 'nosniff'])
    const policy = String(headers['content-security-policy'])
    assert.ok(policy.startsWith("default-src 'none'; style-src 'self'; "), policy)
    assert.doesNotMatch(policy, /unsafe|\*|data:/)
  }
  assert.deepEqual([...referencePaths], ['/reference', '/reference/style.css'])
})

it('the page is made when somebody asks, and once', async () => {
  const { server, asked } = aServer()
  await using _closed = { [Symbol.asyncDispose]: () => server.close() }
  assert.equal(asked(), 0)
  const [first, second] = [await server.inject('/reference'), await server.inject('/reference')]
  assert.equal(first.body, second.body)
  assert.match(first.body, /<title>Posthouse reference<\/title>/)
  assert.equal(asked(), 1)
})

it('the style sheet has a rule for every class of the page, and colours for dark', async () => {
  const { server } = aServer()
  await using _closed = { [Symbol.asyncDispose]: () => server.close() }
  const [{ body: page }, { body: style }] = [
    await server.inject('/reference'),
    await server.inject('/reference/style.css'),
  ]
  const classes = new Set([...page.matchAll(/ class="(\w+)[ "]/g)].map(match => match[1] ?? ''))
  const bare = ['name', 'line', 'access', 'or']
  assert.deepEqual(
    [...classes].filter(name => !style.includes(`.${name} `) && !style.includes(`.${name},`) && !bare.includes(name)),
    [],
  )
  assert.match(style, /@media \(prefers-color-scheme: dark\)/)
})
