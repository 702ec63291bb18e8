// Lines of user ids out of a text or CSV file, and the report on them as CSV. Pure.

/** A user id and the line that it stood in. */
export interface UserLine {
  /** Of the file, from 1. */
  readonly line: number
  readonly username: string
}

/** What became of a line. */
export interface LineEnd extends UserLine {
  readonly status: 'created' | 'updated' | 'unchanged' | 'refused'
  /** Why it was refused: the catalogue's key, empty where there is none, and the server's sentence. */
  readonly code: string
  readonly text: string
}

/** Most users of one label: nobody needs to import more into one. */
export const linesMax = 20_000

/** Reads lines; empty ones are passed over, and of a CSV with a heading the column `username`, or else the first, is taken. */
export function readLines(text: string): readonly UserLine[] {
  const rows = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .map((row, at) => ({ line: at + 1, cells: cellsOf(row) }))
    .filter(({ cells }) => cells.some(cell => cell !== ''))
  const heading = rows[0]?.cells.findIndex(cell => headings.has(cell.toLowerCase())) ?? -1
  const column = Math.max(0, heading)
  return rows.slice(heading >= 0 ? 1 : 0).map(({ line, cells }) => ({ line, username: cells[column] ?? '' }))
}

const headings: ReadonlySet<string> = new Set(['username', 'user', 'userid', 'user_id', 'user id'])

/** One row's cells, quotes taken off (RFC 4180 without line breaks inside a cell, which no user id has). */
function cellsOf(row: string): readonly string[] {
  const cells: string[] = []
  for (const match of row.matchAll(/(?:^|[,;\t])\s*(?:"((?:[^"]|"")*)"|([^,;\t]*))/g)) {
    cells.push((match[1]?.replaceAll('""', '"') ?? match[2] ?? '').trim())
  }
  return cells
}

/** User ids out of what somebody typed: apart by blanks, commas or lines; each once. */
export function typedUsers(text: string): readonly string[] {
  return [...new Set(text.split(/[\s,;，；、]+/).filter(one => one !== ''))]
}

/** The report: a line for each line. Cells that a spreadsheet would take for a formula begin with an apostrophe. */
export function reportCsv(ends: readonly LineEnd[]): string {
  const rows = ends.map(({ line, username, status, text }) => [String(line), username, status, text])
  return `\uFEFF${[['line', 'username', 'status', 'reason'], ...rows].map(row => row.map(cellText).join(',')).join('\r\n')}\r\n`
}

function cellText(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Batches of an import, in order. */
export function* batchesOf(lines: readonly UserLine[], size: number): Generator<readonly UserLine[]> {
  for (let at = 0; at < lines.length; at += size) yield lines.slice(at, at + size)
}
