// The audit log of one app or of the whole server: filters in the address, pages from the server, one entry in full in a dialogue.
import { Button, Group, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useMemo, useState } from 'react'
import { useSearchParams } from 'wouter'
import { type RowPage, usePagedRows } from '../api/paged.ts'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Empty } from '../parts/empty.tsx'
import { Instant } from '../parts/instant.tsx'
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
  const [params] = useSearchParams()
  const [shown, setShown] = useState<AuditRow>()
  const [actor, action, hours] = [params.get('who') ?? '', params.get('what') ?? '', params.get('hours') ?? '']
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
      <Filters actor={actor} action={action} hours={hours} />
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

interface FilterValues {
  readonly actor: string
  readonly action: string
  readonly hours: string
}

function Filters({ actor, action, hours }: FilterValues) {
  const t = useWords(auditWords)
  const [, setParams] = useSearchParams()
  const put = (name: string, value: string): void =>
    setParams(
      before => {
        const after = new URLSearchParams(before)
        if (value === '') after.delete(name)
        else after.set(name, value)
        return after
      },
      { replace: true },
    )
  const putLater = useDebouncedCallback(put, 300)
  return (
    <Group gap="xs" mb="sm" align="flex-end">
      <TextInput
        key={actor === '' ? 'no-actor' : 'actor'}
        size="xs"
        w={180}
        label={t.who}
        placeholder={t.whoExample}
        defaultValue={actor}
        onChange={event => putLater('who', event.currentTarget.value.trim())}
      />
      <TextInput
        key={action === '' ? 'no-action' : 'action'}
        size="xs"
        w={180}
        label={t.what}
        placeholder="apps.settings"
        defaultValue={action}
        onChange={event => putLater('what', event.currentTarget.value.trim())}
      />
      <Select
        size="xs"
        w={160}
        label={t.since}
        data={spans.map(span => ({ value: span, label: t.span(span) }))}
        value={hours}
        allowDeselect={false}
        onChange={next => put('hours', next ?? '')}
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
        <Button
          variant="subtle"
          color="gray"
          size="compact-xs"
          px={4}
          ml={-4}
          maw="100%"
          fw={400}
          onClick={() => show(row)}
        >
          {row.entry.action}
        </Button>
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
