// How fast a task goes and how long it still takes, from what the page saw of it in the last seconds. Pure.

/** What was seen at an instant, epoch ms. */
export interface Sample {
  readonly atMs: number
  /** Users gone over. */
  readonly walked: number
  /** Devices, and users without one, that were targeted. */
  readonly targeted: number
}

/** How long a sample counts: long enough for a steady figure, short enough to follow a change of pace, ms. */
const windowMs = 15_000
/** Samples that are nearer than this say too little, ms. */
const spanMsMin = 1_500

/** The samples with a new one; what is too old falls out. A figure that fell belongs to another task. */
export function sampled(samples: readonly Sample[], next: Sample): readonly Sample[] {
  const last = samples.at(-1)
  if (last && (next.walked < last.walked || next.atMs < last.atMs)) return [next]
  if (last && next.atMs === last.atMs) return samples
  return [...samples.filter(({ atMs }) => next.atMs - atMs <= windowMs), next]
}

/** Per minute, over the samples that there are; undefined while there are too few. */
export interface Rates {
  readonly devices: number
  readonly users: number
}

/** See {@link Rates}. */
export function ratesOf(samples: readonly Sample[]): Rates | undefined {
  const [first, last] = [samples[0], samples.at(-1)]
  if (!first || !last || last.atMs - first.atMs < spanMsMin) return undefined
  const minutes = (last.atMs - first.atMs) / 60_000
  return { devices: (last.targeted - first.targeted) / minutes, users: (last.walked - first.walked) / minutes }
}

/** At this rate; undefined where there is no rate, or no end is known. */
export function remainingMs(
  { audience, walked }: { readonly audience?: number; readonly walked: number },
  rates: Rates | undefined,
): number | undefined {
  if (audience === undefined || !rates || rates.users <= 0) return undefined
  return (Math.max(0, audience - walked) / rates.users) * 60_000
}
