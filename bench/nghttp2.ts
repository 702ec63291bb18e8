// The C programs of nghttp2 (Debian packages `nghttp2-server`, `nghttp2-client`): nghttpd, the server that every HTTP/2 client is
// measured against, and h2load, the limit. Both pinned to a core, so that the client has one and the server the other.
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../packages/server/src/base/testing/service.ts'
import { type Program, sourceFlags, startProgram } from './process.ts'

/** The core of every server. */
export const serverCore = '0'
/** The core of whoever is measured. */
export const clientCore = '1'

/** Debian keeps nghttpd where only an administrator's PATH looks. */
const env = { PATH: `${process.env['PATH']}:/usr/sbin:/usr/local/sbin` }
const run = promisify(execFile)

/** What is missing for this benchmark, as one line for a person; nothing when all is there. */
export async function missingTools(): Promise<string | undefined> {
  const packages = { nghttpd: 'nghttp2-server', h2load: 'nghttp2-client', taskset: 'util-linux' }
  for (const [tool, name] of Object.entries(packages)) {
    try {
      await run(tool, ['--version'], { env })
    } catch {
      return `${tool} is missing, so the HTTP/2 client cannot be measured; on Debian: apt-get install ${name}`
    }
  }
  return undefined
}

/** Starts a TypeScript file with this Node on a core. */
export async function startPinned(core: string, file: string, args: readonly string[]): Promise<Program> {
  return startProgram('taskset', ['-c', core, process.execPath, ...sourceFlags, file, ...args])
}

/** What nghttpd serves and how. */
export interface ServerOptions {
  readonly root: string
  readonly keyFile: string
  readonly certFile: string
  /** Requests at a time that it allows on a connection. */
  readonly streamsMax: number
}

/** Starts nghttpd; a POST to a path that has a file is answered 200 with the file, any other 404. */
export async function startNghttpd(
  options: ServerOptions,
): Promise<{ readonly program: Program; readonly url: string }> {
  const port = await freePort()
  const { streamsMax, root, keyFile, certFile } = options
  const server = ['nghttpd', '-a', '127.0.0.1', '-m', String(streamsMax), '-d', root, String(port), keyFile, certFile]
  // It keeps the files open that it has served, says nothing when it is ready, and does not notice when its parent is gone.
  const program = await startProgram(
    'sh',
    [
      '-c',
      'ulimit -n "$(ulimit -H -n)"; echo ready; exec setpriv --pdeathsig TERM "$@"',
      'sh',
      'taskset',
      '-c',
      serverCore,
      ...server,
    ],
    env,
    /^(ready)$/,
  )
  while (!(await answers(port))) await pause(20)
  return { program, url: `https://localhost:${port}` }
}

/** Writes the files that make nghttpd answer 200 to these paths. */
export async function writeRoot(root: string, files: ReadonlyMap<string, string>): Promise<void> {
  const folders = new Set([...files.keys()].map(path => join(root, path, '..')))
  for (const folder of folders) await mkdir(folder, { recursive: true })
  for (const [path, content] of files) await writeFile(join(root, path), content)
}

/** What h2load sends. */
export interface H2Load {
  readonly urls: readonly string[]
  readonly body: string
  /** The same for every request; h2load cannot vary them. */
  readonly headers: Readonly<Record<string, string>>
}

/** Puts load on a server; resolves with a function that sends so many requests and checks that each was answered 200. */
export async function h2load(
  load: H2Load,
  options: { readonly name: string; readonly place: string },
): Promise<(count: number, inFlight: number) => Promise<Sent>> {
  const urls = join(options.place, `${options.name}.urls`)
  const body = join(options.place, `${options.name}.body`)
  await writeFile(urls, load.urls.join('\n'))
  await writeFile(body, load.body)
  const headers = Object.entries(load.headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const fixed = ['-c', clientCore, 'h2load', '-c1', '-i', urls, '-d', body, ...headers]
  return async (count, inFlight) => {
    const usedMs = endedChildrenCpuMs()
    const startedMs = performance.now()
    const { stdout } = await run('taskset', [...fixed, `-m${inFlight}`, `-n${count}`], { env })
    const elapsedMs = performance.now() - startedMs
    const answered = Number(/status codes: (\d+) 2xx/.exec(stdout)?.[1])
    if (answered !== count) throw new Error(`h2load: ${answered} of ${count} were answered 200`)
    return { pushes: count, elapsedMs, cpuMs: endedChildrenCpuMs() - usedMs }
  }
}

/** Tells a peer what to send (`serve` of peers/h2-input.ts) and waits for its word. Throws when a push was not taken, and when a minute passes without any word. */
export async function sendBy(name: string, program: Program, order: string): Promise<Sent> {
  const usedMs = program.cpuMs()
  const said = program.line('sent')
  program.tell(order)
  const waiting = new AbortController()
  const silence = pause(silenceMsMax, `0 0 nothing was heard of it for ${silenceMsMax} ms`, waiting)
  const [pushes, elapsedMs, ...why] = (await Promise.race([said, silence])).split(' ')
  waiting.abort()
  if (why.length > 0) throw new Error(`${name}: ${why.join(' ')}`)
  return { pushes: Number(pushes), elapsedMs: Number(elapsedMs), cpuMs: program.cpuMs() - usedMs }
}

const silenceMsMax = 60_000

/** What was sent, in how much time, with how much CPU time of the sender's. */
export interface Sent {
  readonly pushes: number
  readonly elapsedMs: number
  readonly cpuMs: number
}

/** CPU time of the children that have ended, ms; h2load ends before it can be asked. */
function endedChildrenCpuMs(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) * 10
}

function answers(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}
