// Request lines with bytes that nobody percent-encoded. Some SDKs write an id into a path as it is (spec/easemob.md §1.1), and Node's
// parser takes no byte above 127 there. So what it refused is read once more with those bytes encoded, by the same server, over a
// stream that stands for the socket. One such request per connection: its answer says `Connection: close`.
import { Duplex } from 'node:stream'
import { mebibyte } from '@posthouse/protocol'

/** What Node's parser reports about a connection. */
export interface ParserComplaint {
  readonly code?: string
  /** The bytes that it was given; Fastify's types say something else. */
  readonly rawPacket?: unknown
}

/** Takes a complaint over; false when it is about something else. */
export type Reread = (complaint: ParserComplaint, socket: Duplex) => boolean

/** Bytes that may wait to be read; a body that is larger than any limit is cut off. */
const waitingBytesMax: number = 2 * mebibyte

/** Reads what was refused again; `serve` gives a stream to the server as if it were a new connection. */
export function createReread(serve: (stream: Duplex) => void): Reread {
  const rereading = new WeakMap<Duplex, Duplex>()
  return (complaint, socket) => {
    const { code } = complaint
    const rawPacket = complaint.rawPacket instanceof Uint8Array ? complaint.rawPacket : undefined
    const running = rereading.get(socket)
    if (running) {
      // The first parser complains of every further packet, and of the time: the second one has a clock of its own.
      if (rawPacket) feed(running, rawPacket)
      return true
    }
    const packet = code === 'HPE_INVALID_URL' && rawPacket && !isAnswering(socket) ? encoded(rawPacket) : undefined
    if (packet === undefined) return false
    const stream = standIn(socket)
    rereading.set(socket, stream)
    feed(stream, packet)
    serve(stream)
    return true
  }
}

/** The packet with an encoded request line; undefined where the packet does not begin with a whole one, or has nothing to encode. */
function encoded(packet: Uint8Array): Buffer | undefined {
  const text = Buffer.from(packet).toString('latin1')
  const lineEnd = text.indexOf('\r\n')
  const line = /^[A-Z]+ [\x21-\xff]+ HTTP\/1\.[01]$/.exec(text.slice(0, Math.max(0, lineEnd)))?.[0]
  if (line === undefined || !/[\x80-\xff]/.test(line)) return undefined
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
  return Object.assign(stream, { remoteAddress })
}
