// What is kept of messages: pages of the history, recalls, deletions (spec/zego.md §3.8, §8.5).
import type { ZIMMessage } from '@posthouse/client'
import type { Case } from '../case.ts'
import { refused, same } from '../checks.ts'
import type { Device } from '../device.ts'
import { groupOf, heardBy, hears, lose, text, usual, wordsOf } from './common.ts'

async function sendAll(from: Device, to: Device, words: readonly string[]): Promise<ZIMMessage[]> {
  const messages: ZIMMessage[] = []
  for (const word of words) messages.push((await from.zim.sendMessage(text(word), to.user, 0, usual)).message)
  return messages
}

/** All pages of two, beginning anew. */
async function pagesOf(device: Device, other: string, reverse: boolean): Promise<readonly (readonly unknown[])[]> {
  const pages: (readonly unknown[])[] = []
  for (let next: ZIMMessage | null | undefined = null; next !== undefined && pages.length < 10; ) {
    const { messageList } = await device.zim.queryHistoryMessage(other, 0, { nextMessage: next, count: 2, reverse })
    if (messageList.length > 0) pages.push(wordsOf(messageList))
    next = messageList.length < 2 ? undefined : messageList[reverse ? 0 : 1]
  }
  return pages
}

export const historyCases: readonly Case[] = [
  {
    name: 'reads the history in pages both ways, each page in order of time, without commands',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await sendAll(alice, bob, ['1', '2'])
      await alice.zim.sendMessage({ type: 2, message: new Uint8Array([1]) }, bob.user, 0, usual)
      await sendAll(bob, alice, ['3'])
      await sendAll(alice, bob, ['4', '5'])
      for (const [device, other] of [
        [alice, bob],
        [bob, alice],
      ] as const) {
        same(await pagesOf(device, other.user, true), [['4', '5'], ['2', '3'], ['1']])
        same(await pagesOf(device, other.user, false), [['1', '2'], ['3', '4'], ['5']])
      }
      const { messageList } = await bob.zim.queryMessages([5, 2], alice.user, 0)
      same([...wordsOf(messageList)].sort(), ['2', '5'])
      same((await bob.zim.queryHistoryMessage(world.name('nobody'), 0, { count: 10 })).messageList, [])
    },
  },
  {
    name: 'numbers the messages of a conversation without gaps for both sides, and sorts them by their keys',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const sent = await Promise.all(
        ['a', 'b', 'c', 'd'].map((word, at) =>
          at % 2 === 0
            ? alice.zim.sendMessage(text(word), bob.user, 0, usual)
            : bob.zim.sendMessage(text(word), alice.user, 0, usual),
        ),
      )
      const { messageList } = await bob.zim.queryHistoryMessage(alice.user, 0, { count: 10, reverse: true })
      same(
        messageList.map(({ messageSeq }) => messageSeq),
        [1, 2, 3, 4],
      )
      same(new Set(sent.map(({ message }) => message.messageID)).size, 4)
      const keys = messageList.map(({ orderKey }) => orderKey ?? 0)
      same(
        [...keys].sort((a, b) => a - b),
        keys,
      )
    },
  },
  {
    name: 'takes a message back for both sides, who was away too, and once only',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const [message, second] = await sendAll(alice, bob, ['oops', 'oops again'])
      if (!message || !second) throw new Error('nothing was sent')
      await hears(bob, 'oops again')
      const revoked = await alice.zim.revokeMessage(message, { revokeExtendedData: 'why' })
      same([revoked.message.type, revoked.message.messageID], [31, message.messageID])
      const { messageList } = await bob.heard('messageRevokeReceived')
      same(
        messageList.map(({ messageID, type, operatedUserID, originalMessageType, revokeExtendedData }) => [
          ...[messageID, type, operatedUserID, originalMessageType, revokeExtendedData],
        ]),
        [[message.messageID, 31, alice.user, 1, 'why']],
      )
      await refused(alice.zim.revokeMessage(message), 6000279)
      await lose(bob)
      await alice.zim.revokeMessage(second)
      bob.network.mend()
      await bob.heard('messageRevokeReceived', one => one.messageList[0]?.messageID === second.messageID)
      const history = await bob.zim.queryHistoryMessage(alice.user, 0, { count: 10, reverse: true })
      same(
        history.messageList.map(({ type }) => type),
        [31, 31],
      )
      same(alice.all('messageRevokeReceived'), [])
    },
  },
  {
    name: "tells the sender's other device of a recall, and who tried in vain; only who may takes a message back",
    async run(world) {
      const [alice, bob, carol] = [await world.user('alice'), await world.user('bob'), await world.user('carol')]
      const other = await world.online(alice.user)
      const groupID = await groupOf(alice, bob, carol)
      const { message: bobs } = await bob.zim.sendMessage(text('of bob'), groupID, 2, usual)
      const heard = await hears(carol, 'of bob')
      await refused(carol.zim.revokeMessage(heard), 6000285)
      await alice.zim.revokeMessage(await hears(alice, 'of bob'))
      for (const device of [bob, carol, other]) {
        const { messageList } = await device.heard('messageRevokeReceived')
        same([messageList[0]?.messageID, messageList[0]?.operatedUserID], [bobs.messageID, alice.user])
      }
    },
  },
  {
    name: 'deletes messages for one user on all devices, and for nobody else',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const other = await world.online(bob.user)
      await sendAll(alice, bob, ['1', '2', '3'])
      await hears(bob, '3')
      const { messageList } = await bob.zim.queryHistoryMessage(alice.user, 0, { count: 10, reverse: true })
      await bob.zim.deleteMessages(messageList.slice(1, 2), alice.user, 0, { isAlsoDeleteServerMessage: true })
      const deleted = await other.heard('messageDeleted')
      same(
        [deleted.isDeleteConversationAllMessage, deleted.messageDeleteType, deleted.messageList[0]?.messageID],
        [false, 0, messageList[1]?.messageID],
      )
      const left = async (device: Device, of: Device) =>
        wordsOf((await device.zim.queryHistoryMessage(of.user, 0, { count: 10, reverse: true })).messageList)
      same(
        [await left(other, alice), await left(alice, bob)],
        [
          ['1', '3'],
          ['1', '2', '3'],
        ],
      )
      await bob.zim.deleteAllMessage(alice.user, 0, { isAlsoDeleteServerMessage: true })
      const all = await other.heard('messageDeleted', one => one.isDeleteConversationAllMessage)
      same([all.conversationID, all.messageDeleteType], [alice.user, 1])
      same([await left(other, alice), await left(alice, bob)], [[], ['1', '2', '3']])
      await sendAll(alice, bob, ['4'])
      await hears(bob, '4')
      same(await left(bob, alice), ['4'])
      same(heardBy(bob, 'peerMessageReceived'), ['1', '2', '3', '4'])
    },
  },
]
