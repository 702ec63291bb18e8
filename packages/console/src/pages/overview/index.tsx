// The overview: an app at one glance. What needs a decision stands where the eye falls first, and everything leads to its own page.
import { Button } from '@mantine/core'
import { IconTable } from '@tabler/icons-react'
import { useUrlText } from '../../api/url-state.ts'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { ByMinute } from './by-minute.tsx'
import { FigureRow } from './figure-row.tsx'
import { FirstRun } from './first-run.tsx'
import { Funnel } from './funnel.tsx'
import { LedgerLine } from './ledger.tsx'
import { NotifierStrip } from './notifier-strip.tsx'
import styles from './overview.module.css'
import { Queues } from './queues.tsx'
import { Reasons } from './reasons.tsx'
import { Rules } from './rules.tsx'
import { useOverview } from './use-overview.ts'
import { words } from './words.ts'

/** The page. */
export function Page() {
  const t = useWords(words)
  const query = useOverview()
  const [shown, setShown] = useUrlText('show')
  return (
    <PageFrame
      title={t.title}
      actions={
        <Button variant="default" leftSection={<IconTable size={15} />} onClick={() => setShown('minutes')}>
          {t.byMinute}
        </Button>
      }
    >
      <Loaded query={query} lines={12}>
        {seen => (
          <div className={styles['page']}>
            <FirstRun seen={seen} />
            <FigureRow seen={seen} />
            <LedgerLine seen={seen} />
            <NotifierStrip seen={seen} />
            <div className={styles['pair']}>
              <Funnel seen={seen} />
              <div className={styles['page']}>
                <Reasons seen={seen} />
                <Rules seen={seen} />
                <Queues seen={seen} />
              </div>
            </div>
            <ByMinute seen={seen} opened={shown === 'minutes'} onClose={() => setShown('')} />
          </div>
        )}
      </Loaded>
    </PageFrame>
  )
}
