// One process per file (F20). The lock is SQLite's own exclusive lock on a small file beside the record: the system drops it with
// the process, however that ends, so there is never a stale one. The process id in a second file only serves the message.
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** Holds the file at `path` for this process until it is disposed. Throws when another process, or this one, holds it already. */
export function lockFile(path: string): Disposable {
  const lockPath = `${path}.lock`
  const pidPath = `${path}.pid`
  // Only where it is missing: closing a file anew would drop this process's own locks on it.
  if (!existsSync(lockPath)) writeFileSync(lockPath, '', { flag: 'a', mode: 0o600 })
  const connection = new DatabaseSync(lockPath, { timeout: 0 })
  try {
    // Never committed: it writes nothing, needs no journal, and ends with the connection.
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (cause) {
    connection.close()
    throw new Error(`${path} is in use by ${holderOf(pidPath)}: stop it first, or choose another data directory`, {
      cause,
    })
  }
  writeFileSync(pidPath, `${process.pid}\n`, { mode: 0o600 })
  return {
    [Symbol.dispose]() {
      if (connection.isOpen) connection.close()
    },
  }
}

function holderOf(pidPath: string): string {
  try {
    return `process ${readFileSync(pidPath, 'utf8').trim()}`
  } catch (cause) {
    // Between taking the lock and noting its id a process is nameless.
    return cause instanceof Error ? 'another process' : String(cause)
  }
}
