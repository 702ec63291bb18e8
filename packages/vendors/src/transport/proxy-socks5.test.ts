import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ProxyCredentials } from './proxy.ts'
import { Socks5Talk } from './proxy-socks5.ts'
import type { TalkWord } from './tunnel.ts'

const vendor = { host: 'push.vendor.example', port: 443 }
const credentials = new ProxyCredentials('user', 'pass')
const granted = [5, 0, 0, 1, 127, 0, 0, 1, 0, 80]

function brief(word: TalkWord): string {
  if (word.kind === 'failed') return word.cause
  return word.kind === 'wait' ? `say ${word.answer?.toString('hex') ?? ''}` : `open ${word.rest.toString('hex')}`
}

/** The talk after it was heard out on each of these pieces. */
function hear(pieces: readonly (readonly number[])[], secret?: ProxyCredentials, destination = vendor): string {
  const talk = new Socks5Talk(destination, secret)
  let word: TalkWord = { kind: 'wait' }
  for (const piece of pieces) if (word.kind === 'wait') word = talk.hear(Buffer.from(piece))
  return brief(word)
}

test('a tunnel is asked for by name, with credentials where the proxy wants them', () => {
  const talk = new Socks5Talk(vendor, credentials)
  assert.deepEqual(talk.hello, Buffer.from([5, 2, 0, 2]))
  assert.deepEqual(new Socks5Talk(vendor, undefined).hello, Buffer.from([5, 1, 0]))
  assert.equal(brief(talk.hear(Buffer.from([5, 2]))), 'say 0104757365720470617373')
  const request = `say 05010003${(19).toString(16)}${Buffer.from(vendor.host).toString('hex')}01bb`
  assert.equal(brief(talk.hear(Buffer.from([1, 0]))), request)
  assert.equal(brief(talk.hear(Buffer.from(granted))), 'open ')
  assert.equal(hear([[5, 0]]), request)
})

test('addresses go as addresses', () => {
  const cases: [string, string][] = [
    ['192.0.2.7', '01c0000207'],
    ['::1', '0400000000000000000000000000000001'],
    ['2001:db8::8:0:1', '0420010db8000000000000000800000001'],
    ['1:2:3:4:5:6:7:8', '0400010002000300040005000600070008'],
    ['fe80::', '04fe800000000000000000000000000000'],
  ]
  for (const [host, bytes] of cases)
    assert.equal(hear([[5, 0]], undefined, { host, port: 1 }), `say 050100${bytes}0001`)
})

test('each reply of the standard has a name, and others a number', () => {
  const names = [
    'general-failure',
    'not-allowed',
    'network-unreachable',
    'host-unreachable',
    'connection-refused',
    'ttl-expired',
    'command-unsupported',
    'address-unsupported',
    'reply-9',
  ]
  for (const [index, name] of names.entries())
    assert.equal(
      hear([
        [5, 0],
        [5, index + 1],
      ]),
      name,
    )
  assert.equal(
    hear([
      [5, 0],
      [5, 255],
    ]),
    'reply-255',
  )
})

test('credentials wanted or refused are told apart from nonsense', () => {
  assert.equal(hear([[5, 255]]), 'auth')
  assert.equal(
    hear(
      [
        [5, 2],
        [1, 1],
      ],
      credentials,
    ),
    'auth',
  )
  assert.equal(hear([[5, 2]]), 'malformed')
  assert.equal(hear([[5, 1]], credentials), 'malformed')
  assert.equal(hear([[4]]), 'malformed')
  assert.equal(hear([[5, 0, 5]]), 'malformed')
  assert.equal(hear([[5, 2], [5]], credentials), 'malformed')
  assert.equal(
    hear(
      [
        [5, 2],
        [1, 0, 5],
      ],
      credentials,
    ),
    'malformed',
  )
  assert.equal(hear([[5, 0], [4]]), 'malformed')
  assert.equal(
    hear([
      [5, 0],
      [5, 0, 0, 2],
    ]),
    'malformed',
  )
})

test('a reply is as long as the address in it says, and what follows is kept, whatever the pieces', () => {
  const replies = [
    granted,
    [5, 0, 0, 4, ...Buffer.alloc(16), 0, 80],
    [5, 0, 0, 3, 0, 0, 80],
    [5, 0, 0, 3, 255, ...Buffer.alloc(255, 97), 0, 80],
  ]
  for (const reply of replies) {
    assert.equal(
      hear([
        [5, 0],
        [...reply, 7, 8],
      ]),
      'open 0708',
    )
    assert.equal(hear([[5], [0], ...[...reply].map(byte => [byte])]), 'open ')
    assert.equal(hear([[5, 0], reply.slice(0, -1)]), 'say ')
  }
})

test('any bytes end in a word of the talk, and never in an exception', () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ minLength: 1, maxLength: 12 }), { maxLength: 6 }),
      fc.boolean(),
      (pieces, has) => {
        const said = hear(
          pieces.map(piece => [...piece]),
          has ? credentials : undefined,
        )
        assert.match(said, /^(say [\da-f]*|open [\da-f]*|auth|malformed|reply-\d+|[a-z]+-[a-z]+)$/)
      },
    ),
    { numRuns: 500 },
  )
})
