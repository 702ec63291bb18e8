// What deliveries came to, as the interfaces show it of a task and of a day.
import type { Sums, SumsByProvider } from '../domain/sums.ts'

/**
 * Shows sums. `reports` says of which providers a vendor reports arrivals; of the others there is no number of them, which is not the
 * same as none.
 */
export function viewOfSums({ all, byProvider }: SumsByProvider, reports: (provider: string) => boolean) {
  const isReported = [...byProvider.keys()].some(reports)
  return {
    all: shown(all, isReported),
    byProvider: Object.fromEntries(
      [...byProvider].map(([provider, sums]) => [provider === '' ? 'none' : provider, shown(sums, reports(provider))]),
    ),
  }
}

function shown({ arrived, clicked, skippedBecause, ...sums }: Sums, isReported: boolean) {
  return { ...sums, skippedBecause: { ...skippedBecause }, ...(isReported ? { arrived, clicked } : {}) }
}
