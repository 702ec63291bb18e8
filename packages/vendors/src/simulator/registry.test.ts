import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AccessTokens, AppRegistry, DeviceTokens, forgetOldest } from './registry.ts'

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

test('only an active token of the very app takes its pushes', () => {
  const tokens = new DeviceTokens()
  tokens.set('a', 'com.example.chat', { kind: 'active' })
  tokens.set('b', 'com.example.chat', { kind: 'unregistered', atMs: 7 })
  const taken = [['a', 'com.example.chat'] as const, ['a', 'com.example'] as const, ['b', 'com.example.chat'] as const]
  assert.deepEqual(
    taken.map(([token, app]) => tokens.isActive(token, app)),
    [true, false, false],
  )
  assert.equal(tokens.isActive('c', 'com.example.chat'), false)
})

test('an app is made once for its package and found by its key and by its package', () => {
  const apps = new AppRegistry<{ readonly id: string; readonly packageName: string }>(app => app.id)
  const make = (packageName: string) => (count: number) => ({ id: `id-${count}`, packageName })
  const first = apps.add('a', make('a'))
  assert.deepEqual(first, { id: 'id-0', packageName: 'a' })
  assert.equal(apps.add('a', make('a')), first)
  assert.equal(apps.add('b', make('b')).id, 'id-1')
  assert.equal(apps.get('id-0'), first)
  assert.equal(apps.ofPackage('a'), first)
  assert.deepEqual([apps.get('a'), apps.ofPackage('id-0')], [undefined, undefined])
})

test('a thousand apps are kept, and one more is a misuse (I11)', () => {
  const apps = new AppRegistry<{ readonly packageName: string }>(app => app.packageName)
  for (let index = 0; index < 1_000; index += 1) apps.add(`app-${index}`, () => ({ packageName: `app-${index}` }))
  assert.throws(() => apps.add('more', () => ({ packageName: 'more' })), RangeError)
  assert.equal(apps.add('app-0', () => ({ packageName: 'new' })).packageName, 'app-0')
})

test('a memory within its limit keeps everything; above it the entry that was added first goes', () => {
  const memory = new Set(['a', 'b'])
  forgetOldest(memory, 2)
  assert.deepEqual([...memory], ['a', 'b'])
  memory.add('c')
  forgetOldest(memory, 2)
  assert.deepEqual([...memory], ['b', 'c'])
})
