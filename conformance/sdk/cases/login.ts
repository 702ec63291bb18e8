// Logging in, out, and being thrown out: what the connection tells of itself, in order (spec/zego.md §3.10).
import type { Case } from '../case.ts'
import { refused, same } from '../checks.ts'
import { heardBy, hears, lose, returns, text, usual } from './common.ts'

/** `state/event` of `connectionStateChanged`. */
const connecting = '1/1'
const connected = '2/0'
const reconnecting = '3/3'
const refusedByServer = '0/3'
const out = '0/0'
const kickedOut = '0/4'

export const loginCases: readonly Case[] = [
  {
    name: 'logs in by AppSign: connecting, connected, and what waited, in this order',
    async run(world) {
      const alice = await world.user('alice')
      const order = ['connectionStateChanged', 'conversationSyncStateChanged']
      same(
        alice.told.filter(({ event }) => order.includes(event)),
        [
          { event: 'connectionStateChanged', data: { state: 1, event: 1, extendedData: '' } },
          { event: 'connectionStateChanged', data: { state: 2, event: 0, extendedData: '' } },
          { event: 'conversationSyncStateChanged', data: { state: 0 } },
          { event: 'conversationSyncStateChanged', data: { state: 1 } },
        ],
      )
      const { selfUserInfo } = await alice.zim.querySelfUserInfo()
      same(selfUserInfo.userFullInfo.baseInfo.userID, alice.user)
      same(selfUserInfo.userFullInfo.baseInfo.userName, alice.user)
    },
  },
  {
    name: 'refuses a wrong AppSign, says so as an interrupted login, and repeats the refusal for a while',
    async run(world) {
      const alice = await world.device(world.name('alice'), { appSign: 'f'.repeat(64) })
      await refused(alice.zim.login(alice.user, {}), 6000101)
      same(alice.states(), [connecting, refusedByServer])
      await refused(alice.zim.login(alice.user, {}), 6000101)
      same(alice.states(), [connecting, refusedByServer])
      alice.clock.skip(10_000)
      await refused(alice.zim.login(alice.user, {}), 6000101)
      same(alice.states(), [connecting, refusedByServer, connecting, refusedByServer])
    },
  },
  {
    name: 'does nothing before a login, and refuses another user during one',
    async run(world) {
      const alice = await world.device(world.name('alice'))
      await refused(alice.zim.sendMessage({ type: 1, message: 'x' }, 'bob', 0, { priority: 1 }), 6000121)
      await refused(alice.zim.queryConversationList({ count: 10 }), 6000121)
      await refused(alice.zim.login('汉字', {}), 6000001)
      await world.login(alice)
      await alice.zim.login(alice.user, {})
      await refused(alice.zim.login('somebody-else', {}), 6000111)
      same(alice.states(), [connecting, connected])
    },
  },
  {
    name: 'comes back by itself when the connection was lost, and logs out with one event',
    async run(world) {
      const alice = await world.user('alice')
      await lose(alice)
      alice.network.mend()
      await returns(alice)
      await alice.zim.logout()
      await alice.zim.logout()
      same(alice.states(), [connecting, connected, reconnecting, connected, out])
      await refused(alice.zim.querySelfUserInfo(), 6000121)
    },
  },
  {
    name: 'waits with a request while the connection is lost, and has its answer after the return',
    async run(world) {
      const alice = await world.user('alice')
      await lose(alice)
      const asked = alice.zim.querySelfUserInfo()
      alice.network.mend()
      same((await asked).selfUserInfo.userFullInfo.baseInfo.userID, alice.user)
    },
  },
  {
    name: 'lets another user log in after a logout, who hears nothing of the first one',
    async run(world) {
      const device = await world.user('first')
      const sender = await world.user('sender')
      await device.zim.logout()
      const second = world.name('second')
      await device.zim.login(second, { userName: 'Second' })
      await sender.zim.sendMessage({ type: 1, message: 'for first' }, device.user, 0, { priority: 2 })
      await sender.zim.sendMessage({ type: 1, message: 'for second' }, second, 0, { priority: 2 })
      const { messageList } = await device.heard('peerMessageReceived')
      same(
        messageList.map(({ message }) => message),
        ['for second'],
      )
      same(device.all('peerMessageReceived').length, 1)
    },
  },
  {
    name: 'is kicked out by another login where the app lets one device in, and does not return by itself',
    async run(world) {
      await world.host.admin('PUT', 'settings', { chat: { loginPolicy: 'single' } })
      try {
        const alice = await world.user('alice')
        const second = await world.online(alice.user)
        const { extendedData } = await alice.heard('connectionStateChanged', ({ state }) => state === 0)
        same(typeof extendedData, 'string')
        same(alice.states(), [connecting, connected, kickedOut])
        await refused(alice.zim.querySelfUserInfo(), 6000121)
        alice.clock.skip(60_000)
        same((await second.zim.querySelfUserInfo()).selfUserInfo.userFullInfo.baseInfo.userID, alice.user)
        same(alice.states(), [connecting, connected, kickedOut])
      } finally {
        await world.host.admin('PUT', 'settings', { chat: { loginPolicy: null } })
      }
    },
  },
  {
    name: 'tells others whether a user is connected, away, or logged out',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const becomes = (status: number) =>
        world.until(`status ${status}`, async () => {
          const { userStatusList } = await alice.zim.queryUsersStatus([bob.user])
          return userStatusList[0]?.onlineStatus === status ? true : undefined
        })
      await becomes(0)
      bob.network.cut()
      await becomes(1)
      bob.network.mend()
      await returns(bob)
      await becomes(0)
      await bob.zim.logout()
      await becomes(2)
      const { errorUserList } = await alice.zim.queryUsersStatus(['nobody-of-this-name'])
      same(
        errorUserList.map(({ userID }) => userID),
        ['nobody-of-this-name'],
      )
    },
  },
  {
    name: 'goes on after a logout where it stopped, also with a storage that was cleared: nothing is lost, nothing comes twice',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await bob.zim.logout()
      await alice.zim.sendMessage(text('1'), bob.user, 0, usual)
      await bob.zim.login(bob.user, {})
      await hears(bob, '1')
      await bob.zim.logout({ isClearDB: true })
      await alice.zim.sendMessage(text('2'), bob.user, 0, usual)
      await bob.zim.login(bob.user, {})
      await alice.zim.sendMessage(text('3'), bob.user, 0, usual)
      await hears(bob, '3')
      same(heardBy(bob, 'peerMessageReceived'), ['1', '2', '3'])
    },
  },
  {
    name: 'logs in without a network who was here before, and nobody else',
    async run(world) {
      const alice = await world.user('alice')
      alice.kill()
      const again = await world.device(alice.user, { shelf: alice.shelf })
      again.network.cut()
      await refused(again.zim.login(world.name('other'), { isOfflineLogin: true }), 6000124)
      await again.zim.login(alice.user, { isOfflineLogin: true })
      same(again.states(), [connecting])
      again.network.mend()
      await again.heard('connectionStateChanged', ({ state }) => state === 2)
      same(again.states(), [connecting, connected])
    },
  },
  {
    name: 'gives a login up after half a minute without a network',
    async run(world) {
      const alice = await world.device(world.name('alice'))
      alice.network.cut()
      const end = refused(alice.zim.login(alice.user, {}), 6000104)
      await alice.heard('connectionStateChanged')
      alice.clock.skip(30_000)
      await end
      same(alice.states(), [connecting, '0/2'])
    },
  },
]
