// Reads CSV after RFC 4180 from pieces of text: quotes, line breaks within quotes, CRLF and LF. Strict where a file is likely broken,
// because a reader that guesses shifts columns. Knows no header and no file.

/** One record. */
export interface CsvRecord {
  /** The line that it begins in, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

/** What is wrong with a file, and where. */
export class CsvError extends Error {
  override readonly name = 'CsvError'
  readonly line: number
  constructor(line: number, message: string) {
    super(message)
    this.line = line
  }
}

/** Most characters of one record. */
const recordCharsMax: number = 1024 * 1024
/** Most cells of one record. */
const cellsMax = 256

/**
 * Reads piece by piece: `push` gives the records that a piece completes, `end` the last one. A piece may end anywhere, within a quote
 * or a line break too. Empty lines are no records. Throws {@link CsvError}.
 */
export class CsvReader {
  /** `closed`: behind the quote that may have ended a cell, or may be the first of two. */
  #state: 'start' | 'plain' | 'quoted' | 'closed' = 'start'
  #cells: string[] = []
  #cell = ''
  #wasQuoted = false
  #afterReturn = false
  #chars = 0
  #line = 1
  #firstLine = 1;

  *push(text: string): Generator<CsvRecord> {
    let at = 0
    while (at < text.length) {
      if (this.#state === 'quoted') at = this.#quoted(text, at)
      else if (this.#state === 'closed' && text[at] === '"') at = this.#doubled(at)
      else if (this.#afterReturn && text[at] === '\n') at = this.#skip(at)
      else {
        this.#afterReturn = false
        const stop = this.#state === 'closed' ? at : plainEnd(text, at)
        this.#take(text.slice(at, stop))
        at = stop
        if (at === text.length) break
        const record = this.#mark(text[at])
        if (record) yield record
        at += 1
      }
    }
  }

  *end(): Generator<CsvRecord> {
    if (this.#state === 'quoted') throw new CsvError(this.#firstLine, 'a quote is opened and never closed')
    const record = this.#finish()
    if (record) yield record
  }

  /** Takes the text of a quoted cell up to the next quote. */
  #quoted(text: string, from: number): number {
    const quote = text.indexOf('"', from)
    const stop = quote === -1 ? text.length : quote
    const taken = text.slice(from, stop)
    this.#take(taken)
    for (let at = taken.indexOf('\n'); at !== -1; at = taken.indexOf('\n', at + 1)) this.#line += 1
    if (quote === -1) return stop
    this.#state = 'closed'
    return quote + 1
  }

  #doubled(at: number): number {
    this.#take('"')
    this.#state = 'quoted'
    return at + 1
  }

  #skip(at: number): number {
    this.#afterReturn = false
    return at + 1
  }

  #take(text: string): void {
    if (text === '') return
    this.#chars += text.length
    if (this.#chars > recordCharsMax)
      throw new CsvError(this.#firstLine, `a record has more than ${recordCharsMax} characters; is a quote missing?`)
    this.#cell += text
    if (this.#state === 'start') this.#state = 'plain'
  }

  /** A comma, a quote, the end of a line, or something that may not stand here. */
  #mark(char: string | undefined): CsvRecord | undefined {
    if (char === ',') {
      this.#endCell()
      return undefined
    }
    if (char === '"' && this.#state === 'start') {
      this.#state = 'quoted'
      this.#wasQuoted = true
      return undefined
    }
    if (char !== '\r' && char !== '\n') {
      const where = this.#state === 'closed' ? 'behind a cell in quotes' : 'within a cell without quotes'
      throw new CsvError(this.#line, `there is ${char === '"' ? 'a quote' : `"${char ?? ''}"`} ${where}`)
    }
    const record = this.#finish()
    this.#afterReturn = char === '\r'
    this.#line += 1
    this.#firstLine = this.#line
    return record
  }

  #endCell(): void {
    this.#cells.push(this.#cell)
    if (this.#cells.length > cellsMax) throw new CsvError(this.#firstLine, `a record has more than ${cellsMax} cells`)
    this.#cell = ''
    this.#state = 'start'
  }

  #finish(): CsvRecord | undefined {
    const isEmpty = this.#cells.length === 0 && this.#cell === '' && !this.#wasQuoted
    this.#endCell()
    const cells = this.#cells
    this.#cells = []
    this.#wasQuoted = false
    this.#chars = 0
    return isEmpty ? undefined : { line: this.#firstLine, cells }
  }
}

/** The index of the next comma, quote or line break. */
function plainEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charCodeAt(at)
    if (char === 0x2c || char === 0x22 || char === 0x0a || char === 0x0d) return at
  }
  return text.length
}
