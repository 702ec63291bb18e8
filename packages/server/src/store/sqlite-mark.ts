// The high-water mark of a SQLite record (F33): a count that grows with its commits stands in the file itself, where a backup keeps it,
// and in a small file beside it, which no backup has. A record that counts less than the file beside it is an older copy that was put
// back: what happened since is unknown to it, so somebody has to say that this is meant. Runs in the writer thread.
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** Between two counts, ms: a loss shorter than this is not noticed. */
const markEveryMs = 100

/** The mark of an open record. */
export interface HighWaterMark {
  /** Within each transaction, before it commits. */
  beforeCommit(): void
  /** Once it is durable: the file beside never counts more than the record. */
  afterCommit(): void
  /** After a transaction that was undone. */
  rolledBack(): void
  /** Counts what was not counted yet. */
  close(): void
}

/** What opening a mark needs. */
export interface MarkInput {
  readonly connection: Pick<DatabaseSync, 'exec' | 'prepare'>
  /** Of the record. */
  readonly path: string
  /** An older copy is meant to be used. */
  readonly acceptRestore: boolean
  readonly monotonic: () => number
}

/** Opens the mark of a record. Throws for an older copy, unless it is accepted. */
export function openMark({ connection, path, acceptRestore, monotonic }: MarkInput): HighWaterMark {
  const markPath = `${path}.mark`
  let count = countIn(connection)
  const known = countBeside(markPath)
  if (known !== undefined && isBefore(count, known) && !acceptRestore) throw new Error(refusal(path, known, count))
  const file = openSync(markPath, constants.O_RDWR | constants.O_CREAT, 0o600)
  let countedMs = Number.NEGATIVE_INFINITY
  let isUncounted = false
  let isNew = true

  function advance(): void {
    count = (count + 1) | 0
    connection.exec(`PRAGMA user_version = ${count}`)
    isNew = true
    isUncounted = false
  }
  function note(): void {
    if (isNew) writeSync(file, `${String(count).padStart(digits)}\n`, 0)
    isNew = false
  }
  note()
  return {
    beforeCommit() {
      const nowMs = monotonic()
      isUncounted = true
      if (nowMs - countedMs < markEveryMs) return
      countedMs = nowMs
      advance()
    },
    afterCommit: note,
    rolledBack() {
      count = countIn(connection)
      isNew = false
    },
    close() {
      try {
        if (isUncounted) advance()
        note()
      } finally {
        closeSync(file)
      }
    },
  }
}

/** As many characters as the longest count, so that a shorter one replaces a longer one. */
const digits = 11

function refusal(path: string, known: number, count: number): string {
  return (
    `the record in ${path} is older than the one that was used here last (commit ${count} instead of ${known}): if a backup was put back` +
    ' on purpose, start once with --accept-restore; docs/guides/backup.md says what is lost'
  )
}

/** SQLite keeps 32 bits for programs in the head of the file; setting them is part of the transaction. */
function countIn(connection: Pick<DatabaseSync, 'prepare'>): number {
  return Number(connection.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0)
}

/** undefined: there is no file, or a power cut left it empty. */
function countBeside(markPath: string): number | undefined {
  try {
    const text = readFileSync(markPath, 'utf8').trim()
    return /^-?\d+$/.test(text) ? Number(text) : undefined
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}

/** Counts of 32 bits follow each other in a circle (RFC 1982); at ten a second half of it is seven years. */
function isBefore(count: number, known: number): boolean {
  return ((known - count) | 0) > 0
}
