// A stand-in for Honor's OAuth and push services on one TLS server (spec/vendors.md §4.12): it derives every answer from its registry
// of apps and tokens and from the message itself. It knows nothing of the client.
import { createHash } from 'node:crypto'
import type { Receipt } from '../receipt.ts'
import type {
  Delivered,
  ReceiptCall,
  SimulatedApp,
  SimulatedCredential,
  Simulator,
  SimulatorOptions,
} from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { digestOf } from '../simulator/made-up-text.ts'
import { AccessTokens, AppRegistry, DeviceTokens, type RegisteredApp } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
import { type CheckedRequest, checkRequest } from './message-check.ts'
import { shownOf } from './phone.ts'

/** What Honor's documents leave open, as a switch. */
export interface HonorSimulatorOptions extends SimulatorOptions {
  /** How far the `timestamp` header may be from our clock, either way, in ms; default ten minutes. Infinity: it need only be there. */
  readonly timestampWindowMs?: number
}

/** Starts the simulator; whoever starts it closes it. */
export function startHonorSimulator(options: HonorSimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new HonorSide(options))
}

/** Life of an access token, in seconds. */
const ACCESS_SECONDS = 3600
const TIMESTAMP_WINDOW_MS = 600_000

/** Both token paths, the older of a Keycloak realm (spec/vendors.md §4.1). */
const TOKEN_PATHS: readonly string[] = ['/auth/token', '/auth/realms/developer/protocol/openid-connect/token']
const SEND_PATH = /^\/api\/v1\/(\d+)\/sendMessage$/

interface App extends RegisteredApp {
  readonly clientId: string
}

/** An answer, and the tokens whose phones get the message. */
interface Verdict {
  readonly status: number
  readonly code: number
  readonly lists?: { readonly failTokens: readonly string[]; readonly expireTokens: readonly string[] }
  readonly taken: readonly string[]
}

class HonorSide implements VendorSide<CheckedRequest> {
  readonly vendor = 'honor'
  readonly endpoints = ['push', 'oauth']
  readonly tokens = new DeviceTokens()
  readonly #options: HonorSimulatorOptions
  readonly #apps = new AppRegistry<App>(app => app.id)
  readonly #clients = new Map<string, App>()
  readonly #access = new AccessTokens()
  #sent = 0

  constructor(options: HonorSimulatorOptions) {
    this.#options = options
  }

  addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const app = this.#apps.add(packageName, count => {
      const secret = digestOf(`${packageName}#${this.#options.random()}`)
      return { id: String(104_400 + count), clientId: String(220_000 + count), secret, packageName, environment }
    })
    this.#clients.set(app.clientId, app)
    const settings = { clientId: app.clientId, activityClass: `${packageName}.MainActivity` }
    return { name: app.id, certificate: app.secret, packageName, environment: app.environment, settings }
  }

  /** Honor's tokens are opaque and their shape is not published; this one is ours. */
  newToken(app: string, index: number): string {
    const text = createHash('sha512').update(`honor\n${app}\n${index}`).digest('base64url')
    return `BAEAAAAAB.${text}${digestOf(text)}`
  }

  /** The status that stands for a fate; a message without a notification has its own, and nobody taps it. */
  receiptCall(push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    const isShown = push.shown !== undefined
    if (fate === 'clicked' && !isShown) return undefined
    const appid = this.#apps.ofPackage(this.tokens.get(push.token)?.app ?? '')?.id
    const { biTag } = (push.payload['android'] ?? {}) as { readonly biTag?: string }
    const status = {
      arrived: isShown ? 40000002 : 40000001,
      clicked: 40000007,
      dropped: 40000009,
      pending: isShown ? 40000013 : 50000003,
      'token-dead': 40000004,
    }[fate]
    const entry = { token: push.token, biTag, status, timestamp: push.atMs, appid, requestId: push.vendorId }
    return { headers: JSON_TYPE, body: JSON.stringify({ statuses: [entry] }) }
  }

  isAuth({ pathname }: Exchange): boolean {
    return TOKEN_PATHS.includes(pathname)
  }

  read({ body }: Exchange): Reading<CheckedRequest> {
    const request = checkRequest(body.toString())
    return { request, tokens: request.kind === 'passed' ? request.tokens : [] }
  }

  answer(call: Call<CheckedRequest>): void {
    const appId = SEND_PATH.exec(call.exchange.path)?.[1]
    if (call.on === 'auth') this.#grant(call)
    else if (call.exchange.method === 'POST' && appId !== undefined) this.#push(call, appId)
    else call.exchange.answer(404, {})
  }

  #grant({ exchange, refuse }: Call<CheckedRequest>): void {
    const app = this.#clientOf(exchange)
    if (typeof app === 'string') {
      refuse(app)
      exchange.answer(app === 'unsupported_grant_type' ? 400 : 401, JSON_TYPE, JSON.stringify({ error: app }))
      return
    }
    const nowMs = this.#options.now()
    const token = `${digestOf(`${app.id}#${this.#options.random()}`)}.${nowMs}`
    this.#access.issue(token, app.id, nowMs + ACCESS_SECONDS * 1000)
    const granted = { access_token: token, expires_in: ACCESS_SECONDS, token_type: 'Bearer' }
    exchange.answer(200, JSON_TYPE, JSON.stringify(granted))
  }

  /** Whose sign-in it is, or why it is none. */
  #clientOf({ method, form }: Exchange): App | string {
    if (method !== 'POST' || form.get('grant_type') !== 'client_credentials') return 'unsupported_grant_type'
    const app = this.#clients.get(form.get('client_id') ?? '')
    if (app === undefined) return 'invalid_client'
    return app.secret === form.get('client_secret') ? app : 'unauthorized_client'
  }

  #push({ exchange, request, refuse, deliver }: Call<CheckedRequest>, appId: string): void {
    const { status, code, lists, taken } = this.#verdict(exchange, appId, request)
    this.#sent += 1
    const requestId = `${this.#options.now()}${String(this.#sent).padStart(8, '0')}`
    if (code !== 200) refuse(String(code))
    const data = lists && { sendResult: true, requestId, ...lists }
    exchange.answer(status, JSON_TYPE, JSON.stringify({ code, message: MESSAGES[code] ?? 'failed', data }))
    if (request.kind === 'failed') return
    deliver(taken, { shown: shownOf(request.message), vendorId: requestId, payload: request.message })
  }

  /** App id, bearer, timestamp, message, states, in this order (spec/vendors.md §4.12). */
  #verdict({ headers }: Exchange, appId: string, request: CheckedRequest): Verdict {
    const app = this.#apps.get(appId)
    if (app === undefined) return refusal(200, 80300002)
    const bearer = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
    const access = this.#access.look(bearer, this.#options.now())
    if (access?.owner !== appId) return refusal(401, 80200001)
    if (access.isExpired) return refusal(401, 80200003)
    if (!isTimely(this.#options, headers['timestamp'])) return refusal(200, 80100003)
    return request.kind === 'failed' ? refusal(200, Number(request.code)) : this.#verdictOnTokens(app, request.tokens)
  }

  /** A token of a removed app is told by name whatever became of the others; 80300007 names nobody. */
  #verdictOnTokens({ packageName }: App, tokens: readonly string[]): Verdict {
    const stateOf = (token: string): 'taken' | 'expired' | 'failed' => {
      const known = this.tokens.get(token)
      if (known?.app !== packageName) return 'failed'
      if (known.state.kind === 'active') return 'taken'
      return known.state.kind === 'unregistered' ? 'expired' : 'failed'
    }
    const those = (state: ReturnType<typeof stateOf>): readonly string[] => tokens.filter(one => stateOf(one) === state)
    const [taken, expireTokens, failTokens] = [those('taken'), those('expired'), those('failed')]
    if (failTokens.length > 0 && taken.length === 0) return refusal(200, 80300007)
    const code = failTokens.length > 0 ? 80100000 : 200
    return { status: 200, code, lists: { failTokens, expireTokens }, taken }
  }
}

function isTimely({ now, timestampWindowMs = TIMESTAMP_WINDOW_MS }: HonorSimulatorOptions, header = ''): boolean {
  return /^\d{1,15}$/.test(header) && Math.abs(now() - Number(header)) <= timestampWindowMs
}

function refusal(status: number, code: number): Verdict {
  return { status, code, taken: [] }
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** Clients decide by the code, the texts are illustrative. */
const MESSAGES: Readonly<Record<number, string>> = {
  200: 'success',
  80100000: 'partial',
  80100003: 'The message structure or the timestamp is incorrect.',
  80200001: 'Authentication failed.',
  80200003: 'The access token expired.',
  80300002: 'The app has no permission.',
  80300007: 'All the tokens are invalid.',
  80300008: 'The message is too large.',
  80300010: 'The number of tokens is out of range.',
}
