// The log beside a SQLite record. Commits move it into the file by themselves, but nothing of it can start over while somebody reads an
// older state of the record, such as a backup or another program's open transaction (F30): it then grows, which is told, and goes when they
// go. Emptied too when what was forgotten is to be gone (S52). Never waits long for a reader: the writer has commits to make. Runs in the
// writer thread.
import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** Size from which on the log is emptied by force, and its length told where it cannot be, bytes (F30). */
export const logBytesMax = 256 * 1024 * 1024
/** Commits between two looks at its size. */
export const commitsBetweenLooks = 64
/** For how long a long log waits for readers, ms: our own read one statement at a time. */
const readersWaitMs = 50

/** Keeps the log of one record. */
export interface LogKeeper {
  /** After each commit. Returns the length of a log that is too long and cannot be emptied, bytes, else 0. Throws what the disk says. */
  afterCommit(): number
  /**
   * Moves all of the log into the file and cuts it to nothing: deleted rows are overwritten in the file by `secure_delete`, and the log has
   * them until it starts over. Waits for nobody. Returns whether it is empty now. Throws what the disk says.
   */
  empty(): boolean
}

/** What keeping a log needs. */
export interface LogInput {
  /** The one that writes. */
  readonly connection: Pick<DatabaseSync, 'exec' | 'prepare'>
  /** Of the record. */
  readonly path: string
  /** How long the connection waits for locks otherwise, ms. */
  readonly busyTimeoutMs: number
  readonly bytesMax: number
}

/** Keeps the log beside the record at `path`. */
export function createLogKeeper({ connection, path, busyTimeoutMs, bytesMax }: LogInput): LogKeeper {
  let commits = 0
  let longBytes = 0

  function emptied(waitMs: number): boolean {
    connection.exec(`PRAGMA busy_timeout = ${waitMs}`)
    try {
      return Number(connection.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()?.['busy']) === 0
    } finally {
      connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`)
    }
  }

  return {
    afterCommit() {
      commits += 1
      if (commits % commitsBetweenLooks !== 0) return longBytes
      const bytes = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0
      longBytes = bytes > bytesMax && !emptied(readersWaitMs) ? bytes : 0
      return longBytes
    },
    empty: () => emptied(0),
  }
}
