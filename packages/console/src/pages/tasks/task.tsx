// The page of one task: how far it is, what came of it so far, why, and what can be done.
import { Progress, Stack, Text } from '@mantine/core'
import type { TasksTask } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { type Fact, Facts } from '../../parts/facts.tsx'
import { IdText } from '../../parts/id-text.tsx'
import { Duration, Instant } from '../../parts/instant.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useNumberedStrategies } from '../../parts/strategies.ts'
import { countText, durationText, namedText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { Counters, Funnel } from './counters.tsx'
import { LookUp } from './look-up.tsx'
import { OrderButtons, PaceCard } from './orders.tsx'
import { type Rates, remainingMs } from './progress.ts'
import { useTask } from './queries.ts'
import { Reasons } from './reasons.tsx'
import { shareWalked } from './state.ts'
import { TaskStateText, useAudienceText } from './state-text.tsx'
import { taskWords } from './task-words.ts'
import styles from './tasks.module.css'
import { useRates } from './use-rates.ts'
import { Vendors } from './vendors.tsx'
import { words } from './words.ts'

/** The page. */
export function Task({ taskId }: { readonly taskId: string }) {
  const t = useWords(taskWords)
  const names = useWords(words)
  const query = useTask(taskId)
  const title = query.data?.title ?? ''
  return (
    <PageFrame
      title={title === '' ? names.title : title}
      lead={<AppLink to="/tasks">{t.back}</AppLink>}
      actions={query.data && <OrderButtons task={query.data} />}
    >
      <Loaded query={query}>{task => <One task={task} seenAtMs={query.dataUpdatedAt} />}</Loaded>
    </PageFrame>
  )
}

function One({ task, seenAtMs }: { readonly task: TasksTask; readonly seenAtMs: number }) {
  const rates = useRates(task.walked, task.statistics.all.targeted, seenAtMs)
  return (
    <div className={styles['columns']}>
      <Stack gap="md">
        <Way task={task} rates={rates} />
        <Counters sums={task.statistics.all} />
        <Funnel sums={task.statistics.all} />
        <Reasons task={task} />
        <Vendors task={task} />
      </Stack>
      <Stack gap="md">
        <PaceCard task={task} />
        <About task={task} />
        <LookUp taskId={task.taskId} />
      </Stack>
    </div>
  )
}

/** The way through the audience. */
function Way({ task, rates }: { readonly task: TasksTask; readonly rates: Rates | undefined }) {
  const t = useWords(taskWords)
  const names = useWords(words)
  const language = useLanguage()
  const { state, walked, audience, startedAt, finishedAt, statistics } = task
  const share = shareWalked(task)
  const count = (of: number): string => countText(of, language)
  const leftMs = state === 'running' ? remainingMs(task, rates) : undefined
  return (
    <Card aria-label={names.progress}>
      <Stack gap={6}>
        <div className={styles['between']}>
          <TaskStateText task={task} />
          <Text size="sm">{audience === undefined ? t.notStarted : t.walkedOf(count(walked), count(audience))}</Text>
        </div>
        <Progress
          value={(share ?? 0) * 100}
          aria-label={names.progress}
          {...(state === 'running' ? {} : { color: 'gray' })}
        />
        <div className={styles['between']}>
          {state === 'running' ? (
            <Text size="xs" c="dimmed">
              {namedText(t.rate, rates ? t.rateOf(count(Math.round(rates.devices))) : t.measuring, language)}
            </Text>
          ) : (
            <span />
          )}
          {leftMs !== undefined && (
            <Text size="xs" c="dimmed">
              {namedText(t.remaining, t.about(durationText(leftMs, language)), language)}
            </Text>
          )}
          {startedAt !== undefined && finishedAt !== undefined && (
            <Text size="xs" c="dimmed">
              {`${t.took} `}
              <Duration ms={finishedAt - startedAt} />
            </Text>
          )}
        </div>
        {state === 'finished' && statistics.all.open > 0 && (
          <Text size="xs" c="dimmed">
            {t.openLeft(count(statistics.all.open))}
          </Text>
        )}
      </Stack>
    </Card>
  )
}

function About({ task }: { readonly task: TasksTask }) {
  const t = useWords(taskWords)
  const names = useWords(words)
  const language = useLanguage()
  const audienceText = useAudienceText()
  const { taskId, strategy, createdAt, startAt, startedAt, finishedAt, audience } = task
  const strategyOf = useNumberedStrategies()
  const facts: readonly (Fact | undefined)[] = [
    { name: t.id, value: <IdText id={taskId} /> },
    {
      name: names.audience,
      value: audienceText(task),
      ...(audience === undefined ? {} : { note: t.users(countText(audience, language)) }),
    },
    { name: names.strategy, value: strategyOf(strategy) },
    { name: names.created, value: <Instant at={createdAt} /> },
    startedAt === undefined
      ? { name: t.starts, value: <Instant at={startAt} /> }
      : { name: t.started, value: <Instant at={startedAt} /> },
    finishedAt === undefined ? undefined : { name: t.ended, value: <Instant at={finishedAt} /> },
  ]
  return (
    <Card title={t.facts}>
      <div className={styles['narrow']}>
        <Facts facts={facts.filter(fact => fact !== undefined)} />
      </div>
    </Card>
  )
}
