// Deliveries that failed, newest first, filtered by the server; the filters stand in the address.
import { Button, Group, SegmentedControl, Select, Title } from '@mantine/core'
import type { MessagesFailedReply } from '@posthouse/client/rest'
import { usePagedRows } from '../../api/paged.ts'
import { segment, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { shortened } from '../../words/formats.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { providers } from './providers.ts'
import { rangeOf } from './range.ts'
import { useReasons } from './reasons.tsx'
import { words } from './words.ts'

type Failure = MessagesFailedReply['failures'][number]

/** The list with its filters. */
export function Failures() {
  const t = useWords(words)
  const list = useFailures()
  const columns = useColumns()
  return (
    <section aria-label={t.failures}>
      <Group justify="space-between" mb="xs" gap="xs">
        <Title order={2}>{t.failures}</Title>
        <Filters />
      </Group>
      <DataTable
        label={t.failures}
        columns={columns}
        list={list}
        rowKey={({ msgId, deviceId }) => `${msgId} ${deviceId}`}
        to={({ msgId }) => `/messages/${segment(msgId)}`}
        empty={<Empty action={<Clear />}>{t.noFailures}</Empty>}
      />
    </section>
  )
}

/** How often the list looks for newer ones, ms. */
const refreshMs = 10_000

function useFailures() {
  const server = useServer()
  const { org, app } = usePlace()
  const [reason] = useUrlText('reason')
  const [provider] = useUrlText('provider')
  const [status] = useUrlText('status')
  const [span] = useUrlText('days', '1')
  const { fromMs } = rangeOf(span, Date.now())
  const end: Failure['status'] | undefined = status === 'fail' || status === 'error' ? status : undefined
  return usePagedRows<Failure>({
    key: ['failures', org, app, reason, provider, status, fromMs],
    refreshMs,
    load: async (cursor, signal) => {
      const filters = {
        ...(reason === '' ? {} : { reason }),
        ...(provider === '' ? {} : { provider }),
        ...(end === undefined ? {} : { status: end }),
      }
      const page = await server.messages.failed(
        { ...filters, from: fromMs, ...(cursor === undefined ? {} : { cursor: String(cursor) }) },
        { signal },
      )
      return { rows: page.failures, cursor: page.cursor }
    },
  })
}

function Filters() {
  const t = useWords(words)
  const vendorName = useVendorNames()
  const bilingual = useBilingual()
  const [reason, setReason] = useUrlText('reason')
  const [provider, setProvider] = useUrlText('provider')
  const [status, setStatus] = useUrlText('status', 'any')
  const [span] = useUrlText('days', '1')
  const { data } = useReasons(span)
  const counted = (data?.reasons ?? []).map(one => ({ value: one.reason, label: bilingual(one.text) }))
  const isListed = reason === '' || counted.some(({ value }) => value === reason)
  return (
    <Group gap="xs">
      <Select
        size="xs"
        w={280}
        clearable
        aria-label={t.reason}
        placeholder={t.allReasons}
        data={isListed ? counted : [...counted, { value: reason, label: reason }]}
        value={reason === '' ? null : reason}
        onChange={value => setReason(value ?? '')}
      />
      <Select
        size="xs"
        w={150}
        clearable
        aria-label={t.provider}
        placeholder={t.allProviders}
        data={providers.map(value => ({ value, label: vendorName(value) }))}
        value={provider === '' ? null : provider}
        onChange={value => setProvider(value ?? '')}
      />
      <SegmentedControl
        size="xs"
        aria-label={t.status}
        value={status}
        onChange={setStatus}
        data={[
          { value: 'any', label: t.anyStatus },
          { value: 'fail', label: t.fail },
          { value: 'error', label: t.error },
        ]}
      />
    </Group>
  )
}

function Clear() {
  const t = useWords(words)
  const [, setReason] = useUrlText('reason')
  const [, setProvider] = useUrlText('provider')
  const [, setStatus] = useUrlText('status', 'any')
  const clear = (): void => {
    setReason('')
    setProvider('')
    setStatus('')
  }
  return (
    <Button variant="default" onClick={clear}>
      {t.clear}
    </Button>
  )
}

function useColumns(): readonly Column<Failure>[] {
  const t = useWords(words)
  const vendorName = useVendorNames()
  const bilingual = useBilingual()
  const [span] = useUrlText('days', '1')
  const { data } = useReasons(span)
  const textOf = (reason: string): string => {
    const text = data?.reasons.find(one => one.reason === reason)?.text
    return text === undefined ? reason : bilingual(text)
  }
  return [
    { key: 'time', head: t.time, width: '110px', cell: ({ at }) => <Instant at={at} /> },
    { key: 'reason', head: t.reason, cell: ({ reason }) => textOf(reason) },
    { key: 'user', head: t.user, width: '15%', cell: ({ username }) => username },
    { key: 'device', head: t.device, width: '14%', cell: ({ deviceId }) => shortened(deviceId), wide: true },
    {
      key: 'provider',
      head: t.provider,
      width: '12%',
      cell: ({ provider }) => (provider === undefined ? '–' : vendorName(provider)),
      wide: true,
    },
    { key: 'title', head: t.notification, width: '18%', cell: ({ title }) => title, wide: true },
  ]
}
