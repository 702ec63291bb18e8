// Sends rendered messages to Huawei over HTTP/1.1: one request for all shipments that share a payload, one access token kept, and a
// fresh one asked for once when it is refused. What an answer means is decided in outcome.ts.
import { type Group, openGroupedChannel, type ResultFor } from '../channel/grouped-channel.ts'
import { type SignedRequest, sendSignedGroup } from '../channel/signed-group.ts'
import type { VendorIo } from '../io.ts'
import type { Transport, WireRequest } from '../transport/contract.ts'
import { tokenSource } from '../transport/token-source.ts'
import { openVendorOrigin } from '../transport/vendor-origin.ts'
import type { Channel } from '../vendor.ts'
import { requestGrant } from './access-token.ts'
import { BRAND } from './codes.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { judge } from './outcome.ts'
import { type HuaweiPayload, requestBody } from './payload.ts'

/** Most shipments of one {@link Channel.send}, and most tokens of one request (spec/vendors.md §3.4). */
export const BATCH_MAX = 1000

/** Time for one batch, with its access token and the one repetition, and for one sign-in, in ms (spec/vendors.md §3.11 names none; ours). */
export const REQUEST_TIMEOUT_MS = 10_000

/** The real services (spec/vendors.md §3.1), by the endpoint names that `VendorIo.endpoints` may override. */
const ORIGINS = { push: 'https://push-api.cloud.huawei.com', oauth: 'https://oauth-login.cloud.huawei.com' } as const

/** A thousand illegal tokens of 140 characters, escaped twice, are about 150 kB: a smaller limit would lose which ones. */
const RESPONSE_BYTES_MAX = 262_144
/** An access token is renewed this long before its end (spec/vendors.md §3.2). */
const RENEW_AHEAD_MS = 300_000

/** A connection to one of Huawei's two services, for the channel and for the credential check. */
export function openOrigin(name: keyof typeof ORIGINS, io: VendorIo): Transport {
  return openVendorOrigin({ origin: io.endpoints[name] ?? ORIGINS[name], responseBytesMax: RESPONSE_BYTES_MAX }, io)
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

/** Opens a channel; nothing is connected before the first send. */
export function openHuawei(credentials: HuaweiCredentials, io: VendorIo): Channel<HuaweiPayload> {
  const { clock } = io
  const push = openOrigin('push', io)
  const oauth = openOrigin('oauth', io)
  const access = tokenSource({
    clock,
    refreshAheadMs: RENEW_AHEAD_MS,
    timeoutMs: REQUEST_TIMEOUT_MS,
    fetch: signal => requestGrant({ transport: oauth, nowMs: clock.now() }, credentials, signal),
  })

  async function sendGroup(group: Group<HuaweiPayload>, signal: AbortSignal): Promise<ResultFor> {
    const tokens = group.map(({ token }) => token)
    const body = requestBody(group[0].payload, tokens)
    const signed: SignedRequest = {
      requestWith: token => pushRequest(credentials.appId, token, body),
      judge: answer => judge(answer, tokens, clock.now()),
    }
    return await sendSignedGroup({ push, access }, signed, signal)
  }

  return openGroupedChannel({
    brand: BRAND,
    batchMax: BATCH_MAX,
    tokensMax: BATCH_MAX,
    sharing: 'payload',
    timeoutMs: REQUEST_TIMEOUT_MS,
    clock,
    sendGroup,
    async close() {
      access[Symbol.dispose]()
      await Promise.all([push[Symbol.asyncDispose](), oauth[Symbol.asyncDispose]()])
    },
  })
}
