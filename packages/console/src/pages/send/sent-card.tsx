// What became of it: the hops of the trace as they come, or the vendor's own answer to one request.
import { Stack, Text } from '@mantine/core'
import type { DebugPushReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { usePlace } from '../../api/place.ts'
import { liveMs } from '../../api/queries.ts'
import { useServer } from '../../api/server.ts'
import { Card } from '../../parts/card.tsx'
import { JsonView } from '../../parts/json-view.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { State } from '../../parts/outcome.tsx'
import type { Tone } from '../../parts/tone.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { LaneCard } from '../messages/lane.tsx'
import { isMoving, lanesOf } from '../messages/lanes.ts'
import styles from './send.module.css'
import type { Sent } from './send-card.tsx'
import { words } from './words.ts'

/** A card with the latest sending. */
export function SentCard({ sent }: { readonly sent: Sent }) {
  const t = useWords(words)
  if (sent.kind === 'direct') {
    return (
      <Card title={t.sent}>
        <DirectAnswer reply={sent.reply} />
      </Card>
    )
  }
  return (
    <Card
      title={t.sent}
      actions={
        <AppLink to={`/messages/${sent.msgId}`} size="sm">
          {t.openTrace}
        </AppLink>
      }
    >
      <Hops msgId={sent.msgId} />
    </Card>
  )
}

function Hops({ msgId }: { readonly msgId: string }) {
  const server = useServer()
  const { org, app } = usePlace()
  const query = useQuery({
    queryKey: ['trace', org, app, msgId],
    queryFn: ({ signal }) => server.messages.trace({ msgId }, { signal }),
    refetchInterval: ({ state }) => (state.data === undefined || isMoving(state.data) ? liveMs.running : false),
  })
  return (
    <Loaded query={query} lines={4}>
      {trace => (
        <Stack gap="sm" aria-live="polite" className={styles['hops'] ?? ''}>
          {lanesOf(trace).map(lane => (
            <LaneCard key={lane.deviceId ?? ''} lane={lane} />
          ))}
        </Stack>
      )}
    </Loaded>
  )
}

const tones: Readonly<Record<string, Tone>> = {
  accepted: 'fine',
  rejected: 'bad',
  throttled: 'warn',
  unsent: 'warn',
  unknown: 'warn',
}

function DirectAnswer({ reply: { kind, result, reason, answer } }: { readonly reply: DebugPushReply }) {
  const t = useWords(words)
  const say = useBilingual()
  if (kind === 'not-sent' || !result) {
    return (
      <Stack gap={4}>
        <Text size="sm" component="div">
          <State tone="warn">{t.notSent}</State> {reason && say(reason.text)} {reason && <code>{reason.code}</code>}
        </Text>
        {reason && <Text size="sm">{say(reason.fix)}</Text>}
        {answer !== undefined && <JsonView value={answer} label={t.vendorAnswer} />}
      </Stack>
    )
  }
  return (
    <Stack gap="xs">
      <Text size="sm" component="div">
        <State tone={tones[result.kind] ?? 'quiet'}>{t[result.kind]}</State> {t.answer(result.durationMs)}{' '}
        {result.code !== undefined && <code>{result.code}</code>} {result.text && say(result.text)}
      </Text>
      {result.answer !== undefined && <JsonView value={result.answer} label={t.vendorAnswer} />}
    </Stack>
  )
}
