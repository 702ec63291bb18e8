// Spans of whole days of UTC, as the counters have them. Pure.

/** The spans that can be chosen, days. */
export const spans = ['1', '7', '30'] as const

/** A span with its ends: days, both included, and the instants of the same. */
export interface Range {
  readonly from: string
  readonly until: string
  readonly fromMs: number
}

const dayMs = 86_400_000

/** The span that ends today. */
export function rangeOf(span: string, nowMs: number): Range {
  const days = spans.find(one => one === span) ?? '1'
  const todayMs = nowMs - (nowMs % dayMs)
  const fromMs = todayMs - (Number(days) - 1) * dayMs
  return { from: dayOf(fromMs), until: dayOf(todayMs), fromMs }
}

function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10)
}
