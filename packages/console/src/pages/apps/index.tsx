// The apps that the reader may see, and the making of a new one.
import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { AppsApp } from '@posthouse/client/rest'
import { accessWords } from '../../access/words.ts'
import { usePagedRows } from '../../api/paged.ts'
import { addressOf } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useSession } from '../../api/session.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { ServerLink } from '../../parts/link.tsx'
import { State } from '../../parts/outcome.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { CreateApp } from './create-app.tsx'
import { words } from './words.ts'

/** Apps of one page. */
const pageSize = 100

/** The page. */
export function Page() {
  const t = useWords(words)
  const session = useSession()
  const server = useServer()
  const [isOpen, { open, close }] = useDisclosure()
  const mayCreate = session.role === 'admin'
  const list = usePagedRows<AppsApp>({
    key: ['apps', 'paged'],
    load: async (cursor, signal) => {
      const at = cursor === undefined ? {} : { cursor: Number(cursor) }
      const { apps, cursor: next } = await server.apps.list({ limit: pageSize, ...at }, { signal })
      return { rows: apps, cursor: next }
    },
  })
  const create = mayCreate && <Button onClick={open}>{t.create}</Button>
  return (
    <PageFrame title={t.title} lead={t.lead} actions={create}>
      <DataTable
        label={t.title}
        columns={useColumns()}
        list={list}
        rowKey={({ id }) => String(id)}
        empty={<Empty action={create}>{mayCreate ? t.none : t.noneForYou}</Empty>}
      />
      <CreateApp opened={isOpen} onClose={close} onCreated={list.reload} />
    </PageFrame>
  )
}

function useColumns(): readonly Column<AppsApp>[] {
  const t = useWords(words)
  const roles = useWords(accessWords)
  const session = useSession()
  return [
    {
      key: 'app',
      head: t.app,
      cell: ({ org, name }) => (
        <ServerLink to={addressOf({ org, app: name }, '/overview')} inherit>{`${org}#${name}`}</ServerLink>
      ),
    },
    { key: 'id', head: 'AppID', width: '120px', cell: ({ id }) => id, wide: true },
    {
      key: 'role',
      head: t.yourRole,
      width: '120px',
      cell: ({ org, name }) => {
        const own = session.roles.find(role => role.org === org && role.app === name)?.role
        const role = session.role ?? own
        return role === undefined ? '' : roles[role]
      },
    },
    {
      key: 'push',
      head: t.pushing,
      width: '120px',
      cell: ({ settings }) =>
        settings.pushOpen ? <State tone="fine">{t.on}</State> : <State tone="warn">{t.off}</State>,
    },
    {
      key: 'created',
      head: t.created,
      width: '120px',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
      wide: true,
    },
  ]
}
