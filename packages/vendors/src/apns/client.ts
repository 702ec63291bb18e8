// Sends batches of rendered pushes to APNs, one request per device on few connections. A result never claims more than is known:
// unsent and unknown are told apart by the transport, and what an answer means stands in outcome.ts.
import type { VendorIo } from '../io.ts'
import { withDeadline } from '../transport/deadline.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import type { ApnsCredentials } from './credentials.ts'
import { type ApnsLine, openLine, REQUEST_TIMEOUT_MS } from './line.ts'
import { type ApnsAnswer, isLeaving, malformedTokenResult, resultOf } from './outcome.ts'
import type { ApnsPayload } from './payload.ts'

/** Opens a channel; it connects with the first batch. */
export function openApns(credentials: ApnsCredentials, io: VendorIo): Channel<ApnsPayload> {
  return new ApnsChannel(openLine(credentials, io), io)
}

/** Most shipments of one {@link Channel.send}. */
export const BATCH_MAX = 256
/** Shortest hold after a refusal for load, and the first of the doubling ones (spec/vendors.md §0.2). */
const HOLD_MS_MIN = 1000
/** Longest hold where APNs names none. */
const HOLD_MS_MAX = 60_000

class ApnsChannel implements Channel<ApnsPayload> {
  readonly #line: ApnsLine
  readonly #io: VendorIo
  #closing: Promise<void> | undefined
  /** Batches in a row that met an overloaded service; each doubles the hold. */
  #busyBatches = 0

  constructor(line: ApnsLine, io: VendorIo) {
    this.#line = line
    this.#io = io
  }

  async send(batch: readonly Shipment<ApnsPayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (this.#closing !== undefined) throw new Error('this APNs channel is closed')
    if (batch.length > BATCH_MAX)
      throw new RangeError(`a batch has at most ${BATCH_MAX} shipments, not ${batch.length}`)
    const limit = { clock: this.#io.clock, timeoutMs: REQUEST_TIMEOUT_MS, signal }
    const sent = await withDeadline(limit, limited =>
      Promise.all(batch.map(shipment => this.#deliver(shipment, limited))),
    )
    this.#learn(sent)
    return sent.map(({ result }) => result)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#line[Symbol.asyncDispose]()
    await this.#closing
  }

  async #deliver(shipment: Shipment<ApnsPayload>, signal: AbortSignal): Promise<Sent> {
    const { token, payload } = shipment
    const id = payload.apnsId ?? shipment.id
    if (!DEVICE_TOKEN.test(token)) return { result: malformedTokenResult(payload, token, id), leaving: false }
    const wire = await this.#line.exchange(shipment, signal)
    if (wire.kind !== 'answered') return { result: wire, leaving: false }
    const result = resultOf(wire, { token, payload, id, retryAfterMs: wire.status === 200 ? 0 : this.#holdMs(wire) })
    return { result, leaving: isLeaving(wire) }
  }

  /** Once per batch, whatever its size: how busy APNs is, and whether it is closing the connection. */
  #learn(sent: readonly Sent[]): void {
    const isBusy = sent.some(({ result }) => result.kind === 'throttled' && result.scope === 'notifier')
    if (isBusy) this.#busyBatches = Math.min(this.#busyBatches + 1, DOUBLINGS_MAX)
    else if (sent.some(({ result }) => result.kind === 'accepted')) this.#busyBatches = 0
    if (sent.some(({ leaving }) => leaving)) this.#line.reconnect()
  }

  /** What APNs asks for, or exponential back-off with full jitter; never below a second. */
  #holdMs(answer: ApnsAnswer): number {
    const told = retryAfterMs(answer.headers['retry-after'], this.#io.clock.now())
    if (told !== undefined) return told
    const ceiling = Math.min(HOLD_MS_MAX, HOLD_MS_MIN * 2 ** (this.#busyBatches + 1))
    return Math.round(HOLD_MS_MIN + this.#io.random() * (ceiling - HOLD_MS_MIN))
  }
}

interface Sent {
  readonly result: SendResult
  /** APNs said that it is closing the connection. */
  readonly leaving: boolean
}

const DOUBLINGS_MAX = 6
/** What can stand in a request's path; that the vendor knows it is for the vendor to say. Real tokens have 64 to 200 digits. */
const DEVICE_TOKEN = /^[0-9A-Fa-f]{1,400}$/
