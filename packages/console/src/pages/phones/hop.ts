// Between whom each of the eight steps runs. Pure.

/** Those who speak. */
export type HopPlace = 'sender' | 'server' | 'vendor' | 'receiver'

/** A way between two, or within one. */
export interface Hop {
  readonly from: HopPlace
  readonly to: HopPlace
}

const hops: readonly Hop[] = [
  { from: 'receiver', to: 'vendor' },
  { from: 'vendor', to: 'receiver' },
  { from: 'receiver', to: 'server' },
  { from: 'sender', to: 'server' },
  { from: 'server', to: 'receiver' },
  { from: 'server', to: 'server' },
  { from: 'server', to: 'vendor' },
  { from: 'vendor', to: 'receiver' },
]

/** The hop of a step, 1 to 8; undefined before the first. */
export function hopOf(step: number): Hop | undefined {
  return hops[step - 1]
}
