// The first run: five lines that tick themselves off. No wizard: each leads to where it is done, and all are gone once they are.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react'
import { Card } from '../../parts/card.tsx'
import { AppLink } from '../../parts/link.tsx'
import { useWords } from '../../words/words.ts'
import styles from './overview.module.css'
import { words } from './words.ts'

const steps = [
  { step: 'app', word: 'stepApp' },
  { step: 'notifier', word: 'stepNotifier', next: 'stepNotifierNext', to: '/notifiers' },
  { step: 'binding', word: 'stepBinding', next: 'stepBindingNext', to: '/users' },
  { step: 'push', word: 'stepPush', next: 'stepPushNext', to: '/send' },
  { step: 'callback', word: 'stepCallback', next: 'stepCallbackNext', to: '/callbacks' },
] as const

/** The five lines, until all are done. */
export function FirstRun({ seen: { firstRun } }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  const done = steps.filter(({ step }) => firstRun[step]).length
  if (done === steps.length) return null
  return (
    <Card title={t.firstRun(done)}>
      <ol className={styles['steps']}>
        {steps.map(one => (
          <Step key={one.step} is={one} isDone={firstRun[one.step]} />
        ))}
      </ol>
    </Card>
  )
}

function Step({ is, isDone }: { readonly is: (typeof steps)[number]; readonly isDone: boolean }) {
  const t = useWords(words)
  const Icon = isDone ? IconCircleCheckFilled : IconCircle
  return (
    <li data-done={isDone}>
      <Icon size={16} role="img" aria-label={isDone ? t.done : t.toDo} />
      <span>{t[is.word]}</span>
      {!isDone && 'next' in is && (
        <AppLink to={is.to} inherit>
          {t[is.next]}
        </AppLink>
      )}
    </li>
  )
}
