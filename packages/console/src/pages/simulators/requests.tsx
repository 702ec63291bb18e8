// What a simulator received, the newest first and as it comes; one of them whole in a drawer.
import { Code, Drawer, SegmentedControl, Stack, Text, Title } from '@mantine/core'
import type { SimulatorsRequestsReply } from '@posthouse/client/rest'
import { usePagedRows } from '../../api/paged.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { type Column, DataTable } from '../../parts/data-table.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Instant } from '../../parts/instant.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { AppLink } from '../../parts/link.tsx'
import { State } from '../../parts/outcome.tsx'
import { useWords } from '../../words/words.ts'
import { readableBody } from './readable-body.ts'
import { words } from './words.ts'

type Request = SimulatorsRequestsReply['requests'][number]

const refreshMs = 2_000

/** The card. */
export function Requests({ vendor }: { readonly vendor: string }) {
  const t = useWords(words)
  const server = useServer()
  const [only, setOnly] = useUrlText('only', 'all')
  const [chosen, choose] = useUrlText('request')
  const failed = only === 'failed'
  const list = usePagedRows<Request>({
    key: ['sandbox', 'requests', vendor, failed],
    refreshMs,
    async load(cursor, signal) {
      const at = cursor === undefined ? {} : { cursor: String(cursor) }
      const page = await server.simulators.requests(
        { vendor, limit: 50, ...at, ...(failed ? { failed } : {}) },
        { signal },
      )
      return { rows: page.requests, cursor: page.cursor }
    },
  })
  const request = list.rows.find(({ number }) => String(number) === chosen)
  const filter = failed ? '&only=failed' : ''
  return (
    <Card
      title={t.received}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t.filter}
          data={[
            { value: 'all', label: t.all },
            { value: 'failed', label: t.failed },
          ]}
          value={failed ? 'failed' : 'all'}
          onChange={setOnly}
        />
      }
    >
      <DataTable
        label={t.received}
        columns={useColumns()}
        list={list}
        rowKey={({ number }) => String(number)}
        to={({ number }) => `/simulators?vendor=${vendor}${filter}&request=${number}`}
        empty={
          failed ? (
            <Empty>{t.noFailed}</Empty>
          ) : (
            <Empty
              action={
                <AppLink to={`/phones?phones=apns,${vendor === 'apns' ? 'xiaomi' : vendor}`} size="sm">
                  {t.toPhones}
                </AppLink>
              }
            >
              {t.noRequests}
            </Empty>
          )
        }
      />
      <Drawer
        opened={request !== undefined}
        onClose={() => choose('')}
        position="right"
        size="lg"
        title={request && t.number(String(request.number))}
      >
        {request && <Whole request={request} />}
      </Drawer>
    </Card>
  )
}

function useColumns(): readonly Column<Request>[] {
  const t = useWords(words)
  return [
    { key: 'at', head: t.time, width: '112px', cell: ({ at }) => <Instant at={at} as="clock" /> },
    { key: 'request', head: t.request, cell: ({ method, path }) => `${method} ${path}` },
    { key: 'status', head: t.answered, width: '104px', cell: one => <Answered request={one} /> },
    { key: 'reason', head: t.reason, width: '30%', wide: true, cell: ({ reason }) => reason ?? '' },
  ]
}

function Answered({ request: { status, reason } }: { readonly request: Request }) {
  const t = useWords(words)
  if (status === undefined) return <State tone="warn">{t.unanswered}</State>
  return <State tone={status < 400 && reason === undefined ? 'fine' : 'bad'}>{status}</State>
}

function Whole({ request }: { readonly request: Request }) {
  const t = useWords(words)
  const { method, path, headers, body, reason } = request
  return (
    <Stack gap="sm">
      <Code block>{`${method} ${path}`}</Code>
      <div>
        <Answered request={request} /> {reason}
      </div>
      <Title order={3}>{t.headers}</Title>
      <JsonView value={headers} label={t.headers} />
      <Title order={3}>{t.content}</Title>
      {body === '' ? (
        <Text size="sm" c="dimmed">
          {t.empty}
        </Text>
      ) : (
        <JsonView value={readableBody(body)} label={t.content} />
      )}
    </Stack>
  )
}
