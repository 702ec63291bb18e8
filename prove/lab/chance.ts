// Chance from a seed: the same seed makes the same choices. Each part of the lab draws from a stream of its own, so that one part's
// draws do not move another's.

/** A stream of choices. */
export interface Chance {
  /** In [0, 1). */
  fraction(): number
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number
  /** One of them; throws when there is none. */
  pick<T>(items: readonly T[]): T
  /** Distinct ones, at most `count`, in a drawn order. */
  sample<T>(items: readonly T[], count: number): readonly T[]
  /** True with this share. */
  happens(share: number): boolean
  /** A stream for one part, the same for the same name. */
  stream(name: string): Chance
}

/** Choices from a 32-bit seed (mulberry32: a full period of 2^32, enough to drive tests, no secrets). */
export function createChance(seed: number): Chance {
  let state = seed >>> 0
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (min: number, max: number): number => min + Math.floor(fraction() * (max - min + 1))
  return {
    fraction,
    integer,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError('nothing to pick from')
      return items[integer(0, items.length - 1)] as T
    },
    sample<T>(items: readonly T[], count: number): readonly T[] {
      const left = [...items]
      const drawn: T[] = []
      while (drawn.length < count && left.length > 0) drawn.push(...left.splice(integer(0, left.length - 1), 1))
      return drawn
    },
    happens: share => fraction() < share,
    stream: name => createChance(hash(`${seed} ${name}`)),
  }
}

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193)
  return value >>> 0
}
