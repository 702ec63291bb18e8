// A bare WebSocket server beside the gateway: it holds connections, and sends every one of them so many frames when it is told
// `send <frames> <bytes>`; by `ws.send` to each, or by the gateway's way, one framing for all and raw writes. Answers `sent <ms>`, the CPU
// time of it. `bare` or `framed` is its argument.
import { createServer } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { WebSocketServer } from 'ws'
import { type ClientSocket, SocketMaker } from '../../packages/server/src/gateway/client-socket.ts'
import { framedText } from '../../packages/server/src/gateway/framed.ts'

const [kind = 'bare'] = process.argv.slice(2)
const server = createServer()
const bare = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false })
const maker = new SocketMaker()
const webs = new Set<{ send(text: string): void }>()
const sockets = new Set<Socket>()
const ignore = (): void => undefined
const listener = { heard: ignore, pinged: ignore, ponged: ignore, broken: ignore, closed: ignore }

server.on('upgrade', (request, duplex, head) => {
  const socket = duplex as Socket
  socket.setNoDelay(true)
  sockets.add(socket)
  socket.on('close', () => sockets.delete(socket))
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
    } else for (const web of webs) web.send(text)
    // Everybody has read it before the next one goes.
    await Promise.all([...sockets].filter(socket => socket.writableLength > 0).map(drained))
  }
  const used = process.cpuUsage(before)
  process.stdout.write(`sent ${(used.user + used.system) / 1_000}\n`)
}
process.exit(0)

function drained(socket: Socket): Promise<void> {
  return new Promise(resolve => socket.once('drain', resolve))
}
