// A channel to FCM: an access token shared by all senders, messages multiplexed over HTTP/2, one renewal where a token is refused.
// Refuses to know what a message says and what an answer means; that stands in payload.ts and outcome.ts.

import { gather } from '../channel/gather.ts'
import { sendSignedIn } from '../channel/signed-in.ts'
import type { VendorIo } from '../io.ts'
import type { Transport } from '../transport/contract.ts'
import { withDeadline } from '../transport/deadline.ts'
import type { Http2Client } from '../transport/h2/client.ts'
import { type TokenSource, tokenSource } from '../transport/token-source.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import type { FcmCredentials } from './credentials.ts'
import { asksForNewToken, judge } from './outcome.ts'
import { bodyFor, type FcmPayload } from './payload.ts'
import {
  answerOf,
  DEADLINE_MS,
  fetchGrant,
  openOauth,
  openPush,
  SIGN_IN_DEADLINE_MS,
  sendPath,
  sendRequest,
} from './service.ts'

/** Most shipments in one call of `send`: FCM takes single messages only, so this bounds memory, not a protocol. */
export const BATCH_MAX = 256
/** A token is replaced this long before it expires, ms (spec/vendors.md §2.2). */
const REFRESH_AHEAD_MS = 300_000

/** Opens a channel; the first send connects. The caller closes it. */
export function openFcm(credentials: FcmCredentials, io: VendorIo): Channel<FcmPayload> {
  return new FcmChannel(credentials, io)
}

/** One notifier's connections. Closing it closes both. */
class FcmChannel implements Channel<FcmPayload> {
  readonly #io: VendorIo
  readonly #push: Http2Client
  readonly #tokens: TokenSource
  readonly #oauth: Transport
  readonly #path: string
  #closed = false

  constructor(credentials: FcmCredentials, io: VendorIo) {
    this.#io = io
    this.#push = openPush(io)
    this.#oauth = openOauth(io)
    this.#path = sendPath(credentials, io)
    this.#tokens = tokenSource({
      clock: io.clock,
      refreshAheadMs: REFRESH_AHEAD_MS,
      timeoutMs: SIGN_IN_DEADLINE_MS,
      fetch: async signal => (await fetchGrant(this.#oauth, credentials, io, signal)).grant,
    })
  }

  async send(batch: readonly Shipment<FcmPayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    if (this.#closed) throw new Error('the channel is closed')
    if (batch.length > BATCH_MAX) throw new RangeError(`at most ${BATCH_MAX} shipments at a time, not ${batch.length}`)
    if (batch.length === 0) return []
    const limit = { clock: this.#io.clock, timeoutMs: DEADLINE_MS, signal }
    return await withDeadline(limit, limited => this.#sendAll(batch, limited))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#tokens[Symbol.dispose]()
    await Promise.all([this.#push[Symbol.asyncDispose](), this.#oauth[Symbol.asyncDispose]()])
  }

  /** One token for all of them; those that it was refused for go again with the next one (F66). */
  async #sendAll(batch: readonly Shipment<FcmPayload>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    const results = new Array<SendResult>(batch.length)
    let left: readonly number[] = [...batch.keys()]
    const limit = { timeoutMs: DEADLINE_MS, signal }
    const outcome = await sendSignedIn(this.#tokens, signal, async token => {
      const refused: number[] = []
      await gather<number, void>(left, (index, done) => {
        const { payload, token: deviceToken } = batch[index] as Shipment<FcmPayload>
        const request = sendRequest(this.#path, token, bodyFor(payload, deviceToken))
        this.#push.send(request, limit, wire => {
          const answer = answerOf(wire, this.#io.clock.now())
          const isAnswered = !('kind' in answer)
          results[index] = isAnswered ? judge(answer) : answer
          if (isAnswered && asksForNewToken(answer)) refused.push(index)
          done()
        })
      })
      left = refused
      return { result: results, isTokenRefused: refused.length > 0 }
    })
    if ('signIn' in outcome) for (const index of left) results[index] = outcome.signIn
    return results
  }
}
