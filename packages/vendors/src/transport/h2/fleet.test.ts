// When the pool dials, how long it waits after failures, and when connections must go.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poolLab } from '../../testing/pool-lab.ts'
import { turn } from '../../testing/scripted-link.ts'

test('a failed connect ends everything that waits, and each further one comes later (F62)', async () => {
  const { clock, peer, sendAll, ended } = poolLab()
  sendAll('/a', '/b')
  await peer.fail()
  assert.deepEqual(ended.splice(0), ['/a unsent: ECONNREFUSED', '/b unsent: ECONNREFUSED'])
  for (const delayMs of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    sendAll('/again')
    assert.deepEqual(clock.pending, [delayMs])
    clock.advance(delayMs - 1)
    assert.equal(peer.attempts.length, 0)
    clock.advance(1)
    await peer.fail('ENOTFOUND')
    assert.deepEqual(ended.splice(0), ['/again unsent: ENOTFOUND'])
  }
})

test('connections that end without one answer are not hammered, and an answer forgets them (F62)', async () => {
  const { clock, peer, sendAll, ended } = poolLab({ movesMax: 10 })
  sendAll('/a')
  for (const delayMs of [500, 1_000, 2_000]) {
    const link = await peer.open()
    link.goaway()
    assert.equal(peer.attempts.length, 0)
    // The pause of a connection that gave something back may ring before.
    clock.advance(delayMs - 1)
    assert.equal(peer.attempts.length, 0)
    clock.advance(1)
  }
  const link = await peer.open()
  link.answer()
  assert.deepEqual(ended, ['/a answered'])
  link.goaway()
  sendAll('/b')
  assert.equal(peer.attempts.length, 1)
})

test('a connection that is gone when it is handed over counts as lost without an answer (F62)', async () => {
  const { clock, peer, pool, sendAll, ended } = poolLab()
  sendAll('/a')
  const opening = peer.open()
  peer.links[0]?.destroy('ECONNRESET')
  await opening
  assert.deepEqual(clock.pending, [500])
  assert.deepEqual(ended, [])
  assert.equal(pool.metrics().connectionsLost, 1)
})

test('an answer after GOAWAY ends the back-off that GOAWAY began (F61)', async () => {
  const { peer, sendAll, ended } = poolLab()
  sendAll('/a', '/b')
  const link = await peer.open()
  link.goaway(1)
  assert.equal(peer.attempts.length, 0)
  link.answer()
  assert.deepEqual(ended, ['/a answered'])
  assert.deepEqual((await peer.open()).paths, ['/b'])
})

test('another connection is opened when all are full and a request waited, one at a time', async () => {
  const { clock, peer, pool, sendAll } = poolLab()
  peer.streamsMax = 2
  sendAll('/1', '/2', '/3', '/4', '/5', '/6', '/7', '/8', '/9')
  const first = await peer.open()
  clock.advance(1_000)
  assert.equal(peer.attempts.length, 0, 'not before the first answer')
  first.answer()
  assert.equal(peer.attempts.length, 1)
  clock.advance(10_000)
  assert.equal(peer.attempts.length, 1)
  const second = await peer.open()
  assert.deepEqual(second.paths, ['/4', '/5'])
  clock.advance(10_000)
  assert.equal(peer.attempts.length, 0, 'not before its first answer')
  second.answer()
  const third = await peer.open()
  third.answer()
  assert.deepEqual(
    [first.paths, second.paths, third.paths],
    [
      ['/2', '/3'],
      ['/5', '/6'],
      ['/8', '/9'],
    ],
  )
  sendAll('/10')
  clock.advance(10_000)
  assert.equal(peer.attempts.length, 0, 'as many as there may be')
  assert.equal(pool.metrics().connectionsOpen, 3)
})

test('a wait shorter than 100 ms opens nothing, and the first connection with room is filled', async () => {
  const { clock, peer, sendAll } = poolLab()
  peer.streamsMax = 1
  sendAll('/1', '/2', '/3')
  const first = await peer.open()
  first.answer()
  clock.advance(99)
  assert.equal(peer.attempts.length, 0)
  clock.advance(1)
  const second = await peer.open()
  for (const link of [first, second]) link.answer()
  sendAll('/4')
  assert.deepEqual([first.paths, second.paths], [['/4'], []])
})

test('a further connection that fails leaves the requests that wait alone, and is tried again later', async () => {
  const { clock, peer, sendAll, ended } = poolLab()
  peer.streamsMax = 1
  sendAll('/1', '/2', '/3', '/4')
  const first = await peer.open()
  first.answer()
  clock.advance(100)
  await peer.fail()
  assert.deepEqual(ended, ['/1 answered'])
  first.answer()
  assert.equal(peer.attempts.length, 0, 'an answer of the old one says nothing about new ones')
  clock.advance(500)
  assert.equal(peer.attempts.length, 1)
})

test('a connection that rests is closed, the first one never', async () => {
  const { clock, peer, pool, sendAll } = poolLab()
  peer.streamsMax = 1
  sendAll('/1', '/2', '/3', '/4')
  const first = await peer.open()
  first.answer()
  clock.advance(100)
  const second = await peer.open()
  for (const link of [second, first, second]) link.answer()
  clock.advance(299_999)
  assert.equal(pool.metrics().connectionsOpen, 2)
  clock.advance(1)
  assert.deepEqual([first.isUsable, second.isUsable, second.isGone], [true, false, true])
  clock.advance(10_000_000)
  assert.equal(first.isUsable, true)
  assert.deepEqual(clock.pending, [])
  assert.equal(pool.metrics().connectionsLost, 0)
})

test('a connection that worked meanwhile rests from its last end', async () => {
  const { clock, peer, sendAll } = poolLab()
  peer.streamsMax = 1
  sendAll('/1', '/2', '/3')
  const first = await peer.open()
  first.answer()
  clock.advance(100)
  const second = await peer.open()
  clock.advance(200_000)
  second.answer()
  clock.advance(299_999)
  assert.equal(second.isUsable, true)
  clock.advance(1)
  assert.equal(second.isUsable, false)
})

test('a connection for which nothing is left when it comes is closed after its rest', async () => {
  const { clock, peer, sendAll } = poolLab()
  peer.streamsMax = 1
  sendAll('/1', '/2')
  const first = await peer.open()
  first.answer()
  sendAll('/3')
  clock.advance(100)
  first.answer()
  first.answer()
  const second = await peer.open()
  clock.advance(300_000)
  assert.deepEqual([first.isUsable, second.isUsable], [true, false])
})

test('reconnecting sends connections away at once and awaits what they carry', async () => {
  const { peer, pool, sendAll, ended } = poolLab()
  sendAll('/a', '/held')
  const first = await peer.open()
  first.answer()
  pool.reconnect()
  sendAll('/b')
  const second = await peer.open()
  assert.deepEqual([first.paths, second.paths], [['/held'], ['/b']])
  for (const link of [first, second]) link.answer()
  assert.deepEqual(ended, ['/a answered', '/held answered', '/b answered'])
  assert.deepEqual([first.isGone, second.isUsable], [true, true])
  assert.equal(pool.metrics().connectionsLost, 0)
})

test('reconnecting while requests wait dials for them', async () => {
  const { peer, pool, sendAll } = poolLab({ inFlight: { untilAnswered: 1, start: 1, max: 1 } })
  sendAll('/a', '/b')
  const first = await peer.open()
  pool.reconnect()
  const second = await peer.open()
  assert.deepEqual([first.paths, second.paths], [['/a'], ['/b']])
})

test('a soft rotation goes on with the old connection until the new one is there', async () => {
  const { clock, peer, pool, sendAll } = poolLab()
  sendAll('/a')
  const first = await peer.open()
  first.answer()
  pool.rotate()
  sendAll('/b')
  assert.deepEqual(first.paths, ['/b'])
  const second = await peer.open()
  assert.equal(first.isUsable, false)
  sendAll('/c')
  assert.deepEqual([first.paths, second.paths], [['/b'], ['/c']])
  clock.advance(10_000_000)
  assert.equal(second.isUsable, true)
})

test('a rotation whose successor cannot be had keeps the old connection, for five minutes', async () => {
  const { clock, peer, pool, sendAll, ended } = poolLab()
  sendAll('/a')
  const first = await peer.open()
  first.answer()
  pool.rotate()
  let attempts = 0
  for (let second = 0; second < 299; second += 1) {
    if (peer.attempts.length > 0) {
      attempts += 1
      await peer.fail()
    }
    sendAll('/b')
    first.answer()
    clock.advance(1_000)
  }
  assert.ok(attempts >= 5 && attempts < 20, `${attempts} attempts`)
  assert.equal(first.isUsable, true)
  assert.ok(ended.every(line => line.endsWith(' answered')))
  clock.advance(1_000)
  assert.equal(first.isUsable, false)
})

test('a connection gets a successor when it is an hour old, and a request notices', async () => {
  const { clock, peer, sendAll } = poolLab()
  sendAll('/a')
  const first = await peer.open()
  first.answer()
  clock.advance(3_599_999)
  sendAll('/b')
  assert.equal(peer.attempts.length, 0)
  clock.advance(1)
  sendAll('/c')
  assert.deepEqual(first.paths, ['/b', '/c'])
  await peer.open()
  assert.equal(first.isUsable, false)
})

test('rotating without a connection does nothing', () => {
  const { clock, peer, pool } = poolLab()
  pool.rotate()
  assert.deepEqual([peer.attempts.length, clock.pending], [0, []])
})

test('warming up opens a connection before the first request, and says when it failed', async () => {
  const { clock, peer, pool, send } = poolLab()
  const failed = [pool.warmUp(), pool.warmUp()]
  assert.equal(peer.attempts.length, 1)
  await peer.fail()
  assert.deepEqual(await Promise.all(failed), Array(2).fill({ kind: 'failed', cause: 'ECONNREFUSED' }))
  const warm = pool.warmUp()
  assert.equal(peer.attempts.length, 0, 'not before the back-off')
  clock.advance(500)
  const link = await peer.open()
  assert.deepEqual(await warm, { kind: 'ready' })
  assert.deepEqual(await pool.warmUp(), { kind: 'ready' })
  send('/a')
  assert.deepEqual(link.paths, ['/a'])
})

test('closing amid an attempt ends it, and a connection that comes all the same', async () => {
  const { peer, pool, sendAll, ended } = poolLab()
  sendAll('/a')
  const warm = pool.warmUp()
  const [attempt] = peer.attempts
  const opening = attempt?.open()
  const closing = pool[Symbol.asyncDispose]()
  assert.deepEqual(ended, ['/a unsent: closed'])
  assert.deepEqual(await warm, { kind: 'failed', cause: 'closed' })
  const link = await opening
  await closing
  assert.equal(link?.isGone, true)
})

test('closing amid an attempt that hangs ends it by its signal', async () => {
  const { peer, pool, sendAll } = poolLab()
  sendAll('/a')
  await pool[Symbol.asyncDispose]()
  await turn()
  assert.equal(peer.attempts.length, 0)
  assert.equal(pool.metrics().connectionsFailed, 1)
})
