// A stand-in for the made-up service: derives every answer from its registry of apps and tokens. Knows nothing of the client.
import { createHash } from 'node:crypto'
import { isObject, type JsonObject, parsedJson } from '../json.ts'
import type { Simulator, SimulatorOptions } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { applyFault, FaultList } from '../simulator/faults.ts'
import { type ReceivedEntry, SimulatorRecord } from '../simulator/record.ts'
import { DeviceTokens } from '../simulator/registry.ts'
import { startTlsServer } from '../simulator/tls-server.ts'
import { CODES } from './outcome.ts'
import { PAYLOAD_BYTES_MAX } from './payload.ts'

/** Most apps; above, registering throws. */
const APPS_MAX = 1_000

/** Starts the simulator; whoever starts it closes it. */
export async function startTemplateSimulator(options: SimulatorOptions): Promise<Simulator> {
  const record = new SimulatorRecord()
  const faults = new FaultList(options.after)
  const desk: Desk = { options, record, keys: new Map(), tokens: new DeviceTokens() }
  const handle = async (exchange: Exchange): Promise<void> => {
    const entry = record.receive('push', exchange, options.now())
    const body = parsedJson(exchange.body.toString())
    const token = isObject(body) ? String(body['token']) : ''
    const proceed = (): void => answer(desk, exchange, entry, body)
    const fault = faults.take('push', token)
    if (fault === undefined || (await applyFault(fault, exchange, proceed, options.after)) === 'proceed') proceed()
  }
  const server = await startTlsServer({ port: options.port, tls: options.tls, alpn: ['http/1.1'], handle })
  return {
    vendor: 'template',
    url: server.url,
    endpoints: { push: server.url },
    addApp: ({ packageName, environment = 'PRODUCTION' }) => {
      if (desk.keys.size >= APPS_MAX) return Promise.reject(new RangeError(`at most ${APPS_MAX} apps`))
      const certificate = digest(`${packageName}#${options.random()}`)
      desk.keys.set(certificate, packageName)
      return Promise.resolve({ name: `${packageName}-template`, packageName, environment, certificate, settings: {} })
    },
    setToken: (token, app, state) => desk.tokens.set(token, app, state),
    newToken: (app, index) => {
      const token = digest(`${app}#${index}`)
      desk.tokens.set(token, app, { kind: 'active' })
      return token
    },
    arm: fault => faults.arm(fault),
    disarm: () => faults.disarm(),
    get received() {
      return record.received
    },
    get delivered() {
      return record.delivered
    },
    onDelivered: run => record.onDelivered(run),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

interface Desk {
  readonly options: SimulatorOptions
  readonly record: SimulatorRecord
  /** App by API key. */
  readonly keys: Map<string, string>
  readonly tokens: DeviceTokens
}

/** In the order of spec/vendors.md §0.4: path, authentication, syntax, size, token. */
function answer(desk: Desk, exchange: Exchange, entry: ReceivedEntry, body: unknown): void {
  if (exchange.method !== 'POST' || exchange.path !== '/send') {
    exchange.answer(404, {})
    return
  }
  const app = desk.keys.get(/^Key (\S+)$/.exec(exchange.headers['authorization'] ?? '')?.[1] ?? '')
  const code = app === undefined ? 'key-unknown' : refusalOf(desk, app, body)
  const type = { 'content-type': 'application/json' }
  if (code !== undefined) {
    entry.refuse(code)
    exchange.answer(CODES.find(row => row.code === code)?.status ?? 400, type, JSON.stringify({ code }))
    return
  }
  const { token, ...payload } = body as JsonObject & { readonly token: string; title: string; body: string }
  const id = digest(`${token}#${desk.options.random()}`)
  const atMs = desk.options.now()
  const shown = { title: payload.title, body: payload.body, click: { kind: 'app' } } as const
  desk.record.deliver({ atMs, token, shown, vendorId: id, payload, headers: exchange.headers })
  exchange.answer(200, type, JSON.stringify({ id }))
}

function refusalOf(desk: Desk, app: string, body: unknown): string | undefined {
  if (!isObject(body) || typeof body['token'] !== 'string' || typeof body['title'] !== 'string') return 'malformed'
  const { token, ...message } = body
  if (Buffer.byteLength(JSON.stringify(message)) > PAYLOAD_BYTES_MAX) return 'too-large'
  const known = desk.tokens.get(token as string)
  if (known?.app !== app) return 'token-foreign'
  if (known.state.kind === 'active') return undefined
  return known.state.kind === 'unregistered' ? 'token-gone' : 'token-foreign'
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
