// Sends rendered messages to Huawei over HTTP/1.1: groups shipments that share a payload into one request, keeps one access
// token, and asks for a fresh one once when it is refused. What an answer means is decided in outcome.ts.
import type { Clock, VendorIo } from '../io.ts'
import type { Transport, WireRequest } from '../transport/contract.ts'
import { openHttp1 } from '../transport/http1.ts'
import { type TokenResult, type TokenSource, tokenSource } from '../transport/token-source.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { requestGrant } from './access-token.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { judge } from './outcome.ts'
import { type HuaweiPayload, requestBody } from './payload.ts'

/** Most shipments of one {@link Channel.send}, and most tokens of one request (spec/vendors.md §3.4). */
export const BATCH_MAX = 1000

/** Time for one request, with its access token and the one repetition, in ms (spec/vendors.md §3.11 names none; ours). */
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
  return openHttp1({
    origin: io.endpoints[name] ?? ORIGINS[name],
    ...(io.ca === undefined ? {} : { ca: io.ca }),
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    responseBytesMax: RESPONSE_BYTES_MAX,
    inFlightMax: IN_FLIGHT_MAX,
  })
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

/** One try: its results, and what stood in its way. */
interface Attempt {
  readonly resultFor: ResultFor
  /** The access token that Huawei refused. */
  readonly refusedAccess?: string
  /** True where nothing was tried, because a fresh token was refused a moment ago too. */
  readonly isPaused?: boolean
}

/** The token source's cause while it waits after a fresh token was refused like the one before. */
const REFUSED_AGAIN = 'token-refused-again'

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
      // The source shares one request among all senders and gives it no deadline of its own.
      fetch: closing =>
        withDeadline(io.clock, closing, signal =>
          requestGrant({ transport: this.#oauth, nowMs: io.clock.now() }, credentials, signal),
        ),
    })
  }

  async send(batch: readonly Shipment<HuaweiPayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (this.#isClosed) throw new Error('this Huawei channel is closed')
    if (batch.length > BATCH_MAX) throw new RangeError(`${batch.length} shipments in a batch of at most ${BATCH_MAX}`)
    const outcomes = new Map<HuaweiPayload, ResultFor>()
    // The transport's in-flight limit bounds these; a batch has at most BATCH_MAX groups.
    const groups = [...grouped(batch)].map(([payload, tokens]) =>
      withDeadline(this.#io.clock, signal, async either => {
        outcomes.set(payload, await this.#sendGroup(payload, [...tokens], either))
      }),
    )
    await Promise.all(groups)
    return batch.map(({ payload, token }) => outcomes.get(payload)?.(token) ?? { kind: 'unsent', cause: 'not grouped' })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    this.#access[Symbol.dispose]()
    await Promise.all([this.#push[Symbol.asyncDispose](), this.#oauth[Symbol.asyncDispose]()])
  }

  async #sendGroup(payload: HuaweiPayload, tokens: readonly string[], signal: AbortSignal): Promise<ResultFor> {
    const body = requestBody(payload, tokens)
    const first = await this.#attempt(body, signal)
    if (first.refusedAccess === undefined) return first.resultFor
    this.#access.invalidate(first.refusedAccess)
    // F66: a second refusal is final, whatever token it was for.
    const second = await this.#attempt(body, signal)
    // Nothing came after the refusal, so the vendor's word is the one that stands.
    return second.isPaused === true ? first.resultFor : second.resultFor
  }

  async #attempt(body: string, signal: AbortSignal): Promise<Attempt> {
    const access = await this.#access.get(signal)
    if (access.kind !== 'token') {
      const isPaused = access.kind === 'failed' && access.cause === REFUSED_AGAIN
      return { resultFor: () => withoutAccess(access), isPaused }
    }
    const result = await this.#push.request(pushRequest(this.#credentials.appId, access.token, body), signal)
    if (result.kind !== 'answered') return { resultFor: () => result }
    const judgement = judge(result, this.#io.clock.now())
    return judgement.accessRefused
      ? { resultFor: judgement.resultFor, refusedAccess: access.token }
      : { resultFor: judgement.resultFor }
  }
}

/** Runs with {@link REQUEST_TIMEOUT_MS} within `signal`; the transports report the end of it as `deadline`. */
async function withDeadline<T>(
  clock: Clock,
  signal: AbortSignal,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController()
  const overdue = new DOMException(`no answer within ${REQUEST_TIMEOUT_MS} ms`, 'TimeoutError')
  const cancel = clock.after(REQUEST_TIMEOUT_MS, () => deadline.abort(overdue))
  try {
    return await run(AbortSignal.any([signal, deadline.signal]))
  } finally {
    cancel()
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

/** Without an access token nothing was sent; a wait that Huawei asked for is kept. */
function withoutAccess(access: Exclude<TokenResult, { kind: 'token' }>): SendResult {
  if (access.kind === 'refused') {
    const { code, answer } = access
    return { kind: 'rejected', scope: 'notifier', reason: 'credential-refused', code, answer }
  }
  const cause = `no access token: ${access.cause}`
  const { retryAfterMs } = access
  if (retryAfterMs === undefined) return { kind: 'unsent', cause }
  return { kind: 'throttled', scope: 'notifier', retryAfterMs, code: 'no-access-token', answer: access.answer ?? cause }
}
