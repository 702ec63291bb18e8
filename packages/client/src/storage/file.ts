// A shelf in one file, for programs on Node: a line of JSON per change, the last one counts. Appending a line costs a few µs where
// replacing a file costs a millisecond, and each message waits for it. A line that was cut off by the program's death is left out; when
// there are very many lines, what counts is written to a second file that then takes the first one's name.
import type { Shelf } from '../ports.ts'

/** The part of `node:fs` that is used. */
export interface Files {
  readFileSync(path: string, encoding: 'utf8'): string
  appendFileSync(path: string, text: string): void
  writeFileSync(path: string, text: string): void
  renameSync(from: string, to: string): void
}

/** Lines that count no more, after which the file is written anew. */
const linesMax = 2_000

/** A shelf in the file `path`, which may not exist yet; its folder does. Give it the module `node:fs`. */
export function fileShelf(files: Files, path: string): Shelf {
  const { values, lines, isWhole } = readAll(files, path)
  let old = isWhole ? lines - values.size : linesMax
  const change = (key: string, value: string | null): void => {
    if (value === null) values.delete(key)
    else values.set(key, value)
    const before = old
    // Until it is known to be whole: a cut-off line must not swallow the next one.
    old = linesMax
    if (before < linesMax) files.appendFileSync(path, lineOf(key, value))
    else {
      files.writeFileSync(`${path}.new`, [...values].map(([one, text]) => lineOf(one, text)).join(''))
      files.renameSync(`${path}.new`, path)
    }
    old = before < linesMax ? before + 1 : 0
  }
  return {
    get: async key => values.get(key),
    set: async (key, value) => change(key, value),
    remove: async key => change(key, null),
  }
}

function lineOf(key: string, value: string | null): string {
  return `${JSON.stringify([key, value])}\n`
}

interface Read {
  /** What counts. */
  readonly values: Map<string, string>
  readonly lines: number
  /** Every line is one of ours, and ended. */
  readonly isWhole: boolean
}

function readAll(files: Files, path: string): Read {
  const values = new Map<string, string>()
  const text = textOf(files, path)
  const all = text.split('\n').filter(line => line !== '')
  let isWhole = text === '' || text.endsWith('\n')
  for (const line of all) {
    const change = changeOf(line)
    if (!change) isWhole = false
    else if (change[1] === null) values.delete(change[0])
    else values.set(change[0], change[1])
  }
  return { values, lines: all.length, isWhole }
}

function textOf(files: Files, path: string): string {
  try {
    return files.readFileSync(path, 'utf8')
  } catch {
    // No file yet: an installation that begins.
    return ''
  }
}

function changeOf(line: string): readonly [string, string | null] | undefined {
  try {
    const read: unknown = JSON.parse(line)
    if (!Array.isArray(read) || typeof read[0] !== 'string') return undefined
    return typeof read[1] === 'string' || read[1] === null ? [read[0], read[1]] : undefined
  } catch {
    return undefined
  }
}
