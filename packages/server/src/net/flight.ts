// One outgoing request from its first byte to its end, as undici's handler. It reads little, keeps less, follows nothing and ends
// in time; what it resolves with is decided by the status line, once there is one (F60, F83).
import { kibibyte } from '@posthouse/protocol'
import type { Dispatcher } from 'undici'
import type { Clock } from '../base/clock.ts'
import type { OutgoingResult } from '../ports/egress.ts'
import { AddressRefused } from './guarded-connector.ts'

/** Bytes of an answer's body that are read before the connection is closed (S24). */
const answerBytesMax: number = 64 * kibibyte
/** Bytes of an answer's body that are kept (S24). */
const excerptBytesMax: number = 4 * kibibyte

type Headers = Record<string, string | string[] | undefined>

/** Resolves once, whatever undici, the timer and the caller's signal do in which order. */
export class Flight implements Dispatcher.DispatchHandler {
  readonly result: Promise<OutgoingResult>
  readonly #clock: Clock
  readonly #startedMs: number
  #resolve: ((result: OutgoingResult) => void) | undefined
  #cancelTimer: (() => void) | undefined
  #controller: Dispatcher.DispatchController | undefined
  #abortReason: Error | undefined
  #status = 0
  #headers: Headers = {}
  #kept: Buffer[] = []
  #readBytes = 0
  #isComplete = false

  constructor(clock: Clock, timeoutMs: number) {
    const { promise, resolve } = Promise.withResolvers<OutgoingResult>()
    this.result = promise
    this.#resolve = resolve
    this.#clock = clock
    this.#startedMs = clock.monotonic()
    this.#cancelTimer = clock.after(timeoutMs, () => this.abort(`no complete answer within ${timeoutMs} ms`))
  }

  /** Ends it now: nothing more is sent or read. */
  abort(cause: string): void {
    this.#abortReason ??= new Error(cause)
    this.#controller?.abort(this.#abortReason)
    this.#settle(cause)
  }

  /** Called before any byte of this request is written; an ended flight is stopped here. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#abortReason) controller.abort(this.#abortReason)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return
    this.#status = status
    this.#headers = headers
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const room = excerptBytesMax - this.#readBytes
    if (room > 0) this.#kept.push(chunk.subarray(0, room))
    this.#readBytes += chunk.byteLength
    if (this.#readBytes > answerBytesMax)
      controller.abort(new Error(`the answer is longer than ${answerBytesMax} bytes`))
  }

  onResponseEnd(): void {
    this.#isComplete = true
    this.#settle('')
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    if (error instanceof AddressRefused) this.#finish({ kind: 'refused', cause: error.message })
    else this.#settle(causeOf(error))
  }

  /** A complete status line is an answer, even if the body was cut; without one the request has failed. */
  #settle(cause: string): void {
    const durationMs = Math.round(this.#clock.monotonic() - this.#startedMs)
    if (this.#status === 0) this.#finish({ kind: 'failed', cause, durationMs })
    else {
      const excerpt = Buffer.concat(this.#kept).toString('utf8')
      const headers = flat(this.#headers)
      const isComplete = this.#isComplete
      this.#finish({ kind: 'answered', status: this.#status, headers, excerpt, isComplete, durationMs })
    }
  }

  #finish(result: OutgoingResult): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    this.#resolve?.(result)
    this.#resolve = undefined
  }
}

/** Repeated headers are joined as RFC 9110 §5.3 allows. */
function flat(headers: Headers): Readonly<Record<string, string>> {
  const one: Record<string, string> = Object.create(null)
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) one[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return one
}

/** A text for people: the innermost message, and its code where the message does not show it. */
function causeOf(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return causeOf(error.errors[0])
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return code === '' || error.message.includes(code) ? error.message : `${error.message} (${code})`
}
