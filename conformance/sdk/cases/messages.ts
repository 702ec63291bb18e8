// Messages to users and groups: online, offline, frozen, to the sender's own devices, and what the sender sees of it
// (spec/zego.md §3.11, §8).
import type { ZIMMessage } from '@posthouse/client'
import type { Case } from '../case.ts'
import { holds, refused, same } from '../checks.ts'
import { groupOf, heardBy, hears, lose, text, usual, wordsOf } from './common.ts'

const sending: readonly Case[] = [
  {
    name: 'sends a message: attached before it is sent, completed in the same object, then its status, then the conversation',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const message = text('hello')
      const attached: unknown[] = []
      const sent = alice.zim.sendMessage(message, bob.user, 0, usual, {
        onMessageAttached: one => {
          attached.push([one === message, one.sentStatus, one.direction, one.conversationID, typeof one.localMessageID])
        },
      })
      same(attached, [[true, 0, 0, bob.user, 'string']])
      const result = await sent
      holds(result.message === message, 'the result has the very object that was given')
      same([message.sentStatus, message.messageSeq, message.senderUserID], [1, 1, alice.user])
      holds(/^[1-9]\d*$/.test(message.messageID ?? ''), 'messageID is a decimal number')
      holds(Math.abs((message.timestamp ?? 0) - Date.now()) < 60_000, 'timestamp is the time')
      await alice.heard('conversationChanged')
      const infos = alice.all('messageSentStatusChanged').flatMap(one => one.infos)
      holds(
        infos.every(info => info.message === message),
        'the status is told of the very object that was given',
      )
      const watched = ['messageSentStatusChanged', 'conversationChanged', 'peerMessageReceived', 'messageReceived']
      same(
        alice.told.map(({ event }) => event).filter(event => watched.includes(event)),
        ['messageSentStatusChanged', 'messageSentStatusChanged', 'conversationChanged'],
      )
    },
  },
  {
    name: 'refuses what cannot be sent, and tells the status of what the server refuses',
    async run(world) {
      const alice = await world.user('alice')
      const send = (message: ZIMMessage, to: string, type = 0) => alice.zim.sendMessage(message, to, type, usual)
      for (const [message, to, type] of [
        [text('  '), 'bob', 0],
        [text('x'), alice.user, 0],
        [text('x'), '汉字', 0],
        [{ type: 99 as never, message: 'x' }, 'bob', 0],
        [text('x'.repeat(100_000)), 'bob', 0],
        [{ type: 2, message: 'no bytes' }, 'bob', 0],
        [{ type: 11 }, 'bob', 0],
      ] as const) {
        await refused(send(message, to, type), 6000001)
      }
      await refused(send(text('x'), 'room', 1), 6000013)
      await refused(alice.zim.sendMessage(text('x'), 'bob', 0, { priority: 9 as never }), 6000001)
      same(alice.all('messageSentStatusChanged'), [])
      await refused(send(text('x'), 'nobody-of-this-name'), 6000204)
      await refused(send(text('x'), 'no-such-group', 2), 6000204)
      await alice.heard('messageSentStatusChanged', () => alice.all('messageSentStatusChanged').length === 4)
      same(
        alice.all('messageSentStatusChanged').flatMap(({ infos }) => infos.map(({ status }) => status)),
        [0, 0, 2, 2],
      )
    },
  },
  {
    name: 'stores a message once whose answer was lost with the connection',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const sent = alice.zim.sendMessage(text('once'), bob.user, 0, usual)
      alice.network.cut()
      alice.network.mend()
      const { message } = await sent
      await alice.zim.sendMessage(text('end'), bob.user, 0, usual)
      await hears(bob, 'end')
      same(heardBy(bob, 'peerMessageReceived'), ['once', 'end'])
      same(message.messageSeq, 1)
    },
  },
  {
    name: 'sends what was asked for while the connection was lost',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await lose(alice)
      const sent = alice.zim.sendMessage(text('later'), bob.user, 0, usual)
      alice.network.mend()
      same((await sent).message.sentStatus, 1)
      await hears(bob, 'later')
    },
  },
  {
    name: 'carries text, custom and media messages with all their members',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await alice.zim.sendMessage({ ...text('汉字 🎉'), extendedData: 'data' }, bob.user, 0, usual)
      const custom: ZIMMessage = { type: 200, message: '{"kind":"card"}', subType: 7, searchedContent: 'card' }
      await alice.zim.sendMessage(custom, bob.user, 0, usual)
      const file = { type: 12, fileDownloadUrl: 'https://files.example/1', fileName: 'plan.pdf', fileSize: 5 } as const
      await alice.zim.sendMessage({ ...file }, bob.user, 0, usual)
      const all = () => bob.all('peerMessageReceived').flatMap(({ messageList }) => messageList)
      await bob.heard('peerMessageReceived', () => all().length === 3)
      const [first, second, third] = all()
      same([first?.type, first?.message, first?.extendedData], [1, '汉字 🎉', 'data'])
      same([second?.type, second?.message, second?.subType, second?.searchedContent], [200, custom.message, 7, 'card'])
      same(
        [third?.type, third?.fileDownloadUrl, third?.fileName, third?.fileSize],
        [12, file.fileDownloadUrl, 'plan.pdf', 5],
      )
      const { messageList } = await bob.zim.queryHistoryMessage(alice.user, 0, { count: 10, reverse: true })
      same(
        messageList.map(({ message, subType, fileName }) => ({ message, subType, fileName })),
        [{ message: '汉字 🎉' }, { message: custom.message, subType: 7 }, { fileName: 'plan.pdf' }],
      )
    },
  },
  {
    name: 'passes commands to who is connected, with all their bytes, and keeps none for who is not',
    async run(world) {
      const [alice, bob, carol] = [await world.user('alice'), await world.user('bob'), await world.user('carol')]
      const message = new Uint8Array([0, 1, 127, 128, 255])
      await lose(carol)
      for (const { user } of [bob, carol]) await alice.zim.sendMessage({ type: 2, message }, user, 0, usual)
      const { messageList } = await bob.heard('peerMessageReceived')
      same([messageList[0]?.type, messageList[0]?.message], [2, message])
      same((await bob.zim.queryHistoryMessage(alice.user, 0, { count: 10 })).messageList, [])
      carol.network.mend()
      await alice.zim.sendMessage(text('stored'), carol.user, 0, usual)
      await hears(carol, 'stored')
      same(heardBy(carol, 'peerMessageReceived'), ['stored'])
    },
  },
]

const receiving: readonly Case[] = [
  {
    name: 'tells a connected receiver of a message by all its events, as online, once',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const { message } = await alice.zim.sendMessage(text('hello'), bob.user, 0, usual)
      const { messageList, fromConversationID, info } = await bob.heard('peerMessageReceived')
      same([fromConversationID, info.isOfflineMessage], [alice.user, false])
      const [one] = messageList
      same(
        [one?.messageID, one?.messageSeq, one?.timestamp, one?.senderUserID, one?.conversationID, one?.direction],
        [message.messageID, 1, message.timestamp, alice.user, alice.user, 1],
      )
      await bob.heard('messageReceived')
      same(heardBy(bob, 'receivePeerMessage'), ['hello'])
      same(bob.all('messageReceived').length, 1)
      same(bob.all('peerMessageReceived').length, 1)
    },
  },
  {
    name: 'I3 gives what was sent while a device was away once, in order, as offline messages, before newer ones',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await alice.zim.sendMessage(text('0'), bob.user, 0, usual)
      await hears(bob, '0')
      await lose(bob)
      for (const word of ['1', '2', '3', '4', '5']) await alice.zim.sendMessage(text(word), bob.user, 0, usual)
      bob.network.mend()
      await hears(bob, '5')
      await alice.zim.sendMessage(text('6'), bob.user, 0, usual)
      await hears(bob, '6')
      same(heardBy(bob, 'peerMessageReceived'), ['0', '1', '2', '3', '4', '5', '6'])
      same(heardBy(bob, 'receivePeerMessage'), ['0', '6'])
      const offline = bob.all('peerMessageReceived').filter(({ info }) => info.isOfflineMessage)
      same(
        offline.flatMap(({ messageList }) => wordsOf(messageList)),
        ['1', '2', '3', '4', '5'],
      )
      const seqs = bob.all('peerMessageReceived').flatMap(one => one.messageList.map(({ messageSeq }) => messageSeq))
      same(seqs, [1, 2, 3, 4, 5, 6, 7])
    },
  },
  {
    name: 'I3 gives a device that starts again what came since, and nothing twice',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await alice.zim.sendMessage(text('before'), bob.user, 0, usual)
      await hears(bob, 'before')
      bob.kill()
      await alice.zim.sendMessage(text('after'), bob.user, 0, usual)
      const again = await world.again(bob)
      same(heardBy(again, 'peerMessageReceived'), ['after'])
      same(again.all('peerMessageReceived')[0]?.info.isOfflineMessage, true)
    },
  },
  {
    name: 'gives a new device nothing of the past by itself, and all of it by the history',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await alice.zim.sendMessage(text('past'), bob.user, 0, usual)
      await hears(bob, 'past')
      const fresh = await world.online(bob.user)
      same(heardBy(fresh, 'peerMessageReceived'), [])
      const { messageList } = await fresh.zim.queryHistoryMessage(alice.user, 0, { count: 10, reverse: true })
      same(wordsOf(messageList), ['past'])
    },
  },
  {
    name: 'gives a frozen device what came meanwhile when it goes on, once',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      bob.network.freeze()
      for (const word of ['1', '2', '3']) await alice.zim.sendMessage(text(word), bob.user, 0, usual)
      same(heardBy(bob, 'peerMessageReceived'), [])
      bob.network.thaw()
      await hears(bob, '3')
      same(heardBy(bob, 'peerMessageReceived'), ['1', '2', '3'])
    },
  },
  {
    name: "tells the sender's other devices of what was sent, connected or not, and the sending one never",
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const [other, away] = [await world.online(alice.user), await world.online(alice.user)]
      await lose(away)
      await alice.zim.sendMessage(text('mine'), bob.user, 0, usual)
      const { fromConversationID, messageList } = await other.heard('peerMessageReceived')
      same([fromConversationID, messageList[0]?.direction, messageList[0]?.senderUserID], [bob.user, 0, alice.user])
      away.network.mend()
      same((await away.heard('peerMessageReceived')).info.isOfflineMessage, true)
      await bob.zim.sendMessage(text('answer'), alice.user, 0, usual)
      for (const one of [alice, other, away]) await hears(one, 'answer')
      same(heardBy(alice, 'peerMessageReceived'), ['answer'])
      same(heardBy(other, 'peerMessageReceived'), ['mine', 'answer'])
    },
  },
  {
    name: 'carries messages to all members of a group, those who were away too, once and in order',
    async run(world) {
      const [alice, bob, carol] = [await world.user('alice'), await world.user('bob'), await world.user('carol')]
      const groupID = await groupOf(alice, bob, carol)
      await lose(carol)
      for (const word of ['1', '2']) await alice.zim.sendMessage(text(word), groupID, 2, usual)
      await bob.zim.sendMessage(text('3'), groupID, 2, usual)
      const online = await bob.heard('groupMessageReceived')
      same([online.fromConversationID, online.info.isOfflineMessage], [groupID, false])
      carol.network.mend()
      await hears(carol, '3')
      same(heardBy(carol, 'groupMessageReceived'), ['1', '2', '3'])
      same(heardBy(carol, 'receiveGroupMessage'), [])
      await hears(alice, '3')
      same([heardBy(alice, 'groupMessageReceived'), heardBy(bob, 'groupMessageReceived')], [['3'], ['1', '2']])
      same(carol.all('peerMessageReceived'), [])
    },
  },
  {
    name: 'tells members of a group whom a message mentions',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const groupID = await groupOf(alice, bob)
      await alice.zim.sendMessage({ ...text('you'), mentionedUserIDs: [bob.user] }, groupID, 2, usual)
      await alice.zim.sendMessage({ ...text('all'), isMentionAll: true }, groupID, 2, usual)
      const [you, all] = [await hears(bob, 'you'), await hears(bob, 'all')]
      same([you.mentionedUserIDs, you.isMentionAll, all.isMentionAll], [[bob.user], false, true])
      const { conversation } = await bob.zim.queryConversation(groupID, 2)
      same(
        conversation.mentionedInfoList.map(({ fromUserID, type }) => [fromUserID, type]),
        [
          [alice.user, 1],
          [alice.user, 2],
        ],
      )
    },
  },
  {
    name: "tells of messages of the app's own server",
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const body = { from: alice.user, to: [bob.user], type: 'txt', body: { msg: 'by REST' } }
      const answer = await world.host.app('POST', 'messages/users', body)
      same(answer.status, 200)
      const message = await hears(bob, 'by REST')
      same([message.type, message.senderUserID, message.messageID], [1, alice.user, answer.body.data[bob.user]])
      same([message.isServerMessage, message.conversationID], [true, alice.user])
    },
  },
]

export const messageCases: readonly Case[] = [...sending, ...receiving]
