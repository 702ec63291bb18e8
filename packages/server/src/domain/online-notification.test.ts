import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { readNotification } from './notification.ts'
import { type OnlineNotification, onlineNotification } from './online-notification.ts'

const nowMs = 1_700_000_000_000
const shown = (easemob: JsonValue, more: JsonObject = {}): OnlineNotification =>
  onlineNotification(readNotification({ title: 'T', content: 'C', easemob, ...more }), nowMs)

const defaults: OnlineNotification = {
  title: 'T',
  content: 'C',
  isShown: true,
  operation: { kind: 'app' },
  channel: { id: 'chat', name: '消息', level: 3 },
  closesOnTap: true,
  sounds: false,
  vibrates: false,
  style: 0,
}
const { channel } = defaults

describe('a notification for a connected device (spec/easemob.md §7.3)', () => {
  it('is made of the basic fields and the documented defaults', () => {
    assert.deepEqual(shown({}), defaults)
    assert.deepEqual(shown(null), defaults)
    const basic = {
      subTitle: 'S',
      ext: { k: 1 },
      config: { clickAction: { url: 'https://x.test/' }, badge: { setNum: 2 } },
    }
    assert.deepEqual(shown({}, basic), {
      ...defaults,
      subTitle: 'S',
      ext: { k: 1 },
      operation: { kind: 'url', target: 'https://x.test/' },
      badge: { setNum: 2 },
    })
  })

  const rows: readonly (readonly [member: string, value: JsonValue, change: Partial<OnlineNotification>])[] = [
    ['title', 'x', { title: 'x' }],
    ['content', 'x', { content: 'x' }],
    ['subTitle', 'x', { subTitle: 'x' }],
    ['iconUrl', 'https://x.test/i.png', { iconUrl: 'https://x.test/i.png' }],
    ['needNotification', false, { isShown: false }],
    ['badge', { addNum: 1, setNum: 2, activity: 'a' }, { badge: { addNum: 1, setNum: 2, activity: 'a' } }],
    ['operation', { type: 0 }, { operation: { kind: 'app' } }],
    ['operation', { type: '1', openUrl: 'https://x.test/' }, { operation: { kind: 'url', target: 'https://x.test/' } }],
    ['operation', { type: 2, openAction: 'com.x.OPEN' }, { operation: { kind: 'action', target: 'com.x.OPEN' } }],
    ['operation', { type: 1, openAction: 'com.x.OPEN' }, { operation: { kind: 'nothing' } }],
    ['operation', { type: 2 }, { operation: { kind: 'nothing' } }],
    ['channelId', 'c', { channel: { ...channel, id: 'c' } }],
    ['channelName', 'n', { channel: { ...channel, name: 'n' } }],
    ['channelLevel', 4, { channel: { ...channel, level: 4 } }],
    ['autoCancel', 0, { closesOnTap: false }],
    ['expiresTime', 3_600_000, { expiresAtMs: nowMs + 3_600_000 }],
    ['expiresTime', '3600000', { expiresAtMs: nowMs + 3_600_000 }],
    ['expiresTime', 1_700_003_600_000, { expiresAtMs: 1_700_003_600_000 }],
    ['sound', 1, { sounds: true }],
    ['vibrate', 1, { vibrates: true }],
    ['style', 1, { style: 1 }],
    ['bigTxt', 'long', { bigText: 'long' }],
    ['bigPicture', 'https://x.test/p.png', { bigPicture: 'https://x.test/p.png' }],
    ['id', 56_734_579, { id: 56_734_579 }],
    ['nobodyKnows', [1], {}],
  ]
  for (const [member, value, change] of rows) {
    it(`reads ${member} = ${JSON.stringify(value)}`, () => {
      assert.deepEqual(shown({ [member]: value }), { ...defaults, ...change })
    })
  }

  it('takes expiresTime for a duration below 10^11 and for an instant from there on', () => {
    assert.equal(shown({ expiresTime: 99_999_999_999 }).expiresAtMs, nowMs + 99_999_999_999)
    assert.equal(shown({ expiresTime: 100_000_000_000 }).expiresAtMs, 100_000_000_000)
  })

  it('refuses a member of the wrong type by name', () => {
    const wrong: JsonObject = {
      title: 7,
      needNotification: 'yes',
      style: 3,
      sound: true,
      operation: 'open',
      id: -1,
      badge: [],
    }
    for (const [member, value] of Object.entries(wrong))
      assert.throws(() => shown({ [member]: value ?? null }), { field: `easemob.${member}` })
  })
})
