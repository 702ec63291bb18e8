// A consistent copy of the record while it is in use. The copy appears under its name only when it is complete and on the disk (F15).
import { chmod, link, open, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'

/** Pages copied at a time, outside of the event loop. */
const pagesPerStep = 1_000

/** Copies the file at `path` to a new file at `target`, readable by its owner only. Rejects when `target` exists. */
export async function backUp(path: string, target: string): Promise<void> {
  const partial = `${target}.partial`
  await rm(partial, { force: true })
  await (await open(partial, 'wx', 0o600)).close()
  try {
    await copy(path, partial)
    await chmod(partial, 0o600)
    await flush(partial)
    // Unlike a rename, a link never replaces what stands there.
    await link(partial, target)
  } catch (cause) {
    throw new Error(`no backup was written to ${target}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
  } finally {
    await rm(partial, { force: true })
  }
  await flush(dirname(target))
}

async function copy(path: string, partial: string): Promise<void> {
  const source = new DatabaseSync(path, { readOnly: true })
  try {
    // The read transaction pins one state of the record, so that commits in between do not start the copy anew.
    source.exec('BEGIN; SELECT count(*) FROM migration')
    await backup(source, partial, { rate: pagesPerStep })
  } finally {
    source.close()
  }
}

async function flush(path: string): Promise<void> {
  const file = await open(path, 'r')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
