// The app's push resources.
import { Button } from '@mantine/core'
import type { PushResourcesResource } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { wholeRows } from '../../api/whole-rows.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useBrands } from '../../parts/vendor-names.ts'
import { namedText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { optionVendors, summaryOf } from './options.ts'
import { useResources } from './queries.ts'
import { words } from './words.ts'

/** The list. */
export function List() {
  const t = useWords(words)
  const query = useResources()
  const mayCreate = useMay('operator')
  const create = mayCreate && (
    <AppLink to="/resources/new/resource" underline="never">
      <Button component="span">{t.create}</Button>
    </AppLink>
  )
  return (
    <PageFrame title={t.title} lead={t.lead} actions={create}>
      <DataTable
        label={t.title}
        columns={useColumns()}
        list={wholeRows(query, query.data ?? [])}
        rowKey={({ id }) => id}
        to={({ id }) => `/resources/${segment(id)}`}
        empty={<Empty action={create}>{t.none}</Empty>}
      />
    </PageFrame>
  )
}

function useColumns(): readonly Column<PushResourcesResource>[] {
  const t = useWords(words)
  const brandOf = useBrands()
  const language = useLanguage()
  const told = ({ options }: PushResourcesResource): string =>
    optionVendors
      .filter(vendor => options[vendor])
      .map(vendor => namedText(brandOf(vendor), summaryOf(options, vendor), language))
      .join(' · ')
  return [
    { key: 'name', head: t.name, width: '24%', cell: ({ id }) => id },
    { key: 'options', head: t.options, cell: resource => <span title={told(resource)}>{told(resource)}</span> },
    {
      key: 'changed',
      head: t.changed,
      width: '128px',
      cell: ({ updatedAt }) => <Instant at={updatedAt} />,
      wide: true,
    },
  ]
}
