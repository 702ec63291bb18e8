import { deepEqual, equal, rejects } from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { after, test } from 'node:test'
import type { MsgId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aCallback, aPush, aTry, sampleApp, sampleId } from '../domain/testing/samples.ts'
import { type Store, StoreError } from '../ports/store.ts'
import { openStore } from './open.ts'
import { storeConformance } from './store.conformance.ts'
import { namedStatements } from './tables.ts'
import { emptiedDatabases } from './testing/emptied-postgres.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres()
after(() => server.stop())
const open = (url: string): Promise<Store> => openStore({ url, clock: systemClock, log: silentLog })
const isKind =
  (kind: StoreError['kind']) =>
  (error: unknown): boolean =>
    error instanceof StoreError && error.kind === kind

const emptied = emptiedDatabases(server)
storeConformance('PostgreSQL', async () => open(await emptied()))

test('PostgreSQL prepares every named statement and its merged form', async () => {
  const url = await server.createDatabase()
  await using _store = await open(url)
  const client = new Client(url)
  await client.connect()
  try {
    for (const { name, postgres, merged } of namedStatements) {
      await client.query(`PREPARE ${name} AS ${postgres}`)
      if (merged) await client.query(`PREPARE ${name}_merged AS ${merged.postgres}`)
    }
  } finally {
    await client.end()
  }
})

test('PostgreSQL: two processes claim different pushes, and have different numbers', async () => {
  const url = await server.createDatabase()
  await using one = await open(url)
  await using other = await open(url)
  deepEqual([one.node, other.node], [0, 1])
  const ids = Array.from({ length: 50 }, (_, index) => BigInt(index + 1) as MsgId)
  await Promise.all(ids.map(id => one.commit([one.tables.pushes.insert(aPush({ id }))])))
  const claims = Array.from({ length: 10 }, (_, index) => {
    const store = index % 2 ? one : other
    return store.commit([store.tables.pushes.claim(BigInt(100 + index), 2_000, 60_000, 5)])
  })
  const claimed = (await Promise.all(claims)).flatMap(([leased]) => leased.flatMap(({ pushIds }) => pushIds))
  equal(new Set(claimed).size, claimed.length)
})

test('PostgreSQL: of two admins who disable each other at the same time on two nodes, one stays', async () => {
  const url = await server.createDatabase()
  await using one = await open(url)
  await using other = await open(url)
  for (let round = 0; round < 10; round += 1) {
    const ids = [BigInt(2 * round + 1), BigInt(2 * round + 2)] as const
    const admin = {
      disabled: false,
      hasPassword: true,
      grants: [{ appId: undefined, role: 'admin' }],
      createdAtMs: 1,
    } as const
    const { accounts } = one.tables
    await one.commit(
      ids.map(id => accounts.insert({ ...admin, id, name: `admin ${String(id).padStart(3, '0')}` }, 'hash')),
    )
    const [before] = await one.tables.accounts.list(undefined, 1)
    if (before && !ids.includes(before.id)) await one.commit([accounts.hold(), accounts.delete(before.id)])
    const stores = [one, other] as const
    const ends = await Promise.all(
      stores.map((store, at) =>
        store.commit([store.tables.accounts.hold(), store.tables.accounts.change(ids[at] ?? 0n, { disabled: true })]),
      ),
    )
    deepEqual(ends.map(([, done]) => done).sort(), [false, true], `round ${round}`)
    const left = (await accounts.list(undefined, 99)).filter(({ disabled }) => !disabled)
    equal(left.length, 1)
    await one.commit([accounts.change(ids[0], { disabled: false }), accounts.change(ids[1], { disabled: false })])
    await one.commit([accounts.hold(), accounts.delete(ids[1])])
  }
})

test('PostgreSQL: two processes that send a stored window again, or replay it, at once do so once', async () => {
  const url = await server.createDatabase()
  await using one = await open(url)
  await using other = await open(url)
  const { callbacks } = one.tables
  const { ruleId } = aCallback()
  const ids = Array.from({ length: 300 }, (_, index) => BigInt(index + 1))
  await one.commit(ids.map(id => callbacks.insert(aCallback({ id }), 10)))
  const bury = async (epoch: number): Promise<void> => {
    await one.commit([callbacks.claim(ruleId, 1_000, 2_000, 500)])
    const dead = { state: 'dead', dueAtMs: undefined } as const
    await one.commit(ids.map(id => callbacks.tried(aCallback({ id }), epoch, aTry({ callbackId: id, atMs: 20 }), dead)))
  }
  await bury(1)
  const selection = { ruleIds: [ruleId], fromMs: 0, untilMs: 100, resendsMax: 10 }
  const resend = ({ commit, tables }: Store) =>
    commit([tables.callbackStorage.resend(sampleApp, selection, undefined, 1_000)])
  deepEqual((await Promise.all([resend(one), resend(other)])).flat().toSorted(), [0, 300])
  await bury(3)
  const replay = ({ commit, tables }: Store) =>
    commit([tables.callbacks.replay(sampleApp, { states: ['dead'] }, { id: 70n, nowMs: 1_000, limit: 1_000 })])
  deepEqual((await Promise.all([replay(one), replay(other)])).flat().toSorted(), [0, 300])
})

test('PostgreSQL F35: after the postmaster was killed, what was acknowledged is there and the same store works again', async () => {
  await using own = await startPostgres()
  await using store = await open(await own.createDatabase())
  const acknowledged: MsgId[] = []
  const refused: StoreError['kind'][] = []
  const insert = async (id: MsgId): Promise<void> => {
    try {
      await store.commit([store.tables.pushes.insert(aPush({ id }))])
      acknowledged.push(id)
      if (acknowledged.length === 400) await own.kill()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      refused.push(error.kind)
    }
  }
  const lane = async (first: number): Promise<void> => {
    for (let id = first; refused.length === 0; id += 8) await insert(BigInt(id) as MsgId)
  }
  await Promise.all(Array.from({ length: 8 }, (_, index) => lane(index + 1)))
  await rejects(store.commit([store.tables.pushes.insert(aPush())]), isKind('full'))
  await own.restart()
  await store.commit([store.tables.pushes.insert(aPush())])
  const found = await store.tables.pushes.findMany([...acknowledged, sampleId])
  equal(found.length, acknowledged.length + 1)
  equal(store.failed.aborted, false)
})

test('PostgreSQL F36: a connection cut after COMMIT left is `unknown`, one cut before it is replaced and loses nothing', async () => {
  const url = await server.createDatabase()
  await using cut = await cutting(url)
  await using store = await open(cut.url)
  const insert = (id: bigint): Promise<unknown> =>
    store.commit([store.tables.pushes.insert(aPush({ id: id as MsgId }))])
  await insert(1n)
  cut.when('COMMIT')
  await rejects(insert(2n), isKind('unknown'))
  await insert(3n)
  cut.when('push_insert')
  await insert(4n)
  const found = (await store.tables.pushes.findMany([1n, 3n, 4n] as MsgId[])).map(push => push.id)
  deepEqual(found.sort(), [1n, 3n, 4n])
  equal(store.failed.aborted, false)
})

test('PostgreSQL: a database of a newer program is refused, and backups are left to its own tools', async () => {
  const url = await server.createDatabase()
  const store = await open(url)
  await rejects(store.backup('/nowhere'), /pg_basebackup/)
  await store[Symbol.asyncDispose]()
  await store[Symbol.asyncDispose]()
  await alter(url, "INSERT INTO migration (number, name, ran_at) VALUES (999, 'future', 0)")
  await rejects(open(url), /schema 999, which needs a program that knows 999; this one knows up to \d+:/)
})

async function alter(url: string, sql: string): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}

/** A proxy that cuts the connection on which a given text passes: the bytes still reach the server, no answer comes back. */
async function cutting(url: string): Promise<AsyncDisposable & { readonly url: string; when(text: string): void }> {
  let awaited: string | undefined
  const sockets = new Set<{ destroy(): unknown }>()
  const proxy = createServer(client => {
    const upstream = connect(Number(new URL(url).port), '127.0.0.1')
    sockets.add(client).add(upstream)
    const end = (): void => {
      client.destroy()
      upstream.destroy()
    }
    client.on('error', end).on('close', end)
    upstream.on('error', end).on('close', end)
    upstream.pipe(client)
    client.on('data', chunk => {
      if (awaited !== undefined && chunk.includes(awaited)) {
        awaited = undefined
        upstream.unpipe(client)
        upstream.end(chunk)
        client.resetAndDestroy()
      } else upstream.write(chunk)
    })
  }).listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const address = proxy.address()
  const through = new URL(url)
  through.port = String(typeof address === 'object' && address ? address.port : 0)
  return {
    url: through.href,
    when(text) {
      awaited = text
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
