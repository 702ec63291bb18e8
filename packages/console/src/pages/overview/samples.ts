// What was seen waiting while the page was open: the server keeps no past of it. One short list per app, for as long as the console is open.
import type { Series } from './figures.ts'

/** One look. */
export interface Sample {
  /** Epoch ms. */
  readonly at: number
  readonly value: number
}

/** Looks that are kept: ten minutes of one every five seconds. */
const samplesMax = 120
/** Apps that are kept; the first are forgotten. */
const appsMax = 20

const kept = new Map<string, readonly Sample[]>()

/** Adds a look at an app, and answers all that are kept of it. */
export function keptSamples(app: string, sample: Sample): readonly Sample[] {
  const after = withSample(kept.get(app) ?? [], sample)
  kept.delete(app)
  kept.set(app, after)
  if (kept.size > appsMax) kept.delete(kept.keys().next().value ?? '')
  return after
}

/** The list with one more; a look that is there already, or older, changes nothing. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  if (sample.at <= (samples.at(-1)?.at ?? 0)) return samples
  return [...samples, sample].slice(-samplesMax)
}

/** As it is drawn. */
export function seriesOfSamples(samples: readonly Sample[]): Series {
  return { times: samples.map(({ at }) => at), values: samples.map(({ value }) => value) }
}
