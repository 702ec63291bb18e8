// Why deliveries of today failed, the most frequent first; each leads to those that did.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { Card } from '../../parts/card.tsx'
import { AppLink } from '../../parts/link.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useBilingual, useWords } from '../../words/words.ts'
import { Nothing } from './nothing.tsx'
import styles from './overview.module.css'
import { words } from './words.ts'

/** Reasons that are shown; the list they lead to has all. */
const shownMax = 8

/** The ranking. */
export function Reasons({ seen: { reasons, today } }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  const say = useBilingual()
  const most = Math.max(1, today.all.unknown, ...reasons.map(({ count }) => count))
  if (reasons.length === 0 && today.all.unknown === 0)
    return (
      <Card title={t.reasons}>
        <Nothing text={t.noReasons} />
      </Card>
    )
  return (
    <Card title={t.reasons}>
      <ol className={styles['reasons']}>
        {reasons.slice(0, shownMax).map(({ code, text, count }) => (
          <Reason key={code} to={`/why?reason=${segment(code)}`} text={say(text)} count={count} most={most} />
        ))}
        {today.all.unknown > 0 && (
          <Reason to="/why?status=error" text={t.unclear} count={today.all.unknown} most={most} />
        )}
      </ol>
    </Card>
  )
}

interface ReasonProps {
  readonly to: string
  readonly text: string
  readonly count: number
  readonly most: number
}

function Reason({ to, text, count, most }: ReasonProps) {
  const language = useLanguage()
  return (
    <li>
      <div className={styles['reason']}>
        <AppLink to={to} inherit className={styles['which'] ?? ''}>
          {text}
        </AppLink>
        <span className={styles['number']}>{countText(count, language)}</span>
      </div>
      <div className={styles['track']}>
        <div className={styles['bar']} data-stage="failed" style={{ width: `${(count / most) * 100}%` }} />
      </div>
    </li>
  )
}
