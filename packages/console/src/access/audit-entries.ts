// Entries of the audit log as rows: what was begun and how it ended are one. Pure.

/** An entry as the server lists it. */
export interface AuditEntry {
  readonly seq: number
  /** Epoch ms. */
  readonly at: number
  readonly actor: {
    readonly kind: 'operator' | 'account' | 'key' | 'nobody'
    readonly id?: string
    readonly name: string
  }
  readonly address: string
  readonly action: string
  readonly app?: { readonly org: string; readonly app: string }
  readonly params: Readonly<Record<string, string>>
  readonly members: readonly string[]
  readonly outcome: 'begun' | 'done' | 'refused' | 'failed'
  readonly code?: string
  readonly about?: number
  readonly hash: string
}

/** A row: an entry, and the one that told how it ended. */
export interface AuditRow {
  readonly entry: AuditEntry
  readonly end?: AuditEntry
}

/**
 * Newest first, as they came: an end is put to its beginning, which lies below it, and stands by itself only until that is loaded. What was
 * begun and has no end was carried out.
 */
export function auditRows(entries: readonly AuditEntry[]): readonly AuditRow[] {
  const begun = new Set(entries.map(({ seq }) => seq))
  const ends = new Map(entries.flatMap(entry => (entry.about === undefined ? [] : [[entry.about, entry] as const])))
  return entries
    .filter(({ about }) => about === undefined || !begun.has(about))
    .map(entry => {
      const end = ends.get(entry.seq)
      return end ? { entry, end } : { entry }
    })
}

/** How a row ended. */
export function outcomeOf({ entry, end }: AuditRow): {
  readonly is: 'done' | 'refused' | 'failed'
  readonly code?: string
} {
  const { outcome, code } = end ?? entry
  const is = outcome === 'begun' ? 'done' : outcome
  return code === undefined ? { is } : { is, code }
}

/** What was touched: `name=vip` for a path's parameters, then the members that were given. */
export function touched({ params, members }: Pick<AuditEntry, 'params' | 'members'>): string {
  return [...Object.entries(params).map(([name, value]) => `${name}=${value}`), ...members].join(', ')
}
