// What a task would come to: its audience by notifier, the quota that it needs, how long it takes, and who gets nothing.
import { Group, Stack, Text } from '@mantine/core'
import type { TasksEstimateReply } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { type Fact, Facts } from '../../parts/facts.tsx'
import { FailureNote } from '../../parts/failure-note.tsx'
import { State } from '../../parts/outcome.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { countText, durationText, instantText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { composeWords } from './compose-words.ts'
import styles from './tasks.module.css'

/** What is known of the estimate. */
export interface EstimateState {
  readonly estimate: TasksEstimateReply | undefined
  readonly failure: unknown
  /** It is being asked for. */
  readonly isBusy: boolean
}

/** The card at the side. */
export function EstimateCard({ estimate, failure, isBusy }: EstimateState) {
  const t = useWords(composeWords)
  return (
    <Card title={t.estimate} aria-busy={isBusy}>
      {failure !== undefined && <FailureNote failure={failure} />}
      {estimate ? (
        <Estimate estimate={estimate} />
      ) : (
        failure === undefined && (
          <Text size="sm" c="dimmed">
            {t.estimateFirst}
          </Text>
        )
      )}
    </Card>
  )
}

function Estimate({ estimate }: { readonly estimate: TasksEstimateReply }) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const { users, basis, usersLookedAt, devices, online, durationMs } = estimate
  const count = (of: number): string => countText(of, language)
  const isMore = basis === 'atLeast'
  const figure = (of: number): string => (isMore ? t.atLeastCount(count(of)) : count(of))
  const facts: readonly (Fact | undefined)[] = [
    {
      name: t.usersFigure,
      value: figure(users),
      note: basis === 'counted' ? t.counted : t[basis](count(usersLookedAt)),
    },
    { name: t.devicesFigure, value: figure(devices) },
    online === 0 ? undefined : { name: t.onlineFigure, value: figure(online) },
    { name: t.duration, value: durationMs === undefined ? t.asFast : durationText(durationMs, language) },
  ]
  return (
    <Stack gap="sm">
      <div className={styles['narrow']}>
        <Facts facts={facts.filter(fact => fact !== undefined)} />
      </div>
      <Needs estimate={estimate} />
      <Left estimate={estimate} />
      <Text size="xs" c="dimmed">
        {t.notLooked}
      </Text>
      <Room room={estimate.room} />
    </Stack>
  )
}

/** What each notifier would have to take. */
function Needs({ estimate: { notifiers } }: { readonly estimate: TasksEstimateReply }) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const vendorName = useVendorNames()
  if (notifiers.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t.needed}
      </Text>
      <ul className={styles['needs']}>
        {notifiers.map(need => (
          <li key={need.name}>
            <Group justify="space-between" wrap="nowrap" gap="xs">
              <Text size="sm" truncate title={need.name}>
                {`${vendorName(need.provider)} · ${need.name}`}
              </Text>
              <Text size="sm" fw={600}>
                {countText(need.devices, language)}
              </Text>
            </Group>
            <Standing need={need} />
          </li>
        ))}
      </ul>
      <Text size="xs" c="dimmed" mt={4}>
        {t.quotaNote}
      </Text>
    </div>
  )
}

function Standing({ need }: { readonly need: TasksEstimateReply['notifiers'][number] }) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const { acceptedToday, pausedUntil, pausedBecause } = need
  const time = pausedUntil === undefined ? '' : instantText(pausedUntil, Date.now(), language)
  return (
    <Text size="xs" c="dimmed" component="div">
      {pausedUntil === undefined ? (
        t.today(countText(acceptedToday, language))
      ) : (
        <State tone="warn">{pausedBecause === 'quota' ? t.quotaUsedUp(time) : t.pausedUntil(time)}</State>
      )}
    </Text>
  )
}

/** Who gets nothing, and why. */
function Left({ estimate: { skipped } }: { readonly estimate: TasksEstimateReply }) {
  const t = useWords(composeWords)
  const language = useLanguage()
  const bilingual = useBilingual()
  if (skipped.length === 0) return null
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t.left}
      </Text>
      <ul className={styles['needs']}>
        {skipped.map(({ reason, count, text }) => (
          <li key={reason}>
            <Group justify="space-between" wrap="nowrap" gap="xs" align="flex-start">
              <Text size="sm">{bilingual(text)}</Text>
              <Text size="sm" fw={600}>
                {countText(count, language)}
              </Text>
            </Group>
          </li>
        ))}
      </ul>
    </div>
  )
}

/** Said before the server refuses. */
function Room({ room }: Pick<TasksEstimateReply, 'room'>) {
  const t = useWords(composeWords)
  const { running, runningMax, createdLately, createdMax } = room
  if (running >= runningMax) return <State tone="warn">{t.full(running, runningMax)}</State>
  if (createdLately >= createdMax) return <State tone="warn">{t.fullLately(createdMax)}</State>
  return null
}
