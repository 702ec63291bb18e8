// What a client counts: plain numbers that only grow, added to where things happen and read as one snapshot.
import type { WireResult } from '../contract.ts'

/** What an HTTP/2 client did since it was opened, and what it does now. */
export interface Http2Metrics {
  /** Connections that take requests now. */
  readonly connectionsOpen: number
  readonly connectionsOpened: number
  /** Attempts that failed. */
  readonly connectionsFailed: number
  /** Connections that ended, or that the peer bade farewell to, without our wish. */
  readonly connectionsLost: number
  /** Requests on the wire now. */
  readonly inFlight: number
  /** Requests that wait now. */
  readonly waiting: number
  /** Bytes of HTTP/2 read and written, TLS not counted. */
  readonly bytesIn: number
  readonly bytesOut: number
  /** Requests that ended, by the kind of their result. */
  readonly answered: number
  readonly unsent: number
  readonly unknown: number
  /** How often a request was given back unprocessed and waited for another chance. */
  readonly moves: number
  readonly roundTrip: RoundTrips
}

/** From the moment a request was written to its whole answer. */
export interface RoundTrips {
  readonly count: number
  readonly sumMs: number
  /** Upper bounds, inclusive, of all buckets but the last, which has none. */
  readonly bucketMsMax: readonly number[]
  /** How many fell into each bucket; not cumulative, one more than bounds. */
  readonly buckets: readonly number[]
}

/** What a client does now, in the words of {@link Http2Metrics}. */
type Gauges = Pick<Http2Metrics, 'connectionsOpen' | 'inFlight' | 'waiting'>

/** All numbers of a client as they are. */
export function snapshot(gauges: Gauges, tally: Tally, traffic: Traffic): Http2Metrics {
  const { answered, unsent, unknown, moves } = tally
  return {
    ...gauges,
    connectionsOpened: tally.opened,
    connectionsFailed: tally.failed,
    connectionsLost: tally.lost,
    bytesIn: traffic.bytesIn,
    bytesOut: traffic.bytesOut,
    ...{ answered, unsent, unknown, moves },
    roundTrip: tally.roundTrips(),
  }
}

/** Bounds of the round trip's histogram, ms. */
const ROUND_TRIP_MS_MAX: readonly number[] = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000]

/** What went over all connections of a client; each link adds to it. */
export class Traffic {
  bytesIn = 0
  bytesOut = 0
}

/** What a pool counts. */
export class Tally {
  opened = 0
  failed = 0
  lost = 0
  answered = 0
  unsent = 0
  unknown = 0
  moves = 0
  #roundTripMs = 0
  readonly #buckets: number[] = new Array<number>(ROUND_TRIP_MS_MAX.length + 1).fill(0)

  ended(kind: WireResult['kind']): void {
    this[kind] += 1
  }

  roundTrip(ms: number): void {
    this.#roundTripMs += ms
    let index = 0
    while (index < ROUND_TRIP_MS_MAX.length && ms > (ROUND_TRIP_MS_MAX[index] as number)) index += 1
    this.#buckets[index] = (this.#buckets[index] as number) + 1
  }

  roundTrips(): RoundTrips {
    const buckets = [...this.#buckets]
    const count = buckets.reduce((sum, one) => sum + one, 0)
    return { count, sumMs: this.#roundTripMs, bucketMsMax: ROUND_TRIP_MS_MAX, buckets }
  }
}
