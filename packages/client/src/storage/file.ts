// A shelf in one JSON file, for programs on Node: written whole to a second file that then takes the first one's name, so that a
// program that dies while it writes leaves the earlier state.
import type { Shelf } from '../ports.ts'

/** The part of `node:fs/promises` that is used. */
export interface Files {
  readFile(path: string, encoding: 'utf8'): Promise<string>
  writeFile(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
}

/** A shelf in the file `path`, which may not exist yet; its folder does. Give it the module `node:fs/promises`. */
export function fileShelf(files: Files, path: string): Shelf {
  let turn: Promise<Record<string, string>> = readAll(files, path)
  const change = (edit: (values: Record<string, string>) => void): Promise<void> => {
    const before = turn
    const written = before.then(async values => {
      edit(values)
      await files.writeFile(`${path}.new`, JSON.stringify(values))
      await files.rename(`${path}.new`, path)
    })
    // Whoever comes next waits for this write, and is not harmed by its failure.
    turn = written.then(
      () => before,
      () => before,
    )
    return written
  }
  return {
    get: async key => (await turn)[key],
    set: (key, value) =>
      change(values => {
        values[key] = value
      }),
    remove: key =>
      change(values => {
        delete values[key]
      }),
  }
}

async function readAll(files: Files, path: string): Promise<Record<string, string>> {
  try {
    const read: unknown = JSON.parse(await files.readFile(path, 'utf8'))
    return typeof read === 'object' && read !== null ? { ...(read as Record<string, string>) } : {}
  } catch {
    // No file yet, or one that is none of ours: begin anew, as after an installation.
    return {}
  }
}
