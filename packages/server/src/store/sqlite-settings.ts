// What a connection that writes must be set to, read back because a library's default once made acknowledged rows disappear:
// with `synchronous` below FULL a power cut takes what was answered with 200 (reliability F22). Imports nothing but the engine.
import type { DatabaseSync } from 'node:sqlite'

/** The part of a connection that is needed here. */
export type SettingsConnection = Pick<DatabaseSync, 'exec' | 'prepare'>

/** Oldest SQLite: an earlier one can corrupt a file when it resets the log (fixed in 3.51.3). */
const sqliteVersionMin = '3.51.3'

/** Pages after which a commit also moves the log into the file: 16 MiB. */
const checkpointPages = 4_000
/** Bytes to which the log is cut when it starts over. */
const logBytesKept = 64 * 1024 * 1024

const settings: readonly {
  readonly pragma: string
  readonly value: string | number
  readonly readBack: string | number
}[] = [
  { pragma: 'journal_mode', value: 'WAL', readBack: 'wal' },
  { pragma: 'synchronous', value: 'FULL', readBack: 2 },
  { pragma: 'secure_delete', value: 'ON', readBack: 1 },
  { pragma: 'trusted_schema', value: 'OFF', readBack: 0 },
  // A statement that changes many pages keeps the old ones until it is done. In a file of its own, it fails, and the record with it, where
  // the process has no descriptor left or the disk of temporary files is full (F108).
  { pragma: 'temp_store', value: 'MEMORY', readBack: 2 },
  { pragma: 'wal_autocheckpoint', value: checkpointPages, readBack: checkpointPages },
  { pragma: 'journal_size_limit', value: logBytesKept, readBack: logBytesKept },
]

/** Sets everything and reads it back. Throws with what differs. */
export function applySettings(connection: SettingsConnection): void {
  for (const { pragma, value } of settings) connection.exec(`PRAGMA ${pragma} = ${value}`)
  verifySettings(connection)
}

/** Reads the settings back; once more after the first statements, since libraries have changed them there. Throws with what differs. */
export function verifySettings(connection: SettingsConnection): void {
  for (const { pragma, readBack } of settings) {
    const found = Object.values(connection.prepare(`PRAGMA ${pragma}`).get() ?? {})[0]
    if (found !== readBack && Number(found) !== readBack)
      throw new Error(`SQLite runs with ${pragma} = ${String(found)}, but ${readBack} was set: not safe to write`)
  }
}

/** Throws when this SQLite is older than the one that is safe. */
export function checkVersion(version: string | undefined): void {
  if (version === undefined || compareVersions(version, sqliteVersionMin) < 0)
    throw new Error(
      `SQLite ${version ?? 'of unknown version'} is too old: at least ${sqliteVersionMin} is needed, use a newer Node`,
    )
}

function compareVersions(left: string, right: string): number {
  const rights = right.split('.').map(Number)
  const differences = left.split('.').map((part, index) => Number(part) - (rights[index] ?? 0))
  return differences.find(difference => difference !== 0) ?? 0
}
