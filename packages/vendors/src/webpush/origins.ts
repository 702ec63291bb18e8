// The push services that a channel speaks to, each with connections, a gate, a JWT and a rest of its own, so that one browser vendor's
// trouble is not another's. Bounded: origins come from clients, who could name any number of them.
import { RequestGate } from '../channel/request-gate.ts'
import type { Clock } from '../io.ts'
import type { Transport } from '../transport/contract.ts'
import type { SendResult } from '../vendor.ts'
import type { VapidToken } from './vapid.ts'

/** Most origins open at a time; four browser vendors have a handful (spec/vendors.md §9.1), each takes up to 64 connections. */
export const ORIGINS_MAX = 32

/** One push service. */
export interface Origin {
  readonly transport: Transport
  readonly gate: RequestGate
  readonly vapid: VapidToken
  readonly rest: Rest
}

/** What an origin is made with. */
export type OriginParts = Pick<Origin, 'transport' | 'vapid'>

/** The open origins of one channel. Who makes it closes it. */
export class Origins implements AsyncDisposable {
  readonly #open: (origin: string) => OriginParts
  readonly #clock: Clock
  /** The least lately used first. */
  readonly #places = new Map<string, Place>()
  /** Transports of origins that had to make room. */
  readonly #closing = new Set<PromiseLike<void>>()

  constructor(clock: Clock, open: (origin: string) => OriginParts) {
    this.#clock = clock
    this.#open = open
  }

  /**
   * Runs `work` with the origin, which stays open that long; opens it first where it is not. Undefined where {@link ORIGINS_MAX} others
   * are all at work: then nothing was done.
   */
  async use<R>(name: string, work: (origin: Origin) => Promise<R>): Promise<R | undefined> {
    const place = this.#placeOf(name)
    if (place === undefined) return undefined
    place.users += 1
    try {
      return await work(place.origin)
    } finally {
      place.users -= 1
    }
  }

  /** Ends all requests. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const { origin } of this.#places.values()) this.#close(origin)
    this.#places.clear()
    await Promise.all(this.#closing)
  }

  #placeOf(name: string): Place | undefined {
    const known = this.#places.get(name)
    if (known === undefined && !this.#makeRoom()) return undefined
    const place = known ?? { users: 0, origin: this.#newOrigin(name) }
    this.#places.delete(name)
    this.#places.set(name, place)
    return place
  }

  /** Whoever is at work keeps its place, because closing would end what is under way. */
  #makeRoom(): boolean {
    if (this.#places.size < ORIGINS_MAX) return true
    const idle = [...this.#places].find(([, { users }]) => users === 0)
    if (idle === undefined) return false
    const [name, { origin }] = idle
    this.#places.delete(name)
    this.#close(origin)
    return true
  }

  #newOrigin(name: string): Origin {
    return { ...this.#open(name), gate: new RequestGate(), rest: new Rest(this.#clock) }
  }

  #close({ transport }: Origin): void {
    const closed = transport[Symbol.asyncDispose]()
    this.#closing.add(closed)
    void closed.then(() => this.#closing.delete(closed))
  }
}

interface Place {
  readonly origin: Origin
  /** Pushes under way. */
  users: number
}

type Throttled = Extract<SendResult, { readonly kind: 'throttled' }>

/**
 * When a service is left in peace. A refusal for load may be about one device; so many devices in a row with nothing taken between them
 * mean the service, and then nobody asks it before the first of the times that it named (F54, I18). The first, because it may have been
 * about the devices after all.
 */
export class Rest {
  readonly #clock: Clock
  /** Until when each of the devices was told to wait. */
  readonly #refused = new Map<string, number>()
  #until: { readonly atMs: number; readonly code: string } | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What the service would say now; undefined where it may be asked. */
  now(): Throttled | undefined {
    const retryAfterMs = (this.#until?.atMs ?? 0) - this.#clock.now()
    if (this.#until === undefined || retryAfterMs <= 0) return undefined
    return { kind: 'throttled', scope: 'token', retryAfterMs, code: this.#until.code, answer: RESTING }
  }

  /** Notes what the service said about a device. */
  note(token: string, result: SendResult): void {
    if (result.kind === 'accepted') this.#refused.clear()
    if (result.kind !== 'throttled') return
    this.#refused.set(token, this.#clock.now() + result.retryAfterMs)
    if (this.#refused.size < REFUSED_DEVICES_MAX) return
    this.#until = { atMs: Math.min(...this.#refused.values()), code: result.code }
    this.#refused.clear()
  }
}

/** So many refused devices in a row are not about the devices. */
const REFUSED_DEVICES_MAX = 3
/** Nobody asked the service about this device, so there is no answer of its own. */
const RESTING = 'not asked: the push service refused several devices in a row for load'
