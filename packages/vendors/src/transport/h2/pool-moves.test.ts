// What becomes of requests that a connection loses, or that its peer gives back.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { poolLab } from '../../testing/pool-lab.ts'

test('requests above the last of GOAWAY move before all others, in their order, those below are awaited (F61)', async () => {
  const { peer, sendAll, ended } = poolLab({ inFlightMax: 5 })
  sendAll('/0', '/1', '/2', '/3', '/4', '/5')
  const first = await peer.open()
  first.answer()
  sendAll('/6')
  first.goaway(2)
  const second = await peer.open()
  assert.deepEqual(first.paths, ['/1', '/2'])
  assert.deepEqual(second.paths, ['/3', '/4', '/5'])
  for (const link of [first, first, second]) link.answer()
  assert.deepEqual(ended, ['/0 answered', '/1 answered', '/2 answered', '/3 answered'])
  assert.deepEqual(second.paths, ['/4', '/5', '/6'])
})

test('after a GOAWAY on a connection that had answered, the next one is dialled at once (F61)', async () => {
  const { clock, peer, sendAll } = poolLab()
  sendAll('/a', '/b')
  const first = await peer.open()
  first.answer()
  first.goaway()
  assert.equal(peer.attempts.length, 1)
  assert.deepEqual((await peer.open()).paths, ['/b'])
  clock.advance(0)
})

test('a request moves three times, then it is unsent with the cause (F61)', async () => {
  const { clock, peer, pool, send, ended } = poolLab()
  send('/a')
  for (let count = 0; count < 4; count += 1) {
    assert.deepEqual(ended, [])
    const link = await peer.open()
    link.goaway()
    clock.advance(60_000)
  }
  assert.deepEqual(ended, ['/a unsent: goaway'])
  assert.equal(pool.metrics().moves, 3)
})

test('a request given back after its deadline is unsent and does not move (F61)', async () => {
  const { clock, peer, pool, send, ended } = poolLab()
  send('/a', { timeoutMs: 100 })
  const link = await peer.open()
  clock.advance(100)
  link.goaway()
  assert.deepEqual(ended, ['/a unsent: deadline'])
  assert.equal(pool.metrics().moves, 0)
})

test('without moves a refused request is unsent, and the next one need not wait (F61)', async () => {
  const { peer, sendAll, ended } = poolLab({ movesMax: 0 })
  sendAll('/a')
  const link = await peer.open()
  link.refuse()
  sendAll('/b')
  link.answer()
  assert.deepEqual(ended, ['/a unsent: refused-stream', '/b answered'])
})

test('a refused request waits for the next answer of that connection (F62)', async () => {
  const { clock, peer, sendAll } = poolLab()
  sendAll('/a', '/b')
  const link = await peer.open()
  link.refuse()
  sendAll('/c')
  assert.deepEqual(link.paths, ['/b'])
  assert.deepEqual(clock.pending, [75])
  link.answer()
  assert.deepEqual(link.paths, ['/a', '/c'])
})

test('a refused request whose connection carries nothing else waits for a moment (F62)', async () => {
  const { clock, peer, sendAll, ended } = poolLab()
  sendAll('/a')
  const link = await peer.open()
  link.refuse()
  clock.advance(74)
  assert.deepEqual(link.paths, [])
  clock.advance(1)
  assert.deepEqual(link.paths, ['/a'])
  link.answer()
  assert.deepEqual(ended, ['/a answered'])
})

test('refusals and calls for calm halve what a connection carries, once per round (F61)', async () => {
  const { peer, sendAll } = poolLab({ inFlight: { untilAnswered: 8, start: 8, max: 1_000 } })
  sendAll(...Array.from({ length: 30 }, (_, index) => `/${index}`))
  const link = await peer.open()
  assert.equal(link.paths.length, 8)
  link.answer()
  for (const cause of ['reset: enhance-your-calm', 'reset: enhance-your-calm']) link.fail(cause)
  // The queue is full of others, and seven of the old round are still there: nothing is added until fewer than four are.
  link.answer()
  link.answer()
  assert.equal(link.paths.length, 4)
  link.refuse()
  assert.equal(link.paths.length, 3)
  link.answer()
  assert.equal(link.paths.length, 4)
})

test('another end without an answer leaves the limit alone (F64)', async () => {
  const { peer, sendAll, ended } = poolLab({ inFlight: { untilAnswered: 2, start: 2, max: 2 } })
  sendAll('/a', '/b', '/c')
  const link = await peer.open()
  link.fail('reset: internal-error')
  assert.deepEqual(ended, ['/a unknown: reset: internal-error'])
  assert.deepEqual(link.paths, ['/b', '/c'])
})

test('what was on a lost connection is unknown, or moves if no byte of it had left (F64)', async () => {
  const { peer, sendAll, ended } = poolLab()
  sendAll('/a', '/b')
  const first = await peer.open()
  first.answer()
  first.flush()
  sendAll('/fresh')
  first.destroy('ECONNRESET')
  assert.deepEqual(ended, ['/a answered', '/b unknown: ECONNRESET'])
  const second = await peer.open()
  assert.deepEqual(second.paths, ['/fresh'])
})

test('orderly GOAWAYs of connections that have answered count as no move, however many they are (F61, F62)', async () => {
  const { peer, sendAll, ended } = poolLab({ movesMax: 1 })
  sendAll('/1', '/2', '/3', '/4', '/5')
  for (let count = 0; count < 5; count += 1) {
    const link = await peer.open()
    link.answer()
    link.goaway()
  }
  assert.deepEqual(ended, ['/1 answered', '/2 answered', '/3 answered', '/4 answered', '/5 answered'])
})
