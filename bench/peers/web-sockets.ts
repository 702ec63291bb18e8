// A bare WebSocket server beside the gateway: it holds connections, and sends every one of them so many frames when it is told
// `send <frames> <bytes>`; by `ws.send` to each, or by the gateway's way, one framing for all and raw writes. Answers `sent <ms>`, the CPU
// time of it. `bare`, `framed` or `socket.io` is its argument; the last is that library with the text as an event to everybody.
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { Server as SocketIoServer } from 'socket.io'
import { WebSocketServer } from 'ws'
import { type ClientSocket, SocketMaker } from '../../packages/server/src/gateway/client-socket.ts'
import { framedText } from '../../packages/server/src/gateway/framed.ts'

/** Frames to everybody between two looks whether they have left. */
const sliceMax = 20

const [kind = 'bare'] = process.argv.slice(2)
const server = createServer()
const bare = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false })
const maker = new SocketMaker()
const webs = new Set<{ send(text: string): void }>()
const sockets = new Set<Socket>()
const ignore = (): void => undefined
const listener = { heard: ignore, pinged: ignore, ponged: ignore, broken: ignore, closed: ignore }

/** Its own pings would come in the middle of a measurement. */
const io =
  kind === 'socket.io' ? new SocketIoServer(server, { pingInterval: 3_600_000, serveClient: false }) : undefined

server.on('upgrade', (request, duplex, head) => {
  const socket = duplex as Socket
  socket.setNoDelay(true)
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
  if (io) return
  if (kind === 'framed') maker.make(request, socket, head, (_web: ClientSocket) => listener)
  else {
    bare.handleUpgrade(request, socket, head, web => {
      webs.add(web)
      web.on('close', () => webs.delete(web))
    })
  }
})
server.listen(0, '127.0.0.1', 4_096, () =>
  process.stdout.write(`ready http://127.0.0.1:${(server.address() as AddressInfo).port}\n`),
)

for await (const line of createInterface(process.stdin)) {
  const [, frames = 1, bytes = 200] = line.split(' ').map(Number)
  const text = JSON.stringify({ t: 'x', v: 'x'.repeat(bytes - 16) })
  const before = process.cpuUsage()
  for (let frame = 0; frame < frames; frame += 1) {
    if (kind === 'framed') {
      const framed = framedText(text)
      for (const socket of sockets) socket.write(framed)
    } else if (io) io.emit('x', text)
    else for (const web of webs) web.send(text)
    // A library may have a queue of its own, so what has left is counted in bytes.
    if (frame % sliceMax === sliceMax - 1 || frame === frames - 1) await settled()
  }
  const used = process.cpuUsage(before)
  process.stdout.write(`sent ${(used.user + used.system) / 1_000}\n`)
}
process.exit(0)

/** Resolves once nothing was written for three turns of the loop and every socket is empty. */
async function settled(): Promise<void> {
  let before = -1
  for (let quiet = 0; quiet < 3; ) {
    await new Promise<void>(resolve => setImmediate(resolve))
    let written = 0
    let waiting = 0
    for (const socket of sockets) {
      written += socket.bytesWritten
      waiting += socket.writableLength
    }
    quiet = written === before && waiting === 0 ? quiet + 1 : 0
    before = written
  }
}
