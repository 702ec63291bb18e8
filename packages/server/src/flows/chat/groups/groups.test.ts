import { deepEqual, equal, match, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import { frameBytesMax, utf8Bytes } from '@posthouse/protocol/frames'
import { Refusal } from '../../../domain/chat/refusal.ts'
import { createGroup, type WantedGroup } from './create.ts'
import { addToGroup, inviteToGroup, joinGroup } from './enter.ts'
import { ids, openGroupLab, refuses } from './group-lab.test.ts'
import { dismissGroup, kickFromGroup, leaveAllGroups, leaveGroup } from './leave.ts'
import { groupOfMember, groupsOfUser, memberOfGroup, membersOfGroup } from './read.ts'
import { setGroupRole, transferGroup } from './roles.ts'
import { createGroupTurns, waitingChangesMax } from './turns.ts'

const [alice, bob, carol, dave] = ids('alice', 'bob', 'carol', 'dave') as [UserId, UserId, UserId, UserId]
const everybody = [alice, bob, carol, dave]
const team = (with_: Partial<WantedGroup> = {}): WantedGroup => ({ groupId: 'team', name: 'Team', users: [], ...with_ })

/** A lab with alice's group `team` in it, and bob and carol as members. */
async function teamLab(with_: Partial<WantedGroup> = {}) {
  const lab = await openGroupLab(everybody)
  await createGroup(lab.deps, lab.app, alice, team({ users: [bob, carol], ...with_ }))
  return { ...lab, start: await lab.position() }
}

test('a new group has its owner and those invited at once; users that there are not are named', async () => {
  const lab = await openGroupLab(everybody)
  const users = ids('bob', 'nobody', 'bob', 'alice', 'no\0body')
  const { group, members, failed } = await createGroup(lab.deps, lab.app, alice, team({ users }))
  deepEqual(await lab.group('team'), group)
  deepEqual([group.owner, group.memberCount, group.memberMax, group.createdAtMs], [alice, 2, 2_000, 1_000])
  deepEqual(
    members.map(({ username, role, enterType }) => [username, role, enterType]),
    [
      [alice, 1, 1],
      [bob, 3, 4],
    ],
  )
  deepEqual(
    failed.map(({ username, reason }) => [username, reason]),
    [
      ['nobody', 'user-unknown'],
      ['no\0body', 'user-unknown'],
    ],
  )
  deepEqual(await lab.told('alice'), ['created [alice (1)] by alice, 2', 'invited [bob] by alice, 2'])
  deepEqual(await lab.told('bob'), ['invited [bob] by alice, 2'])
  // What the record has, to the letter: whoever hears it need not read it.
  const entries = await lab.store.tables.timeline.after(lab.app.id, 0, 9)
  const hint = { kind: 'timeline.appended', appId: lab.app.id, entries }
  equal(JSON.stringify(lab.hints), JSON.stringify([hint]))
})

test('an id is given once: taken while the group lives, and still when it is dismissed', async () => {
  const lab = await teamLab()
  await refuses(createGroup(lab.deps, lab.app, bob, team()), 'group-exists')
  await dismissGroup(lab.deps, lab.app, 'team', alice)
  await refuses(createGroup(lab.deps, lab.app, bob, team()), 'group-dismissed')
  await refuses(joinGroup(lab.deps, lab.app, 'team', dave), 'group-unknown')
})

test('the server makes ids that begin with #, which nobody else may, and refuses letters that no id has', async () => {
  const lab = await openGroupLab(everybody)
  const { group } = await createGroup(lab.deps, lab.app, alice, { name: '', users: [] })
  match(group.id, /^#\d{10,19}$/)
  for (const groupId of ['#team', 'a/b', 'a b', 'té', 'x'.repeat(33)])
    await refuses(createGroup(lab.deps, lab.app, alice, team({ groupId })), 'params-invalid')
  await createGroup(lab.deps, lab.app, alice, team({ groupId: `a#.${'x'.repeat(29)}` }))
})

test('whoever joins hears of it once, as the others do; joining again changes nothing', async () => {
  const lab = await teamLab()
  equal((await joinGroup(lab.deps, lab.app, 'team', dave)).memberCount, 4)
  equal((await joinGroup(lab.deps, lab.app, 'team', dave)).memberCount, 4)
  deepEqual(await lab.told('dave'), ['joined [dave] by dave, 4'])
  deepEqual(await lab.told('carol', lab.start), ['joined [dave] by dave, 4'])
  await refuses(joinGroup(lab.deps, lab.app, 'nothing', dave), 'group-unknown')
  await refuses(joinGroup(lab.deps, lab.app, 'no\0thing', dave), 'group-unknown')
})

test('join modes: some groups have to be asked, some take nobody', async () => {
  const asked = await teamLab({ joinMode: 1 })
  await refuses(joinGroup(asked.deps, asked.app, 'team', dave), 'group-join-asks')
  equal((await joinGroup(asked.deps, asked.app, 'team', bob)).memberCount, 3, 'a member already')
  const closed = await teamLab({ joinMode: 2 })
  await refuses(joinGroup(closed.deps, closed.app, 'team', dave), 'group-join-forbidden')
})

test('a group is filled to its last place and no further, by join, invitation and creation', async () => {
  const lab = await openGroupLab(everybody, { groupMembersMax: 3 })
  await refuses(createGroup(lab.deps, lab.app, alice, team({ users: [bob, carol, dave] })), 'group-full')
  await createGroup(lab.deps, lab.app, alice, team({ memberMax: 9 }))
  equal((await lab.group('team'))?.memberMax, 3)
  await refuses(inviteToGroup(lab.deps, lab.app, 'team', alice, [bob, carol, dave]), 'group-full')
  await inviteToGroup(lab.deps, lab.app, 'team', alice, [bob, carol])
  await refuses(joinGroup(lab.deps, lab.app, 'team', dave), 'group-full')
  deepEqual(await lab.members('team'), ['alice 1', 'bob 3', 'carol 3'])
})

test('two processes that fill the last places at once let in as many as there is room for, each told of once', async () => {
  const users = Array.from({ length: 24 }, (_, at) => `u${at}` as UserId)
  const lab = await openGroupLab([...users, alice])
  await createGroup(lab.deps, lab.app, alice, team({ memberMax: 11 }))
  const start = await lab.position()
  const ends = await Promise.allSettled(
    users.map((user, at) => joinGroup(at % 2 === 0 ? lab.deps : lab.elsewhere, lab.app, 'team', user)),
  )
  const refused = ends.filter(end => end.status === 'rejected' && (end.reason as Refusal).reason === 'group-full')
  deepEqual([refused.length, (await lab.members('team')).length, (await lab.group('team'))?.memberCount], [14, 11, 11])
  const told = await lab.told('alice', start)
  deepEqual(
    told.map(line => Number(line.split(', ').at(-1))),
    Array.from({ length: 10 }, (_, at) => at + 2),
    'counts rise by one',
  )
})

test('invite modes: any member invites, or only owner and admins, or who is invited is asked first', async () => {
  const open = await teamLab()
  const { members, failed } = await inviteToGroup(open.deps, open.app, 'team', bob, ids('dave', 'carol', 'nobody'))
  deepEqual(
    members.map(({ username }) => username),
    [dave],
  )
  deepEqual(failed, [
    { username: carol, reason: 'group-member-already' },
    { username: 'nobody', reason: 'user-unknown' },
  ])
  deepEqual(await open.told('dave'), ['invited [dave] by bob, 4'])
  await refuses(inviteToGroup(open.deps, open.app, 'team', 'nobody' as UserId, [dave]), 'group-not-member')

  const led = await teamLab({ inviteMode: 1 })
  await refuses(inviteToGroup(led.deps, led.app, 'team', bob, [dave]), 'group-no-right')
  await setGroupRole(led.deps, led.app, 'team', { by: alice, user: bob, role: 2 })
  equal((await inviteToGroup(led.deps, led.app, 'team', bob, [dave])).members.length, 1)

  const polite = await teamLab({ beInviteMode: 1 })
  await refuses(inviteToGroup(polite.deps, polite.app, 'team', alice, [dave]), 'group-invite-asks')
  equal((await addToGroup(polite.deps, polite.app, 'team', [dave])).value.members.length, 1)
})

test('an invitation of nobody new changes nothing and tells nobody', async () => {
  const lab = await teamLab()
  const { members, failed } = await inviteToGroup(lab.deps, lab.app, 'team', alice, [bob])
  deepEqual([members, failed.length, await lab.position()], [[], 1, lab.start])
})

test('the owner removes anybody else, an admin only members, a member nobody', async () => {
  const lab = await teamLab()
  await setGroupRole(lab.deps, lab.app, 'team', { by: alice, user: bob, role: 2 })
  await inviteToGroup(lab.deps, lab.app, 'team', alice, [dave])
  await refuses(kickFromGroup(lab.deps, lab.app, 'team', carol, [dave]), 'group-no-right')
  const start = await lab.position()
  const byAdmin = await kickFromGroup(lab.deps, lab.app, 'team', bob, ids('alice', 'bob', 'carol', 'stranger'))
  deepEqual(
    [byAdmin.kicked.map(({ username }) => username), byAdmin.failed.map(({ reason }) => reason)],
    [[carol], ['group-no-right', 'group-no-right', 'group-not-member']],
  )
  await kickFromGroup(lab.deps, lab.app, 'team', alice, [bob, alice])
  deepEqual(await lab.members('team'), ['alice 1', 'dave 3'])
  deepEqual(await lab.told('carol', start), ['kicked [carol] by bob, 3'])
  deepEqual(await lab.told('bob', start), ['kicked [carol] by bob, 3', 'kicked [bob (2)] by alice, 2'])
  deepEqual(await lab.told('dave', start), ['kicked [carol] by bob, 3', 'kicked [bob (2)] by alice, 2'])
})

test('who left keeps the conversation, ended where the entry stands, and hears nothing more', async () => {
  const lab = await teamLab()
  await leaveGroup(lab.deps, lab.app, 'team', bob)
  const { conversations } = lab.store.tables
  const place = await conversations.membership(lab.app.id, 'g/team' as never, bob)
  equal(place?.leftPosition, lab.start + 1)
  await joinGroup(lab.deps, lab.app, 'team', dave)
  deepEqual(await lab.told('bob', lab.start), ['left [bob] by bob, 2'])
  await refuses(leaveGroup(lab.deps, lab.app, 'team', bob), 'group-not-member')
  await joinGroup(lab.deps, lab.app, 'team', bob)
  deepEqual(await lab.told('bob', lab.start), ['joined [bob] by bob, 4'])
})

test('an owner who leaves hands the group to the earliest member; the last one ends it', async () => {
  const lab = await openGroupLab(everybody)
  await createGroup(lab.deps, lab.app, carol, team())
  await joinGroup(lab.deps, lab.app, 'team', bob)
  await joinGroup(lab.deps, lab.app, 'team', alice)
  await leaveGroup(lab.deps, lab.app, 'team', bob)
  await joinGroup(lab.deps, lab.app, 'team', bob)
  const start = await lab.position()
  await leaveGroup(lab.deps, lab.app, 'team', carol)
  deepEqual(await lab.members('team'), ['alice 1', 'bob 3'])
  equal((await lab.group('team'))?.owner, alice)
  deepEqual(await lab.told('bob', start), ['left [carol (1)] by carol, 2', 'owner-changed [alice (1)] by carol, 2'])
  deepEqual(await lab.told('carol', start), ['left [carol (1)] by carol, 2'])
  await leaveGroup(lab.deps, lab.app, 'team', bob)
  await leaveGroup(lab.deps, lab.app, 'team', alice)
  equal((await lab.group('team'))?.dismissedAtMs, 1_000)
  await refuses(createGroup(lab.deps, lab.app, bob, team()), 'group-dismissed')
})

test('only the owner dismisses; every member hears of it, and nobody is a member after it', async () => {
  const lab = await teamLab()
  await setGroupRole(lab.deps, lab.app, 'team', { by: alice, user: bob, role: 2 })
  await refuses(dismissGroup(lab.deps, lab.app, 'team', bob), 'group-no-right')
  await refuses(dismissGroup(lab.deps, lab.app, 'team', dave), 'group-not-member')
  await dismissGroup(lab.deps, lab.app, 'team', alice)
  for (const user of ['alice', 'bob', 'carol']) equal((await lab.told(user)).at(-1), 'dismissed [] by alice, 0')
  deepEqual([await lab.members('team'), await lab.told('dave')], [[], []])
  await refuses(dismissGroup(lab.deps, lab.app, 'team', alice), 'group-unknown')
})

test('only the owner hands the group over or changes roles, and not its own', async () => {
  const lab = await teamLab()
  const role = (by: UserId, user: UserId, wanted: 2 | 3) =>
    setGroupRole(lab.deps, lab.app, 'team', { by, user, role: wanted })
  const transfer = (by: UserId, to: UserId) => transferGroup(lab.deps, lab.app, 'team', { by, to })
  await role(alice, bob, 2)
  await refuses(role(bob, carol, 2), 'group-no-right')
  await refuses(role(alice, alice, 3), 'group-no-right')
  await refuses(role(alice, dave, 2), 'group-not-member')
  await refuses(transfer(bob, carol), 'group-no-right')
  await refuses(transfer(alice, dave), 'group-not-member')
  const start = await lab.position()
  await role(alice, bob, 2)
  await transfer(alice, alice)
  equal(await lab.position(), start, 'what is so already is told to nobody')
  await transfer(alice, bob)
  deepEqual(await lab.members('team'), ['alice 3', 'bob 1', 'carol 3'])
  equal((await lab.group('team'))?.owner, bob)
  deepEqual(await lab.told('carol', lab.start), [
    'role-changed [bob (2)] by alice, 3',
    'owner-changed [bob (1), alice] by alice, 3',
  ])
})

test('members see the group, its members in pages and each of them; others see nothing', async () => {
  const lab = await teamLab({ notice: 'hello', attributes: { a: 'b' } })
  const { deps, app } = lab
  await lab.store.commit([
    lab.store.tables.users.update(app.id, carol, { nickname: 'Carol', modifiedAtMs: 2 }),
    lab.store.tables.conversations.setStatus(app.id, 'g/team' as never, carol, 2),
  ])
  const seen = await groupOfMember(deps, app, 'team', carol)
  deepEqual([seen.notice, seen.attributes, seen.notificationStatus, seen.memberCount], ['hello', { a: 'b' }, 2, 3])
  const page = async (after: UserId | undefined) =>
    (await membersOfGroup(deps, app, { groupId: 'team', user: alice, after, count: 2 })).map(({ id, name }) => [
      id,
      name,
    ])
  deepEqual(await page(undefined), [
    ['alice', ''],
    ['bob', ''],
  ])
  deepEqual(await page(bob), [['carol', 'Carol']])
  equal((await memberOfGroup(deps, app, { groupId: 'team', by: bob, user: alice })).role, 1)
  for (const reading of [
    groupOfMember(deps, app, 'team', dave),
    membersOfGroup(deps, app, { groupId: 'team', user: dave, after: undefined, count: 2 }),
    memberOfGroup(deps, app, { groupId: 'team', by: dave, user: alice }),
    memberOfGroup(deps, app, { groupId: 'team', by: alice, user: dave }),
  ])
    await refuses(reading, 'group-not-member')
  await refuses(groupOfMember(deps, app, 'nothing', alice), 'group-unknown')
})

test("a user's groups come in pages in order of id, with the user's own notification status", async () => {
  const lab = await openGroupLab(everybody)
  for (const groupId of ['b', 'a', 'c', 'B']) await createGroup(lab.deps, lab.app, alice, team({ groupId }))
  await createGroup(lab.deps, lab.app, bob, team({ groupId: 'd' }))
  await dismissGroup(lab.deps, lab.app, 'c', alice)
  await lab.store.commit([lab.store.tables.conversations.setStatus(lab.app.id, 'g/a' as never, alice, 2)])
  const page = async (after: string | undefined) =>
    (await groupsOfUser(lab.deps, lab.app, alice, { after, count: 2 })).map(one => [one.id, one.notificationStatus])
  deepEqual(await page(undefined), [
    ['B', 1],
    ['a', 2],
  ])
  deepEqual(await page('a'), [['b', 1]])
})

test('whoever is taken out of all groups hands over those it owns', async () => {
  const lab = await teamLab()
  await createGroup(lab.deps, lab.app, bob, team({ groupId: 'other', users: [alice] }))
  await createGroup(lab.deps, lab.app, alice, team({ groupId: 'alone' }))
  await leaveAllGroups(lab.deps, lab.app, alice)
  deepEqual(await groupsOfUser(lab.deps, lab.app, alice, { after: undefined, count: 9 }), [])
  deepEqual([await lab.members('team'), await lab.members('other')], [['bob 1', 'carol 3'], ['bob 1']])
  equal((await lab.group('alone'))?.dismissedAtMs, 1_000)
})

test('S37: a hundred members with the longest names fit the frames that tell of them', async () => {
  const users = Array.from({ length: 101 }, (_, at) => `user${String(at).padStart(28, '0')}` as UserId)
  const lab = await openGroupLab(users)
  const { users: table, chatUsers } = lab.store.tables
  const chatUser = { avatarUrl: 'x'.repeat(500), extendedData: '', rule: { onlinePlatforms: [], silentPlatforms: [] } }
  await lab.store.commit(
    users.flatMap(user => [
      table.update(lab.app.id, user, { nickname: '驿'.repeat(85), modifiedAtMs: 2 }),
      chatUsers.put(lab.app.id, user, { ...chatUser, badge: 0 }),
    ]),
  )
  const [owner, ...others] = users as [UserId, ...UserId[]]
  const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`key${at}`, '驿'.repeat(341)]))
  await createGroup(lab.deps, lab.app, owner, team({ users: others, attributes, notice: '驿'.repeat(100) }))
  const entries = await lab.store.tables.timeline.after(lab.app.id, 0, 99)
  equal(entries.length, 5)
  const named = entries.flatMap(({ entry }) => (entry.kind === 'group' ? entry.members.map(({ id }) => id) : []))
  deepEqual(named, users)
  ok(entries.every(({ entry }) => utf8Bytes(JSON.stringify(entry)) < frameBytesMax - 1_024))
})

test('turns of one group come one after the other, failures too, and too many are refused', async () => {
  const turns = createGroupTurns()
  const started = Promise.withResolvers<void>()
  const seen: number[] = []
  const first = turns.take(1 as never, 'team', () => started.promise)
  const rest = Array.from({ length: waitingChangesMax - 1 }, (_, at) =>
    turns.take(1 as never, 'team', async () => {
      seen.push(at)
      if (at === 0) throw new Refusal('group-full')
    }),
  )
  const ends = Promise.allSettled(rest)
  await refuses(
    turns.take(1 as never, 'team', async () => undefined),
    'too-often',
  )
  deepEqual(seen, [])
  started.resolve()
  await first
  deepEqual(
    (await ends).map(({ status }) => status),
    ['rejected', ...seen.slice(1).map(() => 'fulfilled')],
  )
  deepEqual(
    seen,
    rest.map((_, at) => at),
  )
})

test('a group of 2,000 costs work per member only where they enter; what happens in it is one entry', async () => {
  const users = Array.from({ length: 2_000 }, (_, at) => `user${String(at).padStart(4, '0')}` as UserId)
  const lab = await openGroupLab(users)
  const [owner, ...others] = users as [UserId, ...UserId[]]
  await createGroup(lab.deps, lab.app, owner, team())
  for (let at = 0; at < others.length; at += 100)
    await addToGroup(lab.deps, lab.app, 'team', others.slice(at, at + 100))
  equal((await lab.group('team'))?.memberCount, 2_000)
  const start = await lab.position()
  await setGroupRole(lab.deps, lab.app, 'team', { by: owner, user: users[7] as UserId, role: 2 })
  await kickFromGroup(lab.deps, lab.app, 'team', owner, [users[8] as UserId])
  await dismissGroup(lab.deps, lab.app, 'team', owner)
  equal(await lab.position(), start + 3)
  equal((await lab.told(users[1_999] as UserId, start)).length, 3)
  equal((await lab.told(users[8] as UserId, start)).length, 2)
  deepEqual(await lab.members('team'), [])
})
