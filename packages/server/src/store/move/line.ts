// A row as one line, the same for both engines: PostgreSQL's text format of COPY, spelt as PostgreSQL spells it, so that the bytes
// that are copied are the bytes that are compared. Pure; knows no engine.

/** What a column holds. */
export type ColumnKind = 'int' | 'text' | 'bytes'

/** A value as the engines' drivers take it. */
export type Cell = bigint | string | Uint8Array | null

/** A text that PostgreSQL cannot hold. */
class NulInText extends Error {
  override readonly name = 'NulInText'
  constructor() {
    super('a text holds a NUL character, which PostgreSQL cannot store')
  }
}

// https://www.postgresql.org/docs/18/sql-copy.html, "Text Format": these and no others are what COPY TO writes.
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
}
const plainOf: ReadonlyMap<string, string> = new Map(Object.entries(escapes).map(([plain, text]) => [text, plain]))

const isToEscape = /[\\\b-\r]/
const toEscape = /[\\\b-\r]/g
const escaped = /\\./g
const nullCell = '\\N'

/** A text as it stands in a line. Throws {@link NulInText}. */
function escapeText(text: string): string {
  if (text.includes('\0')) throw new NulInText()
  return isToEscape.test(text) ? text.replace(toEscape, character => escapes[character] ?? character) : text
}

/** A line, with its end, of cells whose integers are decimal and whose bytes are `\\x` and hexadecimal digits already. */
export function lineOf(cells: readonly (string | null)[], kinds: readonly ColumnKind[]): string {
  let line = ''
  for (const [at, cell] of cells.entries()) {
    if (at > 0) line += '\t'
    line += cell === null ? nullCell : kinds[at] === 'text' ? escapeText(cell) : cell
  }
  return `${line}\n`
}

/** The values of a line without its end. Throws when it has another number of cells. */
export function cellsOf(line: string, kinds: readonly ColumnKind[]): readonly Cell[] {
  const cells = line.split('\t')
  if (cells.length !== kinds.length)
    throw new Error(`a row with ${cells.length} columns, ${kinds.length} were expected`)
  return cells.map((cell, at) => cellOf(cell, kinds[at] ?? 'text'))
}

function cellOf(cell: string, kind: ColumnKind): Cell {
  if (cell === nullCell) return null
  if (kind === 'int') return BigInt(cell)
  if (kind === 'bytes') return Uint8Array.from(Buffer.from(cell.slice(3), 'hex'))
  return cell.includes('\\') ? cell.replace(escaped, text => plainOf.get(text) ?? text) : cell
}

const lineEnd = 10

/** How many lines end in a piece. */
export function lineEnds(piece: Uint8Array): number {
  let count = 0
  for (let at = piece.indexOf(lineEnd); at >= 0; at = piece.indexOf(lineEnd, at + 1)) count += 1
  return count
}

/** The lines of a stream that is cut anywhere, some at a time, without their ends. Throws when the last one has none. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  let rest: Uint8Array[] = []
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(lineEnd)
    if (end < 0) {
      rest.push(piece)
      continue
    }
    const whole = Buffer.concat([...rest, piece.subarray(0, end)])
    rest = end + 1 < piece.length ? [piece.subarray(end + 1)] : []
    yield whole.toString('utf8').split('\n')
  }
  if (rest.length > 0) throw new Error('the rows ended within a row')
}
