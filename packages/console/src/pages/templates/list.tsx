// The app's templates.
import { Button, TextInput } from '@mantine/core'
import type { TemplatesData } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { wholeRows } from '../../api/whole-rows.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { Pattern } from './pattern.tsx'
import { useTemplates } from './queries.ts'
import { words } from './words.ts'

/** The list. */
export function List() {
  const t = useWords(words)
  const query = useTemplates()
  const [text, setText] = useUrlText('q')
  const mayCreate = useMay('operator')
  const wanted = text.trim().toLowerCase()
  const rows = (query.data ?? []).filter(({ name, title_pattern, content_pattern }) =>
    [name, title_pattern, content_pattern].some(one => one.toLowerCase().includes(wanted)),
  )
  const create = mayCreate && (
    <AppLink to="/templates/new/template" underline="never">
      <Button component="span">{t.create}</Button>
    </AppLink>
  )
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
        to={({ name }) => `/templates/${segment(name)}`}
        empty={wanted === '' ? <Empty action={create}>{t.none}</Empty> : <Empty action={clear}>{t.noneFound}</Empty>}
      />
    </PageFrame>
  )
}

function useColumns(): readonly Column<TemplatesData>[] {
  const t = useWords(words)
  return [
    { key: 'name', head: t.name, width: '20%', cell: ({ name }) => name },
    {
      key: 'title',
      head: t.titlePattern,
      width: '28%',
      cell: ({ title_pattern }) => <Pattern pattern={title_pattern} />,
    },
    {
      key: 'content',
      head: t.contentPattern,
      cell: ({ content_pattern }) => <Pattern pattern={content_pattern} />,
      wide: true,
    },
    { key: 'changed', head: t.changed, width: '128px', cell: ({ updateAt }) => <Instant at={updateAt} />, wide: true },
  ]
}
