// Sends messages to FCM: an access token from one origin, messages multiplexed over HTTP/2 to the other. Refuses to know what a
// message says; what an answer means stands in outcome.ts.

import type { Endpoints, VendorIo } from '../io.ts'
import type { Transport, TransportOptions, WireResult } from '../transport/contract.ts'
import { openHttp1 } from '../transport/http1.ts'
import { openHttp2 } from '../transport/http2.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import { type TokenSource, tokenSource } from '../transport/token-source.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import type { FcmCredentials } from './credentials.ts'
import { type DatedGrant, requestGrant } from './oauth.ts'
import { asksForNewToken, type FcmAnswer, judge } from './outcome.ts'
import { bodyFor, type FcmPayload } from './payload.ts'

/** The real services (spec/vendors.md §2.1). */
export const FCM_ENDPOINTS: Endpoints = {
  push: 'https://fcm.googleapis.com',
  oauth: 'https://oauth2.googleapis.com',
}
/** Most shipments in one call of `send`: FCM takes single messages only, so this bounds memory, not a protocol. */
export const BATCH_MAX = 256
/** How long a batch may take, ms; every shipment of it starts at once. The admin SDK waits as long (spec/vendors.md §2.11). */
export const DEADLINE_MS = 15_000
/** A token is replaced this long before it expires, ms (spec/vendors.md §2.2). */
const REFRESH_AHEAD_MS = 300_000
const CONNECT_TIMEOUT_MS = 10_000
const RESPONSE_BYTES_MAX = 65_536
/** Requests on the wire at a time: Google's customary stream limit (spec/vendors.md §2.11, unconfirmed). */
const IN_FLIGHT_MAX = 100

/** A service's origin and the path that stands before every request path. */
interface Base {
  readonly origin: string
  readonly path: string
}

/** One notifier's connections. Closing it closes both. */
class FcmChannel implements Channel<FcmPayload> {
  readonly #io: VendorIo
  readonly #push: Transport
  readonly #tokens: TokenSource
  readonly #oauth: Transport
  readonly #path: string
  #closed = false

  constructor(credentials: FcmCredentials, io: VendorIo) {
    this.#io = io
    this.#push = openPush(io)
    this.#oauth = openOauth(io)
    this.#path = sendPath(credentials, io)
    this.#tokens = tokenSource({
      clock: io.clock,
      refreshAheadMs: REFRESH_AHEAD_MS,
      fetch: async signal => (await fetchGrant(this.#oauth, credentials, io, signal)).grant,
    })
  }

  async send(batch: readonly Shipment<FcmPayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (this.#closed) throw new Error('the channel is closed')
    if (batch.length > BATCH_MAX) throw new RangeError(`at most ${BATCH_MAX} shipments at a time, not ${batch.length}`)
    const deadline = new AbortController()
    const cancel = this.#io.clock.after(DEADLINE_MS, () => deadline.abort(new Error('no answer within 15 s')))
    const either = AbortSignal.any([signal, deadline.signal])
    try {
      return await Promise.all(batch.map(shipment => this.#sendOne(shipment, either)))
    } finally {
      cancel()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    await Promise.all([this.#push[Symbol.asyncDispose](), this.#oauth[Symbol.asyncDispose]()])
  }

  async #sendOne(shipment: Shipment<FcmPayload>, signal: AbortSignal): Promise<SendResult> {
    const body = bodyFor(shipment.payload, shipment.token)
    const first = await this.#attempt(body, signal)
    if (first.staleToken === undefined) return first.result
    // F66: one new token and one more try; whoever comes second with the same stale token joins the first one's refresh.
    this.#tokens.invalidate(first.staleToken)
    return (await this.#attempt(body, signal)).result
  }

  async #attempt(body: string, signal: AbortSignal): Promise<{ result: SendResult; staleToken?: string }> {
    const grant = await this.#tokens.get(signal)
    switch (grant.kind) {
      case 'refused':
        return { result: { ...REFUSED, code: grant.code, answer: grant.answer } }
      case 'failed':
        return { result: withoutToken(grant) }
      case 'token': {
        const wire = await this.#push.request(sendRequest(this.#path, grant.token, body), signal)
        const answer = answerOf(wire, this.#io.clock.now())
        if ('kind' in answer) return { result: answer }
        return { result: judge(answer), ...(asksForNewToken(answer) ? { staleToken: grant.token } : {}) }
      }
    }
  }
}

const REFUSED = { kind: 'rejected', scope: 'notifier', reason: 'credential-refused' } as const

/** Opens the connections lazily: the first send connects. The caller closes the channel. */
export function openFcm(credentials: FcmCredentials, io: VendorIo): Channel<FcmPayload> {
  return new FcmChannel(credentials, io)
}

/** Connections to the send endpoint. */
export function openPush(io: VendorIo): Transport {
  return openHttp2(transportOptions(base(io, 'push').origin, io), io.clock, io.random)
}

/** Connections to the token endpoint. */
export function openOauth(io: VendorIo): Transport {
  return openHttp1(transportOptions(base(io, 'oauth').origin, io))
}

/** One request for an access token. */
export async function fetchGrant(
  oauth: Transport,
  credentials: FcmCredentials,
  io: VendorIo,
  signal: AbortSignal,
): Promise<DatedGrant> {
  const at = { transport: oauth, path: `${base(io, 'oauth').path}/token`, nowMs: io.clock.now() }
  return await requestGrant(at, credentials, signal)
}

/** Path of the send endpoint of the credential's project. */
export function sendPath(credentials: FcmCredentials, io: VendorIo): string {
  return `${base(io, 'push').path}/v1/projects/${encodeURIComponent(credentials.projectId)}/messages:send`
}

/** The request of one message. */
export function sendRequest(path: string, token: string, body: string): Parameters<Transport['request']>[0] {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return { method: 'POST', path, headers, body }
}

/** The answer in the words of outcome.ts, or what to report where none came. */
export function answerOf(wire: WireResult, nowMs: number): FcmAnswer | Exclude<WireResult, { kind: 'answered' }> {
  if (wire.kind !== 'answered') return wire
  const wait = retryAfterMs(wire.headers['retry-after'], nowMs)
  return { status: wire.status, body: wire.body, ...(wait === undefined ? {} : { retryAfterMs: wait }) }
}

/** Nothing was sent, so it may be sent again; the token endpoint may have said when. */
function withoutToken(grant: {
  readonly cause: string
  readonly retryAfterMs?: number
  readonly answer?: unknown
}): SendResult {
  const cause = `no access token: ${grant.cause}`
  if (grant.retryAfterMs === undefined) return { kind: 'unsent', cause }
  const { retryAfterMs: wait, answer } = grant
  return { kind: 'throttled', scope: 'notifier', retryAfterMs: wait, code: 'no-access-token', answer }
}

function base(io: VendorIo, name: 'push' | 'oauth'): Base {
  const url = new URL(io.endpoints[name] ?? (FCM_ENDPOINTS[name] as string))
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') }
}

function transportOptions(origin: string, io: VendorIo): TransportOptions {
  return {
    origin,
    ...(io.ca === undefined ? {} : { ca: io.ca }),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    responseBytesMax: RESPONSE_BYTES_MAX,
    inFlightMax: IN_FLIGHT_MAX,
  }
}
