import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { it } from 'node:test'
import fc from 'fast-check'
import { dynamicTokenEndsAtMs, dynamicTokenText, isDynamicForm, readDynamicToken } from './dynamic-token.ts'

// spec/easemob.md §1.4
const vector =
  'ZHQteyJzaWduYXR1cmUiOiIwNDBlY2ZiYzJjZDM3OWI5OTgyODI3ZjM5NjkxNmY3OTJlNDRkZGEwZDZlNGQyMTk1NDg2OTBjZjZiZmM3YTM5IiwiYXBwa2V5IjoiYWNtZSNkZW1vIiwidXNlcklkIjoiYWxpY2UiLCJjdXJUaW1lIjoxNzAwMDAwMDAwLCJ0dGwiOjYwMH0'

it('reads the vector of the specification, and its signature is the one computed', () => {
  const token = readDynamicToken(vector)
  assert.deepEqual(token, {
    signature: '040ecfbc2cd379b9982827f396916f792e44dda0d6e4d219548690cf6bfc7a39',
    appkey: 'acme#demo',
    userId: 'alice',
    username: 'alice',
    curTime: 1_700_000_000,
    ttl: 600,
  })
  const text = dynamicTokenText(token, 'cid-demo', 'csecret-demo')
  assert.equal(createHash('sha256').update(text).digest('hex'), token.signature)
  assert.equal(dynamicTokenEndsAtMs(token), 1_700_000_600_000)
  assert.deepEqual(readDynamicToken(`${vector}=`), token)
})

it('S03 reads nothing else as a token', () => {
  const sound = { signature: 'a'.repeat(64), appkey: 'acme#demo', userId: 'alice', curTime: 1, ttl: 1 }
  const encode = (claims: unknown) => Buffer.from(`dt-${JSON.stringify(claims)}`).toString('base64url')
  assert.ok(readDynamicToken(encode(sound)))
  const spoilt: readonly object[] = [
    { signature: 'A'.repeat(64) },
    { signature: 'a'.repeat(63) },
    { signature: 1 },
    { appkey: 1 },
    { userId: '' },
    { userId: ['alice'] },
    { curTime: '1' },
    { curTime: -1 },
    { curTime: 1e300 },
    { ttl: 1.5 },
    { ttl: 1e12 },
    { ttl: null },
  ]
  for (const change of spoilt) assert.equal(readDynamicToken(encode({ ...sound, ...change })), undefined)
  for (const claims of [null, [], 'x', 1]) assert.equal(readDynamicToken(encode(claims)), undefined)
  assert.equal(readDynamicToken(encode({ ...sound, filler: 'x'.repeat(1_000) })), undefined)
})

it('S03 never throws, whatever it is given', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map(tail => `ZHQt${tail}`),
        fc.base64String(),
      ),
      text => {
        if (readDynamicToken(text)) assert.ok(isDynamicForm(text))
      },
    ),
  )
})
