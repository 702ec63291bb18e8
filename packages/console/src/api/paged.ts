// Long lists: page after page by the server's cursors, as one growing list of rows.
import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'

/** One page of a list. */
export interface RowPage<Row> {
  readonly rows: readonly Row[]
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string | number | undefined
}

/** A list as far as it is loaded. */
export interface PagedRows<Row> {
  readonly rows: readonly Row[]
  /** Nothing came yet. */
  readonly isPending: boolean
  readonly isLoadingMore: boolean
  readonly hasMore: boolean
  readonly failure: unknown
  /** Asks for the next page; after a failure only when the reader wants it. */
  loadMore(): void
  reload(): void
}

/** How a list is loaded. */
export interface PagedOptions<Row> {
  /** What the list depends on, filters included; another key is another list. */
  readonly key: QueryKey
  readonly load: (cursor: string | number | undefined, signal: AbortSignal) => Promise<RowPage<Row>>
  /** Looks again after this time, ms. */
  readonly refreshMs?: number
}

/** Loads the first page, and further ones when they are asked for. */
export function usePagedRows<Row>({ key, load, refreshMs }: PagedOptions<Row>): PagedRows<Row> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | number | undefined,
    getNextPageParam: last => last.cursor,
    ...(refreshMs === undefined ? {} : { refetchInterval: refreshMs }),
  })
  const rows = useMemo(() => query.data?.pages.flatMap(page => page.rows) ?? [], [query.data])
  return {
    rows,
    isPending: query.isPending,
    isLoadingMore: query.isFetchingNextPage,
    hasMore: query.hasNextPage,
    failure: query.error ?? undefined,
    loadMore: () => void query.fetchNextPage(),
    reload: () => void query.refetch(),
  }
}
