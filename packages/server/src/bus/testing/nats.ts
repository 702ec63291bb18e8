// A real nats-server for tests, Debian's: on a port that was free a moment ago, on 127.0.0.1, without storage.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { programPath } from '../../base/testing/debian.ts'
import { freePort, startService } from '../../base/testing/service.ts'

/** A running server. Stopping twice is harmless. */
export interface TestNats extends AsyncDisposable {
  /** `nats://127.0.0.1:port`. */
  readonly url: string
  readonly port: number
  /** Its process id. */
  readonly pid: number
  /** Ends it by SIGKILL and waits for its end (F46). */
  kill(): Promise<void>
  /** Starts it again on the same port; resolves once it listens. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** Starts until one takes: the port may be lost to others. */
const startsMax = 10

/** Starts a server; `more` are further arguments, such as `['--auth', 'secret']`. */
export async function startNats(more: readonly string[] = []): Promise<TestNats> {
  const program = await programPath({ title: 'nats-server', names: ['nats-server'], debianPackage: 'nats-server' })
  const port = await freePort()
  let server = await start(program, port, more)
  async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    // A server that was stopped by SIGSTOP hears nothing else.
    if (signal === 'SIGTERM') server.kill('SIGCONT')
    await ended
  }
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    get pid() {
      return server.pid ?? 0
    },
    kill: () => end('SIGKILL'),
    async restart() {
      server = await start(program, port, more)
    },
    stop: () => end('SIGTERM'),
    [Symbol.asyncDispose]: () => end('SIGTERM'),
  }
}

function start(program: string, port: number, more: readonly string[]): Promise<ChildProcess> {
  return startService({
    title: 'nats-server',
    spawn: () =>
      spawn(program, ['--addr', '127.0.0.1', '--port', String(port), ...more], { stdio: ['ignore', 'ignore', 'pipe'] }),
    readyMark: /Server is ready/,
    startsMax,
  })
}
