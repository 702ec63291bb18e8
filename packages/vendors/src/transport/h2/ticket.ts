// A request as the pool sees it: its fate, and its places in the queue, on a connection and among those who share a signal.
import type { AbortGroup } from './abort-groups.ts'
import { Exchange } from './exchange.ts'
import type { Seat } from './seat.ts'

/** The one object that a request costs the pool. */
export class Ticket extends Exchange {
  /** The connection that carries it. */
  seat: Seat | undefined
  /** The limit's epoch when it left. */
  epoch = 0
  group: AbortGroup<Ticket> | undefined
  /** Its place in that group. */
  place = -1
  /** Since when it waits, by the monotonic clock, ms. */
  sinceMs = 0
  isWaiting = false
  /** Its neighbours while it waits. */
  previous: Ticket | undefined
  next: Ticket | undefined
}

/** How long a request may take. */
export interface SendLimit {
  /** Until its result at the latest, waiting included; `Infinity` where a signal alone decides. */
  readonly timeoutMs: number
  readonly signal?: AbortSignal
}
