// A channel to a vendor whose requests carry many tokens: groups shipments, sends each group once there is room, and gives every
// shipment its own result in its own place. What a request looks like and what an answer means is the vendor's business.
import type { Clock } from '../io.ts'
import { abortCause } from '../transport/cause.ts'
import { withDeadline } from '../transport/deadline.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { type LoadWord, RequestGate } from './request-gate.ts'

/** Shipments that travel in one request; no token stands there twice. */
export type Group<P> = readonly [Shipment<P>, ...Shipment<P>[]]

/** The result of any token of a group. */
export type ResultFor = (token: string) => SendResult

/** One vendor's way of sending. */
export interface GroupedChannelOptions<P> {
  /** The vendor's name for people. */
  readonly brand: string
  /** Most shipments of one {@link Channel.send}. */
  readonly batchMax: number
  /** Most tokens of one request. */
  readonly tokensMax: number
  /** `payload`: a request says the same to all its tokens; `token`: each token may be told something else. */
  readonly sharing: 'payload' | 'token'
  /** Time for one batch with its sign-in and its repetitions, ms. */
  readonly timeoutMs: number
  readonly clock: Clock
  /** Sends one group; must not reject. The signal fires at the deadline and when the caller gives up. */
  readonly sendGroup: (group: Group<P>, signal: AbortSignal) => Promise<ResultFor>
  /** Closes what the vendor opened; called once. */
  readonly close: () => PromiseLike<void>
  readonly gate?: RequestGate
}

/** Opens the channel. */
export function openGroupedChannel<P>(options: GroupedChannelOptions<P>): Channel<P> {
  return new GroupedChannel(options)
}

class GroupedChannel<P> implements Channel<P> {
  readonly #options: GroupedChannelOptions<P>
  readonly #gate: RequestGate
  #isClosed: boolean = false

  constructor(options: GroupedChannelOptions<P>) {
    this.#options = options
    this.#gate = options.gate ?? new RequestGate()
  }

  async send(batch: readonly Shipment<P>[], signal: AbortSignal): Promise<readonly SendResult[]> {
    const { brand, batchMax, clock, timeoutMs } = this.#options
    if (this.#isClosed) throw new Error(`this ${brand} channel is closed`)
    if (batch.length > batchMax) throw new RangeError(`${batch.length} shipments in a batch of at most ${batchMax}`)
    const { groups, groupOf } = grouped(batch, this.#options)
    const limit = { clock, timeoutMs, signal }
    // The gate bounds these; a batch has at most `batchMax` groups.
    const results = await withDeadline(limit, limited => Promise.all(groups.map(group => this.#send(group, limited))))
    return batch.map(({ token }, index) => {
      const resultFor = results[groupOf[index] ?? -1]
      if (!resultFor) throw new TypeError('every shipment is in a group')
      return resultFor(token)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    await this.#options.close()
  }

  async #send(group: Group<P>, signal: AbortSignal): Promise<ResultFor> {
    const [{ token: first }] = group
    const sent = await this.#gate.pass(
      signal,
      () => this.#options.sendGroup(group, signal),
      resultFor => loadWord(resultFor(first)),
    )
    return sent ?? (() => ({ kind: 'unsent', cause: abortCause(signal) }))
  }
}

/** A used-up quota says nothing about how many requests at a time are too many. */
function loadWord(result: SendResult): LoadWord {
  if (result.kind === 'throttled') return result.scope === 'notifier' && !result.quota ? 'too-much' : 'answered'
  return result.kind === 'unknown' && result.cause === 'deadline' ? 'too-much' : 'answered'
}

interface Grouping<P> {
  readonly groups: readonly Group<P>[]
  /** The group of each shipment. */
  readonly groupOf: readonly number[]
}

/** Where a token stands; a token that is told several things has a place for each, the latest first. */
interface Place<P> {
  readonly payload: P
  readonly index: number
  readonly earlier: Place<P> | undefined
}

/**
 * Each group holds a token once. Shipments that say the same to the same token share a place, whichever group it is in, because the
 * phone must not buzz twice for the same words; other words for it begin another group.
 */
function grouped<P>(
  batch: readonly Shipment<P>[],
  { sharing, tokensMax }: Pick<GroupedChannelOptions<P>, 'sharing' | 'tokensMax'>,
): Grouping<P> {
  const groups: [Shipment<P>, ...Shipment<P>[]][] = []
  const openIndex = new Map<P | undefined, number>()
  const places = new Map<string, Place<P>>()
  const groupOf = batch.map(shipment => {
    const { token, payload } = shipment
    const latest = places.get(token)
    const known = placeOf(payload, latest)
    if (known) return known.index
    const key = sharing === 'payload' ? payload : undefined
    const open = openIndex.get(key) ?? -1
    const group = groups[open]
    const isTaken = group !== undefined && group.length < tokensMax && latest?.index !== open
    const index = isTaken ? open : groups.length
    if (isTaken) group.push(shipment)
    else groups.push([shipment])
    openIndex.set(key, index)
    places.set(token, { payload, index, earlier: latest })
    return index
  })
  return { groups, groupOf }
}

function placeOf<P>(payload: P, latest: Place<P> | undefined): Place<P> | undefined {
  for (let place = latest; place; place = place.earlier) if (place.payload === payload) return place
  return undefined
}
