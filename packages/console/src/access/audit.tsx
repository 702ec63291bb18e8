// The audit log of one app or of the whole server: filters in the address, pages from the server, one entry in full in a dialogue.
import { Anchor, Group, Select } from '@mantine/core'
import { useMemo, useState } from 'react'
import { type RowPage, usePagedRows } from '../api/paged.ts'
import { useUrlText } from '../api/url-state.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Empty } from '../parts/empty.tsx'
import { Instant } from '../parts/instant.tsx'
import { TextFilter } from '../parts/text-filter.tsx'
import { useWords } from '../words/words.ts'
import { Actor } from './actor.tsx'
import { AuditDetail } from './audit-detail.tsx'
import { Ended } from './audit-ended.tsx'
import { type AuditEntry, type AuditRow, auditRows, touched } from './audit-entries.ts'
import { auditWords } from './audit-words.ts'

/** What is asked of the server. */
export interface AuditQuery {
  readonly actor?: string
  readonly action?: string
  /** Epoch ms. */
  readonly from?: number
  readonly cursor?: number
  readonly limit: number
}

/** Where the entries are. */
export interface AuditProps {
  /** What tells this log from another. */
  readonly of: string
  readonly load: (query: AuditQuery, signal: AbortSignal) => Promise<RowPage<AuditEntry>>
  readonly isServerWide: boolean
}

const pageSize = 100
const hourMs = 3_600_000
/** Spans to choose from, hours; the first is everything. */
const spans = ['', '1', '24', '168', '720'] as const

/** The log. */
export function Audit({ of, load, isServerWide }: AuditProps) {
  const t = useWords(auditWords)
  const [shown, setShown] = useState<AuditRow>()
  const [actor] = useUrlText('who')
  const [action] = useUrlText('what')
  const [hours] = useUrlText('hours')
  const list = usePagedRows<AuditEntry>({
    key: ['audit', of, actor, action, hours],
    load: (cursor, signal) =>
      load(
        {
          limit: pageSize,
          ...(actor === '' ? {} : { actor }),
          ...(action === '' ? {} : { action }),
          ...(spans.some(span => span !== '' && span === hours) ? { from: Date.now() - Number(hours) * hourMs } : {}),
          ...(cursor === undefined ? {} : { cursor: Number(cursor) }),
        },
        signal,
      ),
  })
  const rows = useMemo(() => auditRows(list.rows), [list.rows])
  const isFiltered = actor !== '' || action !== '' || hours !== ''
  return (
    <>
      <Filters />
      <DataTable
        label={t.audit}
        columns={useColumns(isServerWide, setShown)}
        list={{ ...list, rows }}
        rowKey={({ entry }) => String(entry.seq)}
        empty={<Empty>{isFiltered ? t.noneFiltered : t.none}</Empty>}
      />
      <AuditDetail row={shown} onClose={() => setShown(undefined)} />
    </>
  )
}

function Filters() {
  const t = useWords(auditWords)
  const [actor, setActor] = useUrlText('who')
  const [action, setAction] = useUrlText('what')
  const [hours, setHours] = useUrlText('hours')
  return (
    <Group gap="xs" mb="sm" align="flex-end">
      <TextFilter w={180} label={t.who} placeholder={t.whoExample} value={actor} onChange={setActor} />
      <TextFilter w={180} label={t.what} placeholder="apps.settings" value={action} onChange={setAction} />
      <Select
        size="xs"
        w={160}
        label={t.since}
        data={spans.map(span => ({ value: span, label: t.span(span) }))}
        value={hours}
        allowDeselect={false}
        onChange={next => setHours(next ?? '')}
      />
    </Group>
  )
}

function useColumns(isServerWide: boolean, show: (row: AuditRow) => void): readonly Column<AuditRow>[] {
  const t = useWords(auditWords)
  const every: readonly Column<AuditRow>[] = [
    { key: 'at', head: t.when, width: '84px', cell: ({ entry }) => <Instant at={entry.at} /> },
    { key: 'who', head: t.who, width: '22%', cell: ({ entry }) => <Actor entry={entry} /> },
    {
      key: 'what',
      head: t.what,
      cell: row => (
        <Anchor component="button" type="button" inherit truncate maw="100%" onClick={() => show(row)}>
          {row.entry.action}
        </Anchor>
      ),
    },
    {
      key: 'app',
      head: t.app,
      width: '168px',
      cell: ({ entry: { app } }) => (app ? `${app.org}#${app.app}` : ''),
      wide: true,
    },
    { key: 'touched', head: t.touched, width: '24%', cell: ({ entry }) => touched(entry), wide: true },
    { key: 'outcome', head: t.outcome, width: '88px', cell: row => <Ended row={row} /> },
  ]
  return every.filter(({ key }) => isServerWide || key !== 'app')
}
