// The list of users: found by the beginning of the id, or the newest first; paged by the server.
import { Button, Group, SegmentedControl } from '@mantine/core'
import type { PeopleListReply } from '@posthouse/client/rest'
import { IconSearch } from '@tabler/icons-react'
import { usePagedRows } from '../../api/paged.ts'
import { segment, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { State } from '../../parts/outcome.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { TextFilter } from '../../parts/text-filter.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { words } from './words.ts'

type Row = PeopleListReply['people'][number]

/** The page. */
export function UserList() {
  const t = useWords(words)
  const [prefix, setPrefix] = useUrlText('q')
  const [order, setOrder] = useUrlText('order', 'newest')
  const list = usePeople(prefix, order)
  return (
    <PageFrame title={t.title} lead={t.lead}>
      <Group mb="sm" gap="xs">
        <TextFilter
          w={260}
          aria-label={t.search}
          placeholder={t.search}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={prefix}
          onChange={setPrefix}
        />
        <SegmentedControl
          size="xs"
          aria-label={t.order}
          value={prefix === '' ? order : 'name'}
          disabled={prefix !== ''}
          onChange={setOrder}
          data={[
            { value: 'newest', label: t.newest },
            { value: 'name', label: t.name },
          ]}
        />
      </Group>
      <DataTable
        label={t.title}
        columns={useColumns()}
        list={list}
        rowKey={({ username }) => username}
        to={({ username }) => `/users/${segment(username)}`}
        empty={
          prefix === '' ? (
            <Empty>{t.none}</Empty>
          ) : (
            <Empty
              action={
                <Button variant="default" onClick={() => setPrefix('')}>
                  {t.clear}
                </Button>
              }
            >
              {t.noneFound(prefix)}
            </Empty>
          )
        }
      />
    </PageFrame>
  )
}

function usePeople(prefix: string, order: string) {
  const server = useServer()
  const { org, app } = usePlace()
  return usePagedRows<Row>({
    key: ['people', org, app, prefix, order],
    load: async (cursor, signal) => {
      const page = await server.people.list(
        {
          ...(prefix === '' ? {} : { prefix }),
          order: order === 'name' ? 'name' : 'newest',
          ...(cursor === undefined ? {} : { cursor: String(cursor) }),
        },
        { signal },
      )
      return { rows: page.people, cursor: page.cursor }
    },
  })
}

function useColumns(): readonly Column<Row>[] {
  const t = useWords(words)
  const language = useLanguage()
  return [
    { key: 'user', head: t.user, cell: ({ username }) => username },
    { key: 'nickname', head: t.nickname, width: '18%', cell: ({ nickname = '' }) => nickname, wide: true },
    { key: 'state', head: t.state, width: '110px', cell: row => <PersonState row={row} /> },
    { key: 'devices', head: t.devices, width: '80px', align: 'right', cell: row => countText(row.devices, language) },
    {
      key: 'seen',
      head: t.lastSeen,
      width: '150px',
      cell: ({ lastSeenAt }) => (lastSeenAt === undefined ? t.never : <Instant at={lastSeenAt} />),
      wide: true,
    },
    {
      key: 'created',
      head: t.created,
      width: '150px',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
      wide: true,
    },
  ]
}

function PersonState({ row: { activated, online } }: { readonly row: Row }) {
  const t = useWords(words)
  if (!activated) return <State tone="bad">{t.banned}</State>
  return online ? <State tone="fine">{t.online}</State> : <State tone="quiet">{t.offline}</State>
}
