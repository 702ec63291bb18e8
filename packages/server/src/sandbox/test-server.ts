// A whole server with its sandbox in a directory of its own, for tests: real HTTP, real TLS to the simulators, a real database.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noRates } from '@posthouse/protocol'
import type { Simulator } from '@posthouse/vendors/simulators'
import { request } from 'undici'
import { compose, type System } from '../app/compose.ts'
import { processEnvironment, readConfig } from '../app/config.ts'
import { openDataDirectory, operatorKey } from '../app/data-directory.ts'
import type { Addresses } from '../app/listeners.ts'
import { systemClock } from '../base/clock.ts'
import { type Log, silentLog } from '../base/log.ts'
import { systemRandom } from '../base/random.ts'
import type { Demo } from './demo.ts'
import { startSandbox } from './sandbox.ts'
import { type SimulatorPlaces, simulatedIo } from './simulated-io.ts'

/** JSON as it came: the body of an answer or of a callback, or what a command printed. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into bodies of every shape.
export type Body = any

/** An answer of the server. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly body: Body
}

/** A running server. Closing stops it and removes its directory. */
export interface TestServer extends AsyncDisposable {
  readonly url: string
  /** Where the operator's interface is; the same as `url` unless the settings give it a port of its own. */
  readonly adminUrl: string
  readonly demo: Demo
  readonly dataPath: string
  readonly system: System
  readonly simulators: ReadonlyMap<string, Simulator>
  /** Calls below the demo app's path with an app token. */
  app(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>
  /** Calls below `/admin/v1/apps/{org}/{app}` with the operator's key. */
  admin(method: string, path: string, body?: unknown): Promise<Answer>
}

/** What a test may want otherwise than usual. */
export interface TestServerOptions {
  /** Where to log; nowhere by default. */
  readonly log?: Log
  /** A directory that exists already and stays; by default a new one, removed at the end. */
  readonly dataPath?: string
  /** Whether the demo app's calls are counted as documented; by default as many may come as a test makes. */
  readonly limits?: 'documented' | 'none'
}

/** What a test's server may be put into: other nodes on the same record. Closing ends them, after the test's own server. */
export interface Surroundings extends AsyncDisposable {
  /** For the test's own server. */
  readonly flags: readonly string[]
  /** Starts the others; resolves with the addresses that lead to all of them. */
  join(own: {
    readonly own: Addresses
    readonly adminKey: string
    readonly places: SimulatorPlaces
  }): Promise<Addresses>
}

/** What they are told of it. */
export interface SurroundingsInput {
  readonly dataPath: string
  readonly settings: readonly string[]
}

/** A module that exports `openSurroundings`; set by those who run suites against a cluster. */
const surroundingsVariable = 'TEST_SURROUNDINGS'

async function openSurroundings(input: SurroundingsInput): Promise<Surroundings | undefined> {
  const path = processEnvironment()[surroundingsVariable] ?? ''
  if (path === '') return undefined
  const found = (await import(path)) as { openSurroundings(input: SurroundingsInput): Promise<Surroundings> }
  return await found.openSurroundings(input)
}

/** Starts a server; `settings` are flags as on the command line. */
export async function startTestServer(
  settings: readonly string[] = [],
  options: TestServerOptions = {},
): Promise<TestServer> {
  await using opened = new AsyncDisposableStack()
  const dataPath = options.dataPath ?? (await mkdtemp(join(tmpdir(), 'posthouse-test-')))
  if (options.dataPath === undefined) opened.defer(() => rm(dataPath, { recursive: true, force: true }))
  const around = opened.use(await openSurroundings({ dataPath, settings }))
  const flags = ['--sandbox', '--port', '0', '--data', dataPath, '--log-level', 'silent']
  const argv = [...flags, ...(around?.flags ?? []), ...settings]
  const config = readConfig({ argv, env: {}, readFile: () => undefined })
  const directory = await openDataDirectory(config.data, config.masterKeyFile)
  const adminKey = await operatorKey(directory, config.adminKey, systemRandom)
  const world = { clock: systemClock, random: systemRandom }
  const sandbox = opened.use(await startSandbox({ ...world, directory }))
  const ioOf = (vendor: string) => simulatedIo(sandbox.places, vendor, world)
  const system = opened.use(
    await compose({ config, directory, adminKey, log: options.log ?? silentLog, ioOf, sandbox: sandbox.desk }),
  )
  const own = await system.listen()
  const { url, adminUrl } = (await around?.join({ own, adminKey, places: sandbox.places })) ?? own
  await sandbox.furnish(system, { url, adminUrl, adminKey })
  system.work()
  const demo = JSON.parse(await readFile(directory.demo, 'utf8')) as Demo
  const token = await appToken(url, demo)
  const ofApp = `${adminUrl}/admin/v1/apps/${demo.org}/${demo.app}`
  const asOperator = { authorization: `Bearer ${adminKey}` }
  const rates = options.limits === 'documented' ? null : noRates
  await send(`${ofApp}/settings`, 'PUT', { rates }, asOperator)
  const all = opened.move()
  return {
    url,
    adminUrl,
    demo,
    dataPath,
    system,
    simulators: sandbox.byVendor,
    app: (method, path, body, headers) =>
      send(`${url}/${demo.org}/${demo.app}/${path}`, method, body, { authorization: `Bearer ${token}`, ...headers }),
    admin: (method, path, body) => send(`${ofApp}/${path}`, method, body, asOperator),
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

async function appToken(url: string, demo: Demo): Promise<string> {
  const { body } = await send(`${url}/${demo.org}/${demo.app}/token`, 'POST', {
    grant_type: 'client_credentials',
    client_id: demo.clientId,
    client_secret: demo.clientSecret,
  })
  return String(body.access_token)
}

async function send(
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const answer = await request(url, {
    method: method as 'GET',
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    body: body === undefined ? null : JSON.stringify(body),
  })
  const text = await answer.body.text()
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(text) }
}

/** One callback as it came. */
export interface ReceivedCallback {
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

/** A callback receiver that answers 200 and keeps what it got. */
export interface Receiver extends AsyncDisposable {
  readonly url: string
  readonly received: readonly ReceivedCallback[]
  /** Resolves once `count` callbacks have come. */
  came(count: number): Promise<void>
}

/** Starts a receiver on loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: ReceivedCallback[] = []
  const waiting = new Set<() => void>()
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk as Buffer)
    received.push({ headers: incoming.headers, text: Buffer.concat(chunks).toString('utf8') })
    outgoing.end('ok')
    for (const look of waiting) look()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    came: count =>
      new Promise(resolve => {
        const look = () => {
          if (received.length < count) return
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
        look()
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
