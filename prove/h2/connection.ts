// One connection of the laboratory's peer: its streams, its windows, what it says and how it ends. It does what a behaviour tells
// it and writes the truth into the ledger; it takes nothing for granted about the client.
import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Allowance, type Settings } from './allowance.ts'
import { AnswerHead } from './answer-head.ts'
import { Clerk } from './clerk.ts'
import type { Ledger } from './ledger.ts'
import { plainAnswer, StreamOf, type StreamOwner } from './stream.ts'
import type { SessionClock } from './time.ts'
import {
  Bit,
  type Frame,
  FrameSplitter,
  frame,
  numbersFrame,
  SettingId,
  settingsFrame,
  settingsOf,
  Type,
} from './wire.ts'

/** What a peer does at each state of a request. A missing method does nothing; without `onRequest` every request is answered. */
export interface Behaviour {
  /** SETTINGS were sent; nothing was read. */
  onOpen?(connection: PeerConnection): void
  /** The header block came, the body did not. */
  onHead?(stream: PeerStream): void
  /** The first bytes of a body came. */
  onBody?(stream: PeerStream): void
  /** The whole request came. */
  onRequest?(stream: PeerStream): void
}

/** A stream at the peer. */
export type PeerStream = StreamOf<PeerConnection>

/** What a connection needs. */
export interface ConnectionDeps {
  readonly clock: SessionClock
  readonly ledger: Ledger
  readonly behaviour: Behaviour
  /** First values of SETTINGS. */
  readonly settings: Settings
}

/** The peer's end. */
export class PeerConnection implements StreamOwner {
  readonly number: number
  readonly streams: Map<number, PeerStream> = new Map()
  readonly head: AnswerHead = new AnswerHead()
  readonly deps: ConnectionDeps
  /** Window for what the peer sends, of the connection. */
  sendWindow = 65_535
  /** The client's SETTINGS_INITIAL_WINDOW_SIZE. */
  clientStreamWindow = 65_535
  /** What the client may send. */
  readonly allowance: Allowance = new Allowance(bytes => {
    for (const stream of this.streams.values()) stream.receiveWindow += bytes
  })
  /** When the socket closed, by whoever. */
  closedAtMs: number | undefined
  /** Streams above it are not processed. */
  lastStreamId: number = Number.POSITIVE_INFINITY
  /** The client said GOAWAY or ended its side. */
  hasClientLeft = false
  /** Resolves when the socket is gone. */
  readonly closed: Promise<void>
  readonly #raw: Socket
  readonly #tls: TLSSocket
  readonly #splitter = new FrameSplitter()
  readonly #clerk: Clerk
  readonly #pings: (() => void)[] = []
  #highestId = 0
  readonly #behindDrip: (readonly [bytes: Uint8Array, done: (() => void) | undefined])[] = []
  #isDripping = false
  #isDeaf = false
  #isEnded = false

  constructor(number: number, raw: Socket, tls: TLSSocket, deps: ConnectionDeps) {
    this.number = number
    this.#raw = raw
    this.#tls = tls
    this.deps = deps
    this.#clerk = new Clerk({
      onHead: (id, method, path) => this.streams.get(id)?.name(method, path),
      onBody: (id, body) => this.streams.get(id)?.complete(body),
      onComplaint: text => this.complain(text),
    })
    this.closed = new Promise(resolve => {
      tls.once('close', () => {
        this.closedAtMs = deps.clock.monotonic()
        deps.clock.touch()
        resolve()
      })
    })
    // A peer that is cut off hears of it as an error; what was written and may be lost is marked where the cut is made.
    tls.on('error', () => deps.clock.touch())
    tls.once('end', () => {
      this.hasClientLeft = true
    })
    tls.on('data', (chunk: Buffer) => this.#read(chunk))
    this.settings(deps.settings)
    deps.behaviour.onOpen?.(this)
  }

  get isOpen(): boolean {
    return this.closedAtMs === undefined && !this.#isDeaf && !this.#isEnded
  }

  /** Streams that are not over on both sides. */
  get openCount(): number {
    return [...this.streams.values()].filter(stream => !stream.isOver).length
  }

  /** True once every request whose header block came is known by its path. */
  get isUpToDate(): boolean {
    return this.#clerk.isUpToDate
  }

  /** Writes bytes; false where nobody can be reached any more. `done` runs when the system has them. */
  write(bytes: Uint8Array, done?: () => void): boolean {
    if (!this.isOpen) return false
    if (this.#isDripping) {
      this.#behindDrip.push([bytes, done])
      return true
    }
    this.#tls.write(bytes, error => {
      this.deps.clock.touch()
      if (!error) done?.()
    })
    return true
  }

  /** Writes a byte now and then; everything else waits behind it. */
  drip(bytes: Buffer, everyMs: number, done: () => void): void {
    this.#isDripping = true
    const next = (at: number): void => {
      this.#isDripping = false
      const isLast = at === bytes.length - 1
      if (!this.write(bytes.subarray(at, at + 1), isLast ? done : undefined)) return
      this.#isDripping = !isLast
      if (!isLast) this.deps.clock.after(everyMs, () => next(at + 1))
      else for (const [behind, told] of this.#behindDrip.splice(0)) this.write(behind, told)
    }
    next(0)
  }

  /** SETTINGS; a lower limit of streams counts from the client's acknowledgement on. */
  settings(values: Settings): void {
    this.write(settingsFrame(this.allowance.announce(values)))
  }

  /** Widens a window; stream 0 is the connection's. */
  widen(streamId: number, bytes: number): void {
    if (streamId === 0) this.allowance.connectionWindow += bytes
    else {
      const stream = this.streams.get(streamId)
      if (stream) stream.receiveWindow += bytes
    }
    this.write(numbersFrame(Type.windowUpdate, streamId, bytes))
  }

  /** GOAWAY. Streams above `last` will not be processed, and the ledger knows it from now on. */
  goaway(last: number, code: number): void {
    this.lastStreamId = Math.min(this.lastStreamId, last)
    const nowMs = this.deps.clock.monotonic()
    this.write(numbersFrame(Type.goaway, 0, last, code))
    for (const stream of this.streams.values()) if (stream.id > this.lastStreamId) stream.decline(nowMs)
  }

  /** Resolves when the client has acknowledged a PING; all whole answers before it are proven to have arrived. */
  prove(): Promise<void> {
    return new Promise(resolve => {
      const before = [...this.streams.values()].filter(stream => stream.appearance?.deliveredAtMs !== undefined)
      this.#pings.push(() => {
        for (const { appearance } of before) if (appearance) appearance.isProven = true
        resolve()
      })
      this.write(frame(Type.ping, 0, 0, Buffer.alloc(8, 1)))
    })
  }

  /** Ends politely: everything written before arrives. */
  fin(): void {
    if (!this.isOpen) return
    this.#isEnded = true
    this.#tls.end()
  }

  /** Resets TCP: what was not proven to have arrived may be lost. */
  reset(): void {
    this.#doubt()
    this.#isEnded = true
    this.#raw.resetAndDestroy()
  }

  /** From now on nothing is answered and nothing is closed, as if the cable were cut. What was written does arrive. */
  vanish(): void {
    this.#isDeaf = true
  }

  /** Puts an end to it without a word; only for the end of a session. */
  destroy(): void {
    this.#tls.destroy()
    this.#raw.destroy()
    this.#clerk.close()
  }

  complain(text: string): void {
    this.deps.ledger.complaints.push(`connection ${this.number}: ${text}`)
  }

  reached(state: 'head' | 'body' | 'request', streamId: number): void {
    const { behaviour } = this.deps
    const stream = this.streams.get(streamId)
    if (stream === undefined) return
    if (state === 'head') behaviour.onHead?.(stream)
    else if (state === 'body') behaviour.onBody?.(stream)
    else if (behaviour.onRequest) behaviour.onRequest(stream)
    else stream.answer(plainAnswer(stream))
  }

  #doubt(): void {
    for (const { appearance } of this.streams.values())
      if (appearance && !appearance.isProven) appearance.isDoubtful = true
  }

  #read(chunk: Buffer): void {
    this.deps.clock.touch()
    try {
      // What comes after the peer has fallen silent or left was still sent, and is told to the ledger.
      for (const one of this.#splitter.push(chunk)) this.#take(one)
    } catch (cause) {
      this.complain(String(cause))
      this.fin()
    }
  }

  #take(one: Frame): void {
    this.#clerk.feed(one)
    const { type, flags, streamId, payload } = one
    if (type === Type.headers) this.#openStream(streamId, (flags & Bit.endStream) !== 0)
    if (type === Type.data) this.#takeData(streamId, payload.length)
    if (type === Type.rstStream) this.streams.get(streamId)?.dropped(payload.readUInt32BE(0))
    if (type === Type.settings) this.#takeSettings(flags, payload)
    if (type === Type.ping) this.#takePing(flags, payload)
    if (type === Type.goaway) this.hasClientLeft = true
    if (type === Type.windowUpdate) this.#takeWindow(streamId, payload.readUInt32BE(0))
  }

  #openStream(id: number, isWhole: boolean): void {
    if (id % 2 === 0 || id <= this.#highestId) this.complain(`stream ${id} after stream ${this.#highestId}`)
    this.#highestId = id
    if (this.openCount >= this.allowance.streamsMax)
      this.complain(`stream ${id} is one more than the ${this.allowance.streamsMax} that SETTINGS allows`)
    this.streams.set(id, new StreamOf(this, id, isWhole))
  }

  #takeData(id: number, bytes: number): void {
    const stream = this.streams.get(id)
    if (stream === undefined) {
      this.complain(`DATA on stream ${id}, which is not open`)
      return
    }
    this.allowance.connectionWindow -= bytes
    stream.receiveWindow -= bytes
    if (bytes > 0 && this.allowance.connectionWindow < 0) this.complain('DATA beyond the window of the connection')
    if (bytes > 0 && stream.receiveWindow < 0) this.complain(`DATA beyond the window of stream ${id}`)
    stream.firstData()
    // Half a window is given back at a time, as servers do.
    if (this.allowance.connectionWindow < 32_768) this.widen(0, 65_535 - this.allowance.connectionWindow)
  }

  #takeSettings(flags: number, payload: Buffer): void {
    if ((flags & Bit.ack) !== 0) {
      if (!this.allowance.acknowledged()) this.complain('an acknowledgement of SETTINGS that were never sent')
      return
    }
    for (const [id, value] of settingsOf(payload)) {
      if (id === SettingId.headerTableSize) this.head.tableBytesMax = value
      if (id !== SettingId.initialWindowSize) continue
      for (const stream of this.streams.values()) stream.grant(value - this.clientStreamWindow)
      this.clientStreamWindow = value
    }
    this.write(frame(Type.settings, Bit.ack, 0))
  }

  #takePing(flags: number, payload: Buffer): void {
    if ((flags & Bit.ack) === 0) this.write(frame(Type.ping, Bit.ack, 0, payload))
    else this.#pings.shift()?.()
  }

  #takeWindow(id: number, bytes: number): void {
    if (id === 0) this.sendWindow += bytes
    else this.streams.get(id)?.grant(bytes)
    for (const stream of this.streams.values()) stream.flush()
  }
}
