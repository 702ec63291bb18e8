// Looks at a copy of a SQLite record without using it: is it whole, how new is it, what is in it? Writes nothing, not even beside it.
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { knownStep } from '../migrations.ts'
import type { TableSum } from './move-record.ts'
import { sqliteReading } from './sqlite-end.ts'

/** What was found. */
export interface CopyReport {
  /** What SQLite says is damaged; none where it is whole. */
  readonly faults: readonly string[]
  /** The step of its schema, and the one that this program knows. */
  readonly step: number
  readonly knownStep: number
  /** By name; empty where the copy is damaged. */
  readonly tables: readonly TableSum[]
  /** When the newest push was accepted, epoch ms. */
  readonly newestMs: number | undefined
  /** Of the master key. */
  readonly canary: Uint8Array | undefined
}

/** Most faults that are listed. */
const faultsMax = 20

/** Reads the whole copy once. Throws where the file is missing, in use or no record. */
export async function checkCopy(path: string): Promise<CopyReport> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new Error(`${path} is no file`)
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false })
  if (log && log.size > 0)
    throw new Error(`${path} is in use, or a log lies beside it: check a copy that posthouse backup made`)
  const url = pathToFileURL(path)
  // Nothing else changes the file, so SQLite needs no lock and leaves nothing beside it.
  url.searchParams.set('immutable', '1')
  const connection = new DatabaseSync(url, { readOnly: true })
  try {
    return await report(connection)
  } finally {
    connection.close()
  }
}

async function report(connection: DatabaseSync): Promise<CopyReport> {
  const end = sqliteReading(connection)
  const faults = faultsOf(connection)
  if (faults.length > 0) return { faults, ...steps(0), tables: [], newestMs: undefined, canary: undefined }
  const tables: TableSum[] = []
  for (const table of await end.shapes()) {
    const hash = createHash('sha256')
    for await (const piece of end.rows(table)) hash.update(piece)
    tables.push({ name: table.name, rows: await end.count(table), digest: hash.digest('hex') })
  }
  const canary = connection.prepare('SELECT sealed FROM canary').get()?.['sealed']
  return {
    faults,
    ...steps(await end.schema()),
    tables,
    newestMs: (await end.span())?.untilMs,
    canary: canary instanceof Uint8Array ? canary : undefined,
  }
}

function steps(step: number): Pick<CopyReport, 'step' | 'knownStep'> {
  return { step, knownStep: knownStep() }
}

function faultsOf(connection: DatabaseSync): readonly string[] {
  try {
    const found = connection.prepare(`PRAGMA integrity_check(${faultsMax})`).all()
    return found.map(row => String(row['integrity_check'])).filter(text => text !== 'ok')
  } catch (cause) {
    // A head or a page that cannot be read is a fault like those that the check lists.
    if (cause instanceof Error) return [cause.message]
    throw cause
  }
}
