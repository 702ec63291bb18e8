// HTTP/2 frames as the laboratory's peer writes and splits them (RFC 9113 §4, §6). Shares nothing with the client it examines.

/** Frame types. */
export const Type = {
  data: 0,
  headers: 1,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

/** Flags; one number means different things in different frames. */
export const Bit = { ack: 1, endStream: 1, endHeaders: 4, padded: 8 } as const

/** Identifiers of SETTINGS. */
export const SettingId = {
  headerTableSize: 1,
  maxConcurrentStreams: 3,
  initialWindowSize: 4,
  maxFrameSize: 5,
} as const

/** The codes of RST_STREAM and GOAWAY that have names, 0x0 to 0xd. */
export const errorCodes: readonly number[] = Array.from({ length: 14 }, (_, code) => code)
/** The code that says "not processed". */
export const REFUSED_STREAM = 7
/** What a client says first. */
export const PREFACE: Buffer = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

/** One frame as it came. */
export interface Frame {
  readonly type: number
  readonly flags: number
  readonly streamId: number
  readonly payload: Buffer
}

/** A frame's bytes. */
export function frame(type: number, flags: number, streamId: number, payload: Uint8Array = new Uint8Array()): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + payload.length)
  bytes.writeUIntBE(payload.length, 0, 3)
  bytes[3] = type
  bytes[4] = flags
  bytes.writeUInt32BE(streamId, 5)
  bytes.set(payload, HEADER_BYTES)
  return bytes
}

/** SETTINGS with these identifiers and values. */
export function settingsFrame(values: readonly (readonly [id: number, value: number])[]): Buffer {
  const payload = Buffer.alloc(values.length * 6)
  for (const [index, [id, value]] of values.entries()) {
    payload.writeUInt16BE(id, index * 6)
    payload.writeUInt32BE(value, index * 6 + 2)
  }
  return frame(Type.settings, 0, 0, payload)
}

/** A frame whose payload is 32-bit numbers: RST_STREAM, WINDOW_UPDATE, GOAWAY without words. */
export function numbersFrame(type: number, streamId: number, ...numbers: readonly number[]): Buffer {
  const payload = Buffer.alloc(numbers.length * 4)
  for (const [index, number] of numbers.entries()) payload.writeUInt32BE(number, index * 4)
  return frame(type, 0, streamId, payload)
}

/** The pairs of a SETTINGS payload. */
export function settingsOf(payload: Buffer): readonly (readonly [id: number, value: number])[] {
  return Array.from(
    { length: Math.floor(payload.length / 6) },
    (_, index) => [payload.readUInt16BE(index * 6), payload.readUInt32BE(index * 6 + 2)] as const,
  )
}

/** Cuts a client's bytes into its frames; throws at a false preface or a frame that nobody allowed. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0)
  #isGreeted = false

  push(chunk: Buffer): readonly Frame[] {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    if (!this.#isGreeted) {
      if (this.#rest.length < PREFACE.length) return []
      if (!this.#rest.subarray(0, PREFACE.length).equals(PREFACE)) throw new Error('a false connection preface')
      this.#rest = this.#rest.subarray(PREFACE.length)
      this.#isGreeted = true
    }
    const frames: Frame[] = []
    for (let next = this.#take(); next !== undefined; next = this.#take()) frames.push(next)
    return frames
  }

  #take(): Frame | undefined {
    const bytes = this.#rest
    if (bytes.length < HEADER_BYTES) return undefined
    const length = bytes.readUIntBE(0, 3)
    if (length > PAYLOAD_BYTES_MAX) throw new Error(`a frame of ${length} bytes, above SETTINGS_MAX_FRAME_SIZE`)
    const end = HEADER_BYTES + length
    if (bytes.length < end) return undefined
    this.#rest = bytes.subarray(end)
    return {
      type: bytes.readUInt8(3),
      flags: bytes.readUInt8(4),
      streamId: bytes.readUInt32BE(5) & 0x7fff_ffff,
      payload: bytes.subarray(HEADER_BYTES, end),
    }
  }
}

const HEADER_BYTES = 9
/** The peer never raises SETTINGS_MAX_FRAME_SIZE. */
const PAYLOAD_BYTES_MAX = 16_384
