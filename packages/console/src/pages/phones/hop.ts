// Between whom each of the eight steps runs, as seed 004 says it (方案介绍). Pure.

/** Those who speak, in the order in which they are drawn. `zim` and `zpns` are the seed's two servers, which Posthouse is both of. */
export const hopPlaces = ['sender', 'zim', 'zpns', 'vendor', 'receiver'] as const

/** One of them. */
export type HopPlace = (typeof hopPlaces)[number]

/** A way between two. */
export interface Hop {
  readonly from: HopPlace
  readonly to: HopPlace
}

const hops: readonly Hop[] = [
  { from: 'receiver', to: 'vendor' },
  { from: 'vendor', to: 'receiver' },
  { from: 'receiver', to: 'zim' },
  { from: 'sender', to: 'zim' },
  { from: 'zim', to: 'receiver' },
  { from: 'zim', to: 'zpns' },
  { from: 'zpns', to: 'vendor' },
  { from: 'vendor', to: 'receiver' },
]

/** The hop of a step, 1 to 8; undefined before the first. */
export function hopOf(step: number): Hop | undefined {
  return hops[step - 1]
}
