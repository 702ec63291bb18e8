// How an endpoint has answered lately, from its tries. Pure.

/** A try, as far as health goes. */
export interface HealthTry {
  readonly durationMs: number
  /** Absent where no answer came. */
  readonly httpStatus: number | undefined
  readonly isTaken: boolean
}

/** How many were taken and were not, and how long answers took, ms. */
export interface TryHealth {
  readonly delivered: number
  readonly failed: number
  readonly medianMs: number | undefined
  readonly p99Ms: number | undefined
}

/** Sums up tries. Only what was answered took a time worth telling: without an answer it is the limit that is measured. */
export function healthOf(tries: readonly HealthTry[]): TryHealth {
  const delivered = tries.filter(({ isTaken }) => isTaken).length
  const durations = tries.filter(({ httpStatus }) => httpStatus !== undefined).map(({ durationMs }) => durationMs)
  const ordered = durations.toSorted((one, other) => one - other)
  return {
    delivered,
    failed: tries.length - delivered,
    medianMs: quantile(ordered, 0.5),
    p99Ms: quantile(ordered, 0.99),
  }
}

/** The value that this share does not exceed (nearest rank). */
function quantile(ordered: readonly number[], share: number): number | undefined {
  return ordered[Math.max(0, Math.ceil(ordered.length * share) - 1)]
}
