// What every engine keeps of the online channel's devices and users.
import { deepEqual, equal } from 'node:assert/strict'
import type { DeviceId, UserId } from '@posthouse/protocol'
import { aUser, sampleApp } from '../../domain/testing/samples.ts'
import type { ChatDevice, ChatUser } from '../../ports/chat-devices.ts'
import { awayDevicesMax } from '../tables/chat-devices.ts'
import { bob, type Case, otherApp, tablet } from './case.ts'

const alice = aUser().username
const phone: ChatDevice = {
  appId: sampleApp,
  username: alice,
  deviceId: 'phone' as DeviceId,
  platform: 3,
  ackedPosition: 5,
  state: 'present',
  changedAtMs: 10,
}
const set: ChatUser = {
  avatarUrl: 'https://example.com/a.png',
  extendedData: '{"π":1}',
  rule: { onlinePlatforms: [1, 4], silentPlatforms: [2] },
  badge: 7,
}

/** See the head of the file. */
export const chatDeviceCases: readonly Case[] = [
  {
    name: 'devices of the online channel come back as they were put, per app and user, and are replaced whole',
    run: async store => {
      const { chatDevices } = store.tables
      const others = [
        { ...phone, deviceId: tablet },
        { ...phone, username: bob },
        { ...phone, appId: otherApp },
      ]
      await store.commit([phone, ...others].map(device => chatDevices.put(device)))
      deepEqual(await chatDevices.find(sampleApp, alice, phone.deviceId), phone)
      equal(await chatDevices.find(sampleApp, bob, tablet), undefined)
      deepEqual(await chatDevices.ofUsers(sampleApp, [bob, alice, 'nobody' as UserId]), [phone, ...others.slice(0, 2)])
      deepEqual(await chatDevices.ofUsers(sampleApp, []), [])
      const changed: ChatDevice = { ...phone, platform: 6, ackedPosition: 1, state: 'kicked', changedAtMs: 11 }
      await store.commit([chatDevices.put(changed)])
      deepEqual(await chatDevices.ofUsers(sampleApp, [alice]), [changed, others[0]])
    },
  },
  {
    name: 'I7: what a device acknowledged only grows, also where many acknowledge in one commit',
    run: async store => {
      const { chatDevices } = store.tables
      const acked = (device: ChatDevice, position: number) =>
        chatDevices.acked(device.appId, device.username, device.deviceId, position)
      const ofBob = { ...phone, username: bob }
      await store.commit([chatDevices.put(phone), chatDevices.put(ofBob)])
      await store.commit([acked(phone, 9), acked(ofBob, 4), acked(phone, 7), acked({ ...phone, deviceId: tablet }, 3)])
      deepEqual(await chatDevices.ofUsers(sampleApp, [alice, bob]), [{ ...phone, ackedPosition: 9 }, ofBob])
    },
  },
  {
    name: 'I5: only a user who is registered and not banned logs in, and only a device that did not leave is present',
    run: async store => {
      const { chatDevices, users } = store.tables
      const present = (deviceId: DeviceId) => chatDevices.ifPresent(sampleApp, alice, deviceId)
      deepEqual(await store.commit([chatDevices.logIn(phone), present(phone.deviceId)]), [false, false])
      await store.commit([users.insert(aUser(), 'hash')])
      const left: ChatDevice = { ...phone, deviceId: tablet, state: 'logged-out' }
      deepEqual(await store.commit([chatDevices.logIn(phone), chatDevices.put(left), chatDevices.logIn(phone)]), [
        ...[true, undefined, true],
      ])
      deepEqual(await store.commit([present(phone.deviceId), present(tablet)]), [true, false])
      await store.commit([users.update(sampleApp, alice, { activated: false, modifiedAtMs: 2 })])
      deepEqual(await store.commit([chatDevices.logIn({ ...phone, platform: 9 })]), [false])
      deepEqual(await chatDevices.ofUsers(sampleApp, [alice]), [phone, left])
    },
  },
  {
    name: 'of devices that left those that did so last are known, a bounded number per user; a device that is present stays',
    run: async store => {
      const { chatDevices, users } = store.tables
      const left = Array.from({ length: awayDevicesMax + 3 }, (_, index): ChatDevice => {
        const name = String(index).padStart(3, '0')
        return { ...phone, deviceId: `left-${name}` as DeviceId, state: 'logged-out', changedAtMs: 100 + index }
      })
      const old: ChatDevice = { ...phone, deviceId: tablet, changedAtMs: 1 }
      await store.commit([users.insert(aUser(), 'hash'), ...[old, ...left].map(one => chatDevices.put(one))])
      deepEqual(await store.commit([chatDevices.logIn(phone)]), [true])
      const found = new Set((await chatDevices.ofUsers(sampleApp, [alice])).map(({ deviceId }) => deviceId))
      deepEqual(found, new Set([phone, old, ...left.slice(3)].map(({ deviceId }) => deviceId)))
    },
  },
  {
    name: 'what users set over the online channel comes back whole, per app, and goes with the user',
    run: async store => {
      const { chatUsers, chatDevices, users } = store.tables
      deepEqual(await chatUsers.findMany(sampleApp, [alice]), new Map())
      await store.commit([
        users.insert(aUser(), 'hash'),
        chatUsers.put(sampleApp, alice, { badge: 1 }),
        chatUsers.put(sampleApp, bob, { ...set, extendedData: '' }),
        chatDevices.put(phone),
      ])
      await store.commit([
        chatUsers.put(sampleApp, alice, { avatarUrl: set.avatarUrl, badge: set.badge }),
        chatUsers.put(sampleApp, alice, { extendedData: set.extendedData, rule: set.rule }),
        chatUsers.put(otherApp, alice, { ...set, badge: 2 }),
      ])
      deepEqual(
        await chatUsers.findMany(sampleApp, [alice, bob, 'nobody' as UserId]),
        new Map([
          [alice, set],
          [bob, { ...set, extendedData: '' }],
        ]),
      )
      await store.commit([users.delete(sampleApp, alice)])
      deepEqual([...(await chatUsers.findMany(sampleApp, [alice, bob])).keys()], [bob])
      deepEqual(await chatDevices.ofUsers(sampleApp, [alice]), [])
      equal((await chatUsers.findMany(otherApp, [alice])).get(alice)?.badge, 2)
    },
  },
]
