// What a benchmark says: medians of interleaved rounds, as a table with ratios, below a line about the machine.
import { cpus, release } from 'node:os'

/** Middle value; the lower one of two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN
}

/** The value below which so much of the list lies; `part` is 0 to 1. */
export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN
}

/** The medians of each member over rounds. */
export function medians<K extends string>(rounds: readonly Readonly<Record<K, number>>[]): Record<K, number> {
  const [first] = rounds
  if (!first) throw new Error('nothing was measured')
  const members = Object.keys(first) as K[]
  return Object.fromEntries(members.map(name => [name, median(rounds.map(round => round[name]))])) as Record<K, number>
}

/** Runs every variant once per round, each round in another order drawn from `seed`; resolves with the rounds of each. */
export async function interleaved<V extends { readonly name: string }, R>(
  variants: readonly V[],
  rounds: number,
  seed: number,
  measure: (variant: V) => Promise<R>,
): Promise<ReadonlyMap<string, readonly R[]>> {
  const measured = new Map<string, R[]>(variants.map(variant => [variant.name, []]))
  const draw = fractions(seed)
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of shuffled(variants, draw)) measured.get(variant.name)?.push(await measure(variant))
    process.stderr.write('.')
  }
  process.stderr.write('\n')
  return measured
}

/** Prints a table; the first column is text, the others are right-aligned. */
export function printTable(title: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  const all = [head, head.map((_, index) => (index === 0 ? '---' : '---:')), ...rows]
  const lines = all.map(row => `| ${row.join(' | ')} |`)
  process.stdout.write(`\n### ${title}\n\n${lines.join('\n')}\n`)
}

/** A rate in thousands. */
export function thousands(value: number): string {
  return `${(value / 1_000).toFixed(value < 10_000 ? 2 : 1)} k`
}

/** A ratio. */
export function ratio(value: number): string {
  return `${value.toFixed(2)} ×`
}

/** The machine, the Node and the day, without which a number says nothing. */
export function machineLine(seed: number): string {
  const processors = cpus()
  const day = new Date().toISOString().slice(0, 10)
  return (
    `${day} · Node ${process.versions.node} · ${processors.length} × ${processors[0]?.model.trim() ?? 'CPU'} · ` +
    `Linux ${release()} · order of the rounds drawn from seed ${seed}`
  )
}

/** Numbers from 0 to 1 drawn from a seed. Mulberry32: small, and the same everywhere. */
export function fractions(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function shuffled<T>(list: readonly T[], draw: () => number): readonly T[] {
  return list
    .map(item => ({ item, at: draw() }))
    .sort((left, right) => left.at - right.at)
    .map(({ item }) => item)
}
