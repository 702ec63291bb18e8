// A stand-in for Push Kit's interface v3 on a TLS server (spec/vendors.md §3.12): it derives every answer from its registry of projects
// and tokens and from the message itself. It knows nothing of the client.
import { createHash, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { SEAL_HEADER, sealHeader } from '../huawei/receipt.ts'
import { answerWith, type Verdict } from '../huawei/simulated-answer.ts'
import { objectOf } from '../json.ts'
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
import { AppRegistry, DeviceTokens, forgetOldest } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
import { type CheckedRequest, checkRequest } from './message-check.ts'
import { shownOf } from './phone.ts'
import { refusalOfJwt, type ServiceAccount } from './simulated-jwt.ts'

/** What Huawei's documentation leaves open, as a switch. */
export interface HarmonySimulatorOptions extends SimulatorOptions {
  /** The HTTP status of a refused JWT: 401 as documented (the default), or 200 (spec/vendors.md §3.12). */
  readonly accessRefusalStatus?: 200 | 401
  /** Whether a phone keeps a message to itself whose `appMessageId` it has shown; default no: where and how long is not known. */
  readonly dropsRepetitions?: boolean
}

/** A simulator that also tells how many JWTs it was shown. */
export interface HarmonySimulator extends Simulator {
  /** Different ones, refused ones included. */
  readonly jwtsSeen: number
}

/** Starts the simulator; whoever starts it closes it. */
export async function startHarmonySimulator(options: HarmonySimulatorOptions): Promise<HarmonySimulator> {
  const side = new HarmonySide(options)
  const simulator = await startVendorSimulator(options, side)
  return {
    ...simulator,
    get jwtsSeen() {
      return side.jwtsSeen
    },
  }
}

/** Most remembered of what must be told from the new: JWTs, and which phone has seen which message. */
const REMEMBERED_MAX = 100_000
const KEY_BITS = 2048

/** Real tokens are opaque and their shape is not published; this one is ours, and anything else is no token. */
const TOKEN = /^MAMz[\w-]{80,252}$/

interface App {
  readonly projectId: string
  readonly packageName: string
  readonly credential: SimulatedCredential
  readonly receiptUser: string
  readonly receiptSecret: string
}

/** A request that passed its check. */
type Passed = Extract<CheckedRequest, { kind: 'passed' }>

class HarmonySide implements VendorSide<CheckedRequest> {
  readonly vendor = 'harmony'
  readonly endpoints = ['push']
  readonly tokens = new DeviceTokens()
  readonly #options: HarmonySimulatorOptions
  readonly #apps = new AppRegistry<App>(app => app.projectId)
  /** By key id. */
  readonly #accounts = new Map<string, ServiceAccount>()
  /** `token/appMessageId` of what phones have shown. */
  readonly #messageIds = new Set<string>()
  readonly #jwts = new Set<string>()
  #sent = 0

  constructor(options: HarmonySimulatorOptions) {
    this.#options = options
  }

  get jwtsSeen(): number {
    return this.#jwts.size
  }

  async addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): Promise<SimulatedCredential> {
    const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS })
    const { credential } = this.#apps.add(packageName, count => {
      const digits = String(count).padStart(3, '0')
      const [projectId, keyId] = [`736430079244623${digits}`, this.#hex(32)]
      const account = `109${this.#hex(6)}${digits}`
      const ids = { project_id: projectId, key_id: keyId, sub_account: account }
      const receipt = { receiptUser: 'posthouse', receiptSecret: this.#hex(32) }
      this.#accounts.set(keyId, { projectId, account, publicKey })
      const [name, file] = [`6917562000000000${digits}`, serviceAccountFile(ids, privateKey)]
      return {
        projectId,
        packageName,
        ...receipt,
        credential: { name, packageName, environment, file, settings: receipt },
      }
    })
    return credential
  }

  newToken(app: string, index: number): string {
    const text = createHash('shake256', { outputLength: 90 }).update(`harmony\n${app}\n${index}`).digest('base64url')
    return `MAMz${text}`
  }

  /** Huawei's second form of a receipt, signed as the receipt configuration says (spec/vendors.md §3.10). */
  receiptCall({ token, payload, vendorId, atMs }: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
    const result = RESULTS[fate]
    const app = this.#apps.ofPackage(this.tokens.get(token)?.app ?? '')
    if (result === undefined || app === undefined) return undefined
    const { biTag } = objectOf(payload['pushOptions'])
    const status = {
      token,
      pushType: payload['pushType'],
      appPackageName: app.packageName,
      biTag,
      requestId: vendorId,
      deliveryStatus: { result, timestamp: atMs },
    }
    const key = Buffer.from(app.receiptSecret)
    const seal = sealHeader(key, this.#options.now(), this.#hex(32), app.receiptUser)
    const headers = { 'content-type': 'application/json', [SEAL_HEADER]: seal }
    return { headers, body: JSON.stringify({ statuses: [status] }) }
  }

  read({ headers, body }: Exchange): Reading<CheckedRequest> {
    const request = checkRequest(headers['push-type'], body.toString())
    return { request, tokens: request.kind === 'passed' ? request.tokens : [] }
  }

  answer(call: Call<CheckedRequest>): void {
    const { method, path } = call.exchange
    const projectId = /^\/v3\/(\d+)\/messages:send$/.exec(path)?.[1]
    if (method === 'POST' && projectId !== undefined) this.#push(call, projectId)
    else call.exchange.answer(404, {})
  }

  #push(call: Call<CheckedRequest>, projectId: string): void {
    const { exchange, request } = call
    const verdict = this.#verdict(exchange, projectId, request)
    this.#sent += 1
    const requestId = `${this.#options.now()}${String(this.#sent).padStart(8, '0')}`
    answerWith(call, verdict, requestId)
    if (request.kind === 'failed') return
    const { payload, options: pushOptions, pushType } = request
    const shownTo = verdict.taken.filter(token => this.#isShown(token, request))
    call.deliver(shownTo, { shown: shownOf(payload), vendorId: requestId, payload: { payload, pushOptions, pushType } })
  }

  /** JWT, message, states, in this order. */
  #verdict({ headers }: Exchange, projectId: string, request: CheckedRequest): Verdict {
    const { accessRefusalStatus = 401, now } = this.#options
    const jwt = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
    isNewIn(this.#jwts, jwt)
    const app = this.#apps.get(projectId)
    const refused = refusalOfJwt(jwt, projectId, { accounts: this.#accounts, nowMs: now() })
    if (refused !== undefined || app === undefined) return refusal(accessRefusalStatus, refused ?? '80200001')
    return request.kind === 'failed' ? refusal(400, request.code) : this.#verdictOnTokens(app, request.tokens)
  }

  #verdictOnTokens({ packageName }: App, tokens: readonly string[]): Verdict {
    const reasonFor = (token: string): 'tokenFormatError' | 'noRight' | 'none' => {
      if (!TOKEN.test(token)) return 'tokenFormatError'
      return this.tokens.isActive(token, packageName) ? 'none' : 'noRight'
    }
    const { none: taken = [], ...illegalTokens } = Object.groupBy(tokens, reasonFor)
    const failure = tokens.length - taken.length
    if (failure === 0) return { status: 200, code: '80000000', msg: 'Success', taken }
    if (taken.length === 0) return { ...refusal(200, '80300007'), msg: JSON.stringify({ illegalTokens, failure }) }
    const msg = JSON.stringify({ illegalTokens, success: taken.length, failure })
    return { status: 200, code: '80100000', msg, taken }
  }

  #isShown(token: string, { payload }: Passed): boolean {
    const messageId = objectOf(payload['notification'])['appMessageId']
    const isNew = messageId === undefined || isNewIn(this.#messageIds, `${token}/${String(messageId)}`)
    return isNew || this.#options.dropsRepetitions !== true
  }

  #hex(digits: number): string {
    return randomHex(this.#options.random, digits)
  }
}

/** As Huawei's API Console hands it out (spec/vendors.md §3.2), in base64. */
function serviceAccountFile(ids: Readonly<Record<string, string>>, privateKey: KeyObject): string {
  const file = {
    ...ids,
    private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    auth_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/authorize',
    token_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/token',
    auth_provider_cert_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/certs',
    client_cert_uri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/x509',
  }
  return Buffer.from(JSON.stringify(file)).toString('base64')
}

function refusal(status: number, code: string): Verdict {
  return { status, code, msg: MESSAGES[code] ?? 'failed', taken: [] }
}

/** True for something new, which is remembered; the oldest is forgotten first. */
function isNewIn(seen: Set<string>, what: string): boolean {
  if (seen.has(what)) return false
  seen.add(what)
  forgetOldest(seen, REMEMBERED_MAX)
  return true
}

/** One result for each fate that Huawei reports; a tap is none. */
const RESULTS: Readonly<Partial<Record<Receipt['fate'], number>>> = {
  arrived: 0,
  dropped: 6,
  pending: 27,
  'token-dead': 5,
}

/** Clients decide by the code, the texts are illustrative. */
const MESSAGES: Readonly<Record<string, string>> = {
  '80100001': 'A parameter is incorrect.',
  '80100003': 'The message structure is incorrect.',
  '80100004': 'The ttl of the message is incorrect.',
  '80100013': 'The collapseKey is out of range.',
  '80200001': 'JWT authentication failed.',
  '80200005': 'JWT expired.',
  '80300007': 'All the tokens are invalid.',
  '80300008': 'The message body is larger than 4096 bytes.',
  '80300010': 'The number of tokens is out of range.',
  '80300030': 'A test message takes 10 tokens at most.',
  '80300036': 'The JWT is valid for more than a day.',
}
