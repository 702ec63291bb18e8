import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { memoryShelf, type Shelf, type ZIMAppConfig, type ZIMMessage } from '@posthouse/client'
import { token04For } from '../packages/server/src/base/testing/make-token04.ts'
import { startTestServer, type TestServer } from '../packages/server/src/sandbox/test-server.ts'
import { Person } from './zim-person.ts'

let server: TestServer
const persons: Person[] = []
let users = 0

before(async () => {
  server = await startTestServer()
})
after(async () => {
  for (const { zim } of persons) zim.destroy()
  await server[Symbol.asyncDispose]()
})

function config(): ZIMAppConfig {
  return { appID: server.demo.appId, appSign: server.demo.appSign, server: server.url }
}

/** A new user, logged in. */
async function aPerson(name: string, shelf?: Shelf): Promise<Person & { readonly id: string }> {
  users += 1
  return login(`${name}-${users}`, shelf)
}

async function login(id: string, shelf: Shelf = memoryShelf()): Promise<Person & { readonly id: string }> {
  const person = await Person.make(config(), { shelf })
  persons.push(person)
  await person.zim.login(id, { userName: id })
  await person.heard('conversationSyncStateChanged', ({ state }) => state === 1)
  return Object.assign(person, { id })
}

const usual = { priority: 2 } as const
const text = (message: string): ZIMMessage => ({ type: 1, message })
const textsOf = (messages: readonly ZIMMessage[]): unknown[] => messages.map(({ message }) => message)

describe('ZIM against the server', { concurrency: false }, () => {
  it('carries a message of one user to another who is connected', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const message = text('hello')
    let attached: ZIMMessage | undefined
    const sent = alice.zim.sendMessage(message, bob.id, 0, usual, {
      onMessageAttached: one => {
        attached = { ...one }
      },
    })
    assert.equal(attached?.sentStatus, 0)
    assert.equal(attached?.direction, 0)
    const result = await sent
    assert.equal(result.message, message)
    assert.equal(message.sentStatus, 1)
    assert.equal(message.messageSeq, 1)
    assert.match(message.messageID ?? '', /^\d+$/)
    const { messageList, fromConversationID, info } = await bob.heard('peerMessageReceived')
    assert.equal(fromConversationID, alice.id)
    assert.equal(info.isOfflineMessage, false)
    assert.deepEqual(
      messageList.map(({ messageID, message: said, senderUserID, direction }) => [
        messageID,
        said,
        senderUserID,
        direction,
      ]),
      [[message.messageID, 'hello', alice.id, 1]],
    )
    const total = await bob.heard(
      'conversationTotalUnreadMessageCountUpdated',
      one => one.totalUnreadMessageCount === 1,
    )
    assert.equal(total.totalUnreadMessageCount, 1)
    const { infoList } = await bob.heard('conversationChanged')
    assert.deepEqual(
      infoList.map(({ event, conversation }) => [event, conversation.conversationID, conversation.unreadMessageCount]),
      [[0, alice.id, 1]],
    )
    const order = ['messageSentStatusChanged', 'messageSentStatusChanged', 'conversationChanged']
    await alice.heard('conversationChanged')
    assert.deepEqual(
      alice.told.map(({ event }) => String(event)).filter(event => order.includes(event)),
      order,
    )
    assert.deepEqual(alice.all('peerMessageReceived'), [])
  })

  it('I3 gives messages that were sent while a device was away once, in order, as offline messages', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    await alice.zim.sendMessage(text('0'), bob.id, 0, usual)
    await bob.heard('peerMessageReceived')
    bob.cut()
    await bob.heard('connectionStateChanged', ({ state }) => state === 3)
    for (const word of ['1', '2', '3']) await alice.zim.sendMessage(text(word), bob.id, 0, usual)
    bob.mend()
    const { messageList, info } = await bob.heard('peerMessageReceived', one => one.info.isOfflineMessage)
    assert.equal(info.isOfflineMessage, true)
    assert.deepEqual(textsOf(messageList), ['1', '2', '3'])
    await alice.zim.sendMessage(text('4'), bob.id, 0, usual)
    await bob.heard('peerMessageReceived', one => textsOf(one.messageList).includes('4'))
    assert.deepEqual(
      bob.all('peerMessageReceived').flatMap(one => textsOf(one.messageList)),
      ['0', '1', '2', '3', '4'],
    )
    assert.deepEqual(
      bob.all('receivePeerMessage').flatMap(one => textsOf(one.messageList)),
      ['0', '4'],
    )
  })

  it('I3 gives each message once and in order while both sides lose their connections again and again', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const words = Array.from({ length: 60 }, (_, at) => String(at))
    for (const [at, word] of words.entries()) {
      const sent = alice.zim.sendMessage(text(word), bob.id, 0, usual)
      const unlucky = at % 7 === 3 ? alice : at % 5 === 2 ? bob : undefined
      unlucky?.cut()
      unlucky?.mend()
      await sent
    }
    await bob.heard('peerMessageReceived', one => textsOf(one.messageList).includes('59'))
    assert.deepEqual(
      bob.all('peerMessageReceived').flatMap(one => textsOf(one.messageList)),
      words,
    )
    assert.ok(bob.all('connectionStateChanged').length > 10)
  })

  it('I3 begins after what was given when the program starts again', async () => {
    const shelf = memoryShelf()
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob', shelf)]
    await alice.zim.sendMessage(text('first'), bob.id, 0, usual)
    await bob.heard('peerMessageReceived')
    bob.cut()
    await alice.zim.sendMessage(text('second'), bob.id, 0, usual)
    const again = await login(bob.id, shelf)
    const { messageList } = await again.heard('peerMessageReceived')
    assert.deepEqual(textsOf(messageList), ['second'])
  })

  it('stores a message once whose answer was lost', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const sent = alice.zim.sendMessage(text('twice?'), bob.id, 0, usual)
    alice.cut()
    alice.mend()
    const { message } = await sent
    const { messageList } = await alice.zim.queryHistoryMessage(bob.id, 0, { count: 10, reverse: true })
    assert.deepEqual(
      messageList.map(({ messageID }) => messageID),
      [message.messageID],
    )
    await bob.heard('peerMessageReceived')
    assert.equal(bob.all('peerMessageReceived').length, 1)
  })

  it('reads the history in pages, from both ends', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    for (const word of ['1', '2', '3', '4', '5']) await alice.zim.sendMessage(text(word), bob.id, 0, usual)
    const page = (nextMessage: ZIMMessage | undefined, reverse: boolean) =>
      bob.zim.queryHistoryMessage(alice.id, 0, { count: 2, reverse, ...(nextMessage ? { nextMessage } : {}) })
    const newest = await page(undefined, true)
    assert.deepEqual(textsOf(newest.messageList), ['4', '5'])
    assert.deepEqual(textsOf((await page(newest.messageList[0], true)).messageList), ['2', '3'])
    const oldest = await page(undefined, false)
    assert.deepEqual(textsOf(oldest.messageList), ['1', '2'])
    assert.deepEqual(textsOf((await page(oldest.messageList[1], false)).messageList), ['3', '4'])
    const bySeq = await bob.zim.queryMessages([2, 5], alice.id, 0)
    assert.deepEqual(textsOf(bySeq.messageList), ['2', '5'])
  })

  it('takes a message back on the other side too', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const { message } = await alice.zim.sendMessage(text('oops'), bob.id, 0, usual)
    const revoked = await alice.zim.revokeMessage(message, { revokeExtendedData: 'why' })
    assert.equal(revoked.message.type, 31)
    const { messageList } = await bob.heard('messageRevokeReceived')
    assert.deepEqual(
      messageList.map(one => [
        one.messageID,
        one.type,
        one.operatedUserID,
        one.originalMessageType,
        one.revokeExtendedData,
      ]),
      [[message.messageID, 31, alice.id, 1, 'why']],
    )
    assert.deepEqual(alice.all('messageRevokeReceived'), [])
    await assert.rejects(alice.zim.revokeMessage(message), { code: 6000279 })
  })

  it('counts unread messages until they are read, and none where nobody is to be disturbed', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    await alice.zim.sendMessage(text('1'), bob.id, 0, usual)
    await alice.zim.sendMessage(text('2'), bob.id, 0, { ...usual, disableUnreadMessageCount: true })
    await alice.zim.sendMessage(text('3'), bob.id, 0, usual)
    await bob.heard('conversationTotalUnreadMessageCountUpdated', one => one.totalUnreadMessageCount === 2)
    const { conversationList } = await bob.zim.queryConversationList({ count: 10 }, null)
    assert.deepEqual(
      conversationList.map(one => [one.conversationID, one.unreadMessageCount, one.lastMessage?.message]),
      [[alice.id, 2, '3']],
    )
    await bob.zim.clearConversationUnreadMessageCount(alice.id, 0)
    await bob.heard('conversationTotalUnreadMessageCountUpdated', one => one.totalUnreadMessageCount === 0)
    await bob.zim.setConversationNotificationStatus(2, alice.id, 0)
    await alice.zim.sendMessage(text('4'), bob.id, 0, usual)
    const { conversation } =
      (await bob.heard('conversationChanged', one => one.infoList[0]?.conversation.lastMessage?.message === '4'))
        .infoList[0] ?? {}
    assert.equal(conversation?.notificationStatus, 2)
    assert.equal((await bob.zim.queryConversationTotalUnreadMessageCount({})).unreadMessageCount, 0)
  })

  it('answers a message, which the other side can look for', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const { message } = await alice.zim.sendMessage(text('question'), bob.id, 0, usual)
    const { messageList } = await bob.heard('peerMessageReceived')
    assert.ok(messageList[0])
    const answer = await bob.zim.replyMessage(text('answer'), messageList[0], usual)
    assert.equal(answer.message.repliedInfo?.messageSeq, 1)
    const heard = await alice.heard('peerMessageReceived')
    assert.equal(heard.messageList[0]?.repliedInfo?.messageID, message.messageID)
  })

  it('shows a new name to others', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    await alice.zim.updateUserName('Alice A.')
    const { userList } = await bob.zim.queryUsersInfo([alice.id], {})
    assert.equal(userList[0]?.baseInfo.userName, 'Alice A.')
  })

  it('passes commands on, and stores none', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    await alice.zim.sendMessage({ type: 2, message: new Uint8Array([1, 2, 255]) }, bob.id, 0, usual)
    const { messageList } = await bob.heard('peerMessageReceived')
    assert.deepEqual([...((messageList[0]?.message ?? []) as Uint8Array)], [1, 2, 255])
    assert.deepEqual((await bob.zim.queryHistoryMessage(alice.id, 0, { count: 10 })).messageList, [])
  })

  it('makes a group, and carries messages to all its members', async () => {
    const [alice, bob, carol] = [await aPerson('alice'), await aPerson('bob'), await aPerson('carol')]
    const made = await alice.zim.createGroup({ groupID: '', groupName: 'Team', groupAvatarUrl: '' }, [bob.id, carol.id])
    const groupID = made.groupInfo.baseInfo.groupID
    assert.match(groupID, /^#/)
    const entered = await bob.heard('groupStateChanged')
    assert.deepEqual([entered.state, entered.groupInfo.baseInfo.groupName], [1, 'Team'])
    carol.cut()
    await alice.zim.sendMessage(text('all'), groupID, 2, usual)
    const online = await bob.heard('groupMessageReceived')
    assert.deepEqual([online.fromConversationID, ...textsOf(online.messageList)], [groupID, 'all'])
    carol.mend()
    const offline = await carol.heard('groupMessageReceived')
    assert.deepEqual([offline.info.isOfflineMessage, ...textsOf(offline.messageList)], [true, 'all'])
    assert.equal((await bob.zim.queryGroupMemberCount(groupID)).count, 3)
    assert.deepEqual(
      (await bob.zim.queryGroupList()).groupList.map(one => one.baseInfo.groupID),
      [groupID],
    )
    await alice.zim.kickGroupMembers([bob.id], groupID)
    const kicked = await bob.heard('groupStateChanged', one => one.state === 0)
    assert.equal(kicked.event, 6)
    await assert.rejects(bob.zim.sendMessage(text('still here?'), groupID, 2, usual), { code: 6000521 })
  })

  it("tells of a conversation as added with its first message for this user, and as a member's again after a return", async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const { groupInfo } = await alice.zim.createGroup(
      { groupID: `Late-${bob.id}`, groupName: '', groupAvatarUrl: '' },
      [],
    )
    const { groupID } = groupInfo.baseInfo
    const say = async (word: string): Promise<readonly unknown[]> => {
      await alice.zim.sendMessage(text(word), groupID, 2, usual)
      const { infoList } = await bob.heard('conversationChanged', one =>
        one.infoList.some(({ conversation }) => conversation.lastMessage?.message === word),
      )
      return infoList.map(({ event, action, conversation }) => [event, action, conversation.isConversationDisabled])
    }
    await alice.zim.sendMessage(text('before'), groupID, 2, usual)
    await alice.heard('conversationChanged', one => one.infoList[0]?.conversation.conversationID === groupID)
    await alice.zim.inviteUsersIntoGroup([bob.id], groupID)
    await bob.heard('groupStateChanged', ({ state }) => state === 1)
    assert.deepEqual(await say('first'), [[0, 0, false]])
    assert.deepEqual(await say('second'), [[1, 2, false]])
    await bob.zim.deleteConversation(groupID, 2, {})
    assert.deepEqual(await say('anew'), [[0, 0, false]])
    await alice.zim.kickGroupMembers([bob.id], groupID)
    await bob.heard('conversationChanged', one => one.infoList[0]?.event === 2)
    await alice.zim.inviteUsersIntoGroup([bob.id], groupID)
    assert.deepEqual((await say('again')).at(-1), [1, 2, false])
  })

  it('names conversations as the server writes users, however the app writes them', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const message = text('loud')
    await alice.zim.sendMessage(message, bob.id.toUpperCase(), 0, usual)
    assert.deepEqual([message.conversationID, message.senderUserID], [bob.id, alice.id])
    await alice.heard('conversationChanged', one => one.infoList[0]?.conversation.conversationID === bob.id)
    await alice.zim.deleteConversation(bob.id.toUpperCase(), 0, {})
    await alice.heard('conversationChanged', one => one.infoList[0]?.event === 3)
  })

  it('rings, and is answered', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    const { callID } = await alice.zim.callInvite([bob.id], { timeout: 30, mode: 0, extendedData: 'video' })
    const rung = await bob.heard('callInvitationReceived')
    assert.deepEqual([rung.callID, rung.caller, rung.extendedData, rung.timeout], [callID, alice.id, 'video', 30])
    await alice.heard('callUserStateChanged', one =>
      one.callUserList.some(({ userID, state }) => userID === bob.id && state === 5),
    )
    await bob.zim.callAccept(callID, { extendedData: 'yes' })
    const accepted = await alice.heard('callInvitationAccepted')
    assert.deepEqual([accepted.invitee, accepted.extendedData], [bob.id, 'yes'])
    const { callList } = await alice.zim.queryCallInvitationList({ count: 10 })
    assert.deepEqual(
      callList.map(one => one.callID),
      [callID],
    )
  })

  it('rings a device that comes back in time, and not one that comes too late', async () => {
    const [alice, bob] = [await aPerson('alice'), await aPerson('bob')]
    bob.cut()
    const lost = await alice.zim.callInvite([bob.id], { timeout: 30 })
    await alice.zim.callCancel([bob.id], lost.callID, {})
    const { callID } = await alice.zim.callInvite([bob.id], { timeout: 30 })
    bob.mend()
    await bob.heard('callInvitationReceived')
    assert.deepEqual(
      bob.all('callInvitationReceived').map(one => one.callID),
      [callID],
    )
  })

  it('lets one device in where the app says so, and kicks the other out', async t => {
    await server.admin('PUT', 'settings', { chat: { loginPolicy: 'single' } })
    t.after(() => server.admin('PUT', 'settings', { chat: { loginPolicy: null } }))
    const alice = await aPerson('alice')
    const second = await login(alice.id)
    const { state, event } = await alice.heard('connectionStateChanged', one => one.state === 0)
    assert.deepEqual([state, event], [0, 4])
    await assert.rejects(alice.zim.querySelfUserInfo(), { code: 6000121 })
    assert.equal((await second.zim.querySelfUserInfo()).selfUserInfo.userFullInfo.baseInfo.userID, alice.id)
  })

  it('lets in by a token, warns when it is about to end, and lives on with the next one', async () => {
    const person = await Person.make({ appID: server.demo.appId, server: server.url })
    persons.push(person)
    const token = (userId: string, seconds: number): string =>
      token04For(server.demo, userId, Date.now() + seconds * 1000, randomBytes(12))
    await assert.rejects(person.zim.login('token-alice', { token: token('somebody-else', 60) }), { code: 6000103 })
    const second = await Person.make({ appID: server.demo.appId, server: server.url })
    persons.push(second)
    await second.zim.login('token-alice', { token: token('token-alice', 31) })
    const { second: left } = await second.heard('tokenWillExpire')
    assert.equal(left, 30)
    const next = token('token-alice', 600)
    assert.deepEqual(await second.zim.renewToken(next), { token: next })
    await assert.rejects(second.zim.renewToken(next), { code: 6000106 })
    second.cut()
    second.mend()
    await second.heard('connectionStateChanged', ({ state }) => state === 3)
    assert.equal((await second.zim.querySelfUserInfo()).selfUserInfo.userFullInfo.baseInfo.userID, 'token-alice')
  })

  it('logs out, after which nothing works and another user may come', async () => {
    const alice = await aPerson('alice')
    await assert.rejects(alice.zim.login('somebody-else', {}), { code: 6000111 })
    await alice.zim.logout()
    assert.deepEqual(alice.all('connectionStateChanged').at(-1), { state: 0, event: 0, extendedData: '' })
    await assert.rejects(alice.zim.sendMessage(text('x'), 'bob', 0, usual), { code: 6000121 })
    users += 1
    await alice.zim.login(`other-${users}`, {})
    assert.equal((await alice.zim.querySelfUserInfo()).selfUserInfo.userFullInfo.baseInfo.userID, `other-${users}`)
  })

  it('I3 gives the next user of a device what the user before sent from it', async () => {
    users += 1
    const [first, second] = [`first-${users}`, `second-${users}`]
    const device = await login(second)
    await device.zim.logout()
    await device.zim.login(first, {})
    await device.zim.sendMessage(text('from here'), second, 0, usual)
    await device.heard('conversationChanged')
    await device.zim.logout()
    await device.zim.login(second, {})
    const { messageList, info } = await device.heard('peerMessageReceived')
    assert.deepEqual([textsOf(messageList), info.isOfflineMessage], [['from here'], true])
    const { infoList } = await device.heard('conversationChanged', one =>
      one.infoList.some(({ conversation }) => conversation.conversationID === first),
    )
    assert.deepEqual(
      infoList.map(({ conversation }) => conversation.unreadMessageCount),
      [1],
    )
  })

  it('tells who is not there', async () => {
    const alice = await aPerson('alice')
    await assert.rejects(alice.zim.sendMessage(text('x'), 'nobody-of-this-name', 0, usual), { code: 6000204 })
    assert.equal(alice.all('messageSentStatusChanged').length >= 1, true)
    const { errorUserList } = await alice.zim.queryUsersInfo(['nobody-of-this-name'], {})
    assert.deepEqual(
      errorUserList.map(({ userID }) => userID),
      ['nobody-of-this-name'],
    )
  })

  it('keeps the rule of pushes', async () => {
    const alice = await aPerson('alice')
    await alice.zim.updateUserOfflinePushRule({ onlinePlatforms: [1], notToReceiveOfflinePushPlatforms: [3] })
    const { selfUserInfo } = await alice.zim.querySelfUserInfo()
    assert.deepEqual(selfUserInfo.userRule.offlinePushRule, {
      onlinePlatforms: [1],
      notToReceiveOfflinePushPlatforms: [3],
    })
  })
})
