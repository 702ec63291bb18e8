// Online debugging: left what is sent and to whom, in the middle what each phone shows of it, right the button and what is to be said about
// it; above both, once it is sent, what became of it.
import { Stack } from '@mantine/core'
import type { DebugDryRunReply } from '@posthouse/client/rest'
import { useState } from 'react'
import { Loaded } from '../../parts/loaded.tsx'
import { PageFrame } from '../../parts/page.tsx'
import { useWords } from '../../words/words.ts'
import { CopyCard } from './copy-card.tsx'
import { MessageForm } from './message-form.tsx'
import { Previews } from './previews.tsx'
import { Remarks } from './remarks.tsx'
import styles from './send.module.css'
import { SendCard, type Sent } from './send-card.tsx'
import { SentCard } from './sent-card.tsx'
import { TargetForm } from './target-form.tsx'
import { useDraft } from './use-draft.ts'
import { targetText, useDryRun } from './use-dry-run.ts'
import { words } from './words.ts'

/** The page. */
export function Page() {
  const t = useWords(words)
  const hand = useDraft({ title: t.sampleTitle, content: t.sampleContent })
  const query = useDryRun(hand.draft)
  const [sent, setSent] = useState<Sent>()
  const { strategy } = hand.draft
  const run = query.data?.run
  const shown = useLastTaken(run)
  const isOfAnother = query.data?.target !== targetText(hand.draft)
  return (
    <PageFrame title={t.title} lead={t.lead}>
      <div className={styles['columns']}>
        <Stack gap="md" className={styles['left'] ?? ''}>
          <TargetForm {...hand} />
          <MessageForm {...hand} />
        </Stack>
        <div className={styles['sent']}>{sent && <SentCard key={sent.at} sent={sent} />}</div>
        <Stack gap="md" className={styles['middle'] ?? ''}>
          <Loaded query={query} lines={12}>
            {answer => (
              <Previews run={shown ?? answer.run} strategy={strategy} isStale={isOfAnother || shown !== answer.run} />
            )}
          </Loaded>
          <CopyCard draft={hand.draft} />
        </Stack>
        <Stack gap="md" className={styles['right'] ?? ''}>
          {run && <SendCard draft={hand.draft} run={isOfAnother ? undefined : run} onSent={setSent} />}
          {run && <Remarks run={run} strategy={strategy} />}
        </Stack>
      </div>
    </PageFrame>
  )
}

/** The last run that a push takes: while the text in hand is one that it refuses, the previews stay. */
function useLastTaken(run: DebugDryRunReply | undefined): DebugDryRunReply | undefined {
  const [last, setLast] = useState(run)
  const isTaken = run !== undefined && run.refused === undefined
  if (isTaken && last !== run) setLast(run)
  return isTaken ? run : last?.refused ? undefined : last
}
