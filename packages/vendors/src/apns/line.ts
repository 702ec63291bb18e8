// One authenticated way to APNs: makes requests of shipments, signs them in, and cures an expired JWT by one renewal, one new
// connection and one more try. Shared by the channel and the credential check; what an answer means stands in outcome.ts.
import type { VendorIo } from '../io.ts'
import type { Transport, WireRequest, WireResult } from '../transport/contract.ts'
import { openHttp2 } from '../transport/http2.ts'
import type { Shipment } from '../vendor.ts'
import type { ApnsCredentials } from './credentials.ts'
import { isExpiredProviderToken } from './outcome.ts'
import type { ApnsPayload } from './payload.ts'
import { type ProviderToken, providerToken } from './provider-token.ts'

/** Opens a way to the credentials' environment; connects with the first request. Who opens it closes it. */
export function openLine(credentials: ApnsCredentials, io: VendorIo): ApnsLine {
  const { push: origin = ORIGINS[credentials.environment] } = io.endpoints
  const transport = openHttp2(
    {
      origin,
      ...(io.ca === undefined ? {} : { ca: io.ca }),
      ...clientCertificate(credentials),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      responseBytesMax: RESPONSE_BYTES_MAX,
      inFlightMax: IN_FLIGHT_MAX,
    },
    io.clock,
    io.random,
  )
  const token = credentials.kind === 'token' ? providerToken(credentials, io.clock) : undefined
  return new ApnsLine(transport, token)
}

/** Requests with authentication. */
export class ApnsLine {
  readonly #transport: Transport
  /** Absent where a client certificate authenticates. */
  readonly #token: ProviderToken | undefined
  /** The refused JWT for which the connection was changed last, so that a hundred refusals change it once. */
  #changedFor: string | undefined

  constructor(transport: Transport, token: ProviderToken | undefined) {
    this.#transport = transport
    this.#token = token
  }

  /** Never rejects. Tries a second time only after `ExpiredProviderToken`, which means that nothing was processed. */
  async exchange(shipment: Shipment<ApnsPayload>, signal: AbortSignal): Promise<WireResult> {
    const token = this.#token
    if (token === undefined) return await this.#transport.request(requestOf(shipment, undefined), signal)
    const jwt = token.current()
    const result = await this.#transport.request(requestOf(shipment, jwt), signal)
    if (result.kind !== 'answered' || !isExpiredProviderToken(result)) return result
    if (token.expired(jwt) === 'keep') return result
    // A connection that saw an expired JWT can go on refusing (spec/vendors.md §1.2).
    if (this.#changedFor !== jwt) this.#transport.reconnect()
    this.#changedFor = jwt
    return await this.#transport.request(requestOf(shipment, token.current()), signal)
  }

  /** The next request opens a new connection. */
  reconnect(): void {
    this.#transport.reconnect()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport[Symbol.asyncDispose]()
  }
}

/** The real services by the notifier's environment (spec/vendors.md §1.1). `endpoints.push` stands instead of either. */
const ORIGINS: Readonly<Record<ApnsCredentials['environment'], string>> = {
  PRODUCTION: 'https://api.push.apple.com',
  DEVELOPMENT: 'https://api.sandbox.push.apple.com',
}
/** Time for one shipment, its second try included (spec/vendors.md §1.11). */
export const REQUEST_TIMEOUT_MS = 10_000
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

function requestOf(shipment: Shipment<ApnsPayload>, jwt: string | undefined): WireRequest {
  const { payload } = shipment
  return {
    method: 'POST',
    path: `/3/device/${shipment.token.toLowerCase()}`,
    headers: {
      ...payload.headers,
      'apns-id': payload.apnsId ?? shipment.id,
      ...(jwt === undefined ? {} : { authorization: `bearer ${jwt}` }),
    },
    body: payload.body,
  }
}
