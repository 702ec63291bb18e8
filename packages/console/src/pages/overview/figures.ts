// What the figures at the top draw: series of the last hour, from what the server counted. Pure.
import type { OverviewOfAppReply } from '@posthouse/client/rest'

/** One value per minute or look; null where there is none. */
export interface Series {
  /** Epoch ms. */
  readonly times: readonly number[]
  readonly values: readonly (number | null)[]
}

/** What is counted in a minute. */
export interface MinuteCounts {
  readonly targeted: number
  readonly success: number
  readonly fail: number
  readonly error: number
}

type Minute = OverviewOfAppReply['hour']['minutes'][number]

/** A minute's counts, of one vendor or of all. */
export function countsOf({ byProvider }: Minute, provider?: string): MinuteCounts {
  const sum = { targeted: 0, success: 0, fail: 0, error: 0 }
  for (const [name, counts] of Object.entries(byProvider)) {
    if (provider !== undefined && name !== provider) continue
    sum.targeted += counts.targeted
    sum.success += counts.success
    sum.fail += counts.fail
    sum.error += counts.error
  }
  return sum
}

/** The three series that the minutes make. */
export function seriesOf(minutes: readonly Minute[]): Readonly<Record<'accepted' | 'answer' | 'share', Series>> {
  const times = minutes.map(({ at }) => at)
  const counts = minutes.map(minute => countsOf(minute))
  return {
    accepted: { times, values: counts.map(({ targeted }) => targeted) },
    answer: { times, values: minutes.map(({ p99Ms }) => p99Ms ?? null) },
    share: { times, values: counts.map(shareOf) },
  }
}

/** Successes among what has an outcome. */
function shareOf({ success, fail, error }: MinuteCounts): number | null {
  const ended = success + fail + error
  return ended === 0 ? null : success / ended
}

/** About how many were accepted within the 60 seconds before `at`: the present minute, and as much of the one before as belongs to them. */
export function acceptedLately(minutes: readonly Minute[], at: number): number {
  const [before, now] = [minutes.at(-2), minutes.at(-1)]
  if (now === undefined) return 0
  const passed = Math.min(1, Math.max(0, (at - now.at) / 60_000))
  const rest = before === undefined ? 0 : countsOf(before).targeted * (1 - passed)
  return Math.round(countsOf(now).targeted + rest)
}

/** Vendors that something was counted of, in order. */
export function providersOf(minutes: readonly Minute[]): readonly string[] {
  return [...new Set(minutes.flatMap(({ byProvider }) => Object.keys(byProvider)))].toSorted()
}

/** The least and the most of a series; undefined where it has no value. */
export function rangeOf({ values }: Series): { readonly least: number; readonly most: number } | undefined {
  const there = values.filter(value => value !== null)
  return there.length === 0 ? undefined : { least: Math.min(...there), most: Math.max(...there) }
}

/** Values whose neighbours are missing: a line would not show them. */
export function loneValues(values: readonly (number | null | undefined)[]): number[] {
  const isThere = (index: number): boolean => typeof values[index] === 'number'
  return [...values.keys()].filter(index => isThere(index) && !isThere(index - 1) && !isThere(index + 1))
}
