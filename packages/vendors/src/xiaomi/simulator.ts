// A stand-in for Xiaomi's push service (spec/vendors.md §5.12): it derives every answer from its registry of apps and tokens and from the
// form itself. It knows nothing of the client.
import { createHash } from 'node:crypto'
import { untilBeijingMidnightMs } from '../channel/meaning.ts'
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
import { type Fields, shownOf } from './phone.ts'
import { refusalOf, regIdsOf } from './simulated-checks.ts'
import { receiptCallOf } from './simulated-receipt.ts'

/** What Xiaomi's documentation leaves open, and what a test may want of it, as switches. */
export interface XiaomiSimulatorOptions extends SimulatorOptions {
  /** The HTTP status of a refused secret: 200 (the default) or 401 (spec/vendors.md §5.2). */
  readonly authRefusalStatus?: 200 | 401
  /** Takes empty `extra.*` fields and notification ids above an int, as some public clients send them. */
  readonly lenient?: boolean
  /** Most phones that each app may reach without a channel on one day of Beijing; none by default. Channels count as private. */
  readonly dailyQuota?: number
  /** The channels of each app; by default every channel id is taken. */
  readonly channels?: readonly string[]
  /** A phone gets one push per `extra.jobkey`, as at Xiaomi. Off by default, so that a test may send the same shipment twice. */
  readonly dedupes?: boolean
}

/** Starts the simulator; whoever starts it closes it. */
export async function startXiaomiSimulator(options: XiaomiSimulatorOptions): Promise<Simulator> {
  const simulator = new XiaomiSimulator(options)
  await simulator.start()
  return simulator
}

/** Most apps of the registry; above, registering throws. */
const APPS_MAX = 1000
/** Most dedupe ids remembered; the oldest go first. */
const JOBKEYS_MAX = 10_000
const PUSH_PATH = /^\/v[23]\/message\/regid$/
const TRACE_PATH = '/v1/trace/message/status'

interface App {
  readonly id: string
  readonly secret: string
  readonly packageName: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
  /** Phones reached without a channel on the day that ends then. */
  today: { readonly endsAtMs: number; count: number }
}

/** A refusal; the reason is that of the code's row where none stands here. */
interface Refused {
  readonly code: string
  readonly status?: number
  readonly reason?: string
}

class XiaomiSimulator implements Simulator {
  readonly vendor = 'xiaomi'
  readonly #options: XiaomiSimulatorOptions
  readonly #record: SimulatorRecord = new SimulatorRecord()
  readonly #faults: FaultList
  /** By secret. */
  readonly #apps = new Map<string, App>()
  readonly #tokens = new DeviceTokens()
  readonly #jobkeys = new Set<string>()
  #server: TlsServer | undefined
  #sent = 0

  constructor(options: XiaomiSimulatorOptions) {
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
    return { push: this.url, global: this.url }
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
    return { name: app.id, certificate: app.secret, packageName, environment: app.environment, settings: {} }
  }

  setToken(token: string, app: string, state: TokenState): void {
    this.#tokens.set(token, app, state)
  }

  /** Xiaomi's ids are 64 characters of Base64, with its plus signs and slashes. */
  newToken(app: string, index: number): string {
    const token = createHash('sha384').update(`${app}#${index}`).digest('base64')
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

  /** To the address that the push names, if it asked for this fate. */
  receiptCall(push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    return receiptCallOf(push, fate, this.#options.now())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close()
  }

  #newApp(packageName: string, environment: App['environment']): App {
    if (this.#apps.size >= APPS_MAX) throw new RangeError(`at most ${APPS_MAX} apps`)
    const id = `2882303761517${String(100_000 + this.#apps.size)}`
    const app = { id, secret: this.#word(24), packageName, environment, today: { endsAtMs: 0, count: 0 } }
    this.#apps.set(app.secret, app)
    return app
  }

  async #take(exchange: Exchange): Promise<void> {
    const entry = this.#record.receive('push', exchange, this.#options.now())
    const form: Fields = Object.fromEntries(new URLSearchParams(exchange.body.toString()))
    const fault = this.#faults.take('push', regIdsOf(form))
    const proceed = (): void => this.#answer(exchange, form, entry)
    if (fault !== undefined && (await applyFault(fault, exchange, proceed, this.#options.after)) === 'done') return
    proceed()
  }

  #answer(exchange: Exchange, form: Fields, entry: ReceivedEntry): void {
    const [path = '', query = ''] = exchange.path.split('?', 2)
    const verdict = this.#verdict(exchange, path, form)
    if ('code' in verdict) this.#refuse(exchange, entry, verdict)
    else if (path === TRACE_PATH) this.#trace(exchange, query)
    else this.#push(exchange, form, entry, verdict)
  }

  /** Whose push it is and that it may be looked at, or why not. */
  #verdict(exchange: Exchange, path: string, form: Fields): App | Refused {
    const isTrace = path === TRACE_PATH
    if (!isTrace && !PUSH_PATH.test(path)) return { code: '10020', status: 404 }
    if (exchange.method !== (isTrace ? 'GET' : 'POST')) return { code: '10021', status: 405 }
    // The scheme is lower case and without a blank (spec/vendors.md §5.2).
    const app = this.#apps.get(/^key=(\S+)$/.exec(exchange.headers['authorization'] ?? '')?.[1] ?? '')
    const { authRefusalStatus = 200, channels, lenient: isLenient = false, now } = this.#options
    if (app === undefined) return { code: '21301', status: authRefusalStatus }
    if (isTrace) return app
    if (!isForm(exchange)) return { code: '10007' }
    const code = refusalOf(form, { packageName: app.packageName, channels, isLenient, nowMs: now() })
    return code === undefined ? (this.#targetsRefusal(app, form) ?? app) : { code }
  }

  /** The quota comes before the targets (spec/vendors.md §5.12). */
  #targetsRefusal(app: App, form: Fields): Refused | undefined {
    const taken = regIdsOf(form).filter(regId => this.#isAlive(regId, app)).length
    const quota = this.#quotaFor(app, form)
    if (app.today.count + taken > quota) {
      return { code: '200001', reason: `exceed quota, quota: ${quota}, have acked: ${app.today.count}` }
    }
    return taken === 0 ? { code: '20301', reason: 'No valid targets!' } : undefined
  }

  #push(exchange: Exchange, form: Fields, entry: ReceivedEntry, app: App): void {
    const regIds = regIdsOf(form)
    const taken = regIds.filter(regId => this.#isAlive(regId, app))
    const bad = regIds.filter(regId => !this.#isAlive(regId, app)).join()
    const quota = this.#quotaFor(app, form)
    if (Number.isFinite(quota)) app.today.count += taken.length
    const used = Number.isFinite(quota) ? { day_quota: String(quota), day_acked: String(app.today.count) } : {}
    const id = this.#messageId()
    if (bad !== '') entry.refuse('bad_regids')
    write(exchange, 200, {
      result: 'ok',
      trace_id: this.#traceId(),
      code: 0,
      data: { id, ...(bad === '' ? {} : { bad_regids: bad }), ...used },
      description: '成功',
      info: `Received push messages for ${regIds.length} regid`,
    })
    for (const regId of taken) this.#deliver(exchange, form, regId, id)
  }

  /** Private channels have no limit (spec/vendors.md §5.9). The day begins anew at Beijing's midnight. */
  #quotaFor(app: App, form: Fields): number {
    const nowMs = this.#options.now()
    if (nowMs >= app.today.endsAtMs) app.today = { endsAtMs: nowMs + untilBeijingMidnightMs(nowMs), count: 0 }
    return form['extra.channel_id'] ? Number.POSITIVE_INFINITY : (this.#options.dailyQuota ?? Number.POSITIVE_INFINITY)
  }

  #isAlive(regId: string, app: App): boolean {
    const known = this.#tokens.get(regId)
    return known?.app === app.packageName && known.state.kind === 'active'
  }

  #deliver(exchange: Exchange, { registration_id: _all, ...fields }: Fields, token: string, vendorId: string): void {
    if (this.#isRepeated(fields['extra.jobkey'], token)) return
    const shown = shownOf(fields)
    this.#record.deliver({
      atMs: this.#options.now(),
      token,
      ...(shown === undefined ? {} : { shown }),
      vendorId,
      payload: fields,
      headers: exchange.headers,
    })
  }

  #isRepeated(jobkey: string | undefined, token: string): boolean {
    if (!jobkey || this.#options.dedupes !== true) return false
    const key = `${jobkey}#${token}`
    if (this.#jobkeys.has(key)) return true
    this.#jobkeys.add(key)
    const [oldest] = this.#jobkeys
    if (this.#jobkeys.size > JOBKEYS_MAX && oldest !== undefined) this.#jobkeys.delete(oldest)
    return false
  }

  /** What is known of a message; clients ask for its numbers after a push. */
  #trace(exchange: Exchange, query: string): void {
    const id = new URLSearchParams(query).get('msg_id') ?? ''
    const delivered = this.#record.delivered.filter(({ vendorId }) => vendorId === id).length
    const data = { id, msg_type: 'Regid', resolved: delivered, delivered, click: 0 }
    write(exchange, 200, { result: 'ok', trace_id: this.#traceId(), code: 0, data: { data }, description: '成功' })
  }

  #refuse(exchange: Exchange, entry: ReceivedEntry, { code, status = 200, reason }: Refused): void {
    const { en, zh } = CODES.find(row => row.code === code)?.text ?? {}
    entry.refuse(code)
    write(exchange, status, {
      result: 'error',
      reason: reason ?? en,
      trace_id: this.#traceId(),
      code: Number(code),
      description: code === '20301' ? '发送消息失败' : zh,
    })
  }

  #messageId(): string {
    this.#sent += 1
    return `scm${this.#word(8)}${this.#options.now()}${String(this.#sent).padStart(6, '0')}`
  }

  #traceId(): string {
    return `Xcm${this.#word(20)}`
  }

  #word(length: number): string {
    return Array.from({ length }, () => ALPHABET[Math.floor(this.#options.random() * ALPHABET.length)]).join('')
  }
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

function isForm({ headers }: Exchange): boolean {
  return /^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? '')
}

/** JSON whatever the request accepts: the real SDK asks for `text/html` (spec/vendors.md §5.12). */
function write(exchange: Exchange, status: number, body: object): void {
  exchange.answer(status, { 'content-type': 'application/json;charset=UTF-8' }, JSON.stringify(body))
}
