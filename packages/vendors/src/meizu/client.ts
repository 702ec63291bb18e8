// Sends rendered messages to Meizu over HTTP/1.1: one signed form per hundred push ids that share a payload. There is no session.
// What an answer means is decided in outcome.ts.
import { type Group, openGroupedChannel, type ResultFor } from '../channel/grouped-channel.ts'
import type { VendorIo } from '../io.ts'
import { openVendorOrigin } from '../transport/vendor-origin.ts'
import type { Channel } from '../vendor.ts'
import type { MeizuCredentials } from './credentials.ts'
import { BRAND, isPushId, judge, UNSENDABLE } from './outcome.ts'
import type { MeizuPayload } from './payload.ts'
import { signatureOf } from './sign.ts'

/** Most shipments of one {@link Channel.send}: ten requests. */
export const BATCH_MAX = 1000

/** Most push ids of one request (spec/vendors.md §8.3; editions of the vendor's text that allow 1000 are not relied on). */
export const PUSH_IDS_MAX = 100

/** Time for one batch, in ms; ours, the vendor names none. */
const REQUEST_TIMEOUT_MS = 10_000

/** The real service in mainland China (spec/vendors.md §8.1), unless `VendorIo.endpoints.push` overrides it. */
const ORIGIN = 'https://server-api-push.meizu.com'
/** Sends a notification to push ids (spec/vendors.md §8.3). */
const PUSH_PATH = '/garcia/api/server/push/varnished/pushByPushId'

/** A hundred refused push ids are about 5 kB. */
const RESPONSE_BYTES_MAX = 65_536

const HEADERS = { 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' }

/** The form of one request; the payload's encoding is reused, never done again. */
export function pushForm(credentials: MeizuCredentials, payload: MeizuPayload, pushIds: readonly string[]): string {
  const { appId, appSecret } = credentials
  const joined = pushIds.join(',')
  const sign = signatureOf({ appId, messageJson: payload.messageJson, pushIds: joined }, appSecret)
  return `appId=${appId}&pushIds=${encodeURIComponent(joined)}&sign=${sign}&messageJson=${payload.encodedJson}`
}

/** Opens a channel; nothing is connected before the first send. */
export function openMeizu(credentials: MeizuCredentials, io: VendorIo): Channel<MeizuPayload> {
  const { clock } = io
  const push = openVendorOrigin({ origin: io.endpoints['push'] ?? ORIGIN, responseBytesMax: RESPONSE_BYTES_MAX }, io)

  async function sendGroup(group: Group<MeizuPayload>, signal: AbortSignal): Promise<ResultFor> {
    const pushIds = group.map(({ token }) => token).filter(isPushId)
    if (pushIds.length === 0) return () => UNSENDABLE
    const body = pushForm(credentials, group[0].payload, pushIds)
    const wire = await push.request({ method: 'POST', path: PUSH_PATH, headers: HEADERS, body }, signal)
    const resultFor = wire.kind === 'answered' ? judge(wire, pushIds, clock.now()) : () => wire
    return token => (isPushId(token) ? resultFor(token) : UNSENDABLE)
  }

  return openGroupedChannel({
    brand: BRAND,
    batchMax: BATCH_MAX,
    tokensMax: PUSH_IDS_MAX,
    sharing: 'payload',
    timeoutMs: REQUEST_TIMEOUT_MS,
    clock,
    sendGroup,
    close: () => push[Symbol.asyncDispose](),
  })
}
