// A stand-in for Meizu's push service on one TLS server (spec/vendors.md §8.12): it checks the signature over what it received and
// derives every answer from its registry of apps and push ids and from the message itself. It knows nothing of the client.
import { createHash } from 'node:crypto'
import { type JsonObject, objectOf, textOf } from '../json.ts'
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
import { checkedMessage } from './message-check.ts'
import { CODES } from './outcome.ts'
import { shownOf } from './phone.ts'
import { RECEIPT_TYPES } from './receipt.ts'
import { signatureOf } from './sign.ts'

/** What the real service limits and tests mostly do not want to meet. */
export interface MeizuSimulatorOptions extends SimulatorOptions {
  /** Pushes of an app per day in Beijing, above which it answers 110019; absent = no limit. */
  readonly dailyQuota?: number
  /** Pushes to one device in a minute, above which it answers 520 for it; five at the real service, absent = never. */
  readonly foldsAbove?: number
}

/** Starts the simulator; whoever starts it closes it. */
export async function startMeizuSimulator(options: MeizuSimulatorOptions): Promise<Simulator> {
  const simulator = new MeizuSimulator(options)
  await simulator.start()
  return simulator
}

/** Most apps of the registry; above, registering throws. */
const APPS_MAX = 1000
/** Most devices of which the last minute is remembered; the oldest go first. */
const MINUTES_MAX = 100_000
const PUSH_IDS_MAX = 100
const PUSH_PATH = '/garcia/api/server/push/varnished/pushByPushId'

interface App {
  readonly id: string
  readonly secret: string
  readonly packageName: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
  /** Pushes taken on a day, counted since the epoch. */
  today: { day: number; count: number }
}

/** An answer, and who gets which message. */
interface Verdict {
  readonly code: string
  readonly value: Readonly<Record<string, readonly string[]>> | ''
  readonly taken: readonly string[]
  readonly message: JsonObject
}

class MeizuSimulator implements Simulator {
  readonly vendor = 'meizu'
  readonly #options: MeizuSimulatorOptions
  readonly #record: SimulatorRecord = new SimulatorRecord()
  readonly #faults: FaultList
  readonly #apps = new Map<string, App>()
  readonly #tokens = new DeviceTokens()
  readonly #minutes = new Map<string, { minute: number; count: number }>()
  #server: TlsServer | undefined
  #sent = 0

  constructor(options: MeizuSimulatorOptions) {
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

  /** Registering a package again answers its present credential. */
  async addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): Promise<SimulatedCredential> {
    const known = [...this.#apps.values()].find(app => app.packageName === packageName)
    const app = known ?? this.#newApp(packageName, environment)
    return { name: app.id, certificate: app.secret, packageName, environment: app.environment, settings: {} }
  }

  setToken(token: string, app: string, state: TokenState): void {
    this.#tokens.set(token, app, state)
  }

  /** Push ids have 45 letters and digits; in the vendor's samples the first ones are capitals. */
  newToken(app: string, index: number): string {
    const token = `RA5${createHash('sha256').update(`${app}#${index}`).digest('hex').slice(0, 42)}`
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

  /** Only where the push named an address, and only what it asked for. */
  receiptCall({ token, vendorId, payload }: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    const { callback, 'callback.param': param, 'callback.type': wanted } = objectOf(payload['extra'])
    const [type] = [...RECEIPT_TYPES].find(([, [reported]]) => reported === fate) ?? []
    const url = textOf(callback)
    if (!url || type === undefined || !['3', type].includes(String(wanted || 3))) return undefined
    const entry = { param: textOf(param) ?? '', type: Number(type), targets: [token] }
    const form = new URLSearchParams({
      cb: JSON.stringify({ [`${vendorId}-${type}`]: entry }),
      access_token: digest(`${url}#receipts`).slice(0, 32),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    return { url, headers, body: form.toString() }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server?.close()
  }

  #newApp(packageName: string, environment: App['environment']): App {
    if (this.#apps.size >= APPS_MAX) throw new RangeError(`at most ${APPS_MAX} apps`)
    const id = String(100_999 + this.#apps.size)
    const secret = digest(`${id}#${this.#options.random()}`).slice(0, 32)
    const app = { id, secret, packageName, environment, today: { day: 0, count: 0 } }
    this.#apps.set(id, app)
    return app
  }

  async #take(exchange: Exchange): Promise<void> {
    const entry = this.#record.receive('push', exchange, this.#options.now())
    const form = formOf(exchange)
    const fault = this.#faults.take('push', pushIdsOf(form))
    const proceed = (): void => this.#push(exchange, form, entry)
    if (fault !== undefined && (await applyFault(fault, exchange, proceed, this.#options.after)) === 'done') return
    proceed()
  }

  #push(exchange: Exchange, form: Form, entry: ReceivedEntry): void {
    if (exchange.method !== 'POST' || exchange.path !== PUSH_PATH) {
      exchange.answer(404, {})
      return
    }
    const { code, value, taken, message } = this.#verdict(form)
    const refused = code === '200' ? Object.keys(value || {}) : [code]
    if (refused.length > 0) entry.refuse(refused.join(','))
    this.#sent += 1
    const msgId = `NS${this.#options.now()}${String(this.#sent).padStart(7, '0')}`
    const words = code === '200' ? '' : (CODES.find(row => row.code === code)?.text.zh ?? '')
    const answer = { code, message: words, value, ...(code === '200' ? { msgId } : {}), redirect: '' }
    exchange.answer(200, JSON_TYPE, JSON.stringify(answer))
    const [atMs, shown] = [this.#options.now(), shownOf(message)]
    for (const token of taken) {
      this.#record.deliver({ atMs, token, shown, vendorId: msgId, payload: message, headers: exchange.headers })
    }
  }

  /** In the order of spec/vendors.md §8.12; the day's share is looked at before the message is. */
  #verdict(form: Form): Verdict {
    const { appId = '', sign, messageJson = '' } = form
    const app = this.#apps.get(appId)
    if (app === undefined) return refusal('110000')
    if (sign !== signatureOf(form, app.secret)) return refusal('1006')
    const count = this.#countOf(app)
    const { dailyQuota = Number.POSITIVE_INFINITY } = this.#options
    if (count >= dailyQuota) return refusal('110019')
    const message = checkedMessage(messageJson)
    if (message === undefined) return refusal('1005')
    const pushIds = pushIdsOf(form)
    if (pushIds.length === 0) return refusal('110004')
    if (pushIds.length > PUSH_IDS_MAX) return refusal('110051')
    const value: Record<string, string[]> = {}
    const taken = [...new Set(pushIds)].filter(pushId => {
      const code = this.#codeOf(pushId, app)
      if (code !== undefined) value[code] = [...(value[code] ?? []), pushId]
      return code === undefined || code === '520'
    })
    app.today.count += taken.length
    return { code: '200', value, taken, message }
  }

  /** Folded pushes still arrive, behind one another. */
  #codeOf(pushId: string, app: App): '110002' | '110003' | '520' | undefined {
    const known = this.#tokens.get(pushId)
    if (known?.app !== app.packageName) return '110003'
    if (known.state.kind === 'unregistered') return '110002'
    if (known.state.kind !== 'active') return '110003'
    return this.#isFolded(pushId) ? '520' : undefined
  }

  #isFolded(pushId: string): boolean {
    const { foldsAbove } = this.#options
    if (foldsAbove === undefined) return false
    const minute = Math.floor(this.#options.now() / 60_000)
    const last = this.#minutes.get(pushId)
    const count = (last?.minute === minute ? last.count : 0) + 1
    this.#minutes.delete(pushId)
    this.#minutes.set(pushId, { minute, count })
    const [oldest] = this.#minutes.keys()
    if (this.#minutes.size > MINUTES_MAX && oldest !== undefined) this.#minutes.delete(oldest)
    return count > foldsAbove
  }

  #countOf(app: App): number {
    const day = Math.floor((this.#options.now() + BEIJING_MS) / DAY_MS)
    if (app.today.day !== day) app.today = { day, count: 0 }
    return app.today.count
  }
}

const JSON_TYPE = { 'content-type': 'application/json; charset=UTF-8' }
const BEIJING_MS = 8 * 3_600_000
const DAY_MS = 24 * 3_600_000

/** The parameters as they were before they were encoded. */
type Form = Readonly<Record<string, string>>

function formOf({ headers, body }: Exchange): Form {
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded')
  return Object.fromEntries(new URLSearchParams(isForm ? body.toString() : ''))
}

function pushIdsOf({ pushIds = '' }: Form): readonly string[] {
  return pushIds.split(',').filter(pushId => pushId !== '')
}

function refusal(code: string): Verdict {
  return { code, value: '', taken: [], message: {} }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
