import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import type { FcmCredentials } from './credentials.ts'
import { previewFcm, renderFcm } from './payload.ts'
import { shownOf } from './phone.ts'

const NOW_MS = 1_700_000_000_000
const credentials: FcmCredentials = {
  projectId: 'demo-p',
  clientEmail: 'a@b',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
  pushType: 'BOTH',
  priority: 'HIGH',
  channelIds: { general: 'all', byCategory: { im: 'chat' } },
}
const phoneShows = (notification: Notification) => {
  const payload = renderFcm(notification, { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + 60_000 })
  return shownOf((previewFcm(payload) as { readonly message: JsonObject }).message)
}

test('everything that is rendered is shown: texts, picture, count, sound, channel, action and data', () => {
  assert.deepEqual(
    phoneShows({
      title: 'Li',
      content: 'hi',
      ext: { conv: '42' },
      clickAction: { action: 'OPEN_CHAT' },
      badge: { setNum: 3 },
      category: 'im',
      blocks: {
        fcmV1: {
          notification: { image: 'https://img.example/1.png' },
          androidConfig: { androidNotification: { sound: 'ding' } },
        },
      },
    }),
    {
      title: 'Li',
      body: 'hi',
      image: 'https://img.example/1.png',
      badge: { set: 3 },
      sound: 'ding',
      channel: 'chat',
      click: { kind: 'action', target: 'OPEN_CHAT' },
      data: { conv: '42' },
    },
  )
})

test('a message of data only is the app’s to show', () => {
  assert.equal(phoneShows({ title: 'Li', content: 'hi', blocks: { fcmV1: { type: 'DATA' } } }), undefined)
})

test('Android’s own text and data stand over the general ones', () => {
  const android = { notification: { body: 'own', default_sound: true }, data: { k: 'android' } }
  assert.deepEqual(shownOf({ notification: { title: 'T', body: 'general' }, data: { k: 'general' }, android }), {
    title: 'T',
    body: 'own',
    sound: 'default',
    click: { kind: 'app' },
    data: { k: 'android' },
  })
})

test('whatever the texts and the category, the phone shows them, or their start (property)', () => {
  const text = fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 3000 })
  fc.assert(
    fc.property(text, text, fc.constantFrom(...categories), (title, content, category) => {
      const shown = phoneShows({ title, content, category, blocks: {} })
      assert.ok(shown?.title === title || title.startsWith(shown?.title.replace(/…$/, '') ?? '-'))
      assert.ok(shown?.body === content || content.startsWith(shown?.body.replace(/…$/, '') ?? '-'))
      assert.equal(shown?.channel, category === 'im' ? 'chat' : 'all')
    }),
    { numRuns: 40 },
  )
})
