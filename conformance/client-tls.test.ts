// The client at a server whose certificate nobody vouches for (S62): it says nothing to it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { memoryShelf, webSocketTransport, ZIM } from '@posthouse/client'
import { gatewayPath } from '@posthouse/protocol/frames'
import { type Authority, createAuthority } from '@posthouse/vendors/simulators'
import { Agent, WebSocket } from 'undici'

describe('S62 the client over TLS', () => {
  let authority: Authority
  let url: string
  /** The first lines that the server heard. */
  const heard: string[] = []
  const server = createServer()
  before(async () => {
    authority = await createAuthority({ nowMs: Date.now() })
    const { certPem, keyPem } = await authority.issue({ names: ['localhost'] })
    server.setSecureContext({ cert: certPem, key: keyPem })
    server.on('upgrade', ({ url: path = '' }, socket) => {
      heard.push(path)
      socket.destroy()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    url = `https://localhost:${(server.address() as AddressInfo).port}`
  })
  after(() => {
    server.closeAllConnections()
    server.close()
  })

  /** A login that is on its way; `ca`: the authorities that the engine believes. */
  function loggingIn(at: string, ca?: string): ZIM {
    const ports = {
      // What a client without a server still waits for keeps nobody here.
      clock: { now: () => Date.now(), after: patiently },
      shelf: memoryShelf(),
      ...(ca === undefined ? {} : { transport: webSocketTransport(trusting(ca)) }),
    }
    const zim = ZIM.create({ appID: 7, appSign: 'sign', server: at, ports }) ?? assert.fail('there is one already')
    zim.login('alice', {}).catch(() => undefined)
    return zim
  }
  const patiently = (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs).unref()
    return () => clearTimeout(timer)
  }
  const trusting = (ca: string) =>
    class extends WebSocket {
      constructor(at: string) {
        super(at, { dispatcher: new Agent({ connect: { ca } }) })
      }
    }

  it('says nothing to one that it has no reason to believe, nor to one of another name', async () => {
    for (const [at, ca] of [[url], [url.replace('localhost', '127.0.0.1'), authority.caPem]] as const) {
      const over = new Promise<void>(resolve => {
        server.once('connection', socket => socket.once('close', () => resolve()))
      })
      const zim = loggingIn(at, ca)
      await over
      zim.destroy()
    }
    assert.deepEqual(heard, [])
  })

  it('begins to speak to one that it believes', async () => {
    const upgraded = once(server, 'upgrade')
    const zim = loggingIn(url, authority.caPem)
    await upgraded
    assert.deepEqual(heard, [gatewayPath])
    zim.destroy()
  })
})
