// Vendors and notifiers side by side, each with its state; those that need somebody first.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { segment } from '../../api/place.ts'
import { Card } from '../../parts/card.tsx'
import { AppLink } from '../../parts/link.tsx'
import { State } from '../../parts/outcome.tsx'
import { useVendorNames } from '../../parts/vendor-names.ts'
import { instantText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import { Nothing } from './nothing.tsx'
import styles from './overview.module.css'
import { inOrderOfNeed, notifierStanding, type SeenNotifier } from './standing.ts'
import { words } from './words.ts'

/** The strip. */
export function NotifierStrip({ seen: { notifiers, at } }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  if (notifiers.length === 0)
    return (
      <Card title={t.notifiers}>
        <Nothing text={t.noNotifiers} next={{ to: '/notifiers', word: t.addNotifier }} />
      </Card>
    )
  return (
    <Card title={t.notifiers}>
      <ul className={styles['strip']}>
        {inOrderOfNeed(notifiers, at).map(one => (
          <Notifier key={one.name} notifier={one} now={at} />
        ))}
      </ul>
    </Card>
  )
}

function Notifier({ notifier, now }: { readonly notifier: SeenNotifier; readonly now: number }) {
  const nameOf = useVendorNames()
  const { tone } = notifierStanding(notifier, now)
  return (
    <li className={styles['notifier']}>
      <span className={styles['maker']}>
        <AppLink to={`/notifiers/${segment(notifier.name)}`} inherit className={styles['which'] ?? ''}>
          {nameOf(notifier.provider)}
        </AppLink>
        <span className={styles['aside']} title={notifier.name}>
          {notifier.name}
        </span>
      </span>
      <State tone={tone}>{useStandingText(notifier, now)}</State>
    </li>
  )
}

function useStandingText(notifier: SeenNotifier, now: number): string {
  const t = useWords(words)
  const language = useLanguage()
  const { word, until = now, daysLeft = 0 } = notifierStanding(notifier, now)
  if (word === 'endsIn') return t.endsIn(daysLeft)
  if (word === 'throttled' || word === 'quota' || word === 'refused') return t[word](instantText(until, now, language))
  return t[word]
}
