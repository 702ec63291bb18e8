// How fast something goes, from what its page has seen of it.
import { useEffect, useState } from 'react'
import { type Rates, ratesOf, type Sample, sampled } from './progress.ts'

/** Undefined until enough was seen; `seenAtMs` is when the figures came. */
export function useRates(walked: number, targeted: number, seenAtMs: number): Rates | undefined {
  const [samples, setSamples] = useState<readonly Sample[]>([])
  useEffect(
    () => setSamples(before => sampled(before, { atMs: seenAtMs, walked, targeted })),
    [seenAtMs, walked, targeted],
  )
  return ratesOf(samples)
}
