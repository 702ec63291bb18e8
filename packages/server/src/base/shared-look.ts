// A costly look at something, made once for everybody who asks at about the same time: however many ask, it takes a small share of the
// process's time, because the longer it took, the longer what it saw is told again.
import type { Clock } from './clock.ts'
import { createRecent } from './recent.ts'

/** One look in so many times as long as it took. */
const timesAsLong = 20
/** What was seen is told no longer than this, ms: less than a reader waits between two questions. */
const toldMsMax = 2_000

/** Makes a look shared, for at most `sizeMax` keys; a look that fails fails for those who waited for it, and is made again. */
export function createSharedLook<K, V>(
  clock: Pick<Clock, 'monotonic'>,
  sizeMax: number,
  look: (key: K) => Promise<V>,
): (key: K) => Promise<V> {
  const seen = createRecent<K, V>(clock, sizeMax)
  const looking = new Map<K, Promise<V>>()

  async function lookNow(key: K): Promise<V> {
    const begunMs = clock.monotonic()
    try {
      const value = await look(key)
      seen.set(key, value, Math.min(toldMsMax, timesAsLong * (clock.monotonic() - begunMs)))
      return value
    } finally {
      looking.delete(key)
    }
  }

  return async key => {
    const known = seen.get(key)
    if (known !== undefined) return known
    // No more than there are requests.
    const underWay = looking.get(key) ?? lookNow(key)
    looking.set(key, underWay)
    return await underWay
  }
}
