// A local stand-in for APNs: a real HTTP/2 server over TLS that checks what Apple checks and takes pushes for simulated phones.
// It plays one address for both environments unless told which one. What it checks stands in simulated-checks.ts.
import { X509Certificate } from 'node:crypto'
import type { SimulatedApp, SimulatedCredential, Simulator, SimulatorOptions } from '../simulator/contract.ts'
import type { Exchange } from '../simulator/exchange.ts'
import { randomHex } from '../simulator/made-up-text.ts'
import { type Call, type Reading, startVendorSimulator, type VendorSide } from '../simulator/vendor-simulator.ts'
import { REASONS } from './codes.ts'
import { shownOf } from './phone.ts'
import { Gatekeeper } from './simulated-auth.ts'
import { type Checkpoint, judge, tokenOfPath, type Verdict } from './simulated-checks.ts'
import { ApnsRegistry, type Environment } from './simulated-registry.ts'

/** Starts a simulator on 127.0.0.1; who starts it closes it. */
export async function startApnsSimulator(options: ApnsSimulatorOptions): Promise<ApnsSimulator> {
  const side = new ApnsSide(options)
  const simulator = await startVendorSimulator(options, side)
  return { ...simulator, addCertificate: (app, certificate) => side.addCertificate(app, certificate) }
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
  addCertificate(app: SimulatedApp, certificate: OwnCertificate): void
}

/** A client certificate of the app's owner. */
interface OwnCertificate {
  readonly certPem: string
  readonly topics?: readonly string[]
}

/** Streams allowed at a time where nothing else is chosen; about what Apple's servers announce. */
const STREAMS_MAX = 1000

class ApnsSide implements VendorSide<Exchange> {
  readonly vendor = 'apns'
  readonly endpoints = ['push']
  readonly server: NonNullable<VendorSide<unknown>['server']>
  readonly tokens: ApnsRegistry
  readonly #options: ApnsSimulatorOptions
  readonly #checkpoint: Checkpoint
  readonly #widened = new WeakSet<object>()

  constructor(options: ApnsSimulatorOptions) {
    this.#options = options
    const startsNarrow = options.oneStreamUntilAuthenticated === true
    const maxConcurrentStreams = startsNarrow ? 1 : (options.maxConcurrentStreams ?? STREAMS_MAX)
    this.server = { alpn: ['h2'], requestClientCertificate: true, maxConcurrentStreams }
    this.tokens = new ApnsRegistry(options.random)
    const played = options.environment === undefined ? {} : { environment: options.environment }
    const countsTokenUpdates = options.countsTokenUpdates === true
    const gatekeeper = new Gatekeeper(this.tokens, { countsTokenUpdates, ...played })
    this.#checkpoint = { registry: this.tokens, gatekeeper, ...played }
  }

  async addApp({ packageName, environment = 'PRODUCTION' }: SimulatedApp): Promise<SimulatedCredential> {
    const { key, privateKeyPem } = await this.tokens.addApp(packageName, environment)
    return {
      name: `${packageName}-apns`,
      packageName,
      environment,
      teamId: key.teamId,
      keyId: key.keyId,
      file: Buffer.from(privateKeyPem).toString('base64'),
      settings: {},
    }
  }

  addCertificate(app: SimulatedApp, certificate: OwnCertificate): void {
    const topics = certificate.topics ?? [app.packageName]
    const { fingerprint256 } = new X509Certificate(certificate.certPem)
    this.tokens.addCertificate(fingerprint256, { topics, environment: app.environment ?? 'PRODUCTION' })
  }

  /** `topic`: the bundle id, or with `.voip` and the like for other kinds of token. */
  newToken(topic: string, index: number): string {
    return this.tokens.newToken(topic, index)
  }

  read(request: Exchange): Reading<Exchange> {
    const token = tokenOfPath(request.path)
    return { request, tokens: token === undefined ? [] : [token] }
  }

  answer({ exchange, refuse, deliver }: Call<Exchange>): void {
    const nowMs = this.#options.now()
    const { 'apns-id': asked = this.#newUuid() } = exchange.headers
    const apnsId = asked.toUpperCase()
    const headers = { 'apns-id': apnsId, date: new Date(nowMs).toUTCString() }
    const verdict = judge(checked(exchange), this.#checkpoint, nowMs)
    if (verdict.kind === 'refused') {
      const { status } = REASONS[verdict.reason]
      refuse(verdict.reason)
      exchange.answer(status, { ...headers, 'content-type': 'application/json' }, bodyOf(verdict))
      return
    }
    const { token, topic, payload } = verdict
    this.#widen(exchange)
    deliver([token], { shown: shownOf(payload), vendorId: apnsId, payload })
    exchange.answer(200, { ...headers, ...this.#uniqueId(topic) })
  }

  #widen(exchange: Exchange): void {
    if (this.#options.oneStreamUntilAuthenticated !== true || this.#widened.has(exchange.connection)) return
    this.#widened.add(exchange.connection)
    exchange.connection.setMaxConcurrentStreams(this.#options.maxConcurrentStreams ?? STREAMS_MAX)
  }

  /** Only the sandbox names a push for Apple's push console (spec/vendors.md §1.6). */
  #uniqueId(topic: string): Readonly<Record<string, string>> {
    return this.tokens.environmentOf(topic) === 'DEVELOPMENT' ? { 'apns-unique-id': this.#newUuid() } : {}
  }

  #newUuid(): string {
    return randomHex(this.#options.random, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5')
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
