// The HTTP/2 client for push: many small requests to one origin over few connections. This room says what one may ask of it and
// what happens by default; how it is done stands in pool.ts, fleet.ts and link.ts.
import type { Clock } from '../../io.ts'
import type { Transport, TransportOptions, WireRequest, WireResult } from '../contract.ts'
import { linkMaker } from './connect.ts'
import type { WarmUp } from './fleet.ts'
import { type Http2Metrics, Traffic } from './metrics.ts'
import { Pool, type PoolOptions } from './pool.ts'
import type { SendLimit } from './ticket.ts'

/**
 * How a client is opened. What is left out has the default that its comment names; all counts are positive integers unless said
 * otherwise, all times ms.
 */
export interface Http2Options extends TransportOptions {
  /** Requests on the wire at a time, all connections together; further ones wait in order. */
  readonly inFlightMax: number
  /** Requests that wait at a time, 10 000 by default; further ones are `unsent` with the cause `queue-full` at once. */
  readonly waitingMax?: number
  /**
   * Connections that take requests at a time, 8 by default; one more while a successor takes over. Another one is opened when all are
   * full and a request waited 100 ms.
   */
  readonly connectionsMax?: number
  /** Requests on one connection at a time, 1 000 by default; the peer's SETTINGS_MAX_CONCURRENT_STREAMS applies besides. */
  readonly connectionInFlightMax?: number
  /**
   * Where that limit starts, 64 by default. It rises with answers while it is reached, and is halved when the peer refuses streams
   * or asks for calm.
   */
  readonly inFlightStart?: number
  /**
   * Requests on a connection before its first answer; `inFlightStart` by default. 1 for APNs with a provider token, which allows
   * one stream until it has accepted the token (spec/vendors.md §1.11).
   */
  readonly streamsUntilAnswered?: number
  /**
   * How often a request that the peer provably did not process (REFUSED_STREAM, above GOAWAY's last stream) may go on to another
   * connection or another attempt, 3 by default; then it is `unsent`. An orderly GOAWAY that took some does not count.
   */
  readonly movesMax?: number
  /** Rest after which a connection beyond the first is closed, 5 min by default. The first one stays: APNs asks for that. */
  readonly idleMs?: number
  /** Age at which a connection gets a successor, 1 h by default, ±10 % by chance; the origin's name is looked up anew. */
  readonly connectionAgeMsMax?: number
}

/**
 * A client for one origin. Each request ends exactly once: `answered` with any status, `unsent` when the peer provably did not
 * process it, else `unknown`. Nothing is ever sent again after bytes of it may have been processed.
 *
 * ```ts
 * await using client = openHttp2({ origin: 'https://api.push.apple.com', … }, clock, Math.random)
 * for (const push of pushes) {
 *   if (client.room === 0) await client.drained()
 *   client.send(push, { timeoutMs: 10_000 }, result => record(push, result))
 * }
 * ```
 */
export interface Http2Client extends Transport {
  /**
   * Sends, or queues, at the least cost: no promise, no timer and no listener of its own. `settle` is called exactly once, possibly
   * before this returns, and must not throw. A deadline or abort is `unsent` while the request waits, `unknown` once it is on the
   * wire, with the cause `deadline` or `aborted`.
   */
  send(request: WireRequest, limit: SendLimit, settle: (result: WireResult) => void): void
  /** The same as a promise, which never rejects; only the signal limits its time. */
  request(request: WireRequest, signal: AbortSignal): Promise<WireResult>
  /** Connects without a request. Resolves when a connection is open, or when the attempt failed. Respects the back-off. */
  warmUp(): Promise<WarmUp>
  /** Lets present connections go at once: they finish what they carry, and the next request waits for a new one. */
  reconnect(): void
  /**
   * The soft form: present connections take requests until a new one is there, at most for five minutes. Use it when the origin's
   * addresses changed, or before maintenance.
   */
  rotate(): void
  /** How many more requests may wait before `queue-full`. */
  readonly room: number
  /** For back-pressure: resolves at once while at most half of the queue is used, else when that is so again. */
  drained(): Promise<void>
  /** A snapshot of all counters; cheap enough for every scrape. */
  metrics(): Http2Metrics
}

/**
 * Opens a client; nothing is connected before the first request or {@link Http2Client.warmUp}. `random` (uniform in [0, 1)) spreads
 * reconnects. Throws when certificates, the origin or the proxy cannot be read, and RangeError for a number out of its bounds. Who
 * opens it closes it.
 */
export function openHttp2(options: Http2Options, clock: Clock, random: () => number): Http2Client {
  const checked = poolOptions(options)
  const traffic = new Traffic()
  const connect = linkMaker(options, clock, traffic)
  return new PooledClient(new Pool(checked, { clock, random, connect, traffic }))
}

class PooledClient implements Http2Client {
  readonly #pool: Pool

  constructor(pool: Pool) {
    this.#pool = pool
  }

  get room(): number {
    return this.#pool.room
  }

  send(request: WireRequest, limit: SendLimit, settle: (result: WireResult) => void): void {
    this.#pool.send(request, limit, settle)
  }

  request(request: WireRequest, signal: AbortSignal): Promise<WireResult> {
    const limit = { timeoutMs: Number.POSITIVE_INFINITY, signal }
    return new Promise(resolve => this.#pool.send(request, limit, resolve))
  }

  warmUp(): Promise<WarmUp> {
    return this.#pool.warmUp()
  }

  reconnect(): void {
    this.#pool.reconnect()
  }

  rotate(): void {
    this.#pool.rotate()
  }

  drained(): Promise<void> {
    return this.#pool.drained()
  }

  metrics(): Http2Metrics {
    return this.#pool.metrics()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool[Symbol.asyncDispose]()
  }
}

function poolOptions(options: Http2Options): PoolOptions {
  const { inFlightMax, connectionInFlightMax: max = 1_000 } = options
  const { inFlightStart = Math.min(64, max), waitingMax = 10_000, connectionsMax = 8, movesMax = 3 } = options
  const { streamsUntilAnswered = inFlightStart, idleMs = 300_000, connectionAgeMsMax = 3_600_000 } = options
  const least1 = { inFlightMax, connectionInFlightMax: max, inFlightStart, streamsUntilAnswered, waitingMax }
  checkAtLeast(1, { ...least1, connectionsMax, idleMs, connectionAgeMsMax })
  checkAtLeast(0, { movesMax })
  const inFlight = { untilAnswered: streamsUntilAnswered, start: Math.min(inFlightStart, max), max }
  return { inFlightMax, waitingMax, connectionsMax, movesMax, idleMs, connectionAgeMsMax, inFlight }
}

function checkAtLeast(min: number, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values)) {
    // Written so that NaN is too little as well.
    if (!(value >= min)) throw new RangeError(`${name} must be at least ${min}, but is ${value}`)
  }
}
