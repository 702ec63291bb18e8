import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import type { Shown } from '../shown.ts'
import { parseXiaomiCredentials } from './credentials.ts'
import { previewXiaomi, renderXiaomi } from './payload.ts'
import { type Fields, shownOf } from './phone.ts'

const input = { name: '1', environment: 'PRODUCTION', packageName: 'com.example', certificate: 's' } as const
const credentials = parseXiaomiCredentials({ ...input, settings: { channelIds: { im: 'chat' } } })

/** What the phone shows of a rendered notification. */
function shown(notification: Partial<Notification>, block: JsonObject = {}): Shown | undefined {
  const whole = { title: 'Li', content: 'hi', ...notification, blocks: { xiaomi: block } }
  return shownOf(previewXiaomi(renderXiaomi(whole, { credentials, nowMs: 0, expiresAtMs: 1_000 })) as Fields)
}

test('what is rendered is what the phone shows', () => {
  const plain = { title: 'Li', body: 'hi', sound: 'default', click: { kind: 'app' } }
  assert.deepEqual(shown({ subTitle: 'Team', badge: { setNum: 3 } }), plain)
  assert.deepEqual(shown({ category: 'im', ext: { conv: '42' }, clickAction: { url: 'https://a.example' } }), {
    ...plain,
    channel: 'chat',
    click: { kind: 'url', target: 'https://a.example' },
    data: { conv: '42' },
  })
  const intent = 'intent:#Intent;action=OPEN;end'
  assert.deepEqual(shown({ clickAction: { action: 'OPEN' } }), {
    ...plain,
    click: { kind: 'activity', target: intent },
  })
  assert.deepEqual(shown({}, { payload: 'a plain text' }), { ...plain, data: 'a plain text' })
})

test('a sound of its own is heard where sound is among the ways to notify', () => {
  const sound = 'android.resource://com.example/raw/ding'
  assert.equal(shown({}, { sound })?.sound, sound)
  assert.equal(shown({}, { sound, notifyType: 3 })?.sound, sound)
  assert.equal(shown({}, { sound, notifyType: 6 })?.sound, undefined)
})

test('a form of somebody else’s is read as far as it goes', () => {
  const bare = {
    title: 'a',
    description: 'b',
    'extra.notify_effect': '3',
    'extra.notification_bigPic_uri': 'https://i',
  }
  assert.deepEqual(shownOf(bare), {
    title: 'a',
    body: 'b',
    image: 'https://i',
    sound: 'default',
    click: { kind: 'app' },
  })
  assert.deepEqual(shownOf({ 'extra.notify_effect': '2', notify_type: '0' }), {
    title: '',
    body: '',
    click: { kind: 'app' },
  })
})
