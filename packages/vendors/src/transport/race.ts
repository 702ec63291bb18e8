// Which of several addresses answers first: TCP connections started one after another, the next one when the last is slow or has
// failed (RFC 8305 §5, "happy eyeballs"). Knows neither names nor TLS.
import { connect, type Socket } from 'node:net'
import type { Clock } from '../io.ts'
import { causeOf } from './cause.ts'
import { keepQuiet } from './socket-step.ts'

/** Who runs, and until when. */
export interface RaceInput {
  /** In the order of starting; at least one. */
  readonly addresses: readonly string[]
  readonly port: number
  readonly clock: Clock
  /** Ends the race; its reason is the cause, a string. */
  readonly signal: AbortSignal
  /** Asked about each address right before its start; a refused one has failed as {@link ADDRESS_FORBIDDEN}. */
  readonly mayConnect?: ((address: string) => boolean) | undefined
}

/** The cause where an address may not be connected to. */
export const ADDRESS_FORBIDDEN = 'address-forbidden'

/** The first connection, or why there is none. Every other socket of the race is destroyed. */
export type RaceResult =
  | {
      readonly kind: 'open'
      /** The caller's from now on. */
      readonly socket: Socket
      readonly address: string
      readonly failed: readonly string[]
      /** Started before the winner and not there yet when it was. */
      readonly overtaken: readonly string[]
    }
  | { readonly kind: 'failed'; readonly cause: string; readonly failed: readonly string[] }

/** Between the starts of two connections (RFC 8305 §5). */
export const ATTEMPT_DELAY_MS = 250
/** Idle time before the system asks whether the peer is still there. */
const KEEP_ALIVE_MS = 60_000

/** Never rejects. Needs `addresses` to be IP literals. */
export function raceTcp(input: RaceInput): Promise<RaceResult> {
  return new Race(input).result
}

class Race {
  readonly result: Promise<RaceResult>
  readonly #input: RaceInput
  readonly #waiting: string[]
  /** In the order of their start. */
  readonly #running = new Map<Socket, string>()
  readonly #failed: string[] = []
  readonly #resolve: (result: RaceResult) => void
  #cancelTimer: () => void = () => undefined

  constructor(input: RaceInput) {
    this.#input = input
    this.#waiting = [...input.addresses]
    const { promise, resolve } = Promise.withResolvers<RaceResult>()
    this.result = promise
    this.#resolve = resolve
    input.signal.addEventListener('abort', this.#onAbort)
    if (input.signal.aborted) this.#onAbort()
    else this.#startNext()
  }

  /** Only while somebody waits. */
  readonly #startNext = (): void => {
    const [address = ''] = this.#waiting.splice(0, 1)
    const { port, clock, mayConnect } = this.#input
    if (mayConnect?.(address) === false) {
      this.#failed.push(address)
      this.#goOn(ADDRESS_FORBIDDEN)
      return
    }
    const socket = connect({
      host: address,
      port,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: KEEP_ALIVE_MS,
    })
    this.#running.set(socket, address)
    keepQuiet(socket)
      .once('connect', () => this.#win(socket, address))
      .once('error', error => this.#lose(socket, address, causeOf(error)))
    if (this.#waiting.length > 0) this.#cancelTimer = clock.after(ATTEMPT_DELAY_MS, this.#startNext)
  }

  #win(socket: Socket, address: string): void {
    const started = [...this.#running.values()]
    this.#running.delete(socket)
    const overtaken = started.slice(0, started.indexOf(address))
    this.#end({ kind: 'open', socket, address, failed: this.#failed, overtaken })
  }

  #lose(socket: Socket, address: string, cause: string): void {
    // The winner may fail later, when it is no longer ours.
    if (!this.#running.delete(socket)) return
    this.#failed.push(address)
    this.#goOn(cause)
  }

  /** After a failure. */
  #goOn(cause: string): void {
    if (this.#waiting.length > 0) {
      this.#cancelTimer()
      this.#startNext()
    } else if (this.#running.size === 0) this.#end({ kind: 'failed', cause, failed: this.#failed })
  }

  readonly #onAbort = (): void => {
    // Whoever is still on the way had its chance.
    const failed = [...this.#failed, ...this.#running.values()]
    this.#end({ kind: 'failed', cause: String(this.#input.signal.reason), failed })
  }

  #end(result: RaceResult): void {
    this.#cancelTimer()
    this.#input.signal.removeEventListener('abort', this.#onAbort)
    for (const socket of this.#running.keys()) socket.destroy()
    this.#running.clear()
    this.#resolve(result)
  }
}
