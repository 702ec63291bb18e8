// One stream at the laboratory's peer: what came, what was decided, and how far the answer went.
import { type AnswerHead, trailerBlock } from './answer-head.ts'
import type { Appearance, Ledger } from './ledger.ts'
import type { SessionClock } from './time.ts'
import { Bit, frame, numbersFrame, REFUSED_STREAM, Type } from './wire.ts'

/** How an answer is cut into frames. */
export interface AnswerPlan {
  readonly status: number
  readonly body: string
  /** Most bytes of one DATA frame. */
  readonly pieceBytes: number
  /** Bytes of padding of each DATA frame; 0: not padded. */
  readonly paddingBytes: number
  /** What carries END_STREAM. `head`: only without a body. */
  readonly end: 'data' | 'empty-data' | 'trailers'
  /** An interim answer (103) comes first. */
  readonly isEarly: boolean
  /** The header block is cut into HEADERS and CONTINUATION. */
  readonly isContinued: boolean
}

/** The connection as its streams need it. */
export interface StreamOwner {
  readonly number: number
  readonly isOpen: boolean
  /** Streams above it are not processed. */
  readonly lastStreamId: number
  readonly head: AnswerHead
  /** What the peer may still write; shared by the connection's streams. */
  sendWindow: number
  readonly allowance: { readonly streamWindow: number }
  readonly clientStreamWindow: number
  readonly deps: { readonly clock: SessionClock; readonly ledger: Ledger }
  write(bytes: Uint8Array, done?: () => void): boolean
  complain(text: string): void
  /** A stream that may still be answered has reached a state. */
  reached(state: 'head' | 'body' | 'request', streamId: number): void
}

/** One request's stream. */
export class StreamOf<Owner extends StreamOwner> {
  readonly id: number
  readonly connection: Owner
  /** Known when the clerk has read the header block. */
  appearance: Appearance | undefined
  receiveWindow: number
  #sendWindow: number
  #queue: Buffer[] = []
  /** Frames of the body that may be written. */
  #allowed = 0
  #isRequestWhole: boolean
  #isAnswerWhole = false
  #isReset = false
  #hasData = false
  #headAtMs: number
  #declinedAtMs: number | undefined
  #plan: AnswerPlan | undefined

  constructor(connection: Owner, id: number, isWhole: boolean) {
    this.connection = connection
    this.id = id
    this.receiveWindow = connection.allowance.streamWindow
    this.#sendWindow = connection.clientStreamWindow
    this.#isRequestWhole = isWhole
    this.#headAtMs = connection.deps.clock.monotonic()
    if (id > connection.lastStreamId) this.#declinedAtMs = this.#headAtMs
  }

  /** Over on both sides, or reset by either. */
  get isOver(): boolean {
    return this.#isReset || (this.#isRequestWhole && this.#isAnswerWhole)
  }

  /** Whether the vendor may still process and answer it. */
  get isAlive(): boolean {
    return !this.#isReset && this.#declinedAtMs === undefined && this.connection.isOpen
  }

  /** The clerk has read who this is. */
  name(_method: string, path: string): void {
    const { ledger, clock } = this.connection.deps
    clock.touch()
    this.appearance = ledger.appear(path, this.connection.number, this.id, this.#headAtMs)
    if (this.appearance) this.appearance.declinedAtMs = this.#declinedAtMs
    if (this.appearance === undefined || this.#declinedAtMs !== undefined || !this.connection.isOpen) return
    this.connection.reached('head', this.id)
    if (this.#hasData) this.#tellBody()
  }

  /** The clerk has read the whole request. */
  complete(body: Buffer): void {
    this.#isRequestWhole = true
    const { ledger, clock } = this.connection.deps
    clock.touch()
    if (this.appearance === undefined || this.#declinedAtMs !== undefined) return
    const asked = [...ledger.entries.values()].find(entry => entry.appearances.includes(this.appearance as Appearance))
    if (asked?.body !== undefined && body.toString('latin1') !== asked.body)
      this.connection.complain(`the body of ${asked.id} came with ${body.length} bytes, or others`)
    if (this.#isReset || !this.connection.isOpen) return
    this.connection.reached('request', this.id)
  }

  firstData(): void {
    if (this.#hasData) return
    this.#hasData = true
    if (this.appearance) this.#tellBody()
  }

  /** The client reset it. */
  dropped(_code: number): void {
    this.#isReset = true
    this.#queue = []
  }

  /** The peer has said that it will not process it. */
  decline(nowMs: number): void {
    if (this.#declinedAtMs !== undefined) return
    this.#declinedAtMs = nowMs
    if (this.appearance) this.appearance.declinedAtMs = nowMs
  }

  /** The vendor does what was asked; from here on the request must not be sent again. */
  take(): void {
    if (this.appearance) this.appearance.processed = true
  }

  /** RST_STREAM. REFUSED_STREAM says that nothing was processed, and must not be said after {@link take}. */
  reset(code: number): void {
    if (this.#isReset || !this.connection.isOpen) return
    const isTaken = this.appearance?.processed === true
    if (code === REFUSED_STREAM && isTaken) throw new Error('a peer that lies proves nothing')
    this.#isReset = true
    this.#queue = []
    if (code === REFUSED_STREAM) this.decline(this.connection.deps.clock.monotonic())
    this.connection.write(numbersFrame(Type.rstStream, this.id, code))
  }

  /** Processes and answers, whole. */
  answer(plan: AnswerPlan): void {
    this.begin(plan)
    this.proceed(Number.POSITIVE_INFINITY)
  }

  /** Processes and writes the head of an answer. */
  begin(plan: AnswerPlan): void {
    this.take()
    this.#plan = plan
    if (!this.connection.isOpen || this.#isReset) return
    const { appearance, connection } = this
    if (appearance) appearance.answer = { status: plan.status, body: plan.body }
    // 103 is not in the static table; the field is a literal that no table remembers.
    if (plan.isEarly) connection.write(this.#headers(connection.head.write(103, { link: '</>' }), false, false))
    const isBare = plan.body.length === 0 && plan.end === 'data'
    const block = connection.head.write(plan.status, { 'x-request': appearance?.streamId.toString() ?? '' })
    if (isBare) {
      this.#last(this.#headers(block, true, plan.isContinued))
      return
    }
    connection.write(this.#headers(block, false, plan.isContinued))
    this.#queue = dataFrames(this.id, plan)
  }

  /** Writes up to so many more frames of the body, as far as the client's windows reach; the rest follows when they widen. */
  proceed(frames: number): void {
    this.#allowed += frames
    this.flush()
  }

  flush(): void {
    while (this.#queue.length > 0 && this.#allowed > 0 && this.connection.isOpen && !this.#isReset) {
      const [next = Buffer.alloc(0)] = this.#queue
      const isData = next.readUInt8(3) === Type.data
      const bytes = isData ? next.length - 9 : 0
      if (bytes > this.#sendWindow || bytes > this.connection.sendWindow) return
      this.#sendWindow -= bytes
      this.connection.sendWindow -= bytes
      this.#queue.shift()
      this.#allowed -= 1
      if (this.#queue.length === 0 && this.#plan) this.#last(next)
      else this.connection.write(next)
    }
  }

  /** What {@link proceed} would write, taken out of its hands: for those who write it bytewise. */
  drain(): readonly Buffer[] {
    const rest = this.#queue
    this.#queue = []
    return rest
  }

  /** Told by those who wrote the answer themselves that its last byte is with the system. */
  finished(): void {
    this.#isAnswerWhole = true
    if (this.appearance) this.appearance.deliveredAtMs = this.connection.deps.clock.monotonic()
  }

  grant(bytes: number): void {
    this.#sendWindow += bytes
  }

  #tellBody(): void {
    if (this.#declinedAtMs === undefined && this.connection.isOpen && !this.#isReset)
      this.connection.reached('body', this.id)
  }

  #last(bytes: Buffer): void {
    this.#isAnswerWhole = true
    this.connection.write(bytes, () => this.finished())
  }

  #headers(block: Buffer, isLast: boolean, isContinued: boolean): Buffer {
    const end = isLast ? Bit.endStream : 0
    if (!isContinued || block.length < 2) return frame(Type.headers, end | Bit.endHeaders, this.id, block)
    const cut = Math.ceil(block.length / 2)
    return Buffer.concat([
      frame(Type.headers, end, this.id, block.subarray(0, cut)),
      frame(Type.continuation, Bit.endHeaders, this.id, block.subarray(cut)),
    ])
  }
}

/** The simplest whole answer. */
export function plainAnswer(stream: { readonly id: number }): AnswerPlan {
  const body = `{"stream":${stream.id}}`
  return { status: 200, body, pieceBytes: 16_384, paddingBytes: 0, end: 'data', isEarly: false, isContinued: false }
}

function dataFrames(id: number, { body, pieceBytes, paddingBytes, end }: AnswerPlan): Buffer[] {
  const bytes = Buffer.from(body, 'latin1')
  const count = Math.ceil(bytes.length / pieceBytes)
  const frames = Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1 && end === 'data'
    const piece = bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes)
    return dataFrame(id, piece, paddingBytes, isLast)
  })
  if (end === 'empty-data') frames.push(frame(Type.data, Bit.endStream, id))
  const trailers = trailerBlock('x-checksum', '0')
  if (end === 'trailers') frames.push(frame(Type.headers, Bit.endStream | Bit.endHeaders, id, trailers))
  return frames
}

function dataFrame(id: number, piece: Buffer, paddingBytes: number, isLast: boolean): Buffer {
  const end = isLast ? Bit.endStream : 0
  if (paddingBytes === 0) return frame(Type.data, end, id, piece)
  const payload = Buffer.concat([Buffer.from([paddingBytes]), piece, Buffer.alloc(paddingBytes)])
  return frame(Type.data, end | Bit.padded, id, payload)
}
