// A file of rows, read piece by piece: memory does not grow with it. UTF-8 only, with or without a byte order mark; a row that cannot be
// read is a refused row, a file that cannot be read ends the import.
import { createReadStream } from 'node:fs'
import { JsonRefused, parseJson } from '../../base/json.ts'
import type { ImportRow } from '../../domain/import-row.ts'
import { CommandError, exits } from '../exit.ts'
import { CsvError, CsvReader } from './csv.ts'
import { LineReader } from './lines.ts'
import type { RowRefusal } from './presets.ts'

/** How a file is written. */
export type SourceFormat = 'jsonl' | 'csv'

/** One record of a file: an object, or why it is none. */
export type SourceRecord =
  | { readonly line: number; readonly value: ImportRow }
  | { readonly line: number; readonly refusal: RowRefusal }

/** The records of a file, in order. Throws {@link CommandError}. */
export async function* recordsOf(path: string, format: SourceFormat): AsyncGenerator<SourceRecord> {
  const reader = format === 'csv' ? new CsvRows() : new JsonRows()
  try {
    for await (const text of textOf(path)) yield* reader.push(text)
    yield* reader.end()
  } catch (cause) {
    throw unreadable(path, cause)
  }
}

/** The file's text in pieces; its byte order mark is left out. Throws `TypeError` for bytes that are no UTF-8. */
async function* textOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for await (const chunk of createReadStream(path)) yield decoder.decode(chunk as Buffer, { stream: true })
  yield decoder.decode()
}

class JsonRows {
  readonly #lines = new LineReader();

  *push(text: string): Generator<SourceRecord> {
    for (const { line, text: json } of this.#lines.push(text)) yield readJson(line, json)
  }

  *end(): Generator<SourceRecord> {
    for (const { line, text: json } of this.#lines.end()) yield readJson(line, json)
  }
}

function readJson(line: number, text: string): SourceRecord {
  try {
    const value = parseJson(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { line, value: value as ImportRow }
    return { line, refusal: { code: 'json_unreadable', text: 'the line is no JSON object' } }
  } catch (cause) {
    if (!(cause instanceof JsonRefused)) throw cause
    return { line, refusal: { code: 'json_unreadable', text: cause.message } }
  }
}

/** CSV below a header: an empty cell is an absent member. */
class CsvRows {
  readonly #csv = new CsvReader()
  #header: readonly string[] | undefined;

  *push(text: string): Generator<SourceRecord> {
    for (const { line, cells } of this.#csv.push(text)) yield* this.#read(line, cells)
  }

  *end(): Generator<SourceRecord> {
    for (const { line, cells } of this.#csv.end()) yield* this.#read(line, cells)
  }

  *#read(line: number, cells: readonly string[]): Generator<SourceRecord> {
    if (this.#header === undefined) {
      this.#header = headerOf(line, cells)
      return
    }
    if (cells.length !== this.#header.length) {
      const text = `the row has ${cells.length} cells, and the header ${this.#header.length}`
      yield { line, refusal: { code: 'argument_illegal', text } }
      return
    }
    const members = this.#header.map((name, index) => [name, cells[index] ?? ''] as const)
    yield { line, value: Object.fromEntries(members.filter(([, cell]) => cell !== '').map(typedCell)) }
  }
}

function headerOf(line: number, cells: readonly string[]): readonly string[] {
  const names = cells.map(cell => cell.trim())
  if (names.includes('')) throw new CsvError(line, 'a column of the header has no name')
  if (new Set(names).size < names.length) throw new CsvError(line, 'the header names a column twice')
  if (names.includes('__proto__')) throw new CsvError(line, 'the header names a column "__proto__"')
  return names
}

/** Text is all that CSV has; the one member that is no text is spelt out. */
function typedCell([name, cell]: readonly [string, string]): readonly [string, unknown] {
  if (name !== 'activated') return [name, cell]
  if (/^true$/i.test(cell)) return [name, true]
  return [name, /^false$/i.test(cell) ? false : cell]
}

function unreadable(path: string, cause: unknown): unknown {
  if (!(cause instanceof Error)) return cause
  const { code } = cause as { readonly code?: unknown }
  const isText = code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  if (!isText && typeof code !== 'string' && !(cause instanceof CsvError) && !(cause instanceof RangeError))
    return cause
  const place = cause instanceof CsvError ? `${path}:${cause.line}` : path
  const en = isText ? 'it is not UTF-8; save it as UTF-8' : cause.message
  const zh = isText ? '文件不是 UTF-8 编码，请另存为 UTF-8' : cause.message
  return new CommandError(
    exits.failed,
    { en: `${place} cannot be read: ${en}.`, zh: `无法读取 ${place}：${zh}。` },
    { cause },
  )
}
