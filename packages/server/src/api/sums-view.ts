// What deliveries came to, as the interfaces show it of a task and of a day.
import type { Sums, SumsByProvider } from '../domain/sums.ts'

/**
 * Shows sums. `reports` says of which providers a vendor reports arrivals; of the others there is no number of them, which is not the
 * same as none, until an app reports one itself.
 */
export function viewOfSums({ all, byProvider }: SumsByProvider, reports: (provider: string) => boolean) {
  const isReported = ([provider, { arrived, clicked }]: readonly [string, Sums]): boolean =>
    reports(provider) || arrived + clicked > 0
  return {
    all: shown(all, [...byProvider].some(isReported)),
    byProvider: Object.fromEntries(
      [...byProvider].map(one => [one[0] === '' ? 'none' : one[0], shown(one[1], isReported(one))]),
    ),
  }
}

function shown({ arrived, clicked, skippedBecause, ...sums }: Sums, isReported: boolean) {
  return { ...sums, skippedBecause: { ...skippedBecause }, ...(isReported ? { arrived, clicked } : {}) }
}
