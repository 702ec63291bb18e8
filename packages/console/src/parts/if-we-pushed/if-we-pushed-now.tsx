// "If we pushed now" for a user: the plan of each strategy for each device, with its reason or the exact request to the vendor. Sends
// nothing.
import { Button, Group, NativeSelect, Stack, Text } from '@mantine/core'
import type { DebugDryRunReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { segment, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useWords } from '../../words/words.ts'
import { Card } from '../card.tsx'
import { Decision } from '../dry-run/decision.tsx'
import { type PlanRow, renderingOf, rowsOf } from '../dry-run/dry-run.ts'
import { Findings } from '../dry-run/findings.tsx'
import { type Chosen, PlanMatrix } from '../dry-run/plan-matrix.tsx'
import { VendorRequest } from '../dry-run/vendor-request.tsx'
import { words as dryWords } from '../dry-run/words.ts'
import { JsonView } from '../json-view.tsx'
import { AppLink } from '../link.tsx'
import { Loaded } from '../loaded.tsx'
import { ShownCard } from '../shown/shown-card.tsx'
import { ShownFacts } from '../shown/shown-facts.tsx'
import styles from './if-we-pushed.module.css'
import { categoryWords, words } from './words.ts'

/** Whom it is about. */
export interface IfWePushedNowProps {
  readonly user: string
}

/** A card with the question, and its answer. */
export function IfWePushedNow({ user }: IfWePushedNowProps) {
  const t = useWords(words)
  const names = useWords(categoryWords)
  const [category, setCategory] = useState('')
  const query = useDryRun(user, category)
  return (
    <Card
      title={t.title}
      actions={
        <Group gap="xs">
          <AppLink to={`/send?user=${segment(user)}`} size="sm">
            {t.toSend}
          </AppLink>
          <Button variant="default" loading={query.isFetching} onClick={() => void query.refetch()}>
            {t.again}
          </Button>
        </Group>
      }
    >
      <Stack gap="sm">
        <Group gap="sm" justify="space-between" align="end">
          <Text size="sm" c="dimmed" maw={560}>
            {t.lead}
          </Text>
          <NativeSelect
            size="xs"
            label={t.category}
            value={category}
            onChange={event => setCategory(event.currentTarget.value)}
            data={[{ value: '', label: t.ofApp }, ...Object.entries(names).map(([value, label]) => ({ value, label }))]}
          />
        </Group>
        <Loaded query={query} lines={6}>
          {run => <Answer run={run} />}
        </Loaded>
      </Stack>
    </Card>
  )
}

function useDryRun(user: string, category: string) {
  const t = useWords(words)
  const server = useServer()
  const { org, app } = usePlace()
  const pushMessage = {
    title: t.sampleTitle,
    content: t.sampleContent,
    ...(category === '' ? {} : { category: category as 'im' | 'call' | 'service' | 'marketing' }),
  }
  return useQuery({
    queryKey: ['dry-run', org, app, user, pushMessage],
    queryFn: ({ signal }) => server.debug.dryRun({ target: { user }, pushMessage }, { signal }),
  })
}

/** The strategy that a caller gets who names none. */
const usualStrategy = 2

function Answer({ run }: { readonly run: DebugDryRunReply }) {
  const t = useWords(words)
  const [wanted, choose] = useState<Chosen>()
  const rows = rowsOf(run.plans)
  const [first] = rows
  if (!first) return <Text size="sm">{t.noDevice}</Text>
  const chosen = wanted ?? { deviceId: first.deviceId, strategy: usualStrategy }
  return (
    <Stack gap="sm">
      <PlanMatrix plans={run.plans} rows={rows} chosen={chosen} onChoose={choose} />
      <Detail run={run} rows={rows} chosen={chosen} />
    </Stack>
  )
}

function Detail({
  run,
  rows,
  chosen,
}: {
  readonly run: DebugDryRunReply
  readonly rows: readonly PlanRow[]
  readonly chosen: Chosen
}) {
  const t = useWords(words)
  const dry = useWords(dryWords)
  const { app } = usePlace()
  const at = run.plans.findIndex(({ strategy }) => strategy === chosen.strategy)
  const delivery = rows.find(({ deviceId }) => deviceId === chosen.deviceId)?.cells[at]
  if (!delivery) return <Text size="sm">{t.choose}</Text>
  const rendering = renderingOf(run.renderings, delivery)
  const isSent = delivery.channel === 'vendor'
  return (
    <section className={styles['detail']} aria-live="polite">
      <Decision delivery={delivery} thenOnline={run.plans[at]?.thenOnline === true} rendering={rendering} />
      {isSent && rendering && (
        <div className={styles['sides']}>
          <Stack gap="xs">
            {rendering.shown ? (
              <div>
                <ShownCard vendor={rendering.vendor} shown={rendering.shown} appName={app} at={run.at} now={run.at} />
                <ShownFacts shown={rendering.shown} />
              </div>
            ) : (
              <Text size="sm">{dry.notShown}</Text>
            )}
            <Findings findings={rendering.findings} />
          </Stack>
          {rendering.request && <VendorRequest request={rendering.request} />}
        </div>
      )}
      {delivery.channel === 'online' && run.onlineChannel?.body !== undefined && (
        <JsonView value={run.onlineChannel.body} label={dry.onlineBody} />
      )}
    </section>
  )
}
