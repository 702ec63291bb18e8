import assert from 'node:assert/strict'
import { after, it } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import { systemClock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { aLabel, aUser, sampleApp } from '../domain/testing/samples.ts'
import { openStore } from './open.ts'
import { startPostgres } from './testing/postgres.ts'

const server = await startPostgres({ deadlock_timeout: '20ms' })
after(() => server.stop())

it('F40: two processes that change one label at once keep its count exact and its limit unbroken', async () => {
  const url = await server.createDatabase()
  const open = () => openStore({ url, clock: systemClock, log: silentLog })
  await using one = await open()
  await using other = await open()
  const vip = aLabel()
  const users = Array.from({ length: 30 }, (_, at) => `u${at}` as UserId)
  const register = (usernames: readonly UserId[]) =>
    one.commit(usernames.map(username => one.tables.users.insert(aUser({ username }), 'h')))
  await one.commit([one.tables.labels.insert(vip, 9)])
  await register(users)
  const refusals: boolean[] = []
  for (let round = 0; round < 25; round += 1) {
    const some = users.slice(round % 20, (round % 20) + 10)
    const added = { usernames: some, atMs: round, membersMax: 18 }
    const ends = await Promise.all([
      one.commit(one.tables.labels.addMembers(sampleApp, vip.id, added)),
      other.commit(other.tables.labels.addMembers(sampleApp, vip.id, { ...added, usernames: users.slice(10, 20) })),
      one.commit([one.tables.labels.removeMembers(sampleApp, vip.id, some.slice(0, 6))]),
      other.commit([other.tables.users.delete(sampleApp, some[7]!), other.tables.users.delete(sampleApp, some[2]!)]),
    ])
    refusals.push(ends[0][1], ends[1][1])
    const members = (await one.tables.labels.members(sampleApp, vip.id, undefined, 99)).map(member => member.username)
    const left = (await one.tables.users.findMany(sampleApp, users)).map(user => user.username)
    assert.equal((await one.tables.labels.find(sampleApp, vip.name))?.memberCount, members.length, `round ${round}`)
    assert.deepEqual(
      members.filter(username => !left.includes(username)),
      [],
    )
    assert.ok(members.length <= 18)
    await register([some[7]!, some[2]!])
  }
  assert.ok(refusals.includes(false) && refusals.includes(true), 'the limit was met and kept')
})
