// Who did what an entry of the audit log tells: accounts and keys by their names, the operator's key, which has none, by what it is.
import { useWords } from '../words/words.ts'
import type { AuditEntry } from './audit-entries.ts'
import { auditWords } from './audit-words.ts'

/** See the head of the file. */
export function Actor({ entry: { actor } }: { readonly entry: Pick<AuditEntry, 'actor'> }) {
  const t = useWords(auditWords)
  if (actor.kind === 'operator') return t.operator
  return actor.name === '' ? t.unknown : actor.name
}
