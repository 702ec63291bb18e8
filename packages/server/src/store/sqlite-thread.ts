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
/** What emptying the log may answer. */
export type LogReply = Extract<WriterReply, { kind: 'log' | 'failed' }>

/** A running writer, which answers in the order in which it was asked. Closing lets it close the file first. */
export interface WriterThread extends AsyncDisposable {
  /** One at a time: the next only after the answer to the one before. */
  commit(group: GroupRequest): Promise<GroupReply>
  /** Empties the log, where nobody reads an older state of the file. */
  emptyLog(): Promise<LogReply>
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
  /** Those who wait: whoever gathers groups, and whoever empties the log. */
  const waiting: ((reply: WriterReply) => void)[] = []
  let isClosing = false
  let broken: WriterReply | undefined
  const ended = new Promise<void>(resolve => worker.once('exit', () => resolve()))
  const end = (message: string): void => {
    broken = { kind: 'failed', error: 'unknown', message }
    for (const answer of waiting.splice(0)) answer(broken)
    if (!isClosing) onEnd(message)
  }
  worker.on('message', (reply: WriterReply) => waiting.shift()?.(reply))
  worker.on('error', cause => end(`the writer thread broke: ${cause instanceof Error ? cause.message : String(cause)}`))
  worker.on('exit', code => end(`the writer thread ended with ${code}`))

  const first = await new Promise<WriterReply>(resolve => {
    waiting.push(resolve)
  })
  if (first.kind !== 'ready') {
    isClosing = true
    await ended
    throw new Error(`${path} cannot be opened: ${'message' in first ? first.message : first.kind}`)
  }
  /** Between ready and the end the writer answers each request with a reply of its kind. */
  const ask = <R extends WriterReply>(request: WriterRequest): Promise<R> =>
    new Promise<R>(resolve => {
      if (broken) return resolve(broken as R)
      waiting.push(reply => resolve(reply as R))
      post(worker, request)
    })
  return {
    commit: group => ask<GroupReply>(group),
    emptyLog: () => ask<LogReply>({ kind: 'empty-log' }),
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
