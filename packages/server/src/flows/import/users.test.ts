import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { userIdOf } from '@posthouse/protocol'
import { systemClock } from '../../base/clock.ts'
import { systemRandom } from '../../base/random.ts'
import { app, openLab } from '../callback/callback-lab.test.ts'
import { setActivated } from '../registry/edit-users.ts'
import { planUsers } from './users.ts'

test('S09: who is banned while an import hashes stays banned, whatever else the import brings', async () => {
  await using lab = await openLab()
  const { commit } = lab.store
  const deps = { ...lab, clock: systemClock, random: systemRandom }
  const options = { createUsers: false, dryRun: false }
  const run = async (row: object, hash: () => Promise<string>) => {
    const passwords = { hash, verify: async () => false }
    const plan = await planUsers({ ...deps, passwords }, app, [{ ...row }], options, new AbortController().signal)
    await commit(plan.writes.map(({ write }) => write))
    return plan.ends
  }
  deepEqual(await run({ username: 'ann', password: 'one' }, async () => 'hash-1'), ['created'])
  const banning = async () => {
    await setActivated({ ...deps, passwords: { hash: async () => '', verify: async () => false } }, app, 'ann', false)
    return 'hash-2'
  }
  deepEqual(await run({ username: 'ann', password: 'two', nickname: 'Ann' }, banning), ['updated'])
  const [ann] = await lab.store.tables.users.findMany(app.id, [userIdOf('ann')])
  deepEqual([ann?.nickname, ann?.activated], ['Ann', false])
  equal(await lab.store.tables.users.passwordHash(app.id, userIdOf('ann')), 'hash-2')
})
