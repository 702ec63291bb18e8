// The stages that deliveries of today got through, vendor by vendor. What a vendor does not report is no number, and never zero. Pure.
import type { OverviewOfAppReply } from '@posthouse/client/rest'

/** In the order in which they are got through. */
export const stages = ['targeted', 'sent', 'accepted', 'arrived', 'clicked'] as const

/** A stage. */
export type Stage = (typeof stages)[number]

/** How many got as far. */
export interface StageCount {
  readonly stage: Stage
  /** Undefined: not reported by this vendor. */
  readonly count: number | undefined
  /** Of what was targeted, from 0 to 1. */
  readonly share: number
}

/** One vendor's way through the stages. */
export interface FunnelRow {
  /** Undefined: all of them. */
  readonly provider: string | undefined
  readonly counts: readonly StageCount[]
}

type Today = OverviewOfAppReply['today']

/** All together, then each vendor, the one with most first. Where there is one vendor only, all is the same and left out. */
export function funnelRows({ all, byProvider }: Today): readonly FunnelRow[] {
  const vendors = Object.entries(byProvider)
    .toSorted(([, one], [, other]) => other.targeted - one.targeted)
    .map(([provider, sums]) => ({ provider, counts: countsOf(sums) }))
  return vendors.length === 1 ? vendors : [{ provider: undefined, counts: countsOf(all) }, ...vendors]
}

function countsOf(sums: Today['all']): readonly StageCount[] {
  return stages.map(stage => {
    const count = sums[stage]
    // More taps than targets of today are possible: of messages of the days before.
    const share = sums.targeted === 0 ? 0 : Math.min(1, (count ?? 0) / sums.targeted)
    return { stage, count, share }
  })
}
