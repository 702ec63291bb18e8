import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { after, before, describe, it } from 'node:test'
import { WebSocket } from 'ws'
import { SocketMaker } from './client-socket.ts'
import { framedText } from './framed.ts'

describe('a frame made once for all receivers', () => {
  const maker = new SocketMaker()
  const server = createServer()
  let raw: Promise<Socket>
  before(async () => {
    raw = new Promise(resolve =>
      server.on('upgrade', (request, socket, head) => {
        const ignore = () => undefined
        maker.make(request, socket as Socket, head, () => {
          resolve(socket as Socket)
          return { heard: ignore, pinged: ignore, ponged: ignore, broken: ignore, closed: ignore }
        })
      }),
    )
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => server.close())

  it('is a whole text message at every length where its header changes', async () => {
    const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const socket = await raw
    for (const size of [0, 1, 125, 126, 127, 65_535, 65_536, 300_000]) {
      const text = `é${'x'.repeat(size)}`.slice(0, size)
      socket.write(framedText(text))
      const [data, isBinary] = await once(client, 'message')
      assert.deepEqual([String(data), isBinary], [text, false])
    }
    client.terminate()
  })
})
