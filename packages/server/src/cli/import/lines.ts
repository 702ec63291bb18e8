// Cuts text into lines, piece by piece; for JSON Lines.

/** A line without its end. */
export interface Line {
  /** From 1. */
  readonly line: number
  readonly text: string
}

/** Most characters of one line; more is no file of rows. */
const lineCharsMax: number = 1024 * 1024

/** Cuts pieces into lines; `push` gives the lines that a piece completes, `end` the last one. Empty lines are left out. */
export class LineReader {
  #rest = ''
  #line = 0;

  /** Throws `RangeError` for a line that is too long. */
  *push(text: string): Generator<Line> {
    let from = 0
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
      const line = this.#next(this.#rest + text.slice(from, at))
      this.#rest = ''
      from = at + 1
      if (line) yield line
    }
    this.#rest += text.slice(from)
    if (this.#rest.length > lineCharsMax)
      throw new RangeError(`line ${this.#line + 1} has more than ${lineCharsMax} characters`)
  }

  *end(): Generator<Line> {
    const line = this.#next(this.#rest)
    if (line) yield line
  }

  #next(text: string): Line | undefined {
    this.#line += 1
    return text.trim() === '' ? undefined : { line: this.#line, text }
  }
}
