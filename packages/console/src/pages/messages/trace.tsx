// One message: its head, and a lane per device; looked at again while something moves.
import { Button, Group, Stack } from '@mantine/core'
import type { MessagesTraceReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { Pending, State } from '../../parts/outcome.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { MessageHead } from './head.tsx'
import { LaneCard } from './lane.tsx'
import { isMoving, lanesOf } from './lanes.ts'
import { words } from './words.ts'

/** The page of a message, push, or call. */
export function MessageTrace({ id }: { readonly id: string }) {
  const t = useWords(words)
  const query = useTrace(id)
  const [view, setView] = useUrlText('view')
  const { data } = query
  const isRaw = view === 'raw'
  const title = data === undefined ? t.trace : data.title === '' ? t.untitled : t.titleOf(data.title)
  return (
    <PageFrame
      title={title}
      lead={
        <Group gap="sm" component="span">
          <AppLink to="/why" inherit>
            {t.back}
          </AppLink>
          {data && <Liveness trace={data} />}
        </Group>
      }
      actions={
        data && (
          <Button variant="default" aria-pressed={isRaw} onClick={() => setView(isRaw ? '' : 'raw')}>
            {isRaw ? t.rawHide : t.rawShow}
          </Button>
        )
      }
    >
      <Loaded query={query} lines={10}>
        {trace => (isRaw ? <JsonView value={trace} label={t.raw} /> : <Lanes trace={trace} />)}
      </Loaded>
    </PageFrame>
  )
}

function useTrace(msgId: string) {
  const server = useServer()
  const { org, app } = usePlace()
  return useQuery({
    queryKey: ['trace', org, app, msgId],
    queryFn: ({ signal }) => server.messages.trace({ msgId }, { signal }),
    refetchInterval: ({ state }) => (state.data !== undefined && isMoving(state.data) ? liveMs.running : false),
  })
}

function Liveness({ trace }: { readonly trace: MessagesTraceReply }) {
  const t = useWords(words)
  return isMoving(trace) ? <Pending>{t.live}</Pending> : <State tone="quiet">{t.settled}</State>
}

function Lanes({ trace }: { readonly trace: MessagesTraceReply }) {
  const t = useWords(words)
  const lanes = lanesOf(trace)
  return (
    <Stack gap="sm">
      <MessageHead trace={trace} />
      {lanes.length === 0 && <Card>{t.noLines}</Card>}
      {lanes.map(lane => (
        <LaneCard key={lane.deviceId ?? ''} lane={lane} />
      ))}
    </Stack>
  )
}
