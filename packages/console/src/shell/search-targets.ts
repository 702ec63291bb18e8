// Which results of a search are shown together, and which of them the keys are at. Pure.
import type { Found, FoundKind } from '../api/found.ts'

/** Results of one kind, in the order in which they came. */
export interface ResultGroup {
  readonly kind: FoundKind
  readonly results: readonly Found[]
}

/** By kind, kinds in the order of their first result. */
export function grouped(results: readonly Found[]): readonly ResultGroup[] {
  return [...Map.groupBy(results, ({ kind }) => kind)].map(([kind, own]) => ({ kind, results: own }))
}

/** The place that an arrow key leads to: round and round, the first from nowhere. */
export function moved(index: number, by: 1 | -1, count: number): number {
  if (count === 0) return 0
  return (index + by + count) % count
}
