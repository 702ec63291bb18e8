import { deepEqual, ok } from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { after, it } from 'node:test'
import type { AppId, MsgId, UserId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { groupConversation, peerConversation, userAudience } from '../domain/chat/conversation.ts'
import { sampleApp } from '../domain/testing/samples.ts'
import { aNewMessage, send } from './conformance/timeline.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres({ deadlock_timeout: '20ms' })
after(() => server.stop())
const [alice, bob] = ['alice', 'bob'] as const as readonly [UserId, UserId]

it('I7: positions of two processes appear in their order, so that whoever tails sees each entry and never one before another', async () => {
  const url = await server.createDatabase()
  const open = () => openStore({ url, clock: systemClock, log: silentLog })
  await using one = await open()
  await using other = await open()
  await using reader = await open()
  const total = 600
  let id = 0n
  const writing = [one, other].map(async store => {
    for (let round = 0; round < total / 20; round += 1) {
      const some = Array.from({ length: 10 }, () => {
        id += 1n
        return send(store, aNewMessage(id))
      })
      await Promise.all(some)
    }
  })
  const seen: number[] = []
  while (seen.length < total) {
    const page = await reader.tables.timeline.after(sampleApp, seen.at(-1) ?? 0, 50)
    seen.push(...page.map(({ entry }) => entry.position))
    // A tail that jumps over a position would never come back for it.
    deepEqual(
      seen,
      Array.from(seen, (_, index) => index + 1),
    )
  }
  await Promise.all(writing)
  const caught = await reader.tables.timeline.catchUp(sampleApp, bob, 0, total + 1)
  deepEqual(
    caught.map(({ entry }) => (entry.kind === 'message' ? entry.message.seq : 0)),
    Array.from({ length: total }, (_, index) => index + 1),
  )
})

it('F40: two processes that append to two apps in opposite orders all get through', async () => {
  const url = await server.createDatabase()
  const open = () => openStore({ url, clock: systemClock, log: silentLog })
  await using one = await open()
  await using other = await open()
  const apps = [sampleApp, 7 as AppId]
  const append = (store: typeof one, order: readonly AppId[]) =>
    store.commit(
      order.map(app => store.tables.timeline.append(app, userAudience(alice), { kind: 'conversation' }, 1, 9_000)),
    )
  const rounds = Array.from({ length: 30 }, () => Promise.all([append(one, apps), append(other, apps.toReversed())]))
  const ends = await Promise.all(rounds)
  const given = [
    ends.flatMap(([first, second]) => [first[0], second[1]]),
    ends.flatMap(([first, second]) => [first[1], second[0]]),
  ]
  for (const positions of given)
    deepEqual(
      positions.map(Number).sort((a, b) => a - b),
      Array.from({ length: 60 }, (_, index) => index + 1),
    )
})

it('F40: what a member does and what is done to the member never meet in a deadlock, whichever process each is in', async () => {
  const url = await server.createDatabase()
  const open = () => openStore({ url, clock: systemClock, log: silentLog })
  await using one = await open()
  await using other = await open()
  const team = groupConversation('team')
  const { timeline, conversations } = one.tables
  await one.commit([
    conversations.insert(sampleApp, team),
    conversations.join(sampleApp, team, bob, { role: 3, enteredAtMs: 1, enterType: 1 }),
  ])
  const told = (audience: Parameters<typeof timeline.append>[1]) =>
    timeline.append(sampleApp, audience, { kind: 'conversation' }, 1, 9_000)
  for (let round = 0; round < 60; round += 1) {
    await Promise.all([
      one.commit([conversations.read(sampleApp, team, bob, round), told(userAudience(bob))]),
      other.commit([told(team), conversations.setRole(sampleApp, team, bob, round % 2 === 0 ? 2 : 3)]),
    ])
  }
  const client = new Client(url)
  await client.connect()
  try {
    const { rows } = await client.query('SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()')
    deepEqual(rows, [{ deadlocks: '0' }])
  } finally {
    await client.end()
  }
})

it('messages that come together cost a few round trips and not some for each, while the others of their app wait', async () => {
  const url = await server.createDatabase()
  // Its tables, without the slow way.
  await (await openStore({ url, clock: systemClock, log: silentLog }))[Symbol.asyncDispose]()
  await using network = await openSlowNetwork(new URL(url))
  await using store = await openStore({ url: network.url, clock: systemClock, log: silentLog })
  const { timeline } = store.tables
  let id = 0n
  const claimed = async (): Promise<boolean> => {
    id += 1n
    const message = aNewMessage(id)
    const fence = timeline.claimLocalId(sampleApp, alice, message.id, BigInt(message.id) as MsgId, 1)
    const options = { isCounted: true, expiresAtMs: 9_000 }
    const writes = [timeline.appendMessage(sampleApp, peerConversation(alice, bob), message, options)]
    const [held = false] = await store.commitFenced([{ fence, writes }])
    return held
  }
  await claimed()
  const before = network.trips
  deepEqual(await Promise.all(Array.from({ length: 40 }, claimed)), Array(40).fill(true))
  const trips = network.trips - before
  ok(trips < 20, `${trips} round trips`)
  deepEqual(await timeline.position(sampleApp), 41)
})

/** A way to the database on which an answer takes some milliseconds; counts how often the other side spoke after one. */
async function openSlowNetwork(database: URL) {
  const network = { url: '', trips: 0, [Symbol.asyncDispose]: async () => {} }
  const open = new Set<Socket>()
  const listening = createServer(near => {
    const far = connect(Number(database.port), database.hostname)
    let isAsked = false
    for (const socket of [near, far]) open.add(socket.on('error', () => {}).on('close', () => open.delete(socket)))
    near.on('data', data => {
      if (!isAsked) network.trips += 1
      isAsked = true
      far.write(data)
    })
    far.on('data', data => {
      setTimeout(() => {
        isAsked = false
        near.write(data)
      }, answerMs)
    })
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  }).listen(0, '127.0.0.1')
  await once(listening, 'listening')
  network[Symbol.asyncDispose] = async () => {
    for (const socket of open) socket.destroy()
    listening.close()
  }
  const url = new URL(database)
  url.port = String((listening.address() as AddressInfo).port)
  network.url = String(url)
  return network
}

const answerMs = 5
