// OPPO's side of signing in, for the simulator (spec/vendors.md §6.2, §6.12): its apps, the auth tokens it has issued to them, and how
// much of its day each has used. Refuses to know HTTP and messages.
import { createHash } from 'node:crypto'
import type { SimulatedApp, SimulatedCredential } from '../simulator/contract.ts'
import { AccessTokens } from '../simulator/registry.ts'

/** An app as OPPO knows it. */
export interface SimulatedOppoApp {
  /** A number that begins message ids. */
  readonly id: string
  readonly key: string
  readonly secret: string
  readonly packageName: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
}

/** What the apps of one simulator live by. */
export interface SimulatedAppsOptions {
  readonly now: () => number
  readonly random: () => number
  readonly dailyQuota?: number
  readonly authLifeMs?: number
}

/** Most apps; above, registering throws. */
const APPS_MAX = 1000
const AUTH_LIFE_MS = 86_400_000
/** How far a timestamp may be off, either way. */
const WINDOW_MS = 600_000
const BEIJING_AHEAD_MS = 28_800_000

/** The apps of one simulator. */
export class SimulatedApps {
  readonly #options: SimulatedAppsOptions
  readonly #apps = new Map<string, SimulatedOppoApp>()
  readonly #access = new AccessTokens()
  readonly #used = new Map<string, { readonly day: number; readonly count: number }>()

  constructor(options: SimulatedAppsOptions) {
    this.#options = options
  }

  /** Registering a package again answers its present credential. Throws RangeError above {@link APPS_MAX}. */
  add({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const known = [...this.#apps.values()].find(app => app.packageName === packageName)
    const app = known ?? this.#newApp(packageName, environment)
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
    const expected = createHash('sha256').update(`${app.key}${timestamp}${app.secret}`).digest('hex')
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

  #newApp(packageName: string, environment: SimulatedOppoApp['environment']): SimulatedOppoApp {
    if (this.#apps.size >= APPS_MAX) throw new RangeError(`at most ${APPS_MAX} apps`)
    const id = String(3_000_001 + this.#apps.size)
    const app = { id, key: this.#hex(32), secret: this.#hex(32), packageName, environment }
    this.#apps.set(app.key, app)
    return app
  }

  #hex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.#options.random() * 16).toString(16)).join('')
  }
}
