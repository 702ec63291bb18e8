// General calls: who is told what, by role and by device, and who comes late (spec/zego.md §3.13).
import type { Case } from '../case.ts'
import { holds, refused, same } from '../checks.ts'
import { callEvents, hearsState, statesOf } from './call-events.ts'
import { lose } from './common.ts'

const inviting = 0
const accepted = 1
const rejected = 2
const cancelled = 3
const received = 5
const timedOut = 6
const notYetReceived = 9

const general: readonly Case[] = [
  {
    name: 'rings, tells the caller that it rings, and is accepted',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const before = Date.now()
      const { callID, timeout, errorUserList } = await alice.zim.callInvite([bob.user, 'nobody-of-this-name'], {
        timeout: 30,
        mode: 0,
        extendedData: 'video',
      })
      holds(/^[1-9]\d{0,19}$/.test(callID), 'callID is a number of at most 20 digits')
      same([timeout, errorUserList.map(({ userID }) => userID)], [30, ['nobody-of-this-name']])
      const created = await alice.heard('callInvitationCreated')
      same([created.callID, created.caller, created.mode, created.timeout], [callID, alice.user, 0, 30])
      const rung = await bob.heard('callInvitationReceived')
      same(
        [rung.callID, rung.mode, rung.caller, rung.inviter, rung.extendedData, rung.timeout],
        [callID, 0, alice.user, alice.user, 'video', 30],
      )
      holds(Math.abs(rung.createTime - before) < 60_000, 'createTime is when it was made')
      same(rung.callUserList.find(({ userID }) => userID === bob.user)?.state, inviting)
      await hearsState(alice, callID, bob.user, received)
      await bob.zim.callAccept(callID, { extendedData: 'yes' })
      same(await alice.heard('callInvitationAccepted'), { callID, invitee: bob.user, extendedData: 'yes' })
      await hearsState(alice, callID, bob.user, accepted)
      same(statesOf(alice, callID, bob.user), [received, accepted])
      await refused(bob.zim.callAccept(callID, {}), 6000276)
    },
  },
  {
    name: 'is rejected, told to the caller with what the other said',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30 })
      await bob.heard('callInvitationReceived')
      await bob.zim.callReject(callID, { extendedData: 'busy' })
      same(await alice.heard('callInvitationRejected'), { callID, invitee: bob.user, extendedData: 'busy' })
      await hearsState(alice, callID, bob.user, rejected)
      same(bob.all('callInvitationRejected'), [])
    },
  },
  {
    name: 'is cancelled by the caller alone, told to who is rung, and leaves nothing to answer',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30 })
      await bob.heard('callInvitationReceived')
      await refused(bob.zim.callCancel([bob.user], callID, {}), 6000273)
      same(await alice.zim.callCancel([bob.user], callID, { extendedData: 'never mind' }), {
        callID,
        errorInvitees: [],
      })
      same(await bob.heard('callInvitationCancelled'), {
        callID,
        mode: 0,
        inviter: alice.user,
        extendedData: 'never mind',
      })
      await refused(bob.zim.callAccept(callID, {}), 6000276)
      same(alice.all('callInvitationCancelled'), [])
      same(statesOf(alice, callID, bob.user).includes(cancelled), false)
    },
  },
  {
    name: 'ends by time where nobody answers, told to both',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 1 })
      same(await bob.heard('callInvitationTimeout'), { callID, mode: 0 })
      same(await alice.heard('callInviteesAnsweredTimeout'), { callID, invitees: [bob.user] })
      await hearsState(alice, callID, bob.user, timedOut)
      same(bob.all('callInvitationCancelled'), [])
    },
  },
  {
    name: 'is cancelled when the caller logs out before anybody answers',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30 })
      await bob.heard('callInvitationReceived')
      await alice.zim.logout()
      same((await bob.heard('callInvitationCancelled')).callID, callID)
      await refused(bob.zim.callAccept(callID, {}), 6000276)
    },
  },
  {
    name: 'tells the caller who asks for it that a phone did not confirm within five seconds, and that it did later',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      bob.network.freeze()
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30, enableNotReceivedCheck: true })
      await hearsState(alice, callID, bob.user, notYetReceived)
      bob.network.thaw()
      await bob.heard('callInvitationReceived')
      await hearsState(alice, callID, bob.user, received)
      same(statesOf(alice, callID, bob.user), [notYetReceived, received])
    },
  },
  {
    name: 'refuses calls that cannot be: nobody to ring, strangers, unknown ids, other numbers',
    async run(world) {
      const [alice, bob, carol] = [await world.user('alice'), await world.user('bob'), await world.user('carol')]
      await refused(alice.zim.callInvite(['nobody-of-this-name'], {}), 6000281)
      await refused(alice.zim.callInvite([], {}), 6000001)
      await refused(alice.zim.callInvite([bob.user], { timeout: 601 }), 6000001)
      await refused(alice.zim.callAccept('1', {}), 6000276)
      await refused(alice.zim.callAccept('not-a-number', {}), 6000001)
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30 })
      await refused(carol.zim.callAccept(callID, {}), 6000274)
      await refused(alice.zim.callEnd(callID, {}), 6000286)
      await refused(alice.zim.callQuit(callID, {}), 6000286)
      await refused(alice.zim.callingInvite([carol.user], callID, {}), 6000286)
      const many = Array.from({ length: 10 }, () => world.name('nobody'))
      await refused(alice.zim.callInvite(many, {}), 6000272)
    },
  },
]

const devices: readonly Case[] = [
  {
    name: 'rings all devices of who is called, and stops on the others when one answers',
    async run(world) {
      const [alice, phone] = [await world.user('alice'), await world.user('bob')]
      const pad = await world.online(phone.user)
      const { callID } = await alice.zim.callInvite([phone.user], { timeout: 30 })
      for (const device of [phone, pad]) same((await device.heard('callInvitationReceived')).callID, callID)
      await pad.zim.callAccept(callID, {})
      await hearsState(phone, callID, phone.user, accepted)
      await refused(phone.zim.callAccept(callID, {}), 6000276)
      await alice.heard('callInvitationAccepted')
      same([alice.all('callInvitationAccepted').length, pad.all('callInvitationReceived').length], [1, 1])
      same(phone.all('callInvitationCancelled').length + phone.all('callInvitationTimeout').length, 0)
    },
  },
  {
    name: 'stops ringing on the other devices when one rejects, and when the caller cancels',
    async run(world) {
      const [alice, phone] = [await world.user('alice'), await world.user('bob')]
      const pad = await world.online(phone.user)
      const first = await alice.zim.callInvite([phone.user], { timeout: 30 })
      for (const device of [phone, pad]) await device.heard('callInvitationReceived')
      await pad.zim.callReject(first.callID, {})
      await hearsState(phone, first.callID, phone.user, rejected)
      const second = await alice.zim.callInvite([phone.user], { timeout: 30 })
      for (const device of [phone, pad]) {
        await device.heard('callInvitationReceived', ({ callID }) => callID === second.callID)
      }
      await alice.zim.callCancel([phone.user], second.callID, {})
      for (const device of [phone, pad]) {
        await device.heard('callInvitationCancelled', ({ callID }) => callID === second.callID)
      }
    },
  },
  {
    name: 'rings who comes back before the end, with the time it began, and the caller sees it',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await lose(bob)
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30, extendedData: 'late' })
      const { createTime } = await alice.heard('callInvitationCreated')
      bob.network.mend()
      const rung = await bob.heard('callInvitationReceived')
      same([rung.callID, rung.createTime, rung.timeout, rung.extendedData], [callID, createTime, 30, 'late'])
      await bob.heard('callUserStateChanged')
      same(callEvents(bob, callID), ['callInvitationReceived', 'callUserStateChanged'])
      await hearsState(alice, callID, bob.user, received)
      await bob.zim.callAccept(callID, {})
      await alice.heard('callInvitationAccepted')
    },
  },
  {
    name: 'rings who logs in on a new device before the end',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30 })
      await bob.heard('callInvitationReceived')
      const fresh = await world.online(bob.user)
      same((await fresh.heard('callInvitationReceived')).callID, callID)
    },
  },
  {
    name: 'tells who comes too late nothing, who finds the call in the list',
    async run(world) {
      const [alice, bob] = [await world.user('alice'), await world.user('bob')]
      await lose(bob)
      const { callID } = await alice.zim.callInvite([bob.user], { timeout: 30, extendedData: 'missed' })
      await alice.zim.callCancel([bob.user], callID, {})
      const second = await alice.zim.callInvite([bob.user], { timeout: 30 })
      bob.network.mend()
      await bob.heard('callInvitationReceived')
      same(callEvents(bob, callID), [])
      same(callEvents(bob, second.callID)[0], 'callInvitationReceived')
      const { callList, nextFlag } = await bob.zim.queryCallInvitationList({ count: 1, nextFlag: 0 })
      same([callList.map(one => one.callID), nextFlag === 0], [[second.callID], false])
      const next = await bob.zim.queryCallInvitationList({ count: 5, nextFlag })
      same(
        next.callList.map(one => [one.callID, one.caller, one.state, one.extendedData]),
        [[callID, alice.user, 2, 'missed']],
      )
      same(next.nextFlag, 0)
    },
  },
]

export const callCases: readonly Case[] = [...general, ...devices]
