// One request over HTTP/2 and its answer.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { brief, get, http2Lab, never, ok } from '../../testing/http2-lab.ts'
import type { WireRequest } from '../contract.ts'

const { peer, transportTo } = await http2Lab(Date.now())
const post: WireRequest = { method: 'POST', path: '/a', headers: { 'x-one': '1' }, body: 'hello' }

test('a request carries method, path, headers and body, and its answer comes back whole', async () => {
  const seen: object[] = []
  await using vendor = await peer({
    handle: exchange => {
      seen.push([exchange.method, exchange.path, exchange.headers['x-one'], exchange.body.toString()])
      exchange.answer(403, { 'apns-id': 'x' }, '{"reason":"Forbidden"}')
    },
  })
  await using transport = transportTo(vendor.url)
  const result = await transport.request(post, never)
  assert.deepEqual(brief(result), { kind: 'answered', status: 403, body: '{"reason":"Forbidden"}', truncated: false })
  assert.equal(result.kind === 'answered' && result.headers['apns-id'], 'x')
  assert.deepEqual(seen, [['POST', '/a', '1', 'hello']])
})

test('a thousand requests share one connection and one signal', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url)
  const paths = Array.from({ length: 1_000 }, (_, index) => `/${index}`)
  const results = await Promise.all(paths.map(path => transport.request(get(path), never)))
  assert.deepEqual(results.map(brief), paths.map(ok))
  assert.equal(vendor.connections.size, 1)
})

test('redirects are answers and are not followed (F74)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url)
  vendor.arm({ kind: 'answer', status: 307, headers: { location: `${vendor.url}/stolen` } })
  const result = await transport.request(get('/a'), never)
  assert.equal(result.kind === 'answered' && result.status, 307)
  assert.deepEqual(vendor.taken, [])
})

test('an answer above the limit is cut, keeps its status and does not stay open (F60)', async () => {
  let source: AsyncGenerator<Buffer> | undefined
  const stopped = Promise.withResolvers<void>()
  await using vendor = await peer({
    handle: exchange => {
      if (exchange.path === '/at') return exchange.answer(200, {}, 'x'.repeat(1_000))
      const endless = async function* () {
        try {
          while (true) yield Buffer.alloc(16_384, 120)
        } finally {
          stopped.resolve()
        }
      }
      source = endless()
      exchange.answer(413, {}, source)
    },
  })
  await using transport = transportTo(vendor.url, { responseBytesMax: 1_000 })
  const whole = { kind: 'answered', body: 'x'.repeat(1_000) }
  assert.deepEqual(brief(await transport.request(get('/at'), never)), { ...whole, status: 200, truncated: false })
  assert.deepEqual(brief(await transport.request(get('/endless'), never)), { ...whole, status: 413, truncated: true })
  await stopped.promise
})

test('a header that HTTP/2 cannot carry is unsent and named, not an exception, and spares the others', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url)
  const names = ['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'X-Upper', 'bro\nken']
  const bad = names.map(name => transport.request({ ...post, headers: { [name]: 'close' } }, never))
  const good = transport.request(get('/good'), never)
  for (const [index, result] of (await Promise.all(bad)).entries()) {
    const name = names[index] ?? ''
    assert.equal(result.kind, 'unsent', name)
    assert.ok(result.kind === 'unsent' && result.cause.includes(JSON.stringify(name).slice(1, -1)), name)
  }
  assert.deepEqual(brief(await good), ok('/good'))
  assert.deepEqual([vendor.taken, vendor.connections.size], [['/good'], 1])
})
