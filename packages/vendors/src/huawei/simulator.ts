// A stand-in for Huawei's OAuth and push services on one TLS server (spec/vendors.md §3.12): it derives every answer from its
// registry of apps and tokens and from the message itself. It knows nothing of the client.
import { createHash } from 'node:crypto'
import type { Receipt } from '../receipt.ts'
import type {
  Delivered,
  Fault,
  ReceiptCall,
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
import { AccessTokens, DeviceTokens } from '../simulator/registry.ts'
import { startTlsServer, type TlsServer } from '../simulator/tls-server.ts'
import { type CheckedRequest, checkRequest } from './message-check.ts'
import { shownOf } from './phone.ts'
import { RECEIPT_USER, receiptCallOf } from './simulated-receipt.ts'

/** What Huawei's documentation leaves open, as a switch. */
export interface HuaweiSimulatorOptions extends SimulatorOptions {
  /** The HTTP status that comes with 80200001 and 80200003: 401 as documented (the default), or 200 (spec/vendors.md §3.12). */
  readonly accessRefusalStatus?: 200 | 401
}

/** Starts the simulator; whoever starts it closes it. */
export async function startHuaweiSimulator(options: HuaweiSimulatorOptions): Promise<Simulator> {
  const simulator = new HuaweiSimulator(options)
  await simulator.start()
  return simulator
}

/** Life of an access token, in seconds. */
const ACCESS_SECONDS = 3600
/** Most apps of the registry; above, registering throws. */
const APPS_MAX = 1000

interface App {
  readonly id: string
  readonly secret: string
  readonly packageName: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
  /** As its owner would enter it in the receipt configuration. */
  readonly receiptSecret: string
}

/** An answer, and the tokens whose phones get the message. */
interface Verdict {
  readonly status: number
  readonly code: string
  readonly msg: string
  readonly taken: readonly string[]
}

function plain(status: number, code: string): Verdict {
  return { status, code, msg: MESSAGES[code] ?? '', taken: [] }
}

class HuaweiSimulator implements Simulator {
  readonly vendor = 'huawei'
  readonly #options: HuaweiSimulatorOptions
  readonly #record: SimulatorRecord = new SimulatorRecord()
  readonly #faults: FaultList
  readonly #apps = new Map<string, App>()
  readonly #tokens = new DeviceTokens()
  readonly #access = new AccessTokens()
  #server: TlsServer | undefined
  #sent = 0

  constructor(options: HuaweiSimulatorOptions) {
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
    return { push: this.url, oauth: this.url }
  }

  get received(): readonly Received[] {
    return this.#record.received
  }

  get delivered(): readonly Delivered[] {
    return this.#record.delivered
  }

  /** Registering a package again answers its present credential. */
  async addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): Promise<SimulatedCredential> {
    const known = [...this.#apps.values()].find(app => app.packageName === packageName)
    const app = known ?? this.#newApp(packageName, environment)
    const settings = { receiptUser: RECEIPT_USER, receiptSecret: app.receiptSecret }
    return { name: app.id, certificate: app.secret, packageName, environment: app.environment, settings }
  }

  setToken(token: string, app: string, state: TokenState): void {
    this.#tokens.set(token, app, state)
  }

  /** Huawei's tokens are opaque: about 130 characters of the URL-safe Base64 alphabet, with a constant start. */
  newToken(app: string, index: number): string {
    const text = createHash('sha512').update(`${app}#${index}`).digest('base64url')
    const more = createHash('sha256').update(text).digest('base64url')
    const token = `IQAAAACy${text}${more}`.slice(0, 130)
    this.setToken(token, app, { kind: 'active' })
    return token
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

  /** Signed as Huawei signs; the console holds the address. */
  receiptCall({ token, vendorId }: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    const packageName = this.#tokens.get(token)?.app
    const app = [...this.#apps.values()].find(one => one.packageName === packageName)
    if (app === undefined) return undefined
    const nonce = this.#hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    return receiptCallOf(app, { token, vendorId, fate, nonce, atMs: this.#options.now() })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close()
  }

  #newApp(packageName: string, environment: App['environment']): App {
    if (this.#apps.size >= APPS_MAX) throw new RangeError(`at most ${APPS_MAX} apps`)
    const [id, secret, receiptSecret] = [String(100_100 + this.#apps.size), this.#hex(64), this.#hex(32)]
    const app = { id, secret, packageName, environment, receiptSecret }
    this.#apps.set(app.id, app)
    return app
  }

  async #take(exchange: Exchange): Promise<void> {
    const path = exchange.path.split('?', 1)[0] ?? ''
    const isAuth = /^\/oauth2\/v[23]\/token$/.test(path)
    const entry = this.#record.receive(isAuth ? 'auth' : 'push', exchange, this.#options.now())
    const request = checkRequest(exchange.body.toString())
    const fault = this.#faults.take(isAuth ? 'auth' : 'push', request.kind === 'passed' ? request.tokens : [])
    const proceed = (): void => (isAuth ? this.#grant(exchange, entry) : this.#push(exchange, path, request, entry))
    if (fault !== undefined && (await applyFault(fault, exchange, proceed, this.#options.after)) === 'done') return
    proceed()
  }

  #grant(exchange: Exchange, entry: ReceivedEntry): void {
    const granted = this.#grantOf(exchange)
    if ('access_token' in granted) {
      // The real service writes a slash in a token as \/ (spec/vendors.md §3.2).
      exchange.answer(200, JSON_TYPE, JSON.stringify(granted).replaceAll('/', '\\/'))
      return
    }
    entry.refuse(`${granted.error}/${granted.sub_error}`)
    exchange.answer(400, JSON_TYPE, JSON.stringify(granted))
  }

  #grantOf({ method, headers, body }: Exchange): GrantAnswer | GrantRefusal {
    const isForm = method === 'POST' && String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
    const form = new URLSearchParams(isForm ? body.toString() : '')
    if (form.get('grant_type') !== 'client_credentials') return WRONG_GRANT
    const app = this.#apps.get(form.get('client_id') ?? '')
    if (app === undefined) return UNKNOWN_CLIENT
    if (app.secret !== form.get('client_secret')) return WRONG_SECRET
    return { access_token: this.#newAccess(app.id), expires_in: ACCESS_SECONDS, token_type: 'Bearer' }
  }

  #newAccess(appId: string): string {
    const token = `DAEA/${this.#hex(80)}`
    this.#access.issue(token, appId, this.#options.now() + ACCESS_SECONDS * 1000)
    return token
  }

  #push(exchange: Exchange, path: string, request: CheckedRequest, entry: ReceivedEntry): void {
    const appId = /^\/v1\/(\d+)\/messages:send$/.exec(path)?.[1]
    if (exchange.method !== 'POST' || appId === undefined) {
      exchange.answer(404, {})
      return
    }
    const verdict = this.#verdict(exchange.headers['authorization'], appId, request)
    const requestId = this.#answer(exchange, verdict, entry)
    for (const token of verdict.taken) this.#deliver(exchange, request, token, requestId)
  }

  #verdict(authorization: string | undefined, appId: string, request: CheckedRequest): Verdict {
    const refused = this.#accessRefusal(authorization, appId)
    const app = this.#apps.get(appId)
    if (refused !== undefined || app === undefined) {
      return plain(this.#options.accessRefusalStatus ?? 401, refused ?? '80200001')
    }
    if (request.kind === 'failed') return plain(400, request.code)
    const taken = request.tokens.filter(token => this.#isAlive(token, app))
    const illegal = request.tokens.filter(token => !this.#isAlive(token, app))
    const delivered = request.validateOnly ? [] : taken
    if (illegal.length === 0) return { ...plain(200, '80000000'), taken: delivered }
    if (taken.length === 0) return plain(200, '80300007')
    const msg = JSON.stringify({ success: taken.length, failure: illegal.length, illegal_tokens: illegal })
    return { status: 200, code: '80100000', msg, taken: delivered }
  }

  #accessRefusal(authorization: string | undefined, appId: string): string | undefined {
    const access = this.#access.look(/^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '', this.#options.now())
    if (access?.owner !== appId) return '80200001'
    return access.isExpired ? '80200003' : undefined
  }

  #isAlive(token: string, app: App): boolean {
    const known = this.#tokens.get(token)
    return known?.app === app.packageName && known.state.kind === 'active'
  }

  #answer(exchange: Exchange, { status, code, msg }: Verdict, entry: ReceivedEntry): string {
    this.#sent += 1
    const requestId = `${this.#options.now()}${String(this.#sent).padStart(8, '0')}`
    if (code !== '80000000') entry.refuse(code)
    exchange.answer(status, JSON_TYPE, JSON.stringify({ code, msg, requestId }))
    return requestId
  }

  #deliver(exchange: Exchange, request: CheckedRequest, token: string, vendorId: string): void {
    const message = request.kind === 'passed' ? request.message : {}
    const shown = shownOf(message)
    this.#record.deliver({
      atMs: this.#options.now(),
      token,
      ...(shown === undefined ? {} : { shown }),
      vendorId,
      payload: message,
      headers: exchange.headers,
    })
  }

  #hex(digits: number): string {
    return Array.from({ length: digits }, () => Math.floor(this.#options.random() * 16).toString(16)).join('')
  }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' }

interface GrantAnswer {
  readonly access_token: string
  readonly expires_in: number
  readonly token_type: 'Bearer'
}

interface GrantRefusal {
  readonly error: number
  readonly sub_error: number
  readonly error_description: string
}

/** Only the wording for a wrong secret is confirmed (spec/vendors.md §3.2). */
const WRONG_SECRET: GrantRefusal = { error: 1101, sub_error: 12304, error_description: 'invalid client_secret' }
const UNKNOWN_CLIENT: GrantRefusal = { error: 1101, sub_error: 12303, error_description: 'invalid client_id' }
const WRONG_GRANT: GrantRefusal = { error: 1101, sub_error: 20041, error_description: 'invalid grant_type' }

/** The `msg` of each code that the simulator gives; clients decide by the code, the texts are illustrative. */
const MESSAGES: Readonly<Record<string, string>> = {
  '80000000': 'Success',
  '80100003': 'The message structure is incorrect.',
  '80100004': 'The ttl of the message is incorrect.',
  '80100013': 'The collapse_key is out of range.',
  '80200001': 'OAuth authentication failed.',
  '80200003': 'OAuth token expired.',
  '80300007': 'All the tokens are invalid.',
  '80300008': 'The message body is larger than 4096 bytes.',
  '80300010': 'The number of tokens is out of range.',
}
