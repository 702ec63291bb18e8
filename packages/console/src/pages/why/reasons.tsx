// What fails at the moment, by reason: how often, why, what to do, and one click to an example or to all of them.
import { Button, Group, SegmentedControl, Text } from '@mantine/core'
import type { MessagesReasonsReply } from '@posthouse/client/rest'
import { useQuery } from '@tanstack/react-query'
import { segment, usePlace } from '../../api/place.ts'
import { useServer } from '../../api/server.ts'
import { useUrlText } from '../../api/url-state.ts'
import { Card } from '../../parts/card.tsx'
import { Empty } from '../../parts/empty.tsx'
import { AppLink } from '../../parts/link.tsx'
import { Loaded } from '../../parts/loaded.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { rangeOf, spans } from './range.ts'
import styles from './why.module.css'
import { words } from './words.ts'

type Counted = MessagesReasonsReply['reasons'][number]

/** The reasons of the chosen time. */
export function Reasons() {
  const t = useWords(words)
  const [span, setSpan] = useUrlText('days', '1')
  const query = useReasons(span)
  const labels = { 1: t.today, 7: t.week, 30: t.month }
  return (
    <Card
      title={t.reasons}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t.range}
          value={span}
          onChange={setSpan}
          data={spans.map(value => ({ value, label: labels[value] }))}
        />
      }
    >
      <Loaded query={query} lines={5}>
        {({ reasons }) => (reasons.length === 0 ? <Empty>{t.noReasons}</Empty> : <Ranked reasons={reasons} />)}
      </Loaded>
      <Text size="xs" c="dimmed" mt="xs">
        {t.daysNote}
      </Text>
    </Card>
  )
}

/** How often it is asked again: the latest examples are looked for each time, ms. */
const refreshMs = 15_000

/** Counted by the server as deliveries end. */
export function useReasons(span: string) {
  const server = useServer()
  const { org, app } = usePlace()
  const { from, until } = rangeOf(span, Date.now())
  return useQuery({
    queryKey: ['reasons', org, app, from, until],
    queryFn: ({ signal }) => server.messages.reasons({ from, until }, { signal }),
    refetchInterval: refreshMs,
  })
}

function Ranked({ reasons }: { readonly reasons: readonly Counted[] }) {
  const [chosen, choose] = useUrlText('reason')
  const most = Math.max(...reasons.map(({ count }) => count))
  return (
    <ol className={styles['reasons']}>
      {reasons.map(one => (
        <ReasonLine
          key={one.reason}
          one={one}
          share={one.count / most}
          isChosen={one.reason === chosen}
          onChoose={() => choose(one.reason === chosen ? '' : one.reason)}
        />
      ))}
    </ol>
  )
}

interface ReasonLineProps {
  readonly one: Counted
  /** Of the most frequent. */
  readonly share: number
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function ReasonLine({ one, share, isChosen, onChoose }: ReasonLineProps) {
  const t = useWords(words)
  const language = useLanguage()
  const bilingual = useBilingual()
  const { reason, count, atLeast, text, latest } = one
  const shown = countText(count, language)
  return (
    <li data-chosen={isChosen}>
      <div className={styles['count']}>
        {atLeast ? t.atLeast(shown) : shown}
        <span className={styles['bar']} style={{ width: `${Math.max(2, share * 100)}%` }} aria-hidden />
      </div>
      <div className={styles['sentence']}>
        {bilingual(text)} <code className={styles['code']}>{reason}</code>
        {isChosen && <Explained one={one} />}
      </div>
      <Group gap="xs" wrap="nowrap" className={styles['acts'] ?? ''}>
        {latest !== undefined && <AppLink to={`/messages/${segment(latest.msgId)}`}>{t.example}</AppLink>}
        <Button variant="subtle" color="gray" size="compact-xs" aria-pressed={isChosen} onClick={onChoose}>
          {isChosen ? t.allReasons : t.onlyThis}
        </Button>
      </Group>
    </li>
  )
}

function Explained({ one: { cause, fix } }: { readonly one: Counted }) {
  const t = useWords(words)
  const bilingual = useBilingual()
  return (
    <dl className={styles['explained']}>
      <dt>{t.because}</dt>
      <dd>{bilingual(cause)}</dd>
      <dt>{t.whatToDo}</dt>
      <dd data-tone="fix">{bilingual(fix)}</dd>
    </dl>
  )
}
