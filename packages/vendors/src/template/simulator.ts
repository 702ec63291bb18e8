// A stand-in for the made-up service: derives every answer from its registry of apps and tokens. Knows nothing of the client.
import { isObject, type JsonObject, parsedJson } from '../json.ts'
import type { SimulatedApp, SimulatedCredential, Simulator, SimulatorOptions } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { digestOf } from '../simulator/made-up-text.ts'
import { AppRegistry, DeviceTokens } from '../simulator/registry.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
import { CODES } from './outcome.ts'
import { PAYLOAD_BYTES_MAX } from './payload.ts'

/** Starts the simulator; whoever starts it closes it. */
export function startTemplateSimulator(options: SimulatorOptions): Promise<Simulator> {
  return startVendorSimulator(options, new TemplateSide(options))
}

interface App {
  readonly key: string
  readonly packageName: string
}

class TemplateSide implements VendorSide<unknown> {
  readonly vendor = 'template'
  readonly endpoints = ['push']
  readonly tokens = new DeviceTokens()
  readonly #options: SimulatorOptions
  readonly #apps = new AppRegistry<App>(app => app.key)

  constructor(options: SimulatorOptions) {
    this.#options = options
  }

  addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): SimulatedCredential {
    const newKey = (): string => digestOf(`${packageName}#${this.#options.random()}`).slice(0, 32)
    const { key } = this.#apps.add(packageName, () => ({ key: newKey(), packageName }))
    return { name: `${packageName}-template`, packageName, environment, certificate: key, settings: {} }
  }

  newToken(app: string, index: number): string {
    return digestOf(`${app}#${index}`).slice(0, 32)
  }

  read({ body }: Exchange): Reading<unknown> {
    const request = parsedJson(body.toString())
    return { request, tokens: isObject(request) ? [String(request['token'])] : [] }
  }

  answer(call: Call<unknown>): void {
    const { method, path } = call.exchange
    if (method === 'POST' && path === '/send') this.#send(call)
    else call.exchange.answer(404, {})
  }

  #send({ exchange, request: body, refuse, deliver }: Call<unknown>): void {
    const code = this.#refusalOf(exchange, body)
    const type = { 'content-type': 'application/json' }
    if (code !== undefined) {
      refuse(code)
      exchange.answer(CODES.find(row => row.code === code)?.status ?? 400, type, JSON.stringify({ code }))
      return
    }
    const { token, ...payload } = body as JsonObject & { readonly token: string; title: string; body: string }
    const id = digestOf(`${token}#${this.#options.random()}`).slice(0, 32)
    const shown = { title: payload.title, body: payload.body, click: { kind: 'app' } } as const
    deliver([token], { shown, vendorId: id, payload })
    exchange.answer(200, type, JSON.stringify({ id }))
  }

  /** In the order of spec/vendors.md §0.4: authentication, syntax, size, token. */
  #refusalOf({ headers }: Exchange, body: unknown): string | undefined {
    const app = this.#apps.get(/^Key (\S+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '')
    if (app === undefined) return 'key-unknown'
    if (!isObject(body) || typeof body['token'] !== 'string' || typeof body['title'] !== 'string') return 'malformed'
    const { token, ...message } = body
    if (Buffer.byteLength(JSON.stringify(message)) > PAYLOAD_BYTES_MAX) return 'too-large'
    if (this.tokens.isActive(body['token'], app.packageName)) return undefined
    const known = this.tokens.get(body['token'])
    const isGone = known?.app === app.packageName && known.state.kind === 'unregistered'
    return isGone ? 'token-gone' : 'token-foreign'
  }
}
