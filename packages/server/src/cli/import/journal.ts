// What an import remembers beside its file: how far it came, so that the same command goes on there; and the refused rows. Both are
// written behind each batch, the journal last: what the report holds beyond the journal is cut off when the import goes on.
import {
  appendFileSync,
  closeSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { kibibyte } from '@posthouse/protocol'
import { sha256Hex } from '../../base/crypto.ts'
import { CommandError, exits } from '../exit.ts'
import { type LinedRefusal, type Place, startPlace } from './batches.ts'

/** What an import is: another one does not go on where this one stopped. */
export interface ImportIdentity {
  readonly server: string
  readonly app: string
  readonly kind: string
  readonly format: string
  readonly map: string | null
  readonly createUsers: boolean
  readonly report: string
}

/** How many rows ended how. */
export interface ImportCounts {
  readonly rows: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly refused: number
}

/** How far an import came. */
export interface Progress {
  readonly place: Place
  readonly counts: ImportCounts
  /** Length of the report, bytes. */
  readonly reportBytes: number
}

/** The beginning of an import. */
const nothingDone: Progress = {
  place: startPlace,
  counts: { rows: 0, created: 0, updated: 0, unchanged: 0, refused: 0 },
  reportBytes: 0,
}

/** So much of the file's start tells it from another. */
const startBytes: number = 64 * kibibyte

/** The journal and the report of one import. */
export interface Journal {
  readonly start: Progress
  /** Adds refused rows to the report; resolves with its length. */
  refuse(rows: readonly LinedRefusal[], reportBytes: number): number
  save(progress: Progress): void
  /** The import is complete. */
  remove(): void
}

/**
 * Opens the journal of a file, `FILE.posthouse-import.json`. A dry run has none. Throws {@link CommandError} where the file is missing, or
 * another import of it was interrupted.
 */
export function openJournal(
  file: string,
  identity: ImportIdentity,
  { restart, dryRun }: { readonly restart: boolean; readonly dryRun: boolean },
): Journal {
  const fingerprint = fingerprintOf(file)
  const path = `${file}.posthouse-import.json`
  const head = { version: 1, ...identity, ...fingerprint }
  const start = restart || dryRun ? nothingDone : (readProgress(path, head) ?? nothingDone)
  const { report } = identity
  const reportBytes = cutReport(report, start.reportBytes)
  return {
    start: { ...start, reportBytes },
    refuse(rows, reportBytes) {
      if (rows.length === 0) return reportBytes
      const text = rows.map(row => `${JSON.stringify(row)}\n`).join('')
      appendFileSync(report, text)
      return reportBytes + Buffer.byteLength(text)
    },
    save(progress) {
      if (dryRun) return
      writeFileSync(`${path}.new`, `${JSON.stringify({ ...head, ...progress })}\n`)
      renameSync(`${path}.new`, path)
    },
    remove() {
      if (!dryRun) rmSync(path, { force: true })
    },
  }
}

function fingerprintOf(file: string): { readonly sizeBytes: number; readonly startHash: string } {
  let descriptor: number
  try {
    descriptor = openSync(file, 'r')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(
      exits.failed,
      { en: `${file} cannot be read: ${why}.`, zh: `无法读取 ${file}：${why}。` },
      { cause },
    )
  }
  try {
    const start = Buffer.alloc(startBytes)
    const read = readSync(descriptor, start, 0, startBytes, 0)
    const startHash = sha256Hex(start.subarray(0, read))
    return { sizeBytes: fstatSync(descriptor).size, startHash }
  } finally {
    closeSync(descriptor)
  }
}

function readProgress(path: string, head: Readonly<Record<string, unknown>>): Progress | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw cause
  }
  const found = JSON.parse(text) as Progress & Readonly<Record<string, unknown>>
  const other = Object.keys(head).find(name => found[name] !== head[name])
  if (other === undefined) return found
  throw new CommandError(exits.failed, {
    en: `${path} is of another import (${other} differs). Finish that one, or begin anew with --restart.`,
    zh: `${path} 属于另一次导入（${other} 不同）。请先完成那次导入，或用 --restart 重新开始。`,
  })
}

/** Cuts off what the report holds beyond the journal; an empty one is removed. Its length, which is less where somebody took it away. */
function cutReport(report: string, bytes: number): number {
  const size = statSync(report, { throwIfNoEntry: false })?.size ?? 0
  if (bytes === 0) rmSync(report, { force: true })
  else if (size > bytes) truncateSync(report, bytes)
  return Math.min(size, bytes)
}
