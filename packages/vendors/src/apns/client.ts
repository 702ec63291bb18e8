// Sends batches of rendered pushes to APNs, one request per device on few connections. A result never claims more than is known:
// unsent and unknown are told apart by the transport, and what an answer means stands in outcome.ts.
import { gather } from '../channel/gather.ts'
import type { VendorIo } from '../io.ts'
import { retryAfterMs } from '../transport/retry-after.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import type { ApnsCredentials } from './credentials.ts'
import { type ApnsLine, type LineLimit, openLine } from './line.ts'
import { type ApnsAnswer, isLeaving, judge, malformedTokenResult } from './outcome.ts'
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
    const limit = this.#line.limit(signal)
    const met: Met = { isBusy: false, isAccepting: false, isLeaving: false }
    const results = await gather<Shipment<ApnsPayload>, SendResult>(batch, (shipment, done) =>
      this.#deliver(shipment, limit, met, done),
    )
    this.#learn(met)
    return results
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#line[Symbol.asyncDispose]()
    await this.#closing
  }

  #deliver(shipment: Shipment<ApnsPayload>, limit: LineLimit, met: Met, done: (result: SendResult) => void): void {
    const { token, payload } = shipment
    const id = payload.apnsId ?? shipment.id
    if (!DEVICE_TOKEN.test(token)) {
      done(malformedTokenResult(payload, token, id))
      return
    }
    this.#line.send(shipment, limit, wire => {
      if (wire.kind !== 'answered') {
        done(wire)
        return
      }
      const result = judge(wire, { token, payload, id, retryAfterMs: wire.status === 200 ? 0 : this.#holdMs(wire) })
      met.isBusy ||= result.kind === 'throttled' && result.scope === 'notifier'
      met.isAccepting ||= result.kind === 'accepted'
      met.isLeaving ||= isLeaving(wire)
      done(result)
    })
  }

  /** Once per batch, whatever its size: how busy APNs is, and whether it is closing the connection. */
  #learn({ isBusy, isAccepting, isLeaving }: Met): void {
    if (isBusy) this.#busyBatches = Math.min(this.#busyBatches + 1, DOUBLINGS_MAX)
    else if (isAccepting) this.#busyBatches = 0
    if (isLeaving) this.#line.reconnect()
  }

  /** What APNs asks for, or exponential back-off with full jitter; never below a second. */
  #holdMs(answer: ApnsAnswer): number {
    const told = retryAfterMs(answer.headers['retry-after'], this.#io.clock.now())
    if (told !== undefined) return told
    const ceiling = Math.min(HOLD_MS_MAX, HOLD_MS_MIN * 2 ** (this.#busyBatches + 1))
    return Math.round(HOLD_MS_MIN + this.#io.random() * (ceiling - HOLD_MS_MIN))
  }
}

/** What a batch met. */
interface Met {
  isBusy: boolean
  isAccepting: boolean
  /** APNs said that it is closing the connection. */
  isLeaving: boolean
}

const DOUBLINGS_MAX = 6
/** What can stand in a request's path; that the vendor knows it is for the vendor to say. Real tokens have 64 to 200 digits. */
const DEVICE_TOKEN = /^[0-9A-Fa-f]{1,400}$/
