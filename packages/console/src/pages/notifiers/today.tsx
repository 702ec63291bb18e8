// What the vendor did today, and what it allows of each category of notifications.
import { Stack, Text } from '@mantine/core'
import type { NotifierStatesShowReply, NotifierStatesToday } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { Facts } from '../../parts/facts.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { detailWords } from './detail-words.ts'
import styles from './today.module.css'

/** What is shown. */
export interface TodayProps {
  readonly today: NotifierStatesToday
  readonly limits: NotifierStatesShowReply['limits']
}

/** The card. */
export function Today({ today, limits }: TodayProps) {
  const t = useWords(detailWords)
  const language = useLanguage()
  const others = today.notifiers - 1
  const isCounted = limits.some(({ counted }) => counted !== undefined)
  const shared = others === 0 ? t.alone : others === 1 ? t.sharedOne : t.shared(others)
  return (
    <Card title={t.todayTitle}>
      <Stack gap="sm">
        <Facts
          facts={[
            { name: t.targeted, value: countText(today.targeted, language) },
            { name: t.accepted, value: countText(today.accepted, language), note: shared },
            { name: t.limited, value: countText(today.limited, language) },
          ]}
        />
        {limits.length > 0 && (isCounted ? <Limits limits={limits} /> : <Free />)}
      </Stack>
    </Card>
  )
}

function Free() {
  return (
    <Text size="sm" c="dimmed">
      {useWords(detailWords).free}
    </Text>
  )
}

function Limits({ limits }: Pick<TodayProps, 'limits'>) {
  const t = useWords(detailWords)
  const bilingual = useBilingual()
  return (
    <section aria-label={t.limits}>
      <Text size="sm" fw={600} mb={4}>
        {t.limits}
      </Text>
      <dl className={styles['limits']}>
        {limits.map(({ category, counted }) => (
          <div key={category}>
            <dt>{category}</dt>
            <dd data-limited={counted !== undefined}>{counted ? bilingual(counted) : t.notLimited}</dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed" mt={4}>
        {t.quotaNote}
      </Text>
    </section>
  )
}
