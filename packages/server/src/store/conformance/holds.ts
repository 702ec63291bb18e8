// What every engine keeps of who holds the connections of devices.
import { deepEqual, equal } from 'node:assert/strict'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { ChatDevice, Hold } from '../../ports/chat-devices.ts'
import type { SessionKey } from '../../ports/holds.ts'
import { bob, type Case, otherApp, tablet } from './case.ts'

const alice = aUser().username
/** Larger than a double keeps. */
const [first, second] = [2n ** 61n + 1n, 2n ** 61n + 2n]
const hold = (session: bigint, node = 3): Hold => ({ node, session, ip: '192.0.2.1:5', sdk: 'test/1' })
const phone: ChatDevice = {
  appId: sampleApp,
  username: alice,
  deviceId: 'phone' as DeviceId,
  platform: 3,
  ackedPosition: 5,
  state: 'present',
  changedAtMs: 10,
}
const keyOf = ({ appId, username, deviceId, held }: ChatDevice): SessionKey => ({
  ...{ appId, username, deviceId, session: held?.session ?? 0n },
})

/** See the head of the file. */
export const holdCases: readonly Case[] = [
  {
    name: 'F94: of two logins of a device one holds it, and who did not know of the other changes nothing',
    run: async store => {
      const { chatDevices, holds, users } = store.tables
      await store.commit([users.insert(aUser(), 'hash')])
      const [one, other] = [
        { ...phone, held: hold(first) },
        { ...phone, held: hold(second, 4) },
      ]
      const race = await store.commitFenced([
        { fence: chatDevices.logIn(one), writes: [] },
        { fence: chatDevices.logIn(other), writes: [] },
      ])
      deepEqual(race, [true, false])
      deepEqual(await chatDevices.ofUsers(sampleApp, [alice]), [one])
      deepEqual(await store.commit([chatDevices.logIn(other, first)]), [true])
      deepEqual(await store.commit([holds.release(keyOf(one)), holds.release(keyOf(other))]), [false, true])
      deepEqual(await chatDevices.find(sampleApp, alice, phone.deviceId), phone)
      deepEqual(await store.commit([chatDevices.logIn(other, second), chatDevices.logIn(other)]), [false, true])
    },
  },
  {
    name: 'a device leaves with the connection that it has, once, and where there is such a device',
    run: async store => {
      const { chatDevices, holds, users } = store.tables
      await store.commit([users.insert(aUser(), 'hash'), chatDevices.logIn({ ...phone, held: hold(first) })])
      const reports = await store.commit([
        holds.end(phone, undefined, 'kicked', 20),
        holds.end(phone, second, 'kicked', 20),
        holds.end({ ...phone, deviceId: tablet }, undefined, 'kicked', 20),
        holds.end({ ...phone, appId: otherApp }, first, 'kicked', 20),
        holds.end(phone, first, 'logged-out', 20),
        holds.end(phone, undefined, 'kicked', 21),
      ])
      deepEqual(reports, [false, false, false, false, true, false])
      deepEqual(await chatDevices.ofUsers(sampleApp, [alice]), [{ ...phone, state: 'logged-out', changedAtMs: 20 }])
    },
  },
  {
    name: 'connections of processes are found by process, in pages, and released many at once',
    run: async store => {
      const { chatDevices, holds, users } = store.tables
      const names = ['alice', 'bob', 'carol', 'dave'] as UserId[]
      const devices = names.map((username, at): ChatDevice => {
        return { ...phone, username, held: hold(first + BigInt(at), at === 3 ? 1_000 : 3) }
      })
      await store.commit(names.map(username => users.insert(aUser({ username }), 'hash')))
      deepEqual(await holds.nodes(), [])
      await store.commit([
        ...devices.map(one => chatDevices.logIn(one)),
        chatDevices.put({ ...phone, appId: otherApp }),
      ])
      deepEqual(await holds.nodes(), [3, 1_000])
      const page = await holds.ofNode(3, undefined, 2)
      deepEqual(page, devices.slice(0, 2))
      deepEqual(await holds.ofNode(3, page.at(-1), 2), devices.slice(2, 3))
      const released = await store.commitFenced(
        [...devices, ...devices.slice(0, 1)].map(one => ({ fence: holds.release(keyOf(one)), writes: [] })),
      )
      deepEqual(released, [true, true, true, true, false])
      deepEqual(await holds.nodes(), [])
    },
  },
  {
    name: 'F47: who holds a connection finds out from the record alone that it is to end, and why',
    run: async store => {
      const { chatDevices, holds, users } = store.tables
      const names = ['alice', 'bob', 'carol', 'dave', 'erin', 'fred'] as UserId[]
      const devices = names.map((username, at): ChatDevice => ({ ...phone, username, held: hold(first + BigInt(at)) }))
      const [ofAlice, ofBob, ofCarol, ofDave, ofErin] = devices as [
        ...[ChatDevice, ChatDevice, ChatDevice, ChatDevice, ChatDevice],
      ]
      await store.commit(names.map(username => users.insert(aUser({ username }), 'hash')))
      await store.commit(devices.map(one => chatDevices.logIn(one)))
      const keys = devices.map(keyOf)
      deepEqual(await holds.strays(keys), [])
      deepEqual(await holds.strays([]), [])
      deepEqual(await holds.elsewhere(keys, 3), [])
      deepEqual(await holds.elsewhere(keys.slice(1, 2), 9), [{ appId: sampleApp, username: bob, node: 3 }])
      await store.commit([
        holds.sendAway(sampleApp, ofAlice.username, undefined, 'disconnected'),
        users.update(sampleApp, ofBob.username, { activated: false, modifiedAtMs: 2 }),
        users.delete(sampleApp, ofCarol.username),
        chatDevices.logIn({ ...ofDave, held: hold(second + 99n, 8) }, keyOf(ofDave).session),
        holds.end(ofErin, keyOf(ofErin).session, 'kicked', 9),
      ])
      const strays = new Map((await holds.strays(keys)).map(({ session, ...says }) => [session, says]))
      const there = { user: 'activated', state: 'present', sentAway: undefined } as const
      deepEqual(
        strays,
        new Map<bigint, object>([
          [keyOf(ofAlice).session, { ...there, heldSession: first, sentAway: 'disconnected' }],
          [keyOf(ofBob).session, { ...there, user: 'banned', heldSession: first + 1n }],
          [keyOf(ofCarol).session, { ...there, user: 'deleted', state: undefined, heldSession: undefined }],
          [keyOf(ofDave).session, { ...there, heldSession: second + 99n }],
          [keyOf(ofErin).session, { ...there, state: 'kicked', heldSession: undefined }],
        ]),
      )
    },
  },
  {
    name: 'sending away names the connections that there are, one of them or all of the user',
    run: async store => {
      const { chatDevices, holds, users } = store.tables
      const desk: ChatDevice = { ...phone, deviceId: tablet, held: hold(second) }
      await store.commit([users.insert(aUser(), 'hash'), chatDevices.put({ ...phone, deviceId: 'z' as DeviceId })])
      await store.commit([chatDevices.logIn({ ...phone, held: hold(first) }), chatDevices.logIn(desk)])
      deepEqual(await store.commit([holds.sendAway(sampleApp, alice, second, 'disconnected')]), [[second]])
      const away = await chatDevices.find(sampleApp, alice, tablet)
      equal(away?.held?.sentAway, 'disconnected')
      const [all] = await store.commit([holds.sendAway(sampleApp, alice, undefined, 'unregistered')])
      deepEqual([...all].sort(), [first, second])
      deepEqual(await store.commit([holds.sendAway(otherApp, alice, undefined, 'unregistered')]), [[]])
      await store.commit([chatDevices.logIn({ ...desk, held: hold(second + 1n) }, second)])
      equal((await chatDevices.find(sampleApp, alice, tablet))?.held?.sentAway, undefined)
    },
  },
]
