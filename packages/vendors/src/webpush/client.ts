// Sends over HTTP/1.1, one request per device, each encrypted for its browser and sent to the service that the browser named. What an
// answer means stands in outcome.ts, whom one may connect to in subscription.ts and `VendorIo.mayConnect`.
import { createECDH, randomBytes } from 'node:crypto'
import type { LoadWord } from '../channel/request-gate.ts'
import type { VendorIo } from '../io.ts'
import { abortCause } from '../transport/cause.ts'
import type { TransportOptions } from '../transport/contract.ts'
import { withDeadline } from '../transport/deadline.ts'
import { openHttp1 } from '../transport/http1.ts'
import { parseProxy } from '../transport/proxy.ts'
import { originOptions } from '../transport/vendor-origin.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import type { WebPushCredentials } from './credentials.ts'
import { encrypt, type Recipient, SALT_BYTES } from './encryption.ts'
import { type Origin, Origins } from './origins.ts'
import { BRAND, type Judgement, judge, unusable } from './outcome.ts'
import type { WebPushPayload } from './payload.ts'
import { type EndpointRules, readSubscription, type Subscription } from './subscription.ts'
import { vapidToken } from './vapid.ts'

/** Most shipments of one {@link Channel.send}. */
export const BATCH_MAX = 256
/** Time for one batch with its repetitions, ms; no service publishes one. */
const REQUEST_TIMEOUT_MS = 10_000
/** Real answers have a few hundred bytes. */
const RESPONSE_BYTES_MAX = 16_384

/** Opens a channel; nothing is connected before the first send. Throws where the proxy's URL cannot be read. */
export function openWebPush(credentials: WebPushCredentials, io: VendorIo): Channel<WebPushPayload> {
  return new WebPushChannel(credentials, io)
}

class WebPushChannel implements Channel<WebPushPayload> {
  readonly #io: VendorIo
  readonly #rules: EndpointRules
  readonly #origins: Origins
  #closing: Promise<void> | undefined

  constructor(credentials: WebPushCredentials, io: VendorIo) {
    const place = io.endpoints['push']
    const trustedOrigin = place === undefined ? undefined : new URL(place).origin
    if (io.proxy !== undefined) parseProxy(io.proxy)
    this.#io = io
    this.#rules = { hosts: credentials.hosts, trustedOrigin }
    this.#origins = new Origins(io.clock, origin => ({
      transport: openHttp1(transportOptions(origin, io, origin === trustedOrigin), io.clock),
      vapid: vapidToken(credentials, origin, io.clock),
    }))
  }

  async send(batch: readonly Shipment<WebPushPayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (this.#closing !== undefined) throw new Error(`this ${BRAND} channel is closed`)
    if (batch.length > BATCH_MAX) throw new RangeError(`${batch.length} shipments in a batch of at most ${BATCH_MAX}`)
    const limit = { clock: this.#io.clock, timeoutMs: REQUEST_TIMEOUT_MS, signal }
    // Each origin's gate bounds these; a batch has at most BATCH_MAX.
    return await withDeadline(limit, limited => Promise.all(batch.map(shipment => this.#deliver(shipment, limited))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#origins[Symbol.asyncDispose]()
    await this.#closing
  }

  async #deliver({ token, payload }: Shipment<WebPushPayload>, signal: AbortSignal): Promise<SendResult> {
    const subscription = readSubscription(token, this.#rules)
    if ('code' in subscription) return unusable(subscription)
    const sent = await this.#origins.use(subscription.origin, async origin => {
      const request = async (): Promise<SendResult> => {
        // While it waited its turn, others may have been told to leave the service in peace.
        const resting = origin.rest.now()
        if (resting !== undefined) return resting
        const result = await this.#attempt(origin, subscription, payload, signal)
        origin.rest.note(token, result)
        return result
      }
      return origin.rest.now() ?? (await origin.gate.pass(signal, request, loadWord)) ?? notSent(signal)
    })
    return sent ?? { kind: 'unsent', cause: 'too-many-push-services' }
  }

  async #attempt(
    { transport, vapid }: Origin,
    subscription: Subscription,
    { json, headers }: WebPushPayload,
    signal: AbortSignal,
  ): Promise<SendResult> {
    const body = sealed(json, subscription)
    if (body === undefined) return unusable({ code: 'keys-malformed' })
    const post = async (authorization: string): Promise<Judgement> => {
      const all = { ...headers, ...FIXED_HEADERS, authorization }
      const wire = await transport.request({ method: 'POST', path: subscription.path, headers: all, body }, signal)
      return wire.kind === 'answered' ? judge(wire, this.#io.clock.now()) : { result: wire, isJwtRefused: false }
    }
    const authorization = vapid.current()
    const first = await post(authorization)
    const mayRetry = first.isJwtRefused && vapid.refused(authorization)
    return (mayRetry ? await post(vapid.current()) : first).result
  }
}

const FIXED_HEADERS = { 'content-encoding': 'aes128gcm', 'content-type': 'application/octet-stream' } as const

/** How connections to an origin are made. A trusted one may be anywhere; the others only where the server lets them (S21). */
export function transportOptions(origin: string, io: VendorIo, isTrusted: boolean): TransportOptions {
  return {
    ...originOptions({ origin, responseBytesMax: RESPONSE_BYTES_MAX }, io),
    ...(io.mayConnect === undefined || isTrusted ? {} : { mayConnect: io.mayConnect }),
  }
}

/**
 * Undefined where the subscription's key is no point of the curve. A key pair and a salt of its own for each message, as RFC 8291 §2 has
 * it: a shared pair would save a fifth of the time (93 against 73 µs) and tie messages together that nobody should see belong together.
 */
function sealed(json: string, to: Recipient): Buffer | undefined {
  const sender = createECDH('prime256v1')
  sender.generateKeys()
  try {
    return encrypt(Buffer.from(json), to, { sender, salt: randomBytes(SALT_BYTES) })
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_CRYPTO_ECDH_INVALID_PUBLIC_KEY')
      return undefined
    throw cause
  }
}

function notSent(signal: AbortSignal): SendResult {
  return { kind: 'unsent', cause: abortCause(signal) }
}

/** A wait for this service's sake, and silence, say that it has too much to do. */
function loadWord(result: SendResult): LoadWord {
  const isSilent = result.kind === 'unknown' && result.cause === 'deadline'
  return result.kind === 'throttled' || isSilent ? 'too-much' : 'answered'
}
