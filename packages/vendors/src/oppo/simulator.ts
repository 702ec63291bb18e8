// A stand-in for OPPO's auth and push services on one TLS server (spec/vendors.md §6.12): it derives every answer from its registry of
// apps and registration ids and from the message itself. It knows nothing of the client.
import { createHash } from 'node:crypto'
import { textOf } from '../json.ts'
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
import { DeviceTokens } from '../simulator/registry.ts'
import { startTlsServer, type TlsServer } from '../simulator/tls-server.ts'
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
export async function startOppoSimulator(options: OppoSimulatorOptions): Promise<Simulator> {
  const simulator = new OppoSimulator(options)
  await simulator.start()
  return simulator
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

class OppoSimulator implements Simulator {
  readonly vendor = 'oppo'
  readonly #options: OppoSimulatorOptions
  readonly #record: SimulatorRecord = new SimulatorRecord()
  readonly #faults: FaultList
  readonly #apps: SimulatedApps
  readonly #tokens = new DeviceTokens()
  readonly #seen = new Map<string, string>()
  #server: TlsServer | undefined
  #sent = 0

  constructor(options: OppoSimulatorOptions) {
    this.#options = options
    this.#faults = new FaultList(options.after)
    this.#apps = new SimulatedApps(options)
  }

  async start(): Promise<void> {
    const { port, tls } = this.#options
    this.#server = await startTlsServer({ port, tls, alpn: ['http/1.1'], handle: exchange => this.#take(exchange) })
  }

  get url(): string {
    return this.#server?.url ?? ''
  }

  get endpoints(): Readonly<Record<string, string>> {
    return { push: this.url, auth: this.url }
  }

  get received(): readonly Received[] {
    return this.#record.received
  }

  get delivered(): readonly Delivered[] {
    return this.#record.delivered
  }

  addApp(app: SimulatedApp): Promise<SimulatedCredential> {
    return Promise.resolve(this.#apps.add(app))
  }

  setToken(token: string, app: string, state: TokenState): void {
    this.#tokens.set(token, app, state)
  }

  newToken(app: string, index: number): string {
    const token = `CN_${createHash('sha256').update(`${app}#${index}`).digest('hex').slice(0, 32)}`
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close()
  }

  async #take(exchange: Exchange): Promise<void> {
    const path = exchange.path.split('?', 1)[0] ?? ''
    const on = path === AUTH ? 'auth' : 'push'
    const entry = this.#record.receive(on, exchange, this.#options.now())
    const form = formOf(exchange)
    const request = path === BATCH ? checkBatch(form) : checkUnicast(form)
    const tokens = request.kind === 'passed' ? request.messages.map(({ token }) => token) : []
    const fault = this.#faults.take(on, tokens)
    const proceed = (): void => this.#handle({ exchange, entry, form, request }, path)
    if (fault !== undefined && (await applyFault(fault, exchange, proceed, this.#options.after)) === 'done') return
    proceed()
  }

  /** Business codes come with HTTP 200; the date is that of the simulator's clock. */
  #handle(call: Call, path: string): void {
    const { exchange, entry } = call
    if (path !== AUTH && path !== UNICAST && path !== BATCH) {
      exchange.answer(404, {})
      return
    }
    const said = this.#answerTo(call, path)
    if (typeof said === 'number') entry.refuse(String(said))
    const body = typeof said === 'number' ? { code: said, message: messageOf(said) } : { code: 0, ...said }
    const date = new Date(this.#options.now()).toUTCString()
    exchange.answer(200, { ...JSON_TYPE, date }, JSON.stringify(body))
  }

  /** The members beside code 0, or the code of a refusal. */
  #answerTo({ exchange, form, request }: Call, path: string): Answer | number {
    if (exchange.method !== 'POST') return 12
    if (path === AUTH) return this.#grant(form)
    const app = this.#apps.signedIn(exchange.headers['auth_token'] ?? form.get('auth_token') ?? '')
    if (typeof app === 'number') return app
    if (request.kind === 'failed') return request.code
    if (this.#apps.isOverQuota(app, request.messages.length)) return 33
    const entries = request.messages.map(message => this.#send(exchange, app, message))
    if (path === BATCH) return { message: '', data: entries }
    const [only] = entries
    if (only === undefined || 'errorCode' in only) return only?.errorCode ?? 40
    return { message: '', data: { messageId: only.messageId } }
  }

  #grant(form: URLSearchParams): Answer | number {
    const granted = this.#apps.grant(form)
    if (typeof granted === 'number') return granted
    return { message: 'success', data: { auth_token: granted, create_time: this.#options.now() } }
  }

  #send(exchange: Exchange, app: SimulatedOppoApp, message: CheckedMessage): Entry {
    const { token, notification } = message
    const code = this.#tokenRefusal(token, app)
    if (code !== undefined) return { registrationId: token, errorCode: code, errorMessage: messageOf(code) }
    const key = `${app.id} ${token} ${String(notification['app_message_id'])}`
    const known = this.#options.isDeduping === true ? this.#seen.get(key) : undefined
    const messageId = known ?? this.#newMessageId(app)
    if (known === undefined) {
      this.#remember(key, messageId)
      this.#apps.count(app)
      const atMs = this.#options.now()
      const { headers } = exchange
      const shown = shownOf(notification)
      this.#record.deliver({ atMs, token, shown, vendorId: messageId, payload: notification, headers })
    }
    return { messageId, registrationId: token }
  }

  #tokenRefusal(token: string, app: SimulatedOppoApp): number | undefined {
    const known = REGISTRATION_ID.test(token) ? this.#tokens.get(token) : undefined
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
    const [oldest] = this.#seen.keys()
    if (this.#seen.size > REMEMBERED_MAX && oldest !== undefined) this.#seen.delete(oldest)
  }
}

/** What stands beside code 0. */
interface Answer {
  readonly message: string
  readonly data: object
}

interface Call {
  readonly exchange: Exchange
  readonly entry: ReceivedEntry
  readonly form: URLSearchParams
  readonly request: CheckedRequest
}

const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' }

function formOf({ headers, body }: Exchange): URLSearchParams {
  const isForm = String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
  return new URLSearchParams(isForm ? body.toString() : '')
}

function messageOf(code: number): string {
  return CODES.find(row => row.code === String(code))?.message ?? ''
}
