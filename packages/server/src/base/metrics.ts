// Counting that costs nothing measurable: plain numbers in memory, read when somebody asks. Knows no metric's meaning and no text format.
import { systemClock } from './clock.ts'

/** A number: of a counter it only grows, of a gauge it goes both ways. */
export class Meter {
  value = 0

  /** Whoever has a batch in hand adds once. */
  add(amount: number): void {
    this.value += amount
  }
}

/** How values are spread: how many there were up to each bound, and their sum. */
export class Histogram {
  /** Ascending. */
  readonly bounds: readonly number[]
  /** How many values fell between a bound and the one before it; one more than there are bounds, for what is above the last. */
  readonly counts: number[]
  sum = 0

  constructor(bounds: readonly number[]) {
    this.bounds = bounds
    this.counts = new Array(bounds.length + 1).fill(0)
  }

  /** Notes a value, as often as it was met. */
  observe(value: number, times = 1): void {
    const { bounds, counts } = this
    let at = 0
    while (at < bounds.length && value > (bounds[at] as number)) at += 1
    counts[at] = (counts[at] as number) + times
    this.sum += value * times
  }

  /** How many values there were. */
  get count(): number {
    return this.counts.reduce((sum, count) => sum + count, 0)
  }
}

/** Most members of a family: a label whose values nobody bounds must not fill the memory. */
export const membersMax = 256

/** Meters or histograms that differ by the values of their labels; made when first asked for. */
export class Family<T> {
  readonly #make: () => T
  readonly #members = new Map<string, { readonly values: readonly string[]; readonly member: T }>()

  constructor(make: () => T) {
    this.#make = make
  }

  /** The member of these values, in the order of the labels. Beyond {@link membersMax} everything new is counted as `other`. */
  of(...values: readonly string[]): T {
    const key = values.length === 1 ? (values[0] as string) : values.join('\n')
    const known = this.#members.get(key)
    if (known) return known.member
    if (this.#members.size >= membersMax && values.some(value => value !== 'other')) {
      return this.of(...values.map(() => 'other'))
    }
    const member = this.#make()
    this.#members.set(key, { values, member })
    return member
  }

  /** Every member there is. */
  members(): Iterable<{ readonly values: readonly string[]; readonly member: T }> {
    return this.#members.values()
  }
}

/** A family of meters. Those `known` by one label are there at once, at 0: a first rise from nothing at all would show in no rate. */
export function meterFamily(...known: readonly string[]): Family<Meter> {
  const family = new Family(() => new Meter())
  for (const value of known) family.of(value)
  return family
}

/** A family of histograms with the same bounds. */
export function histogramFamily(bounds: readonly number[]): Family<Histogram> {
  return new Family(() => new Histogram(bounds))
}

/** Starts to measure; each call tells how many seconds have passed. What is counted is the machine's time, whatever clock a test has. */
export function stopwatch(): () => number {
  const startedMs = systemClock.monotonic()
  return () => (systemClock.monotonic() - startedMs) / 1_000
}
