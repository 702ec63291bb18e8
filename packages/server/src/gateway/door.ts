// Who may connect at all, before anybody says a word: so many connections, so many of one address, pages of these origins (S37).
import type { IncomingMessage } from 'node:http'
import { PosthouseError } from '../base/failure.ts'

/** Limits of connections. */
export interface DoorLimits {
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
  /** Connections that nobody has logged in on yet; after a restart everybody comes at once (F93). */
  readonly strangersMax: number
  /** Origins of web pages that may connect, as `https://app.example.com`; none: any, because pages of an SDK are on other hosts. */
  readonly origins: readonly string[]
}

/** As reliability S37 and F93 ask. */
export const defaultDoorLimits: DoorLimits = {
  connectionsMax: 100_000,
  connectionsPerAddressMax: 1_000,
  strangersMax: 5_000,
  origins: [],
}

/** Seconds after which somebody who was turned away may come again; clients spread it. */
const retrySeconds = 2

/** Counts who is in. */
export class Door {
  readonly #limits: DoorLimits
  readonly #addresses = new Map<string, number>()
  #count = 0
  #strangers = 0
  #isShut = false

  constructor(limits: DoorLimits) {
    this.#limits = limits
  }

  /** Nobody comes in any more. */
  shut(): void {
    this.#isShut = true
  }

  /** Why this one may not come in; undefined: it may. Counts nobody. */
  objection(request: Pick<IncomingMessage, 'headers'>, address: string): PosthouseError | undefined {
    const { origins, connectionsMax, connectionsPerAddressMax, strangersMax } = this.#limits
    const { origin } = request.headers
    // What is no browser sends no origin, and could send any.
    if (origin !== undefined && origins.length > 0 && !origins.includes(origin))
      return new PosthouseError('unauthenticated')
    const isFull = this.#count >= connectionsMax || this.#strangers >= strangersMax
    const isCrowd = (this.#addresses.get(address) ?? 0) >= connectionsPerAddressMax
    if (!this.#isShut && !isFull && !isCrowd) return undefined
    return new PosthouseError('overloaded', {}, { retryAfterSeconds: retrySeconds })
  }

  /** One more, who is a stranger at first. */
  came(address: string): void {
    this.#count += 1
    this.#strangers += 1
    this.#addresses.set(address, (this.#addresses.get(address) ?? 0) + 1)
  }

  /** A stranger is known now, or left. */
  met(): void {
    this.#strangers -= 1
  }

  left(address: string): void {
    this.#count -= 1
    const left = (this.#addresses.get(address) ?? 1) - 1
    if (left === 0) this.#addresses.delete(address)
    else this.#addresses.set(address, left)
  }
}
