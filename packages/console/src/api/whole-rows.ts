// Short lists that come whole, in the shape of long ones, so that there is one table for both.
import type { UseQueryResult } from '@tanstack/react-query'
import type { PagedRows } from './paged.ts'

/** The rows of a list that is complete; only for lists that the server bounds (labels, templates, notifiers: a hundred per app). */
export function wholeRows<Row>(query: UseQueryResult<unknown>, rows: readonly Row[]): PagedRows<Row> {
  return {
    rows,
    isPending: query.isPending,
    isLoadingMore: false,
    hasMore: false,
    failure: query.error ?? undefined,
    loadMore: () => undefined,
    reload: () => void query.refetch(),
  }
}
