// The high-water mark of a SQLite record (F23, F24, F33): each commit counts one further in the file itself, where a backup keeps it, and
// then in a small file beside it, which no backup has; only then is the commit answered. A record that counts less than the file beside it
// is an older copy that was put back, or its log lost commits that were acknowledged: SQLite drops a damaged frame and whatever follows it
// without a word. Somebody has to say that this is meant. The file beside is not flushed: a power cut may leave it behind the record, and a
// loss of what the system had not written of it by then is not noticed. Runs in the writer thread.
import { closeSync, constants, openSync, readFileSync, writeSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** The mark of an open record. */
export interface HighWaterMark {
  /** Within each transaction, before it commits. */
  beforeCommit(): void
  /** Once it is durable and before anybody hears of it: the file beside never counts more than the record. */
  afterCommit(): void
  /** After a transaction that was undone. */
  rolledBack(): void
  close(): void
}

type Connection = Pick<DatabaseSync, 'exec' | 'prepare'>

/**
 * Throws for a record at `path` that counts less than the file beside it, unless that is accepted. Comes before the record is opened for
 * writing: one that is refused stays as it was found, with its log, of which more may be readable than SQLite takes.
 */
export function refuseOlder(path: string, acceptRestore: boolean): void {
  const known = countBeside(markPathOf(path))
  if (known === undefined || acceptRestore) return
  const connection = new DatabaseSync(path, { readOnly: true })
  try {
    const count = countIn(connection)
    if (count < known) throw new Error(refusal(path, known, count))
  } finally {
    connection.close()
  }
}

/** Opens the mark of a record that was not refused. */
export function openMark(connection: Connection, path: string): HighWaterMark {
  let count = countIn(connection)
  let noted: number | undefined
  const changesMade = connection.prepare('SELECT total_changes() AS made')
  const changes = (): number => Number(changesMade.get()?.['made'])
  let changesCounted = changes()
  const file = openSync(markPathOf(path), constants.O_RDWR | constants.O_CREAT, 0o600)

  function note(): void {
    if (noted !== count) writeSync(file, `${String(count).padStart(digits)}\n`, 0)
    noted = count
  }
  note()
  return {
    beforeCommit() {
      const made = changes()
      // A commit that changes nothing waits for no disk, and shall not begin to.
      if (made === changesCounted) return
      changesCounted = made
      count += 1
      connection.exec(`PRAGMA user_version = ${count | 0}`)
      if ((count | 0) === 0) connection.exec(`PRAGMA application_id = ${count / wordSize}`)
    },
    afterCommit: note,
    rolledBack() {
      count = countIn(connection)
    },
    close: () => closeSync(file),
  }
}

/** As many characters as the longest count, so that a shorter one replaces a longer one. */
const digits = 16
/** Of the two numbers of 32 bits that SQLite keeps for programs in the head of the file; setting them is part of the transaction. */
const wordSize = 2 ** 32

function markPathOf(path: string): string {
  return `${path}.mark`
}

function refusal(path: string, known: number, count: number): string {
  return (
    `the record in ${path} is older than the one that was used here last (commit ${count} instead of ${known}): if a backup was put back` +
    ' on purpose, start once with --accept-restore; if not, its log is damaged: copy the files before anything else;' +
    ' docs/guides/backup.md says what is lost'
  )
}

/** `user_version` is the lower word, and `application_id` the upper one. */
function countIn(connection: Pick<Connection, 'prepare'>): number {
  const word = (pragma: string): number => Number(connection.prepare(`PRAGMA ${pragma}`).get()?.[pragma] ?? 0)
  return (word('user_version') >>> 0) + word('application_id') * wordSize
}

/** undefined: there is no file, or a power cut left it empty. */
function countBeside(markPath: string): number | undefined {
  try {
    const text = readFileSync(markPath, 'utf8').trim()
    return /^\d+$/.test(text) ? Number(text) : undefined
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
}
