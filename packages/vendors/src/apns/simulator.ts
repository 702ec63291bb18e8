// A local stand-in for APNs: a real HTTP/2 server over TLS that checks what Apple checks and takes pushes for simulated phones.
// It plays one address for both environments unless told which one. What it checks stands in simulated-checks.ts.
import { X509Certificate } from 'node:crypto'
import type {
  Delivered,
  Fault,
  Received,
  SimulatedApp,
  SimulatedCredential,
  Simulator,
  SimulatorOptions,
  TokenState,
} from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { applyFault, FaultList } from '../simulator/faults.ts'
import { SimulatorRecord } from '../simulator/record.ts'
import { startTlsServer, type TlsServer } from '../simulator/tls-server.ts'
import { REASONS } from './codes.ts'
import { shownOf } from './phone.ts'
import { Gatekeeper } from './simulated-auth.ts'
import { type Checkpoint, judge, tokenOfPath, type Verdict } from './simulated-checks.ts'
import { ApnsRegistry, type Environment } from './simulated-registry.ts'

/** Starts a simulator on 127.0.0.1; who starts it closes it. */
export async function startApnsSimulator(options: ApnsSimulatorOptions): Promise<ApnsSimulator> {
  const simulation = new Simulation(options)
  const startsNarrow = options.oneStreamUntilAuthenticated === true
  const server = await startTlsServer({
    port: options.port,
    tls: options.tls,
    alpn: ['h2'],
    requestClientCertificate: true,
    maxConcurrentStreams: startsNarrow ? 1 : (options.maxConcurrentStreams ?? STREAMS_MAX),
    handle: exchange => simulation.handle(exchange),
  })
  return new RunningSimulator(simulation, server)
}

/** What can be chosen besides the address. Each switch is off by default, because Apple's behaviour is unconfirmed or in a user's way. */
export interface ApnsSimulatorOptions extends SimulatorOptions {
  /** SETTINGS_MAX_CONCURRENT_STREAMS; default {@link STREAMS_MAX}. */
  readonly maxConcurrentStreams?: number
  /** Allows one stream until a connection's first push was taken (spec/vendors.md §1.11, unconfirmed). */
  readonly oneStreamUntilAuthenticated?: boolean
  /** Answers 429 to a team that changes its JWT within 20 minutes. */
  readonly countsTokenUpdates?: boolean
  /** Plays this environment only: the other's tokens and certificates are refused. */
  readonly environment?: Environment
}

/** The simulator, with what only Apple has. */
export interface ApnsSimulator extends Simulator {
  /**
   * Registers a client certificate (PEM, signed by the simulator's own authority) for topics; without `topics` for the bundle
   * id alone. An app that only uses certificates needs no `addApp`.
   */
  addCertificate(
    app: SimulatedApp,
    certificate: { readonly certPem: string; readonly topics?: readonly string[] },
  ): void
}

/** Streams allowed at a time where nothing else is chosen; about what Apple's servers announce. */
const STREAMS_MAX = 1000

/** Decides about requests; knows no sockets. */
class Simulation {
  readonly registry: ApnsRegistry
  readonly record = new SimulatorRecord()
  readonly faults: FaultList
  readonly #options: ApnsSimulatorOptions
  readonly #checkpoint: Checkpoint
  readonly #widened = new WeakSet<object>()

  constructor(options: ApnsSimulatorOptions) {
    this.#options = options
    this.faults = new FaultList(options.after)
    this.registry = new ApnsRegistry(options.random)
    const played = options.environment === undefined ? {} : { environment: options.environment }
    const gatekeeper = new Gatekeeper(this.registry, {
      countsTokenUpdates: options.countsTokenUpdates === true,
      ...played,
    })
    this.#checkpoint = { registry: this.registry, gatekeeper, ...played }
  }

  async handle(exchange: Exchange): Promise<void> {
    const entry = this.record.receive('push', exchange, this.#options.now())
    const proceed = () => this.#answer(exchange, reason => entry.refuse(reason))
    const fault = this.faults.take('push', tokenOfPath(exchange.path))
    if (fault === undefined || (await applyFault(fault, exchange, proceed, this.#options.after)) === 'proceed')
      proceed()
  }

  #answer(exchange: Exchange, refuse: (reason: string) => void): void {
    const nowMs = this.#options.now()
    const { 'apns-id': asked = this.#newUuid() } = exchange.headers
    const apnsId = asked.toUpperCase()
    const headers = { 'apns-id': apnsId, date: new Date(nowMs).toUTCString() }
    const verdict = judge(checked(exchange), this.#checkpoint, nowMs)
    if (verdict.kind === 'refused') {
      refuse(verdict.reason)
      exchange.answer(
        REASONS[verdict.reason].status,
        { ...headers, 'content-type': 'application/json' },
        bodyOf(verdict),
      )
      return
    }
    this.#widen(exchange)
    this.record.deliver(deliveredOf(verdict, exchange, apnsId, nowMs))
    exchange.answer(200, { ...headers, ...this.#uniqueId(verdict.topic) })
  }

  #widen(exchange: Exchange): void {
    if (this.#options.oneStreamUntilAuthenticated !== true || this.#widened.has(exchange.connection)) return
    this.#widened.add(exchange.connection)
    exchange.connection.setMaxConcurrentStreams(this.#options.maxConcurrentStreams ?? STREAMS_MAX)
  }

  /** Only the sandbox names a push for Apple's push console (spec/vendors.md §1.6). */
  #uniqueId(topic: string): Readonly<Record<string, string>> {
    return this.registry.environmentOf(topic) === 'DEVELOPMENT' ? { 'apns-unique-id': this.#newUuid() } : {}
  }

  #newUuid(): string {
    const digits = Array.from({ length: 32 }, () => Math.floor(this.#options.random() * 16).toString(16)).join('')
    return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5')
  }
}

class RunningSimulator implements ApnsSimulator {
  readonly vendor = 'apns'
  readonly url: string
  readonly endpoints: Readonly<Record<string, string>>
  readonly #simulation: Simulation
  readonly #server: TlsServer

  constructor(simulation: Simulation, server: TlsServer) {
    this.#simulation = simulation
    this.#server = server
    this.url = server.url
    this.endpoints = { push: server.url }
  }

  async addApp(app: SimulatedApp): Promise<SimulatedCredential> {
    const environment = app.environment ?? 'PRODUCTION'
    const { key, privateKeyPem } = await this.#simulation.registry.addApp(app.packageName, environment)
    return {
      name: `${app.packageName}-apns`,
      packageName: app.packageName,
      environment,
      teamId: key.teamId,
      keyId: key.keyId,
      file: Buffer.from(privateKeyPem).toString('base64'),
      settings: {},
    }
  }

  addCertificate(
    app: SimulatedApp,
    certificate: { readonly certPem: string; readonly topics?: readonly string[] },
  ): void {
    const topics = certificate.topics ?? [app.packageName]
    const { fingerprint256 } = new X509Certificate(certificate.certPem)
    this.#simulation.registry.addCertificate(fingerprint256, { topics, environment: app.environment ?? 'PRODUCTION' })
  }

  /** `app` is the topic the token takes pushes for: the bundle id, or with `.voip` and the like for other kinds of token. */
  setToken(token: string, app: string, state: TokenState): void {
    this.#simulation.registry.setToken(token, app, state)
  }

  newToken(app: string, index: number): string {
    return this.#simulation.registry.newToken(app, index)
  }

  arm(fault: Fault): void {
    this.#simulation.faults.arm(fault)
  }

  disarm(): void {
    this.#simulation.faults.disarm()
  }

  get received(): readonly Received[] {
    return this.#simulation.record.received
  }

  get delivered(): readonly Delivered[] {
    return this.#simulation.record.delivered
  }

  onDelivered(run: (push: Delivered) => void): () => void {
    return this.#simulation.record.onDelivered(run)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.close()
  }
}

function checked(exchange: Exchange): Parameters<typeof judge>[0] {
  const { method, path, headers, body, connection, clientCertificate } = exchange
  return { method, path, headers, body, connection, certificate: clientCertificate }
}

function bodyOf(verdict: Extract<Verdict, { kind: 'refused' }>): string {
  const { reason, timestampMs } = verdict
  return JSON.stringify({ reason, ...(timestampMs === undefined ? {} : { timestamp: timestampMs }) })
}

function deliveredOf(
  push: Extract<Verdict, { kind: 'taken' }>,
  exchange: Exchange,
  apnsId: string,
  atMs: number,
): Delivered {
  const shown = shownOf(push.payload)
  return {
    atMs,
    token: push.token,
    ...(shown === undefined ? {} : { shown }),
    vendorId: apnsId,
    payload: push.payload,
    headers: exchange.headers,
  }
}
