// Writing the audit log: one chain, whoever writes to it (S53). Entries of this process wait for each other and are chained many at a time;
// where another node was faster, its entries come first and ours are chained anew.
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import type { Random } from '../../base/random.ts'
import { type AuditEntry, type AuditHead, chained, emptyHead } from '../../domain/audit.ts'
import type { Store } from '../../ports/store.ts'

/** The audit log. */
export interface AuditLog {
  /** Resolves with the entry's number once it is durable. Rejects like a commit; with `overloaded` where too many wait. */
  write(entry: AuditEntry): Promise<number>
}

/** What writing uses. */
export interface AuditLogDeps {
  readonly store: Pick<Store, 'commit' | 'tables'>
  readonly clock: Pick<Clock, 'after'>
  readonly random: Pick<Random, 'fraction'>
}

/** Entries of one commit. */
const batchMax = 100
/** Entries that wait; the next is refused. */
const waitingMax = 2_000
/** How often a batch is chained anew; every time some other node has got on. */
const triesMax = 50
/** Longest pause before that, ms. */
const pauseMsMax = 20

interface Waiting {
  readonly entry: AuditEntry
  readonly resolve: (seq: number) => void
  readonly reject: (cause: unknown) => void
}

/** The log over the record. */
export function createAuditLog(deps: AuditLogDeps): AuditLog {
  const waiting: Waiting[] = []
  let writing = false
  let head: AuditHead | undefined
  const writeAll = async (): Promise<void> => {
    writing = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchMax)
      try {
        const { first, last } = await append(deps, head, batch)
        head = last
        for (const [at, { resolve }] of batch.entries()) resolve(first + at)
      } catch (cause) {
        // Whether it was written is not known: the next batch looks.
        head = undefined
        for (const { reject } of batch) reject(cause)
      }
    }
    writing = false
  }
  return {
    write: entry =>
      new Promise((resolve, reject) => {
        if (waiting.length >= waitingMax) {
          reject(new PosthouseError('overloaded'))
          return
        }
        waiting.push({ entry, resolve, reject })
        // Rejects never: whoever waits is told.
        if (!writing) void writeAll()
      }),
  }
}

async function append(
  deps: AuditLogDeps,
  known: AuditHead | undefined,
  batch: readonly Waiting[],
): Promise<{ readonly first: number; readonly last: AuditHead }> {
  const { audit } = deps.store.tables
  let head = known
  for (let tries = 0; tries < triesMax; tries += 1) {
    head ??= (await audit.head()) ?? emptyHead
    const entries = chained(
      head,
      batch.map(({ entry }) => entry),
    )
    const [added] = await deps.store.commit([audit.append(entries)])
    if (added) return { first: head.seq + 1, last: entries.at(-1) ?? head }
    head = undefined
    await new Promise<void>(resolve => deps.clock.after(deps.random.fraction() * pauseMsMax, resolve))
  }
  throw new PosthouseError('overloaded')
}
