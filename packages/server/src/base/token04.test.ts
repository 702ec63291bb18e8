import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { makeToken04 } from './testing/make-token04.ts'
import { readToken04 } from './token04.ts'

const secret = '0123456789abcdef0123456789abcdef'
const plain =
  '{"app_id":1234567890,"user_id":"alice","nonce":123456789,"ctime":1700000000,"expire":1700003600,"payload":""}'
const says = { appId: 1_234_567_890, userId: 'alice', expiresAtMs: 1_700_003_600_000 }
const cbcStart = Buffer.from('abcdefghij012345')
const gcmStart = Buffer.from('000102030405060708090a0b', 'hex')

/** The vectors of spec/zego.md §4.3. */
const vectors = {
  cbc: '04AAAAAGVT/xAAEGFiY2RlZmdoaWowMTIzNDUAcI/rGNjnWnzy4fWLZ5xeTH6c0FC7t+Gv1y3RHxzKL0CnhZu+U+0y8NtGmeAGJIVrED6zTb75nUg6pZb3rZiQCN5ThoNKJ0BMe5IUdrO3VbfwBRreTi9RImG07ragUVgG0pNtvbH6+wqWfAc1wBgIiik=',
  'cbc-with-mode':
    '04AAAAAGVT/xAAEGFiY2RlZmdoaWowMTIzNDUAcI/rGNjnWnzy4fWLZ5xeTH6c0FC7t+Gv1y3RHxzKL0CnhZu+U+0y8NtGmeAGJIVrED6zTb75nUg6pZb3rZiQCN5ThoNKJ0BMe5IUdrO3VbfwBRreTi9RImG07ragUVgG0pNtvbH6+wqWfAc1wBgIiikA',
  gcm: '04AAAAAGVT/xAADAABAgMEBQYHCAkKCwB9VsfaDKlHu8iK5kCMQvvkMtEwOrcQngH4Ra7k3dwHlqbcx199LJc7Mv9K1T+/jvkLHtipxD6HrfsEYVc6dXZ6XJczUwEGE2ubbVl4MdsUdEhtpadSflzS1LCAd+yUf6N5zuB68eHA/3Ik0hUxuHMMJfNsQ9O2x2mlkTqAvYIB',
} as const
const modes = ['cbc', 'cbc-with-mode', 'gcm'] as const

describe('Token04', () => {
  for (const mode of modes) {
    it(`is read and made as documented: ${mode}`, () => {
      assert.deepEqual(readToken04(vectors[mode], secret), says)
      const start = mode === 'gcm' ? gcmStart : cbcStart
      assert.equal(makeToken04({ secret, plain, expiresAtSeconds: 1_700_003_600, start, mode }), vectors[mode])
    })
  }

  it('is none under another secret, or one of a length that no cipher has', () => {
    for (const mode of modes) {
      for (const other of [`${secret.slice(1)}0`, '', 'short', secret + secret])
        assert.equal(readToken04(vectors[mode], other), undefined)
    }
  })

  it('is none when any byte of an authenticated one is another, or any of its length', () => {
    const bytes = Buffer.from(vectors.gcm.slice(2), 'base64')
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ change
        assert.equal(readToken04(`04${changed.toString('base64')}`, secret), undefined)
      }),
    )
    for (const mode of modes) {
      const whole = Buffer.from(vectors[mode].slice(2), 'base64')
      for (let length = 0; length < whole.length; length += 1) {
        const read = readToken04(`04${whole.subarray(0, length).toString('base64')}`, secret)
        // Without its last byte the one with a mode is the one without.
        assert.deepEqual(read, mode === 'cbc-with-mode' && length === whole.length - 1 ? says : undefined)
      }
      assert.deepEqual(
        readToken04(`04${Buffer.concat([whole, Buffer.of(0)]).toString('base64')}`, secret),
        mode === 'cbc' ? says : undefined,
      )
    }
  })

  it('must name its expiry twice alike, its app as a number and its user as a text', () => {
    const made = (json: string, expiresAtSeconds = 1_700_003_600) =>
      readToken04(makeToken04({ secret, plain: json, expiresAtSeconds, start: gcmStart, mode: 'gcm' }), secret)
    assert.deepEqual(made(plain), says)
    assert.equal(made(plain, 1_700_003_601), undefined)
    for (const json of ['', 'x', 'null', '[]', '{}', plain.replace('"alice"', '5'), plain.replace('1234567890', '"1"')])
      assert.equal(made(json), undefined, json)
    for (const expire of ['1700003600.5', '1e300', '-1', '"1700003600"'])
      assert.equal(made(plain.replace('1700003600', expire)), undefined, expire)
    assert.deepEqual(made('{"expire":1700003600,"user_id":"alice","app_id":1234567890}'), says)
  })

  it('ends in a value whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String(),
          fc.uint8Array().map(bytes => Buffer.from(bytes).toString('base64')),
        ),
        text => {
          assert.equal(readToken04(`04${text}`, secret), undefined)
          assert.equal(readToken04(text, secret), undefined)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('of any user and time comes back as it was made', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.nat(0xff_ff_ff_ff),
        fc.nat(4_000_000_000),
        fc.constantFrom(...modes),
        (userId, appId, expire, mode) => {
          const json = JSON.stringify({ app_id: appId, user_id: userId, expire })
          const start = mode === 'gcm' ? gcmStart : cbcStart
          const token = makeToken04({ secret, plain: json, expiresAtSeconds: expire, start, mode })
          assert.deepEqual(readToken04(token, secret), { appId, userId, expiresAtMs: expire * 1_000 })
        },
      ),
    )
  })
})
