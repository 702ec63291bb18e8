// The numbers of processes in PostgreSQL: each is one process's, and comes back as late as it can.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { after, test } from 'node:test'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { nodeGoneAfterMs, nodeNumbers } from '../ports/nodes.ts'
import type { Store } from '../ports/store.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres({ max_connections: '200' })
after(() => server.stop())
const open = (url: string): Promise<Store> => openStore({ url, clock: systemClock, log: silentLog })
const facts = { name: 'one', version: '1', roles: ['api'], connections: 0, bus: 'alone' }

/** As if every number had been used, the last ones first; `seenAtMs` by number. */
async function useAll(url: string, seenAtMs: (number: number) => number): Promise<void> {
  const client = new Client(url)
  await client.connect()
  try {
    const numbers = Array.from({ length: nodeNumbers }, (_, number) => number)
    await client.query(
      'INSERT INTO node (number, epoch, name, version, roles, connections, bus, started_at, seen_at)' +
        " SELECT number, 7, '', '', '', 0, '', 0, seen_at FROM unnest($1::bigint[], $2::bigint[]) AS used (number, seen_at)" +
        ' ON CONFLICT (number) DO UPDATE SET epoch = 7, seen_at = excluded.seen_at',
      [numbers, numbers.map(seenAtMs)],
    )
  } finally {
    await client.end()
  }
}

test('processes that start at the same time have different numbers', async () => {
  const url = await server.createDatabase()
  const stores = await Promise.all(Array.from({ length: 12 }, () => open(url)))
  deepEqual(
    stores.map(({ node }) => node).toSorted((one, other) => one - other),
    stores.map((_, index) => index),
  )
  for (const store of stores) await store[Symbol.asyncDispose]()
})

test('when all numbers were used, those that were silent longest are taken again, whoever asks at the same time', async () => {
  const url = await server.createDatabase()
  await using first = await open(url)
  const nowMs = systemClock.now()
  await useAll(url, number => nowMs - 3_600_000 - number)
  const stores = await Promise.all(Array.from({ length: 6 }, () => open(url)))
  deepEqual(
    stores.map(({ node }) => node).toSorted((one, other) => one - other),
    [1018, 1019, 1020, 1021, 1022, 1023],
  )
  deepEqual(new Set(stores.map(({ held }) => held.epoch)), new Set([8]))
  // The first one is among those whose row another process changed meanwhile.
  equal((await first.commit([first.tables.nodes.seen(0, first.held.epoch, facts, nowMs)]))[0], false)
  for (const store of stores) await store[Symbol.asyncDispose]()
})

test('a number that was seen a moment ago is nobody else’s: without another one a start is refused', async () => {
  const url = await server.createDatabase()
  const store = await open(url)
  const nowMs = systemClock.now()
  await useAll(url, () => nowMs)
  await rejects(open(url), /all 1024 numbers for processes were used within 15 s/)
  await useAll(url, number => (number === 77 ? nowMs - nodeGoneAfterMs - 1_000 : nowMs + 3_600_000))
  await using late = await open(url)
  equal(late.node, 77)
  await store[Symbol.asyncDispose]()
})
