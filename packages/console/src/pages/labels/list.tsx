// The app's labels.
import { Button, TextInput } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { LabelsData } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { wholeRows } from '../../api/whole-rows.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { CreateLabel } from './create.tsx'
import { useLabels } from './queries.ts'
import { words } from './words.ts'

/** The list. */
export function List() {
  const t = useWords(words)
  const query = useLabels()
  const [text, setText] = useUrlText('q')
  const [isOpen, { open, close }] = useDisclosure()
  const mayCreate = useMay('operator')
  const wanted = text.trim().toLowerCase()
  const rows = (query.data ?? []).filter(({ name, description = '' }) =>
    [name, description].some(one => one.toLowerCase().includes(wanted)),
  )
  const create = mayCreate && <Button onClick={open}>{t.create}</Button>
  const clear = (
    <Button variant="default" onClick={() => setText('')}>
      {t.clear}
    </Button>
  )
  return (
    <PageFrame title={t.title} lead={t.lead} actions={create}>
      <TextInput
        mb="sm"
        w={240}
        size="xs"
        aria-label={t.search}
        placeholder={t.search}
        value={text}
        onChange={event => setText(event.currentTarget.value)}
      />
      <DataTable
        label={t.title}
        columns={useColumns()}
        list={wholeRows(query, rows)}
        rowKey={({ name }) => name}
        to={({ name }) => `/labels/${segment(name)}`}
        empty={wanted === '' ? <Empty action={create}>{t.none}</Empty> : <Empty action={clear}>{t.noneFound}</Empty>}
      />
      <CreateLabel opened={isOpen} onClose={close} />
    </PageFrame>
  )
}

function useColumns(): readonly Column<LabelsData>[] {
  const t = useWords(words)
  const language = useLanguage()
  return [
    { key: 'name', head: t.name, width: '30%', cell: ({ name }) => name },
    { key: 'description', head: t.description, cell: ({ description }) => description ?? '', wide: true },
    { key: 'users', head: t.users, width: '96px', align: 'right', cell: ({ count }) => countText(count, language) },
    {
      key: 'created',
      head: t.created,
      width: '128px',
      cell: ({ createdAt }) => <Instant at={createdAt} />,
      wide: true,
    },
  ]
}
