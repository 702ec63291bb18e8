// A real PgBouncer for tests, Debian's, before a PostgreSQL of a test: it gives a server's connection to each transaction. It refuses to
// run as root: then it runs as `nobody`.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { programPath } from '../../base/testing/debian.ts'
import { freePort, startService } from '../../base/testing/service.ts'

/** A running pooler. Stopping twice is harmless. */
export interface TestPgBouncer extends AsyncDisposable {
  /** The way to the database of a server's URL through it. */
  through(url: string): string
  stop(): Promise<void>
}

/** Starts until one takes: the port may be lost to others. */
const startsMax = 10
const nobody = 65_534

/** Starts one before the server of `url`; `settings` are lines of its configuration such as `{ default_pool_size: '2' }`. */
export async function startPgBouncer(
  url: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<TestPgBouncer> {
  const program = await programPath({ title: 'PgBouncer', names: ['pgbouncer'], debianPackage: 'pgbouncer' })
  const place = await mkdtemp(join(tmpdir(), 'posthouse-pgbouncer-'))
  const { server, port } = await start(program, place, new URL(url).port, settings)

  async function stop(): Promise<void> {
    if (server.exitCode === null && server.signalCode === null) {
      const ended = once(server, 'exit')
      // At once: to another signal it waits for its clients.
      server.kill('SIGTERM')
      await ended
    }
    await rm(place, { recursive: true, force: true })
  }
  return {
    through(direct) {
      const pooled = new URL(direct)
      pooled.port = String(port)
      return pooled.href
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Each attempt has a port of its own: `port` is the one that took. */
async function start(
  program: string,
  place: string,
  serverPort: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ readonly server: ChildProcess; readonly port: number }> {
  let port = 0
  const server = await startService({
    title: 'PgBouncer',
    async spawn() {
      port = await freePort()
      const file = join(place, 'pgbouncer.ini')
      await writeFile(join(place, 'users.txt'), '"postgres" ""\n')
      await writeFile(file, configuration(place, serverPort, { ...settings, listen_port: String(port) }))
      await give(place)
      return spawn(program, [file], { stdio: ['ignore', 'ignore', 'pipe'], ...identity() })
    },
    readyMark: /process up/,
    startsMax,
  })
  return { server, port }
}

function configuration(place: string, serverPort: string, settings: Readonly<Record<string, string>>): string {
  const all = {
    listen_addr: '127.0.0.1',
    unix_socket_dir: '',
    auth_type: 'trust',
    auth_file: join(place, 'users.txt'),
    pool_mode: 'transaction',
    default_pool_size: '6',
    max_client_conn: '200',
    // Each database has a pool of its own, and tests make many.
    server_idle_timeout: '1',
    ...settings,
  }
  const lines = Object.entries(all).map(([name, value]) => `${name} = ${value}`)
  return ['[databases]', `* = host=127.0.0.1 port=${serverPort}`, '[pgbouncer]', ...lines, ''].join('\n')
}

function identity(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
}

async function give(path: string): Promise<void> {
  await chmod(path, 0o700)
  if (process.getuid?.() !== 0) return
  for (const file of [path, join(path, 'users.txt'), join(path, 'pgbouncer.ini')]) await chown(file, nobody, nobody)
}
