// A stand-in for a browser vendor's push service and the browsers behind it (spec/vendors.md §9.12), on a TLS server: it checks, decrypts
// with the browser's own key and remembers what the browser would show. Derives every answer from its registry; knows nothing of the client.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import type {
  Delivered,
  Fault,
  Received,
  SimulatedApp,
  SimulatedCredential,
  Simulator,
  SimulatorOptions,
  TokenState,
} from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { applyFault, FaultList } from '../simulator/faults.ts'
import { type ReceivedEntry, SimulatorRecord } from '../simulator/record.ts'
import { startTlsServer, type TlsServer } from '../simulator/tls-server.ts'
import { CODES } from './outcome.ts'
import { shownOf } from './phone.ts'
import { codingFault, decrypted, headerFault, messageOf, type Refused, vapidFault } from './simulated-checks.ts'
import { type RegisteredSubscription, WebPushRegistry } from './simulated-registry.ts'

/** What a service may do besides, as a switch. */
export interface WebPushSimulatorOptions extends SimulatorOptions {
  /** Refuses (429) whoever shows more different JWTs within an hour; without it any number may be shown. */
  readonly jwtsPerHourMax?: number
  /** The address by which clients know the service, where something stands in front of it; JWTs are made out to it. */
  readonly origin?: string
}

/** Starts the simulator; whoever starts it closes it. */
export async function startWebPushSimulator(options: WebPushSimulatorOptions): Promise<Simulator> {
  const simulator = new WebPushSimulator(options)
  await simulator.start()
  return simulator
}

/** Most messages that can be cancelled; the oldest go first and are then unknown. */
const MESSAGES_MAX = 10_000
/** Most JWTs remembered. */
const JWTS_MAX = 1_000
const HOUR_MS = 3_600_000

class WebPushSimulator implements Simulator {
  readonly vendor = 'webpush'
  readonly #options: WebPushSimulatorOptions
  readonly #record = new SimulatorRecord()
  readonly #faults: FaultList
  readonly #registry = new WebPushRegistry()
  readonly #messages = new Set<string>()
  /** When each JWT was first shown; by digest, because a record holds no credential. */
  readonly #jwts = new Map<string, number>()
  #server: TlsServer | undefined

  constructor(options: WebPushSimulatorOptions) {
    this.#options = options
    this.#faults = new FaultList(options.after)
  }

  async start(): Promise<void> {
    const { port, tls } = this.#options
    this.#server = await startTlsServer({ port, tls, alpn: ['http/1.1'], handle: exchange => this.#take(exchange) })
  }

  get url(): string {
    return this.#server?.url ?? ''
  }

  get endpoints(): Readonly<Record<string, string>> {
    return { push: this.url }
  }

  get received(): readonly Received[] {
    return this.#record.received
  }

  get delivered(): readonly Delivered[] {
    return this.#record.delivered
  }

  /** Registering a package again answers its present key pair. */
  async addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): Promise<SimulatedCredential> {
    const { publicKey, privateKey } = this.#registry.app(packageName)
    const settings = { subject: 'mailto:push@posthouse.example', publicKey }
    return { name: `${packageName}-webpush`, packageName, environment, certificate: privateKey, settings }
  }

  setToken(token: string, app: string, state: TokenState): void {
    this.#registry.setToken(token, app, state)
  }

  newToken(app: string, index: number): string {
    return this.#registry.newToken(app, index, this.url)
  }

  arm(fault: Fault): void {
    this.#faults.arm(fault)
  }

  disarm(): void {
    this.#faults.disarm()
  }

  onDelivered(run: (push: Delivered) => void): () => void {
    return this.#record.onDelivered(run)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close()
  }

  async #take(exchange: Exchange): Promise<void> {
    const entry = this.#record.receive('push', exchange, this.#options.now())
    const [, message] = /^\/m\/([\w-]+)$/.exec(exchange.path) ?? []
    if (message !== undefined && exchange.method === 'DELETE') {
      exchange.answer(this.#messages.delete(message) ? 204 : 404, {})
      return
    }
    const [, id] = /^\/wpush\/v2\/([\w-]+)$/.exec(exchange.path) ?? []
    const subscription = id === undefined || exchange.method !== 'POST' ? undefined : this.#registry.get(id)
    const proceed = (): void => this.#push(exchange, entry, subscription)
    const fault = this.#faults.take('push', subscription?.token)
    if (fault !== undefined && (await applyFault(fault, exchange, proceed, this.#options.after)) === 'done') return
    proceed()
  }

  #push(exchange: Exchange, entry: ReceivedEntry, subscription: RegisteredSubscription | undefined): void {
    const verdict = this.#verdict(exchange, subscription)
    if ('code' in verdict) {
      refuse(exchange, entry, verdict)
      return
    }
    const id = createHash('sha256').update(`${verdict.token}#${this.#options.random()}`).digest('base64url')
    const vendorId = `${this.url}/m/${id}`
    this.#remember(id)
    const { message } = verdict
    const shown = message && shownOf(message)
    this.#record.deliver({
      atMs: this.#options.now(),
      token: verdict.token,
      ...(shown === undefined ? {} : { shown }),
      vendorId,
      payload: message ?? {},
      headers: exchange.headers,
    })
    exchange.answer(201, { location: vendorId, ttl: exchange.headers['ttl'] ?? '0' })
  }

  #verdict({ headers, body }: Exchange, subscription: RegisteredSubscription | undefined): Refused | Taken {
    const gone = subscriptionFault(subscription)
    if (gone !== undefined || subscription === undefined) return gone ?? UNKNOWN
    const nowMs = this.#options.now()
    const subscribedKey = subscription.state.kind === 'active' ? this.#registry.keyOf(subscription.app) : undefined
    const fault =
      headerFault(headers) ??
      vapidFault(headers, { nowMs, audience: this.#options.origin ?? this.url, subscribedKey }) ??
      this.#jwtFault(headers['authorization'] ?? '', nowMs) ??
      codingFault(headers, body)
    if (fault !== undefined) return fault
    const { token, keys } = subscription
    if (body.length === 0) return { token, message: undefined }
    const plaintext = keys && decrypted(body, keys)
    return plaintext === undefined
      ? { code: '110', message: 'The message cannot be decrypted with the keys of the subscription' }
      : { token, message: messageOf(plaintext) }
  }

  #jwtFault(authorization: string, nowMs: number): Refused | undefined {
    const jwt = createHash('sha256').update(authorization).digest('base64')
    if (this.#jwts.has(jwt)) return undefined
    this.#jwts.set(jwt, nowMs)
    forgetOldest(this.#jwts, JWTS_MAX)
    const recent = [...this.#jwts.values()].filter(atMs => nowMs - atMs < HOUR_MS).length
    const { jwtsPerHourMax = JWTS_MAX } = this.#options
    return recent > jwtsPerHourMax ? { code: 'HTTP 429', message: 'Too many different JWTs' } : undefined
  }

  #remember(id: string): void {
    this.#messages.add(id)
    forgetOldest(this.#messages, MESSAGES_MAX)
  }
}

/** A push that is taken; without a body there is no message. */
interface Taken {
  readonly token: string
  readonly message: JsonObject | undefined
}

const UNKNOWN: Refused = { code: '102', message: 'No such subscription' }

/** Tokens of another app or environment exist; their key is another one, which is found out later. */
function subscriptionFault(subscription: RegisteredSubscription | undefined): Refused | undefined {
  if (subscription === undefined) return UNKNOWN
  return subscription.state.kind === 'unregistered' ? { code: '106', message: 'The subscription has ended' } : undefined
}

/** As autopush writes it (spec/vendors.md §9.6). */
function refuse(exchange: Exchange, entry: ReceivedEntry, { code, message }: Refused): void {
  const status = CODES.find(row => row.code === code)?.status ?? 400
  entry.refuse(code)
  const errno = /^\d+$/.test(code) ? { errno: Number(code) } : {}
  const error = status === 404 ? 'Not Found' : 'Error'
  exchange.answer(
    status,
    { 'content-type': 'application/json' },
    JSON.stringify({ code: status, ...errno, error, message }),
  )
}

function forgetOldest(list: Map<string, unknown> | Set<string>, most: number): void {
  const [oldest] = list.keys()
  if (list.size > most && oldest !== undefined) list.delete(oldest)
}
