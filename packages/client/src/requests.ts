// Requests that wait for their answers. A request made while there is no connection waits for one; one that was sent when the
// connection was lost fails, because nobody knows whether the server has done it.
import {
  type ClientFrame,
  encodeFrame,
  frameBytesMax,
  type Method,
  type Params,
  type Result,
  readResult,
  utf8Bytes,
} from '@posthouse/protocol/frames'
import type { Clock } from './ports.ts'
import { type Refusal, refusal, refusalOf } from './refusal.ts'

/** How long a request may take, from the call on. */
const requestMsMax = 10_000
const waitingMax = 500

interface Waiting {
  readonly frame: ClientFrame
  isSent: boolean
  readonly resolve: (result: unknown) => void
  readonly reject: (why: Refusal) => void
  readonly cancelTimer: () => void
}

type Send = (frame: ClientFrame) => void

/** See the head of the file. */
export class Requests {
  readonly #clock: Clock
  readonly #waiting = new Map<number, Waiting>()
  #send: Send | undefined
  #lastId = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** A number for a frame that is sent past this room. */
  nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  /** Calls a method; rejects with a `Refusal`. */
  async call<M extends Method>(method: M, params: Params<M>): Promise<Result<M>> {
    const id = this.nextId()
    const frame: ClientFrame = { t: 'request', id, method, params }
    if (utf8Bytes(encodeFrame(frame)) > frameBytesMax) throw refusal('params-invalid', 'It is too large.')
    if (this.#waiting.size >= waitingMax) throw refusal('too-often-client')
    const result = await new Promise<unknown>((resolve, reject) => {
      const cancelTimer = this.#clock.after(requestMsMax, () => this.#timeOut(id))
      this.#waiting.set(id, { frame, isSent: this.#send !== undefined, resolve, reject, cancelTimer })
      this.#send?.(frame)
    })
    try {
      return readResult(method, result)
    } catch (cause) {
      throw refusalOf(cause)
    }
  }

  /** There is a connection: what waits is sent, in the order of the calls. */
  connected(send: Send): void {
    this.#send = send
    for (const one of this.#waiting.values()) {
      if (one.isSent) continue
      one.isSent = true
      send(one.frame)
    }
  }

  /** The connection was lost. */
  lost(): void {
    this.#send = undefined
    for (const [id, { isSent }] of this.#waiting) if (isSent) this.#settle(id)?.reject(refusal('connection-lost'))
  }

  /** Nobody is logged in any more. */
  end(why: Refusal): void {
    this.#send = undefined
    for (const id of this.#waiting.keys()) this.#settle(id)?.reject(why)
  }

  answered(id: number, result: unknown): void {
    this.#settle(id)?.resolve(result)
  }

  refused(id: number, why: Refusal): void {
    this.#settle(id)?.reject(why)
  }

  #timeOut(id: number): void {
    const one = this.#settle(id)
    one?.reject(refusal(one.isSent ? 'request-timeout' : 'network-failed'))
  }

  #settle(id: number): Waiting | undefined {
    const one = this.#waiting.get(id)
    this.#waiting.delete(id)
    one?.cancelTimer()
    return one
  }
}
