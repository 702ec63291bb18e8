// The processes that share the record: who is there, who left, who died, and what each does.
import { Text } from '@mantine/core'
import type { NodesListReply } from '@posthouse/client/rest'
import { Head } from '../../access/head.tsx'
import { usePagedRows } from '../../api/paged.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { State } from '../../parts/outcome.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { nodeWords } from './node-words.ts'
import styles from './server.module.css'

type NodeRow = NodesListReply['nodes'][number] & { readonly isSelf: boolean }

const tones = { present: 'fine', left: 'quiet', gone: 'bad' } as const
const busTones = { alone: 'quiet', connected: 'fine', 'cut-off': 'warn' } as const

/** The tab. */
export function NodesTab() {
  const t = useWords(nodeWords)
  const { nodes } = useServer()
  const list = usePagedRows<NodeRow>({
    key: ['nodes'],
    refreshMs: liveMs.watched,
    load: async (_cursor, signal) => {
      const answer = await nodes.list({}, { signal })
      return { rows: answer.nodes.map(node => ({ ...node, isSelf: node.number === answer.self })) }
    },
  })
  const isAlone = !list.isPending && list.rows.filter(({ state }) => state === 'present').length < 2
  return (
    <>
      <Head lead={isAlone ? t.one : t.lead} />
      <DataTable
        label={t.nodes}
        columns={useColumns()}
        list={list}
        rowKey={({ number }) => String(number)}
        empty={<Empty>{t.one}</Empty>}
      />
    </>
  )
}

function useColumns(): readonly Column<NodeRow>[] {
  const t = useWords(nodeWords)
  const language = useLanguage()
  return [
    { key: 'number', head: t.number, width: '56px', align: 'right', cell: ({ number }) => number },
    { key: 'name', head: t.name, cell: node => <Name {...node} /> },
    { key: 'state', head: t.state, width: '96px', cell: ({ state }) => <State tone={tones[state]}>{t[state]}</State> },
    {
      key: 'roles',
      head: t.roles,
      width: '176px',
      cell: ({ roles }) => roles.map(role => t[role]).join(' · '),
      wide: true,
    },
    {
      key: 'connections',
      head: t.connections,
      width: '88px',
      align: 'right',
      cell: ({ connections }) => countText(connections, language),
    },
    {
      key: 'bus',
      head: t.bus,
      width: '112px',
      // What one that is not there said last is not how it is now.
      cell: ({ bus, state }) => state === 'present' && <State tone={busTones[bus]}>{t[bus]}</State>,
      wide: true,
    },
    { key: 'version', head: t.version, width: '76px', cell: ({ version }) => version, wide: true },
    {
      key: 'started',
      head: t.started,
      width: '88px',
      cell: ({ startedAt }) => <Instant at={startedAt} />,
      wide: true,
    },
    { key: 'seen', head: t.seen, width: '88px', cell: ({ seenAt }) => <Instant at={seenAt} />, wide: true },
  ]
}

/** A name may be as long as a container's: its end gives way to the mark. */
function Name({ name, isSelf }: NodeRow) {
  const t = useWords(nodeWords)
  return (
    <span className={styles['node']}>
      <span title={name}>{name}</span>{' '}
      {isSelf && (
        <Text span size="xs" c="dimmed">
          {t.self}
        </Text>
      )}
    </span>
  )
}
