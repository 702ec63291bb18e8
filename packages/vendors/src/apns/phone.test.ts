import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import type { TokenCredentials } from './credentials.ts'
import { render } from './payload.ts'
import { shownOf } from './phone.ts'

const NOW_MS = 1_700_000_000_000
const credentials: TokenCredentials = {
  kind: 'token',
  environment: 'PRODUCTION',
  bundleId: 'com.example.chat',
  isVoip: false,
  teamId: 'AAAAAAAAAA',
  keyId: 'BBBBBBBBBB',
  privateKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
}
const phoneShows = (notification: Notification) =>
  shownOf(
    JSON.parse(render(notification, { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + 60_000 }).body) as JsonObject,
  )

test('everything that is rendered is shown: texts, badge, sound, grouping and data', () => {
  assert.deepEqual(
    phoneShows({
      title: 'Li',
      subTitle: 'Team',
      content: 'hi',
      ext: { conv: '42' },
      clickAction: { url: 'chat://c/42' },
      badge: { setNum: 3 },
      category: 'im',
      blocks: { apns: { threadId: 'conv-42', sound: 'ring.caf' } },
    }),
    {
      title: 'Li',
      subtitle: 'Team',
      body: 'hi',
      badge: { set: 3 },
      sound: 'ring.caf',
      channel: 'conv-42',
      click: { kind: 'app' },
      data: { url: 'chat://c/42', conv: '42' },
    },
  )
})

test('a push that only wakes the app shows nothing', () => {
  assert.equal(phoneShows({ title: 'Li', content: 'hi', blocks: { apns: { pushType: 'background' } } }), undefined)
  assert.equal(shownOf({ k: 'v' }), undefined, 'no aps at all')
})

test('an alert that is a plain text and a sound that is an object are read as well', () => {
  assert.deepEqual(shownOf({ aps: { alert: 'hi', sound: { critical: 1, name: 'alarm.caf', volume: 1 } } }), {
    title: '',
    body: 'hi',
    sound: 'alarm.caf',
    click: { kind: 'app' },
  })
  assert.deepEqual(shownOf({ aps: { badge: 0 } }), { title: '', body: '', badge: { set: 0 }, click: { kind: 'app' } })
})

test('whatever the texts and the category, the phone shows them, or their start (property)', () => {
  const text = fc.string({ unit: 'grapheme-composite', minLength: 1, maxLength: 3000 })
  fc.assert(
    fc.property(text, text, fc.constantFrom(...categories), (title, content, category) => {
      const shown = phoneShows({ title, content, category, blocks: {} })
      assert.ok(shown?.title === title || title.startsWith(shown?.title.replace(/…$/, '') ?? '-'))
      assert.ok(shown?.body === content || content.startsWith(shown?.body.replace(/…$/, '') ?? '-'))
    }),
    { numRuns: 40 },
  )
})
