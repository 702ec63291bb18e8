import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts'

/** A server that says everything again. */
const echo = createServer({ allowHalfOpen: true }, socket => {
  socket.on('error', () => {})
  socket.pipe(socket)
})
let proxy: FaultProxy

before(async () => {
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  proxy = await openFaultProxy((echo.address() as AddressInfo).port)
})
after(async () => {
  await proxy[Symbol.asyncDispose]()
  echo.close()
})

async function client(): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: proxy.port, allowHalfOpen: true })
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

/** However it closes. */
function closing(socket: Socket): Promise<void> {
  return new Promise(resolve => socket.once('close', () => resolve()))
}

async function said(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, 'data')) as [Buffer]
  return chunk.toString('latin1')
}

describe('a fault proxy', () => {
  it('passes bytes, and tells when some are seen', async () => {
    const socket = await client()
    const seen = proxy.sees('down', 'hello')
    socket.write('hello')
    assert.equal(await said(socket), 'hello')
    await seen
    socket.destroy()
  })

  it('swallows everything without a word, and passes it on when the weather clears', async () => {
    const socket = await client()
    proxy.set({ kind: 'black-hole' })
    socket.write('late')
    assert.equal(await Promise.race([said(socket), pause(50, 'silence')]), 'silence')
    const heard = said(socket)
    proxy.set({ kind: 'clear' })
    assert.equal(await heard, 'late')
    socket.destroy()
  })

  it('delays, and lets so many bytes a second through', async () => {
    const socket = await client()
    for (const weather of [{ kind: 'delay', ms: 40 } as const, { kind: 'rate', bytesPerSecond: 100 } as const]) {
      proxy.set(weather)
      const startedMs = performance.now()
      socket.write('slow')
      assert.equal(await said(socket), 'slow')
      // Up and down; timers may be a little early.
      assert.ok(performance.now() - startedMs > 70, weather.kind)
    }
    proxy.set({ kind: 'clear' })
    socket.destroy()
  })

  it('flips a bit of the next piece', async () => {
    const socket = await client()
    proxy.flipNext('up')
    socket.write('abc')
    assert.equal(await said(socket), 'abb')
    socket.destroy()
  })

  it('resets a connection right after given bytes went up, once', async () => {
    const [socket, other] = [await client(), await client()]
    const cut = proxy.cutAfter('COMMIT')
    socket.write('BEGIN')
    assert.equal(await said(socket), 'BEGIN')
    const closed = closing(socket)
    socket.write('COMMIT')
    await Promise.all([cut, closed])
    other.write('COMMIT')
    assert.equal(await said(other), 'COMMIT')
    other.destroy()
  })

  it('resets all connections, ends one direction, refuses new ones', async () => {
    const socket = await client()
    socket.write('here')
    await said(socket)
    assert.equal(proxy.halfClose('down') > 0, true)
    await once(socket.resume(), 'end')
    const closed = closing(socket)
    socket.end()
    await closed
    const cut = await client()
    cut.write('here')
    await said(cut)
    const gone = closing(cut)
    assert.equal(proxy.cut() > 0, true)
    await gone
    proxy.set({ kind: 'closed' })
    await closing(connect({ host: '127.0.0.1', port: proxy.port }).on('error', () => {}))
    proxy.set({ kind: 'clear' })
  })
})
