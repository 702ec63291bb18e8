// What a lock screen does not draw of a notification: its sound, where the phone files it, what a tap does.
import { useWords } from '../../words/words.ts'
import type { Shown } from './phone-style.ts'
import styles from './shown-facts.module.css'
import { words } from './words.ts'

/** One quiet line below a card. */
export function ShownFacts({ shown }: { readonly shown: Shown }) {
  const t = useWords(words)
  const tap = useTap(shown)
  return (
    <dl className={styles['facts']}>
      <div>
        <dt>{t.tap}</dt>
        <dd>{tap}</dd>
      </div>
      {shown.sound !== undefined && (
        <div>
          <dt>{t.sound}</dt>
          <dd>{shown.sound}</dd>
        </div>
      )}
      {shown.channel !== undefined && (
        <div>
          <dt>{t.channel}</dt>
          <dd>{shown.channel}</dd>
        </div>
      )}
    </dl>
  )
}

function useTap({ click: { kind, target = '' } }: Shown): string {
  const t = useWords(words)
  if (kind === 'app') return t.opensApp
  return kind === 'url' ? t.opensUrl(target) : t.opensPage(target)
}
