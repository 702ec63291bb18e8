// One authenticated way to APNs: makes requests of shipments, signs them in, and cures an expired JWT by one renewal, one new
// connection and one more try. Shared by the channel and the credential check; what an answer means stands in outcome.ts.
import type { Clock, VendorIo } from '../io.ts'
import type { WireRequest, WireResult } from '../transport/contract.ts'
import { type Http2Client, openHttp2 } from '../transport/h2/client.ts'
import type { SendLimit } from '../transport/h2/ticket.ts'
import type { Shipment } from '../vendor.ts'
import type { ApnsCredentials } from './credentials.ts'
import { isExpiredProviderToken } from './outcome.ts'
import type { ApnsPayload } from './payload.ts'
import { type ProviderToken, providerToken } from './provider-token.ts'

/** Opens a way to the credentials' environment; connects with the first request. Who opens it closes it. */
export function openLine(credentials: ApnsCredentials, io: VendorIo): ApnsLine {
  const { push: origin = ORIGINS[credentials.environment] } = io.endpoints
  const client = openHttp2(
    {
      origin,
      ...(io.ca === undefined ? {} : { ca: io.ca }),
      ...(io.proxy === undefined ? {} : { proxy: io.proxy }),
      ...clientCertificate(credentials),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      responseBytesMax: RESPONSE_BYTES_MAX,
      inFlightMax: IN_FLIGHT_MAX,
      ...(credentials.kind === 'token' ? { streamsUntilAnswered: 1 } : {}),
    },
    io.clock,
    io.random,
  )
  const token = credentials.kind === 'token' ? providerToken(credentials, io.clock) : undefined
  return new ApnsLine(client, token, io.clock)
}

/** Requests with authentication. */
export class ApnsLine {
  readonly #client: Http2Client
  /** Absent where a client certificate authenticates. */
  readonly #token: ProviderToken | undefined
  readonly #clock: Clock
  /** The `authorization` of the present JWT; one text for all requests, so that comparing it costs nothing. */
  #bearer = ''
  #jwt: string | undefined
  /** The refused JWT for which the connection was changed last, so that a hundred refusals change it once. */
  #changedFor: string | undefined

  constructor(client: Http2Client, token: ProviderToken | undefined, clock: Clock) {
    this.#client = client
    this.#token = token
    this.#clock = clock
  }

  /**
   * Sends one shipment within `limit`, a second try included, which comes only after `ExpiredProviderToken`: that means that nothing
   * was processed. `settle` is called exactly once.
   */
  send(shipment: Shipment<ApnsPayload>, limit: LineLimit, settle: (result: WireResult) => void): void {
    const { jwt } = limit
    const token = this.#token
    if (token === undefined || jwt === undefined) {
      this.#client.send(requestOf(shipment, undefined), limit, settle)
      return
    }
    this.#client.send(requestOf(shipment, this.#bearer), limit, result => {
      if (result.kind !== 'answered' || result.status === 200 || !isExpiredProviderToken(result)) settle(result)
      else if (token.expired(jwt) === 'keep') settle(result)
      else this.#sendRenewed(shipment, jwt, limit, settle)
    })
  }

  /** The same as a promise, which never rejects. */
  exchange(shipment: Shipment<ApnsPayload>, signal: AbortSignal): Promise<WireResult> {
    return new Promise(resolve => this.send(shipment, this.limit(signal), resolve))
  }

  /** For shipments that are sent now, in this turn of the event loop. */
  limit(signal: AbortSignal): LineLimit {
    const deadlineMs = this.#clock.monotonic() + REQUEST_TIMEOUT_MS
    return { timeoutMs: REQUEST_TIMEOUT_MS, deadlineMs, signal, jwt: this.#present() }
  }

  /** The next request opens a new connection. */
  reconnect(): void {
    this.#client.reconnect()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client[Symbol.asyncDispose]()
  }

  #sendRenewed(
    shipment: Shipment<ApnsPayload>,
    refused: string,
    { deadlineMs, signal }: LineLimit,
    settle: (result: WireResult) => void,
  ): void {
    // A connection that saw an expired JWT can go on refusing (spec/vendors.md §1.2).
    if (this.#changedFor !== refused) this.#client.reconnect()
    this.#changedFor = refused
    this.#present()
    const limit = { timeoutMs: deadlineMs - this.#clock.monotonic(), signal }
    this.#client.send(requestOf(shipment, this.#bearer), limit, settle)
  }

  /** The present JWT. One that was renewed in good time goes with a connection that never saw the old one. */
  #present(): string | undefined {
    const jwt = this.#token?.current()
    if (jwt === undefined || jwt === this.#jwt) return jwt
    if (this.#jwt !== undefined) this.#client.rotate()
    this.#jwt = jwt
    this.#bearer = `bearer ${jwt}`
    return jwt
  }
}

/** Until when shipments are tried, who may end that sooner, and what they are signed in with. */
export interface LineLimit extends SendLimit {
  /** By the monotonic clock, ms. */
  readonly deadlineMs: number
  readonly signal: AbortSignal
  /** Undefined where a client certificate authenticates. */
  readonly jwt: string | undefined
}

/** The real services by the notifier's environment (spec/vendors.md §1.1). `endpoints.push` stands instead of either. */
const ORIGINS: Readonly<Record<ApnsCredentials['environment'], string>> = {
  PRODUCTION: 'https://api.push.apple.com',
  DEVELOPMENT: 'https://api.sandbox.push.apple.com',
}
/** Time for one shipment, its second try included (spec/vendors.md §1.11). */
const REQUEST_TIMEOUT_MS = 10_000
/** Time for TCP and TLS. */
const CONNECT_TIMEOUT_MS = 10_000
/** Bytes kept of an answer; real ones have fewer than 100. */
const RESPONSE_BYTES_MAX = 4096
/** Most requests on the wire of one channel; APNs' own limit is observed besides. */
const IN_FLIGHT_MAX = 1000

function clientCertificate(credentials: ApnsCredentials): {
  clientCertificate?: { pfx: Uint8Array; passphrase?: string }
} {
  if (credentials.kind === 'token') return {}
  const { pfx, passphrase } = credentials
  return { clientCertificate: { pfx, ...(passphrase === undefined ? {} : { passphrase }) } }
}

function requestOf(shipment: Shipment<ApnsPayload>, bearer: string | undefined): WireRequest {
  const { payload } = shipment
  const headers: Record<string, string> = { ...payload.headers, 'apns-id': payload.apnsId ?? shipment.id }
  if (bearer !== undefined) headers['authorization'] = bearer
  return { method: 'POST', path: `/3/device/${shipment.token.toLowerCase()}`, headers, body: payload.body }
}
