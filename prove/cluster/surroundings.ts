// Puts a test's own server among others (sandbox/test-server.ts): two more nodes as processes of their own, on one PostgreSQL and one NATS, and
// a front that leads every request to another one. So suites that know one server run against a cluster, unchanged.
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import type { Addresses } from '../../packages/server/src/app/listeners.ts'
import { startNats } from '../../packages/server/src/bus/testing/nats.ts'
import { call } from '../../packages/server/src/sandbox/rest.ts'
import type { Surroundings, SurroundingsInput } from '../../packages/server/src/sandbox/test-server.ts'
import { startPostgres } from '../../packages/server/src/store/testing/postgres.ts'
import { startServer } from '../lab/server-process.ts'
import { type Front, openFront } from './front.ts'

const othersCount = 2

/** Opens everything but the test's own server; what {@link SurroundingsInput} names is in a directory that stays. */
export async function openSurroundings({ dataPath, settings }: SurroundingsInput): Promise<Surroundings> {
  await using opened = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), 'posthouse-suites-'))
  opened.defer(() => rm(directory, { recursive: true, force: true }))
  const [postgres, nats] = await Promise.all([startPostgres(), startNats()])
  opened.use(postgres)
  opened.use(nats)
  const database = await postgres.createDatabase()
  const front = opened.use(await openFront(isOfSandbox))
  const publicUrl = settings.includes('--public-url') ? [] : ['--public-url', front.url]
  const flags = ['--nats', nats.url, ...publicUrl]
  const all = opened.move()
  return {
    flags: ['--database', database, ...flags],
    async join({ own, adminKey, places }) {
      const simulators = join(directory, 'simulators.json')
      await writeFile(simulators, JSON.stringify(places))
      const starting = Array.from({ length: othersCount }, async (_, place) => {
        const data = await mkdtemp(join(directory, 'node-'))
        await copyFile(join(dataPath, 'master.key'), join(data, 'master.key'))
        const more = [...flags, '--node-name', `node-${place + 2}`, ...settings]
        const shared = { database, simulators, adminKey, failpoints: [], leaseDivisor: 1 }
        const server = await startServer({ ...shared, data, more, logFile: join(directory, `node-${place + 2}.log`) })
        all.defer(async () => void (await server.kill()))
        return await addressesOf(data)
      })
      const others = await Promise.all(starting)
      await Promise.all([own, ...others].map(({ adminUrl }) => knowsAll(adminUrl, adminKey)))
      front.lead([own.url, ...others.map(({ url }) => url)])
      if (own.adminUrl === own.url) return { url: front.url, adminUrl: front.url }
      const admin: Front = all.use(await openFront(isOfSandbox))
      admin.lead([own.adminUrl, ...others.map(({ adminUrl }) => adminUrl)])
      return { url: front.url, adminUrl: admin.url }
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  }
}

/** Where it listens: what it says when it is ready is what others call it. */
async function addressesOf(data: string): Promise<Addresses> {
  const { server, admin } = JSON.parse(await readFile(join(data, 'operator.json'), 'utf8')) as Record<string, string>
  return { url: server ?? '', adminUrl: admin ?? '' }
}

/** Nodes look who is there every five seconds; a suite begins when they know each other, as those of a cluster do. */
async function knowsAll(adminUrl: string, adminKey: string): Promise<void> {
  const lastMs = performance.now() + knownMsMax
  for (;;) {
    const { nodes } = await call(adminUrl, adminKey, 'GET', '/admin/v1/nodes')
    if (Array.isArray(nodes) && nodes.length > othersCount) return
    if (performance.now() > lastMs) throw new Error(`${adminUrl} does not know the other nodes after ${knownMsMax} ms`)
    await pause(100)
  }
}

const knownMsMax = 30_000

/** The sandbox's desk, and the documents that name it, are of the process that has the simulators in it. */
function isOfSandbox(path: string): boolean {
  return /^\/(admin\/v1\/sandbox|openapi\.json|reference)/.test(path)
}
