// What all simulated vendors brought to phones, in one order, for those who wait for it. Keeps a bounded past.
import type { Simulator } from '@posthouse/vendors/simulators'
import type { Clock } from '../base/clock.ts'
import { sha256Hex } from '../base/crypto.ts'
import { PosthouseError } from '../base/failure.ts'
import type { Delivery, DeliveryPage, DeliveryQuery } from '../ports/sandbox-desk.ts'

/** Most deliveries that are remembered; older ones are gone for phones that did not ask in time. */
const deliveriesMax = 5_000
/** Most calls that wait at a time: one for each page that shows phones. */
const waitersMax = 200
const markLength = 16

/** See the head of the file. Closing ends all waiting. */
export class DeliveryFeed implements Disposable {
  readonly #clock: Clock
  readonly #kept: Delivery[] = []
  /** By what each waits for: how its wait ends. */
  readonly #waiting = new Map<ReadonlySet<string>, () => void>()
  readonly #stops: readonly (() => void)[]
  #position: number

  /** Hears the simulators from now on. */
  constructor(simulators: Iterable<Simulator>, clock: Clock) {
    this.#clock = clock
    // Positions grow over restarts too: nobody takes a thousand pushes a millisecond.
    this.#position = clock.now()
    this.#stops = [...simulators].map(simulator =>
      simulator.onDelivered(push => {
        this.#position += 1
        this.#take({ ...push, position: this.#position, vendor: simulator.vendor, tokenMark: markOf(push.token) })
      }),
    )
  }

  /** Of the latest delivery. */
  get position(): number {
    return this.#position
  }

  /** See {@link DeliveryPage}. Throws `overloaded` where {@link waitersMax} wait already. */
  async page({ phones, after, limit, waitMs }: DeliveryQuery, signal: AbortSignal): Promise<DeliveryPage> {
    if (after === undefined) return { deliveries: [], position: this.#position }
    const marks = new Set(phones)
    const deliveries = this.#since(after, marks).slice(0, limit)
    if (deliveries.length === 0 && waitMs > 0 && !signal.aborted) await this.#come(marks, waitMs, signal)
    const found = deliveries.length > 0 ? deliveries : this.#since(after, marks).slice(0, limit)
    const isAll = found.length < limit
    return { deliveries: found, position: isAll ? Math.max(after, this.#position) : (found.at(-1)?.position ?? after) }
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop()
    for (const done of [...this.#waiting.values()]) done()
  }

  #take(one: Delivery): void {
    this.#kept.push(one)
    if (this.#kept.length > deliveriesMax) this.#kept.shift()
    for (const [marks, done] of [...this.#waiting]) if (marks.has(one.tokenMark)) done()
  }

  #since(after: number, marks: ReadonlySet<string>): readonly Delivery[] {
    const from = this.#kept.findLastIndex(({ position }) => position <= after) + 1
    return this.#kept.slice(from).filter(({ tokenMark }) => marks.has(tokenMark))
  }

  /** Resolves with the first delivery for one of the phones, or when the time or the signal ends. */
  #come(marks: ReadonlySet<string>, waitMs: number, signal: AbortSignal): Promise<void> {
    if (this.#waiting.size >= waitersMax) throw new PosthouseError('overloaded')
    return new Promise(resolve => {
      const done = (): void => {
        stopTimer()
        signal.removeEventListener('abort', done)
        this.#waiting.delete(marks)
        resolve()
      }
      const stopTimer = this.#clock.after(waitMs, done)
      signal.addEventListener('abort', done, { once: true })
      this.#waiting.set(marks, done)
    })
  }
}

/** What stands for a device token where the token itself would be too long. */
export function markOf(token: string): string {
  return sha256Hex(token).slice(0, markLength)
}
