// What the record does when its PostgreSQL hangs, is taken over, or is busy: over real servers and a proxy between.
import { equal, match, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { MsgId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../packages/server/src/base/clock.ts'
import { silentLog } from '../packages/server/src/base/log.ts'
import { aPush, sampleApp } from '../packages/server/src/domain/testing/samples.ts'
import { type Store, StoreError } from '../packages/server/src/ports/store.ts'
import { openStore } from '../packages/server/src/store/open.ts'
import { startPostgres } from '../packages/server/src/store/testing/postgres.ts'
import { openFaultProxy } from './cluster/fault-proxy.ts'

const open = (url: string): Promise<Store> => openStore({ url, clock: systemClock, log: silentLog })
const portOf = (url: string): number => Number(new URL(url).port)
const at = (url: string, port: number): string => Object.assign(new URL(url), { port: String(port) }).href
const insert = (store: Store, id: number): Promise<unknown> =>
  store.commit([store.tables.pushes.insert(aPush({ id: BigInt(id) as MsgId }))])
const find = async (store: Store, id: number): Promise<boolean> =>
  (await store.tables.pushes.find(sampleApp, BigInt(id) as MsgId)) !== undefined
/** Milliseconds until it ended, whatever the end; and the end's kind. */
async function timed(work: Promise<unknown>): Promise<{ readonly ms: number; readonly kind: string }> {
  const startMs = performance.now()
  const kind = await work.then(
    () => 'done',
    error => (error instanceof StoreError ? error.kind : String(error)),
  )
  return { ms: performance.now() - startMs, kind }
}

async function connectionsTo(url: string): Promise<number> {
  const client = new Client(url)
  await client.connect()
  try {
    const found = await client.query(
      "SELECT count(*) AS found FROM pg_stat_activity WHERE application_name = 'posthouse'",
    )
    return Number(found.rows[0]?.found)
  } finally {
    await client.end()
  }
}

test('F38, F39: a standby is refused, and so is a primary that another one took over from, whoever leads there', async () => {
  await using old = await startPostgres()
  const direct = await old.createDatabase()
  const early = await open(direct)
  await insert(early, 1)
  await early[Symbol.asyncDispose]()
  await using young = await old.twin()
  await using proxy = await openFaultProxy(portOf(young.url))
  const url = at(direct, proxy.port)
  await rejects(open(url), /standby/)
  proxy.lead(portOf(old.url))
  await using store = await open(url)
  await insert(store, 2)
  equal(await find(store, 2), true)
  await young.promote()
  // Nobody cuts what is open: the first new connection meets the new primary, and the old ones are left.
  proxy.lead(portOf(young.url))
  equal(await find(store, 2), true)
  await insert(store.forWork, 3)
  equal(await find(store, 3), true)
  await insert(store, 4)
  await using late = await open(at(direct, portOf(young.url)))
  equal(await find(late, 4), true)
  // The old one is still alive, and a proxy goes astray.
  proxy.lead(portOf(old.url))
  proxy.cut()
  await pause(50)
  for (const work of [() => insert(store, 5), () => find(store, 4), () => insert(store.forWork, 6)])
    await rejects(work, (error: unknown) => match(String(error), /timeline 1.*timeline 2 took over/) ?? true)
  proxy.lead(portOf(young.url))
  await insert(store, 7)
  equal(await find(store, 5), false)
})

test('F37: a server that hangs is given up in seconds, the crowd is refused at once, and it is used again when it answers', async () => {
  await using server = await startPostgres()
  await using proxy = await openFaultProxy(portOf(server.url))
  await using store = await open(at(await server.createDatabase(), proxy.port))
  await insert(store, 1)
  await find(store, 1)
  proxy.set({ kind: 'black-hole' })
  const first = [timed(insert(store, 2)), timed(find(store, 1))]
  await pause(50)
  const behind = Array.from({ length: 300 }, (_, index) => [
    timed(insert(store, 10 + index)),
    timed(find(store, 1)),
  ]).flat()
  await pause(3_500)
  const late = await Promise.all(Array.from({ length: 50 }, (_, index) => timed(insert(store, 400 + index))))
  const lateReads = await Promise.all(Array.from({ length: 50 }, () => timed(find(store, 1))))
  ok(late.every(({ ms, kind }) => ms < 500 && kind === 'full'))
  equal(lateReads.filter(({ kind }) => kind !== 'full').length, 0)
  // As many as there are connections see whether it answers again.
  ok(lateReads.filter(({ ms }) => ms >= 500).length <= 8)
  const ends = await Promise.all([...first, ...behind])
  equal(ends.filter(({ kind }) => kind === 'done').length, 0)
  ok(Math.max(...ends.map(({ ms }) => ms)) < 12_500)
  proxy.set({ kind: 'clear' })
  const clearedMs = performance.now()
  while ((await timed(insert(store, 1_000))).kind !== 'done') await pause(100)
  while ((await timed(find(store, 1_000))).kind !== 'done') await pause(100)
  ok(performance.now() - clearedMs < 5_000)
  ok((await connectionsTo(server.url)) <= 18)
  equal(store.failed.aborted, false)
})

test('F41: workers whose every connection is held up keep no request waiting, and the other way round', async () => {
  await using server = await startPostgres()
  const url = await server.createDatabase()
  await using store = await open(url)
  const holder = new Client(url)
  await holder.connect()
  try {
    for (const [held, free] of [
      [store.forWork, store],
      [store, store.forWork],
    ] as const) {
      await holder.query('BEGIN')
      await holder.query('LOCK TABLE app_user IN ACCESS EXCLUSIVE MODE')
      const stuck = Array.from({ length: 40 }, () => timed(held.tables.users.list(sampleApp, undefined, 9)))
      await pause(100)
      const prompt = await Promise.all(
        Array.from({ length: 40 }, (_, index) =>
          timed(Promise.all([free.tables.apps.list(undefined, 9), insert(free, (held === store ? 100 : 200) + index)])),
        ),
      )
      ok(prompt.every(({ ms, kind }) => ms < 2_000 && kind === 'done'))
      await holder.query('ROLLBACK')
      ok((await Promise.all(stuck)).every(({ kind }) => kind === 'done'))
    }
  } finally {
    await holder.end()
  }
})
