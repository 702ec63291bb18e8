// Which channels of an app have used up their share of Xiaomi's day: what they say waits here for midnight, and the other channels go on.
// Refuses to know what an answer looks like.
import type { SendResult } from '../vendor.ts'
import { CHANNEL_QUOTA } from './outcome.ts'

/** Most channels remembered, because blocks may name any; the oldest go first, and Xiaomi is asked once more. Ours. */
export const CHANNELS_MAX = 100

/** One notifier's memory. */
export class ChannelHolds {
  readonly #byChannel = new Map<string, { readonly word: Throttled; readonly untilMs: number }>()

  /** Xiaomi's word on a channel that rests now, with the time that is left of it. `''` stands for messages without a channel. */
  wordOn(channelId: string, nowMs: number): SendResult | undefined {
    const held = this.#byChannel.get(channelId)
    if (held === undefined || nowMs >= held.untilMs) return undefined
    return { ...held.word, retryAfterMs: held.untilMs - nowMs }
  }

  /** Remembers a result that speaks of the whole channel. */
  note(channelId: string, result: SendResult, nowMs: number): void {
    if (result.kind !== 'throttled' || result.code !== CHANNEL_QUOTA) return
    this.#byChannel.delete(channelId)
    this.#byChannel.set(channelId, { word: result, untilMs: nowMs + result.retryAfterMs })
    for (const oldest of this.#byChannel.keys()) {
      if (this.#byChannel.size <= CHANNELS_MAX) return
      this.#byChannel.delete(oldest)
    }
  }
}

type Throttled = Extract<SendResult, { readonly kind: 'throttled' }>
