// The face of ZPNs, as apps see it: the seed's own calls (seed 004), with the phone of a test.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { usePush } from '../push/platform.ts'
import { createTestPush } from '../push/test-push.ts'
import { version } from '../version.ts'
import type { ZPNsRegisterMessage } from './definitions.ts'
import ZPNs, { ZPNs as byName, ZPNsIOSEnvironment, ZPNsPushSourceType } from './index.ts'

const push = createTestPush(['huawei', 'fcm'], [{ source: 'huawei', token: 'hw-1' }])
usePush(push)
const zpns = ZPNs.getInstance()

test('the seed’s calls register, and there is one instance', async () => {
  assert.equal(byName, ZPNs)
  assert.equal(ZPNs.getInstance(), zpns)
  assert.equal(await ZPNs.setPushConfig({ enableFCMPush: false, enableHWPush: true, enableMiPush: true }), undefined)
  const registered = new Promise<ZPNsRegisterMessage>(resolve => zpns.on('registered', resolve))
  const accepted = zpns.registerPush({
    iOSEnvironment: ZPNsIOSEnvironment.Automatic,
    iOSNotificationArrivedConfig: { isPresentAlert: true, isPresentSound: true, isPresentBadge: true },
  })
  assert.equal(await accepted, undefined)
  const { errorCode, pushID } = await registered
  assert.equal(errorCode, 0)
  assert.match(pushID, /^ph1\./)
  assert.equal(await zpns.unregisterPush(), undefined)
  assert.deepEqual(
    push.calls.map(({ kind }) => kind),
    ['acquire', 'release'],
  )
})

test('the permission is asked for once', async () => {
  await zpns.applyNotificationPermission()
  await zpns.applyNotificationPermission()
  assert.equal(push.calls.filter(({ kind }) => kind === 'permission').length, 1)
})

test('events that are none and listeners that are no functions are refused', () => {
  assert.throws(() => zpns.on('arrived' as 'registered', () => undefined), /there is no event arrived/)
  assert.throws(() => zpns.on('registered', 'no' as never), /no function/)
  assert.throws(() => zpns.off('clicked' as 'registered'), /there is no event/)
})

test('one listener for each event: another takes its place', async () => {
  const heard: string[] = []
  zpns.on('notificationArrived', () => heard.push('first'))
  zpns.on('notificationArrived', () => heard.push('second'))
  push.tell('arrived', { source: 'huawei' })
  zpns.off('notificationArrived')
  push.tell('arrived', { source: 'huawei' })
  assert.deepEqual(heard, ['second'])
})

test('bad input is refused and changes nothing', async () => {
  await assert.rejects(ZPNs.setPushConfig(null as never), /takes an object/)
  await assert.rejects(zpns.registerPush(1 as never), /takes an object/)
  for (const badge of [-1, 1.5, 100_000, Number.NaN]) {
    assert.throws(() => zpns.setLocalBadge(badge), /whole number/)
    assert.throws(() => zpns.setServerBadge(badge), /whole number/)
  }
  assert.throws(() => ZPNs.setBackgroundMessageHandler(undefined as never), /no function/)
})

test('the rest goes to the platform', () => {
  zpns.createNotificationChannel({ channelID: 'c', channelName: 'Chat', androidSound: 'ding' })
  const texts = { title: 't', content: 'c', payload: 'p' }
  zpns.addLocalNotification({ ...texts, channelID: 'c', iOSSound: 'i', androidSound: 'a' })
  zpns.setLocalBadge(3)
  assert.deepEqual(push.calls.slice(-3), [
    { kind: 'channel', channel: { id: 'c', name: 'Chat', sound: 'ding' } },
    { kind: 'local', notification: { ...texts, channelId: 'c', iosSound: 'i', androidSound: 'a' } },
    { kind: 'badge', badge: 3 },
  ])
})

test('the numbers of the enums are ZEGO’s', async () => {
  assert.equal(ZPNsPushSourceType.Vivo, 6)
  assert.equal(ZPNsIOSEnvironment[2], 'Automatic')
  const path = join(import.meta.dirname, '../../package.json')
  assert.equal(version, (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version)
  assert.equal(await ZPNs.getVersion(), version)
})
