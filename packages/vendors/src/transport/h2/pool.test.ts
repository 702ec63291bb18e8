// What the pool does with requests: where they wait, how many start, and how they end.
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { poolLab } from '../../testing/pool-lab.ts'
import { turn } from '../../testing/scripted-link.ts'

test('requests wait for the first connection and go over it in order', async () => {
  const { peer, send, sendAll, ended } = poolLab()
  sendAll('/a', '/b')
  assert.equal(peer.attempts.length, 1)
  const link = await peer.open()
  send('/c')
  assert.deepEqual(link.paths, ['/a', '/b', '/c'])
  for (const _ of ['a', 'b', 'c']) link.answer()
  assert.deepEqual(ended, ['/a answered', '/b answered', '/c answered'])
})

test('a deadline that comes while a request waits is unsent, and one timer serves all (F58)', async () => {
  const { clock, peer, send, ended } = poolLab()
  for (const timeoutMs of [300, 200, 400]) send(`/${timeoutMs}`, { timeoutMs })
  assert.deepEqual(clock.pending, [200])
  clock.advance(200)
  assert.deepEqual(ended, ['/200 unsent: deadline'])
  assert.deepEqual(clock.pending, [100])
  clock.advance(150)
  assert.deepEqual(ended, ['/200 unsent: deadline', '/300 unsent: deadline'])
  const link = await peer.open()
  assert.deepEqual(link.paths, ['/400'])
  clock.advance(1_000)
  assert.equal(ended.length, 2)
})

test('a request without time left, by 0 or by NaN, never starts (F58)', () => {
  const { peer, send, ended } = poolLab()
  for (const timeoutMs of [0, -1, Number.NaN]) send(`/${timeoutMs}`, { timeoutMs })
  assert.deepEqual(ended, ['/0 unsent: deadline', '/-1 unsent: deadline', '/NaN unsent: deadline'])
  assert.equal(peer.attempts.length, 0)
})

test('room that comes after the deadline, but before the timer, is not used (F58)', async () => {
  const { clock, peer, send, ended } = poolLab({ inFlightMax: 1 })
  send('/a')
  const link = await peer.open()
  clock.after(5, () => link.answer())
  send('/late', { timeoutMs: 8 })
  send('/next')
  clock.advance(10)
  assert.deepEqual(ended, ['/a answered', '/late unsent: deadline'])
  assert.deepEqual(link.paths, ['/next'])
})

test('an abort is unsent while a request waits and the link decides once it is there (F58)', async () => {
  const { peer, send, ended } = poolLab({ inFlightMax: 2 })
  const controller = new AbortController()
  const { signal } = controller
  for (const path of ['/written', '/fresh', '/waits']) send(path, { signal })
  const link = await peer.open()
  link.flush()
  link.answer(link.carried[1])
  send('/other')
  assert.equal(getEventListeners(signal, 'abort').length, 1)
  controller.abort()
  assert.deepEqual(ended, ['/fresh answered', '/written unknown: aborted', '/waits unsent: aborted'])
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  assert.deepEqual(link.paths, ['/other'])
  send('/dead', { signal })
  assert.equal(ended.at(-1), '/dead unsent: aborted')
})

test('an abort amid the deadlines of the same moment ends each request once', () => {
  const { clock, send, ended } = poolLab()
  const controller = new AbortController()
  const limit = { timeoutMs: 100, signal: controller.signal }
  send('/a', limit, () => controller.abort())
  send('/b', limit)
  clock.advance(100)
  assert.deepEqual(ended, ['/a unsent: deadline', '/b unsent: aborted'])
})

test('a signal is left alone as soon as the last request under it has ended', async () => {
  const { peer, send } = poolLab()
  const { signal } = new AbortController()
  send('/a', { signal })
  const link = await peer.open()
  link.answer()
  assert.equal(getEventListeners(signal, 'abort').length, 0)
})

test('the queue has an end, says how much is left, and tells when half of it is free (I11)', async () => {
  const { peer, pool, send, ended } = poolLab({ waitingMax: 4 })
  assert.equal(pool.room, 4)
  for (const path of ['/a', '/b', '/c', '/d', '/e']) send(path)
  assert.deepEqual([pool.room, ended], [0, ['/e unsent: queue-full']])
  let isDrained = false
  const drained = pool.drained().then(() => {
    isDrained = true
  })
  await turn()
  assert.equal(isDrained, false)
  await peer.open()
  await drained
  assert.equal(pool.room, 4)
})

test('one request goes alone until the first answer, then many, as far as the peer allows (F65)', async () => {
  const { peer, sendAll } = poolLab({ inFlight: { untilAnswered: 1, start: 64, max: 1_000 } })
  peer.streamsMax = 5
  sendAll('/1', '/2', '/3', '/4', '/5', '/6', '/7')
  const link = await peer.open()
  assert.deepEqual(link.paths, ['/1'])
  link.answer()
  assert.deepEqual(link.paths, ['/2', '/3', '/4', '/5', '/6'])
  link.allow(0)
  link.answer()
  assert.equal(link.paths.length, 4)
  link.allow(6)
  assert.deepEqual(link.paths, ['/3', '/4', '/5', '/6', '/7'])
})

test('all connections together carry no more than they may (I11)', async () => {
  const { clock, peer, sendAll, pool } = poolLab({ inFlightMax: 3 })
  peer.streamsMax = 2
  sendAll('/a', '/b', '/c', '/d', '/e')
  const first = await peer.open()
  first.answer()
  clock.advance(100)
  const second = await peer.open()
  assert.deepEqual([first.paths, second.paths], [['/b', '/c'], ['/d']])
  assert.equal(pool.metrics().inFlight, 3)
  clock.advance(10_000)
  assert.equal(peer.attempts.length, 0)
})

test('requests that end while they are handed over do not pile up on the stack', async () => {
  const { peer, sendAll, ended } = poolLab({ waitingMax: 20_001 })
  sendAll(...Array.from({ length: 20_000 }, () => '/impossible'), '/possible')
  const link = await peer.open()
  assert.equal(ended.length, 20_000)
  assert.deepEqual(link.paths, ['/possible'])
})

test('a caller that sends again whenever it fails does not keep a failed connect from ending', async () => {
  const { clock, peer, send, ended } = poolLab()
  const again = (): void => send('/again', {}, again)
  send('/first', {}, again)
  await peer.fail()
  assert.deepEqual(ended, ['/first unsent: ECONNREFUSED'])
  clock.advance(500)
  await peer.fail('ENOTFOUND')
  assert.deepEqual(ended, ['/first unsent: ECONNREFUSED', '/again unsent: ENOTFOUND'])
})

test('an abort of what a failed connect is about to end ends it once', async () => {
  const { peer, send, ended } = poolLab()
  const controller = new AbortController()
  send('/a', {}, () => controller.abort())
  send('/b', { signal: controller.signal })
  await peer.fail()
  assert.deepEqual(ended, ['/a unsent: ECONNREFUSED', '/b unsent: aborted'])
})

test('closing ends each request as is true, every connection and every timer, and twice is harmless', async () => {
  const { clock, peer, pool, sendAll, send, ended } = poolLab({ inFlightMax: 2 })
  sendAll('/written', '/fresh', '/waits')
  const link = await peer.open()
  link.flush()
  link.answer()
  link.flush()
  send('/limited', { timeoutMs: 100 })
  await Promise.all([pool[Symbol.asyncDispose](), pool[Symbol.asyncDispose]()])
  assert.deepEqual(ended.slice(1), ['/limited unsent: closed', '/fresh unknown: closed', '/waits unknown: closed'])
  assert.equal(link.isGone, true)
  assert.deepEqual(clock.pending, [])
  send('/late')
  assert.equal(ended.at(-1), '/late unsent: closed')
  assert.deepEqual(await pool.warmUp(), { kind: 'failed', cause: 'closed' })
  assert.equal(peer.attempts.length, 0)
})

test('closing gives up what no byte left of as unsent', async () => {
  const { peer, pool, sendAll, ended } = poolLab()
  sendAll('/a')
  await peer.open()
  await pool[Symbol.asyncDispose]()
  assert.deepEqual(ended, ['/a unsent: closed'])
})

test('the numbers add up', async () => {
  const { clock, peer, pool, send, sendAll } = poolLab({ inFlightMax: 2 })
  sendAll('/a', '/b', '/c')
  const link = await peer.open()
  clock.advance(7)
  link.answer()
  link.flush()
  link.fail('reset: cancel')
  send('/d')
  send('/e', { timeoutMs: 0 })
  send('/f')
  const { roundTrip, ...rest } = pool.metrics()
  assert.deepEqual(rest, {
    connectionsOpen: 1,
    connectionsOpened: 1,
    connectionsFailed: 0,
    connectionsLost: 0,
    inFlight: 2,
    waiting: 1,
    bytesIn: 0,
    bytesOut: 0,
    answered: 1,
    unsent: 1,
    unknown: 1,
    moves: 0,
  })
  assert.deepEqual([roundTrip.count, roundTrip.sumMs, roundTrip.buckets[3]], [1, 7, 1])
})
