// The server's clock, and a token's life by it: says when the token is about to end, and ends the session just before the server would
// (spec/zego.md §3.10, §4.4).
import type { Clock } from './ports.ts'

const warnMs = 30_000
const earlierMs = 2_000

/** What is told of a token. */
export interface TokenEvents {
  willExpire(seconds: number): void
  expired(): void
}

/** See the head of the file. */
export class TokenClock {
  readonly #clock: Clock
  readonly #events: TokenEvents
  #aheadMs = 0
  #cancel: () => void = () => {}
  /** When the token ends, epoch ms of the server; undefined = there is none, or it never ends. */
  expiresAtMs: number | undefined

  constructor(clock: Clock, events: TokenEvents) {
    this.#clock = clock
    this.#events = events
  }

  /** The server's clock, epoch ms, as far as it is known. */
  nowMs(): number {
    return this.#clock.now() + this.#aheadMs
  }

  /** The server's clock shows this. */
  set(nowMs: number): void {
    this.#aheadMs = nowMs - this.#clock.now()
  }

  /** Watches a token that ends at `expiresAtMs`, and no other any more. */
  watch(expiresAtMs: number | undefined): void {
    this.#cancel()
    this.#cancel = () => {}
    this.expiresAtMs = expiresAtMs
    if (expiresAtMs === undefined) return
    const lastsMs = expiresAtMs - this.nowMs()
    const seconds = Math.max(0, Math.round(Math.min(lastsMs, warnMs) / 1000))
    const cancelWarning = this.#clock.after(Math.max(0, lastsMs - warnMs), () => this.#events.willExpire(seconds))
    const cancelEnd = this.#clock.after(Math.max(0, lastsMs - earlierMs), () => this.#events.expired())
    this.#cancel = () => {
      cancelWarning()
      cancelEnd()
    }
  }
}
