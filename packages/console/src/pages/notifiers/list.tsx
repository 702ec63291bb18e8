// The app's notifiers: who needs attention, and why, at a glance.
import { Button, Group, SegmentedControl, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import type { NotifierStatesNotifier } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { useMay } from '../../api/session.ts'
import { useUrlText } from '../../api/url-state.ts'
import { wholeRows } from '../../api/whole-rows.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { AppLink } from '../../parts/link.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useBrands } from '../../parts/vendor-names.ts'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { useNotifiers } from './queries.ts'
import { needsAttention } from './state.ts'
import { CheckText, ExpiryText, StateText } from './state-text.tsx'
import { useNow } from './use-now.ts'
import { words } from './words.ts'

/** The list. */
export function List() {
  const t = useWords(words)
  const query = useNotifiers()
  const now = useNow(query.data?.some(({ state }) => state.kind === 'paused') ?? false)
  const [text, setText] = useUrlText('q')
  const [only, setOnly] = useUrlText('only', 'all')
  const brandOf = useBrands()
  const rows = (query.data ?? []).filter(
    one => fits(one, text, brandOf(one.vendor)) && (only === 'all' || needsAttention(one, now)),
  )
  const isFiltered = text !== '' || only !== 'all'
  const clear = (): void => {
    setText('')
    setOnly('all')
  }
  return (
    <PageFrame title={t.title} lead={t.lead} actions={<AddButton />}>
      <Group mb="sm" gap="xs">
        <TextInput
          w={240}
          size="xs"
          aria-label={t.search}
          placeholder={t.search}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          value={only}
          onChange={setOnly}
          data={[
            { value: 'all', label: t.all },
            { value: 'attention', label: t.attention },
          ]}
        />
      </Group>
      <DataTable
        label={t.title}
        columns={useColumns(now)}
        list={wholeRows(query, rows)}
        rowKey={({ uuid }) => uuid}
        to={({ name }) => `/notifiers/${segment(name)}`}
        empty={
          isFiltered ? (
            <Empty
              action={
                <Button variant="default" onClick={clear}>
                  {t.clear}
                </Button>
              }
            >
              {t.noneFound}
            </Empty>
          ) : (
            <Empty action={<AddButton />}>{t.none}</Empty>
          )
        }
      />
    </PageFrame>
  )
}

function AddButton() {
  const t = useWords(words)
  const mayAdd = useMay('admin')
  if (!mayAdd) return null
  return (
    <AppLink to="/notifiers/new" underline="never">
      <Button component="span">{t.add}</Button>
    </AppLink>
  )
}

function fits({ name, provider, packageName = '' }: NotifierStatesNotifier, text: string, brand: string): boolean {
  const wanted = text.trim().toLowerCase()
  return [name, provider, packageName, brand].some(one => one.toLowerCase().includes(wanted))
}

function useColumns(now: number): readonly Column<NotifierStatesNotifier>[] {
  const t = useWords(words)
  const language = useLanguage()
  const brandOf = useBrands()
  const isNarrow = useMediaQuery('(max-width: 48em)')
  return [
    { key: 'name', head: t.name, cell: ({ name }) => name },
    {
      key: 'vendor',
      head: t.vendor,
      width: isNarrow ? '84px' : '12%',
      cell: ({ vendor, environment }) =>
        `${brandOf(vendor)}${environment === 'DEVELOPMENT' ? ` · ${t.development}` : ''}`,
    },
    { key: 'package', head: t.package, width: '14%', cell: ({ packageName }) => packageName ?? '', wide: true },
    {
      key: 'state',
      head: t.state,
      width: isNarrow ? '132px' : '24%',
      cell: notifier => <StateText notifier={notifier} now={now} />,
    },
    {
      key: 'credential',
      head: t.credential,
      width: '10%',
      cell: ({ expiresAt }) => <ExpiryText expiresAt={expiresAt} now={now} />,
      wide: true,
    },
    {
      key: 'check',
      head: t.check,
      width: '14%',
      cell: ({ check }) => <CheckText {...(check ? { check } : {})} />,
      wide: true,
    },
    {
      key: 'bindings',
      head: t.bindings,
      width: '88px',
      align: 'right',
      cell: ({ bindings: { counted, isMore } }) =>
        isMore ? t.atLeast(countText(counted, language)) : countText(counted, language),
      wide: true,
    },
  ]
}
