// A SQLite file as a killed server leaves it: every commit was acknowledged, and most of them stand in the log alone.
import { equal } from 'node:assert/strict'
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** Pushes that were acknowledged. */
const pushes = 96
const program = join(import.meta.dirname, 'insert-until-killed.ts')

/** Makes the file at `path`, and resolves when the process that made it is dead. */
export async function killedWriter(path: string): Promise<void> {
  const child = fork(program, [path, String(pushes), 'stay'], { execArgv: process.execArgv })
  child.on('message', id => {
    if (Number(id) === pushes) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'exit')) as [number | null, string | null]
  equal(signal, 'SIGKILL')
}
