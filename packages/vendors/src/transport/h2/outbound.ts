// What we send on one connection: header blocks, bodies as far as windows let them, and the small frames that answer the peer's.
// Writes bytes; knows nothing of results.
import type { WireRequest } from '../contract.ts'
import { BytesOut } from './bytes-out.ts'
import { SendWindow } from './flow.ts'
import { Flag, FrameType, WINDOW_DEFAULT } from './frame.ts'
import { beginFrame, endFrame, finishHeaders, writeData } from './frame-writer.ts'
import { HpackEncoder } from './hpack/encoder.ts'
import { type RemoteSettings, remoteSettingsDefault } from './settings.ts'
import type { Stream } from './stream.ts'

/** Most bytes that one UTF-16 unit takes in UTF-8. */
const BYTES_PER_UNIT_MAX = 3

/** The sending half of a connection. */
export class Outbound {
  readonly out: BytesOut = new BytesOut()
  /** What the peer last asked for. */
  settings: RemoteSettings = remoteSettingsDefault
  /** Bytes of bodies written so far. */
  bodyBytes = 0
  readonly #authority: string
  readonly #hpack = new HpackEncoder()
  /** What the peer lets us send on all streams together. */
  readonly #window = new SendWindow(0, WINDOW_DEFAULT)
  /** Streams whose body waits for a window, in turn. No Set, for the reason that abort-groups.ts gives. */
  readonly #waiting: Stream[] = []

  /** `authority`: host and port of the origin, for `:authority`. */
  constructor(authority: string) {
    this.#authority = authority
  }

  /**
   * Writes a request as far as windows allow. Throws HeaderError for a header that may not be written; nothing of the request
   * leaves then.
   */
  writeRequest(stream: Stream): void {
    const { request } = stream.exchange
    const { body } = request
    const hasBody = body !== undefined && body.length > 0
    const start = beginFrame(this.out)
    try {
      this.#writeFields(request)
    } catch (error) {
      // Nothing of it leaves; the encoder knows (HpackEncoder.abandonBlock).
      this.out.at = start
      throw error
    }
    finishHeaders(this.out, start, stream.id, !hasBody, this.settings.frameBytesMax)
    if (hasBody) this.#writeBody(stream, body)
  }

  /** Takes in the peer's new settings; `streams` are all that are open. Throws {@link ConnectionFault} when a window overflows. */
  applySettings(settings: RemoteSettings, streams: Iterable<Stream>): void {
    const delta = settings.initialWindowBytes - this.settings.initialWindowBytes
    this.settings = settings
    this.#hpack.setTableBytesMax(settings.headerTableBytes)
    if (delta !== 0) for (const stream of streams) stream.sendWindow.shift(delta)
    if (delta > 0) this.#pump()
  }

  /** The peer lets us send `increment` bytes more on all streams together. Throws {@link ConnectionFault}. */
  widen(increment: number): void {
    this.#window.grow(increment)
    this.#pump()
  }

  /** The same for one stream. Throws {@link StreamFault}. */
  widenStream(stream: Stream, increment: number): void {
    stream.sendWindow.grow(increment)
    if (stream.rest) this.#continue(stream)
  }

  /** The stream has ended; the rest of its body is of no interest. */
  drop(stream: Stream): void {
    if (stream.rest === undefined) return
    stream.rest = undefined
    this.#forget(stream)
  }

  #writeFields(request: WireRequest): void {
    const hpack = this.#hpack
    const { out } = this
    hpack.startBlock(out)
    hpack.write(out, ':method', request.method)
    hpack.write(out, ':scheme', 'https')
    hpack.write(out, ':authority', this.#authority)
    // Paths hold device tokens, which stay out of any table (RFC 7541 §7.1.3).
    hpack.writeNever(out, ':path', request.path)
    const { headers } = request
    for (const name in headers) hpack.write(out, name, headers[name] as string)
  }

  /** The usual body is small and goes whole, encoded in its place; any other waits in a buffer of its own. */
  #writeBody(stream: Stream, body: string | Uint8Array): void {
    const { out } = this
    const room = this.#roomFor(stream)
    const bytesMax = typeof body === 'string' ? body.length * BYTES_PER_UNIT_MAX : body.length
    if (bytesMax > room || typeof body !== 'string') {
      stream.rest = Buffer.from(body as string)
      this.#waiting.push(stream)
      this.#continue(stream)
      return
    }
    const start = beginFrame(out)
    out.reserve(bytesMax)
    const count = out.bytes.write(body, out.at)
    out.at += count
    endFrame(out, start, FrameType.data, Flag.endStream, stream.id)
    this.#spend(stream, count)
  }

  #roomFor(stream: Stream): number {
    return Math.min(this.#window.bytes, stream.sendWindow.bytes, this.settings.frameBytesMax)
  }

  /** A connection's window opens for the streams in turn, a frame each, until none of them can go on. */
  #pump(): void {
    const waiting = this.#waiting
    let tries = waiting.length
    while (tries > 0 && this.#window.bytes > 0) {
      const stream = waiting.shift() as Stream
      const hasMoved = this.#writeFrame(stream)
      if (stream.rest !== undefined) waiting.push(stream)
      tries = hasMoved ? waiting.length : tries - 1
    }
  }

  /** One stream's window opens for it alone. */
  #continue(stream: Stream): void {
    while (this.#writeFrame(stream)) if (stream.rest === undefined) this.#forget(stream)
  }

  #forget(stream: Stream): void {
    this.#waiting.splice(this.#waiting.indexOf(stream), 1)
  }

  /** One more frame of a waiting body; false when there is no room or nothing left. After the last one there is no rest. */
  #writeFrame(stream: Stream): boolean {
    const { rest, restFrom } = stream
    const room = this.#roomFor(stream)
    if (rest === undefined || room <= 0) return false
    const to = Math.min(rest.length, restFrom + room)
    const isLast = to === rest.length
    writeData(this.out, stream.id, rest, restFrom, to, isLast)
    this.#spend(stream, to - restFrom)
    stream.restFrom = to
    if (isLast) stream.rest = undefined
    return true
  }

  #spend(stream: Stream, count: number): void {
    this.#window.spend(count)
    stream.sendWindow.spend(count)
    this.bodyBytes += count
  }
}
