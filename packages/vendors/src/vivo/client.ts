// Sends rendered messages to vivo over HTTP/1.1: one request per device where they are few, a saved message and a list where they are
// many; one access token kept, and a fresh one asked for once when it is refused. What an answer means is decided in outcome.ts.
import { withoutTokens } from '../channel/answer.ts'
import { type Group, openGroupedChannel, type ResultFor } from '../channel/grouped-channel.ts'
import { isForAll } from '../channel/meaning.ts'
import { type SignedLine, type SignedRequest, sendSignedGroup } from '../channel/signed-group.ts'
import { sendSignedIn, type Tried } from '../channel/signed-in.ts'
import type { VendorIo } from '../io.ts'
import type { Transport, WireRequest } from '../transport/contract.ts'
import { tokenSource } from '../transport/token-source.ts'
import { openVendorOrigin } from '../transport/vendor-origin.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { RENEW_AFTER_MS, requestToken } from './auth.ts'
import { BRAND } from './codes.ts'
import type { VivoCredentials } from './credentials.ts'
import { Holds } from './holds.ts'
import { judge, LISTS_QUOTA } from './outcome.ts'
import { listBody, requestIdOf, saveBody, sendBody, type VivoPayload } from './payload.ts'
import { SavedTasks } from './saved-tasks.ts'

/** Most shipments of one {@link Channel.send}, and most targets of one list (spec/vendors.md §7.4). */
export const BATCH_MAX = 1000

/**
 * Up to so many devices get a request each. A list costs two requests one after the other, reports no receipts (spec/vendors.md §7.10),
 * counts towards a quota of its own, and leaves all of its devices unknown when one answer gets lost.
 */
export const SINGLES_MAX = 3

/** Time for one batch, with its access token and the one repetition, and for one sign-in, in ms (spec/vendors.md §7.11). */
export const REQUEST_TIMEOUT_MS = 10_000

/** The real service (spec/vendors.md §7.1), by the endpoint names that `VendorIo.endpoints` may override. */
const ORIGINS = { push: 'https://api-push.vivo.com.cn', auth: 'https://api-push.vivo.com.cn' } as const

/** A thousand invalid targets are about 50 kB. */
const RESPONSE_BYTES_MAX = 262_144
/** Single sends of one group that are on their way at a time, where a list is not to be had. */
const SINGLES_AT_A_TIME = 16

/** A connection to one of vivo's endpoints, for the channel and for the credential check. */
export function openOrigin(name: keyof typeof ORIGINS, io: VendorIo): Transport {
  return openVendorOrigin({ origin: io.endpoints[name] ?? ORIGINS[name], responseBytesMax: RESPONSE_BYTES_MAX }, io)
}

/** One request with an access token. */
export function pushRequest(call: 'send' | 'saveListPayload' | 'pushToList', token: string, body: string): WireRequest {
  const headers = { authtoken: token, 'content-type': 'application/json' }
  return { method: 'POST', path: `/message/${call}`, headers, body }
}

/** Opens a channel; nothing is connected before the first send. */
export function openVivo(credentials: VivoCredentials, io: VendorIo): Channel<VivoPayload> {
  const { clock } = io
  const push = openOrigin('push', io)
  const auth = openOrigin('auth', io)
  const access = tokenSource({
    clock,
    refreshAheadMs: RENEW_AFTER_MS,
    renewAfterMs: RENEW_AFTER_MS,
    timeoutMs: REQUEST_TIMEOUT_MS,
    fetch: signal => requestToken({ transport: auth, nowMs: clock.now() }, credentials, signal),
  })
  const sender = new Sender({ push, access }, clock)
  return openGroupedChannel({
    brand: BRAND,
    batchMax: BATCH_MAX,
    tokensMax: BATCH_MAX,
    sharing: 'payload',
    timeoutMs: REQUEST_TIMEOUT_MS,
    clock,
    sendGroup: (group, signal) => sender.send(group, signal),
    async close() {
      access[Symbol.dispose]()
      await Promise.all([push[Symbol.asyncDispose](), auth[Symbol.asyncDispose]()])
    },
  })
}

/** Decides how a group travels, and remembers what vivo asked for. */
class Sender {
  readonly #line: SignedLine
  readonly #clock: VendorIo['clock']
  readonly #holds = new Holds()
  readonly #tasks = new SavedTasks()

  constructor(line: SignedLine, clock: VendorIo['clock']) {
    this.#line = line
    this.#clock = clock
  }

  async send(group: Group<VivoPayload>, signal: AbortSignal): Promise<ResultFor> {
    const [{ payload, token }] = group
    const nowMs = this.#clock.now()
    const held = this.#holds.wordOn(payload.messageClass, nowMs)
    if (held !== undefined) return () => held
    if (group.length <= SINGLES_MAX || !this.#holds.hasLists(nowMs)) return await this.#singly(group, signal)
    const outcome = await this.#list(group, signal)
    if (outcome === 'no-lists') return await this.#singly(group, signal)
    this.#holds.note(payload.messageClass, outcome(token), this.#clock.now())
    return outcome
  }

  /** Once vivo has said a word about the notifier or the class, it holds for the rest as well, which stays here. */
  async #singly(group: Group<VivoPayload>, signal: AbortSignal): Promise<ResultFor> {
    const results = new Map<string, SendResult>()
    const waiting = group.values()
    let word: SendResult | undefined
    const walk = async (): Promise<void> => {
      for (const shipment of waiting) {
        const result: SendResult = word ?? (await this.#one(shipment, signal))
        word ??= isForAll(result)
          ? forOthers(result, shipment.token)
          : this.#holds.wordOn(shipment.payload.messageClass, this.#clock.now())
        results.set(shipment.token, result)
      }
    }
    await Promise.all(Array.from({ length: Math.min(group.length, SINGLES_AT_A_TIME) }, walk))
    return token => results.get(token) ?? NOT_ASKED
  }

  async #one(shipment: Shipment<VivoPayload>, signal: AbortSignal): Promise<SendResult> {
    const { payload, token } = shipment
    const body = sendBody(payload, token, requestIdOf(payload, [shipment]))
    const signed: SignedRequest = {
      requestWith: accessToken => pushRequest('send', accessToken, body),
      judge: answer => judge(answer, [token], this.#clock.now()),
    }
    const resultFor = await sendSignedGroup(this.#line, signed, signal)
    const result = resultFor(token)
    this.#holds.note(payload.messageClass, forOthers(result, token), this.#clock.now())
    return result
  }

  /** Two requests with one access token: the one that pushes needs the task that the other one saved. */
  async #list(group: Group<VivoPayload>, signal: AbortSignal): Promise<ResultFor | 'no-lists'> {
    const [{ payload }] = group
    const tokens = group.map(({ token }) => token)
    const requestId = requestIdOf(payload, group)
    const attempt = async (accessToken: string): Promise<Tried<Listed>> => {
      const saved = await this.#save(payload, requestId, accessToken, signal)
      if (saved.kind === 'not-saved') return saved
      const body = listBody(payload.appId, saved.taskId, requestId, tokens)
      const wire = await this.#line.push.request(pushRequest('pushToList', accessToken, body), signal)
      if (wire.kind !== 'answered') return { result: () => wire, isTokenRefused: false }
      const { resultFor, accessRefused, code } = judge(wire, tokens, this.#clock.now(), saved.taskId)
      // Whatever stood in the way, a task that is not known any more must not stay in it.
      if (code !== '0' && !accessRefused) this.#tasks.forget(payload)
      // A list that is refused reaches nobody, and a message that was saved earlier may be what it is refused for.
      if (saved.isReused && OF_A_TASK.test(code ?? '')) return await attempt(accessToken)
      return { result: resultFor, isTokenRefused: accessRefused }
    }
    const outcome = await sendSignedIn(this.#line.access, signal, attempt)
    return typeof outcome === 'object' ? () => outcome.signIn : outcome
  }

  /** Nothing has been pushed while a message is only saved, so what is unknown about that is provably unsent. */
  async #save(payload: VivoPayload, requestId: string, accessToken: string, signal: AbortSignal): Promise<Saved> {
    const nowMs = this.#clock.now()
    const known = this.#tasks.get(payload, nowMs)
    if (known !== undefined) return { kind: 'saved', taskId: known, isReused: true }
    // Each try has an id of its own: a repeat must not be refused because an answer got lost.
    const body = saveBody(payload, `${requestId.slice(0, 48)}-${nowMs}`)
    const wire = await this.#line.push.request(pushRequest('saveListPayload', accessToken, body), signal)
    if (wire.kind !== 'answered') return notSaved(() => unsent(wire.cause))
    const { resultFor, accessRefused, code, taskId } = judge(wire, [''], this.#clock.now())
    if (code === LISTS_QUOTA) {
      this.#holds.restLists(nowMs)
      return notSaved('no-lists')
    }
    const result = resultFor('')
    if (result.kind === 'unknown') return notSaved(() => unsent(result.cause))
    // There is no target yet that could be invalid.
    if (result.kind === 'rejected' && result.scope === 'token')
      return notSaved(() => unsent(`it answered ${result.code}`))
    if (result.kind !== 'accepted') return notSaved(() => result, accessRefused)
    if (taskId === undefined) return notSaved(() => unsent('no task was named'))
    this.#tasks.set(payload, taskId, nowMs)
    return { kind: 'saved', taskId, isReused: false }
  }
}

/** What was said to one device and holds for others, without what names it. */
function forOthers(result: SendResult, token: string): SendResult {
  return 'answer' in result ? { ...result, answer: withoutTokens(result.answer, [token]) } : result
}

type Listed = ResultFor | 'no-lists'

/** What vivo may answer to a task that it does not know: a code of this group, but nobody says which (spec/vendors.md §11). */
const OF_A_TASK = /^1020[0-7]$/

type Saved =
  | { readonly kind: 'saved'; readonly taskId: string; readonly isReused: boolean }
  | ({ readonly kind: 'not-saved' } & Tried<Listed>)

function notSaved(result: Listed, isTokenRefused = false): Saved {
  return { kind: 'not-saved', result, isTokenRefused }
}

function unsent(cause: string): SendResult {
  return { kind: 'unsent', cause: `${BRAND} did not save the message: ${cause}` }
}

/** For a token that was not in the group. */
const NOT_ASKED: SendResult = { kind: 'unsent', cause: 'nobody asked for this token' }
