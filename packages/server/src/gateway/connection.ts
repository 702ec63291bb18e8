// One connection: hears frames, asks the machine of session.ts what to do, and does it. Everything that connections share stands in
// their house, because there may be a hundred thousand of them.
import type { Socket } from 'node:net'
import { kibibyte, second } from '@posthouse/protocol'
import { type ByeReason, byes, decodeClientFrame, heartbeatTimeoutMs, ShapeError } from '@posthouse/protocol/frames'
import { meters } from '../ports/meters.ts'
import type { ClientSocket, Listener } from './client-socket.ts'
import { framed } from './framed.ts'
import type { Watched } from './heartbeat.ts'
import { type FrameOf, type SessionEvent, type SessionState, step } from './session.ts'
import type { Line, Session } from './sessions.ts'

/** What connections do together; told by each which one it is. */
export interface House {
  /** The present second of the wheel. */
  readonly tick: number
  nowMs(): number
  /** Looks at the connection at that second. */
  watch(one: Connection, tick: number): void
  logIn(one: Connection, frame: FrameOf<'login'>): void
  forget(one: Connection, frame: FrameOf<'forget'>): void
  answer(one: Connection, frame: FrameOf<'request'>): void
  note(session: Session, position: number): void
  /** The session is over, for this reason; the connection may still be open. */
  ended(one: Connection, session: Session, reason: ByeReason | 'closed'): void
  /** The connection is gone. */
  closed(one: Connection): void
}

/** Bytes that a device may be behind (S37): then it is told to come back. */
const behindBytesMax: number = 256 * kibibyte
/** While it catches up it gets more when it is behind no further than this. */
const readyBytesMax: number = 64 * kibibyte
/** Frames of any kind that a connection may send in a second; the client's own limits are far below (spec/zego.md §7). */
const framesPerSecondMax = 200
/** How long the first frame may take, and how long the other side may take to close. Seconds. */
const loginSeconds = 5
const closeSeconds = 2
const silentSeconds: number = heartbeatTimeoutMs / second
const pongOpcode = 0x8a

/** See the head of the file. */
export class Connection implements Line, Watched, Listener {
  before: Watched | undefined = undefined
  after: Watched | undefined = undefined
  slot = -1
  readonly address: string
  readonly port: number
  state: SessionState = 'new'
  session: Session | undefined = undefined
  /** Somebody logged in on it. */
  wasMet = false
  /** Requests that are not answered yet. */
  openRequests = 0
  /** Resolves once the page before was read, of those that are answered one after the other. */
  turn: Promise<void> | undefined = undefined
  /** PushIDs that were forgotten on it. */
  forgotten = 0
  readonly #house: House
  readonly #web: ClientSocket
  readonly #socket: Socket
  #openedTick: number
  #heardTick: number
  #countedTick = 0
  #askedBytes = 0
  #count = 0

  constructor(
    house: House,
    web: ClientSocket,
    socket: Socket,
    origin: { readonly address: string; readonly port: number },
  ) {
    this.#house = house
    this.#web = web
    this.#socket = socket
    this.address = origin.address
    this.port = origin.port
    this.#openedTick = house.tick
    this.#heardTick = house.tick
    house.watch(this, house.tick + loginSeconds)
  }

  heard(text: string): void {
    if (!this.#counts()) return
    try {
      this.tell({ kind: 'frame', frame: decodeClientFrame(text) })
    } catch (cause) {
      if (!(cause instanceof ShapeError)) throw cause
      this.tell({ kind: 'bad-frame' })
    }
  }

  pinged(payload: Buffer): void {
    if (this.#counts()) this.send(Buffer.concat([Buffer.of(pongOpcode, payload.length), payload]))
  }

  ponged(): void {
    this.#counts()
  }

  broken(): void {
    if (this.state === 'closing') this.#socket.destroy()
    else this.tell({ kind: 'bad-frame' })
  }

  closed(): void {
    this.state = 'closing'
    this.#leave('closed')
    this.#house.closed(this)
  }

  send(bytes: Buffer): void {
    if (this.state === 'closing') return
    this.#socket.write(bytes)
    meters.framesSent.value += 1
    const { writableLength } = this.#socket
    if (writableLength <= readyBytesMax) this.#askedBytes = 0
    if (writableLength > behindBytesMax + this.#askedBytes) this.end('slow')
  }

  /** Sends what the device asked for, which is as large as it is: by this alone nobody is behind. One at a time. */
  sendAsked(bytes: Buffer): void {
    this.#askedBytes = bytes.length
    this.send(bytes)
  }

  end(reason: ByeReason): void {
    this.tell({ kind: 'end', reason })
  }

  /** Something happened to it. */
  tell(event: SessionEvent): void {
    const { state, effect } = step(this.state, event)
    // The last frame still leaves in the old state.
    if (effect.kind !== 'bye') this.state = state
    switch (effect.kind) {
      case 'nothing':
        break
      case 'pong':
        this.send(framed({ t: 'pong', nowMs: this.#house.nowMs() }))
        break
      case 'note':
        if (this.session) this.#house.note(this.session, effect.position)
        break
      case 'answer':
        this.#house.answer(this, effect.frame)
        break
      case 'log-in':
        this.#house.logIn(this, effect.frame)
        break
      case 'forget':
        this.#house.forget(this, effect.frame)
        break
      case 'bye':
        this.#depart(effect.reason)
    }
  }

  /** Closes it without a word. */
  cutOff(): void {
    this.#web.terminate()
  }

  /** Whether there is room for more of a catch-up. */
  get isReady(): boolean {
    return this.#socket.writableLength <= readyBytesMax
  }

  /** Calls once when everything that was sent is on its way, or the connection is gone. */
  onceDrained(run: () => void): void {
    const settle = (): void => {
      this.#socket.off('drain', settle)
      this.#socket.off('close', settle)
      run()
    }
    this.#socket.on('drain', settle)
    this.#socket.on('close', settle)
  }

  /** Somebody looks whether it is still alive; answers when to look again, 0 = never. */
  look(tick: number): number {
    if (this.state === 'closing') {
      this.#web.terminate()
      return 0
    }
    if (this.state === 'new' && tick - this.#openedTick >= loginSeconds) return this.#ended('no-login')
    if (tick - this.#heardTick >= silentSeconds) return this.#ended('silent')
    const leftMs = this.session?.expiresAtMs ? this.session.expiresAtMs - this.#house.nowMs() : undefined
    if (leftMs !== undefined && leftMs <= 0) return this.#ended('token-expired')
    const expiry = leftMs === undefined ? Number.POSITIVE_INFINITY : tick + Math.ceil(leftMs / second)
    const login = this.state === 'new' ? this.#openedTick + loginSeconds : Number.POSITIVE_INFINITY
    return Math.min(this.#heardTick + silentSeconds, expiry, login)
  }

  #ended(reason: ByeReason): number {
    this.end(reason)
    return 0
  }

  /** Something came; false where it was too much. */
  #counts(): boolean {
    if (this.state === 'closing') return false
    const { tick } = this.#house
    this.#heardTick = tick
    if (tick !== this.#countedTick) {
      this.#countedTick = tick
      this.#count = 0
    }
    this.#count += 1
    if (this.#count <= framesPerSecondMax) return true
    this.end('busy')
    return false
  }

  #depart(reason: ByeReason): void {
    this.#socket.write(framed({ t: 'bye', reason }))
    this.state = 'closing'
    this.#web.depart(byes[reason].code, reason)
    this.#leave(reason)
    this.#house.watch(this, this.#house.tick + closeSeconds)
  }

  #leave(reason: ByeReason | 'closed'): void {
    const { session } = this
    this.session = undefined
    if (session) this.#house.ended(this, session, reason)
  }
}
