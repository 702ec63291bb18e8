// A stand-in for Huawei's OAuth and push services on one TLS server (spec/vendors.md §3.12): it derives every answer from its
// registry of apps and tokens and from the message itself. It knows nothing of the client.
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
import { randomHex } from '../simulator/made-up-text.ts'
import { AccessTokens, AppRegistry, DeviceTokens, type RegisteredApp } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
import { type CheckedRequest, checkRequest } from './message-check.ts'
import { shownOf } from './phone.ts'
import { answerWith, type Verdict } from './simulated-answer.ts'
import { RECEIPT_USER, receiptCallOf } from './simulated-receipt.ts'

/** What Huawei's documentation leaves open, as a switch. */
export interface HuaweiSimulatorOptions extends SimulatorOptions {
  /** The HTTP status that comes with 80200001 and 80200003: 401 as documented (the default), or 200 (spec/vendors.md §3.12). */
  readonly accessRefusalStatus?: 200 | 401
}

/** Starts the simulator; whoever starts it closes it. */
export function startHuaweiSimulator(options: HuaweiSimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new HuaweiSide(options))
}

/** Life of an access token, in seconds. */
const ACCESS_SECONDS = 3600

interface App extends RegisteredApp {
  /** As its owner would enter it in the receipt configuration. */
  readonly receiptSecret: string
}

function plain(status: number, code: string): Verdict {
  return { status, code, msg: MESSAGES[code] ?? '', taken: [] }
}

class HuaweiSide implements VendorSide<CheckedRequest> {
  readonly vendor = 'huawei'
  readonly endpoints = ['push', 'oauth']
  readonly tokens = new DeviceTokens()
  readonly #options: HuaweiSimulatorOptions
  readonly #apps = new AppRegistry<App>(app => app.id)
  readonly #access = new AccessTokens()
  #sent = 0

  constructor(options: HuaweiSimulatorOptions) {
    this.#options = options
  }

  addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const app = this.#apps.add(packageName, count => {
      const [secret, receiptSecret] = [this.#hex(64), this.#hex(32)]
      return { id: String(100_100 + count), secret, packageName, environment, receiptSecret }
    })
    const settings = { receiptUser: RECEIPT_USER, receiptSecret: app.receiptSecret }
    return { name: app.id, certificate: app.secret, packageName, environment: app.environment, settings }
  }

  /** Huawei's tokens are opaque: about 130 characters of the URL-safe Base64 alphabet, with a constant start. */
  newToken(app: string, index: number): string {
    const text = createHash('sha512').update(`${app}#${index}`).digest('base64url')
    const more = createHash('sha256').update(text).digest('base64url')
    return `IQAAAACy${text}${more}`.slice(0, 130)
  }

  /** Signed as Huawei signs; the console holds the address. */
  receiptCall({ token, vendorId }: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    const app = this.#apps.ofPackage(this.tokens.get(token)?.app ?? '')
    if (app === undefined) return undefined
    const nonce = this.#hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
    return receiptCallOf(app, { token, vendorId, fate, nonce, atMs: this.#options.now() })
  }

  isAuth({ pathname }: Exchange): boolean {
    return /^\/oauth2\/v[23]\/token$/.test(pathname)
  }

  read({ body }: Exchange): Reading<CheckedRequest> {
    const request = checkRequest(body.toString())
    return { request, tokens: request.kind === 'passed' ? request.tokens : [] }
  }

  answer(call: Call<CheckedRequest>): void {
    const { method, pathname } = call.exchange
    const appId = /^\/v1\/(\d+)\/messages:send$/.exec(pathname)?.[1]
    if (call.on === 'auth') this.#grant(call)
    else if (method === 'POST' && appId !== undefined) this.#push(call, appId)
    else call.exchange.answer(404, {})
  }

  #grant({ exchange, refuse }: Call<CheckedRequest>): void {
    const granted = this.#grantOf(exchange)
    if ('access_token' in granted) {
      // The real service writes a slash in a token as \/ (spec/vendors.md §3.2).
      exchange.answer(200, JSON_TYPE, JSON.stringify(granted).replaceAll('/', '\\/'))
      return
    }
    refuse(`${granted.error}/${granted.sub_error}`)
    exchange.answer(400, JSON_TYPE, JSON.stringify(granted))
  }

  #grantOf({ method, form }: Exchange): GrantAnswer | GrantRefusal {
    if (method !== 'POST' || form.get('grant_type') !== 'client_credentials') return WRONG_GRANT
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

  #push(call: Call<CheckedRequest>, appId: string): void {
    const { exchange, request } = call
    const verdict = this.#verdict(exchange.headers['authorization'], appId, request)
    this.#sent += 1
    const requestId = `${this.#options.now()}${String(this.#sent).padStart(8, '0')}`
    answerWith(call, verdict, requestId)
    const payload = request.kind === 'passed' ? request.message : {}
    call.deliver(verdict.taken, { shown: shownOf(payload), vendorId: requestId, payload })
  }

  #verdict(authorization: string | undefined, appId: string, request: CheckedRequest): Verdict {
    const refused = this.#accessRefusal(authorization, appId)
    const app = this.#apps.get(appId)
    if (refused !== undefined || app === undefined) {
      return plain(this.#options.accessRefusalStatus ?? 401, refused ?? '80200001')
    }
    if (request.kind === 'failed') return plain(400, request.code)
    const taken = request.tokens.filter(token => this.tokens.isActive(token, app.packageName))
    const illegal = request.tokens.filter(token => !this.tokens.isActive(token, app.packageName))
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

  #hex(digits: number): string {
    return randomHex(this.#options.random, digits)
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
