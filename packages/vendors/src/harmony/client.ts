// Sends rendered messages over HTTP/1.1: one request for all shipments that share a payload, and a JWT of the service account as the
// bearer, made anew before its end and once when it is refused. What an answer means is decided in outcome.ts.
import { type Group, openGroupedChannel, type ResultFor } from '../channel/grouped-channel.ts'
import { isForAll } from '../channel/meaning.ts'
import { type SignedRequest, sendSignedGroup } from '../channel/signed-group.ts'
import type { VendorIo } from '../io.ts'
import type { Transport, WireRequest } from '../transport/contract.ts'
import { tokenSource } from '../transport/token-source.ts'
import { openVendorOrigin } from '../transport/vendor-origin.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import type { HarmonyCredentials } from './credentials.ts'
import { BRAND, judge } from './outcome.ts'
import { type HarmonyPayload, requestBody, TOKENS_MAX } from './payload.ts'
import { JWT_SECONDS, signServiceJwt } from './service-jwt.ts'

/** Most shipments of one {@link Channel.send}. */
export const BATCH_MAX: number = TOKENS_MAX

/** Time for one batch with its repetition, in ms (spec/vendors.md §3.11 names none; ours). */
const REQUEST_TIMEOUT_MS = 10_000

/** The real service (spec/vendors.md §3.1), unless `VendorIo.endpoints.push` overrides it. */
const ORIGIN = 'https://push-api.cloud.huawei.com'

/** A thousand tokens of 140 characters, escaped twice, are about 150 kB: a smaller limit would lose which ones. */
const RESPONSE_BYTES_MAX = 262_144
/** A JWT is made anew this long before its end (spec/vendors.md §0.2). */
const RENEW_AHEAD_MS = 300_000

/** A connection to Push Kit, for the channel and for the credential check. */
export function openOrigin(io: VendorIo): Transport {
  return openVendorOrigin({ origin: io.endpoints['push'] ?? ORIGIN, responseBytesMax: RESPONSE_BYTES_MAX }, io)
}

/** One send request of the v3 interface. */
export function pushRequest(
  { projectId }: HarmonyCredentials,
  jwt: string,
  { body, pushType }: { readonly body: string; readonly pushType: number },
): WireRequest {
  return {
    method: 'POST',
    path: `/v3/${projectId}/messages:send`,
    headers: { authorization: `Bearer ${jwt}`, 'push-type': String(pushType), 'content-type': 'application/json' },
    body,
  }
}

/** Opens a channel; nothing is connected before the first send. */
export function openHarmony(credentials: HarmonyCredentials, io: VendorIo): Channel<HarmonyPayload> {
  const { clock } = io
  const push = openOrigin(io)
  const access = tokenSource({
    clock,
    refreshAheadMs: RENEW_AHEAD_MS,
    timeoutMs: REQUEST_TIMEOUT_MS,
    fetch: async () => {
      const token = await signServiceJwt(credentials, clock.now())
      return { kind: 'token', token, expiresInMs: JWT_SECONDS * 1000 }
    },
  })

  async function sendPart(part: Group<HarmonyPayload>, signal: AbortSignal): Promise<ResultFor> {
    const tokens = part.map(({ token }) => token)
    const [{ payload, id }] = part
    // One id for many phones would be another in the next attempt, when other shipments share the request.
    const body = requestBody(payload, tokens, part.length === 1 ? id : undefined)
    const signed: SignedRequest = {
      requestWith: jwt => pushRequest(credentials, jwt, { body, pushType: payload.pushType }),
      judge: answer => judge(answer, tokens, clock.now()),
    }
    return await sendSignedGroup({ push, access }, signed, signal)
  }

  return openGroupedChannel({
    brand: BRAND,
    batchMax: BATCH_MAX,
    tokensMax: TOKENS_MAX,
    sharing: 'payload',
    timeoutMs: REQUEST_TIMEOUT_MS,
    clock,
    sendGroup: (group, signal) => sendInParts(group, part => sendPart(part, signal)),
    async close() {
      access[Symbol.dispose]()
      await push[Symbol.asyncDispose]()
    },
  })
}

/**
 * Test messages and cards go to fewer tokens at a time; one part after the other, until the vendor wants no more of any of them. Its word
 * is then true of whoever was not sent yet, too: the vendor has nothing of theirs.
 */
async function sendInParts(
  group: Group<HarmonyPayload>,
  sendPart: (part: Group<HarmonyPayload>) => Promise<ResultFor>,
): Promise<ResultFor> {
  const [{ payload }] = group
  if (group.length <= payload.tokensMax) return await sendPart(group)
  const results = new Map<string, SendResult>()
  let last: SendResult = { kind: 'unsent', cause: 'not reached' }
  for (const part of partsOf(group, payload.tokensMax)) {
    const resultFor = await sendPart(part)
    for (const { token } of part) results.set(token, resultFor(token))
    last = resultFor(part[0].token)
    if (isForAll(last)) break
  }
  return token => results.get(token) ?? last
}

function partsOf<P>(group: Group<P>, most: number): readonly Group<P>[] {
  const [first, ...rest] = group
  const parts: [Shipment<P>, ...Shipment<P>[]][] = [[first]]
  for (const shipment of rest) {
    const part = parts.at(-1)
    if (part !== undefined && part.length < most) part.push(shipment)
    else parts.push([shipment])
  }
  return parts
}
