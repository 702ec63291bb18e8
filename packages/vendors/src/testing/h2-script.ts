// The other side of a connection as bytes, for tests without a socket: writes what a server may say, also what it never should, and
// reads what a client said.
import { BytesOut } from '../transport/h2/bytes-out.ts'
import { FRAME_HEADER_BYTES, FrameType } from '../transport/h2/frame.ts'
import { HpackDecoder } from '../transport/h2/hpack/decoder.ts'
import { HpackEncoder } from '../transport/h2/hpack/encoder.ts'

/** A frame with any type, flags and payload. */
export function frame(
  type: number,
  flags: number,
  streamId: number,
  payload: Uint8Array | readonly number[] = [],
): Buffer {
  const head = Buffer.alloc(FRAME_HEADER_BYTES)
  head.writeUIntBE(payload.length, 0, 3)
  head.writeUInt8(type, 3)
  head.writeUInt8(flags, 4)
  head.writeUInt32BE(streamId, 5)
  return Buffer.concat([head, Uint8Array.from(payload)])
}

/** What a server says on one connection; it keeps the HPACK state of its side. */
export class ServerScript {
  readonly #hpack = new HpackEncoder()

  settings(pairs: Readonly<Record<number, number>> = {}): Buffer {
    const entries = Object.entries(pairs).map(([id, value]) => {
      const entry = Buffer.alloc(6)
      entry.writeUInt16BE(Number(id), 0)
      entry.writeUInt32BE(value, 2)
      return entry
    })
    return frame(FrameType.settings, 0, 0, Buffer.concat(entries))
  }

  /** The header block itself, for {@link frame}. */
  block(fields: readonly (readonly [name: string, value: string])[]): Buffer {
    const out = new BytesOut()
    this.#hpack.startBlock(out)
    for (const [name, value] of fields) this.#hpack.write(out, name, value)
    return out.take()
  }

  headers(streamId: number, fields: Readonly<Record<string, string>>, endStream = false): Buffer {
    return frame(FrameType.headers, endStream ? 0x5 : 0x4, streamId, this.block(Object.entries(fields)))
  }

  data(streamId: number, text: string, endStream = false): Buffer {
    return frame(FrameType.data, endStream ? 0x1 : 0x0, streamId, Buffer.from(text))
  }

  /** A whole answer. */
  answer(streamId: number, body = 'ok', status = 200): Buffer {
    return Buffer.concat([this.headers(streamId, { ':status': String(status) }), this.data(streamId, body, true)])
  }

  rst(streamId: number, code: number): Buffer {
    return frame(FrameType.rstStream, 0, streamId, number32(code))
  }

  goaway(lastStreamId: number, code = 0): Buffer {
    return frame(FrameType.goaway, 0, 0, Buffer.concat([number32(lastStreamId), number32(code)]))
  }

  windowUpdate(streamId: number, increment: number): Buffer {
    return frame(FrameType.windowUpdate, 0, streamId, number32(increment))
  }
}

/** A frame that the client sent. */
export interface SentFrame {
  readonly type: number
  readonly flags: number
  readonly streamId: number
  readonly payload: Buffer
}

/** Reads what a client sends, from its first byte on. */
export class ClientTranscript {
  readonly frames: SentFrame[] = []
  readonly #hpack = new HpackDecoder(4_096)
  #rest: Buffer = Buffer.alloc(0)
  #hasPreface = false

  /** Takes further bytes; returns the frames that they complete. */
  read(bytes: Uint8Array): readonly SentFrame[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    if (!this.#hasPreface && this.#rest.length >= PREFACE_BYTES) {
      this.#hasPreface = true
      this.#rest = this.#rest.subarray(PREFACE_BYTES)
    }
    const fresh: SentFrame[] = []
    for (let next = this.#next(); next !== undefined; next = this.#next()) fresh.push(next)
    this.frames.push(...fresh)
    return fresh
  }

  /** The fields of a header block; each block once and in order, because they build on each other. */
  fields(block: Buffer): Readonly<Record<string, string>> {
    const { fields } = this.#hpack.decode(block, 0, block.length, 1_048_576)
    return Object.fromEntries(fields.map(({ name, value }) => [name, value]))
  }

  #next(): SentFrame | undefined {
    if (!this.#hasPreface || this.#rest.length < FRAME_HEADER_BYTES) return undefined
    const end = FRAME_HEADER_BYTES + this.#rest.readUIntBE(0, 3)
    if (this.#rest.length < end) return undefined
    const sent = {
      type: this.#rest.readUInt8(3),
      flags: this.#rest.readUInt8(4),
      streamId: this.#rest.readUInt32BE(5),
      payload: this.#rest.subarray(FRAME_HEADER_BYTES, end),
    }
    this.#rest = this.#rest.subarray(end)
    return sent
  }
}

const PREFACE_BYTES = 24

function number32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
