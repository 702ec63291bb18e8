// A real nats-server for tests, Debian's: on a port that was free a moment ago, on 127.0.0.1, without storage.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { programPath } from '../../base/testing/debian.ts'

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

async function start(program: string, port: number, more: readonly string[]): Promise<ChildProcess> {
  let said = ''
  for (let attempt = 0; attempt < startsMax; attempt += 1) {
    const server = spawn(program, ['--addr', '127.0.0.1', '--port', String(port), ...more], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    said = ''
    const isReady = await new Promise<boolean>(resolve => {
      server.once('error', () => resolve(false))
      server.once('exit', () => resolve(false))
      // Read to its end, so that a talkative server is never blocked.
      createInterface(server.stderr).on('line', line => {
        said = `${said}${line}\n`.slice(-2_000)
        if (line.includes('Server is ready')) resolve(true)
      })
    })
    if (isReady) return server
  }
  throw new Error(`nats-server did not start: ${said}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address ? address.port : 0
}
