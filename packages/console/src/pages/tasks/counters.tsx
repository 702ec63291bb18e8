// The counters of a task, adding up in front of the reader, and the funnel that they make.
import { Stack, Text } from '@mantine/core'
import type { TasksAll } from '@posthouse/client/rest'
import { Fragment } from 'react'
import { Card } from '../../parts/card.tsx'
import { State } from '../../parts/outcome.tsx'
import { shareText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { addsUp, type FunnelStep, funnelOf, sumParts } from './state.ts'
import { Count } from './state-text.tsx'
import { taskWords } from './task-words.ts'
import styles from './tasks.module.css'
import { words } from './words.ts'

/** `targeted = accepted + rejected + unknown + skipped + open`. */
export function Counters({ sums }: { readonly sums: TasksAll }) {
  const t = useWords(taskWords)
  const names = useWords(words)
  const holds = addsUp(sums)
  return (
    <Card title={t.sums}>
      <Stack gap="xs">
        <dl className={styles['sum']}>
          <Term name={names.targeted} count={sums.targeted} />
          {sumParts.map((part, at) => (
            <Fragment key={part}>
              <span className={styles['operator']} aria-hidden>
                {at === 0 ? '=' : '+'}
              </span>
              <Term name={names[part]} count={sums[part]} />
            </Fragment>
          ))}
        </dl>
        <Text size="xs" c="dimmed">
          <State tone={holds ? 'fine' : 'bad'}>{holds ? t.addsUp : t.addsNotUp}</State> {t.unit}
        </Text>
      </Stack>
    </Card>
  )
}

function Term({ name, count }: { readonly name: string; readonly count: number }) {
  return (
    <div className={styles['term']}>
      <dt>{name}</dt>
      <dd>
        <Count of={count} />
      </dd>
    </div>
  )
}

/** From targeted to clicked; what no vendor reports is hatched, not zero. */
export function Funnel({ sums }: { readonly sums: TasksAll }) {
  const t = useWords(taskWords)
  return (
    <Card title={t.funnel}>
      <dl className={styles['funnel']}>
        {funnelOf(sums).map(step => (
          <Step key={step.name} step={step} targeted={sums.targeted} />
        ))}
      </dl>
      {sums.arrived !== undefined && (
        <Text size="xs" c="dimmed" mt="xs">
          {t.arrivedNote}
        </Text>
      )}
    </Card>
  )
}

function Step({ step: { name, count }, targeted }: { readonly step: FunnelStep; readonly targeted: number }) {
  const t = useWords(taskWords)
  const language = useLanguage()
  const share = count === undefined || targeted === 0 ? 0 : count / targeted
  return (
    <div className={styles['step']}>
      <dt>{t[name]}</dt>
      <dd className={styles['bar']} aria-hidden>
        {count === undefined ? (
          <div className={styles['unreported']} />
        ) : (
          <div className={styles['fill']} style={{ width: `${share * 100}%` }} />
        )}
      </dd>
      <dd className={styles['figure']}>
        {count === undefined ? (
          <Text span inherit c="dimmed">
            {t.unreported}
          </Text>
        ) : (
          <Count of={count} />
        )}
      </dd>
      <dd className={styles['figure']}>
        <Text span inherit c="dimmed">
          {count === undefined ? '' : shareText(count, targeted, language)}
        </Text>
      </dd>
    </div>
  )
}
