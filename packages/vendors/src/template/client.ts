// Sends over HTTP/1.1, one request per device, with the app's key. What an answer means stands in outcome.ts.
import type { VendorIo } from '../io.ts'
import type { Transport } from '../transport/contract.ts'
import { withDeadline } from '../transport/deadline.ts'
import { openHttp1 } from '../transport/http1.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import type { TemplateCredentials } from './credentials.ts'
import { judge } from './outcome.ts'
import type { TemplatePayload } from './payload.ts'

/** Most shipments of one {@link Channel.send}. */
export const BATCH_MAX = 100
/** Time for a batch, in ms. */
const REQUEST_TIMEOUT_MS = 10_000

/** Opens a channel; nothing is connected before the first send. */
export function openTemplate(credentials: TemplateCredentials, io: VendorIo): Channel<TemplatePayload> {
  return new TemplateChannel(credentials, io)
}

class TemplateChannel implements Channel<TemplatePayload> {
  readonly #credentials: TemplateCredentials
  readonly #io: VendorIo
  readonly #transport: Transport
  #isClosed: boolean = false

  constructor(credentials: TemplateCredentials, io: VendorIo) {
    this.#credentials = credentials
    this.#io = io
    this.#transport = openHttp1(
      {
        origin: io.endpoints['push'] ?? 'https://push.template.example',
        ...(io.ca === undefined ? {} : { ca: io.ca }),
        ...(io.proxy === undefined ? {} : { proxy: io.proxy }),
        connectTimeoutMs: 5_000,
        responseBytesMax: 65_536,
        inFlightMax: 64,
      },
      io.clock,
    )
  }

  async send(batch: readonly Shipment<TemplatePayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (this.#isClosed) throw new Error('this channel is closed')
    if (batch.length > BATCH_MAX) throw new RangeError(`${batch.length} shipments in a batch of at most ${BATCH_MAX}`)
    const limit = { clock: this.#io.clock, timeoutMs: REQUEST_TIMEOUT_MS, signal }
    return await withDeadline(limit, limited => Promise.all(batch.map(shipment => this.#sendOne(shipment, limited))))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true
    await this.#transport[Symbol.asyncDispose]()
  }

  async #sendOne({ token, payload }: Shipment<TemplatePayload>, signal: AbortSignal): Promise<SendResult> {
    const headers = { authorization: `Key ${this.#credentials.apiKey}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ ...payload.message, token })
    const wire = await this.#transport.request({ method: 'POST', path: '/send', headers, body }, signal)
    return wire.kind === 'answered' ? judge(wire, this.#io.clock.now()) : wire
  }
}
