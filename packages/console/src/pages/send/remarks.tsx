// What the linter says about all vendors of the receiver; each finding leads to its field.
import type { DebugDryRunReply } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { byField, type Finding, findingsOf, type Rendering } from '../../parts/dry-run/dry-run.ts'
import { Findings } from '../../parts/dry-run/findings.tsx'
import { useWords } from '../../words/words.ts'
import { fieldIds } from './field-id.ts'
import styles from './send.module.css'
import { words } from './words.ts'

/** A card with the findings; `strategy` says whose vendors count. */
export function Remarks({ run, strategy }: { readonly run: DebugDryRunReply; readonly strategy: number }) {
  const t = useWords(words)
  const { refused } = run
  const findings = refused ? [refusal(refused)] : findingsOf(countedIn(run, strategy))
  return (
    <Card title={t.remarks}>
      {findings.length === 0 && <Findings findings={findings} />}
      <div className={styles['groups']}>
        {byField(findings).map(([field, ofField]) => (
          <section key={field}>
            <h3>
              <button type="button" onClick={() => toField(field)}>
                <code>{field}</code>
              </button>
            </h3>
            <Findings findings={ofField} hidesFields />
          </section>
        ))}
      </div>
    </Card>
  )
}

function countedIn({ renderings, plans }: DebugDryRunReply, strategy: number): readonly Rendering[] {
  const plan = plans.find(one => one.strategy === strategy)
  if (!plan) return renderings
  return renderings.filter(({ notifier }) => plan.deliveries.some(delivery => delivery.notifier === notifier))
}

function refusal({ field, text }: NonNullable<DebugDryRunReply['refused']>): Finding {
  return { code: 'refused', severity: 'error', field, text }
}

/** Leads to the input of a member, where it has one in sight. */
function toField(path: string): void {
  for (const id of fieldIds(path)) {
    const input = document.getElementById(id)
    if (!input) continue
    input.scrollIntoView({ block: 'center' })
    input.focus()
    return
  }
}
