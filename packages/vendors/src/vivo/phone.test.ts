import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import type { VivoCredentials } from './credentials.ts'
import { renderVivo, sendBody } from './payload.ts'
import { shownOf } from './phone.ts'
import { messageFault } from './simulated-checks.ts'

const credentials: VivoCredentials = {
  appId: '10004',
  appKey: 'k',
  appSecret: 's',
  isTest: false,
  packageName: 'com.e',
}

function sent(notification: Notification): JsonObject {
  const payload = renderVivo(notification, { credentials, nowMs: 0, expiresAtMs: 3_600_000 })
  return JSON.parse(sendBody(payload, 't', 'r')) as JsonObject
}

test('what is rendered is what the phone shows', () => {
  const notification: Notification = {
    title: '标题',
    content: '内容',
    category: 'im',
    ext: { conv: '42' },
    clickAction: { url: 'https://e.cn' },
    blocks: { vivo: { addBadge: true } },
  }
  assert.deepEqual(shownOf(sent(notification)), {
    title: '标题',
    body: '内容',
    badge: { add: 1 },
    sound: 'default',
    channel: 'IM',
    click: { kind: 'url', target: 'https://e.cn' },
    data: { conv: '42' },
  })
})

test('each way to tap is read back, and a silent message has no sound', () => {
  const click = (given: Partial<Notification>) =>
    shownOf(sent({ title: 'a', content: 'b', blocks: {}, ...given })).click
  assert.deepEqual(click({}), { kind: 'app' })
  assert.deepEqual(click({ clickAction: { action: 'com.e.OPEN' } }), { kind: 'action', target: 'com.e.OPEN' })
  const target = 'intent:#Intent;component=com.e/.Chat;end'
  assert.deepEqual(click({ clickAction: { activity: '.Chat' } }), { kind: 'activity', target })
  assert.deepEqual(click({ blocks: { vivo: { skipType: 3, skipContent: 'own' } } }), { kind: 'action', target: 'own' })
  const silent = shownOf(sent({ title: 'a', content: 'b', blocks: { vivo: { notifyType: 1 } } }))
  assert.equal(silent.sound, undefined)
})

test('every text that is not blank passes vivo’s checks and is shown as it was sent (property)', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter(given => given.trim() !== '')
  fc.assert(
    fc.property(text, text, (title, content) => {
      const message = sent({ title, content, blocks: {} })
      const { title: shownTitle, body } = shownOf(message)
      assert.deepEqual([shownTitle, body], [message['title'], message['content']])
      // A blank start of a long text may be all that is left of it: vivo refuses that, and says so.
      assert.ok(messageFault(message, false) === undefined || shownTitle.trim() === '' || body.trim() === '')
    }),
  )
})
