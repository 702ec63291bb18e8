// Sends rendered messages to OPPO over HTTP/1.1: one request for many registration ids, each with a message of its own, one auth token
// kept, and a fresh one asked for once when it is refused. What an answer means is decided in outcome.ts.
import { withoutTokens } from '../channel/answer.ts'
import { type Group, openGroupedChannel, type ResultFor } from '../channel/grouped-channel.ts'
import { isForAll } from '../channel/meaning.ts'
import { type SignedRequest, sendSignedGroup } from '../channel/signed-group.ts'
import type { VendorIo } from '../io.ts'
import type { Transport, WireRequest } from '../transport/contract.ts'
import { tokenSource } from '../transport/token-source.ts'
import { openVendorOrigin } from '../transport/vendor-origin.ts'
import type { Channel, SendResult } from '../vendor.ts'
import { FORM_TYPE, signIn } from './auth.ts'
import { BRAND } from './codes.ts'
import type { OppoCredentials } from './credentials.ts'
import { judge } from './outcome.ts'
import { encodedMessage, type OppoPayload } from './payload.ts'

/** Most shipments of one {@link Channel.send}, and most messages of one request (spec/vendors.md §6.4). */
export const BATCH_MAX = 1000

/** Time for one batch, with its auth token and the one repetition, and for one sign-in, in ms (OPPO names none; ours). */
const REQUEST_TIMEOUT_MS = 10_000

/** The real service (spec/vendors.md §6.1), by the endpoint names that `VendorIo.endpoints` may override one by one. */
const ORIGINS = { push: 'https://api.push.oppomobile.com', auth: 'https://api.push.oppomobile.com' } as const

/** A thousand entries with an error's text are about 150 kB: a smaller limit would lose which ones. */
const RESPONSE_BYTES_MAX = 524_288
/** Most of a request's body; OPPO publishes no limit. Two million bytes are where common servers stop to read a form. */
const BODY_BYTES_MAX = 1_000_000
/** An auth token is renewed this long before its end: twice a day (spec/vendors.md §6.2). */
const RENEW_AHEAD_MS = 43_200_000

/** A connection to one of OPPO's endpoints, for the channel and for the credential check. */
export function openOrigin(name: keyof typeof ORIGINS, io: VendorIo): Transport {
  return openVendorOrigin({ origin: io.endpoints[name] ?? ORIGINS[name], responseBytesMax: RESPONSE_BYTES_MAX }, io)
}

/** Messages that travel together. */
export interface OppoRequest {
  readonly tokens: readonly string[]
  /** The form, without the auth token, which is a header. */
  readonly body: string
}

/** The requests for a group: one, unless its messages are so large that a server might refuse to read them at once. */
export function requestsFor(group: Group<OppoPayload>): readonly OppoRequest[] {
  const requests: OppoRequest[] = []
  let tokens: string[] = []
  let messages: string[] = []
  let bytes = 0
  for (const shipment of group) {
    // Url-encoded text has a byte per character.
    const message = encodedMessage(shipment)
    if (bytes + message.length > BODY_BYTES_MAX && tokens.length > 0) {
      requests.push({ tokens, body: formOf(messages) })
      tokens = []
      messages = []
      bytes = 0
    }
    tokens.push(shipment.token)
    messages.push(message)
    bytes += message.length + COMMA.length
  }
  requests.push({ tokens, body: formOf(messages) })
  return requests
}

/** One send request: to one registration id, or to several. */
export function pushRequest({ tokens, body }: OppoRequest, authToken: string): WireRequest {
  return {
    method: 'POST',
    path: `/server/v1/message/notification/${tokens.length === 1 ? 'unicast' : 'unicast_batch'}`,
    headers: { auth_token: authToken, 'content-type': FORM_TYPE },
    body,
  }
}

/** Opens a channel; nothing is connected before the first send. */
export function openOppo(credentials: OppoCredentials, io: VendorIo): Channel<OppoPayload> {
  const { clock } = io
  const push = openOrigin('push', io)
  const auth = openOrigin('auth', io)
  const access = tokenSource({
    clock,
    refreshAheadMs: RENEW_AHEAD_MS,
    timeoutMs: REQUEST_TIMEOUT_MS,
    fetch: async signal => (await signIn({ transport: auth, now: () => clock.now() }, credentials, signal)).fetched,
  })

  async function sendOne(request: OppoRequest, signal: AbortSignal): Promise<ResultFor> {
    const signed: SignedRequest = {
      requestWith: token => pushRequest(request, token),
      judge: answer => judge(answer, request.tokens, clock.now()),
    }
    return await sendSignedGroup({ push, access }, signed, signal)
  }

  async function sendGroup(group: Group<OppoPayload>, signal: AbortSignal): Promise<ResultFor> {
    return await sendInTurn(requestsFor(group), request => sendOne(request, signal))
  }

  return openGroupedChannel({
    brand: BRAND,
    batchMax: BATCH_MAX,
    tokensMax: BATCH_MAX,
    sharing: 'token',
    timeoutMs: REQUEST_TIMEOUT_MS,
    clock,
    sendGroup,
    async close() {
      access[Symbol.dispose]()
      await Promise.all([push[Symbol.asyncDispose](), auth[Symbol.asyncDispose]()])
    },
  })
}

/**
 * One after the other, because the gate has let in one request, until OPPO refuses all that the notifier sends. Its word is then true of
 * whoever was not sent yet, too.
 */
async function sendInTurn(
  requests: readonly OppoRequest[],
  send: (request: OppoRequest) => Promise<ResultFor>,
): Promise<ResultFor> {
  const sent = new Map<string, ResultFor>()
  let rest: SendResult = { kind: 'unsent', cause: 'not reached' }
  for (const request of requests) {
    const resultFor = await send(request)
    if (requests.length === 1) return resultFor
    for (const token of request.tokens) sent.set(token, resultFor)
    const said = resultFor(request.tokens[0] ?? '')
    if (!isForAll(said)) continue
    rest = 'answer' in said ? { ...said, answer: withoutTokens(said.answer, request.tokens) } : said
    break
  }
  return token => sent.get(token)?.(token) ?? rest
}

const COMMA = encodeURIComponent(',')
const [OPENING, CLOSING] = [encodeURIComponent('['), encodeURIComponent(']')]

function formOf(messages: readonly string[]): string {
  const [only] = messages
  if (only !== undefined && messages.length === 1) return `message=${only}`
  return `messages=${OPENING}${messages.join(COMMA)}${CLOSING}`
}
