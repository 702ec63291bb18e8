// A stand-in for vivo's push service on one TLS server (spec/vendors.md §7.12): it derives every answer from its registry of apps, targets
// and saved messages. It knows nothing of the client.
import { type JsonObject, objectOf, parsedJson, textOf } from '../json.ts'
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
import { DeviceTokens } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
import { CODES } from './codes.ts'
import { shownOf } from './phone.ts'
import { type App, Apps } from './simulated-apps.ts'
import { listFault, messageFault } from './simulated-checks.ts'
import { type DailyLimits, Ledger } from './simulated-ledger.ts'
import { receiptCallOf } from './simulated-receipts.ts'

/** What vivo leaves open, or what a test wants to see, as switches. */
export interface VivoSimulatorOptions extends SimulatorOptions, DailyLimits {
  /** Life of an access token, ms; a day as documented. */
  readonly accessLifeMs?: number
  /** Takes operation messages in their hours only (10071). Off by default, so that no test depends on its hour. */
  readonly keepsHours?: boolean
  /** Takes what public clients get wrong: no `appId`, a number as `requestId`. */
  readonly lenient?: boolean
  /** Takes a dedupe id once and answers repeats with the first task, delivering nothing; how vivo does it is not documented. */
  readonly deduplicates?: boolean
  /** All apps are under review: test messages only (10045). */
  readonly isUnderReview?: boolean
}

/** Starts the simulator; whoever starts it closes it. */
export function startVivoSimulator(options: VivoSimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new VivoSide(options))
}

/** A request that got as far as its answer. */
interface Verdict {
  readonly code: string
  readonly more?: JsonObject
  /** Whose phones get `message`, under which task. */
  readonly taken?: { readonly tokens: readonly string[]; readonly message: JsonObject; readonly taskId: string }
}

class VivoSide implements VendorSide<JsonObject> {
  readonly vendor = 'vivo'
  readonly endpoints = ['push', 'auth']
  /** `foreign-environment` is a target that is no test user: test messages do not reach it. */
  readonly tokens = new DeviceTokens()
  readonly #options: VivoSimulatorOptions
  readonly #apps: Apps
  readonly #ledger: Ledger

  constructor(options: VivoSimulatorOptions) {
    this.#options = options
    this.#apps = new Apps(options)
    this.#ledger = new Ledger(options)
  }

  addApp(app: SimulatedApp): SimulatedCredential {
    return this.#apps.add(app)
  }

  /** A regId has 23 digits. */
  newToken(app: string, index: number): string {
    return `15${BigInt(`0x${digestOf(`${app}#${index}`)}`)
      .toString()
      .slice(0, 21)}`
  }

  /** Lists and test messages are not reported (spec/vendors.md §7.10). */
  receiptCall(push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    return this.#ledger.isSaved(push.vendorId) ? undefined : receiptCallOf(push, fate)
  }

  isAuth({ pathname }: Exchange): boolean {
    return pathname === '/message/auth'
  }

  read({ body }: Exchange): Reading<JsonObject> {
    const request = objectOf(parsedJson(body.toString()))
    const { regId, regIds = [regId] } = request
    return { request, tokens: (Array.isArray(regIds) ? regIds : [regId]).filter(id => typeof id === 'string') }
  }

  answer(call: Call<JsonObject>): void {
    const { exchange, refuse, deliver } = call
    const date = new Date(this.#options.now()).toUTCString()
    const verdict = exchange.method === 'POST' ? this.#verdict(call) : undefined
    if (verdict === undefined) {
      exchange.answer(404, { date })
      return
    }
    const { code, more = {}, taken } = verdict
    if (code !== '0') refuse(code)
    const answer = { result: Number(code), desc: DESCRIPTIONS.get(code) ?? '', ...more }
    exchange.answer(200, { date, 'content-type': 'application/json;charset=UTF-8' }, JSON.stringify(answer))
    if (taken === undefined) return
    const { tokens, message, taskId } = taken
    deliver(tokens, { shown: shownOf(message), vendorId: taskId, payload: message })
  }

  #verdict({ exchange: { pathname, headers }, on, request: body }: Call<JsonObject>): Verdict | undefined {
    if (on === 'auth') return this.#signIn(body)
    const call = CALLS.find(name => pathname === `/message/${name}`)
    if (call === undefined) return undefined
    const app = this.#apps.signedIn(headers['authtoken'] ?? '')
    if (app === undefined) return { code: '10000' }
    if (this.#isForeign(app, call, body['appId'])) return { code: '10094' }
    if (call === 'pushToList') return this.#list(app, body)
    const { appId: _app, regId, requestId, ...message } = body
    const lenient = this.#options.lenient === true
    const fault = messageFault(body, lenient) ?? this.#timeFault(message)
    if (fault !== undefined) return { code: fault }
    if (call === 'saveListPayload') return this.#save(app, message)
    return this.#send(app, textOf(regId) ?? '', String(requestId), message)
  }

  #signIn(body: JsonObject): Verdict {
    const authToken = this.#apps.signIn(body)
    return authToken === undefined ? { code: '10000' } : { code: '0', more: { authToken } }
  }

  /** Only an id that is there can be wrong, but a message without one is not taken from everybody. */
  #isForeign(app: App, call: (typeof CALLS)[number], appId: unknown): boolean {
    if (appId === undefined) return call !== 'pushToList' && this.#options.lenient !== true
    return appId !== Number(app.id)
  }

  #timeFault({ classification, pushMode }: JsonObject): string | undefined {
    if (this.#options.isUnderReview && pushMode !== 1) return '10045'
    if (!this.#options.keepsHours || classification === 1) return undefined
    const hour = new Date(this.#options.now() + BEIJING_MS).getUTCHours()
    return hour >= 7 && hour < 23 ? undefined : '10071'
  }

  #save(app: App, message: JsonObject): Verdict {
    const saved = this.#ledger.save(app.id, message)
    return saved.kind === 'refused' ? { code: saved.code } : { code: '0', more: { taskId: saved.taskId } }
  }

  #send(app: App, regId: string, requestId: string, message: JsonObject): Verdict {
    if (regId === '') return { code: '10050' }
    const repeated = this.#options.deduplicates ? this.#ledger.taskOf(app.id, requestId) : undefined
    if (repeated !== undefined) return { code: '0', more: { taskId: repeated } }
    const invalid = this.#invalid(app, regId, message)
    const counted = invalid ? undefined : this.#ledger.count(app.id, message, 1)
    if (counted !== undefined) return { code: counted }
    // What vivo says of another app's target is not known: here it is the code alone.
    if (invalid) return { code: '10302', more: invalid.status === undefined ? {} : { invalidUser: invalid } }
    const taskId = this.#ledger.newTask(app.id, requestId)
    return { code: '0', more: { taskId }, taken: { tokens: [regId], message, taskId } }
  }

  #list(app: App, body: JsonObject): Verdict {
    const fault = listFault(body, this.#options.lenient === true)
    if (fault !== undefined) return { code: fault }
    const taskId = String(body['taskId'])
    const message = this.#ledger.saved(app.id, taskId)
    if (message === undefined) return { code: '10200' }
    const targets = [...new Set(body['regIds'] as readonly string[])]
    const timed = this.#timeFault(message) ?? this.#ledger.count(app.id, message, targets.length)
    if (timed !== undefined) return { code: timed }
    const invalidUsers = targets.flatMap(token => this.#invalid(app, token, message) ?? [])
    const refused = new Set(invalidUsers.map(({ userid }) => userid))
    const tokens = targets.filter(token => !refused.has(token))
    const requestId = body['requestId'] ?? null
    return { code: '0', more: { requestId, invalidUsers }, taken: { tokens, message, taskId } }
  }

  /** The entry of a target that gets nothing. */
  #invalid(app: App, userid: string, { pushMode }: JsonObject): Invalid | undefined {
    const known = this.tokens.get(userid)
    if (known === undefined) return { userid, status: 1 }
    if (known.app !== app.packageName || known.state.kind === 'foreign-app') return { userid }
    if (known.state.kind === 'unregistered') return { userid, status: 2 }
    return known.state.kind === 'foreign-environment' && pushMode === 1 ? { userid, status: 4 } : undefined
  }
}

interface Invalid extends JsonObject {
  readonly userid: string
  readonly status?: number
}

const CALLS = ['send', 'saveListPayload', 'pushToList'] as const
const BEIJING_MS = 8 * 3_600_000

/** The words of an answer; clients decide by the code, only those of a success are confirmed (spec/vendors.md §7.2). */
const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ...CODES.map(({ code, text }) => [code, text.zh] as const),
  ['0', '请求成功'],
])
