import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories, classifications } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { renderHuawei } from './payload.ts'
import { shownOf } from './phone.ts'

const NOW_MS = 1_700_000_000_000
const phoneShows = (notification: Notification, own: Partial<HuaweiCredentials> = {}) => {
  const credentials = { appId: '100100', appSecret: 's', ...own }
  const { messageJson } = renderHuawei(notification, { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + 60_000 })
  return shownOf(JSON.parse(messageJson) as JsonObject)
}

test('everything that is rendered is shown: texts, picture, badge, sound, class, link and data', () => {
  const notification: Notification = {
    title: 'Li',
    content: 'hi',
    ext: { conv: '42' },
    clickAction: { url: 'https://chat.example/42' },
    badge: { addNum: 1 },
    category: 'im',
    blocks: {
      huawei: {
        message: {
          notification: { image: 'https://img.example/1.png' },
          android: { notification: { sound: '/raw/ding' } },
        },
      },
    },
  }
  const shown = {
    title: 'Li',
    body: 'hi',
    image: 'https://img.example/1.png',
    badge: { add: 1 },
    sound: '/raw/ding',
    channel: 'IM',
    click: { kind: 'url', target: 'https://chat.example/42' },
    data: { conv: '42' },
  }
  assert.deepEqual(phoneShows(notification), shown)
  const channelIds = { byCategory: { im: 'chat' } }
  assert.deepEqual(phoneShows(notification, { channelIds }), { ...shown, channel: 'chat' })
})

test('each kind of tap arrives as it was meant', () => {
  const clickOf = (clickAction: Notification['clickAction']) =>
    phoneShows({ title: 'Li', content: 'hi', blocks: {}, ...(clickAction ? { clickAction } : {}) })?.click
  assert.deepEqual(clickOf(undefined), { kind: 'app' })
  assert.deepEqual(clickOf({ action: 'com.example.OPEN' }), { kind: 'action', target: 'com.example.OPEN' })
  assert.deepEqual(clickOf({ activity: 'com.example/.Chat' }), {
    kind: 'activity',
    target: 'intent:#Intent;component=com.example/.Chat;end',
  })
})

test('a number that is set wins over one that is added, and a default sound is a sound', () => {
  const notification = { badge: { add_num: 1, set_num: 5 }, default_sound: true }
  assert.deepEqual(shownOf({ android: { notification } }), {
    title: '',
    body: '',
    badge: { set: 5 },
    sound: 'default',
    click: { kind: 'app' },
  })
})

test('a message of data only is the app’s to show', () => {
  assert.equal(shownOf({ data: '{"k":1}', android: {} }), undefined)
})

test('whatever the texts and the category, the phone shows them, or their start (property)', () => {
  const text = fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 3000 })
  fc.assert(
    fc.property(text, text, fc.constantFrom(...categories), (title, content, category) => {
      const shown = phoneShows({ title, content, category, blocks: {} })
      assert.ok(shown?.title === title || title.startsWith(shown?.title.replace(/…$/, '') ?? '-'))
      assert.ok(shown?.body === content || content.startsWith(shown?.body.replace(/…$/, '') ?? '-'))
      assert.equal(shown?.channel, classifications[category].huawei.category)
    }),
    { numRuns: 40 },
  )
})
