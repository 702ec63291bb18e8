// A server on a disk that can fail: its record, an app that pushes to nobody, and what was answered. The server only accepts, so that
// nothing but what is asked here touches the disk.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { request } from 'undici'
import { call } from '../../packages/server/src/sandbox/rest.ts'
import { type ClientApp, createApp, type Rest } from '../lab/app.ts'
import { type Server, startServer } from '../lab/server-process.ts'
import { startSimulators } from '../lab/simulators.ts'
import { type DiskFault, type Injection, injectFault } from './strace.ts'

/** What a request was told. */
export interface Told {
  /** 0: the connection ended. */
  readonly status: number
  readonly body: unknown
  /** Of a push that was accepted. */
  readonly msgId: unknown
}

/** A place with one server at a time. Closing kills it and takes the place away. */
export interface DiskSite extends AsyncDisposable {
  readonly app: Rest & ClientApp
  /** The one that was started last. */
  readonly server: Server
  /** Starts the next one, after the one before has ended. */
  restart(): Promise<void>
  inject(calls: DiskFault['calls'], as: DiskFault['as']): Promise<Injection>
  get(path: string): Promise<Told>
  addUsers(count: number): Promise<void>
  /** A push to nobody. */
  push(key: string): Promise<Told>
  /** How many pushes the record has; the server must be gone. */
  pushes(): number
}

const adminKey = 'pha_disk-lab-operator-key-0123456789'

/** Starts a server with an app. */
export async function openDiskSite(): Promise<DiskSite> {
  await using opening = new AsyncDisposableStack()
  const place = await mkdtemp(join(tmpdir(), 'posthouse-disk-'))
  opening.defer(() => rm(place, { recursive: true, force: true }))
  const simulators = opening.use(await startSimulators(place, { live: 1, dead: 0 }))
  const record = join(place, 'data', 'posthouse.db')
  const start = (): Promise<Server> =>
    startServer({
      ...{ data: join(place, 'data'), database: '', simulators: simulators.file, logFile: join(place, 'server.log') },
      ...{ adminKey, failpoints: [], leaseDivisor: 1, more: ['--roles', 'api,gateway'] },
    })
  let server = await start()
  opening.defer(() => server.kill().then(() => undefined))
  const app = await createApp(server.url, adminKey, { org: 'acme', name: 'chat' })
  let traces = 0

  async function ask(method: 'GET' | 'POST', path: string, key: string | undefined, body: unknown): Promise<Told> {
    const headers = {
      ...{ authorization: `Bearer ${app.token}`, 'content-type': 'application/json' },
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    }
    try {
      const sent = body === undefined ? null : JSON.stringify(body)
      const answer = await request(`${server.url}${app.base}${path}`, { method, headers, body: sent })
      return { status: answer.statusCode, body: await answer.body.json(), msgId: answer.headers['posthouse-msg-id'] }
    } catch (cause) {
      // A body that ends too early is no answer; anything else that is thrown here is the end of the connection.
      if (cause instanceof SyntaxError) throw cause
      return { status: 0, body: undefined, msgId: undefined }
    }
  }

  const owned = opening.move()
  return {
    app,
    get server() {
      return server
    },
    async restart() {
      await server.ended
      server = await start()
    },
    inject(calls, as) {
      traces += 1
      const files = ['', '-wal'].map(end => `${record}${end}`)
      return injectFault({ pid: server.pid, calls, files, as, traceFile: join(place, `trace-${traces}`) })
    },
    get: path => ask('GET', path, undefined, undefined),
    async addUsers(count) {
      const rows = Array.from({ length: count }, (_, number) => ({ username: `user-${number}` }))
      await call(server.url, adminKey, 'POST', '/admin/v1/apps/acme/chat/import/users', { rows })
    },
    push: key => ask('POST', '/push/async/nobody', key, { pushMessage: { title: 'once', content: 'and only once' } }),
    pushes() {
      const connection = new DatabaseSync(record, { readOnly: true })
      try {
        return Number(connection.prepare('SELECT count(*) AS found FROM push').get()?.['found'])
      } finally {
        connection.close()
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}
