// What was read a moment ago: a bounded memory whose entries end by themselves, so that a change elsewhere is seen in known time.
import type { Clock } from './clock.ts'

/** A bounded memory; the entry that was not asked for longest leaves first. */
export interface Recent<K, V> {
  get(key: K): V | undefined
  /** Remembers for `ttlMs`. */
  set(key: K, value: V, ttlMs: number): void
  /** Forgets the entries that match. */
  forget(matches: (value: V) => boolean): void
}

/** A memory of at most `sizeMax` entries. */
export function createRecent<K, V>(clock: Pick<Clock, 'monotonic'>, sizeMax: number): Recent<K, V> {
  // A Map keeps its order of insertion: the first key is the one that was not touched longest.
  const entries = new Map<K, { readonly value: V; readonly endsMs: number }>()
  // Whoever is asked for again and again stays where it is: moving it would build a new table every few requests.
  let newest: K | undefined
  return {
    get(key) {
      const entry = entries.get(key)
      if (!entry) return undefined
      if (entry.endsMs <= clock.monotonic()) {
        entries.delete(key)
        return undefined
      }
      if (key !== newest) {
        entries.delete(key)
        entries.set(key, entry)
        newest = key
      }
      return entry.value
    },
    set(key, value, ttlMs) {
      entries.delete(key)
      entries.set(key, { value, endsMs: clock.monotonic() + ttlMs })
      newest = key
      if (entries.size <= sizeMax) return
      for (const oldest of entries.keys()) {
        entries.delete(oldest)
        return
      }
    },
    forget(matches) {
      for (const [key, { value }] of entries) if (matches(value)) entries.delete(key)
    },
  }
}
