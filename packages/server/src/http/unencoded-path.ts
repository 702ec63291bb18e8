// Request lines with bytes that nobody percent-encoded. Some SDKs write an id into a path as it is (spec/easemob.md §1.1), and Node's
// parser takes no byte above 127 there. So what it refused is read once more with those bytes encoded, by the same server, over a
// stream that stands for the socket. One such request per connection: its answer says `Connection: close`, and the connection ends.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Duplex } from 'node:stream'
import { mebibyte } from '@posthouse/protocol'

/** What Node's parser reports about a connection. */
export interface ParserComplaint {
  readonly code?: string
  /** The bytes that it was given; Fastify's types say something else. */
  readonly rawPacket?: unknown
  /** How many of them it had read before the one that it did not like. */
  readonly bytesParsed?: number
}

/** Takes a complaint over; false when it is about something else. */
export type Reread = (complaint: ParserComplaint, socket: Duplex) => boolean

/** Bytes that may wait to be read; a body that is larger than any limit is cut off. */
const waitingBytesMax: number = 2 * mebibyte

/** What reading again needs of a server: that it takes a stream as a new connection, and tells of requests before others hear. */
export interface RereadingServer {
  emit(event: 'connection', stream: Duplex): boolean
  prependListener(event: 'request', hear: (request: IncomingMessage, response: ServerResponse) => void): unknown
}

/** Has what was refused read again by the same server. */
export function createReread(server: RereadingServer): Reread {
  const rereading = new WeakMap<Duplex, Duplex>()
  const streams = new WeakSet<Duplex>()
  // The added header closes no HTTP/1.0 connection that asked to be kept; a stream that were kept would be a road for further ones.
  server.prependListener('request', ({ socket }, response) => {
    if (streams.has(socket)) response.setHeader('Connection', 'close')
  })
  return (complaint, socket) => {
    // What is sent after the one request of a stream is never read, and is no reason to take its answer away.
    if (streams.has(socket)) return complaint.code === 'HPE_CLOSED_CONNECTION'
    const rawPacket = complaint.rawPacket instanceof Uint8Array ? complaint.rawPacket : undefined
    const running = rereading.get(socket)
    if (running) {
      // The first parser complains of every further packet, and of the time: the second one has a clock of its own.
      if (rawPacket) feed(running, rawPacket)
      return true
    }
    if (complaint.code !== 'HPE_INVALID_URL' || !rawPacket || isAnswering(socket)) return false
    const packet = encoded(rawPacket, complaint.bytesParsed)
    if (packet === undefined) return false
    const stream = standIn(socket)
    rereading.set(socket, stream)
    streams.add(stream)
    feed(stream, packet)
    server.emit('connection', stream)
    return true
  }
}

/**
 * The packet with an encoded request line; undefined where the packet does not begin with a whole one, or the complaint was not about
 * the first byte that is to be encoded: then the parser stood elsewhere, at the end of a packet before, and the line is none.
 */
function encoded(packet: Uint8Array, complainedAt: number | undefined): Buffer | undefined {
  const text = Buffer.from(packet).toString('latin1')
  const lineEnd = text.indexOf('\r\n')
  const line = /^[A-Z]+ [\x21-\xff]+ HTTP\/1\.[01]$/.exec(text.slice(0, Math.max(0, lineEnd)))?.[0]
  const at = line?.search(/[\x80-\xff]/) ?? -1
  if (line === undefined || at === -1 || at !== complainedAt) return undefined
  const safe = line.replace(/[\x80-\xff]/g, byte => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
  return Buffer.from(`${safe}\r\nConnection: close${text.slice(lineEnd)}`, 'latin1')
}

/** Whether an earlier request of the connection still waits for its answer, which must go first. Node has no public word for it. */
function isAnswering(socket: Duplex): boolean {
  return Boolean((socket as { readonly _httpMessage?: unknown })._httpMessage)
}

function feed(stream: Duplex, bytes: Uint8Array): void {
  if (stream.destroyed) return
  if (stream.readableLength + bytes.length > waitingBytesMax) stream.destroy()
  else stream.push(bytes)
}

/** A stream that writes to the socket, ends with it, and has its address. */
function standIn(socket: Duplex): Duplex {
  const stream = new Duplex({
    read() {
      // Bytes come when the socket has some.
    },
    write: (chunk, _encoding, done) => void socket.write(chunk, done),
    final: done => void socket.end(done),
    destroy(cause, done) {
      socket.destroy()
      done(cause)
    },
  })
  const { remoteAddress } = socket as { readonly remoteAddress?: string }
  socket.once('close', () => stream.destroy())
  // The server asks for it after the last answer; a plain end would leave the connection open for as long as the client wants.
  const destroySoon = () => stream.end(() => stream.destroy())
  return Object.assign(stream, { remoteAddress, destroySoon })
}
