// Where a cluster is measured: PostgreSQL, NATS, a vendor that answers at once, and apps with users and phones; and the same in one
// embedded process. Starts nodes of a kind, and knows the CPU time of every part.
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SimulatedCredential } from '@posthouse/vendors/simulators'
import { startNats } from '../../packages/server/src/bus/testing/nats.ts'
import { type Material, makeMaterial } from '../h2-material.ts'
import { type House, startHouse, type Vendors } from '../house.ts'
import { startNghttpd } from '../nghttp2.ts'
import { posthouse } from '../posthouse.ts'
import { cpuMsOf, type Program, startProgram } from '../process.ts'
import { insertCrowd } from './crowd.ts'
import { type Database, startDatabase } from './database.ts'

/** What all variants share. */
export interface Site extends AsyncDisposable {
  readonly place: string
  readonly database: Database
  readonly vendors: Vendors
  readonly material: Material
  readonly natsUrl: string
  /** CPU time of the NATS server so far, ms. */
  natsCpuMs(): number
}

/** An app in a record of its own, and how many processes work on it. */
export interface Variant {
  readonly name: string
  readonly nodes: number
  /** `postgres://…`; undefined = embedded, SQLite. */
  readonly url: string | undefined
  readonly data: string
  /** The flags by which its nodes find the record and each other. */
  readonly flags: readonly string[]
  readonly house: House
  /** Pushes that its app was asked for so far. */
  readonly accepted: { count: number }
  /** Messages that its users sent so far. */
  readonly said: { count: number }
}

/** Users of an app, each with a phone. */
export const users = 1_000

/** Opens PostgreSQL, NATS and the vendor. */
export async function openSite(place: string): Promise<Site> {
  await using opened = new AsyncDisposableStack()
  const material = await makeMaterial(place)
  const apns = await startNghttpd({ ...material, streamsMax: 1_000 })
  opened.use(apns.program)
  const database = opened.use(await startDatabase())
  const nats = opened.use(await startNats())
  const file = join(place, 'nghttpd.json')
  await writeFile(file, JSON.stringify({ ca: material.input.ca, vendors: { apns: { push: apns.url } } }))
  const credential = material.input.apns as unknown as SimulatedCredential
  const tokens = material.input.tokens.slice(0, users)
  const vendors = {
    ...{ file, ca: material.input.ca, apnsUrl: apns.url, credential, tokens, program: apns.program },
    [Symbol.asyncDispose]: async () => undefined,
  }
  const owned = opened.move()
  return {
    ...{ place, database, vendors, material, natsUrl: nats.url },
    natsCpuMs: () => cpuMsOf(nats.pid),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** One embedded process (`nodes` 0), or so many nodes over a database of their own: makes the app and its users. */
export async function openVariant(site: Site, nodes: number): Promise<Variant> {
  const url = nodes === 0 ? undefined : await site.database.create()
  const data = join(site.place, `nodes-${nodes}-${url?.split('_').at(-1) ?? 'embedded'}`)
  const settings = url === undefined ? [] : ['--database', url]
  const house = await startHouse({ data, roles: 'api', vendors: { ...site.vendors, tokens: [] }, settings })
  await house[Symbol.asyncDispose]()
  const { credential, tokens } = site.vendors
  await insertCrowd({ url, data }, { prefix: 'user-', notifier: credential.name, tokens })
  const common = ['--port', '0', '--log-level', 'warn', '--simulators', site.vendors.file]
  const shared = url === undefined ? [] : ['--database', url, '--nats', site.natsUrl]
  return {
    name: nodes === 0 ? 'one embedded process, SQLite' : `${nodes} ${nodes === 1 ? 'node' : 'nodes'}, PostgreSQL`,
    ...{ nodes: Math.max(1, nodes), url, data, house, flags: [...common, ...shared] },
    accepted: { count: 0 },
    said: { count: 0 },
  }
}

/** Running processes of a variant. */
export interface Nodes extends AsyncDisposable {
  readonly programs: readonly Program[]
  readonly urls: readonly string[]
}

/** Starts a variant's processes, all at once, each with a directory of its own and the same master key. */
export async function startNodes(variant: Variant, roles: string, more: readonly string[] = []): Promise<Nodes> {
  await using opened = new AsyncDisposableStack()
  const { nodes, flags, house, data } = variant
  const env = { POSTHOUSE_ROLES: roles, POSTHOUSE_ADMIN_KEY: house.adminKey }
  const command = [...(await posthouse()), 'serve', ...flags, ...more]
  const started = Array.from({ length: nodes }, async (_, index) => {
    const own = index === 0 ? data : `${data}-${index}`
    if (index > 0) {
      await mkdir(own, { recursive: true })
      await copyFile(join(data, 'master.key'), join(own, 'master.key'))
    }
    return await startProgram(process.execPath, [...command, '--data', own, '--node-name', `bench-${index}`], env)
  })
  // Where one does not start, the others are ended.
  const ends = await Promise.allSettled(started)
  const programs = ends.flatMap(end => (end.status === 'fulfilled' ? [opened.use(end.value)] : []))
  for (const end of ends) if (end.status === 'rejected') throw end.reason
  const owned = opened.move()
  return {
    programs,
    urls: programs.map(({ ready }) => ready),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** CPU time of every part over a stretch of work, ms. */
export interface Share {
  readonly nodesMs: number
  readonly databaseMs: number
  readonly natsMs: number
  readonly elapsedMs: number
  readonly walBytes: number
}

/** Begins to count; the returned function says what was used since. */
export async function counting(site: Site, nodes: readonly Program[]): Promise<() => Promise<Share>> {
  const sum = (): number => nodes.reduce((total, node) => total + node.cpuMs(), 0)
  const wal = await site.database.walBytes()
  const before = { nodes: sum(), database: site.database.cpuMs(), nats: site.natsCpuMs(), atMs: performance.now() }
  return async () => ({
    nodesMs: sum() - before.nodes,
    databaseMs: site.database.cpuMs() - before.database,
    natsMs: site.natsCpuMs() - before.nats,
    elapsedMs: performance.now() - before.atMs,
    walBytes: (await site.database.walBytes()) - wal,
  })
}
