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

/** How each line of a report begins. */
const reportStart = '{"line":'

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
 * Opens the journal of a file, `FILE.posthouse-import.json`. A dry run has none. Throws {@link CommandError} where the file is missing or
 * no regular one, where another import of it was interrupted, and where something else stands in the report's place. So do the journal's
 * functions where the disk does not take what they write.
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
  if (report === path || report === `${path}.new`) throw notOurs(report)
  const reportBytes = writing(report, () => cutReport(report, start.reportBytes))
  return {
    start: { ...start, reportBytes },
    refuse(rows, reportBytes) {
      if (rows.length === 0) return reportBytes
      const text = rows.map(row => `${JSON.stringify(row)}\n`).join('')
      writing(report, () => appendFileSync(report, text))
      return reportBytes + Buffer.byteLength(text)
    },
    save(progress) {
      if (dryRun) return
      writing(path, () => {
        writeFileSync(`${path}.new`, `${JSON.stringify({ ...head, ...progress })}\n`)
        renameSync(`${path}.new`, path)
      })
    },
    remove() {
      if (!dryRun) rmSync(path, { force: true })
    },
  }
}

function fingerprintOf(file: string): { readonly sizeBytes: number; readonly startHash: string } {
  const unreadable = (en: string, zh: string, cause?: unknown) =>
    new CommandError(exits.failed, { en: `${file} cannot be read: ${en}.`, zh: `无法读取 ${file}：${zh}。` }, { cause })
  let descriptor: number
  try {
    // It is read twice, and a pipe can be read once: opening it the second time would wait for ever.
    if (!statSync(file).isFile()) throw unreadable('it is no regular file', '不是普通文件')
    descriptor = openSync(file, 'r')
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    throw unreadable(textOf(cause), textOf(cause), cause)
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
  const found = objectOf(text) as (Progress & Readonly<Record<string, unknown>>) | undefined
  if (!found) {
    throw new CommandError(exits.failed, {
      en: `${path} is broken, so nobody knows how far the import came. Begin anew with --restart.`,
      zh: `${path} 已损坏，无法得知导入进度。请用 --restart 重新开始。`,
    })
  }
  const other = Object.keys(head).find(name => found[name] !== head[name])
  if (other === undefined) return found
  throw new CommandError(exits.failed, {
    en: `${path} is of another import (${other} differs). Finish that one, or begin anew with --restart.`,
    zh: `${path} 属于另一次导入（${other} 不同）。请先完成那次导入，或用 --restart 重新开始。`,
  })
}

/**
 * Cuts off what the report holds beyond the journal; an empty one is removed. Its length, which is less where somebody took it away. What
 * is there and is no report is somebody's own.
 */
function cutReport(report: string, bytes: number): number {
  const size = statSync(report, { throwIfNoEntry: false })?.size ?? 0
  if (size > 0 && !isReport(report)) throw notOurs(report)
  if (bytes === 0) rmSync(report, { force: true })
  else if (size > bytes) truncateSync(report, bytes)
  return Math.min(size, bytes)
}

/** Whether a file begins as reports do; a full disk may have cut one within its first line. */
function isReport(path: string): boolean {
  const descriptor = openSync(path, 'r')
  try {
    const start = Buffer.alloc(reportStart.length)
    return reportStart.startsWith(start.toString('latin1', 0, readSync(descriptor, start)))
  } finally {
    closeSync(descriptor)
  }
}

function notOurs(report: string): CommandError {
  return new CommandError(exits.failed, {
    en: `${report} is no report of refused rows, and would be overwritten. Name another file with --report.`,
    zh: `${report} 不是被拒绝行的报告，不能覆盖。请用 --report 指定其他文件。`,
  })
}

/** Does what writes a file; what the system says against it becomes a sentence. */
function writing<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    if (cause instanceof CommandError) throw cause
    const why = textOf(cause)
    throw new CommandError(
      exits.failed,
      { en: `${path} cannot be written: ${why}.`, zh: `无法写入 ${path}：${why}。` },
      { cause },
    )
  }
}

function objectOf(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
