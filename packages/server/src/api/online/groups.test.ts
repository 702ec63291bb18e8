// The methods of groups as a connection calls them: what comes and goes fits the wire, and ids are folded.
import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { type Params, readParams, readResult } from '@posthouse/protocol/frames'
import { openGroupLab, refuses } from '../../flows/chat/groups/group-lab.test.ts'
import { groupMethods } from './groups.ts'

type Methods = ReturnType<typeof groupMethods>

async function openOnline(users: readonly string[]) {
  const lab = await openGroupLab(users)
  const methods = groupMethods(lab.deps)
  const caller = (user: string) => ({
    app: lab.app,
    user: user as UserId,
    deviceId: 'phone' as DeviceId,
    resource: 'r',
    platform: 2,
  })
  /** What `user` is answered, having crossed the wire both ways. */
  async function call<M extends keyof Methods>(user: string, method: M, params: Params<M>) {
    const sent = readParams(method, JSON.parse(JSON.stringify(params)))
    // Each method is given what its own shape read.
    const run = methods[method] as unknown as (from: ReturnType<typeof caller>, params: unknown) => Promise<unknown>
    return readResult(method, JSON.parse(JSON.stringify(await run(caller(user), sent))))
  }
  return { ...lab, call }
}

test('a group lives through every method of the long connection', async () => {
  const { call, members, group } = await openOnline(['alice', 'bob', 'carol', 'dave'])
  const made = await call('alice', 'group.create', {
    groupId: 'Team',
    name: 'Team',
    avatarUrl: '',
    users: ['BOB', 'nobody'],
    attributes: { city: '杭州' },
    memberMax: 3,
  })
  deepEqual(
    [made.group.id, made.group.memberMax, made.group.notificationStatus, made.members.map(({ id }) => id), made.failed],
    ['Team', 3, 1, ['alice', 'bob'], [{ id: 'nobody', code: 6_000_011 }]],
  )
  const inTeam = { groupId: 'Team' }
  equal((await call('carol', 'group.join', inTeam)).group.memberCount, 3)
  await refuses(call('dave', 'group.join', inTeam), 'group-full')
  deepEqual(await call('alice', 'group.invite', { ...inTeam, users: ['Carol'] }), {
    members: [],
    failed: [{ id: 'carol', code: 6_000_522 }],
  })
  await call('alice', 'group.setRole', { ...inTeam, user: 'BOB', role: 2 })
  const kicked = await call('bob', 'group.kick', { ...inTeam, users: ['Carol', 'alice', 'dave'] })
  deepEqual(
    [kicked.members.map(({ id }) => id), kicked.failed],
    [
      ['carol'],
      [
        { id: 'alice', code: 6_000_541 },
        { id: 'dave', code: 6_000_521 },
      ],
    ],
  )
  await call('alice', 'group.transfer', { ...inTeam, to: 'Bob' })
  equal((await call('alice', 'group.find', inTeam)).group.owner, 'bob')
  equal((await call('alice', 'group.member', { ...inTeam, user: 'BOB' })).member.role, 1)
  const all = await call('bob', 'group.members', { ...inTeam, count: 1, after: 'Alice' })
  deepEqual(
    all.members.map(({ id, enterType }) => [id, enterType]),
    [['bob', 4]],
  )
  deepEqual(
    (await call('bob', 'group.list', { count: 100 })).groups.map(({ id }) => id),
    ['Team'],
  )
  deepEqual((await call('bob', 'group.list', { count: 100, after: 'Team' })).groups, [])
  await call('alice', 'group.leave', inTeam)
  await call('bob', 'group.dismiss', inTeam)
  deepEqual([await members('Team'), typeof (await group('Team'))?.dismissedAtMs], [[], 'number'])
})

test('S33: ids that nobody can have are refused as such, and never reach the record', async () => {
  const { call } = await openOnline(['alice'])
  await call('alice', 'group.create', { groupId: 'team', name: '', avatarUrl: '', users: [] })
  const bad = 'a\0b'
  await refuses(call('alice', 'group.find', { groupId: bad }), 'group-unknown')
  await refuses(call('alice', 'group.leave', { groupId: bad }), 'group-unknown')
  await refuses(call('alice', 'group.member', { groupId: 'team', user: bad }), 'group-not-member')
  await refuses(call('alice', 'group.transfer', { groupId: 'team', to: bad }), 'group-not-member')
  await refuses(call('alice', 'group.list', { count: 1, after: bad }), 'params-invalid')
  await refuses(call('alice', 'group.members', { groupId: 'team', count: 1, after: bad }), 'params-invalid')
  deepEqual((await call('alice', 'group.kick', { groupId: 'team', users: [bad] })).failed, [
    { id: bad, code: 6_000_521 },
  ])
})
