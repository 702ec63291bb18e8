import assert from 'node:assert/strict'
import { once } from 'node:events'
import { test } from 'node:test'
import { blackholeAt, closedPort, tcpListener } from '../testing/dial-lab.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { ATTEMPT_DELAY_MS, type RaceResult, raceTcp } from './race.ts'

const never = new AbortController().signal

function brief(result: RaceResult): object {
  if (result.kind === 'failed') return result
  const { socket: _, ...rest } = result
  return rest
}

test('the first address is taken when it answers, and the others are never tried', async () => {
  await using listener = await tcpListener()
  const clock = new ManualClock(0)
  const addresses = ['127.0.0.1', '127.0.0.2', '::1']
  const race = raceTcp({ addresses, port: listener.port, clock, signal: never })
  assert.deepEqual(clock.pending, [ATTEMPT_DELAY_MS])
  const result = await race
  assert.deepEqual(brief(result), { kind: 'open', address: '127.0.0.1', failed: [], overtaken: [] })
  assert.deepEqual(clock.pending, [])
  assert.ok(result.kind === 'open' && !result.socket.destroyed)
  result.socket.destroy()
})

test('after a refusal the next address is tried at once, without the clock', async () => {
  await using listener = await tcpListener()
  const clock = new ManualClock(0)
  const addresses = ['127.0.0.2', '::1', '127.0.0.1']
  const result = await raceTcp({ addresses, port: listener.port, clock, signal: never })
  assert.deepEqual(brief(result), { kind: 'open', address: '127.0.0.1', failed: ['127.0.0.2', '::1'], overtaken: [] })
  assert.deepEqual(clock.pending, [])
  if (result.kind === 'open') result.socket.destroy()
})

test('a silent address is overtaken after a quarter of a second, and its attempt is given up', async () => {
  await using listener = await tcpListener()
  await using _hole = await blackholeAt({ host: '127.0.0.2', port: listener.port })
  const clock = new ManualClock(0)
  const addresses = ['127.0.0.2', '127.0.0.1']
  const race = raceTcp({ addresses, port: listener.port, clock, signal: never })
  clock.advance(ATTEMPT_DELAY_MS - 1)
  assert.deepEqual(clock.pending, [1])
  clock.advance(1)
  assert.deepEqual(clock.pending, [])
  const result = await race
  assert.deepEqual(brief(result), { kind: 'open', address: '127.0.0.1', failed: [], overtaken: ['127.0.0.2'] })
  if (result.kind === 'open') result.socket.destroy()
})

test('of two that answer one wins, the other is destroyed', async () => {
  await using four = await tcpListener()
  await using six = await tcpListener(undefined, { host: '::1', port: four.port })
  const clock = new ManualClock(0)
  const addresses = ['::1', '127.0.0.1']
  const race = raceTcp({ addresses, port: four.port, clock, signal: never })
  // Before anything could happen on either socket.
  clock.advance(ATTEMPT_DELAY_MS)
  const arrived = Promise.all([four.next(), six.next()])
  const result = await race
  assert.equal(result.kind, 'open')
  const [loser] = (await arrived).filter(
    socket => result.kind === 'open' && socket.remotePort !== result.socket.localPort,
  )
  if (loser && !loser.destroyed) await once(loser.resume(), 'close')
  assert.ok(loser?.destroyed)
  if (result.kind === 'open') {
    assert.equal(result.socket.destroyed, false)
    result.socket.destroy()
  }
})

test('when all addresses refuse, the last refusal is the cause (F57)', async () => {
  const port = await closedPort()
  const addresses = ['127.0.0.1', '127.0.0.2']
  const result = await raceTcp({ addresses, port, clock: new ManualClock(0), signal: never })
  assert.deepEqual(result, { kind: 'failed', cause: 'ECONNREFUSED', failed: addresses })
})

test('a refusal while another attempt is silent ends nothing', async () => {
  await using hole = await blackholeAt({ host: '127.0.0.1' })
  const clock = new ManualClock(0)
  const controller = new AbortController()
  const addresses = ['127.0.0.1', '127.0.0.2', '::1']
  const race = raceTcp({ addresses, port: hole.port, clock, signal: controller.signal })
  const again = clock.armed(ATTEMPT_DELAY_MS)
  clock.advance(ATTEMPT_DELAY_MS)
  await again
  controller.abort('connect-timeout')
  const failed = ['127.0.0.1', '127.0.0.2']
  assert.deepEqual(await race, { kind: 'failed', cause: 'connect-timeout', failed })
  assert.deepEqual(clock.pending, [])
})

test('a refusal of the last waits for a silent one until the end', async () => {
  await using hole = await blackholeAt({ host: '127.0.0.1' })
  const clock = new ManualClock(0)
  const controller = new AbortController()
  const race = raceTcp({ addresses: ['127.0.0.1', '127.0.0.2'], port: hole.port, clock, signal: controller.signal })
  clock.advance(ATTEMPT_DELAY_MS)
  // The refusal of a third party proves that the second attempt, made before, has been refused as well.
  await raceTcp({ addresses: ['127.0.0.2'], port: hole.port, clock, signal: never })
  controller.abort('aborted')
  assert.deepEqual(await race, { kind: 'failed', cause: 'aborted', failed: ['127.0.0.2', '127.0.0.1'] })
})

test('a race after its end is not run', async () => {
  const input = { addresses: ['127.0.0.1'], port: 9, clock: new ManualClock(0), signal: AbortSignal.abort('aborted') }
  assert.deepEqual(await raceTcp(input), { kind: 'failed', cause: 'aborted', failed: [] })
})

test('S21: a forbidden address is passed over without a connection, and asked about right before its turn', async () => {
  await using canary = await tcpListener(undefined, { host: '127.0.0.2' })
  await using listener = await tcpListener(undefined, { port: canary.port })
  const asked: string[] = []
  const mayConnect = (address: string): boolean => {
    asked.push(address)
    return address !== '127.0.0.2'
  }
  const clock = new ManualClock(0)
  const addresses = ['127.0.0.2', '127.0.0.1', '127.0.0.3']
  const result = await raceTcp({ addresses, port: listener.port, clock, signal: never, mayConnect })
  assert.deepEqual(brief(result), { kind: 'open', address: '127.0.0.1', failed: ['127.0.0.2'], overtaken: [] })
  // The third had no turn, so nobody asked about it.
  assert.deepEqual(asked, ['127.0.0.2', '127.0.0.1'])
  assert.deepEqual([canary.sockets.length, clock.pending], [0, []])
  if (result.kind === 'open') result.socket.destroy()
})

test('S21: a forbidden address whose turn comes by the clock leaves the others running', async () => {
  await using hole = await blackholeAt({ host: '127.0.0.1' })
  await using canary = await tcpListener(undefined, { host: '127.0.0.2', port: hole.port })
  const clock = new ManualClock(0)
  const leaving = new AbortController()
  const addresses = ['127.0.0.1', '127.0.0.2']
  const mayConnect = (address: string): boolean => address !== '127.0.0.2'
  const race = raceTcp({ addresses, port: canary.port, clock, signal: leaving.signal, mayConnect })
  clock.advance(ATTEMPT_DELAY_MS)
  leaving.abort('connect-timeout')
  assert.deepEqual(await race, { kind: 'failed', cause: 'connect-timeout', failed: ['127.0.0.2', '127.0.0.1'] })
  assert.equal(canary.sockets.length, 0)
})

test('S21: when every address is forbidden, that is the cause', async () => {
  await using canary = await tcpListener()
  const addresses = ['127.0.0.1', '::1']
  const result = await raceTcp({
    addresses,
    port: canary.port,
    clock: new ManualClock(0),
    signal: never,
    mayConnect: () => false,
  })
  assert.deepEqual(result, { kind: 'failed', cause: 'address-forbidden', failed: addresses })
  assert.equal(canary.sockets.length, 0)
})
