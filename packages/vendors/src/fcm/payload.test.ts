import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories, classifications } from '../category.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import type { FcmCredentials } from './credentials.ts'
import { bodyFor, previewFcm, renderFcm } from './payload.ts'
import { PAYLOAD_BYTES_MAX, payloadBytes } from './size.ts'

const NOW_MS = 1_700_000_000_000
const privateKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey

function credentials(own: Partial<FcmCredentials> = {}): FcmCredentials {
  return {
    projectId: 'demo-p',
    clientEmail: 'a@b',
    privateKey,
    pushType: 'BOTH',
    priority: 'HIGH',
    channelIds: { byCategory: {} },
    ...own,
  }
}

interface Sent {
  readonly validate_only?: boolean
  readonly message: JsonObject
}

function render(own: Partial<Notification>, settings: Partial<FcmCredentials> = {}, lifeSeconds = 3600): Sent {
  const target = { credentials: credentials(settings), nowMs: NOW_MS, expiresAtMs: NOW_MS + lifeSeconds * 1000 }
  const payload = renderFcm({ title: 'Li', content: 'hi', blocks: {}, ...own }, target)
  return JSON.parse(bodyFor(payload, 'T')) as Sent
}

function fieldOf(own: Partial<Notification>): string {
  try {
    render(own)
  } catch (error) {
    assert.ok(error instanceof PayloadError, String(error))
    return error.field
  }
  return 'accepted'
}

/** The value at a dotted path of the message. */
function at(sent: Sent, path: string): JsonValue | undefined {
  return path
    .split('.')
    .reduce<JsonValue | undefined>((value, member) => (value as JsonObject | undefined)?.[member], sent.message)
}

test('the wire example of spec/vendors.md §10 comes out of blocks and basic fields', () => {
  const target = { credentials: credentials(), nowMs: NOW_MS, expiresAtMs: NOW_MS + 3_600_000 }
  const payload = renderFcm(
    {
      title: 'Li',
      content: 'hi',
      ext: { conv: '42' },
      blocks: {
        fcmV1: { androidConfig: { collapseKey: 'conv-42', androidNotification: { channelId: 'chat', tag: '42' } } },
      },
    },
    target,
  )
  assert.deepEqual(JSON.parse(bodyFor(payload, 'T')), {
    message: {
      token: 'T',
      notification: { title: 'Li', body: 'hi' },
      data: { conv: '42' },
      android: {
        priority: 'HIGH',
        ttl: '3600s',
        collapse_key: 'conv-42',
        notification: { channel_id: 'chat', tag: '42' },
      },
    },
  })
  assert.equal((previewFcm(payload) as Sent).message['token'], '<token>')
})

test('a token is written as a JSON text whatever is in it', () => {
  const payload = renderFcm(
    { title: 'Li', content: 'hi', blocks: {} },
    { credentials: credentials(), nowMs: NOW_MS, expiresAtMs: NOW_MS },
  )
  const token = '","topic":"all'
  assert.deepEqual(Object.keys((JSON.parse(bodyFor(payload, token)) as Sent).message), [
    'token',
    'notification',
    'android',
  ])
  assert.equal((JSON.parse(bodyFor(payload, token)) as Sent).message['token'], token)
})

const V1_FIELDS: [path: string, value: JsonValue, sentAt: string, sent?: JsonValue][] = [
  ['notification.title', 'T1', 'notification.title'],
  ['notification.body', 'B1', 'notification.body'],
  ['notification.image', 'https://img.example/1.png', 'notification.image'],
  ['data', { a: '1', b: { c: 2 }, d: 3 }, 'data', { a: '1', b: '{"c":2}', d: '3' }],
  ['androidConfig.collapseKey', 'c', 'android.collapse_key'],
  ['androidConfig.priority', 'normal', 'android.priority', 'NORMAL'],
  ['androidConfig.ttl', '3.500000001s', 'android.ttl'],
  ['androidConfig.directBootOk', true, 'android.direct_boot_ok'],
  ['androidConfig.androidNotification.title', 'T2', 'android.notification.title'],
  ['androidConfig.androidNotification.body', 'B2', 'android.notification.body'],
  ['androidConfig.androidNotification.image', 'i', 'android.notification.image'],
  ['androidConfig.androidNotification.icon', 'i', 'android.notification.icon'],
  ['androidConfig.androidNotification.color', '#aAbB09', 'android.notification.color'],
  ['androidConfig.androidNotification.sound', 's', 'android.notification.sound'],
  ['androidConfig.androidNotification.tag', 't', 'android.notification.tag'],
  ['androidConfig.androidNotification.clickAction', 'OPEN', 'android.notification.click_action'],
  ['androidConfig.androidNotification.bodyLocKey', 'k', 'android.notification.body_loc_key'],
  ['androidConfig.androidNotification.bodyLocArgs', ['x', 'y'], 'android.notification.body_loc_args'],
  ['androidConfig.androidNotification.titleLocKey', 'k', 'android.notification.title_loc_key'],
  ['androidConfig.androidNotification.titleLocArgs', [], 'android.notification.title_loc_args'],
  ['androidConfig.androidNotification.channelId', 'c', 'android.notification.channel_id'],
  [
    'androidConfig.androidNotification.notificationPriority',
    'PRIORITY_MIN',
    'android.notification.notification_priority',
  ],
  ['webPushConfig.headers', { Urgency: 'high' }, 'webpush.headers'],
  ['webPushConfig.notification', { title: 'W', image: 'i' }, 'webpush.notification'],
  ['apnsConfig.headers', { 'apns-priority': '5' }, 'apns.headers'],
  ['apnsConfig.payload', { aps: { badge: 1 }, EPush: {} }, 'apns.payload'],
  ['options.analyticsLabel', 'spring-2026', 'fcm_options.analytics_label'],
]

test('every documented member of fcmV1 reaches its place', () => {
  for (const [path, value, sentAt, sent] of V1_FIELDS) {
    assert.deepEqual(at(render({ blocks: { fcmV1: nest(path, value) } }), sentAt), sent ?? value, path)
  }
})

test('an ill-typed member of fcmV1 is refused by its own name', () => {
  for (const [path, value] of V1_FIELDS) {
    const wrong = typeof value === 'string' ? 7 : 'seven'
    assert.equal(fieldOf({ blocks: { fcmV1: nest(path, wrong) } }), `fcmV1.${path}`)
    assert.equal(fieldOf({ blocks: { fcmV1: nest(path, null) } }), 'accepted', `${path}: null is as good as absent`)
  }
  assert.equal(fieldOf({ blocks: { fcmV1: { type: 'ALL' } } }), 'fcmV1.type')
  assert.equal(fieldOf({ blocks: { fcmV1: { condition: 7 } } }), 'fcmV1.condition')
  assert.equal(fieldOf({ blocks: { fcmV1: { androidConfig: [] } } }), 'fcmV1.androidConfig')
  assert.equal(
    fieldOf({ blocks: { fcmV1: { webPushConfig: { headers: { TTL: 1 } } } } }),
    'fcmV1.webPushConfig.headers.TTL',
  )
  const notification = (member: string) => ({ androidConfig: { androidNotification: { [member]: '#12345' } } })
  assert.equal(fieldOf({ blocks: { fcmV1: notification('color') } }), 'fcmV1.androidConfig.androidNotification.color')
})

test('unknown members are ignored and a condition never becomes a second target', () => {
  const fcmV1 = { condition: "'news' in topics", topic: 'news', fcmOptions: 1, androidConfig: { colour: 3 } }
  assert.deepEqual(render({ blocks: { fcmV1, huawei: { message: 1 } } }), render({}))
})

test('a life of four weeks is allowed and a nanosecond more is not', () => {
  const ttl = (value: string) => ({ blocks: { fcmV1: { androidConfig: { ttl: value } } } })
  assert.equal(at(render(ttl('2419200s')), 'android.ttl'), '2419200s')
  assert.equal(fieldOf(ttl('2419200.000000001s')), 'fcmV1.androidConfig.ttl')
  for (const bad of ['3600', '-1s', '1.0000000001s', '1.s', 's', ' 1s', '1s\n']) {
    assert.equal(fieldOf(ttl(bad)), 'fcmV1.androidConfig.ttl', bad)
  }
  assert.equal(at(render({}, {}, 2_419_201), 'android.ttl'), '2419200s')
  assert.equal(at(render({}, {}, 0.999), 'android.ttl'), '0s')
  assert.equal(at(render({}, {}, -5), 'android.ttl'), '0s')
})

test('the legacy block is translated member by member', () => {
  const fcm = {
    condition: "'x' in topics",
    collapseKey: 'c',
    priority: 'normal',
    timeToLive: '120',
    dryRun: true,
    restrictedPackageName: 'com.example.chat',
    data: { n: 1 },
    notification: {
      title: 'T',
      body: 'B',
      androidChannelId: 'ch',
      icon: 'i',
      sound: 's',
      tag: 't',
      color: '#000000',
      clickAction: 'OPEN',
      titleLocKey: 'tk',
      titleLocArgs: ['a'],
      bodyLocKey: 'bk',
      bodyLocArgs: ['b'],
    },
  }
  assert.deepEqual(render({ ext: { gone: '1' }, blocks: { fcm } }), {
    validate_only: true,
    message: {
      token: 'T',
      notification: { title: 'T', body: 'B' },
      data: { n: '1' },
      android: {
        priority: 'NORMAL',
        ttl: '120s',
        collapse_key: 'c',
        restricted_package_name: 'com.example.chat',
        notification: {
          channel_id: 'ch',
          icon: 'i',
          sound: 's',
          tag: 't',
          color: '#000000',
          click_action: 'OPEN',
          title_loc_key: 'tk',
          title_loc_args: ['a'],
          body_loc_key: 'bk',
          body_loc_args: ['b'],
        },
      },
    },
  })
  for (const [member, wrong] of Object.entries({
    dryRun: 'yes',
    timeToLive: '2419201',
    priority: 'urgent',
    data: [],
  })) {
    assert.equal(fieldOf({ blocks: { fcm: { [member]: wrong } } }), `fcm.${member}`)
  }
  assert.equal(
    fieldOf({ blocks: { fcm: { notification: { androidChannelId: 5 } } } }),
    'fcm.notification.androidChannelId',
  )
})

test('block wins over basic field, basic field over setting, setting over default; fcmV1 wins over fcm', () => {
  const channelIds = { general: 'setting', byCategory: {} }
  const settings = { sound: 'setting', channelIds, priority: 'NORMAL' } as const
  const fcm = {
    notification: { sound: 'legacy', title: 'legacy', androidChannelId: 'legacy' },
    data: { from_: 'legacy' },
  }
  const fcmV1 = { notification: { title: 'own' }, androidConfig: { androidNotification: { sound: 'own' } } }
  const basic = { clickAction: { action: 'BASIC' }, badge: { setNum: 3 }, ext: { k: 'basic' } }

  const none = render({}, settings)
  assert.deepEqual(at(none, 'android'), {
    priority: 'NORMAL',
    ttl: '3600s',
    notification: { channel_id: 'setting', sound: 'setting' },
  })
  const sent = render({ ...basic, blocks: { fcm, fcmV1 } }, settings)
  assert.deepEqual(at(sent, 'notification'), { title: 'own', body: 'hi' })
  assert.deepEqual(at(sent, 'data'), { from_: 'legacy' })
  assert.deepEqual(at(sent, 'android.notification'), {
    channel_id: 'legacy',
    sound: 'own',
    click_action: 'BASIC',
    notification_count: 3,
  })
})

test('the type decides which halves are sent, and the block’s type wins over the notifier’s', () => {
  const own = { ext: { k: 'v' }, badge: { setNum: 1 } }
  const both = render(own)
  assert.deepEqual(both.message['notification'], { title: 'Li', body: 'hi' })
  assert.deepEqual(both.message['data'], { k: 'v' })

  const shown = render(own, { pushType: 'NOTIFICATION' })
  assert.equal(shown.message['data'], undefined)
  assert.deepEqual(at(shown, 'android.notification'), { notification_count: 1 })

  const data = render({ ...own, blocks: { fcmV1: { type: 'data' } } }, { pushType: 'NOTIFICATION' })
  assert.equal(data.message['notification'], undefined)
  assert.deepEqual(data.message['android'], { priority: 'HIGH', ttl: '3600s' })
  assert.deepEqual(data.message['data'], { title: 'Li', body: 'hi', k: 'v' }, 'the app has to show the texts itself')

  const named = render({ ...own, blocks: { fcmV1: { type: 'DATA', data: { only: 'this' } } } })
  assert.deepEqual(named.message['data'], { only: 'this' })
})

test('ext becomes texts, and reserved keys are refused by name', () => {
  const ext = { n: 1, t: true, o: { a: [1] }, s: 'x', nothing: null }
  assert.deepEqual(render({ ext }).message['data'], { n: '1', t: 'true', o: '{"a":[1]}', s: 'x' })
  for (const key of ['from', 'message_type', 'google', 'gcm', 'google.sent_time', 'gcm.n.e']) {
    assert.equal(fieldOf({ ext: { [key]: '1' } }), `ext.${key}`)
    assert.equal(fieldOf({ blocks: { fcmV1: { data: { [key]: '1' } } } }), `fcmV1.data.${key}`)
  }
  assert.deepEqual(render({ ext: { fromage: '1', googleId: '2', From: '3' } }).message['data'], {
    fromage: '1',
    googleId: '2',
    From: '3',
  })
  const polluted = JSON.parse('{"__proto__":{"admin":true}}') as JsonObject
  assert.equal(JSON.stringify(render({ ext: polluted }).message['data']), '{"__proto__":"{\\"admin\\":true}"}')
})

test('4096 bytes pass uncut and 4097 are cut to fit', () => {
  const overhead = payloadBytes(render({ content: '' }).message)
  const exact = 'a'.repeat(PAYLOAD_BYTES_MAX - overhead)
  assert.equal(payloadBytes(render({ content: exact }).message), PAYLOAD_BYTES_MAX)
  assert.equal(at(render({ content: exact }), 'notification.body'), exact)
  const cut = at(render({ content: `${exact}a` }), 'notification.body') as string
  assert.equal(cut, `${exact.slice(0, -3)}…`, 'the ellipsis takes three bytes')
})

test('what cannot be cut is refused by the part that is too large', () => {
  assert.equal(fieldOf({ ext: { big: 'x'.repeat(4096) } }), 'data')
  assert.equal(fieldOf({ blocks: { fcmV1: { notification: { image: 'x'.repeat(4096) } } } }), 'notification')
  assert.equal(fieldOf({ blocks: { fcmV1: { type: 'DATA', data: { body: 'x'.repeat(4096) } } } }), 'data')
  const body = at(render({ content: 'x'.repeat(5000) }, { pushType: 'DATA' }), 'data.body') as string
  assert.ok(body.endsWith('x…'), 'a body the renderer put into data may be cut')
})

test('S33: however a message is cut, it fits, stays well-formed and keeps whole characters from the start', () => {
  const long = fc.string({ unit: 'grapheme-composite', minLength: 1200, maxLength: 4500 })
  fc.assert(
    fc.property(long, long, fc.boolean(), (content, own, isOverridden) => {
      const blocks = isOverridden ? { fcmV1: { androidConfig: { androidNotification: { body: own } } } } : {}
      const sent = render({ content, blocks })
      const kept = (at(sent, 'notification.body') as string).replace(/…$/, '')
      assert.ok(payloadBytes(sent.message) <= PAYLOAD_BYTES_MAX)
      assert.ok(kept.isWellFormed() && content.toWellFormed().startsWith(kept))
    }),
    { numRuns: 60 },
  )
})

test('S33: two bodies and a title of a megabyte each are cut between graphemes to fit, equal ones equally', () => {
  const text = '👨‍👩‍👧‍👦e\u0301'.repeat(30_000)
  const own = (body: string) => ({ fcmV1: { androidConfig: { androidNotification: { body } } } })
  const sent = render({ title: text, content: text, blocks: own(text) })
  assert.ok(payloadBytes(sent.message) <= PAYLOAD_BYTES_MAX)
  assert.equal(at(sent, 'notification.body'), '…')
  assert.equal(at(sent, 'android.notification.body'), '…')
  const title = at(sent, 'notification.title') as string
  assert.match(title, /^(👨‍👩‍👧‍👦e\u0301)+(👨‍👩‍👧‍👦)?…$/u)
  assert.ok(payloadBytes(sent.message) > PAYLOAD_BYTES_MAX - 30, 'no more is cut than must be')

  const bodies = render({ content: text, blocks: own(text) })
  assert.equal(at(bodies, 'notification.body'), at(bodies, 'android.notification.body'))
  const uneven = render({ content: 'short', blocks: own(text) })
  assert.equal(at(uneven, 'notification.body'), 'short', 'what is short already gives nothing')
})

test('a DATA message has its title cut as well as its body', () => {
  const sent = render({ title: 'T'.repeat(5000), content: 'b' }, { pushType: 'DATA' })
  assert.match(at(sent, 'data.title') as string, /^T+…$/)
  assert.equal(payloadBytes(sent.message), PAYLOAD_BYTES_MAX)
})

for (const category of categories) {
  const { priority, notificationPriority } = classifications[category].fcm
  test(`${category}: the category decides, under the caller's block and over the notifier's settings`, () => {
    const settings = { priority: 'NORMAL', channelIds: { general: 'all', byCategory: { [category]: 'own' } } } as const
    const android = {
      priority,
      ttl: '3600s',
      notification: { channel_id: 'own', notification_priority: notificationPriority },
    }
    assert.deepEqual(at(render({ category }, settings), 'android'), android)
    assert.equal(
      at(render({ category }, { channelIds: { general: 'all', byCategory: {} } }), 'android.notification.channel_id'),
      'all',
    )
    const androidNotification = { channelId: 'mine', notificationPriority: 'priority_min' }
    const own = { fcmV1: { androidConfig: { priority: 'NORMAL', androidNotification } } }
    assert.deepEqual(at(render({ category, blocks: own }, settings), 'android'), {
      priority: 'NORMAL',
      ttl: '3600s',
      notification: { channel_id: 'mine', notification_priority: 'PRIORITY_MIN' },
    })
  })
}

test('S33: lone surrogates become replacement characters', () => {
  assert.equal(at(render({ content: 'a\ud83d' }), 'notification.body'), 'a\ufffd')
  assert.deepEqual(render({ ext: { k: '\udc00' } }).message['data'], { k: '\ufffd' })
})

function nest(path: string, value: JsonValue): JsonObject {
  return path.split('.').reduceRight<JsonValue>((inner, member) => ({ [member]: inner }), value) as JsonObject
}
