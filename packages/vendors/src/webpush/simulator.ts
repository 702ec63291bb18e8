// A stand-in for a browser vendor's push service and the browsers behind it (spec/vendors.md §9.12), on a TLS server: it checks, decrypts
// with the browser's own key and remembers what the browser would show. Derives every answer from its registry; knows nothing of the client.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../json.ts'
import type { SimulatedApp, SimulatedCredential, Simulator, SimulatorOptions } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { forgetOldest } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
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
export function startWebPushSimulator(options: WebPushSimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new WebPushSide(options))
}

/** Most messages that can be cancelled; the oldest go first and are then unknown. */
const MESSAGES_MAX = 10_000
/** Most JWTs remembered. */
const JWTS_MAX = 1_000
const HOUR_MS = 3_600_000

class WebPushSide implements VendorSide<WebPushRequest> {
  readonly vendor = 'webpush'
  readonly endpoints = ['push']
  readonly tokens = new WebPushRegistry()
  readonly #options: WebPushSimulatorOptions
  readonly #messages = new Set<string>()
  /** When each JWT was first shown; by digest, because a record holds no credential. */
  readonly #jwts = new Map<string, number>()

  constructor(options: WebPushSimulatorOptions) {
    this.#options = options
  }

  addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const { publicKey, privateKey } = this.tokens.app(packageName)
    const settings = { subject: 'mailto:push@posthouse.example', publicKey }
    return { name: `${packageName}-webpush`, packageName, environment, certificate: privateKey, settings }
  }

  newToken(app: string, index: number, url: string): string {
    return this.tokens.newToken(app, index, url)
  }

  read({ method, path }: Exchange): Reading<WebPushRequest> {
    const [, message] = /^\/m\/([\w-]+)$/.exec(path) ?? []
    if (message !== undefined && method === 'DELETE') return { request: { kind: 'cancel', message }, tokens: undefined }
    const [, id] = /^\/wpush\/v2\/([\w-]+)$/.exec(path) ?? []
    const subscription = id === undefined || method !== 'POST' ? undefined : this.tokens.get(id)
    return { request: { kind: 'push', subscription }, tokens: subscription === undefined ? [] : [subscription.token] }
  }

  answer(call: Call<WebPushRequest>): void {
    const { exchange, request } = call
    if (request.kind === 'cancel') exchange.answer(this.#messages.delete(request.message) ? 204 : 404, {})
    else this.#push(call, request.subscription)
  }

  #push({ exchange, url, refuse, deliver }: Call<WebPushRequest>, subscription: Subscription): void {
    const verdict = this.#verdict(exchange, subscription, url)
    if ('code' in verdict) {
      refuse(verdict.code)
      answerRefusal(exchange, verdict)
      return
    }
    const { token, message } = verdict
    const id = createHash('sha256').update(`${token}#${this.#options.random()}`).digest('base64url')
    const vendorId = `${url}/m/${id}`
    this.#messages.add(id)
    forgetOldest(this.#messages, MESSAGES_MAX)
    deliver([token], { shown: message && shownOf(message), vendorId, payload: message ?? {} })
    exchange.answer(201, { location: vendorId, ttl: exchange.headers['ttl'] ?? '0' })
  }

  #verdict({ headers, body }: Exchange, subscription: Subscription, url: string): Refused | Taken {
    const gone = subscriptionFault(subscription)
    if (gone !== undefined || subscription === undefined) return gone ?? UNKNOWN
    const nowMs = this.#options.now()
    const subscribedKey = subscription.state.kind === 'active' ? this.tokens.keyOf(subscription.app) : undefined
    const fault =
      headerFault(headers) ??
      vapidFault(headers, { nowMs, audience: this.#options.origin ?? url, subscribedKey }) ??
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
}

type Subscription = RegisteredSubscription | undefined

/** A push to a subscription, if there is one, or the wish to take a message back. */
type WebPushRequest =
  | { readonly kind: 'push'; readonly subscription: Subscription }
  | { readonly kind: 'cancel'; readonly message: string }

/** A push that is taken; without a body there is no message. */
interface Taken {
  readonly token: string
  readonly message: JsonObject | undefined
}

const UNKNOWN: Refused = { code: '102', message: 'No such subscription' }

/** Tokens of another app or environment exist; their key is another one, which is found out later. */
function subscriptionFault(subscription: Subscription): Refused | undefined {
  if (subscription === undefined) return UNKNOWN
  return subscription.state.kind === 'unregistered' ? { code: '106', message: 'The subscription has ended' } : undefined
}

/** As autopush writes it (spec/vendors.md §9.6). */
function answerRefusal(exchange: Exchange, { code, message }: Refused): void {
  const status = CODES.find(row => row.code === code)?.status ?? 400
  const errno = /^\d+$/.test(code) ? { errno: Number(code) } : {}
  const error = status === 404 ? 'Not Found' : 'Error'
  exchange.answer(
    status,
    { 'content-type': 'application/json' },
    JSON.stringify({ code: status, ...errno, error, message }),
  )
}
