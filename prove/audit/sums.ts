// Counters are the sums of deliveries (I17), per app, UTC day of acceptance and provider.
import { type Check, examine } from './check.ts'
import { type CounterFact, type CounterReasonFact, deliveryKey, type Facts, utcDay } from './facts.ts'

const statuses = ['success', 'fail', 'error'] as const

interface Sum {
  success: number
  fail: number
  error: number
  open: number
}

/** I17. */
export function checkSums({ record }: Pick<Facts, 'record'>): readonly Check[] {
  const acceptedAt = new Map(record.pushes.map(push => [push.id, push.acceptedAtMs]))
  const byDay = new Map<string, Sum>()
  const byProvider = new Map<string, Sum>()
  for (const delivery of record.deliveries) {
    const acceptedAtMs = acceptedAt.get(delivery.pushId)
    if (acceptedAtMs === undefined) continue // Reported by I2.
    const day = `${delivery.appId} ${utcDay(acceptedAtMs)}`
    const kind = statuses.find(status => status === delivery.status) ?? 'open'
    sumOf(byDay, day)[kind] += 1
    // An open delivery has no provider yet: it counts for the day alone.
    if (kind !== 'open') sumOf(byProvider, `${day} ${delivery.provider ?? ''}`)[kind] += 1
  }
  const failures = failuresOf(record.deliveries, acceptedAt)
  const reasons = new Map(record.counterReasons.map(row => [reasonKey(row), row.counted]))
  const days = totals(record.counters)
  const providers = rows(record.counters)
  const isDrained = record.deliveries.every(delivery => delivery.status !== undefined)
  return [
    examine('I17', 'targeted = success + fail + error + open per app and day', union(days, byDay), dayId, day =>
      differs(days.get(day), sumOf(byDay, day)),
    ),
    examine(
      'I17',
      'each provider’s counters are the sums of its deliveries',
      union(providers, byProvider),
      dayId,
      key => differsInOutcomes(providers.get(key), sumOf(byProvider, key)),
    ),
    examine(
      'I17',
      'with nothing open, targeted = success + fail + error per provider',
      isDrained ? record.counters : [],
      row => `app ${row.appId} ${row.day} ${row.provider}`,
      unbalanced,
    ),
    examine(
      'I17',
      'the reasons of a day are those of its failed deliveries',
      new Set([...reasons.keys(), ...failures.keys()]),
      dayId,
      key =>
        (reasons.get(key) ?? 0) === (failures.get(key) ?? 0)
          ? undefined
          : `counted ${reasons.get(key) ?? 0}, deliveries say ${failures.get(key) ?? 0}`,
    ),
    examine('I17', 'every delivery’s push is known, so that its day is', record.deliveries, deliveryKey, delivery =>
      acceptedAt.has(delivery.pushId) ? undefined : 'its push does not exist',
    ),
  ]
}

function failuresOf(
  deliveries: Facts['record']['deliveries'],
  acceptedAt: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const failures = new Map<string, number>()
  for (const { appId, pushId, provider = '', status, reason = '' } of deliveries) {
    const acceptedAtMs = acceptedAt.get(pushId)
    if (status !== 'fail' || acceptedAtMs === undefined) continue
    const key = reasonKey({ appId, day: utcDay(acceptedAtMs), provider, reason })
    failures.set(key, (failures.get(key) ?? 0) + 1)
  }
  return failures
}

function reasonKey({ appId, day, provider, reason }: Omit<CounterReasonFact, 'counted'>): string {
  return `${appId} ${day} ${provider} ${reason}`
}

function sumOf(sums: Map<string, Sum>, key: string): Sum {
  const sum = sums.get(key) ?? { success: 0, fail: 0, error: 0, open: 0 }
  sums.set(key, sum)
  return sum
}

function rows(counters: readonly CounterFact[]): ReadonlyMap<string, CounterFact> {
  return new Map(counters.map(row => [`${row.appId} ${row.day} ${row.provider}`, row]))
}

function totals(counters: readonly CounterFact[]): ReadonlyMap<string, CounterFact> {
  const days = new Map<string, CounterFact>()
  for (const row of counters) {
    const key = `${row.appId} ${row.day}`
    const before = days.get(key)
    days.set(key, before ? added(before, row) : row)
  }
  return days
}

function added(left: CounterFact, right: CounterFact): CounterFact {
  return {
    ...left,
    targeted: left.targeted + right.targeted,
    success: left.success + right.success,
    fail: left.fail + right.fail,
    error: left.error + right.error,
  }
}

function union(left: ReadonlyMap<string, unknown>, right: ReadonlyMap<string, unknown>): ReadonlySet<string> {
  return new Set([...left.keys(), ...right.keys()])
}

function dayId(key: string): string {
  return `app ${key}`
}

function differs(counted: CounterFact | undefined, sum: Sum): string | undefined {
  const targeted = sum.success + sum.fail + sum.error + sum.open
  if ((counted?.targeted ?? 0) !== targeted) return `targeted ${counted?.targeted ?? 0}, deliveries ${targeted}`
  return differsInOutcomes(counted, sum)
}

function differsInOutcomes(counted: CounterFact | undefined, sum: Sum): string | undefined {
  const wrong = statuses.find(status => (counted?.[status] ?? 0) !== sum[status])
  return wrong && `${wrong} is counted ${counted?.[wrong] ?? 0} times, deliveries say ${sum[wrong]}`
}

function unbalanced({ targeted, success, fail, error }: CounterFact): string | undefined {
  return targeted === success + fail + error ? undefined : `${targeted} ≠ ${success} + ${fail} + ${error}`
}
