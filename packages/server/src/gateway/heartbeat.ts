// One timer for all connections: a wheel of seconds. A connection stands in the slot of the second in which somebody has to look at it;
// what it sends only changes a number, and who looks finds out that there is still time. So a heartbeat costs one assignment, and each
// connection is looked at about once per time-out.
import { second } from '@posthouse/protocol'
import type { Clock } from '../base/clock.ts'

/** What stands in the wheel; the wheel alone changes these. */
export interface Watched {
  /** Neighbours in the slot; undefined: in none. */
  before: Watched | undefined
  after: Watched | undefined
  slot: number
}

/** Slots of a second each; whoever is due later is looked at once more on the way. */
const slotCount = 64
const nowhere = -1

/** The wheel. Closing stops it and looks at nobody any more. */
export class Wheel<W extends Watched> implements Disposable {
  readonly #clock: Clock
  readonly #look: (one: W, tick: number) => number
  readonly #slots: (Watched | undefined)[] = Array.from({ length: slotCount }, () => undefined)
  #tick = 0
  #startedMs = 0
  #cancel: (() => void) | undefined

  /** `look` is called once a tick comes that it asked for, and answers with the next one; 0 = never again. */
  constructor(clock: Clock, look: (one: W, tick: number) => number) {
    this.#clock = clock
    this.#look = look
  }

  /** Starts turning. */
  start(): void {
    this.#startedMs = this.#clock.monotonic()
    this.#wait()
  }

  /** The present second, from 0 on. */
  get tick(): number {
    return this.#tick
  }

  /** Looks at it at that tick, or soon if that is past; in place of what was asked before. */
  watch(one: W, tick: number): void {
    this.forget(one)
    const due = Math.max(this.#tick + 1, Math.min(tick, this.#tick + slotCount - 1))
    const slot = due % slotCount
    const first = this.#slots[slot]
    one.slot = slot
    one.after = first
    if (first) first.before = one
    this.#slots[slot] = one
  }

  /** Looks at it no more; harmless where it did not. */
  forget(one: Watched): void {
    if (one.slot === nowhere) return
    if (one.before) one.before.after = one.after
    else this.#slots[one.slot] = one.after
    if (one.after) one.after.before = one.before
    one.before = undefined
    one.after = undefined
    one.slot = nowhere
  }

  [Symbol.dispose](): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #wait(): void {
    this.#cancel = this.#clock.after(second, () => {
      this.#wait()
      // After a pause of the whole process every second that passed is made up for, at most one round.
      const passed = Math.floor((this.#clock.monotonic() - this.#startedMs) / second)
      if (passed - this.#tick > slotCount) this.#tick = passed - slotCount
      while (this.#tick < passed) this.#turn()
    })
  }

  #turn(): void {
    this.#tick += 1
    const slot = this.#tick % slotCount
    // Whoever looks may forget others of the slot, so always the first is taken.
    for (let one = this.#slots[slot]; one; one = this.#slots[slot]) {
      this.forget(one)
      // Only `watch` puts anything in.
      const next = this.#look(one as W, this.#tick)
      if (next > 0 && one.slot === nowhere) this.watch(one as W, next)
    }
  }
}
