// Conversations: what they show, how many messages nobody read, and who is not to be disturbed (spec/zego.md §8.4, §8.6).
import type { Case } from '../case.ts'
import { refused, same } from '../checks.ts'
import type { Device } from '../device.ts'
import { groupOf, lose, text, usual } from './common.ts'

async function total(device: Device): Promise<number> {
  return (await device.zim.queryConversationTotalUnreadMessageCount({})).unreadMessageCount
}

async function hearsTotal(device: Device, count: number): Promise<void> {
  await device.heard(
    'conversationTotalUnreadMessageCountUpdated',
    ({ totalUnreadMessageCount }) => totalUnreadMessageCount === count,
  )
}

export const conversationCases: readonly Case[] = [
  {
    name: 'adds a conversation with its first message, updates it with each further one, for both sides',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await alice.zim.sendMessage(text('1'), bob.user, 0, usual)
      // What is new is asked of the server, which may know of the next message already.
      for (const device of [alice, bob]) await device.heard('conversationChanged')
      await alice.zim.sendMessage(text('2'), bob.user, 0, usual)
      for (const [device, other, unread] of [
        [alice, bob, [0, 0]],
        [bob, alice, [1, 2]],
      ] as const) {
        await device.heard(
          'conversationChanged',
          ({ infoList }) => infoList[0]?.conversation.lastMessage?.message === '2',
        )
        same(
          device
            .all('conversationChanged')
            .flatMap(({ infoList }) =>
              infoList.map(({ event, conversation }) => [
                event,
                conversation.conversationID,
                conversation.type,
                conversation.lastMessage?.message,
                conversation.unreadMessageCount,
              ]),
            ),
          [
            [0, other.user, 0, '1', unread[0]],
            [1, other.user, 0, '2', unread[1]],
          ],
        )
      }
      await hearsTotal(bob, 2)
      same(await total(alice), 0)
    },
  },
  {
    name: 'counts no message that says so and no command, and forgets the count where it was read, on all devices',
    async run(world) {
      const [alice, bob, carol] = [await world.user('alice'), await world.user('bob'), await world.user('carol')]
      const other = await world.online(bob.user)
      await alice.zim.sendMessage(text('1'), bob.user, 0, usual)
      await alice.zim.sendMessage(text('2'), bob.user, 0, { ...usual, disableUnreadMessageCount: true })
      await alice.zim.sendMessage({ type: 2, message: new Uint8Array([1]) }, bob.user, 0, usual)
      await carol.zim.sendMessage(text('3'), bob.user, 0, usual)
      for (const device of [bob, other]) await hearsTotal(device, 2)
      await bob.zim.clearConversationUnreadMessageCount(alice.user, 0)
      for (const device of [bob, other]) {
        await device.heard('conversationChanged', ({ infoList }) =>
          infoList.some(
            ({ conversation }) => conversation.conversationID === alice.user && conversation.unreadMessageCount === 0,
          ),
        )
        await device.heard('conversationTotalUnreadMessageCountUpdated', one => one.totalUnreadMessageCount === 1)
        same(await total(device), 1)
      }
      await other.zim.clearConversationTotalUnreadMessageCount()
      for (const device of [bob, other]) await hearsTotal(device, 0)
      same(await total(bob), 0)
    },
  },
  {
    name: 'leaves what is not to be disturbed out of the total, and counts it again afterwards',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const groupID = await groupOf(alice, bob)
      await alice.zim.sendMessage(text('1'), groupID, 2, usual)
      await alice.zim.sendMessage(text('2'), bob.user, 0, usual)
      await hearsTotal(bob, 2)
      await bob.zim.setConversationNotificationStatus(2, groupID, 2)
      await hearsTotal(bob, 1)
      await alice.zim.sendMessage(text('3'), groupID, 2, usual)
      await bob.heard('conversationChanged', ({ infoList }) =>
        infoList.some(
          ({ conversation }) => conversation.lastMessage?.message === '3' && conversation.notificationStatus === 2,
        ),
      )
      same([(await bob.zim.queryConversation(groupID, 2)).conversation.unreadMessageCount, await total(bob)], [2, 1])
      await bob.zim.setConversationNotificationStatus(1, groupID, 2)
      await hearsTotal(bob, 3)
      await refused(bob.zim.setConversationNotificationStatus(3 as never, groupID, 2), 6000001)
    },
  },
  {
    name: 'tells after a return of the conversations that had news, and of the total once',
    async run(world) {
      const [alice, bob, carol] = [await world.user('alice'), await world.user('bob'), await world.user('carol')]
      await lose(bob)
      for (const word of ['1', '2']) await alice.zim.sendMessage(text(word), bob.user, 0, usual)
      await carol.zim.sendMessage(text('3'), bob.user, 0, usual)
      const before = bob.told.length
      bob.network.mend()
      await hearsTotal(bob, 3)
      const since = bob.told.slice(before)
      const changed = since.filter(({ event }) => event === 'conversationChanged')
      same(changed.length, 1)
      const { infoList } = bob.all('conversationChanged')[0] ?? { infoList: [] }
      same(
        infoList.map(({ conversation }) => [conversation.conversationID, conversation.unreadMessageCount]).sort(),
        [
          [alice.user, 2],
          [carol.user, 1],
        ].sort(),
      )
      same(since.filter(({ event }) => event === 'conversationTotalUnreadMessageCountUpdated').length, 1)
    },
  },
  {
    name: 'lists conversations newest first, in pages, and only the unread ones where asked',
    async run(world) {
      const [bob, ...others] = [
        await world.user('bob'),
        ...(await Promise.all(['x', 'y', 'z'].map(one => world.user(one)))),
      ]
      for (const one of others) await one.zim.sendMessage(text('hi'), bob.user, 0, usual)
      const newest = others.map(({ user }) => user).reverse()
      const first = (await bob.zim.queryConversationList({ count: 2 })).conversationList
      const [, nextConversation] = first
      if (!nextConversation) throw new Error('the first page is too short')
      const second = (await bob.zim.queryConversationList({ count: 2, nextConversation })).conversationList
      same(
        [...first, ...second].map(({ conversationID }) => conversationID),
        newest,
      )
      await bob.zim.clearConversationUnreadMessageCount(newest[0] ?? '', 0)
      const unread = await bob.zim.queryConversationList({ count: 10 }, { isOnlyUnreadConversation: true })
      same(
        unread.conversationList.map(({ conversationID }) => conversationID),
        newest.slice(1),
      )
    },
  },
  {
    name: 'deletes a conversation on all devices, and begins it anew with the next message',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const other = await world.online(bob.user)
      await alice.zim.sendMessage(text('1'), bob.user, 0, usual)
      for (const device of [bob, other]) await device.heard('conversationChanged')
      await bob.zim.deleteConversation(alice.user, 0, { isAlsoDeleteServerConversation: true })
      for (const device of [bob, other]) {
        await device.heard('conversationChanged', ({ infoList }) => infoList[0]?.event === 3)
      }
      same((await other.zim.queryConversationList({ count: 10 })).conversationList, [])
      same(await total(bob), 0)
      await alice.zim.sendMessage(text('2'), bob.user, 0, usual)
      await bob.heard('conversationChanged', ({ infoList }) => infoList[0]?.conversation.lastMessage?.message === '2')
      const { conversationList } = await bob.zim.queryConversationList({ count: 10 })
      same(
        conversationList.map(({ conversationID, unreadMessageCount }) => [conversationID, unreadMessageCount]),
        [[alice.user, 1]],
      )
      await refused(bob.zim.queryConversation(world.name('nobody'), 0), 6000603)
    },
  },
]
