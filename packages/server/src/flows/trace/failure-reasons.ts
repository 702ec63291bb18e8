// Why deliveries of some days failed: how many for each reason, as they were counted when they ended, and the latest of each.
import { type AppId, day } from '@posthouse/protocol'
import { idFloor } from '../../base/ids.ts'
import { nextTurn } from '../../base/turn.ts'
import { failureCodes, isReasonCode, type ReasonCode } from '../../domain/reason.ts'
import { checkDays } from '../../domain/utc-day.ts'
import type { Store } from '../../ports/store.ts'
import { failuresOf, type TitledFailure } from './failures.ts'

/** One reason. */
export interface CountedReason {
  readonly reason: ReasonCode
  readonly count: number
  /** There are more than were counted. */
  readonly isAtLeast: boolean
  readonly latest: TitledFailure | undefined
}

/** The most deliveries without a clear end that are counted per reason: their reasons are not counted as they end. */
const countedMax = 10_000
const unclear: readonly ReasonCode[] = ['vendor-unreachable', 'vendor-unclear']

/** Reasons of days of UTC, both included, the most frequent first. Throws `argument_illegal` for days that there are not. */
export async function failureReasons(
  deps: { readonly store: Pick<Store, 'tables'> },
  appId: AppId,
  days: { readonly from: string; readonly until: string },
): Promise<readonly CountedReason[]> {
  const { from, until } = days
  checkDays({ name: 'from', day: from }, { name: 'until', day: until })
  const [fromMs, untilMs] = [Date.parse(from), Date.parse(until) + day]
  const { counters, failures } = deps.store.tables
  const counts = new Map<ReasonCode, number>()
  for (const { measure, counted } of await counters.countsOfApp(appId, from, until)) {
    const reason = measure.replace(/^fail:/, '')
    if (reason !== measure && isReasonCode(reason)) counts.set(reason, (counts.get(reason) ?? 0) + counted)
  }
  for (const reason of unclear) {
    const range = { fromId: idFloor(fromMs), untilId: idFloor(untilMs) - 1n }
    counts.set(reason, await failures.countOf(appId, reason, range, countedMax))
    await nextTurn()
  }
  const found: CountedReason[] = []
  for (const reason of failureCodes) {
    const count = counts.get(reason) ?? 0
    if (count === 0) continue
    await nextTurn()
    const [latest] = (await failuresOf(deps, appId, { reason, fromMs, untilMs }, undefined, 1)).failures
    found.push({ reason, count, isAtLeast: unclear.includes(reason) && count >= countedMax, latest })
  }
  return found.toSorted((one, other) => other.count - one.count)
}
