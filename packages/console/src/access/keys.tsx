// API keys of one app or of the whole server: the list, a new one with its secret shown once, and their withdrawal.
import { Button, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useState } from 'react'
import { type PagedOptions, usePagedRows } from '../api/paged.ts'
import type { Role } from '../api/session.ts'
import { Confirm } from '../parts/confirm.tsx'
import { type Column, DataTable } from '../parts/data-table.tsx'
import { Empty } from '../parts/empty.tsx'
import { Instant } from '../parts/instant.tsx'
import { useWords } from '../words/words.ts'
import { CreateKey, type WantedKey } from './create-key.tsx'
import { Head } from './head.tsx'
import { keyWords } from './key-words.ts'
import { accessWords } from './words.ts'

/** A key as the server lists it. */
export interface ApiKeyRow {
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly app?: { readonly org: string; readonly app: string }
  readonly createdBy: string
  readonly createdAt: number
  readonly lastUsedAt?: number
  readonly expiresAt?: number
}

/** Where the keys are. */
export interface KeysProps {
  readonly list: PagedOptions<ApiKeyRow>
  /** Resolves with the key's text. */
  readonly create: (wanted: WantedKey) => Promise<string>
  readonly revoke: (id: string) => Promise<unknown>
  /** Whether keys of several apps are listed. */
  readonly isServerWide: boolean
}

/** The keys. */
export function Keys({ list: options, create, revoke, isServerWide }: KeysProps) {
  const t = useWords(keyWords)
  const list = usePagedRows<ApiKeyRow>(options)
  const [isOpen, { open, close }] = useDisclosure()
  const [leaving, setLeaving] = useState<ApiKeyRow>()
  const make = <Button onClick={open}>{t.create}</Button>
  return (
    <>
      <Head lead={isServerWide ? t.serverLead : t.appLead} action={make} />
      <DataTable
        label={t.keys}
        columns={useColumns(isServerWide, setLeaving)}
        list={list}
        rowKey={({ id }) => id}
        empty={<Empty>{t.none}</Empty>}
      />
      <CreateKey opened={isOpen} onClose={close} create={create} onCreated={list.reload} />
      <Confirm
        opened={leaving !== undefined}
        onClose={() => setLeaving(undefined)}
        title={t.revokeTitle(leaving?.name ?? '')}
        effect={t.revokeEffect}
        verb={t.revoke}
        onConfirm={async () => {
          if (leaving) await revoke(leaving.id)
          list.reload()
        }}
      />
    </>
  )
}

function useColumns(isServerWide: boolean, revoke: (key: ApiKeyRow) => void): readonly Column<ApiKeyRow>[] {
  const t = useWords(keyWords)
  const a = useWords(accessWords)
  const every: readonly Column<ApiKeyRow>[] = [
    { key: 'name', head: a.name, cell: ({ name }) => name },
    {
      key: 'app',
      head: t.app,
      width: '180px',
      cell: ({ app }) => (app ? `${app.org}#${app.app}` : t.everything),
      wide: true,
    },
    { key: 'role', head: a.role, width: '88px', cell: ({ role }) => a[role] },
    { key: 'by', head: t.createdBy, width: '128px', cell: ({ createdBy }) => createdBy, wide: true },
    { key: 'at', head: a.created, width: '112px', cell: ({ createdAt }) => <Instant at={createdAt} />, wide: true },
    {
      key: 'used',
      head: t.lastUsed,
      width: '112px',
      cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? t.never : <Instant at={lastUsedAt} />),
      wide: true,
    },
    { key: 'ends', head: t.ends, width: '112px', cell: key => <Ends at={key.expiresAt} />, wide: true },
    {
      key: 'revoke',
      head: '',
      width: '112px',
      align: 'right',
      cell: key => (
        <Button
          variant="subtle"
          color="red"
          size="compact-xs"
          aria-label={t.revokeTitle(key.name)}
          onClick={() => revoke(key)}
        >
          {t.revoke}
        </Button>
      ),
    },
  ]
  return every.filter(({ key }) => isServerWide || key !== 'app')
}

function Ends({ at }: { readonly at: number | undefined }) {
  const t = useWords(keyWords)
  if (at === undefined) return t.never
  return at < Date.now() ? (
    <Text span inherit c="var(--ph-quiet)">
      {t.ended}
    </Text>
  ) : (
    <Instant at={at} />
  )
}
