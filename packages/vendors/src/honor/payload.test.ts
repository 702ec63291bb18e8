import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import type { HonorCredentials } from './credentials.ts'
import { checkRequest } from './message-check.ts'
import { MESSAGE_BYTES_MAX, previewHonor, renderHonor, requestBody } from './payload.ts'
import { shownOf } from './phone.ts'
import { BODY_UNITS_MAX, TITLE_UNITS_MAX } from './shown-part.ts'

const NOW_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000
const CREDENTIALS: HonorCredentials = { appId: '104400', clientId: '220011', clientSecret: 's' }
const BASIC: Notification = { title: 'Li', content: 'hi', blocks: {} }

interface Wire {
  readonly data?: string
  readonly android: { readonly notification: Record<string, JsonValue> } & Record<string, JsonValue>
}

function rendered(notification: Partial<Notification>, credentials: Partial<HonorCredentials> = {}): Wire {
  const target = { credentials: { ...CREDENTIALS, ...credentials }, expiresAtMs: NOW_MS + HOUR_MS, nowMs: NOW_MS }
  return JSON.parse(renderHonor({ ...BASIC, ...notification }, target).messageJson)
}

const android = (members: JsonObject): Partial<Notification> => ({ blocks: { honor: { androidConfig: members } } })
const shown = (members: JsonObject): Partial<Notification> => android({ androidNotification: members })

function refusal(notification: Partial<Notification>, credentials: Partial<HonorCredentials> = {}): string {
  try {
    rendered(notification, credentials)
  } catch (error) {
    assert.ok(error instanceof PayloadError, String(error))
    return `${error.field}: ${error.limit}`
  }
  assert.fail('the notification was rendered')
}

test('the wire example of spec/vendors.md §10 comes out byte for byte', () => {
  const notification = { ...BASIC, ...shown({ notifyId: 42 }) }
  const payload = renderHonor(notification, { credentials: CREDENTIALS, expiresAtMs: NOW_MS + HOUR_MS, nowMs: NOW_MS })
  assert.equal(
    requestBody(payload, ['t1', 't2']),
    '{"android":{"ttl":"3600s","notification":{"title":"Li","body":"hi","importance":"NORMAL","clickAction":{"type":3},"notifyId":42}},"token":["t1","t2"]}',
  )
  assert.deepEqual(previewHonor(payload), { ...JSON.parse(payload.messageJson), token: [] })
})

test('every documented member of the block reaches the wire under its own name', async t => {
  const members: readonly (readonly [string, JsonValue, string, JsonValue])[] = [
    ['title', 'T', 'title', 'T'],
    ['body', 'B', 'body', 'B'],
    ['image', 'https://a.example/i.png', 'image', 'https://a.example/i.png'],
    ['clickAction', { type: 1, intent: 'i' }, 'clickAction', { type: 1, intent: 'i' }],
    ['clickAction', { type: 1, action: 'a', url: 'x' }, 'clickAction', { type: 1, action: 'a' }],
    ['clickAction', { url: 'https://a.example' }, 'clickAction', { type: 2, url: 'https://a.example' }],
    ['style', 1, 'style', 1],
    ['bigTitle', 'T', 'bigTitle', 'T'],
    ['bigBody', 'B', 'bigBody', 'B'],
    ['importance', 'LOW', 'importance', 'LOW'],
    ['when', '2026-11-21T00:00:00Z', 'when', '2026-11-21T00:00:00Z'],
    [
      'buttons',
      [{ name: 'n', actionType: 1, intentType: 0, intent: 'i', data: 'd', x: 1 }],
      'buttons',
      [{ name: 'n', actionType: 1, intentType: 0, intent: 'i', data: 'd' }],
    ],
    ['badgeNotification', { addNum: 1, badgeClass: 'c.M', x: 1 }, 'badge', { addNum: 1, badgeClass: 'c.M' }],
    ['notifyId', 0, 'notifyId', 0],
    ['tag', 't', 'tag', 't'],
    ['group', 'g', 'group', 'g'],
  ]
  const plain = { title: 'Li', body: 'hi', importance: 'NORMAL', clickAction: { type: 3 } }
  for (const [name, value, wireName, wireValue] of members) {
    await t.test(`${name} ${JSON.stringify(value)}`, () => {
      const { notification } = rendered(shown({ [name]: value })).android
      assert.deepEqual(notification, { ...plain, [wireName]: wireValue })
    })
  }
})

test('the members beside the notification reach the wire, data as a text', () => {
  const config = { ttl: '60', biTag: 'b', data: { k: 1 }, targetUserType: 1, other: 1 }
  const { data, android: wire } = rendered({
    ext: { conv: 1 },
    blocks: { honor: { data: { own: 1 }, androidConfig: config } },
  })
  const { notification: _, ...beside } = wire
  assert.equal(data, '{"own":1}')
  assert.deepEqual(beside, { ttl: '60s', biTag: 'b', data: '{"k":1}', targetUserType: 1 })
  assert.equal(rendered({ ext: { conv: 1 } }).data, '{"conv":1}')
  assert.equal(rendered({}).data, undefined)
})

test('importance follows the block, then the category, and is NORMAL otherwise, because LOW has a quota', () => {
  const importance = (notification: Partial<Notification>): JsonValue | undefined =>
    rendered(notification).android.notification['importance']
  assert.equal(importance({}), 'NORMAL')
  assert.equal(importance({ category: 'im' }), 'NORMAL')
  assert.equal(importance({ category: 'marketing' }), 'LOW')
  assert.equal(importance({ category: 'marketing', ...shown({ importance: 'NORMAL' }) }), 'NORMAL')
})

test('a tap follows the block, then the basic fields, then the notifier, and else opens the app', () => {
  const tap = (
    notification: Partial<Notification>,
    credentials: Partial<HonorCredentials> = {},
  ): JsonValue | undefined => rendered(notification, credentials).android.notification['clickAction']
  const own = { clickAction: 'com.example.OPEN', packageName: 'com.example' }
  assert.deepEqual(tap({}), { type: 3 })
  assert.deepEqual(tap({}, own), { type: 1, action: 'com.example.OPEN' })
  assert.deepEqual(tap({ clickAction: { url: 'https://a.example' } }, own), { type: 2, url: 'https://a.example' })
  assert.deepEqual(tap({ clickAction: { action: 'a' } }, own), { type: 1, action: 'a' })
  const component = 'intent:#Intent;component=com.example/com.example.Main;end'
  assert.deepEqual(tap({ clickAction: { activity: 'com.example.Main' } }, own), { type: 1, intent: component })
  const named = { clickAction: { activity: 'com.example/com.example.Main' } }
  assert.deepEqual(tap(named), { type: 1, intent: component })
  assert.deepEqual(tap({ clickAction: { activity: 'chat://c/42' } }), { type: 1, intent: 'chat://c/42' })
  assert.deepEqual(tap({ ...named, ...shown({ clickAction: { type: 3 } }) }, own), { type: 3 })
  assert.equal(refusal({ clickAction: { url: 'http://a.example' } }), 'config.clickAction.url: https')
})

test('the number on the icon needs a class: without one a basic number is left out and a block’s refused by name', () => {
  const badge = (notification: Partial<Notification>, activityClass?: string): JsonValue | undefined =>
    rendered(notification, activityClass === undefined ? {} : { activityClass }).android.notification['badge']
  assert.equal(badge({ badge: { setNum: 3 } }), undefined)
  assert.deepEqual(badge({ badge: { setNum: 3 } }, 'c.M'), { setNum: 3, badgeClass: 'c.M' })
  assert.deepEqual(badge({ badge: { addNum: 500, activity: 'c.N' } }, 'c.M'), { addNum: 99, badgeClass: 'c.N' })
  const both = { badge: { setNum: 3, activity: 'c.N' }, ...shown({ badgeNotification: { addNum: 2 } }) }
  assert.deepEqual(badge(both, 'c.M'), { addNum: 2, badgeClass: 'c.N' })
  assert.equal(badge({}, 'c.M'), undefined)
  const block = 'honor.androidConfig.androidNotification.badgeNotification'
  assert.equal(refusal(shown({ badgeNotification: { addNum: 2 } })), `${block}.badgeClass: required`)
  assert.equal(refusal(shown({ badgeNotification: { addNum: 0, badgeClass: 'c' } })), `${block}.addNum: 1 to 99`)
  assert.equal(refusal(shown({ badgeNotification: { setNum: 100, badgeClass: 'c' } })), `${block}.setNum: 0 to 99`)
})

test('F75 a block that breaks a limit is refused by the name of the field', () => {
  const block = 'honor.androidConfig.androidNotification'
  assert.equal(refusal(android({ ttl: 1_296_001 })), 'honor.androidConfig.ttl: 1296000 s')
  assert.equal(refusal(android({ targetUserType: 2 })), 'honor.androidConfig.targetUserType: 0, 1')
  assert.equal(refusal(shown({ style: 3 })), `${block}.style: 0, 1`)
  assert.equal(refusal(shown({ importance: 'HIGH' })), `${block}.importance: LOW, NORMAL`)
  assert.equal(refusal(shown({ buttons: [{}, {}, {}, {}] })), `${block}.buttons: 3 elements`)
  assert.equal(refusal(shown({ buttons: [{ actionType: 3 }] })), `${block}.buttons[0].actionType: 0 to 2`)
  assert.equal(refusal(shown({ image: 'http://a.example' })), `${block}.image: an https URL`)
  assert.equal(refusal(shown({ clickAction: { type: 4 } })), `${block}.clickAction.type: 1 to 3`)
  assert.equal(refusal(shown({ clickAction: { type: 1 } })), `${block}.clickAction: intent or action`)
  assert.equal(refusal(shown({ clickAction: { type: 2 } })), `${block}.clickAction.url: https`)
  assert.equal(refusal(shown({ clickAction: 'x' })), `${block}.clickAction: object`)
  assert.equal(refusal({ blocks: { honor: { androidConfig: 'x' } } }), 'honor.androidConfig: object')
  assert.equal(refusal({ ext: { k: 'x'.repeat(4096) } }), 'honor: 4096 bytes')
})

test('S33 basic texts are cut between graphemes to 40 and 256 UTF-16 units, whatever they are made of (property)', () => {
  const piece = fc.constantFrom('a', '好', '🔔', '"', '\n', 'e\u0301', '👩‍👩‍👧', 'مرحبا', '𠮷')
  const words = fc.array(piece, { maxLength: 400 }).map(pieces => pieces.join(''))
  fc.assert(
    fc.property(words, words, (title, content) => {
      const { notification } = rendered({ title, content }).android
      for (const [name, written, most] of [
        ['title', title, TITLE_UNITS_MAX],
        ['body', content, BODY_UNITS_MAX],
      ] as const) {
        const text = String(notification[name])
        assert.ok(text.length <= most && text.isWellFormed())
        assert.ok(text === written || (text.endsWith('…') && written.startsWith(text.slice(0, -1))))
      }
    }),
  )
})

test('S33 a block’s text is left as it is until the whole is too large, and then cut to exactly fit', () => {
  const long = '好'.repeat(500)
  assert.equal(rendered(shown({ title: long })).android.notification['title'], long)
  for (const text of ['x'.repeat(1_000_000), '👩‍👩‍👧'.repeat(60_000), '"'.repeat(1_000_000)]) {
    const wire = rendered(shown({ title: text, body: text }))
    const bytes = Buffer.byteLength(JSON.stringify(wire))
    assert.ok(bytes <= MESSAGE_BYTES_MAX && bytes > MESSAGE_BYTES_MAX - 32, `${bytes} bytes`)
    assert.ok(String(wire.android.notification['title']).endsWith('…'))
  }
})

test('what is rendered is what the simulator takes and its phone shows', () => {
  const wish: Notification = {
    title: 'Li',
    content: 'hi',
    ext: { conv: '42' },
    clickAction: { action: 'com.example.OPEN' },
    badge: { setNum: 3 },
    blocks: { honor: { androidConfig: { androidNotification: { image: 'https://a.example/i.png' } } } },
  }
  const credentials = { ...CREDENTIALS, activityClass: 'c.M' }
  const payload = renderHonor(wish, { credentials, expiresAtMs: NOW_MS + HOUR_MS, nowMs: NOW_MS })
  const checked = checkRequest(requestBody(payload, ['t']))
  assert.ok(checked.kind === 'passed')
  assert.deepEqual(shownOf(checked.message), {
    title: 'Li',
    body: 'hi',
    image: 'https://a.example/i.png',
    badge: { set: 3 },
    click: { kind: 'action', target: 'com.example.OPEN' },
    data: { conv: '42' },
  })
})

test('each kind of tap and of number is read back from what is rendered', () => {
  const seen = (notification: Partial<Notification>): JsonValue =>
    JSON.parse(JSON.stringify(shownOf(rendered(notification, { activityClass: 'c.M' }) as unknown as JsonObject)))
  const base = { title: 'Li', body: 'hi' }
  const url = 'https://a.example'
  assert.deepEqual(seen({}), { ...base, click: { kind: 'app' } })
  assert.deepEqual(seen({ clickAction: { url } }), { ...base, click: { kind: 'url', target: url } })
  assert.deepEqual(seen({ clickAction: { activity: 'x:y' } }), { ...base, click: { kind: 'activity', target: 'x:y' } })
  const added = { ...base, badge: { add: 2 }, click: { kind: 'app' }, data: 'plain' }
  assert.deepEqual(seen({ badge: { addNum: 2 }, blocks: { honor: { data: 'plain' } } }), added)
  assert.equal(shownOf({ data: 'x' }), undefined)
})
