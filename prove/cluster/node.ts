// One node of the cluster under test: a server process, its own data directory, and a fault proxy on its way to PostgreSQL and on its way to
// NATS, so that one node can be cut off from one of them.
import { type Server, type ServerEnd, startServer } from '../lab/server-process.ts'
import type { FaultProxy } from './fault-proxy.ts'

/** What nodes are started with. */
export interface NodeSetting {
  readonly name: string
  /** With the master key in it. */
  readonly data: string
  readonly simulators: string
  readonly adminKey: string
  readonly logFile: string
  /** Of the database, through {@link database}. */
  readonly databaseUrl: string
  readonly database: FaultProxy
  readonly nats: FaultProxy
  readonly leaseDivisor: number
}

/** How it is started otherwise than usual. */
export interface NodeStart {
  /** `place:hit` of base/failpoint.ts. */
  readonly failpoints?: readonly string[]
  readonly program?: string
}

/** See the head of the file. */
export class Node implements AsyncDisposable {
  readonly name: string
  readonly database: FaultProxy
  readonly nats: FaultProxy
  /** When the process that runs was asked to start, of `performance.now()`. */
  startedMs = 0
  readonly #setting: NodeSetting
  readonly #onChange: () => void
  #server: Server | undefined

  /** `onChange` hears when it begins or ends to serve. */
  constructor(setting: NodeSetting, onChange: () => void) {
    this.#setting = setting
    this.#onChange = onChange
    this.name = setting.name
    this.database = setting.database
    this.nats = setting.nats
  }

  /** Where it serves; undefined while it does not run. */
  get url(): string | undefined {
    return this.#server?.isRunning ? this.#server.url : undefined
  }

  /** Of the process that runs. */
  get pid(): number {
    return this.#server?.pid ?? 0
  }

  /** How the latest process ended, or will; undefined before the first. */
  get ended(): Promise<ServerEnd> | undefined {
    return this.#server?.ended
  }

  /** Starts it; resolves once it is ready. Throws `ServerNotReady`. `program`: instead of this checkout's (F113). */
  async start({ failpoints = [], program }: NodeStart = {}): Promise<void> {
    const { name, databaseUrl: database, nats, ...setting } = this.#setting
    this.startedMs = performance.now()
    const more = ['--nats', `nats://127.0.0.1:${nats.port}`, '--node-name', name]
    const other = program === undefined ? {} : { program }
    const server = await startServer({ ...setting, ...other, database, failpoints, more })
    this.#server = server
    this.#onChange()
    void server.ended.then(this.#onChange)
  }

  /** SIGKILL. */
  async kill(): Promise<ServerEnd | undefined> {
    return await this.#server?.kill()
  }

  /** SIGTERM. */
  async stop(): Promise<ServerEnd | undefined> {
    return await this.#server?.stop()
  }

  /** SIGSTOP: it keeps its sockets and its leases, and does nothing. */
  freeze(): void {
    if (this.#server?.isRunning) process.kill(this.#server.pid, 'SIGSTOP')
  }

  /** SIGCONT. */
  thaw(): void {
    if (this.#server?.isRunning) process.kill(this.#server.pid, 'SIGCONT')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill()
  }
}
