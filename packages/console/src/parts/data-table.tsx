// The one table of the console: rows of a list that the server pages, of which only those in sight are drawn, so that a hundred thousand scroll
// as smoothly as ten. It sorts and filters nothing itself: that is the server's work.
import { Button, Group } from '@mantine/core'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { memo, type ReactNode, useEffect, useRef, useState } from 'react'
import type { PagedRows } from '../api/paged.ts'
import { countText } from '../words/formats.ts'
import { useLanguage } from '../words/language.ts'
import { useWords, wordsOf } from '../words/words.ts'
import styles from './data-table.module.css'
import { FailureNote } from './failure-note.tsx'
import { AppLink } from './link.tsx'

const words = wordsOf({
  loading: { en: 'Loading…', zh: '加载中…' },
  more: { en: 'Load more', zh: '加载更多' },
  shown: {
    en: (count: string) => `${count} shown, more to come`,
    zh: (count: string) => `已显示 ${count} 条，还有更多`,
  },
  all: { en: (count: string) => `${count} in all`, zh: (count: string) => `共 ${count} 条` },
})

/** A column. */
export interface Column<Row> {
  readonly key: string
  readonly head: string
  readonly cell: (row: Row) => ReactNode
  /** Of the table's width, in CSS; absent = what is left. */
  readonly width?: string
  readonly align?: 'right'
  /** Left out on a narrow screen. */
  readonly wide?: true
}

/** What a table is given. */
export interface DataTableProps<Row> {
  /** What it lists, for who cannot see it. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly list: PagedRows<Row>
  readonly rowKey: (row: Row) => string
  /** The row's own page in the app; the first cell becomes its link, and the whole row can be clicked. */
  readonly to?: (row: Row) => string
  /** Shown where there are no rows: what to do next. */
  readonly empty: ReactNode
}

/** Height of a row, px: all are equally high, so that nothing jumps. */
const rowPx = 36
/** Rows drawn beyond those in sight. */
const spareRows = 12
/** Rows left below the last one in sight when the next page is asked for. */
const aheadRows = 30

/** A list as a table. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, columns, list, empty } = props
  const t = useWords(words)
  const language = useLanguage()
  if (list.failure !== undefined && list.rows.length === 0)
    return <FailureNote failure={list.failure} onRetry={list.reload} />
  if (!list.isPending && list.rows.length === 0) return empty
  const count = countText(list.rows.length, language)
  return (
    <div className={styles['frame']}>
      <table className={styles['table']} aria-label={label} aria-rowcount={list.hasMore ? -1 : list.rows.length + 1}>
        <colgroup>
          {columns.map(({ key, width, wide }) => (
            <col key={key} className={wide ? styles['wide'] : undefined} {...(width ? { style: { width } } : {})} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ key, head, align, wide }) => (
              <th key={key} scope="col" data-align={align} className={wide ? styles['wide'] : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <Rows {...props} />
      </table>
      {list.failure !== undefined && (
        <FailureNote failure={list.failure} onRetry={list.hasMore ? list.loadMore : list.reload} />
      )}
      <Group className={styles['foot'] ?? ''} justify="space-between" role="status">
        <span>{list.isPending || list.isLoadingMore ? t.loading : list.hasMore ? t.shown(count) : t.all(count)}</span>
        {list.hasMore && (
          <Button variant="subtle" color="gray" size="compact-xs" loading={list.isLoadingMore} onClick={list.loadMore}>
            {t.more}
          </Button>
        )}
      </Group>
    </div>
  )
}

/** The rows in sight, between two spacers as high as those that are not. */
function Rows<Row>({ columns, list, rowKey, to }: DataTableProps<Row>) {
  const body = useRef<HTMLTableSectionElement>(null)
  const [top, setTop] = useState(0)
  useEffect(() => setTop(topOf(body.current)), [])
  const { rows, hasMore, isLoadingMore, loadMore, failure } = list
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowPx,
    overscan: spareRows,
    scrollMargin: top,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  // After a failure the reader asks, not the scrolling: it would ask without end.
  const mayAsk = hasMore && !isLoadingMore && failure === undefined
  const wantsMore = mayAsk && last + aheadRows >= rows.length && rows.length > 0
  useEffect(() => {
    if (wantsMore) loadMore()
  }, [wantsMore, loadMore])
  const above = (items[0]?.start ?? top) - top
  const below = virtual.getTotalSize() - ((items.at(-1)?.end ?? top) - top)
  return (
    <tbody ref={body}>
      <Spacer px={above} />
      {items.map(({ index }) => {
        const row = rows[index]
        if (row === undefined) return null
        return <RowCells key={rowKey(row)} row={row} index={index} columns={columns} {...(to ? { to } : {})} />
      })}
      <Spacer px={below} />
    </tbody>
  )
}

interface RowProps<Row> extends Pick<DataTableProps<Row>, 'columns' | 'to'> {
  readonly row: Row
  readonly index: number
}

function DrawnRow<Row>({ row, index, columns, to }: RowProps<Row>) {
  return (
    <tr aria-rowindex={index + 2} data-linked={to !== undefined}>
      {columns.map(({ key, cell, align, wide }, at) => (
        <td key={key} data-align={align} className={wide ? styles['wide'] : undefined}>
          {at === 0 && to ? (
            <AppLink to={to(row)} className={styles['stretched'] ?? ''} underline="never" inherit>
              {cell(row)}
            </AppLink>
          ) : (
            cell(row)
          )}
        </td>
      ))}
    </tr>
  )
}

/** Scrolling draws the rows that come into sight, and not again those that stay. */
const RowCells = memo(DrawnRow) as typeof DrawnRow

function Spacer({ px }: { readonly px: number }) {
  if (px <= 0) return null
  return (
    <tr aria-hidden className={styles['spacer']}>
      {/* One cell: a span would make columns that a narrow screen leaves out. */}
      <td style={{ height: px }} />
    </tr>
  )
}

/** From the top of the document, px. */
function topOf(element: HTMLElement | null): number {
  return element === null ? 0 : element.getBoundingClientRect().top + window.scrollY
}
