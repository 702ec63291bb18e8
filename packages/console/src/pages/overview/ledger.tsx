// The ledger in a line: every delivery there ever was has an outcome, or is somewhere it waits.
import type { OverviewOfAppReply } from '@posthouse/client/rest'
import { State } from '../../parts/outcome.tsx'
import { countText } from '../../words/formats.ts'
import { useLanguage } from '../../words/language.ts'
import { useWords } from '../../words/words.ts'
import styles from './overview.module.css'
import { words } from './words.ts'

/** The line. */
export function LedgerLine({ seen: { ledger } }: { readonly seen: OverviewOfAppReply }) {
  const t = useWords(words)
  const language = useLanguage()
  const { deliveries, open, unaccounted } = ledger
  return (
    <section className={styles['ledger']} aria-label={t.ledger}>
      <span>{t.deliveries(countText(deliveries, language))}</span>
      {unaccounted === undefined ? (
        <State tone="quiet">{t.uncounted}</State>
      ) : (
        <State tone={unaccounted === 0 ? 'fine' : 'bad'}>{t.unaccounted(countText(unaccounted, language))}</State>
      )}
      {open > 0 && <span className={styles['aside']}>{t.stillOpen(countText(open, language))}</span>}
    </section>
  )
}
