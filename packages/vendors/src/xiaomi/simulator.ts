// A stand-in for Xiaomi's push service (spec/vendors.md §5.12): it derives every answer from its registry of apps and tokens and from the
// form itself. It knows nothing of the client.
import { createHash } from 'node:crypto'
import { untilBeijingMidnightMs } from '../channel/meaning.ts'
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
import { randomText } from '../simulator/made-up-text.ts'
import { AppRegistry, DeviceTokens, forgetOldest, type RegisteredApp } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
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
export function startXiaomiSimulator(options: XiaomiSimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new XiaomiSide(options))
}

/** Most dedupe ids remembered; the oldest go first. */
const JOBKEYS_MAX = 10_000
const PUSH_PATH = /^\/v[23]\/message\/regid$/
const TRACE_PATH = '/v1/trace/message/status'

interface App extends RegisteredApp {
  /** Phones reached without a channel on the day that ends then. */
  today: { readonly endsAtMs: number; count: number }
}

/** A refusal; the reason is that of the code's row where none stands here. */
interface Refused {
  readonly code: string
  readonly status?: number
  readonly reason?: string
}

class XiaomiSide implements VendorSide<Fields> {
  readonly vendor = 'xiaomi'
  readonly endpoints = ['push', 'global']
  readonly tokens = new DeviceTokens()
  readonly #options: XiaomiSimulatorOptions
  readonly #apps = new AppRegistry<App>(app => app.secret)
  readonly #jobkeys = new Set<string>()
  #sent = 0

  constructor(options: XiaomiSimulatorOptions) {
    this.#options = options
  }

  addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const app = this.#apps.add(packageName, count => {
      const id = `2882303761517${String(100_000 + count)}`
      return { id, secret: this.#word(24), packageName, environment, today: { endsAtMs: 0, count: 0 } }
    })
    return { name: app.id, certificate: app.secret, packageName, environment: app.environment, settings: {} }
  }

  /** Xiaomi's ids are 64 characters of Base64, with its plus signs and slashes. */
  newToken(app: string, index: number): string {
    return createHash('sha384').update(`${app}#${index}`).digest('base64')
  }

  /** To the address that the push names, if it asked for this fate. */
  receiptCall(push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    return receiptCallOf(push, fate, this.#options.now())
  }

  read({ body }: Exchange): Reading<Fields> {
    const request = Object.fromEntries(new URLSearchParams(body.toString()))
    return { request, tokens: regIdsOf(request) }
  }

  answer(call: Call<Fields>): void {
    const verdict = this.#verdict(call.exchange, call.request)
    if ('code' in verdict) this.#refuse(call, verdict)
    else if (call.exchange.pathname === TRACE_PATH) this.#trace(call)
    else this.#push(call, verdict)
  }

  /** Whose push it is and that it may be looked at, or why not. */
  #verdict(exchange: Exchange, form: Fields): App | Refused {
    const isTrace = exchange.pathname === TRACE_PATH
    if (!isTrace && !PUSH_PATH.test(exchange.pathname)) return { code: '10020', status: 404 }
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
    const taken = regIdsOf(form).filter(regId => this.tokens.isActive(regId, app.packageName)).length
    const quota = this.#quotaFor(app, form)
    if (app.today.count + taken > quota) {
      return { code: '200001', reason: `exceed quota, quota: ${quota}, have acked: ${app.today.count}` }
    }
    return taken === 0 ? { code: '20301', reason: 'No valid targets!' } : undefined
  }

  #push({ exchange, request: form, refuse, deliver }: Call<Fields>, app: App): void {
    const regIds = regIdsOf(form)
    const taken = regIds.filter(regId => this.tokens.isActive(regId, app.packageName))
    const bad = regIds.filter(regId => !this.tokens.isActive(regId, app.packageName)).join()
    const quota = this.#quotaFor(app, form)
    if (Number.isFinite(quota)) app.today.count += taken.length
    const used = Number.isFinite(quota) ? { day_quota: String(quota), day_acked: String(app.today.count) } : {}
    const id = this.#messageId()
    if (bad !== '') refuse('bad_regids')
    write(exchange, 200, {
      result: 'ok',
      trace_id: this.#traceId(),
      code: 0,
      data: { id, ...(bad === '' ? {} : { bad_regids: bad }), ...used },
      description: '成功',
      info: `Received push messages for ${regIds.length} regid`,
    })
    const { registration_id: _all, ...payload } = form
    const fresh = taken.filter(regId => !this.#isRepeated(form['extra.jobkey'], regId))
    deliver(fresh, { shown: shownOf(payload), vendorId: id, payload })
  }

  /** Private channels have no limit (spec/vendors.md §5.9). The day begins anew at Beijing's midnight. */
  #quotaFor(app: App, form: Fields): number {
    const nowMs = this.#options.now()
    if (nowMs >= app.today.endsAtMs) app.today = { endsAtMs: nowMs + untilBeijingMidnightMs(nowMs), count: 0 }
    return form['extra.channel_id'] ? Number.POSITIVE_INFINITY : (this.#options.dailyQuota ?? Number.POSITIVE_INFINITY)
  }

  #isRepeated(jobkey: string | undefined, token: string): boolean {
    if (!jobkey || this.#options.dedupes !== true) return false
    const key = `${jobkey}#${token}`
    if (this.#jobkeys.has(key)) return true
    this.#jobkeys.add(key)
    forgetOldest(this.#jobkeys, JOBKEYS_MAX)
    return false
  }

  /** What is known of a message; clients ask for its numbers after a push. */
  #trace({ exchange, delivered: all }: Call<Fields>): void {
    const [, query = ''] = exchange.path.split('?', 2)
    const id = new URLSearchParams(query).get('msg_id') ?? ''
    const delivered = all.filter(({ vendorId }) => vendorId === id).length
    const data = { id, msg_type: 'Regid', resolved: delivered, delivered, click: 0 }
    write(exchange, 200, { result: 'ok', trace_id: this.#traceId(), code: 0, data: { data }, description: '成功' })
  }

  #refuse({ exchange, refuse }: Call<Fields>, { code, status = 200, reason }: Refused): void {
    const { en, zh } = CODES.find(row => row.code === code)?.text ?? {}
    refuse(code)
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
    return randomText(this.#options.random, length, ALPHABET)
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
