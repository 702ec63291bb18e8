import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ProxyCredentials } from './proxy.ts'
import { ConnectTalk, HEAD_BYTES_MAX } from './proxy-connect.ts'
import type { TalkWord } from './tunnel.ts'

const vendor = { host: 'push.vendor.example', port: 443 }

/** What a proxy's words come to, said in pieces of `size` bytes. */
function hear(text: string | Buffer, size = Number.MAX_SAFE_INTEGER): string {
  const talk = new ConnectTalk(vendor, undefined)
  const bytes = Buffer.from(text as string, 'latin1')
  let word: TalkWord = { kind: 'wait' }
  for (let at = 0; at < bytes.length && word.kind === 'wait'; at += size) {
    word = talk.hear(bytes.subarray(at, at + size))
    if (word.kind === 'open')
      return `open, then ${Buffer.concat([word.rest, bytes.subarray(at + size)]).toString('latin1')}`
  }
  return word.kind === 'failed' ? word.cause : word.kind
}

test('CONNECT names the destination and shows credentials', () => {
  const hello = 'CONNECT push.vendor.example:443 HTTP/1.1\r\nHost: push.vendor.example:443\r\n'
  assert.equal(new ConnectTalk(vendor, undefined).hello.toString(), `${hello}\r\n`)
  const credentials = new ProxyCredentials('user', 'pass')
  const shown = new ConnectTalk(vendor, credentials).hello.toString()
  assert.equal(shown, `${hello}Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n`)
  assert.match(new ConnectTalk({ host: '::1', port: 8443 }, undefined).hello.toString(), /^CONNECT \[::1\]:8443 /)
})

test('an answer is understood whole and in pieces, and what follows its head is kept', () => {
  const cases: [string, string][] = [
    ['HTTP/1.1 200 Connection established\r\n\r\n', 'open, then '],
    ['HTTP/1.0 200\r\nVia: x\r\nX: \t\xe9 \r\n\r\n\x16\x03\x01', 'open, then \x16\x03\x01'],
    ['HTTP/1.1 204 \r\nContent-Length: 5\r\n\r\nhello\r\n\r\n', 'open, then hello\r\n\r\n'],
    ['HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n', 'auth'],
    ['HTTP/1.1 403 Forbidden\r\n\r\n', '403'],
    ['HTTP/1.1 502 Bad Gateway\r\nContent-Length: 9\r\n\r\n<html>...', '502'],
    ['HTTP/1.1 302 Found\r\nLocation: http://elsewhere.example\r\n\r\n', '302'],
    ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', '100'],
    ['HTTP/1.1 200 OK\r\nVia: x\r\n', 'wait'],
    ['HTTP/1.', 'wait'],
  ]
  for (const [text, outcome] of cases) {
    for (const size of [Number.MAX_SAFE_INTEGER, 7, 3, 1]) assert.equal(hear(text, size), outcome, text)
  }
})

test('what is no HTTP/1 head is refused as soon as it shows', () => {
  const heads = [
    'S',
    'HTTP/2 200 OK\r\n\r\n',
    'http/1.1 200 OK\r\n\r\n',
    'HTTP/1.2 200 OK\r\n\r\n',
    'HTTP/1.1 2000 OK\r\n\r\n',
    'HTTP/1.1 099 OK\r\n\r\n',
    'HTTP/1.1 20 OK\r\n\r\n',
    'HTTP/1.1  200 OK\r\n\r\n',
    'HTTP/1.1 200OK\r\n\r\n',
    'HTTP/1.1 200 O\0K\r\n\r\n',
    'HTTP/1.1 200 OK\r\n folded\r\n\r\n',
    'HTTP/1.1 200 OK\r\nNo colon\r\n\r\n',
    'HTTP/1.1 200 OK\r\nSpace : x\r\n\r\n',
    'HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n',
    'HTTP/1.1 200 OK\r\n: x\r\n\r\n',
  ]
  for (const head of heads) assert.equal(hear(head), 'malformed', head)
})

test('a head may be as long as the limit and no longer', () => {
  const padded = (size: number): string => {
    const [before, after] = ['HTTP/1.1 200 OK\r\nX: ', '\r\n\r\n']
    return before + 'x'.repeat(size - before.length - after.length) + after
  }
  for (const size of [Number.MAX_SAFE_INTEGER, 1_000]) {
    assert.equal(hear(`${padded(HEAD_BYTES_MAX)}rest`, size), 'open, then rest')
    assert.equal(hear(padded(HEAD_BYTES_MAX + 1), size), 'head-too-large')
    assert.equal(hear(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, size), 'head-too-large')
  }
})

test('how an answer is cut into pieces changes nothing', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('HTTP/1.1 200 OK', '\r\n', '\r\n\r\n', ' ', 'X: y', 'HTTP/1.1 503'),
      fc.string({ maxLength: 8, unit: fc.integer({ min: 0, max: 255 }).map(code => String.fromCharCode(code)) }),
    ),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 9 }), (parts, size) => {
      const text = parts.join('')
      assert.equal(hear(text, size), hear(text))
    }),
    { numRuns: 500 },
  )
})
