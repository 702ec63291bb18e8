// The life of groups: who is told what by which event, who may do what, and what is left afterwards (spec/zego.md §3.12).
import type { Case } from '../case.ts'
import { holds, refused, same } from '../checks.ts'
import type { Device } from '../device.ts'
import type { World } from '../world.ts'
import { groupOf, text, usual } from './common.ts'

type Crowd = readonly [Device, Device, Device, Device]

async function crowd(world: World): Promise<Crowd> {
  const [a, b, c, d] = await Promise.all(['alice', 'bob', 'carol', 'dave'].map(name => world.user(name)))
  if (!a || !b || !c || !d) throw new Error('too few came')
  return [a, b, c, d]
}

/** What a device heard of its own membership, as `state/event`. */
function mine(device: Device, groupID: string): readonly string[] {
  return device
    .all('groupStateChanged')
    .filter(({ groupInfo }) => groupInfo.baseInfo.groupID === groupID)
    .map(({ state, event }) => `${state}/${event}`)
}

/** Resolves with what a device heard of a change of members. */
async function members(device: Device, groupID: string, state: 0 | 1, event: number, user: string): Promise<string> {
  const { operatedInfo } = await device.heard(
    'groupMemberStateChanged',
    data =>
      data.groupID === groupID &&
      data.state === state &&
      data.event === event &&
      data.userList.some(({ userID }) => userID === user),
  )
  return operatedInfo.userID
}

/** The order of texts. */
const byText = (a: string, b: string): number => (a < b ? -1 : 1)

const info = (groupID: string) => ({ groupID, groupName: 'Team', groupAvatarUrl: 'https://pictures.example/1' })

const life: readonly Case[] = [
  {
    name: 'makes a group of known users, told to each as created or invited, with those who are unknown in the answer',
    async run(world) {
      const [alice, bob, carol] = await crowd(world)
      const id = world.name('team')
      const made = await alice.zim.createGroup(info(id), [bob.user, carol.user, 'nobody-of-this-name'], {
        groupNotice: 'Be kind',
        groupAttributes: { color: 'red' },
      })
      same(made.groupInfo.baseInfo, info(id))
      same([made.groupInfo.groupNotice, made.groupInfo.groupAttributes], ['Be kind', { color: 'red' }])
      same(
        made.errorUserList.map(({ userID }) => userID),
        ['nobody-of-this-name'],
      )
      same(made.userList.map(({ userID, memberRole }) => [userID, memberRole]).sort(), [
        [alice.user, 1],
        [bob.user, 3],
        [carol.user, 3],
      ])
      for (const [device, event] of [
        [alice, '1/1'],
        [bob, '1/4'],
        [carol, '1/4'],
      ] as const) {
        const { operatedInfo, groupInfo } = await device.heard('groupStateChanged')
        same([mine(device, id), operatedInfo.userID, groupInfo.baseInfo], [[event], alice.user, info(id)])
        await device.heard('groupMemberStateChanged', one => one.groupID === id)
      }
      await refused(bob.zim.createGroup(info(id), []), 6000524)
      await refused(alice.zim.createGroup(info('#own'), []), 6000001)
    },
  },
  {
    name: 'lets a user join, and leave again: told to all members, and to the user as the own membership',
    async run(world) {
      const [alice, bob, carol] = await crowd(world)
      const id = await groupOf(alice, bob)
      same((await carol.zim.joinGroup(id)).groupInfo.baseInfo.groupID, id)
      for (const device of [alice, bob, carol]) same(await members(device, id, 1, 1, carol.user), carol.user)
      await carol.heard('groupStateChanged')
      same(mine(carol, id), ['1/3'])
      same((await carol.zim.joinGroup(id)).groupInfo.baseInfo.groupID, id)
      same((await carol.zim.leaveGroup(id)).groupID, id)
      for (const device of [alice, bob, carol]) same(await members(device, id, 0, 2, carol.user), carol.user)
      same(mine(carol, id), ['1/3', '0/5'])
      await refused(carol.zim.sendMessage(text('x'), id, 2, usual), 6000521)
      await refused(carol.zim.leaveGroup(id), 6000521)
      await refused(carol.zim.joinGroup('no-such-group'), 6000523)
    },
  },
  {
    name: 'invites, and removes again: told to all, the removed one too, whose conversation is then disabled',
    async run(world) {
      const [alice, bob, carol, dave] = await crowd(world)
      const id = await groupOf(alice, bob)
      const { userList, errorUserList } = await bob.zim.inviteUsersIntoGroup([carol.user, 'nobody-of-this-name'], id)
      same(
        [userList.map(({ userID }) => userID), errorUserList.map(({ userID }) => userID)],
        [[carol.user], ['nobody-of-this-name']],
      )
      for (const device of [alice, bob, carol]) same(await members(device, id, 1, 5, carol.user), bob.user)
      await carol.heard('groupStateChanged')
      same(mine(carol, id), ['1/4'])
      await alice.zim.sendMessage(text('welcome'), id, 2, usual)
      await carol.heard('conversationChanged')
      await refused(bob.zim.kickGroupMembers([carol.user], id), 6000541)
      await refused(dave.zim.inviteUsersIntoGroup([dave.user], id), 6000521)
      same((await alice.zim.kickGroupMembers([carol.user], id)).kickedUserIDs, [carol.user])
      for (const device of [alice, bob, carol]) same(await members(device, id, 0, 4, carol.user), alice.user)
      same(mine(carol, id), ['1/4', '0/6'])
      const { infoList } = await carol.heard('conversationChanged', one => one.infoList[0]?.event === 2)
      same([infoList[0]?.conversation.conversationID, infoList[0]?.conversation.isConversationDisabled], [id, true])
      await refused(carol.zim.sendMessage(text('x'), id, 2, usual), 6000521)
    },
  },
  {
    name: 'hands roles and ownership on, told to all, and lets only the owner do it',
    async run(world) {
      const [alice, bob, carol] = await crowd(world)
      const id = await groupOf(alice, bob, carol)
      await refused(bob.zim.setGroupMemberRole(2, carol.user, id), 6000541)
      await alice.zim.setGroupMemberRole(2, bob.user, id)
      const roleOf = async (user: string) => (await carol.zim.queryGroupMemberInfo(user, id)).userInfo.memberRole
      for (const device of [alice, bob, carol]) {
        const { userList, groupID } = await device.heard('groupMemberInfoUpdated')
        same([groupID, userList.map(({ userID, memberRole }) => [userID, memberRole])], [id, [[bob.user, 2]]])
      }
      same(await roleOf(bob.user), 2)
      await bob.zim.kickGroupMembers([carol.user], id)
      await alice.zim.inviteUsersIntoGroup([carol.user], id)
      await refused(bob.zim.transferGroupOwner(bob.user, id), 6000541)
      await alice.zim.transferGroupOwner(bob.user, id)
      await carol.heard('groupMemberInfoUpdated', ({ userList }) =>
        userList.some(({ userID, memberRole }) => userID === bob.user && memberRole === 1),
      )
      same([await roleOf(bob.user), await roleOf(alice.user)], [1, 3])
      await refused(alice.zim.dismissGroup(id), 6000541)
    },
  },
  {
    name: 'goes to the earliest member when the owner leaves, and ends with the last',
    async run(world) {
      const [alice, bob, carol] = await crowd(world)
      const id = await groupOf(alice, bob)
      await alice.zim.inviteUsersIntoGroup([carol.user], id)
      await alice.zim.leaveGroup(id)
      same((await bob.zim.queryGroupMemberInfo(bob.user, id)).userInfo.memberRole, 1)
      for (const device of [carol, bob]) await device.zim.leaveGroup(id)
      await refused(alice.zim.joinGroup(id), 6000523)
    },
  },
  {
    name: 'is dismissed by its owner for all, and its id is never used again',
    async run(world) {
      const [alice, bob] = await crowd(world)
      const id = world.name('team')
      await alice.zim.createGroup(info(id), [bob.user])
      await alice.zim.dismissGroup(id)
      for (const device of [alice, bob]) {
        const { operatedInfo } = await device.heard('groupStateChanged', one => one.event === 2)
        same([operatedInfo.userID, mine(device, id).at(-1)], [alice.user, '0/2'])
      }
      await refused(alice.zim.sendMessage(text('x'), id, 2, usual), 6000204)
      await refused(alice.zim.createGroup(info(id), []), 6000527)
      same((await bob.zim.queryGroupList()).groupList, [])
    },
  },
]

const questions: readonly Case[] = [
  {
    name: 'lists groups and members, in pages and whole',
    async run(world) {
      const [alice, bob, carol, dave] = await crowd(world)
      const ids = [await groupOf(alice, bob), await groupOf(alice, bob, carol, dave), await groupOf(bob, alice)]
      const listed = (await alice.zim.queryGroupList()).groupList.map(({ baseInfo }) => baseInfo.groupID)
      same([...listed].sort(), [...ids].sort())
      const first = await alice.zim.queryGroupList(2, { nextFlag: 0 })
      holds(first.nextFlag !== 0, 'a full page has a next one')
      const second = await alice.zim.queryGroupList(2, { nextFlag: first.nextFlag })
      same([first.groupList.length, second.groupList.length, second.nextFlag], [2, 1, 0])
      const [, big = ''] = ids
      const users: string[] = []
      for (let nextFlag = 0, page = 0; page < 3; page += 1) {
        const found = await bob.zim.queryGroupMemberList(big, { count: 3, nextFlag })
        users.push(...found.userList.map(({ userID }) => userID))
        nextFlag = found.nextFlag
        if (nextFlag === 0) break
      }
      same(users.toSorted(byText), [alice, bob, carol, dave].map(({ user }) => user).toSorted(byText))
      same((await bob.zim.queryGroupMemberCount(big)).count, 4)
      await refused(carol.zim.queryGroupMemberList(ids[0] ?? '', { count: 3 }), 6000521)
      await refused(carol.zim.queryGroupInfo('no-such-group'), 6000523)
    },
  },
  {
    name: 'keeps out who may not join, and lets only admins invite where the group says so',
    async run(world) {
      const [alice, bob, carol] = await crowd(world)
      const [closed, asked] = [world.name('closed'), world.name('asked')]
      await alice.zim.createGroup(info(closed), [bob.user], { joinMode: 2, inviteMode: 1 })
      await alice.zim.createGroup(info(asked), [bob.user], { joinMode: 1 })
      await refused(carol.zim.joinGroup(closed), 6000542)
      await refused(carol.zim.joinGroup(asked), 6000543)
      await refused(bob.zim.inviteUsersIntoGroup([carol.user], closed), 6000541)
      same((await alice.zim.inviteUsersIntoGroup([carol.user], closed)).errorUserList, [])
    },
  },
  {
    name: 'gives a new member nothing of what was said before, and tells who was away of the group',
    async run(world) {
      const [alice, bob, carol] = await crowd(world)
      const id = await groupOf(alice, bob)
      await alice.zim.sendMessage(text('before'), id, 2, usual)
      carol.network.cut()
      await alice.zim.inviteUsersIntoGroup([carol.user], id)
      await alice.zim.sendMessage(text('after'), id, 2, usual)
      carol.network.mend()
      await carol.heard('groupMessageReceived')
      same(mine(carol, id), ['1/4'])
      const { messageList } = await carol.zim.queryHistoryMessage(id, 2, { count: 10, reverse: true })
      same(
        messageList.map(({ message }) => message),
        ['after'],
      )
    },
  },
]

export const groupCases: readonly Case[] = [...life, ...questions]
