// A stand-in for Push Kit's interface v3 on a TLS server (spec/vendors.md §3.12): it derives every answer from its registry of projects
// and tokens and from the message itself. It knows nothing of the client.
import { createHash, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import { SEAL_HEADER, sealHeader } from '../huawei/receipt.ts'
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
import { applyFault, FaultList } from '../simulator/faults.ts'
import { type ReceivedEntry, SimulatorRecord } from '../simulator/record.ts'
import { DeviceTokens } from '../simulator/registry.ts'
import { startTlsServer } from '../simulator/tls-server.ts'
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
  const desk: Desk = {
    options,
    record: new SimulatorRecord(),
    apps: new Map(),
    accounts: new Map(),
    tokens: new DeviceTokens(),
    messageIds: new Set(),
    jwts: new Set(),
    sent: 0,
  }
  const faults = new FaultList(options.after)
  const handle = (exchange: Exchange): Promise<void> => take(desk, faults, exchange)
  const server = await startTlsServer({ port: options.port, tls: options.tls, alpn: ['http/1.1'], handle })
  return {
    vendor: 'harmony',
    url: server.url,
    endpoints: { push: server.url },
    addApp: app => addApp(desk, app),
    setToken: (token, app, state) => desk.tokens.set(token, app, state),
    newToken: (app, index) => newToken(desk, app, index),
    arm: fault => faults.arm(fault),
    disarm: () => faults.disarm(),
    get received() {
      return desk.record.received
    },
    get delivered() {
      return desk.record.delivered
    },
    get jwtsSeen() {
      return desk.jwts.size
    },
    onDelivered: run => desk.record.onDelivered(run),
    receiptCall: (push, fate) => receiptCall(desk, push, fate),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** Most apps of the registry; above, registering throws. */
const APPS_MAX = 1000
/** Most remembered of what must be told from the new: JWTs, and which phone has seen which message. */
const REMEMBERED_MAX = 100_000
const KEY_BITS = 2048

/** Real tokens are opaque and their shape is not published; this one is ours, and anything else is no token. */
const TOKEN = /^MAMz[\w-]{80,252}$/

interface App {
  readonly packageName: string
  readonly credential: SimulatedCredential
  readonly receiptUser: string
  readonly receiptSecret: string
}

interface Desk {
  readonly options: HarmonySimulatorOptions
  readonly record: SimulatorRecord
  /** By project id. */
  readonly apps: Map<string, App>
  /** By key id. */
  readonly accounts: Map<string, ServiceAccount>
  readonly tokens: DeviceTokens
  /** `token/appMessageId` of what phones have shown. */
  readonly messageIds: Set<string>
  readonly jwts: Set<string>
  sent: number
}

/** Registering a package again answers its present credential. */
async function addApp(
  desk: Desk,
  { packageName, environment = 'PRODUCTION' }: SimulatedApp,
): Promise<SimulatedCredential> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: KEY_BITS })
  const known = appOf(desk, packageName)
  if (known !== undefined) return known.credential
  if (desk.apps.size >= APPS_MAX) throw new RangeError(`at most ${APPS_MAX} apps`)
  const digits = String(desk.apps.size).padStart(3, '0')
  const [projectId, keyId, account] = [`736430079244623${digits}`, hex(desk, 32), `109${hex(desk, 6)}${digits}`]
  const receiptUser = 'posthouse'
  const receiptSecret = hex(desk, 32)
  const credential: SimulatedCredential = {
    name: `6917562000000000${digits}`,
    packageName,
    environment,
    file: serviceAccountFile({ project_id: projectId, key_id: keyId, sub_account: account }, privateKey),
    settings: { receiptUser, receiptSecret },
  }
  desk.accounts.set(keyId, { projectId, account, publicKey })
  desk.apps.set(projectId, { packageName, credential, receiptUser, receiptSecret })
  return credential
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

function appOf({ apps }: Desk, packageName: string | undefined): App | undefined {
  return [...apps.values()].find(app => app.packageName === packageName)
}

function newToken({ tokens }: Desk, app: string, index: number): string {
  const text = createHash('shake256', { outputLength: 90 }).update(`harmony\n${app}\n${index}`).digest('base64url')
  const token = `MAMz${text}`
  tokens.set(token, app, { kind: 'active' })
  return token
}

async function take(desk: Desk, faults: FaultList, exchange: Exchange): Promise<void> {
  const entry = desk.record.receive('push', exchange, desk.options.now())
  const request = checkRequest(exchange.headers['push-type'], exchange.body.toString())
  const fault = faults.take('push', request.kind === 'passed' ? request.tokens : [])
  const proceed = (): void => push(desk, exchange, request, entry)
  if (fault === undefined || (await applyFault(fault, exchange, proceed, desk.options.after)) === 'proceed') proceed()
}

/** An answer, and the tokens whose phones get the message. */
interface Verdict {
  readonly status: number
  readonly code: string
  readonly msg: string
  readonly taken: readonly string[]
}

function push(desk: Desk, exchange: Exchange, request: CheckedRequest, entry: ReceivedEntry): void {
  const projectId = /^\/v3\/(\d+)\/messages:send$/.exec(exchange.path)?.[1]
  if (exchange.method !== 'POST' || projectId === undefined) {
    exchange.answer(404, {})
    return
  }
  const { status, code, msg, taken } = verdictOn(desk, exchange, projectId, request)
  desk.sent += 1
  const requestId = `${desk.options.now()}${String(desk.sent).padStart(8, '0')}`
  if (code !== '80000000') entry.refuse(code)
  const type = { 'content-type': 'application/json; charset=UTF-8' }
  exchange.answer(status, type, JSON.stringify({ code, msg, requestId }))
  if (request.kind === 'passed') deliver(desk, exchange, request, { taken, requestId })
}

/** JWT, message, states, in this order. */
function verdictOn(desk: Desk, { headers }: Exchange, projectId: string, request: CheckedRequest): Verdict {
  const { accounts, apps, options } = desk
  const jwt = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
  remember(desk.jwts, jwt)
  const app = apps.get(projectId)
  const refused = refusalOfJwt(jwt, projectId, { accounts, nowMs: options.now() })
  if (refused !== undefined || app === undefined) {
    return refusal(options.accessRefusalStatus ?? 401, refused ?? '80200001')
  }
  return request.kind === 'failed' ? refusal(400, request.code) : verdictOnTokens(desk, app, request.tokens)
}

function verdictOnTokens({ tokens: registry }: Desk, { packageName }: App, tokens: readonly string[]): Verdict {
  const reasonFor = (token: string): 'tokenFormatError' | 'noRight' | undefined => {
    if (!TOKEN.test(token)) return 'tokenFormatError'
    const known = registry.get(token)
    return known?.app === packageName && known.state.kind === 'active' ? undefined : 'noRight'
  }
  const taken = tokens.filter(token => reasonFor(token) === undefined)
  const illegalTokens = Object.groupBy(
    tokens.filter(token => reasonFor(token) !== undefined),
    token => reasonFor(token) ?? 'noRight',
  )
  const failure = tokens.length - taken.length
  if (failure === 0) return { status: 200, code: '80000000', msg: 'Success', taken }
  if (taken.length === 0) return { ...refusal(200, '80300007'), msg: JSON.stringify({ illegalTokens, failure }) }
  const msg = JSON.stringify({ illegalTokens, success: taken.length, failure })
  return { status: 200, code: '80100000', msg, taken }
}

function refusal(status: number, code: string): Verdict {
  return { status, code, msg: MESSAGES[code] ?? 'failed', taken: [] }
}

function deliver(
  desk: Desk,
  exchange: Exchange,
  { payload, options, pushType }: Extract<CheckedRequest, { kind: 'passed' }>,
  { taken, requestId }: { readonly taken: readonly string[]; readonly requestId: string },
): void {
  const shown = shownOf(payload)
  const messageId = objectOf(payload['notification'])['appMessageId']
  for (const token of taken) {
    const isNew = messageId === undefined || remember(desk.messageIds, `${token}/${String(messageId)}`)
    if (!isNew && desk.options.dropsRepetitions === true) continue
    desk.record.deliver({
      atMs: desk.options.now(),
      token,
      ...(shown === undefined ? {} : { shown }),
      vendorId: requestId,
      payload: { payload, pushOptions: options, pushType },
      headers: exchange.headers,
    })
  }
}

/** True for something new; the oldest is forgotten first. */
function remember(seen: Set<string>, what: string): boolean {
  if (seen.has(what)) return false
  seen.add(what)
  const [oldest] = seen
  if (seen.size > REMEMBERED_MAX && oldest !== undefined) seen.delete(oldest)
  return true
}

/** Huawei's second form of a receipt, signed as the receipt configuration says (spec/vendors.md §3.10). */
function receiptCall(desk: Desk, push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
  const result = RESULTS[fate]
  const app = appOf(desk, desk.tokens.get(push.token)?.app)
  if (result === undefined || app === undefined) return undefined
  const { biTag } = objectOf(push.payload['pushOptions'])
  const status = {
    token: push.token,
    pushType: push.payload['pushType'],
    appPackageName: app.packageName,
    biTag,
    requestId: push.vendorId,
    deliveryStatus: { result, timestamp: push.atMs },
  }
  const nonce = hex(desk, 32)
  const seal = sealHeader(Buffer.from(app.receiptSecret), desk.options.now(), nonce, app.receiptUser)
  const headers = { 'content-type': 'application/json', [SEAL_HEADER]: seal }
  return { headers, body: JSON.stringify({ statuses: [status] }) }
}

/** One result for each fate that Huawei reports; a tap is none. */
const RESULTS: Readonly<Partial<Record<Receipt['fate'], number>>> = {
  arrived: 0,
  dropped: 6,
  pending: 27,
  'token-dead': 5,
}

function hex({ options }: Desk, digits: number): string {
  return Array.from({ length: digits }, () => Math.floor(options.random() * 16).toString(16)).join('')
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
