// What the linter says about all vendors of the receiver; each finding leads to its field.
import { Text } from '@mantine/core'
import type { DebugDryRunReply } from '@posthouse/client/rest'
import { Card } from '../../parts/card.tsx'
import { type Finding, findingsOf, type Rendering } from '../../parts/dry-run/dry-run.ts'
import { Findings } from '../../parts/dry-run/findings.tsx'
import { useWords } from '../../words/words.ts'
import { fieldIds } from './field-id.ts'
import { words } from './words.ts'

/** A card with the findings; `strategy` says whose vendors count. */
export function Remarks({ run, strategy }: { readonly run: DebugDryRunReply; readonly strategy: number }) {
  const t = useWords(words)
  const { refused } = run
  return (
    <Card title={t.remarks}>
      {refused ? (
        <Findings findings={[refusal(refused)]} onField={toField} />
      ) : (
        <Findings findings={findingsOf(countedIn(run, strategy)).map(({ finding }) => finding)} onField={toField} />
      )}
      {refused && (
        <Text size="xs" c="dimmed" mt="xs">
          {t.refusedAtOnce(refused.field)}
        </Text>
      )}
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
