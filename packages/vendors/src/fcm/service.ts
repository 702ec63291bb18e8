// How Google's two services are reached: hosts, paths, connections, requests and deadlines. Refuses to know when and why.

import type { Endpoints, VendorIo } from '../io.ts'
import type { Transport, TransportOptions, WireResult } from '../transport/contract.ts'
import { type Http2Client, openHttp2 } from '../transport/h2/client.ts'
import { openHttp1 } from '../transport/http1.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { FcmCredentials } from './credentials.ts'
import { type DatedGrant, requestGrant } from './oauth.ts'
import type { FcmAnswer } from './outcome.ts'

/** The real services (spec/vendors.md §2.1). */
const FCM_ENDPOINTS: Endpoints = {
  push: 'https://fcm.googleapis.com',
  oauth: 'https://oauth2.googleapis.com',
}
/** How long a batch may take, ms; every shipment of it starts at once. The admin SDK waits as long (spec/vendors.md §2.11). */
export const DEADLINE_MS = 15_000
/** How long one sign-in may take, ms: shorter, so that those who wait for it learn why they got no token. */
export const SIGN_IN_DEADLINE_MS = 10_000
const CONNECT_TIMEOUT_MS = 10_000
const RESPONSE_BYTES_MAX = 65_536
/** Requests on the wire of one channel. */
const IN_FLIGHT_MAX = 800
/** Of those, on one connection: Google's customary stream limit (spec/vendors.md §2.11, unconfirmed). */
const CONNECTION_IN_FLIGHT_MAX = 100

/** A service's origin and the path that stands before every request path. */
interface Base {
  readonly origin: string
  readonly path: string
}

/** Connections to the send endpoint. */
export function openPush(io: VendorIo): Http2Client {
  const options = { ...transportOptions(base(io, 'push').origin, io), connectionInFlightMax: CONNECTION_IN_FLIGHT_MAX }
  return openHttp2(options, io.clock, io.random)
}

/** Connections to the token endpoint. */
export function openOauth(io: VendorIo): Transport {
  return openHttp1(transportOptions(base(io, 'oauth').origin, io), io.clock)
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

function base(io: VendorIo, name: 'push' | 'oauth'): Base {
  const url = new URL(io.endpoints[name] ?? (FCM_ENDPOINTS[name] as string))
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') }
}

function transportOptions(origin: string, io: VendorIo): TransportOptions {
  return {
    origin,
    ...(io.ca === undefined ? {} : { ca: io.ca }),
    ...(io.proxy === undefined ? {} : { proxy: io.proxy }),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    responseBytesMax: RESPONSE_BYTES_MAX,
    inFlightMax: IN_FLIGHT_MAX,
  }
}
