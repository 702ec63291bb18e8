// Advanced calls: they last until they are ended, and people come and go (spec/zego.md §3.13).
import type { Case } from '../case.ts'
import { holds, refused, same } from '../checks.ts'
import type { Device } from '../device.ts'
import type { World } from '../world.ts'
import { callEvents, hearsState, statesOf } from './call-events.ts'

const accepted = 1
const cancelled = 3
const received = 5
const quit = 7

/** A call of the first with the second, who accepted. */
async function talking(world: World): Promise<{ alice: Device; bob: Device; carol: Device; callID: string }> {
  const [alice, bob, carol] = [await world.user('alice'), await world.user('bob'), await world.user('carol')]
  const { callID } = await alice.zim.callInvite([bob.user], { timeout: 60, mode: 1, extendedData: 'room 7' })
  same((await bob.heard('callInvitationReceived')).mode, 1)
  await hearsState(alice, callID, bob.user, received)
  await bob.zim.callAccept(callID, { extendedData: 'with video' })
  await hearsState(alice, callID, bob.user, accepted)
  return { alice, bob, carol, callID }
}

export const advancedCallCases: readonly Case[] = [
  {
    name: 'an advanced call goes on after an answer, invites more, and is ended for all',
    async run(world) {
      const { alice, bob, carol, callID } = await talking(world)
      same(await bob.zim.callingInvite([carol.user, 'nobody-of-this-name'], callID, {}), {
        callID,
        errorUserList: [{ userID: 'nobody-of-this-name', reason: 6000011 }],
      })
      const rung = await carol.heard('callInvitationReceived')
      same([rung.callID, rung.caller, rung.inviter, rung.mode], [callID, alice.user, bob.user, 1])
      for (const device of [alice, bob]) await hearsState(device, callID, carol.user, received)
      await carol.zim.callAccept(callID, {})
      for (const device of [alice, bob]) await hearsState(device, callID, carol.user, accepted)
      const ended = await carol.zim.callEnd(callID, { extendedData: 'bye' })
      holds(ended.endTime >= ended.acceptTime && ended.acceptTime >= ended.createTime, 'the times follow each other')
      for (const device of [alice, bob]) {
        const { caller, operatedUserID, extendedData, endTime, mode } = await device.heard('callInvitationEnded')
        same([caller, operatedUserID, extendedData, mode], [alice.user, carol.user, 'bye', 1])
        same(endTime, ended.endTime)
      }
      await refused(alice.zim.callEnd(callID, {}), 6000276)
      const { callList } = await alice.zim.queryCallInvitationList({ count: 1 })
      same([callList[0]?.state, callList[0]?.endTime], [2, ended.endTime])
    },
  },
  {
    name: 'who quits an advanced call is told so with all others, and the call goes on',
    async run(world) {
      const { alice, bob, carol, callID } = await talking(world)
      await alice.zim.callingInvite([carol.user], callID, {})
      await carol.heard('callInvitationReceived')
      await bob.zim.callQuit(callID, { extendedData: 'tired' })
      for (const device of [alice, bob, carol]) await hearsState(device, callID, bob.user, quit)
      const said = alice.all('callUserStateChanged').flatMap(({ callUserList }) => callUserList)
      same(said.find(({ userID, state }) => userID === bob.user && state === quit)?.extendedData, 'tired')
      await carol.zim.callAccept(callID, {})
      await hearsState(alice, callID, carol.user, accepted)
      same(alice.all('callInvitationEnded'), [])
    },
  },
  {
    name: 'who knows the call may join it, and a second device takes it over',
    async run(world) {
      const { alice, bob, carol, callID } = await talking(world)
      const joined = await carol.zim.callJoin(callID, { extendedData: 'me too' })
      same([joined.callID, joined.extendedData], [callID, 'room 7'])
      same(joined.callUserList.find(({ userID }) => userID === carol.user)?.state, accepted)
      for (const device of [alice, bob]) await hearsState(device, callID, carol.user, accepted)
      await refused(carol.zim.callJoin(callID, {}), 6000283)
      const pad = await world.online(carol.user)
      await pad.zim.callJoin(callID, {})
      await alice.zim.callEnd(callID, {})
      await pad.heard('callInvitationEnded')
      await refused(carol.zim.callJoin('1', {}), 6000276)
    },
  },
  {
    name: 'one invitation of an advanced call is withdrawn, the others ring on',
    async run(world) {
      const { alice, bob, carol, callID } = await talking(world)
      const dave = await world.user('dave')
      await alice.zim.callingInvite([carol.user, dave.user], callID, {})
      for (const device of [carol, dave]) await device.heard('callInvitationReceived')
      same((await alice.zim.callCancel([carol.user], callID, {})).errorInvitees, [])
      same((await carol.heard('callInvitationCancelled')).inviter, alice.user)
      await bob.heard('callUserStateChanged', () =>
        statesOf(bob, callID, carol.user).some(one => one === cancelled || one === 10),
      )
      await dave.zim.callAccept(callID, {})
      await hearsState(alice, callID, dave.user, accepted)
      same(callEvents(dave, callID).includes('callInvitationCancelled'), false)
    },
  },
  {
    name: 'the answering device alone hears further changes of the call',
    async run(world) {
      const { alice, bob, carol, callID } = await talking(world)
      const pad = await world.online(bob.user)
      await alice.zim.callingInvite([carol.user], callID, {})
      await carol.heard('callInvitationReceived')
      await carol.zim.callReject(callID, {})
      await hearsState(bob, callID, carol.user, 2)
      await alice.zim.sendMessage({ type: 1, message: 'after' }, bob.user, 0, { priority: 2 })
      await pad.heard('peerMessageReceived')
      same(callEvents(pad, callID), [])
    },
  },
]
