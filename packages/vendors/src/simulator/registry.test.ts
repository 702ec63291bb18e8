import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessTokens, DeviceTokens } from './registry.ts'

test('a device token has the app and state it was given last', () => {
  const tokens = new DeviceTokens()
  assert.equal(tokens.get('a'), undefined)
  tokens.set('a', 'com.example.chat', { kind: 'active' })
  tokens.set('a', 'com.example.chat', { kind: 'unregistered', atMs: 7 })
  assert.deepEqual(tokens.get('a'), { app: 'com.example.chat', state: { kind: 'unregistered', atMs: 7 } })
})

test('an access token is over at its very millisecond, and one that was never issued is unknown', () => {
  const tokens = new AccessTokens()
  tokens.issue('a', 'app', 1_000)
  assert.deepEqual(tokens.look('a', 999), { owner: 'app', isExpired: false })
  assert.deepEqual(tokens.look('a', 1_000), { owner: 'app', isExpired: true })
  assert.equal(tokens.look('b', 0), undefined)
})

test('the oldest access tokens are forgotten first (I11)', () => {
  const tokens = new AccessTokens()
  for (let index = 0; index <= 10_000; index += 1) tokens.issue(`token-${index}`, 'app', 1)
  assert.equal(tokens.look('token-0', 0), undefined)
  assert.equal(tokens.look('token-1', 0)?.owner, 'app')
  assert.equal(tokens.look('token-10000', 0)?.owner, 'app')
})
