import { deepEqual } from 'node:assert/strict'
import { after, it } from 'node:test'
import type { AppId, UserId } from '@posthouse/protocol'
import { Client } from 'pg'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { groupConversation, userAudience } from '../domain/chat/conversation.ts'
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
