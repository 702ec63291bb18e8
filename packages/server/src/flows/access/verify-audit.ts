// Whether the audit log is what was written: every entry is hashed again, in pages, so that a long log takes time and no memory (S53).
import { nextTurn } from '../../base/turn.ts'
import { type AuditBreak, type AuditHead, breakIn, emptyHead } from '../../domain/audit.ts'
import type { Tables } from '../../ports/store.ts'

/** What was found. */
export interface AuditVerdict {
  /** How many entries hold. */
  readonly entries: number
  /** The last of them. */
  readonly head: AuditHead
  readonly broken: AuditBreak | undefined
}

/** Entries of one page. */
const pageSize = 1_000

/** Looks at the whole log, or until the signal. */
export async function verifyAudit(
  { audit }: { readonly audit: Pick<Tables['audit'], 'after'> },
  signal: AbortSignal,
): Promise<AuditVerdict> {
  let head = emptyHead
  for (;;) {
    signal.throwIfAborted()
    const entries = await audit.after(head.seq, pageSize)
    const broken = breakIn(head, entries)
    const good = broken ? entries.filter(({ seq }) => seq < broken.seq) : entries
    head = good.at(-1) ?? head
    if (broken || entries.length < pageSize) return { entries: head.seq, head, broken }
    await nextTurn()
  }
}
