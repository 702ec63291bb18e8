// A stand-in for Honor's OAuth and push services on one TLS server (spec/vendors.md §4.12): it derives every answer from its registry
// of apps and tokens and from the message itself. It knows nothing of the client.
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
import { applyFault, FaultList } from '../simulator/faults.ts'
import { type ReceivedEntry, SimulatorRecord } from '../simulator/record.ts'
import { AccessTokens, DeviceTokens } from '../simulator/registry.ts'
import { startTlsServer } from '../simulator/tls-server.ts'
import { type CheckedRequest, checkRequest } from './message-check.ts'
import { shownOf } from './phone.ts'

/** What Honor's documents leave open, as a switch. */
export interface HonorSimulatorOptions extends SimulatorOptions {
  /** How far the `timestamp` header may be from our clock, either way, in ms; default ten minutes. Infinity: it need only be there. */
  readonly timestampWindowMs?: number
}

/** Starts the simulator; whoever starts it closes it. */
export async function startHonorSimulator(options: HonorSimulatorOptions): Promise<Simulator> {
  const desk: Desk = {
    options,
    record: new SimulatorRecord(),
    apps: new Map(),
    tokens: new DeviceTokens(),
    access: new AccessTokens(),
    sent: 0,
  }
  const faults = new FaultList(options.after)
  const handle = (exchange: Exchange): Promise<void> => take(desk, faults, exchange)
  const server = await startTlsServer({ port: options.port, tls: options.tls, alpn: ['http/1.1'], handle })
  return {
    vendor: 'honor',
    url: server.url,
    endpoints: { push: server.url, oauth: server.url },
    addApp: app => Promise.resolve(credentialOf(addApp(desk, app))),
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
    onDelivered: run => desk.record.onDelivered(run),
    receiptCall: (push, fate) => receiptCall(desk, push, fate),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** Life of an access token, in seconds. */
const ACCESS_SECONDS = 3600
/** Most apps of the registry; above, registering throws. */
const APPS_MAX = 1000
const TIMESTAMP_WINDOW_MS = 600_000

/** Both token paths, the older of a Keycloak realm (spec/vendors.md §4.1). */
const TOKEN_PATHS: readonly string[] = ['/auth/token', '/auth/realms/developer/protocol/openid-connect/token']
const SEND_PATH = /^\/api\/v1\/(\d+)\/sendMessage$/

interface App {
  readonly id: string
  readonly clientId: string
  readonly secret: string
  readonly packageName: string
  readonly environment: 'PRODUCTION' | 'DEVELOPMENT'
}

interface Desk {
  readonly options: HonorSimulatorOptions
  readonly record: SimulatorRecord
  /** By app id. */
  readonly apps: Map<string, App>
  readonly tokens: DeviceTokens
  readonly access: AccessTokens
  sent: number
}

/** Registering a package again finds its present app. */
function addApp({ apps, options }: Desk, { packageName, environment = 'PRODUCTION' }: SimulatedApp): App {
  const known = [...apps.values()].find(app => app.packageName === packageName)
  if (known !== undefined) return known
  if (apps.size >= APPS_MAX) throw new RangeError(`at most ${APPS_MAX} apps`)
  const secret = digest(`${packageName}#${options.random()}`)
  const app = {
    id: String(104_400 + apps.size),
    clientId: String(220_000 + apps.size),
    secret,
    packageName,
    environment,
  }
  apps.set(app.id, app)
  return app
}

function credentialOf({ id, clientId, secret, packageName, environment }: App): SimulatedCredential {
  const settings = { clientId, activityClass: `${packageName}.MainActivity` }
  return { name: id, certificate: secret, packageName, environment, settings }
}

/** Honor's tokens are opaque and their shape is not published; this one is ours. */
function newToken({ tokens }: Desk, app: string, index: number): string {
  const text = createHash('sha512').update(`honor\n${app}\n${index}`).digest('base64url')
  const token = `BAEAAAAAB.${text}${digest(text)}`
  tokens.set(token, app, { kind: 'active' })
  return token
}

async function take(desk: Desk, faults: FaultList, exchange: Exchange): Promise<void> {
  const path = exchange.path.split('?', 1)[0] ?? ''
  const on = TOKEN_PATHS.includes(path) ? 'auth' : 'push'
  const entry = desk.record.receive(on, exchange, desk.options.now())
  const request = checkRequest(exchange.body.toString())
  const fault = faults.take(on, request.kind === 'passed' ? request.tokens : [])
  const proceed = (): void => (on === 'auth' ? grant(desk, exchange, entry) : push(desk, exchange, request, entry))
  if (fault === undefined || (await applyFault(fault, exchange, proceed, desk.options.after)) === 'proceed') proceed()
}

function grant(desk: Desk, exchange: Exchange, entry: ReceivedEntry): void {
  const { method, headers, body } = exchange
  const isForm = method === 'POST' && String(headers['content-type']).startsWith('application/x-www-form-urlencoded')
  const form = new URLSearchParams(isForm ? body.toString() : '')
  const app = [...desk.apps.values()].find(({ clientId }) => clientId === form.get('client_id'))
  const error =
    form.get('grant_type') !== 'client_credentials'
      ? 'unsupported_grant_type'
      : app === undefined
        ? 'invalid_client'
        : app.secret !== form.get('client_secret')
          ? 'unauthorized_client'
          : undefined
  if (error !== undefined || app === undefined) {
    entry.refuse(String(error))
    exchange.answer(error === 'unsupported_grant_type' ? 400 : 401, JSON_TYPE, JSON.stringify({ error }))
    return
  }
  const token = `${digest(`${app.id}#${desk.options.random()}`)}.${desk.options.now()}`
  desk.access.issue(token, app.id, desk.options.now() + ACCESS_SECONDS * 1000)
  const granted = { access_token: token, expires_in: ACCESS_SECONDS, token_type: 'Bearer' }
  exchange.answer(200, JSON_TYPE, JSON.stringify(granted))
}

/** An answer, and the tokens whose phones get the message. */
interface Verdict {
  readonly status: number
  readonly code: number
  readonly lists?: { readonly failTokens: readonly string[]; readonly expireTokens: readonly string[] }
  readonly taken: readonly string[]
}

function push(desk: Desk, exchange: Exchange, request: CheckedRequest, entry: ReceivedEntry): void {
  const appId = SEND_PATH.exec(exchange.path)?.[1]
  if (exchange.method !== 'POST' || appId === undefined) {
    exchange.answer(404, {})
    return
  }
  const { status, code, lists, taken } = verdictOn(desk, exchange, appId, request)
  desk.sent += 1
  const requestId = `${desk.options.now()}${String(desk.sent).padStart(8, '0')}`
  if (code !== 200) entry.refuse(String(code))
  const data = lists && { sendResult: true, requestId, ...lists }
  exchange.answer(status, JSON_TYPE, JSON.stringify({ code, message: MESSAGES[code] ?? 'failed', data }))
  if (request.kind === 'failed') return
  const shown = shownOf(request.message)
  for (const token of taken) {
    desk.record.deliver({
      atMs: desk.options.now(),
      token,
      ...(shown === undefined ? {} : { shown }),
      vendorId: requestId,
      payload: request.message,
      headers: exchange.headers,
    })
  }
}

/** App id, bearer, timestamp, message, states, in this order (spec/vendors.md §4.12). */
function verdictOn(desk: Desk, { headers }: Exchange, appId: string, request: CheckedRequest): Verdict {
  const app = desk.apps.get(appId)
  if (app === undefined) return refusal(200, 80300002)
  const bearer = /^Bearer (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? ''
  const access = desk.access.look(bearer, desk.options.now())
  if (access?.owner !== appId) return refusal(401, 80200001)
  if (access.isExpired) return refusal(401, 80200003)
  if (!isTimely(desk.options, headers['timestamp'])) return refusal(200, 80100003)
  return request.kind === 'failed' ? refusal(200, Number(request.code)) : verdictOnTokens(desk, app, request.tokens)
}

function isTimely({ now, timestampWindowMs = TIMESTAMP_WINDOW_MS }: HonorSimulatorOptions, header = ''): boolean {
  return /^\d{1,15}$/.test(header) && Math.abs(now() - Number(header)) <= timestampWindowMs
}

/** A token of a removed app is told by name whatever became of the others; 80300007 names nobody. */
function verdictOnTokens({ tokens: registry }: Desk, app: App, tokens: readonly string[]): Verdict {
  const stateOf = (token: string): 'taken' | 'expired' | 'failed' => {
    const known = registry.get(token)
    if (known?.app !== app.packageName) return 'failed'
    if (known.state.kind === 'active') return 'taken'
    return known.state.kind === 'unregistered' ? 'expired' : 'failed'
  }
  const those = (state: ReturnType<typeof stateOf>): readonly string[] => tokens.filter(one => stateOf(one) === state)
  const [taken, expireTokens, failTokens] = [those('taken'), those('expired'), those('failed')]
  if (failTokens.length > 0 && taken.length === 0) return refusal(200, 80300007)
  const code = failTokens.length > 0 ? 80100000 : 200
  return { status: 200, code, lists: { failTokens, expireTokens }, taken }
}

function refusal(status: number, code: number): Verdict {
  return { status, code, taken: [] }
}

/** The status that stands for a fate; a message without a notification has its own, and nobody taps it. */
function receiptCall({ tokens, apps }: Desk, push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined {
  const isShown = push.shown !== undefined
  if (fate === 'clicked' && !isShown) return undefined
  const appid = [...apps.values()].find(app => app.packageName === tokens.get(push.token)?.app)?.id
  const { biTag } = (push.payload['android'] ?? {}) as { readonly biTag?: string }
  const status = {
    arrived: isShown ? 40000002 : 40000001,
    clicked: 40000007,
    dropped: 40000009,
    pending: isShown ? 40000013 : 50000003,
    'token-dead': 40000004,
  }[fate]
  const entry = { token: push.token, biTag, status, timestamp: push.atMs, appid, requestId: push.vendorId }
  return { headers: JSON_TYPE, body: JSON.stringify({ statuses: [entry] }) }
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

const JSON_TYPE = { 'content-type': 'application/json' }

/** Clients decide by the code, the texts are illustrative. */
const MESSAGES: Readonly<Record<number, string>> = {
  200: 'success',
  80100000: 'partial',
  80100003: 'The message structure or the timestamp is incorrect.',
  80200001: 'Authentication failed.',
  80200003: 'The access token expired.',
  80300002: 'The app has no permission.',
  80300007: 'All the tokens are invalid.',
  80300008: 'The message is too large.',
  80300010: 'The number of tokens is out of range.',
}
