// The apps that the simulated vivo knows, and who of them has signed in (spec/vendors.md §7.2). Refuses to know what they send.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import type { SimulatedApp, SimulatedCredential, SimulatorOptions } from '../simulator/contract.ts'
import { randomHex } from '../simulator/made-up-text.ts'
import { AccessTokens, AppRegistry, type RegisteredApp } from '../simulator/registry.ts'

/** An app of the developer console. */
export interface App extends RegisteredApp {
  readonly key: string
}

/** How far a sign-in's time may be off, ms. */
const TIMESTAMP_MS_MAX = 600_000
const ACCESS_LIFE_MS = 86_400_000

/** The apps and their access tokens. */
export class Apps {
  readonly #options: Pick<SimulatorOptions, 'now' | 'random'> & { readonly accessLifeMs?: number }
  readonly #apps = new AppRegistry<App>(app => app.id)
  readonly #access = new AccessTokens()

  constructor(options: Pick<SimulatorOptions, 'now' | 'random'> & { readonly accessLifeMs?: number }) {
    this.#options = options
  }

  /** Registering a package again answers its present credential. Throws RangeError above the limit. */
  add({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const { id, key, secret, ...rest } = this.#apps.add(packageName, count => {
      return { id: String(10_004 + count), key: this.#hex(32), secret: this.#hex(32), packageName, environment }
    })
    return { name: `${id}#${key}`, certificate: secret, ...rest, settings: {} }
  }

  /** A token for a sign-in that is right in every part; real clients send the app id as a text or as a number. */
  signIn({ appId, appKey, timestamp, sign }: JsonObject): string | undefined {
    const app = this.#apps.get(String(appId))
    const nowMs = this.#options.now()
    if (app === undefined || appKey !== app.key) return undefined
    if (!(Math.abs(Number(timestamp) - nowMs) <= TIMESTAMP_MS_MAX)) return undefined
    const text = `${app.id}${app.key}${String(timestamp)}${app.secret}`
    if (sign !== createHash('md5').update(text).digest('hex')) return undefined
    const token = this.#hex(32)
    this.#access.issue(token, app.id, nowMs + (this.#options.accessLifeMs ?? ACCESS_LIFE_MS))
    return token
  }

  /** Whose token it is, while it lives. */
  signedIn(token: string): App | undefined {
    const access = this.#access.look(token, this.#options.now())
    return access === undefined || access.isExpired ? undefined : this.#apps.get(access.owner)
  }

  #hex(digits: number): string {
    return randomHex(this.#options.random, digits)
  }
}
