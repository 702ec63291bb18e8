// A whole server with its sandbox as a process of its own, started as an operator starts it, for tests of what a machine does to a
// process: to its files, its memory, its standard streams.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { noRates } from '@posthouse/protocol'
import { Agent, request } from 'undici'
import type { Demo } from '../demo.ts'

/** How it is started. */
export interface ChildServerOptions {
  /** More flags, as on the command line. */
  readonly flags?: readonly string[]
  /** Put before the program: `prlimit` with its flags, for one. */
  readonly within?: readonly string[]
  /** Node's own flags. */
  readonly nodeFlags?: readonly string[]
  /** Whether the demo app's calls are counted as documented; by default as many may come as a test makes. */
  readonly limits?: 'documented' | 'none'
  /** The descriptor that becomes its standard error; nobody's by default. */
  readonly standardError?: number
}

/** Status and body of an answer. */
export interface ChildAnswer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape.
  readonly body: any
}

/** A running server. Closing kills it and removes its data. */
export interface ChildServer extends AsyncDisposable {
  readonly child: ChildProcess
  readonly url: string
  readonly dataPath: string
  readonly demo: Demo
  /** Calls below the demo app's path with an app token. Rejects when no answer comes within `answerMsMax`. */
  app(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<ChildAnswer>
  /** The same with the operator's key. */
  admin(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<ChildAnswer>
  /** The value of a metric without labels. */
  metric(name: string): Promise<number>
}

/** Longest that a call waits, ms: far more than one takes, and little enough that a test fails by its own words. */
const answerMsMax = 15_000
/** Connections that its calls share. */
const connectionsMax = 8

const program = join(import.meta.dirname, '../../main.ts')

/** Starts one; resolves when it is ready. */
export async function startChildServer(options: ChildServerOptions = {}): Promise<ChildServer> {
  await using opened = new AsyncDisposableStack()
  const dataPath = await mkdtemp(join(tmpdir(), 'posthouse-child-'))
  opened.defer(() => rm(dataPath, { recursive: true, force: true }))
  const child = opened.adopt(spawnServer(dataPath, options), kill)
  const url = await untilReady(child)
  const demo = JSON.parse(await readFile(join(dataPath, 'demo.json'), 'utf8')) as Demo
  const agent = opened.adopt(new Agent({ connections: connectionsMax }), open => open.destroy())
  const call = async (method: string, path: string, authorization?: string, body?: unknown): Promise<ChildAnswer> => {
    const answer = await request(`${url}${path}`, {
      ...{ method: method as 'GET', dispatcher: agent, signal: AbortSignal.timeout(answerMsMax) },
      headers: { 'content-type': 'application/json', ...(authorization === undefined ? {} : { authorization }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const text = await answer.body.text()
    return { status: answer.statusCode, body: text.startsWith('{') ? JSON.parse(text) : text }
  }
  const { org, app, clientId, clientSecret, adminKey } = demo
  const admin: ChildServer['admin'] = (method, path, body) =>
    call(method, `/admin/v1/apps/${org}/${app}/${path}`, `Bearer ${adminKey}`, body)
  if (options.limits !== 'documented') await admin('PUT', 'settings', { rates: noRates })
  const grant = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }
  const token = await call('POST', `/${org}/${app}/token`, undefined, grant)
  const all = opened.move()
  return {
    ...{ child, url, dataPath, demo, admin },
    app: (method, path, body) => call(method, `/${org}/${app}/${path}`, `Bearer ${token.body.access_token}`, body),
    async metric(name) {
      const { body } = await call('GET', '/metrics')
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(body)?.[1])
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

function spawnServer(dataPath: string, options: ChildServerOptions): ChildProcess {
  const { flags = [], within = [], nodeFlags = [], standardError } = options
  const serve = [program, 'serve', '--sandbox', '--port', '0', '--data', dataPath, '--log-level', 'info', ...flags]
  const [command = process.execPath, ...rest] = [
    ...within,
    process.execPath,
    '--conditions=source',
    ...nodeFlags,
    ...serve,
  ]
  return spawn(command, rest, {
    stdio: ['ignore', 'pipe', standardError ?? 'ignore'],
    env: { PATH: process.env['PATH'] ?? '' },
  })
}

async function untilReady(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new TypeError('standard output is a pipe')
  for await (const line of createInterface(child.stdout)) {
    const url = /^ready (\S+)$/.exec(line)?.[1]
    if (url === undefined) continue
    child.stdout.resume()
    return url
  }
  throw new Error('the server ended before it was ready')
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}
