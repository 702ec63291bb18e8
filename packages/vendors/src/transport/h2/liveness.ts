// When to ask a silent peer for a sign of life, and when to give it up (F63). Pure: it is told the time.

/** Silence with requests open after which a PING asks. */
export const BUSY_SILENCE_MS = 5_000
/** Silence without any; keeps middleboxes from forgetting the connection (spec/vendors.md §1.11). */
export const IDLE_SILENCE_MS = 60_000
/** How long the answer may take: a dead peer is found 13 s after the first request that it does not answer, 15 at most (F63). */
export const PONG_MS = 8_000

/** One connection's signs of life. All times are of the monotonic clock, ms. */
export class Liveness {
  #heardMs: number
  /** When a request was written to a peer that had none and of which nothing was heard since. */
  #spokeMs: number | undefined
  /** When the open PING was written; undefined while none is. */
  #askedMs: number | undefined

  constructor(nowMs: number) {
    this.#heardMs = nowMs
  }

  /** A frame came, whichever. */
  heard(nowMs: number): void {
    this.#heardMs = nowMs
    this.#spokeMs = undefined
    this.#askedMs = undefined
  }

  /**
   * Requests are about to be written while none is open: silence counts from now. Those that end by their deadlines and are followed
   * by others do not start it anew, or a dead peer would never be found.
   */
  spoke(nowMs: number): void {
    this.#spokeMs ??= nowMs
  }

  /** A PING was written; whatever is heard answers it. */
  asked(nowMs: number): void {
    this.#askedMs = nowMs
  }

  /** What is due now. */
  due(nowMs: number, isBusy: boolean): 'nothing' | 'ask' | 'dead' {
    if (nowMs < this.nextMs(isBusy)) return 'nothing'
    return this.#askedMs === undefined ? 'ask' : 'dead'
  }

  /** When something is due next, if nothing happens until then. */
  nextMs(isBusy: boolean): number {
    if (this.#askedMs !== undefined) return this.#askedMs + PONG_MS
    // A request at the end of a long rest does not put off the question that was due anyway.
    const restsUntilMs = this.#heardMs + IDLE_SILENCE_MS
    if (this.#spokeMs !== undefined) return Math.min(this.#spokeMs + BUSY_SILENCE_MS, restsUntilMs)
    return isBusy ? this.#heardMs + BUSY_SILENCE_MS : restsUntilMs
  }
}
