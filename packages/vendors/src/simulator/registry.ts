// What every vendor's side remembers: its apps, device tokens with the app they belong to and their state, and access tokens it has issued.
// Bounded, because a simulator may run for weeks. What a state means for an answer is the vendor's business.
import type { TokenState } from './contract.ts'

/** Most apps of one simulator; one more is a misuse. */
const APPS_MAX = 1_000
/** Most device tokens of one simulator; one more is a misuse. */
const DEVICE_TOKENS_MAX = 2_000_000
/** Most access tokens remembered; the oldest go first and are then unknown. */
const ACCESS_TOKENS_MAX = 10_000

/** A device token as its vendor knows it; `app` is the package, bundle id or topic it takes pushes for. */
export interface RegisteredToken {
  readonly app: string
  readonly state: TokenState
}

/** An app as most vendors' consoles know it. */
export interface RegisteredApp {
  readonly id: string
  readonly secret: string
  readonly packageName: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
}

/** The apps of one simulator, one for each package. */
export class AppRegistry<App extends { readonly packageName: string }> {
  readonly #keyOf: (app: App) => string
  readonly #byKey = new Map<string, App>()
  readonly #byPackage = new Map<string, App>()

  /** `keyOf`: what requests name an app by. */
  constructor(keyOf: (app: App) => string) {
    this.#keyOf = keyOf
  }

  /** The package's app; `make` makes it the first time, from the number of apps until then. Throws RangeError above the limit. */
  add(packageName: string, make: (count: number) => App): App {
    const known = this.#byPackage.get(packageName)
    if (known !== undefined) return known
    if (this.#byPackage.size >= APPS_MAX) throw new RangeError(`at most ${APPS_MAX} apps`)
    const app = make(this.#byPackage.size)
    this.#byPackage.set(packageName, app)
    this.#byKey.set(this.#keyOf(app), app)
    return app
  }

  get(key: string): App | undefined {
    return this.#byKey.get(key)
  }

  ofPackage(packageName: string): App | undefined {
    return this.#byPackage.get(packageName)
  }
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

  /** True for a token that takes pushes for this app. */
  isActive(token: string, app: string): boolean {
    const known = this.#tokens.get(token)
    return known?.app === app && known.state.kind === 'active'
  }
}

/** The access tokens that a vendor has issued, each for an owner (an app, a project). */
export class AccessTokens {
  readonly #issued = new Map<string, { readonly owner: string; readonly expiresAtMs: number }>()

  issue(token: string, owner: string, expiresAtMs: number): void {
    this.#issued.set(token, { owner, expiresAtMs })
    forgetOldest(this.#issued, ACCESS_TOKENS_MAX)
  }

  /** Whose token it is, and whether its time is over; undefined for one that was never issued or is forgotten. */
  look(token: string, nowMs: number): { readonly owner: string; readonly isExpired: boolean } | undefined {
    const issued = this.#issued.get(token)
    return issued && { owner: issued.owner, isExpired: issued.expiresAtMs <= nowMs }
  }
}

/** Keeps a memory to which one entry was added within its limit: of more than `most` entries the one that was added first goes. */
export function forgetOldest(memory: Map<string, unknown> | Set<string>, most: number): void {
  const [oldest] = memory.keys()
  if (memory.size > most && oldest !== undefined) memory.delete(oldest)
}
