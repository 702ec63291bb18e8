import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { ProxyError, parseProxy } from './proxy.ts'

function faultOf(text: string): ProxyError {
  try {
    parseProxy(text)
  } catch (error) {
    assert.ok(error instanceof ProxyError)
    return error
  }
  return assert.fail(`${text} was read`)
}

test('a proxy is read from its URL, usual ports and IPv6 addresses included', () => {
  const cases: [string, object][] = [
    ['http://proxy.example:3128', { kind: 'http', host: 'proxy.example', port: 3128 }],
    ['HTTP://Proxy.Example:80/', { kind: 'http', host: 'proxy.example', port: 80 }],
    ['https://proxy.example:443', { kind: 'https', host: 'proxy.example', port: 443 }],
    ['socks5://127.0.0.1:1080', { kind: 'socks5', host: '127.0.0.1', port: 1080 }],
    ['socks5h://[::1]:65535', { kind: 'socks5', host: '::1', port: 65_535 }],
    ['socks5://代理.example:80', { kind: 'socks5', host: 'xn--mnq481g.example', port: 80 }],
  ]
  for (const [text, proxy] of cases) assert.deepEqual(parseProxy(text), proxy)
})

test('user name and password are decoded for both ways of showing them', () => {
  const http = parseProxy('http://j%C3%BCrgen:p%40ss:w%2Fd@proxy.example:1').credentials
  assert.equal(http?.basic(), `Basic ${Buffer.from('jürgen:p@ss:w/d').toString('base64')}`)
  assert.equal(parseProxy('http://only@proxy.example:1').credentials?.basic(), 'Basic b25seTo=')
  const socks = parseProxy('socks5://us%3Aer:%E5%AF%86@proxy.example:1').credentials
  assert.deepEqual(socks?.socks5(), Buffer.from([1, 5, ...Buffer.from('us:er'), 3, 0xe5, 0xaf, 0x86]))
  assert.equal(parseProxy('http://proxy.example:1').credentials, undefined)
})

test('what cannot be used is named by its part', () => {
  const long = 'x'.repeat(256)
  const cases: [string, ProxyError['part']][] = [
    ['', 'scheme'],
    ['proxy.example:3128', 'scheme'],
    ['ftp://proxy.example:3128', 'scheme'],
    ['socks4://proxy.example:3128', 'scheme'],
    ['http:/proxy.example:3128', 'scheme'],
    ['http://pro xy.example:3128', 'scheme'],
    ['http://:3128', 'host'],
    ['http://u:p@', 'host'],
    ['http://proxy.example:65536', 'host'],
    ['http://proxy.example:x', 'host'],
    ['http://[::1:1', 'host'],
    [`http://${'a.'.repeat(127)}:1`, 'host'],
    ['http://proxy.example', 'port'],
    ['http://proxy.example:0', 'port'],
    ['http://proxy.example:1/path', 'path'],
    ['http://proxy.example:1?query', 'path'],
    ['http://proxy.example:1#part', 'path'],
    ['http://u:%zz@proxy.example:1', 'credentials'],
    ['http://%ff:p@proxy.example:1', 'credentials'],
    ['http://u:a%0d%0ab@proxy.example:1', 'credentials'],
    ['http://:p@proxy.example:1', 'credentials'],
    ['http://u%3Av:p@proxy.example:1', 'credentials'],
    ['socks5://u@proxy.example:1', 'credentials'],
    [`socks5://${long}:p@proxy.example:1`, 'credentials'],
    [`socks5://u:${long}@proxy.example:1`, 'credentials'],
  ]
  for (const [text, part] of cases) {
    assert.equal(faultOf(text).part, part, text)
  }
  assert.equal(parseProxy(`http://${long}:${long}@proxy.example:1`).port, 1)
})

test('no fault and no print-out shows a password (S50)', () => {
  const secret = 'Tr0ub4dor'
  const texts = [
    secret,
    `${secret}://u:p@proxy.example:1`,
    `http://u:${secret}@`,
    `http://u:${secret}@proxy.example`,
    `http://u:${secret}@proxy.example:1/x`,
    `http://u:%zz${secret}@proxy.example:1`,
    `http://:${secret}@proxy.example:1`,
    `http://u:${secret}/@proxy.example:1`,
    `http://u:a${secret}#@proxy.example:1`,
  ]
  for (const text of texts) {
    const fault = faultOf(text)
    assert.ok(!inspect(fault, { depth: 9, showHidden: true }).includes(secret), text)
  }
  const proxy = parseProxy(`http://user:${secret}@proxy.example:1`)
  for (const shown of [
    JSON.stringify(proxy),
    inspect(proxy, { depth: 9, showHidden: true }),
    String(proxy.credentials),
  ]) {
    assert.ok(!shown.includes(secret) && !shown.includes(Buffer.from(`user:${secret}`).toString('base64')))
  }
})

test('any text is read or refused with a ProxyError, and what is written is read back', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map(text => `socks5://${text}:1`),
      ),
      text => {
        try {
          parseProxy(text)
        } catch (error) {
          assert.ok(error instanceof ProxyError)
        }
      },
    ),
  )
  const word = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).filter(text => !/\p{Cc}|:/u.test(text))
  fc.assert(
    fc.property(word, word, fc.integer({ min: 1, max: 65_535 }), (user, password, port) => {
      const text = `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@proxy.example:${port}`
      const proxy = parseProxy(text)
      assert.equal(proxy.port, port)
      assert.equal(proxy.credentials?.basic(), `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`)
    }),
  )
})
