// A look at something outside that many ask for: made when the last one is too old, once for everybody who waits, and given up after a
// time. Unlike a shared look (shared-look.ts) what was seen is told for a fixed time, and a failure is told too.
import type { Clock } from './clock.ts'

/** What a look came to: what was seen, or why nothing was. */
export type Seen<T> = { readonly value: T } | { readonly failure: string }

/** Bounds of a look, ms. */
export interface LookTimes {
  /** What was seen is told so long. */
  readonly toldMs: number
  /** Whoever asks waits no longer; the look itself goes on, and no other is begun before it ends. */
  readonly waitMs: number
}

/** Makes it. */
export function createRememberedLook<T>(
  clock: Pick<Clock, 'monotonic' | 'after'>,
  { toldMs, waitMs }: LookTimes,
  look: () => Promise<T>,
): () => Promise<Seen<T>> {
  let last: { readonly seen: Seen<T>; readonly atMs: number } | undefined
  let underWay: Promise<Seen<T>> | undefined

  async function lookNow(): Promise<Seen<T>> {
    let seen: Seen<T>
    try {
      seen = { value: await look() }
    } catch (cause) {
      seen = { failure: cause instanceof Error ? cause.message : String(cause) }
    }
    last = { seen, atMs: clock.monotonic() }
    underWay = undefined
    return seen
  }

  return async () => {
    if (last && clock.monotonic() - last.atMs < toldMs) return last.seen
    underWay ??= lookNow()
    const looking = underWay
    return await new Promise(resolve => {
      const cancel = clock.after(waitMs, () => resolve({ failure: `no answer within ${waitMs} ms` }))
      void looking.then(seen => {
        cancel()
        resolve(seen)
      })
    })
  }
}
