// The mark beside a SQLite file whose record was moved: two servers that each hold a copy would send what is open twice. The file
// itself stays as it was; who wants it back removes the mark.
import { existsSync, readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname } from 'node:path'

const markOf = (path: string): string => `${path}.moved`

/** Throws when the record at `path` was moved. */
export function refuseMovedFile(path: string): void {
  const mark = markOf(path)
  if (!existsSync(mark)) return
  const to = readFileSync(mark, 'utf8').trim()
  throw new Error(
    `the record in ${path} was moved to ${to}: start with --database there; to use this older copy nevertheless, remove ${mark}`,
  )
}

/** Marks the file; durable when it resolves. */
export async function markFileMoved(path: string, to: string): Promise<void> {
  const file = await open(markOf(path), 'w', 0o600)
  try {
    await file.writeFile(`${to}\n`)
    await file.sync()
  } finally {
    await file.close()
  }
  await flush(dirname(path))
}

async function flush(directory: string): Promise<void> {
  const handle = await open(directory, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
