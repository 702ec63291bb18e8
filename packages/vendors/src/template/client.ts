// Sends over HTTP/1.1, one request per device, with the app's key. What an answer means stands in outcome.ts.
import { type Group, openGroupedChannel, type ResultFor } from '../channel/grouped-channel.ts'
import type { VendorIo } from '../io.ts'
import { openVendorOrigin } from '../transport/vendor-origin.ts'
import type { Channel, SendResult } from '../vendor.ts'
import type { TemplateCredentials } from './credentials.ts'
import { BRAND, judge } from './outcome.ts'
import type { TemplatePayload } from './payload.ts'

/** Most shipments of one {@link Channel.send}. */
export const BATCH_MAX = 100
/** Time for one batch, in ms. */
const REQUEST_TIMEOUT_MS = 10_000
/** The real service, unless `VendorIo.endpoints.push` overrides it. */
const ORIGIN = 'https://push.template.example'
/** Real answers have a hundred bytes. */
const RESPONSE_BYTES_MAX = 65_536

/** Opens a channel; nothing is connected before the first send. */
export function openTemplate(credentials: TemplateCredentials, io: VendorIo): Channel<TemplatePayload> {
  const { clock } = io
  const push = openVendorOrigin({ origin: io.endpoints['push'] ?? ORIGIN, responseBytesMax: RESPONSE_BYTES_MAX }, io)
  const headers = { authorization: `Key ${credentials.apiKey}`, 'content-type': 'application/json' }

  async function sendGroup([{ token, payload }]: Group<TemplatePayload>, signal: AbortSignal): Promise<ResultFor> {
    const body = JSON.stringify({ ...payload.message, token })
    const wire = await push.request({ method: 'POST', path: '/send', headers, body }, signal)
    const result: SendResult = wire.kind === 'answered' ? judge(wire, clock.now()) : wire
    return () => result
  }

  return openGroupedChannel({
    brand: BRAND,
    batchMax: BATCH_MAX,
    tokensMax: 1,
    sharing: 'payload',
    timeoutMs: REQUEST_TIMEOUT_MS,
    clock,
    sendGroup,
    close: () => push[Symbol.asyncDispose](),
  })
}
