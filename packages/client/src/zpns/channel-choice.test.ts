// Which channel a phone registers with (spec/zego.md §1.7, §2.3; seed 004).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channelFor } from './channel-choice.ts'

const mainland = {
  enableFCMPush: false,
  enableHWPush: true,
  enableMiPush: true,
  enableOppoPush: true,
  enableVivoPush: true,
}

test('a phone registers with its maker’s channel only', () => {
  for (const maker of ['huawei', 'xiaomi', 'oppo', 'vivo'] as const)
    assert.deepEqual(channelFor(mainland, [maker, 'fcm']), { source: maker })
})

test('Google’s channel goes before all others where it is enabled and the phone has it', () => {
  const overseas = { ...mainland, enableFCMPush: true }
  assert.deepEqual(channelFor(overseas, ['xiaomi', 'fcm']), { source: 'fcm' })
  assert.deepEqual(channelFor(overseas, ['xiaomi']), { source: 'xiaomi' })
})

test('iPhones, browsers and makers without a setting need none', () => {
  for (const source of ['apns', 'webpush', 'honor', 'harmony', 'meizu'] as const)
    assert.deepEqual(channelFor({}, [source]), { source })
})

test('what is not enabled is not used, and the setting is named', () => {
  const none = channelFor({ enableHWPush: true }, ['xiaomi', 'fcm'])
  assert.match('problem' in none ? none.problem : '', /enableMiPush or enableFCMPush/)
  assert.deepEqual(channelFor(mainland, []), { problem: 'this device offers no push channel' })
})
