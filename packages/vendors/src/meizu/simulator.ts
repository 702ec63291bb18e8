// A stand-in for Meizu's push service on one TLS server (spec/vendors.md §8.12): it checks the signature over what it received and
// derives every answer from its registry of apps and push ids and from the message itself. It knows nothing of the client.
import { type JsonObject, objectOf, textOf } from '../json.ts'
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
import { AppRegistry, DeviceTokens, forgetOldest, type RegisteredApp } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
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
export function startMeizuSimulator(options: MeizuSimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new MeizuSide(options))
}

/** Most devices of which the last minute is remembered; the oldest go first. */
const MINUTES_MAX = 100_000
const PUSH_IDS_MAX = 100
const PUSH_PATH = '/garcia/api/server/push/varnished/pushByPushId'

interface App extends RegisteredApp {
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

class MeizuSide implements VendorSide<Form> {
  readonly vendor = 'meizu'
  readonly endpoints = ['push']
  readonly tokens = new DeviceTokens()
  readonly #options: MeizuSimulatorOptions
  readonly #apps = new AppRegistry<App>(app => app.id)
  readonly #minutes = new Map<string, { minute: number; count: number }>()
  #sent = 0

  constructor(options: MeizuSimulatorOptions) {
    this.#options = options
  }

  addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const app = this.#apps.add(packageName, count => {
      const id = String(100_999 + count)
      const secret = digestOf(`${id}#${this.#options.random()}`).slice(0, 32)
      return { id, secret, packageName, environment, today: { day: 0, count: 0 } }
    })
    return { name: app.id, certificate: app.secret, packageName, environment: app.environment, settings: {} }
  }

  /** Push ids have 45 letters and digits; in the vendor's samples the first ones are capitals. */
  newToken(app: string, index: number): string {
    return `RA5${digestOf(`${app}#${index}`).slice(0, 42)}`
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
      access_token: digestOf(`${url}#receipts`).slice(0, 32),
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }
    return { url, headers, body: form.toString() }
  }

  read({ form }: Exchange): Reading<Form> {
    const request = Object.fromEntries(form)
    return { request, tokens: pushIdsOf(request) }
  }

  answer(call: Call<Form>): void {
    const { method, path } = call.exchange
    if (method === 'POST' && path === PUSH_PATH) this.#push(call)
    else call.exchange.answer(404, {})
  }

  #push({ exchange, request: form, refuse, deliver }: Call<Form>): void {
    const { code, value, taken, message } = this.#verdict(form)
    const refused = code === '200' ? Object.keys(value || {}) : [code]
    if (refused.length > 0) refuse(refused.join(','))
    this.#sent += 1
    const msgId = `NS${this.#options.now()}${String(this.#sent).padStart(7, '0')}`
    const words = code === '200' ? '' : (CODES.find(row => row.code === code)?.text.zh ?? '')
    const answer = { code, message: words, value, ...(code === '200' ? { msgId } : {}), redirect: '' }
    exchange.answer(200, JSON_TYPE, JSON.stringify(answer))
    deliver(taken, { shown: shownOf(message), vendorId: msgId, payload: message })
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
    const known = this.tokens.get(pushId)
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
    forgetOldest(this.#minutes, MINUTES_MAX)
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

function pushIdsOf({ pushIds = '' }: Form): readonly string[] {
  return pushIds.split(',').filter(pushId => pushId !== '')
}

function refusal(code: string): Verdict {
  return { code, value: '', taken: [], message: {} }
}
