// One request on its way through the client: what was asked, until when, how often it changed connections, and what came of it.
// It ends exactly once.
import type { WireRequest, WireResult } from '../contract.ts'

/** A request and its fate. The pool makes it; while it is on a link, the link alone changes its wire members. */
export class Exchange {
  readonly request: WireRequest
  /** When it is over at the latest, by the monotonic clock, ms. */
  readonly deadlineMs: number
  /** The link that carries it; undefined while it waits. */
  link: Link | undefined
  /** Its stream on that link; 0 while no byte of it was handed to the socket. */
  streamId = 0
  /** When the link wrote it, by the monotonic clock, ms. */
  sentMs = 0
  /** How often a peer gave it back unprocessed. */
  moves = 0
  readonly #settle: (result: WireResult) => void
  #isEnded = false

  constructor(request: WireRequest, deadlineMs: number, settle: (result: WireResult) => void) {
    this.request = request
    this.deadlineMs = deadlineMs
    this.#settle = settle
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Reports the result; only the first one counts. */
  end(result: WireResult): void {
    if (this.#isEnded) return
    this.#isEnded = true
    this.link = undefined
    this.#settle(result)
  }
}

/** One connection as the pool sees it. */
export interface Link {
  /** How many more requests it takes now; 0 when it is leaving, gone, full, or its socket is congested. */
  readonly room: number
  /** Requests on it. */
  readonly openCount: number
  /** False after GOAWAY, {@link retire}, exhausted stream ids, or the end. */
  readonly isUsable: boolean
  /** True once any request was answered on it. */
  readonly hasAnswered: boolean
  /** True once the peer took any request: one was answered, or stands below its GOAWAY. */
  readonly hasTaken: boolean
  /** Takes a request; only while {@link room} > 0. What becomes of it is told to the owner. */
  send(exchange: Exchange): void
  /** Ends a request early: `unsent` when no byte of it was handed to the socket, else `unknown`; the stream is reset. */
  cancel(exchange: Exchange, cause: string): void
  /** Takes no further requests; closes when the open ones have ended. */
  retire(): void
  /** Ends at once; open requests become `unsent` or `unknown`, whichever is true. */
  destroy(cause: string): void
  /** Resolves when the socket is gone and every request has ended. */
  readonly ended: Promise<void>
}

/** What a link tells its pool. */
export interface LinkOwner {
  /** `room` or `isUsable` may have changed for another reason than {@link onEnd}. */
  onChange(link: Link): void
  /** A request ended for good; the owner calls {@link Exchange.end}. */
  onEnd(link: Link, exchange: Exchange, result: WireResult): void
  /** The peer provably did not process it (REFUSED_STREAM, above GOAWAY's last stream, never written): free to move. */
  onUnprocessed(link: Link, exchange: Exchange, cause: string): void
  /** The connection is gone; its requests were reported before. */
  onGone(link: Link, cause: string): void
}
