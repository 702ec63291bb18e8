// How an entry of the audit log ended, as icon and word.
import { State } from '../parts/outcome.tsx'
import { useWords } from '../words/words.ts'
import { type AuditRow, outcomeOf } from './audit-entries.ts'
import { auditWords } from './audit-words.ts'

/** See the head of the file. */
export function Ended({ row }: { readonly row: AuditRow }) {
  const t = useWords(auditWords)
  const { is } = outcomeOf(row)
  return <State tone={({ done: 'fine', refused: 'quiet', failed: 'bad' } as const)[is]}>{t[is]}</State>
}
