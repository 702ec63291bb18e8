// Where the cluster lab runs: a real PostgreSQL, a real NATS, and nodes between which clients are spread. Owns every process but the vendors'
// and the clients'.
import { copyFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startNats, type TestNats } from '../../packages/server/src/bus/testing/nats.ts'
import { startPostgres, type TestPostgres } from '../../packages/server/src/store/testing/postgres.ts'
import type { RecordPlace } from '../audit/reading.ts'
import type { Simulators } from '../lab/simulators.ts'
import { type FaultProxy, openFaultProxy } from './fault-proxy.ts'
import { Node } from './node.ts'

/** The lab's surroundings. Closing kills the nodes and stops PostgreSQL and NATS. */
export interface ClusterSite extends AsyncDisposable {
  readonly directory: string
  /** Where the audit finds the record: not through a proxy. */
  readonly record: RecordPlace
  readonly adminKey: string
  readonly postgres: TestPostgres
  readonly nats: TestNats
  readonly nodes: readonly Node[]
  /** Of the nodes that run. */
  readonly urls: readonly string[]
  /** Hears the URLs whenever a node begins or ends to serve. */
  onServing(run: (urls: readonly string[]) => void): void
}

/** What differs between labs. */
export interface ClusterSetting {
  readonly nodes: number
  /** Leases are so many times shorter than a server's. */
  readonly leaseDivisor: number
  readonly simulators: Pick<Simulators, 'file'>
}

/** Opens a site; every node serves when it resolves. */
export async function openClusterSite(directory: string, setting: ClusterSetting): Promise<ClusterSite> {
  await using opened = new AsyncDisposableStack()
  const [postgres, nats] = await Promise.all([startPostgres(), startNats()])
  opened.use(postgres)
  opened.use(nats)
  const record = await postgres.createDatabase()
  const adminKey = 'pha_cluster-lab-operator-key-0123456789'
  const listeners = new Set<(urls: readonly string[]) => void>()
  const nodes: Node[] = []
  const urls = (): readonly string[] => nodes.flatMap(({ url }) => url ?? [])
  const onChange = (): void => {
    for (const run of listeners) run(urls())
  }
  for (let place = 0; place < setting.nodes; place += 1) {
    const name = `node-${place + 1}`
    const data = join(directory, name)
    await mkdir(data, { mode: 0o700 })
    const ways = { database: await proxyTo(opened, record), nats: await proxyTo(opened, nats.url) }
    const node = new Node(
      {
        ...{ name, data, adminKey, ...ways, leaseDivisor: setting.leaseDivisor },
        simulators: setting.simulators.file,
        databaseUrl: through(record, ways.database),
        logFile: join(directory, `${name}.log`),
      },
      onChange,
    )
    nodes.push(opened.use(node))
  }
  await startAll(directory, nodes)
  const all = opened.move()
  return {
    ...{ directory, record, adminKey, postgres, nats, nodes },
    get urls() {
      return urls()
    },
    onServing(run) {
      listeners.add(run)
      run(urls())
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** The first makes the schema and the master key, which the others are given. */
async function startAll(directory: string, nodes: readonly Node[]): Promise<void> {
  const [first, ...others] = nodes
  await first?.start()
  for (const { name } of others) {
    await copyFile(join(directory, first?.name ?? '', 'master.key'), join(directory, name, 'master.key'))
  }
  await Promise.all(others.map(node => node.start()))
}

async function proxyTo(opened: AsyncDisposableStack, url: string): Promise<FaultProxy> {
  return opened.use(await openFaultProxy(Number(new URL(url).port)))
}

function through(url: string, { port }: FaultProxy): string {
  const way = new URL(url)
  way.port = String(port)
  return way.href
}
