// What deliveries came to: counts by provider and measure, and the sums that are made of them, in one shape for a task and for a
// day of an app (I17). Pure.
import type { ReasonCode } from './reason.ts'

/**
 * What is counted per provider. `fail:` is followed by the reason. `fail` alone is all failures, those with a reason included: a day
 * of an app has that number besides, because reasons are counted for days since step 11 only. `error:` is followed by the reason of what
 * `error` counts as well; of tasks since step 21.
 */
export type Measure =
  | ('targeted' | 'success' | 'error' | 'arrived' | 'clicked' | 'fail')
  | `fail:${ReasonCode}`
  | `error:${ReasonCode}`

/** One count; `provider` is empty where no vendor was involved. */
export interface Count<M extends Measure = Measure> {
  readonly provider: string
  readonly measure: M
  readonly counted: number
}

/** What deliveries came to. `targeted` is the sum of the next five, and of {@link unexplained} where that is there (I17). */
export interface Sums {
  readonly targeted: number
  /** Accepted by the vendor. */
  readonly accepted: number
  /** Refused by the vendor. */
  readonly rejected: number
  /** No clear answer came. */
  readonly unknown: number
  /** Not sent, for the reasons in {@link skippedBecause}. */
  readonly skipped: number
  /** No outcome yet. */
  readonly open: number
  /** Refused or not sent, and nothing tells which; absent where there is none. */
  readonly unexplained?: number
  readonly skippedBecause: Readonly<Partial<Record<ReasonCode, number>>>
  /** Reported by the vendor; means nothing where it reports none. */
  readonly arrived: number
  readonly clicked: number
}

/** Sums of all providers, and of each. */
export interface SumsByProvider {
  readonly all: Sums
  /** Keyed by the vendor's name in the Easemob interface; '' where no vendor was involved. */
  readonly byProvider: ReadonlyMap<string, Sums>
}

/** Sums up counts, together and per provider. */
export function sumsByProvider(counts: readonly Count[]): SumsByProvider {
  const byProvider = new Map<string, Sums>()
  for (const [provider, own] of Map.groupBy(counts, count => count.provider)) byProvider.set(provider, sumsOf(own))
  return { all: sumsOf(counts), byProvider }
}

/** Reasons that a vendor gave; every other failure is one of ours, before or instead of sending. */
const vendorsReasons: ReadonlySet<ReasonCode> = new Set(['vendor-refused', 'push-token-failed'])

/** Sums up counts. */
export function sumsOf(counts: readonly Count[]): Sums {
  const plain = { targeted: 0, success: 0, error: 0, arrived: 0, clicked: 0, fail: 0 }
  let [rejected, skipped] = [0, 0]
  const skippedBecause: Partial<Record<ReasonCode, number>> = {}
  for (const { measure, counted } of counts) {
    if (measure.startsWith(unclear)) continue
    const reason = reasonOfMeasure(measure)
    if (reason === undefined) plain[measure as keyof typeof plain] += counted
    else if (vendorsReasons.has(reason)) rejected += counted
    else {
      skipped += counted
      skippedBecause[reason] = (skippedBecause[reason] ?? 0) + counted
    }
  }
  const { targeted, success: accepted, error: unknown, arrived, clicked, fail } = plain
  // Where failures are not counted as a whole, the reasons are all there is.
  const unexplained = Math.max(0, fail - rejected - skipped)
  const open = targeted - accepted - rejected - unknown - skipped - unexplained
  const sums = { targeted, accepted, rejected, unknown, skipped, open, skippedBecause, arrived, clicked }
  return unexplained === 0 ? sums : { ...sums, unexplained }
}

const failed = 'fail:'
const unclear = 'error:'

/** The reason that a measure of failures counts; undefined for every other measure. */
export function reasonOfMeasure(measure: Measure): ReasonCode | undefined {
  return measure.startsWith(failed) ? (measure.slice(failed.length) as ReasonCode) : undefined
}

/** How often a reason was why a delivery failed, or why no clear answer came. */
export interface ReasonCount {
  readonly reason: ReasonCode
  readonly status: 'fail' | 'error'
  readonly provider: string
  readonly counted: number
}

/** The counts that have a reason. */
export function reasonCountsOf(counts: readonly Count[]): readonly ReasonCount[] {
  return counts.flatMap(({ measure, provider, counted }): readonly ReasonCount[] => {
    const status = measure.startsWith(unclear) ? 'error' : 'fail'
    const prefix = status === 'error' ? unclear : failed
    if (!measure.startsWith(prefix)) return []
    return [{ reason: measure.slice(prefix.length) as ReasonCode, status, provider, counted }]
  })
}
