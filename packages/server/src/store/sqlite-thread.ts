// The writer thread seen from the main thread: it is started, given one group at a time, and ended. Knows no SQL.
import { Worker } from 'node:worker_threads'
import {
  floorFind,
  floorInsert,
  floorTable,
  migrationInsert,
  migrationLatest,
  migrations,
  migrationTable,
  sqliteColumns,
  worksWithOf,
} from './migrations.ts'
import type { GroupRequest, WriterReply, WriterRequest, WriterStart } from './sqlite-protocol.ts'

/** What a group's commit may answer. */
export type GroupReply = Extract<WriterReply, { kind: 'committed' | 'failed' }>

/** A running writer. Closing lets it close the file first. */
export interface WriterThread extends AsyncDisposable {
  /** One at a time: the next only after the answer to the one before. */
  commit(group: GroupRequest): Promise<GroupReply>
}

/** The thread's program: beside this file, in a checkout as well as beside a bundle. */
function writerUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? './sqlite-writer.ts' : './sqlite-writer.js', import.meta.url)
}

/** Starts the thread and waits until the file is open and its schema is new. Throws what keeps it from starting; later ends go to `onEnd`. */
export async function startWriter(
  { path, acceptRestore }: Pick<WriterStart, 'path' | 'acceptRestore'>,
  nowMs: number,
  onEnd: (message: string) => void,
): Promise<WriterThread> {
  const worker = new Worker(writerUrl(), {
    workerData: { ...writerStart(path, nowMs), acceptRestore },
    execArgv: [],
    name: 'sqlite-writer',
  })
  let answer: ((reply: WriterReply) => void) | undefined
  let isClosing = false
  const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()))
  const say = (reply: WriterReply): void => {
    const waiting = answer
    answer = undefined
    waiting?.(reply)
  }
  const end = (message: string): void => {
    say({ kind: 'failed', error: 'unknown', message })
    if (!isClosing) onEnd(message)
  }
  worker.on('message', say)
  worker.on('error', cause => end(`the writer thread broke: ${cause instanceof Error ? cause.message : String(cause)}`))
  worker.on('exit', code => end(`the writer thread ended with ${code}`))

  const first = await new Promise<WriterReply>(resolve => {
    answer = resolve
  })
  if (first.kind !== 'ready') {
    isClosing = true
    await ended
    throw new Error(`${path} cannot be opened: ${'message' in first ? first.message : first.kind}`)
  }
  return {
    commit(group) {
      return new Promise<GroupReply>(resolve => {
        // Between ready and the end the writer answers groups only.
        answer = reply => resolve(reply as GroupReply)
        post(worker, group)
      })
    },
    async [Symbol.asyncDispose]() {
      isClosing = true
      post(worker, { kind: 'close' })
      await ended
    },
  }
}

function post(worker: Worker, request: WriterRequest): void {
  worker.postMessage(request)
}

function writerStart(path: string, nowMs: number): Omit<WriterStart, 'acceptRestore'> {
  return {
    path,
    nowMs,
    migrationTable: migrationTable(sqliteColumns),
    migrationLatest,
    migrationInsert: migrationInsert.replaceAll('$', '?'),
    floorTable: floorTable(sqliteColumns),
    floorFind,
    floorInsert: floorInsert.replaceAll('$', '?'),
    migrations: migrations.map(migration => ({
      number: migration.number,
      name: migration.name,
      worksWith: worksWithOf(migration),
      statements: migration.statements(sqliteColumns),
    })),
  }
}
