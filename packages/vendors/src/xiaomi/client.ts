// Sends rendered messages to Xiaomi over HTTP/1.1: one request for all shipments that share a payload, with the app's secret, which is
// never renewed. What an answer means is decided in outcome.ts.
import { withoutTokens } from '../channel/answer.ts'
import { type Group, openGroupedChannel, type ResultFor } from '../channel/grouped-channel.ts'
import { resultOf } from '../channel/meaning.ts'
import type { VendorIo } from '../io.ts'
import { openVendorOrigin } from '../transport/vendor-origin.ts'
import type { Channel, SendResult } from '../vendor.ts'
import { BRAND } from './codes.ts'
import type { Region, XiaomiCredentials } from './credentials.ts'
import { ChannelHolds } from './holds.ts'
import { judge } from './outcome.ts'
import { requestBody, type XiaomiPayload } from './payload.ts'

/** Most shipments of one {@link Channel.send}, and most registration ids of one request (spec/vendors.md §5.3). */
export const BATCH_MAX = 1000

/** Time for one batch, in ms; Xiaomi's own SDK waits 20 s (spec/vendors.md §5.11), nobody waits that long for a chat message. */
const REQUEST_TIMEOUT_MS = 10_000

/** Pushes to registration ids. */
const PUSH_PATH = '/v3/message/regid'

/** The real services by region (spec/vendors.md §5.1), and the endpoint names that `VendorIo.endpoints` may override. */
const SERVICES: Readonly<Record<Region, { readonly endpoint: string; readonly origin: string }>> = {
  china: { endpoint: 'push', origin: 'https://api.xmpush.xiaomi.com' },
  global: { endpoint: 'global', origin: 'https://api.xmpush.global.xiaomi.com' },
}

/** A thousand bad ids of 64 characters are about 65 kB; a smaller limit would lose which ones. */
const RESPONSE_BYTES_MAX = 262_144

/** Opens a channel; nothing is connected before the first send. */
export function openXiaomi(credentials: XiaomiCredentials, io: VendorIo): Channel<XiaomiPayload> {
  const { clock } = io
  const { endpoint, origin } = SERVICES[credentials.region]
  const place = { origin: io.endpoints[endpoint] ?? origin, responseBytesMax: RESPONSE_BYTES_MAX }
  const push = openVendorOrigin(place, io)
  const headers = {
    authorization: `key=${credentials.appSecret}`,
    'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
  }

  const holds = new ChannelHolds()

  async function sendGroup(group: Group<XiaomiPayload>, signal: AbortSignal): Promise<ResultFor> {
    const [{ payload }] = group
    const held = holds.wordOn(payload.channelId, clock.now())
    if (held !== undefined) return () => held
    const tokens = group.map(({ token }) => token)
    const regIds = tokens.every(isRegId) ? tokens : tokens.filter(isRegId)
    if (regIds.length === 0) return impossible
    const body = requestBody(payload, regIds, jobkeyOf(group))
    const wire = await push.request({ method: 'POST', path: PUSH_PATH, headers, body }, signal)
    const resultFor: ResultFor =
      wire.kind === 'answered' ? judge(wire, regIds, clock.now(), payload.namesOwnPackage) : () => wire
    holds.note(payload.channelId, wordFor(regIds, resultFor), clock.now())
    return regIds === tokens ? resultFor : token => (isRegId(token) ? resultFor(token) : impossible())
  }

  const impossible = (): ReturnType<ResultFor> =>
    resultOf('token-malformed', { code: 'not-a-regid', answer: NOT_A_REG_ID, brand: BRAND, nowMs: clock.now() })

  return openGroupedChannel({
    brand: BRAND,
    batchMax: BATCH_MAX,
    tokensMax: BATCH_MAX,
    sharing: 'payload',
    timeoutMs: REQUEST_TIMEOUT_MS,
    clock,
    sendGroup,
    close: () => push[Symbol.asyncDispose](),
  })
}

/** What was said of a whole request, without what names any of its ids, because others will hear it. */
function wordFor(regIds: readonly string[], resultFor: ResultFor): SendResult {
  const said = resultFor(regIds[0] ?? '')
  return said.kind === 'throttled' ? { ...said, answer: withoutTokens(said.answer, regIds) } : said
}

const NOT_A_REG_ID = 'A registration id has neither blanks nor commas; this one was not sent.'

/**
 * Ids are told apart by commas: one with a comma in it would reach somebody else's phone. Half a character cannot be written in a form:
 * Xiaomi would list another text as bad, and ours would pass for taken.
 */
function isRegId(token: string): boolean {
  return /^[^\s,]+$/.test(token) && token.isWellFormed()
}

/**
 * The dedupe id of a request for one phone: the end of the shipment's UUID, 70 bits of it random, and as long as Xiaomi takes. A request
 * for many has none, because a repetition may have other phones in it.
 */
function jobkeyOf([{ id, payload }, ...others]: Group<XiaomiPayload>): string | undefined {
  return payload.hasJobkey || others.length > 0 ? undefined : id.slice(-20)
}
