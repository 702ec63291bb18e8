import assert from 'node:assert/strict'
import { it } from 'node:test'
import { endpoints } from './index.ts'
import { twinOf } from './twins.ts'

const twins = endpoints.flatMap(endpoint => twinOf(endpoint) ?? [])
const without = endpoints.filter(endpoint => endpoint.path.startsWith('/:org/:app/') && !twinOf(endpoint))

it('S17: every admin endpoint names the role that opens it, and no other does', () => {
  const wrong = endpoints.filter(({ access, role }) => (access === 'admin') !== (role !== undefined))
  assert.deepEqual(
    wrong.map(({ name }) => name),
    [],
  )
  for (const { name, anyApp, access } of endpoints) assert.ok(anyApp !== true || access === 'admin', name)
})

it('S17: what changes something is no viewer’s, except on this list', () => {
  const readsByPost = [
    ...['users.statusBatch', 'tasks.messageByPost', 'tasks.estimate', 'debug.dryRun', 'templates.preview'],
    // About the caller's own session; their flows write the audit log.
    ...['session.close', 'session.changePassword'],
  ]
  const found = [...endpoints, ...twins].filter(({ method, role }) => method !== 'GET' && role === 'viewer')
  const unlisted = found.map(({ name }) => name).filter(name => !readsByPost.includes(name))
  assert.deepEqual(unlisted, [])
})

it('every endpoint that needs a token of the app has a twin, except on this list', () => {
  assert.deepEqual(without.map(({ name }) => name).sort(), ['tokens.expiry', 'tokens.issue'])
  for (const twin of twins) {
    assert.match(twin.path, /^\/admin\/v1\/apps\/:org\/:app\//)
    assert.equal(twin.access, 'admin')
    assert.notEqual(twin.role, undefined)
  }
})

it('no twin stands in the place of another endpoint', () => {
  const places = [...endpoints, ...twins].map(({ method, path }) => `${method} ${path.replace(/:[a-zA-Z]+/g, ':')}`)
  assert.deepEqual(
    places.filter((place, at) => places.indexOf(place) !== at),
    [],
  )
})

it('roles follow the method but for what shows or decides more', () => {
  const roles = new Map(twins.map(({ name, role }) => [name, role]))
  assert.equal(roles.get('labels.list'), 'viewer')
  assert.equal(roles.get('labels.create'), 'operator')
  assert.equal(roles.get('notifiers.list'), 'viewer')
  assert.equal(roles.get('notifiers.put'), 'admin')
  assert.equal(roles.get('users.disconnect'), 'operator')
})
