// A WebSocket of the gateway: `ws` reads it, with tight limits (S37); what goes out are whole frames of ours on the raw socket.
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { frameBytesMax } from '@posthouse/protocol/frames'
import { type RawData, WebSocket, WebSocketServer } from 'ws'

/** Who is told what a socket hears. */
export interface Listener {
  heard(text: string): void
  /** A control frame that asks for the same bytes back. */
  pinged(payload: Buffer): void
  /** A control frame that asks for nothing. */
  ponged(): void
  /** What came is no WebSocket frame, or none that is accepted. */
  broken(): void
  closed(): void
}

/** Fragments of one message, and pieces of the network that make them up. */
const fragmentsMax = 64
const piecesMax = 1_024

/** See the head of the file. Its listeners are shared by all sockets: one that waits has no function of its own. */
export class ClientSocket extends WebSocket {
  listener: Listener | undefined

  /** `ws` closes so when the peer does, or breaks a rule of the protocol; the latter is ours to answer. */
  override close(code?: number, reason?: string | Buffer): void {
    if (code !== undefined && faults.has(code) && this.listener) this.listener.broken()
    else super.close(code, reason)
  }

  /** Says why and closes. */
  depart(code: number, reason: string): void {
    super.close(code, reason)
  }
}

/** 1002 protocol, 1003 data, 1007 not UTF-8, 1008 too many fragments, 1009 too large (RFC 6455 §7.4.1). */
const faults: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009])

/** Makes WebSockets of upgraded connections. */
export class SocketMaker {
  readonly #server = new WebSocketServer<typeof ClientSocket>({
    noServer: true,
    WebSocket: ClientSocket,
    clientTracking: false,
    perMessageDeflate: false,
    // A ping is answered by us, who count them.
    autoPong: false,
    maxPayload: frameBytesMax,
    maxFragments: fragmentsMax,
    maxBufferedChunks: piecesMax,
  })

  /** Answers the handshake; calls back at once, or never where it is refused. */
  make(request: IncomingMessage, socket: Socket, head: Buffer, listenerOf: (made: ClientSocket) => Listener): void {
    this.#server.handleUpgrade(request, socket, head, made => {
      made.listener = listenerOf(made)
      made.on('message', onMessage)
      made.on('ping', onPing)
      made.on('pong', onPong)
      made.on('error', onError)
      made.on('close', onClose)
    })
  }
}

function onMessage(this: WebSocket, data: RawData, isBinary: boolean): void {
  const { listener } = this as ClientSocket
  // `ws` gives one buffer, as its default is.
  if (isBinary) listener?.broken()
  else listener?.heard((data as Buffer).toString('utf8'))
}

function onPing(this: WebSocket, payload: Buffer): void {
  ;(this as ClientSocket).listener?.pinged(payload)
}

function onPong(this: WebSocket): void {
  ;(this as ClientSocket).listener?.ponged()
}

/** Whatever is wrong with a connection, its `close` follows. */
function onError(): void {}

function onClose(this: WebSocket): void {
  ;(this as ClientSocket).listener?.closed()
}
