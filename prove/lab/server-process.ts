// The server under test: a child process that is started as a user starts it, and ended in the ways a user's machine ends it. Only
// the process that was started here is ever signalled, through its own handle.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

/** How a server is started. */
export interface ServerOptions {
  /** The data directory. */
  readonly data: string
  /** `postgres://…`; empty for SQLite in the data directory. */
  readonly database: string
  /** File of the running simulators. */
  readonly simulators: string
  readonly adminKey: string
  /** `place:hit` of base/failpoint.ts. */
  readonly failpoints: readonly string[]
  /** Leases are so many times shorter than a server's. */
  readonly leaseDivisor: number
  /** Takes everything it says. */
  readonly logFile: string
  /** More flags, as on the command line. */
  readonly more?: readonly string[]
  /** The program, where it is not this checkout's. */
  readonly program?: string
  /** The most that its objects may take, MiB, where it is less than Node grants. */
  readonly heapMiB?: number | undefined
}

/** How it ended. */
export interface ServerEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A server that said it is ready. */
export interface Server {
  readonly url: string
  readonly pid: number
  readonly ended: Promise<ServerEnd>
  readonly isRunning: boolean
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<ServerEnd>
  /** SIGTERM, and SIGKILL for one that does not end within {@link stopMsMax}; resolves when it is gone. */
  stop(): Promise<ServerEnd>
}

/** SIGTERM to exit (F19). */
export const stopMsMax = 10_000
/** A machine that is busy with other things gets as much again before a hang is called one. */
const hangMs = 2 * stopMsMax

/** It ended before it was ready: a failpoint of the start, or a fault. */
export class ServerNotReady extends Error {
  override readonly name = 'ServerNotReady'
  readonly end: ServerEnd
  constructor(end: ServerEnd, said: string) {
    super(`the server ended with ${end.signal ?? end.code} before it was ready: ${said}`)
    this.end = end
  }
}

const ownProgram = join(import.meta.dirname, '../../packages/server/src/main.ts')
const execArgv = ['--conditions=source', '--disable-warning=ExperimentalWarning']
/** What is kept of its last words. */
const saidMax = 2_000

/** Starts one and waits for its line `ready URL`. Throws {@link ServerNotReady}. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const heap = options.heapMiB === undefined ? [] : [`--max-old-space-size=${options.heapMiB}`]
  const child = spawn(
    process.execPath,
    [...execArgv, ...heap, options.program ?? ownProgram, 'serve', ...flagsOf(options)],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
        ...{ NODE_ENV: 'test', POSTHOUSE_ADMIN_KEY: options.adminKey },
      },
    },
  )
  const ended = once(child, 'exit').then(([code, signal]): ServerEnd => ({ code, signal }))
  const heard = listen(child, options.logFile)
  const url = await Promise.race([heard.url, ended])
  if (typeof url !== 'string') throw new ServerNotReady(url, heard.said())
  const send = async (signal: NodeJS.Signals): Promise<ServerEnd> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    return await ended
  }
  return {
    url,
    pid: child.pid ?? 0,
    ended,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null
    },
    kill: () => send('SIGKILL'),
    async stop() {
      const hung = setTimeout(() => child.kill('SIGKILL'), hangMs)
      try {
        return await send('SIGTERM')
      } finally {
        clearTimeout(hung)
      }
    },
  }
}

function flagsOf({
  data,
  database,
  simulators,
  failpoints,
  leaseDivisor,
  more = [],
}: ServerOptions): readonly string[] {
  return [
    ...['--port', '0', '--data', data, '--simulators', simulators, '--log-level', 'warn'],
    ...['--lease-divisor', String(leaseDivisor)],
    ...(database === '' ? [] : ['--database', database]),
    ...(failpoints.length === 0 ? [] : ['--failpoints', failpoints.join(',')]),
    ...more,
  ]
}

function listen(child: ChildProcess, logFile: string): { readonly url: Promise<string>; said(): string } {
  if (!child.stdout || !child.stderr) throw new Error('the server was started without pipes')
  const log = createWriteStream(logFile, { flags: 'a' })
  log.write(`--- process ${child.pid}\n`)
  child.once('close', () => log.end())
  let said = ''
  createInterface(child.stderr).on('line', line => {
    said = `${said}${line}\n`.slice(-saidMax)
    log.write(`${line}\n`)
  })
  const url = new Promise<string>(resolve => {
    createInterface(child.stdout as NonNullable<ChildProcess['stdout']>).on('line', line => {
      log.write(`${line}\n`)
      const found = /^ready (\S+)$/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
  return { url, said: () => said }
}
