// OPPO's side of signing in, for the simulator (spec/vendors.md §6.2, §6.12): its apps, the auth tokens it has issued to them, and how
// much of its day each has used. Refuses to know HTTP and messages.
import type { SimulatedApp, SimulatedCredential } from '../simulator/contract.ts'
import { digestOf, randomHex } from '../simulator/made-up-text.ts'
import { AccessTokens, AppRegistry, type RegisteredApp } from '../simulator/registry.ts'

/** An app as OPPO knows it; its id is the number that begins message ids. */
export interface SimulatedOppoApp extends RegisteredApp {
  readonly key: string
}

/** What the apps of one simulator live by. */
export interface SimulatedAppsOptions {
  readonly now: () => number
  readonly random: () => number
  readonly dailyQuota?: number
  readonly authLifeMs?: number
}

const AUTH_LIFE_MS = 86_400_000
/** How far a timestamp may be off, either way. */
const WINDOW_MS = 600_000
const BEIJING_AHEAD_MS = 28_800_000

/** The apps of one simulator. */
export class SimulatedApps {
  readonly #options: SimulatedAppsOptions
  readonly #apps = new AppRegistry<SimulatedOppoApp>(app => app.key)
  readonly #access = new AccessTokens()
  readonly #used = new Map<string, { readonly day: number; readonly count: number }>()

  constructor(options: SimulatedAppsOptions) {
    this.#options = options
  }

  /** Registering a package again answers its present credential. Throws RangeError when there are too many. */
  add({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const app = this.#apps.add(packageName, count => {
      return { id: String(3_000_001 + count), key: this.#hex(32), secret: this.#hex(32), packageName, environment }
    })
    return { name: app.key, certificate: app.secret, packageName, environment: app.environment, settings: {} }
  }

  /** An auth token for a sign-in form, or the code of the refusal. */
  grant(form: URLSearchParams): string | number {
    const [key, timestamp, sign] = ['app_key', 'timestamp', 'sign'].map(name => form.get(name) ?? '')
    if (!key) return 15
    const app = this.#apps.get(key)
    if (app === undefined) return 14
    if (!timestamp) return 18
    const isTime = /^\d{13}$/.test(timestamp) && Math.abs(Number(timestamp) - this.#options.now()) <= WINDOW_MS
    if (!isTime) return 19
    if (!sign) return 17
    const expected = digestOf(`${app.key}${timestamp}${app.secret}`)
    if (sign !== expected) return 16
    const token = this.#hex(32)
    this.#access.issue(token, key, this.#options.now() + (this.#options.authLifeMs ?? AUTH_LIFE_MS))
    return token
  }

  /** The app that an auth token was issued to, or the code of the refusal. */
  signedIn(token: string): SimulatedOppoApp | number {
    if (token === '') return 29
    const access = this.#access.look(token, this.#options.now())
    return (access && !access.isExpired ? this.#apps.get(access.owner) : undefined) ?? 11
  }

  /** True where so many more messages are more than the app's day allows. */
  isOverQuota(app: SimulatedOppoApp, more: number): boolean {
    const { dailyQuota } = this.#options
    return dailyQuota !== undefined && this.#usedToday(app) + more > dailyQuota
  }

  /** Counts one message. */
  count(app: SimulatedOppoApp): void {
    this.#used.set(app.id, { day: this.#day(), count: this.#usedToday(app) + 1 })
  }

  #usedToday(app: SimulatedOppoApp): number {
    const used = this.#used.get(app.id)
    return used?.day === this.#day() ? used.count : 0
  }

  #day(): number {
    return Math.floor((this.#options.now() + BEIJING_AHEAD_MS) / 86_400_000)
  }

  #hex(digits: number): string {
    return randomHex(this.#options.random, digits)
  }
}
