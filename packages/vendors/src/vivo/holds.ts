// What vivo asked to be left alone with for the rest of its day: a class of messages, or saving messages for lists. Calling all the same
// lowers the app's quota (spec/vendors.md §7.7), so the channel remembers. Refuses to know what an answer looks like.
import { untilBeijingMidnightMs } from '../channel/meaning.ts'
import type { SendResult } from '../vendor.ts'
import type { MessageClass } from './classification.ts'
import { OPERATION_QUOTA, OUTSIDE_HOURS, SYSTEM_QUOTA } from './outcome.ts'

/** One channel's memory. */
export class Holds {
  readonly #byClass = new Map<MessageClass, { readonly word: Throttled; readonly untilMs: number }>()
  #listsUntilMs = 0

  /** The vendor's word on a class that rests now, with the time that is left of it. */
  wordOn(messageClass: MessageClass, nowMs: number): SendResult | undefined {
    const held = this.#byClass.get(messageClass)
    if (held === undefined || nowMs >= held.untilMs) return undefined
    return { ...held.word, retryAfterMs: held.untilMs - nowMs }
  }

  /** Remembers a result that speaks of the whole class. */
  note(messageClass: MessageClass, result: SendResult, nowMs: number): void {
    if (result.kind !== 'throttled' || !OF_A_CLASS.has(result.code)) return
    this.#byClass.set(messageClass, { word: result, untilMs: nowMs + result.retryAfterMs })
  }

  /** True while messages may be saved for lists. */
  hasLists(nowMs: number): boolean {
    return nowMs >= this.#listsUntilMs
  }

  /** No more lists until the day ends in Beijing. */
  restLists(nowMs: number): void {
    this.#listsUntilMs = nowMs + untilBeijingMidnightMs(nowMs)
  }
}

type Throttled = Extract<SendResult, { readonly kind: 'throttled' }>

const OF_A_CLASS: ReadonlySet<string> = new Set([OPERATION_QUOTA, OUTSIDE_HOURS, SYSTEM_QUOTA])
