// A task's state, audience and way through it, in words and as a bar.
import { Progress, Text } from '@mantine/core'
import type { TasksTask } from '@posthouse/client/rest'
import { Pending, State } from '../../parts/outcome.tsx'
import { countText, instantText, shareText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { shareWalked, stateTones } from './state.ts'
import styles from './tasks.module.css'
import { words } from './words.ts'

/** The state; with the time of one that is to come. */
export function TaskStateText({ task: { state, startAt } }: { readonly task: TasksTask }) {
  const t = useWords(words)
  const language = useLanguage()
  if (state === 'scheduled')
    return <Pending>{`${t.scheduled} · ${t.startsAt(instantText(startAt, Date.now(), language))}`}</Pending>
  if (state === 'running') return <Pending>{t.running}</Pending>
  return <State tone={stateTones[state]}>{t[state]}</State>
}

/** Whom it is for. */
export function useAudienceText(): (task: Pick<TasksTask, 'kind' | 'labels'>) => string {
  const t = useWords(words)
  const language = useLanguage()
  const comma = language === 'zh' ? '、' : ', '
  return ({ kind, labels }) => {
    if (kind === 'label') return t.labels(labels.join(comma))
    return kind === 'all' ? t.everybody : t.list
  }
}

/** A bar with its share, of a list's row. */
export function ProgressCell({ task }: { readonly task: TasksTask }) {
  const t = useWords(words)
  const language = useLanguage()
  const share = shareWalked(task)
  if (share === undefined)
    return (
      <Text span inherit c="dimmed">
        {'–'}
      </Text>
    )
  return (
    <span className={styles['progress']}>
      <Progress
        value={share * 100}
        size="sm"
        color={task.state === 'running' ? 'vermilion' : 'gray'}
        aria-label={t.progress}
      />
      <span>{shareText(Math.floor(share * 1_000), 1_000, language)}</span>
    </span>
  )
}

/** A figure, or a dash where there is none. */
export function Count({ of }: { readonly of: number | undefined }) {
  const language = useLanguage()
  return <>{of === undefined ? '–' : countText(of, language)}</>
}
