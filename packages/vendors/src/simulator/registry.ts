// What every vendor's side remembers: device tokens with the app they belong to and their state, and access tokens it has issued.
// Bounded, because a simulator may run for weeks. What a state means for an answer is the vendor's business.
import type { TokenState } from './contract.ts'

/** Most device tokens of one simulator; one more is a misuse. */
const DEVICE_TOKENS_MAX = 2_000_000
/** Most access tokens remembered; the oldest go first and are then unknown. */
const ACCESS_TOKENS_MAX = 10_000

/** A device token as its vendor knows it; `app` is the package, bundle id or topic it takes pushes for. */
export interface RegisteredToken {
  readonly app: string
  readonly state: TokenState
}

/** The device tokens of one simulator. */
export class DeviceTokens {
  readonly #tokens = new Map<string, RegisteredToken>()

  /** Throws RangeError above {@link DEVICE_TOKENS_MAX}. */
  set(token: string, app: string, state: TokenState): void {
    if (this.#tokens.size >= DEVICE_TOKENS_MAX && !this.#tokens.has(token)) {
      throw new RangeError(`at most ${DEVICE_TOKENS_MAX} device tokens can be kept`)
    }
    this.#tokens.set(token, { app, state })
  }

  get(token: string): RegisteredToken | undefined {
    return this.#tokens.get(token)
  }
}

/** The access tokens that a vendor has issued, each for an owner (an app, a project). */
export class AccessTokens {
  readonly #issued = new Map<string, { readonly owner: string; readonly expiresAtMs: number }>()

  issue(token: string, owner: string, expiresAtMs: number): void {
    this.#issued.set(token, { owner, expiresAtMs })
    const [oldest] = this.#issued.keys()
    if (this.#issued.size > ACCESS_TOKENS_MAX && oldest !== undefined) this.#issued.delete(oldest)
  }

  /** Whose token it is, and whether its time is over; undefined for one that was never issued or is forgotten. */
  look(token: string, nowMs: number): { readonly owner: string; readonly isExpired: boolean } | undefined {
    const issued = this.#issued.get(token)
    return issued && { owner: issued.owner, isExpired: issued.expiresAtMs <= nowMs }
  }
}
