// Requests that wait for a stream of a real peer: in order, as many as the peer allows, and no longer than their caller.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Exchange } from '../../simulator/exchange.ts'
import { brief, get, http2Lab, never, ok } from '../../testing/http2-lab.ts'

const { peer, transportTo } = await http2Lab(Date.now())

test('a deadline after the bytes left is unknown, and its place is free again (F58, F59)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url, { inFlightMax: 1 })
  await transport.request(get('/warm'), never)
  vendor.arm({ kind: 'hang' }, '/hang')
  const controller = new AbortController()
  const arrived = vendor.arrived('/hang')
  const hanging = transport.request(get('/hang'), controller.signal)
  const next = transport.request(get('/next'), never)
  await arrived
  controller.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(await hanging, { kind: 'unknown', cause: 'deadline' })
  assert.deepEqual(brief(await next), ok('/next'))
})

test('a deadline in the turn of the request is unsent: nothing was written (F58)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url)
  await transport.request(get('/warm'), never)
  const controller = new AbortController()
  const early = transport.request(get('/early'), controller.signal)
  assert.equal(transport.metrics().inFlight, 1)
  controller.abort(new DOMException('late', 'TimeoutError'))
  assert.deepEqual(await early, { kind: 'unsent', cause: 'deadline' })
  await transport.request(get('/next'), never)
  assert.deepEqual(vendor.taken, ['/warm', '/next'])
})

test('a deadline while waiting in the queue is unsent and never reaches the vendor (F58)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url, { inFlightMax: 1 })
  vendor.arm({ kind: 'hang' }, '/hang')
  const first = new AbortController()
  const second = new AbortController()
  const hanging = transport.request(get('/hang'), first.signal)
  const queued = transport.request(get('/queued'), second.signal)
  second.abort()
  assert.deepEqual(await queued, { kind: 'unsent', cause: 'aborted' })
  assert.deepEqual(await transport.request(get('/dead'), AbortSignal.abort()), { kind: 'unsent', cause: 'aborted' })
  const last = transport.request(get('/last'), never)
  first.abort()
  await hanging
  assert.deepEqual(brief(await last), ok('/last'))
  assert.equal(vendor.taken.includes('/queued'), false)
})

test('the queue has an end: what does not fit is unsent (I11)', async () => {
  await using vendor = await peer({ maxConcurrentStreams: 0 })
  const transport = transportTo(vendor.url)
  const waiting = Array.from({ length: 10_000 }, () => transport.request(get('/a'), never))
  assert.deepEqual(await transport.request(get('/a'), never), { kind: 'unsent', cause: 'queue-full' })
  await transport[Symbol.asyncDispose]()
  const results = await Promise.all(waiting)
  assert.ok(results.every(result => result.kind === 'unsent' && result.cause === 'closed'))
})

test('one stream at a time is kept when the peer says so, and more when it allows more (F65)', async () => {
  let open = 0
  let mostOpen = 0
  const held: Exchange[] = []
  const four = Promise.withResolvers<void>()
  await using vendor = await peer({
    maxConcurrentStreams: 1,
    handle: exchange => {
      open += 1
      mostOpen = Math.max(mostOpen, open)
      if (exchange.path === '/raise') exchange.connection.setMaxConcurrentStreams(4)
      if (exchange.path !== '/held') {
        open -= 1
        return exchange.answer(200, {}, exchange.path)
      }
      held.push(exchange)
      if (held.length === 4) four.resolve()
    },
  })
  await using transport = transportTo(vendor.url)
  const paths = Array.from({ length: 20 }, (_, index) => `/${index}`)
  const results = await Promise.all(paths.map(path => transport.request(get(path), never)))
  assert.deepEqual(results.map(brief), paths.map(ok))
  assert.equal(mostOpen, 1)
  await transport.request(get('/raise'), never)
  const more = Array.from({ length: 8 }, () => transport.request(get('/held'), never))
  await four.promise
  assert.equal(mostOpen, 4)
  await vendor.server.close()
  assert.deepEqual(new Set((await Promise.all(more)).map(result => result.kind)), new Set(['unknown', 'unsent']))
})

test('no stream at all is kept until the peer allows one (F65)', async () => {
  await using vendor = await peer()
  await using transport = transportTo(vendor.url)
  vendor.arm({ kind: 'hang' }, '/hang')
  await using closedVendor = await peer({
    maxConcurrentStreams: 1,
    handle: exchange => {
      const { connection } = exchange
      exchange.onAnswer(() => connection.setMaxConcurrentStreams(exchange.path === '/zero' ? 0 : 1))
      exchange.answer(200, {}, exchange.path)
    },
  })
  await using strict = transportTo(closedVendor.url)
  await strict.request(get('/zero'), never)
  const controller = new AbortController()
  const waiting = strict.request(get('/waits'), controller.signal)
  assert.deepEqual(brief(await transport.request(get('/elsewhere'), never)), ok('/elsewhere'))
  controller.abort()
  assert.deepEqual(await waiting, { kind: 'unsent', cause: 'aborted' })
})
