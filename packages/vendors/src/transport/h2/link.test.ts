// One connection on a real socket: when it writes, when it takes no more, and how it ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { frame } from '../../testing/h2-script.ts'
import { type LinkStand, linkLab, SETTINGS_TIMEOUT_MS, until } from '../../testing/link-lab.ts'
import { ErrorCode } from './error-code.ts'
import { FrameType, Setting, WINDOW_DEFAULT, WINDOW_MAX } from './frame.ts'

const aStand = await linkLab(Date.now())
/** Lets bodies of any length leave at once. */
const wide = { [Setting.initialWindowSize]: WINDOW_MAX }

test('all requests of one turn leave in one TLS record', async () => {
  await using stand = await aStand({})
  await until(() => stand.far.framesOf(FrameType.settings).length === 2)
  const { recordCount } = stand.far
  const bytesOut = stand.traffic.bytesOut
  for (let index = 0; index < 50; index += 1) stand.send(`/${index}`, { method: 'POST', body: 'hello' })
  assert.equal(stand.traffic.bytesOut, bytesOut)
  await until(() => stand.far.framesOf(FrameType.data).length === 50)
  assert.equal(stand.far.recordCount, recordCount + 1)
  assert.ok(stand.traffic.bytesOut > bytesOut + 50 * 20)
})

test('a request that is cancelled in its turn is unsent and never written; one that was written is unknown and reset', async () => {
  await using stand = await aStand({})
  const cancelled = stand.send('/cancelled')
  const written = stand.send('/written')
  assert.equal(stand.link.openCount, 2)
  stand.link.cancel(cancelled, 'aborted')
  assert.deepEqual(stand.told, ['/cancelled unsent: aborted'])
  await until(() => stand.far.framesOf(FrameType.headers).length > 0)
  stand.link.cancel(written, 'aborted')
  await until(() => stand.far.framesOf(FrameType.rstStream).length > 0)
  assert.deepEqual(stand.told, ['/cancelled unsent: aborted', '/written unknown: aborted'])
  assert.equal(stand.far.framesOf(FrameType.headers).length, 1)
  assert.equal(stand.link.openCount, 0)
})

test('a request that is cancelled while those of its turn are written is unsent and not written after all', async () => {
  await using stand = await aStand({})
  stand.send('/bad', { headers: { upgrade: 'h3' } }, Number.POSITIVE_INFINITY, () => {
    stand.link.cancel(cancelled, 'aborted')
  })
  const cancelled = stand.send('/cancelled')
  stand.send('/next')
  await until(() => stand.far.framesOf(FrameType.headers).length > 0)
  assert.deepEqual(pathsAt(stand), ['/next'])
  assert.deepEqual(stand.told.slice(1), ['/cancelled unsent: aborted'])
})

test('a link that is ended while those of a turn are written gives the rest back and leaves no timer', async () => {
  await using stand = await aStand({})
  stand.send('/bad', { headers: { upgrade: 'h3' } }, Number.POSITIVE_INFINITY, () => stand.link.destroy('closed'))
  stand.send('/next')
  await until(() => stand.told.length === 3)
  assert.deepEqual(stand.told.slice(0, 2), ['/bad unsent: the header upgrade has no place in HTTP/2', 'gone: closed'])
  assert.match(stand.told[2] ?? '', /^\/next given back: /)
  assert.deepEqual(stand.clock.pending, [])
})

test('a link that retires in the turn of a request gives it back, says farewell and goes', async () => {
  await using stand = await aStand({})
  stand.send('/late')
  stand.link.retire()
  assert.deepEqual([stand.link.room, stand.link.isUsable], [0, false])
  await stand.link.ended
  assert.deepEqual(stand.told, ['/late given back: not-written', 'gone: retired'])
  await until(() => stand.far.framesOf(FrameType.goaway).length === 1)
  assert.deepEqual([...(stand.far.framesOf(FrameType.goaway)[0]?.payload ?? [])], [0, 0, 0, 0, 0, 0, 0, 0])
  assert.deepEqual(stand.far.framesOf(FrameType.headers), [])
  assert.deepEqual(stand.clock.pending, [])
})

test('a retired link finishes what it carries before it goes', async () => {
  await using stand = await aStand({})
  stand.send('/open')
  await until(() => stand.far.framesOf(FrameType.headers).length === 1)
  stand.link.retire()
  assert.deepEqual(stand.told, [])
  stand.far.say(stand.far.answer(1))
  await stand.link.ended
  assert.deepEqual(stand.told, ['/open answered', 'gone: retired'])
  assert.equal(stand.link.hasAnswered, true)
})

test('a socket that its peer does not read takes no further requests, and does again once it is drained', async () => {
  await using stand = await aStand(wide)
  await widen(stand)
  stand.far.socket.pause()
  const body = Buffer.alloc(16_777_216)
  stand.send('/large', { method: 'POST', body })
  assert.ok(stand.link.room > 0)
  await until(() => stand.link.room === 0)
  assert.deepEqual([stand.link.isUsable, stand.told], [true, []])
  const { changes } = stand
  stand.far.socket.resume()
  await until(() => stand.link.room > 0)
  await until(() => stand.changes > changes)
  stand.far.say(stand.far.answer(1))
  await until(() => stand.told.length > 0)
  assert.deepEqual(stand.told, ['/large answered'])
})

test('a peer that asks and asks and reads nothing is given up', async () => {
  await using stand = await aStand({})
  stand.send('/open')
  await until(() => stand.far.framesOf(FrameType.headers).length === 1)
  stand.far.socket.pause()
  const pings = Array.from({ length: 9_000 }, () => frame(FrameType.ping, 0, 0, [1, 2, 3, 4, 5, 6, 7, 8]))
  const hint = (): Buffer => stand.far.headers(1, { ':status': '103' })
  while (stand.told.length === 0) {
    stand.far.say(...pings, hint())
    await new Promise(resolve => setImmediate(resolve))
  }
  assert.deepEqual(stand.told, ['/open unknown: peer-reads-nothing', 'gone: peer-reads-nothing'])
  assert.deepEqual(stand.clock.pending, [])
})

test('a farewell that cannot leave is cut after a second', async () => {
  await using stand = await aStand(wide)
  await widen(stand)
  stand.far.socket.pause()
  const stuck = stand.send('/stuck', { method: 'POST', body: Buffer.alloc(16_777_216) })
  await until(() => stand.link.room === 0)
  stand.link.cancel(stuck, 'aborted')
  stand.link.retire()
  assert.deepEqual(stand.told, ['/stuck unknown: aborted', 'gone: retired'])
  assert.deepEqual(stand.clock.pending, [1_000])
  let hasEnded = false
  void stand.link.ended.then(() => {
    hasEnded = true
  })
  stand.clock.advance(999)
  await new Promise(resolve => setImmediate(resolve))
  assert.equal(hasEnded, false)
  stand.clock.advance(1)
  await stand.link.ended
})

test('a peer that does not say its settings in time, or leaves before, has not become ready', async () => {
  await using silent = await aStand()
  assert.deepEqual([silent.link.room, silent.clock.pending], [0, [SETTINGS_TIMEOUT_MS]])
  silent.clock.advance(SETTINGS_TIMEOUT_MS)
  assert.equal(await silent.link.ready, 'settings-timeout')
  assert.deepEqual([silent.told, silent.clock.pending], [['gone: settings-timeout'], []])
  await using leaving = await aStand()
  leaving.far.socket.end()
  assert.equal(await leaving.link.ready, 'connection-closed')
})

test('a peer that breaks HTTP/2 hears why, and its requests are unknown', async () => {
  await using stand = await aStand({})
  stand.send('/open')
  await until(() => stand.far.framesOf(FrameType.headers).length === 1)
  stand.far.say(stand.far.answer(7))
  stand.send('/same-turn')
  await stand.link.ended
  const cause = 'peer broke HTTP/2: a frame on stream 7, which was never opened'
  assert.equal(stand.told.at(-1), `gone: ${cause}`)
  assert.equal(stand.told[0], `/open unknown: ${cause}`)
  await until(() => stand.far.framesOf(FrameType.goaway).length === 1)
  assert.equal(stand.far.framesOf(FrameType.goaway)[0]?.payload.readUInt32BE(4), ErrorCode.protocolError)
  assert.deepEqual(stand.clock.pending, [])
})

test('a connection that breaks leaves written requests unknown and gives the others back', async () => {
  await using stand = await aStand({})
  stand.send('/written')
  await until(() => stand.far.framesOf(FrameType.headers).length === 1)
  stand.far.socket.destroy()
  await stand.link.ended
  assert.deepEqual(stand.told, ['/written unknown: connection-closed', 'gone: connection-closed'])
  await using other = await aStand({})
  other.send('/written')
  await until(() => other.far.framesOf(FrameType.headers).length === 1)
  other.send('/fresh')
  other.link.destroy('closed')
  other.link.destroy('again')
  assert.deepEqual(other.told, ['/written unknown: closed', '/fresh given back: closed', 'gone: closed'])
  assert.deepEqual([other.link.room, other.link.isUsable, other.link.openCount], [0, false, 0])
})

test('deadlines cost one timer, however many requests have them, and reset their streams', async () => {
  await using stand = await aStand({})
  for (const ms of [4_000, 2_000, 3_000]) stand.send(`/${ms}`, {}, stand.clock.monotonic() + ms)
  await until(() => stand.far.framesOf(FrameType.headers).length === 3)
  assert.deepEqual(stand.clock.pending, [2_000])
  stand.clock.advance(2_000)
  assert.deepEqual([stand.told, stand.clock.pending], [['/2000 unknown: deadline'], [1_000]])
  stand.clock.advance(2_000)
  assert.deepEqual(stand.told.slice(1), ['/4000 unknown: deadline', '/3000 unknown: deadline'])
  await until(() => stand.far.framesOf(FrameType.rstStream).length === 3)
  assert.deepEqual(
    stand.far.framesOf(FrameType.rstStream).map(({ streamId, payload }) => [streamId, payload.readUInt32BE(0)]),
    [
      [3, ErrorCode.cancel],
      [1, ErrorCode.cancel],
      [5, ErrorCode.cancel],
    ],
  )
})

/** Opens the connection's window as far as it goes. */
async function widen({ far, traffic }: LinkStand): Promise<void> {
  const update = far.windowUpdate(0, WINDOW_MAX - WINDOW_DEFAULT)
  const bytesIn = traffic.bytesIn + update.length
  far.say(update)
  await until(() => traffic.bytesIn === bytesIn)
}

/** The paths that came, in order; reads the header blocks, so only once. */
function pathsAt(stand: LinkStand): readonly (string | undefined)[] {
  return stand.far.framesOf(FrameType.headers).map(({ payload }) => stand.far.fields(payload)[':path'])
}

test('a process that stood still while the PONG came reads it before it buries the peer (F63, F109)', async () => {
  await using stand = await aStand({})
  stand.send('/slow')
  await until(() => stand.far.framesOf(FrameType.headers).length === 1)
  stand.clock.advance(5_000)
  await until(() => stand.far.framesOf(FrameType.ping).length === 1)
  // In a timer, where the clock's own would run: what the far end says now is there, but cannot have been read yet.
  await new Promise<void>(resolve => {
    setTimeout(() => {
      stand.far.say(frame(FrameType.ping, 1, 0, stand.far.framesOf(FrameType.ping)[0]?.payload ?? []))
      stand.clock.advance(10_000)
      resolve()
    }, 0)
  })
  await new Promise(resolve => setImmediate(resolve))
  assert.deepEqual(stand.told, [])
  assert.ok(stand.link.isUsable)
})

test('a peer that drips an answer byte by byte shows no life until a frame is whole (F59, F63)', async () => {
  await using stand = await aStand({})
  stand.send('/slow')
  await until(() => stand.far.framesOf(FrameType.headers).length === 1)
  const answer = stand.far.headers(1, { ':status': '200', 'x-a': 'x'.repeat(100) })
  for (let sent = 0; sent < 13; sent += 1) {
    const { bytesIn } = stand.traffic
    stand.far.say(answer.subarray(sent, sent + 1))
    await until(() => stand.traffic.bytesIn > bytesIn)
    if (sent === 8) assert.ok(stand.link.isUsable)
    stand.clock.advance(1_000)
  }
  await until(() => stand.told.length > 0)
  assert.deepEqual(stand.told, ['/slow unknown: ping-timeout', 'gone: ping-timeout'])
})
