// Sends rendered messages to Huawei over HTTP/1.1: groups shipments that share a payload into one request, keeps one access
// token, and asks for a fresh one once when it is refused. What an answer means is decided in outcome.ts.
import type { VendorIo } from '../io.ts'
import { sendSignedIn, type Tried } from '../signed-in.ts'
import type { Transport, WireRequest } from '../transport/contract.ts'
import { withDeadline } from '../transport/deadline.ts'
import { openHttp1 } from '../transport/http1.ts'
import { type TokenSource, tokenSource } from '../transport/token-source.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { requestGrant } from './access-token.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { judge } from './outcome.ts'
import { type HuaweiPayload, requestBody } from './payload.ts'

/** Most shipments of one {@link Channel.send}, and most tokens of one request (spec/vendors.md §3.4). */
export const BATCH_MAX = 1000

/** Time for one batch, with its access token and the one repetition, and for one sign-in, in ms (spec/vendors.md §3.11 names none; ours). */
export const REQUEST_TIMEOUT_MS = 10_000

/** Opens a channel; nothing is connected before the first send. */
export function openHuawei(credentials: HuaweiCredentials, io: VendorIo): Channel<HuaweiPayload> {
  return new HuaweiChannel(credentials, io)
}

/** The real services (spec/vendors.md §3.1), by the endpoint names that `VendorIo.endpoints` may override. */
const ORIGINS = { push: 'https://push-api.cloud.huawei.com', oauth: 'https://oauth-login.cloud.huawei.com' } as const

const CONNECT_TIMEOUT_MS = 5000
/** Requests, hence connections, of one channel at a time; a full chat load of single-token messages needs about 50. */
const IN_FLIGHT_MAX = 64
/** A thousand illegal tokens of 140 characters, escaped twice, are about 150 kB: a smaller limit would lose which ones. */
const RESPONSE_BYTES_MAX = 262_144
/** An access token is renewed this long before its end (spec/vendors.md §3.2). */
const REFRESH_AHEAD_MS = 300_000

/** A connection to one of Huawei's two services, for the channel and for the credential check. */
export function openOrigin(name: keyof typeof ORIGINS, io: VendorIo): Transport {
  return openHttp1(
    {
      origin: io.endpoints[name] ?? ORIGINS[name],
      ...(io.ca === undefined ? {} : { ca: io.ca }),
      ...(io.proxy === undefined ? {} : { proxy: io.proxy }),
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      responseBytesMax: RESPONSE_BYTES_MAX,
      inFlightMax: IN_FLIGHT_MAX,
    },
    io.clock,
  )
}

/** One send request of the v1 interface. */
export function pushRequest(appId: string, accessToken: string, body: string): WireRequest {
  return {
    method: 'POST',
    path: `/v1/${appId}/messages:send`,
    headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json; charset=UTF-8' },
    body,
  }
}

type ResultFor = (token: string) => SendResult

class HuaweiChannel implements Channel<HuaweiPayload> {
  readonly #credentials: HuaweiCredentials
  readonly #io: VendorIo
  readonly #push: Transport
  readonly #oauth: Transport
  readonly #access: TokenSource
  #isClosed: boolean = false

  constructor(credentials: HuaweiCredentials, io: VendorIo) {
    this.#credentials = credentials
    this.#io = io
    this.#push = openOrigin('push', io)
    this.#oauth = openOrigin('oauth', io)
    this.#access = tokenSource({
      clock: io.clock,
      refreshAheadMs: REFRESH_AHEAD_MS,
      timeoutMs: REQUEST_TIMEOUT_MS,
      fetch: signal => requestGrant({ transport: this.#oauth, nowMs: io.clock.now() }, credentials, signal),
    })
  }

  async send(batch: readonly Shipment<HuaweiPayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (this.#isClosed) throw new Error('this Huawei channel is closed')
    if (batch.length > BATCH_MAX) throw new RangeError(`${batch.length} shipments in a batch of at most ${BATCH_MAX}`)
    const outcomes = new Map<HuaweiPayload, ResultFor>()
    const limit = { clock: this.#io.clock, timeoutMs: REQUEST_TIMEOUT_MS, signal }
    // The transport's in-flight limit bounds these; a batch has at most BATCH_MAX groups.
    await withDeadline(limit, limited =>
      Promise.all(
        [...grouped(batch)].map(async ([payload, tokens]) => {
          outcomes.set(payload, await this.#sendGroup(payload, [...tokens], limited))
        }),
      ),
    )
    return batch.map(({ payload, token }) => outcomes.get(payload)?.(token) ?? { kind: 'unsent', cause: 'not grouped' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#access[Symbol.dispose]()
    await Promise.all([this.#push[Symbol.asyncDispose](), this.#oauth[Symbol.asyncDispose]()])
  }

  async #sendGroup(payload: HuaweiPayload, tokens: readonly string[], signal: AbortSignal): Promise<ResultFor> {
    const body = requestBody(payload, tokens)
    const outcome = await sendSignedIn(this.#access, signal, async (access): Promise<Tried<ResultFor>> => {
      const wire = await this.#push.request(pushRequest(this.#credentials.appId, access, body), signal)
      if (wire.kind !== 'answered') return { result: () => wire, isTokenRefused: false }
      const { resultFor, accessRefused } = judge(wire, tokens, this.#io.clock.now())
      return { result: resultFor, isTokenRefused: accessRefused }
    })
    return 'signIn' in outcome ? () => outcome.signIn : outcome
  }
}

/** Shipments that share a payload object, and each of their tokens once: a token named twice must not buzz twice. */
function grouped(batch: readonly Shipment<HuaweiPayload>[]): ReadonlyMap<HuaweiPayload, ReadonlySet<string>> {
  const groups = new Map<HuaweiPayload, Set<string>>()
  for (const { payload, token } of batch) {
    const tokens = groups.get(payload) ?? new Set<string>()
    groups.set(payload, tokens.add(token))
  }
  return groups
}
