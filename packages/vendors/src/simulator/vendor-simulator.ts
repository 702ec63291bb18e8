// What the simulators of all vendors have in common: a TLS server, the record, the faults, the tokens' states. A request is noted, read,
// perhaps hit by a fault, and answered. What it asks for and what the vendor says to it is the vendor's side's business alone.
import type { Receipt } from '../receipt.ts'
import type { Shown } from '../shown.ts'
import type {
  Delivered,
  ReceiptCall,
  SimulatedApp,
  SimulatedCredential,
  Simulator,
  SimulatorOptions,
} from './contract.ts'
import type { Exchange } from './exchange.ts'
import { applyFault, FaultList } from './faults.ts'
import { SimulatorRecord } from './record.ts'
import type { DeviceTokens } from './registry.ts'
import { startTlsServer, type TlsServerOptions } from './tls-server.ts'

/** Starts the simulator of a vendor's side; whoever starts it closes it. Rejects when the port is taken. */
export async function startVendorSimulator<Request>(
  options: SimulatorOptions,
  side: VendorSide<Request>,
): Promise<Simulator> {
  const record = new SimulatorRecord()
  const faults = new FaultList(options.after, options.now)
  const handle = async (exchange: Exchange): Promise<void> => {
    const on = side.isAuth?.(exchange) ? 'auth' : 'push'
    const { refuse } = record.receive(on, exchange, options.now())
    const { request, tokens } = side.read(exchange)
    const deliver = (to: readonly string[], { shown, ...push }: Push): void => {
      const [atMs, { headers }] = [options.now(), exchange]
      const seen = shown === undefined ? {} : { shown }
      for (const token of to) record.deliver({ atMs, token, headers, ...push, ...seen })
    }
    const proceed = (): void =>
      side.answer({ exchange, on, request, url: server.url, delivered: record.delivered, refuse, deliver })
    const fault = tokens && faults.take(on, tokens)
    if (fault === undefined || (await applyFault(fault, exchange, proceed, options.after)) === 'proceed') proceed()
  }
  const { port, tls } = options
  const server = await startTlsServer({ port, tls, ...(side.server ?? HTTP1), handle })
  return {
    vendor: side.vendor,
    url: server.url,
    endpoints: Object.fromEntries(side.endpoints.map(name => [name, server.url])),
    addApp: async app => await side.addApp(app),
    setToken: (token, app, state) => side.tokens.set(token, app, state),
    newToken: (app, index) => {
      const token = side.newToken(app, index, server.url)
      side.tokens.set(token, app, { kind: 'active' })
      return token
    },
    arm: fault => faults.arm(fault),
    armed: () => faults.armed(),
    disarm: id => faults.disarm(id),
    received: record.received,
    delivered: record.delivered,
    receivedCount: () => record.receivedCount,
    onDelivered: run => record.onDelivered(run),
    ...(side.receiptCall && { receiptCall: side.receiptCall.bind(side) }),
    [Symbol.asyncDispose]: () => server.close(),
  }
}

/** What only one vendor does. Its methods are called with it as `this`; it holds no sockets and needs no closing. */
export interface VendorSide<Request> {
  readonly vendor: string
  /** The names under which clients know its addresses, all of them this one server; `push` is one. */
  readonly endpoints: readonly string[]
  /** Where the states of device tokens are kept. */
  readonly tokens: Pick<DeviceTokens, 'set'>
  /** How it listens; HTTP/1.1 where absent. */
  readonly server?: Pick<TlsServerOptions, 'alpn' | 'requestClientCertificate' | 'maxConcurrentStreams'>
  /** True for a request for an access token; every other one is a push. Absent where the vendor hands out none. */
  isAuth?(exchange: Exchange): boolean
  /** Reads a request, sound or not; called once for each, before any fault. */
  read(exchange: Exchange): Reading<Request>
  /** Answers truthfully and delivers what it takes; called at most once for each request. */
  answer(call: Call<Request>): void
  /** Registering a package again answers its present credential. Throws RangeError when there are too many apps. */
  addApp(app: SimulatedApp): SimulatedCredential | Promise<SimulatedCredential>
  /** The text of a token in the vendor's shape, always the same for an app and an index; `url` is the simulator's own address. */
  newToken(app: string, index: number, url: string): string
  /** See {@link Simulator.receiptCall}. */
  receiptCall?(push: Delivered, fate: Receipt['fate']): ReceiptCall | undefined
}

/** What a request asks for, in the vendor's own terms. */
export interface Reading<Request> {
  readonly request: Request
  /** The device tokens that it names, so that a fault for one of them finds it; undefined where faults spare the request. */
  readonly tokens: readonly string[] | undefined
}

/** One request to answer. */
export interface Call<Request> {
  readonly exchange: Exchange
  readonly on: 'push' | 'auth'
  /** As {@link VendorSide.read} understood it. */
  readonly request: Request
  /** The simulator's own address. */
  readonly url: string
  /** What was delivered until now. */
  readonly delivered: readonly Delivered[]
  /** Notes the vendor's reason or code of a refusal in the record. */
  refuse(reason: string): void
  /** Hands a push to the phones of these device tokens, now. */
  deliver(to: readonly string[], push: Push): void
}

/** A push for phones, without what follows from the request; `headers` where they are other ones than the request's. */
export interface Push extends Pick<Delivered, 'vendorId' | 'payload'> {
  readonly shown: Shown | undefined
  readonly headers?: Delivered['headers']
}

const HTTP1: Pick<TlsServerOptions, 'alpn'> = { alpn: ['http/1.1'] }
