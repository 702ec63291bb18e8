// Reads a client's requests with node:http2, which is no relation of the client under examination: the frames that came in are
// played to a server session without a socket. It says what was asked for, and complains where the client broke the protocol.
import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'
import { type Duplex, duplexPair } from 'node:stream'
import { Bit, type Frame, frame, PREFACE, Type } from './wire.ts'

/** What the clerk tells. */
export interface ClerkEvents {
  onHead(streamId: number, method: string, path: string): void
  onBody(streamId: number, body: Buffer): void
  onComplaint(text: string): void
}

/** One connection's reader. */
export class Clerk {
  readonly #near: Duplex
  readonly #session: ServerHttp2Session
  readonly #heads = new Set<number>()
  #headsFed = 0
  #isClosed = false

  constructor(events: ClerkEvents) {
    const [near, far] = duplexPair()
    this.#near = near
    // Its windows are wide open: whether the client keeps to the windows it was given is for the peer to watch.
    this.#session = performServerHandshake(far, { settings: { initialWindowSize: WINDOW }, maxSessionMemory: 1_000 })
    this.#session.on('error', error => this.#isClosed || events.onComplaint(error.message))
    this.#session.on('stream', (stream, headers) => {
      const id = Number(stream.id)
      this.#heads.add(id)
      events.onHead(id, String(headers[':method']), String(headers[':path']))
      collect(stream, body => events.onBody(id, body))
    })
    near.on('error', error => this.#isClosed || events.onComplaint(error.message))
    near.on('close', () => this.#isClosed || events.onComplaint('the reader gave up'))
    // A preface ends with SETTINGS that are no acknowledgement; the client's own come later and count all the same.
    near.write(Buffer.concat([PREFACE, frame(Type.settings, 0, 0)]))
    // The first thing it says is its SETTINGS; they count once they are acknowledged.
    near.once('data', () => {
      this.#session.setLocalWindowSize(WINDOW)
      near.write(frame(Type.settings, Bit.ack, 0))
      near.on('data', (chunk: Buffer) => {
        const [, , , type] = chunk
        if (type === Type.goaway && !this.#isClosed)
          events.onComplaint(`a GOAWAY from the reader, code ${chunk.readUInt32BE(13)}`)
      })
    })
  }

  /** Shows it a frame. Frames that answer the peer (acknowledgements, windows) are none of its business. */
  feed({ type, flags, streamId, payload }: Frame): void {
    if (type === Type.settings ? (flags & Bit.ack) !== 0 : !fedTypes.has(type)) return
    if (type === Type.headers) this.#headsFed += 1
    this.#near.write(frame(type, flags, streamId, payload))
  }

  /** True once every header block it was shown is read. */
  get isUpToDate(): boolean {
    return this.#heads.size >= this.#headsFed
  }

  close(): void {
    this.#isClosed = true
    this.#session.destroy()
    this.#near.destroy()
  }
}

const WINDOW = 2 ** 31 - 1
const fedTypes: ReadonlySet<number> = new Set([Type.data, Type.headers, 2, Type.rstStream, Type.continuation])

function collect(stream: ServerHttp2Stream, onBody: (body: Buffer) => void): void {
  const chunks: Buffer[] = []
  stream.on('data', (chunk: Buffer) => chunks.push(chunk))
  stream.on('error', () => stream.close(constants.NGHTTP2_CANCEL))
  stream.once('end', () => {
    // A stream that the client has reset ends too, but was not read to its end.
    if (stream.aborted || stream.destroyed) return
    onBody(Buffer.concat(chunks))
    stream.respond({ ':status': 204 }, { endStream: true })
  })
}
