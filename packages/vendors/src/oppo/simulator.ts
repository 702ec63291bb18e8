// A stand-in for OPPO's auth and push services on one TLS server (spec/vendors.md §6.12): it derives every answer from its registry of
// apps and registration ids and from the message itself. It knows nothing of the client.
import { textOf } from '../json.ts'
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
import { DeviceTokens, forgetOldest } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
import { CODES } from './codes.ts'
import { type CheckedMessage, type CheckedRequest, checkBatch, checkUnicast, REGISTRATION_ID } from './message-check.ts'
import { shownOf } from './phone.ts'
import { EVENTS } from './receipt.ts'
import { SimulatedApps, type SimulatedOppoApp } from './simulated-apps.ts'

/** What OPPO's documentation leaves open or decides per app, as switches. */
export interface OppoSimulatorOptions extends SimulatorOptions {
  /** Most messages of one app and Beijing day; absent = no end. */
  readonly dailyQuota?: number
  /** Ends auth tokens earlier than after their 24 hours, ms; clients must bear it. */
  readonly authLifeMs?: number
  /** A message id is taken once per registration id; later ones get the same answer and reach no phone (unconfirmed, so off). */
  readonly isDeduping?: boolean
}

/** Starts the simulator; whoever starts it closes it. */
export function startOppoSimulator(options: OppoSimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new OppoSide(options))
}

/** Most message ids remembered for `isDeduping`; the oldest go first. */
const REMEMBERED_MAX = 100_000

const UNICAST = '/server/v1/message/notification/unicast'
const BATCH = '/server/v1/message/notification/unicast_batch'
const AUTH = '/server/v1/auth'

/** What became of one message. */
type Entry =
  | { readonly messageId: string; readonly registrationId: string }
  | { readonly registrationId: string; readonly errorCode: number; readonly errorMessage: string }

class OppoSide implements VendorSide<OppoRequest> {
  readonly vendor = 'oppo'
  readonly endpoints = ['push', 'auth']
  readonly tokens = new DeviceTokens()
  readonly #options: OppoSimulatorOptions
  readonly #apps: SimulatedApps
  readonly #seen = new Map<string, string>()
  #sent = 0

  constructor(options: OppoSimulatorOptions) {
    this.#options = options
    this.#apps = new SimulatedApps(options)
  }

  addApp(app: SimulatedApp): SimulatedCredential {
    return this.#apps.add(app)
  }

  newToken(app: string, index: number): string {
    return `CN_${digestOf(`${app}#${index}`).slice(0, 32)}`
  }

  /** OPPO reports only where the push named an address. */
  receiptCall(push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    const url = textOf(push.payload['call_back_url'])
    const [eventType] = [...EVENTS].find(([, [reported]]) => reported === fate) ?? []
    if (url === undefined || eventType === undefined) return undefined
    const param = textOf(push.payload['call_back_parameter'])
    const event = {
      messageId: push.vendorId,
      appId: push.vendorId.split('-', 1)[0],
      taskId: push.vendorId,
      registrationIds: push.token,
      eventTime: String(this.#options.now()),
      ...(param === undefined ? {} : { param }),
      eventType,
    }
    return { url, headers: JSON_TYPE, body: JSON.stringify([event]) }
  }

  isAuth({ pathname }: Exchange): boolean {
    return pathname === AUTH
  }

  read({ pathname, form }: Exchange): Reading<OppoRequest> {
    const checked = pathname === BATCH ? checkBatch(form) : checkUnicast(form)
    const tokens = checked.kind === 'passed' ? checked.messages.map(({ token }) => token) : []
    return { request: { form, checked }, tokens }
  }

  /** Business codes come with HTTP 200; the date is that of the simulator's clock. */
  answer(call: Call<OppoRequest>): void {
    const { exchange, refuse } = call
    if (call.on === 'push' && exchange.pathname !== UNICAST && exchange.pathname !== BATCH) {
      exchange.answer(404, {})
      return
    }
    const said = this.#answerTo(call)
    if (typeof said === 'number') refuse(String(said))
    const body = typeof said === 'number' ? { code: said, message: messageOf(said) } : { code: 0, ...said }
    const date = new Date(this.#options.now()).toUTCString()
    exchange.answer(200, { ...JSON_TYPE, date }, JSON.stringify(body))
  }

  /** The members beside code 0, or the code of a refusal. */
  #answerTo({ exchange, on, request: { form, checked }, deliver }: Call<OppoRequest>): Answer | number {
    if (exchange.method !== 'POST') return 12
    if (on === 'auth') return this.#grant(form)
    const app = this.#apps.signedIn(exchange.headers['auth_token'] ?? form.get('auth_token') ?? '')
    if (typeof app === 'number') return app
    if (checked.kind === 'failed') return checked.code
    if (this.#apps.isOverQuota(app, checked.messages.length)) return 33
    const entries = checked.messages.map(message => this.#send(app, message, deliver))
    if (exchange.pathname === BATCH) return { message: '', data: entries }
    const [only] = entries
    if (only === undefined || 'errorCode' in only) return only?.errorCode ?? 40
    return { message: '', data: { messageId: only.messageId } }
  }

  #grant(form: URLSearchParams): Answer | number {
    const granted = this.#apps.grant(form)
    if (typeof granted === 'number') return granted
    return { message: 'success', data: { auth_token: granted, create_time: this.#options.now() } }
  }

  #send(app: SimulatedOppoApp, { token, notification }: CheckedMessage, deliver: Deliver): Entry {
    const code = this.#tokenRefusal(token, app)
    if (code !== undefined) return { registrationId: token, errorCode: code, errorMessage: messageOf(code) }
    const key = `${app.id} ${token} ${String(notification['app_message_id'])}`
    const known = this.#options.isDeduping === true ? this.#seen.get(key) : undefined
    const messageId = known ?? this.#newMessageId(app)
    if (known === undefined) {
      this.#remember(key, messageId)
      this.#apps.count(app)
      deliver([token], { shown: shownOf(notification), vendorId: messageId, payload: notification })
    }
    return { messageId, registrationId: token }
  }

  #tokenRefusal(token: string, app: SimulatedOppoApp): number | undefined {
    const known = REGISTRATION_ID.test(token) ? this.tokens.get(token) : undefined
    if (known?.app !== app.packageName) return 10000
    if (known.state.kind === 'active') return undefined
    return known.state.kind === 'unregistered' ? 10001 : 10000
  }

  #newMessageId(app: SimulatedOppoApp): string {
    this.#sent += 1
    return `${app.id}-1-1-${this.#options.now().toString(16)}${this.#sent.toString(16).padStart(6, '0')}`
  }

  #remember(key: string, messageId: string): void {
    if (this.#options.isDeduping !== true) return
    this.#seen.set(key, messageId)
    forgetOldest(this.#seen, REMEMBERED_MAX)
  }
}

/** What stands beside code 0. */
interface Answer {
  readonly message: string
  readonly data: object
}

interface OppoRequest {
  readonly form: URLSearchParams
  readonly checked: CheckedRequest
}

type Deliver = Call<OppoRequest>['deliver']

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

function messageOf(code: number): string {
  return CODES.find(row => row.code === String(code))?.message ?? ''
}
