import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories, classifications } from '../category.ts'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import type { HuaweiCredentials } from './credentials.ts'
import { MESSAGE_BYTES_MAX, renderHuawei, requestBody } from './payload.ts'

const NOW_MS = 1_700_000_000_000
const CREDENTIALS: HuaweiCredentials = { appId: '100100', appSecret: 's' }
const BASIC: Notification = { title: 'Li', content: 'hi', blocks: {} }
const DAY_MS = 86_400_000

interface Wire {
  readonly data?: string
  readonly android: { readonly notification: Record<string, JsonValue> } & Record<string, JsonValue>
}

function rendered(
  notification: Partial<Notification>,
  credentials: Partial<HuaweiCredentials> = {},
  lifeMs = DAY_MS,
): Wire {
  const target = { credentials: { ...CREDENTIALS, ...credentials }, expiresAtMs: NOW_MS + lifeMs, nowMs: NOW_MS }
  return JSON.parse(renderHuawei({ ...BASIC, ...notification }, target).messageJson)
}

const android = (members: JsonObject): Partial<Notification> => ({
  blocks: { huawei: { message: { android: members } } },
})
const shown = (members: JsonObject): Partial<Notification> => android({ notification: members })

function refusal(notification: Partial<Notification>): { field: string; limit: string } {
  try {
    rendered(notification)
  } catch (error) {
    assert.ok(error instanceof PayloadError, String(error))
    return { field: error.field, limit: error.limit }
  }
  assert.fail('the notification was rendered')
}

test('the wire example of spec/vendors.md §10 comes out byte for byte', () => {
  const notification: Notification = {
    title: 'Li',
    content: 'hi',
    blocks: {
      huawei: {
        message: {
          android: {
            ttl: '3600',
            category: 'IM',
            notification: {
              notifyId: 42,
              importance: 'NORMAL',
              clickAction: { type: 1, intent: 'intent://c/42#Intent;scheme=chat;end' },
              badge: { addNum: 1, badgeClass: 'com.example.Main' },
            },
          },
        },
      },
    },
  }
  const payload = renderHuawei(notification, { credentials: CREDENTIALS, expiresAtMs: NOW_MS + DAY_MS, nowMs: NOW_MS })
  assert.equal(
    requestBody(payload, ['t1', 't2']),
    '{"message":{"android":{"ttl":"3600s","category":"IM","notification":{"title":"Li","body":"hi","notify_id":42,"importance":"NORMAL",' +
      '"click_action":{"type":1,"intent":"intent://c/42#Intent;scheme=chat;end"},"badge":{"add_num":1,"class":"com.example.Main"}}},"token":["t1","t2"]}}',
  )
})

test('a notification of basic fields opens the app and lives as long as it is worth showing', () => {
  assert.deepEqual(rendered({}), {
    android: { ttl: '86400s', notification: { title: 'Li', body: 'hi', click_action: { type: 3 } } },
  })
})

test('every documented member of the notification block reaches the wire under its own name', async t => {
  const members: readonly (readonly [string, JsonValue, string, JsonValue])[] = [
    ['title', 'T', 'title', 'T'],
    ['body', 'B', 'body', 'B'],
    ['icon', '/raw/i', 'icon', '/raw/i'],
    ['color', '#aaBB00', 'color', '#aaBB00'],
    ['sound', '/raw/s', 'sound', '/raw/s'],
    ['defaultSound', true, 'default_sound', true],
    ['tag', 'c', 'tag', 'c'],
    ['bodyLocKey', 'k', 'body_loc_key', 'k'],
    ['bodyLocArgs', ['a'], 'body_loc_args', ['a']],
    ['titleLocKey', 'k', 'title_loc_key', 'k'],
    ['titleLocArgs', ['a', 'b'], 'title_loc_args', ['a', 'b']],
    ['multiLangKey', { title_key: { en: 'x' } }, 'multi_lang_key', { title_key: { en: 'x' } }],
    ['multiLangKey', ['x'], 'multi_lang_key', ['x']],
    ['channelId', 'chat', 'channel_id', 'chat'],
    ['notifySummary', 'sum', 'notify_summary', 'sum'],
    ['image', 'https://a.example/i.png', 'image', 'https://a.example/i.png'],
    ['style', 0, 'style', 0],
    ['autoClear', 1, 'auto_clear', 1],
    ['notifyId', 0, 'notify_id', 0],
    ['group', 'g', 'group', 'g'],
    ['autoCancel', false, 'auto_cancel', false],
    ['when', '2026-11-21T00:00:00.123456789Z', 'when', '2026-11-21T00:00:00.123456789Z'],
    ['localOnly', true, 'local_only', true],
    ['importance', 'LOW', 'importance', 'LOW'],
    ['useDefaultVibrate', true, 'use_default_vibrate', true],
    ['useDefaultLight', false, 'use_default_light', false],
    ['vibrateConfig', ['1.5S', '60'], 'vibrate_config', ['1.5S', '60']],
    ['vibrateConfig', '1.5S, 2s', 'vibrate_config', ['1.5S', '2s']],
    ['visibility', 'SECRET', 'visibility', 'SECRET'],
    ['foregroundShow', false, 'foreground_show', false],
    ['profileId', 'p', 'profile_id', 'p'],
    ['inboxContent', ['l'], 'inbox_content', ['l']],
    ['clickAction', { type: 2, url: 'https://a.example' }, 'click_action', { type: 2, url: 'https://a.example' }],
    ['clickAction', { type: 1, action: 'a', url: 'x' }, 'click_action', { type: 1, action: 'a' }],
    ['clickAction', { url: 'https://a.example' }, 'click_action', { type: 2, url: 'https://a.example' }],
    ['badge', { setNum: 0, badgeClass: 'c.M', colour: 1 }, 'badge', { set_num: 0, class: 'c.M' }],
    [
      'lightSettings',
      { color: { red: 0.5 }, lightOnDuration: '3.5', lightOffDuration: '1' },
      'light_settings',
      { color: { alpha: 1, red: 0.5, green: 0, blue: 0 }, light_on_duration: '3.5', light_off_duration: '1' },
    ],
    [
      'buttons',
      [{ name: 'n', actionType: 1, intentType: 0, intent: 'i', data: 'd', x: 1 }],
      'buttons',
      [{ name: 'n', action_type: 1, intent_type: 0, intent: 'i', data: 'd' }],
    ],
  ]
  for (const [name, value, wireName, wireValue] of members) {
    await t.test(`${name} ${JSON.stringify(value)}`, () => {
      assert.deepEqual(rendered(shown({ [name]: value })).android.notification, {
        title: 'Li',
        body: 'hi',
        click_action: { type: 3 },
        [wireName]: wireValue,
      })
    })
  }
})

for (const category of categories) {
  const { category: own, importance, urgency } = classifications[category].huawei
  test(`${category}: the category decides, under the caller's block and over the notifier's settings`, () => {
    const settings = { category: 'MAIL', channelIds: { general: 'all', byCategory: { [category]: 'ring' } } }
    const { notification, ...told } = rendered({ category }, settings).android
    assert.deepEqual(told, { ttl: '86400s', urgency, category: own })
    assert.deepEqual([notification['channel_id'], notification['importance']], ['ring', importance])

    const mine = { importance: 'HIGH', channelId: 'mine' }
    const block = android({ category: 'TRAVEL', urgency: 'NORMAL', notification: mine })
    const { notification: shownAs, ...toldBy } = rendered({ category, ...block }, settings).android
    assert.deepEqual(toldBy, { ttl: '86400s', urgency: 'NORMAL', category: 'TRAVEL' })
    assert.deepEqual([shownAs['channel_id'], shownAs['importance']], ['mine', 'HIGH'])
  })
}

test('without a category the notifier decides alone, and its general channel holds', () => {
  const { notification, ...told } = rendered(
    {},
    { category: 'MAIL', channelIds: { general: 'all', byCategory: {} } },
  ).android
  assert.deepEqual(told, { ttl: '86400s', category: 'MAIL' })
  assert.deepEqual(notification, { title: 'Li', body: 'hi', channel_id: 'all', click_action: { type: 3 } })
})

test('every documented member of the android block reaches the wire under its own name', async t => {
  const members: readonly (readonly [string, JsonValue, string, JsonValue])[] = [
    ['collapseKey', -1, 'collapse_key', -1],
    ['collapseKey', 100, 'collapse_key', 100],
    ['urgency', 'HIGH', 'urgency', 'HIGH'],
    ['category', 'VOIP', 'category', 'VOIP'],
    ['ttl', '60s', 'ttl', '60s'],
    ['ttl', 1_296_000, 'ttl', '1296000s'],
    ['ttl', '1.5', 'ttl', '1.5s'],
    ['biTag', 'b', 'bi_tag', 'b'],
    ['fastAppTargetType', 1, 'fast_app_target', 1],
    ['data', '{"a":1}', 'data', '{"a":1}'],
    ['receiptId', 'RCP', 'receipt_id', 'RCP'],
    ['targetUserType', 1, 'target_user_type', 1],
  ]
  for (const [name, value, wireName, wireValue] of members) {
    await t.test(`${name} ${JSON.stringify(value)}`, () => {
      const { notification: _, ...wire } = rendered(android({ [name]: value })).android
      assert.deepEqual(wire, { ttl: '86400s', [wireName]: wireValue })
    })
  }
})

test('limits hold on both sides, and the error names the field', async t => {
  const path = 'huawei.message.android.notification'
  const cases: readonly (readonly [string, JsonValue, JsonValue, string])[] = [
    ['badge', { addNum: 1 }, { addNum: 0 }, `${path}.badge.addNum`],
    ['badge', { addNum: 99 }, { addNum: 100 }, `${path}.badge.addNum`],
    ['badge', { setNum: 0 }, { setNum: -1 }, `${path}.badge.setNum`],
    ['badge', { setNum: 99 }, { setNum: 100 }, `${path}.badge.setNum`],
    ['badge', { setNum: 1 }, { setNum: 1.5 }, `${path}.badge.setNum`],
    ['inboxContent', Array(5).fill('x'), Array(6).fill('x'), `${path}.inboxContent`],
    ['inboxContent', ['x'.repeat(1024)], ['x'.repeat(1025)], `${path}.inboxContent[0]`],
    ['buttons', [{}, {}, {}], [{}, {}, {}, {}], `${path}.buttons`],
    ['buttons', [{ name: '🔔'.repeat(40) }], [{ name: 'n'.repeat(41) }], `${path}.buttons[0].name`],
    ['buttons', [{ data: 'd'.repeat(1024) }], [{ data: 'd'.repeat(1025) }], `${path}.buttons[0].data`],
    ['buttons', [{ actionType: 4, data: 'd' }], [{ actionType: 5 }], `${path}.buttons[0].actionType`],
    ['buttons', [{ actionType: 1, intentType: 1 }], [{ actionType: 1 }], `${path}.buttons[0].intentType`],
    ['buttons', [{ actionType: 4, data: 'd' }], [{ actionType: 4 }], `${path}.buttons[0].data`],
    ['vibrateConfig', Array(10).fill('1'), Array(11).fill('1'), `${path}.vibrateConfig`],
    ['vibrateConfig', ['60s'], ['60.1s'], `${path}.vibrateConfig[0]`],
    ['vibrateConfig', ['0.1'], ['0'], `${path}.vibrateConfig[0]`],
    ['style', 3, 2, `${path}.style`],
    ['color', '#000000', '#00000', `${path}.color`],
    ['when', '2026-11-21T00:00:00Z', '2026-11-21T00:00:00+08:00', `${path}.when`],
    ['image', 'https://a.example', 'http://a.example', `${path}.image`],
    ['importance', 'HIGH', 'high', `${path}.importance`],
    ['visibility', 'PUBLIC', 'public', `${path}.visibility`],
    ['lightSettings', { color: { red: 1 } }, { color: { red: 1.1 } }, `${path}.lightSettings.color.red`],
    ['lightSettings', { lightOnDuration: '3.5' }, { lightOnDuration: 'x' }, `${path}.lightSettings.lightOnDuration`],
    ['clickAction', { type: 3 }, { type: 4 }, `${path}.clickAction.type`],
    ['clickAction', { type: 2, url: 'https://a' }, { type: 2, url: 'http://a' }, `${path}.clickAction.url`],
    ['clickAction', { type: 1, action: 'a' }, { type: 1 }, `${path}.clickAction`],
    ['profileId', 'p'.repeat(64), 'p'.repeat(65), `${path}.profileId`],
    ['notifyId', 2_147_483_647, 2_147_483_648, `${path}.notifyId`],
    ['title', 'x', 1, `${path}.title`],
    ['defaultSound', true, 'true', `${path}.defaultSound`],
    ['multiLangKey', {}, 'x', `${path}.multiLangKey`],
    ['bodyLocArgs', ['x'], [1], `${path}.bodyLocArgs[0]`],
    ['badge', {}, [], `${path}.badge`],
    ['clickAction', {}, 'x', `${path}.clickAction`],
  ]
  for (const [name, good, bad, field] of cases) {
    await t.test(`${name}: ${JSON.stringify(bad).slice(0, 60)}`, () => {
      const companion = name === 'style' ? { inboxContent: ['l'] } : {}
      rendered(shown({ [name]: good, ...companion }))
      assert.equal(refusal(shown({ [name]: bad })).field, field)
    })
  }
})

test('the android block refuses values outside the documented ranges', () => {
  const field = (members: JsonObject): string => refusal(android(members)).field
  assert.equal(field({ collapseKey: -2 }), 'huawei.message.android.collapseKey')
  assert.equal(field({ collapseKey: 101 }), 'huawei.message.android.collapseKey')
  assert.equal(field({ ttl: 1_296_001 }), 'huawei.message.android.ttl')
  assert.equal(field({ ttl: 'soon' }), 'huawei.message.android.ttl')
  assert.equal(field({ ttl: -1 }), 'huawei.message.android.ttl')
  assert.equal(field({ urgency: 'high' }), 'huawei.message.android.urgency')
  assert.equal(field({ fastAppTargetType: 3 }), 'huawei.message.android.fastAppTargetType')
  assert.equal(field({ targetUserType: 2 }), 'huawei.message.android.targetUserType')
  assert.equal(field({ data: 1 }), 'huawei.message.android.data')
  assert.equal(field({ notification: 'x' }), 'huawei.message.android.notification')
  assert.equal(refusal({ blocks: { huawei: { message: [] } } }).field, 'huawei.message')
  assert.equal(refusal({ blocks: { huawei: { validateOnly: 1 } } }).field, 'huawei.validateOnly')
  assert.equal(refusal({ blocks: { huawei: { review: 'ok' } } }).field, 'huawei.review')
})

test('styles that need further members are refused without them', () => {
  assert.equal(refusal(shown({ style: 3 })).field, 'huawei.message.android.notification.inboxContent')
  assert.equal(refusal(shown({ style: 3, inboxContent: [] })).field, 'huawei.message.android.notification.inboxContent')
  assert.equal(refusal(shown({ style: 1, bigBody: 'b' })).field, 'huawei.message.android.notification.bigTitle')
  assert.equal(refusal(shown({ style: 1, bigTitle: 't' })).field, 'huawei.message.android.notification.bigBody')
  assert.equal(rendered(shown({ style: 1, bigTitle: 't', bigBody: 'b' })).android.notification['big_body'], 'b')
})

test('the android block wins over the general block, that over the basic fields, empty texts count as not set', () => {
  const block = (general: JsonObject, own: JsonObject): Partial<Notification> => ({
    blocks: { huawei: { message: { notification: general, android: { notification: own } } } },
  })
  const texts = (n: Partial<Notification>): JsonValue[] => {
    const { title, body, image } = rendered(n).android.notification
    return [title ?? null, body ?? null, image ?? null]
  }
  assert.deepEqual(texts(block({ title: 'G', body: 'g', image: 'https://g' }, { title: 'A' })), ['A', 'g', 'https://g'])
  assert.deepEqual(texts(block({ title: 'G', image: 'https://g' }, { image: 'https://a' })), ['G', 'hi', 'https://a'])
  assert.deepEqual(texts(block({ title: '', body: null }, { title: '', image: '' })), ['Li', 'hi', null])
})

test('a category and a badge class come from the notifier where the message names none', () => {
  const settings = { category: 'IM', activityClass: 'com.example.Main' }
  assert.equal(rendered({}, settings).android['category'], 'IM')
  assert.equal(rendered(android({ category: 'VOIP' }), settings).android['category'], 'VOIP')
  assert.equal(rendered({}, settings).android.notification['badge'], undefined)
  const badge = (n: Partial<Notification>): JsonValue | undefined => rendered(n, settings).android.notification['badge']
  assert.deepEqual(badge({ badge: { addNum: 2 } }), { add_num: 2, class: 'com.example.Main' })
  assert.deepEqual(badge({ badge: { setNum: 0, activity: 'b.Main' } }), { set_num: 0, class: 'b.Main' })
  assert.deepEqual(badge({ badge: { setNum: 5 }, ...shown({ badge: { addNum: 1, badgeClass: 'c.M' } }) }), {
    add_num: 1,
    class: 'c.M',
  })
})

test('basic badge numbers are kept within what the icon shows, and must be numbers of things', () => {
  assert.deepEqual(rendered({ badge: { setNum: 120, addNum: 0 } }).android.notification['badge'], { set_num: 99 })
  assert.deepEqual(rendered({ badge: { addNum: 100 } }).android.notification['badge'], { add_num: 99 })
  assert.equal(rendered({ badge: { addNum: 0 } }).android.notification['badge'], undefined)
  assert.equal(refusal({ badge: { setNum: -1 } }).field, 'config.badge.setNum')
})

test('a tap follows the basic click action unless the block names another', () => {
  const tap = (n: Partial<Notification>): JsonValue | undefined =>
    rendered(n, { packageName: 'com.example' }).android.notification['click_action']
  assert.deepEqual(tap({ clickAction: { url: 'https://a.example/x' } }), { type: 2, url: 'https://a.example/x' })
  assert.deepEqual(tap({ clickAction: { url: '', action: 'com.example.OPEN' } }), {
    type: 1,
    action: 'com.example.OPEN',
  })
  assert.deepEqual(tap({ clickAction: { activity: 'intent://c#Intent;scheme=chat;end' } }), {
    type: 1,
    intent: 'intent://c#Intent;scheme=chat;end',
  })
  const component = { type: 1, intent: 'intent:#Intent;component=com.example/com.example.Main;end' }
  assert.deepEqual(tap({ clickAction: { activity: 'com.example.Main' } }), component)
  assert.deepEqual(tap({ clickAction: { activity: 'com.example/com.example.Main' } }), component)
  assert.deepEqual(tap({ clickAction: {} }), { type: 3 })
  const own = { clickAction: 'com.example.OPEN' }
  const ownTap = (n: Partial<Notification>): unknown => rendered(n, own).android.notification['click_action']
  assert.deepEqual(ownTap({}), { type: 1, action: 'com.example.OPEN' })
  assert.deepEqual(ownTap({ clickAction: { action: 'a' } }), { type: 1, action: 'a' })
  assert.deepEqual(ownTap(shown({ clickAction: { type: 3 } })), { type: 3 })
  assert.deepEqual(tap({ clickAction: { action: 'a' }, ...shown({ clickAction: { type: 3 } }) }), { type: 3 })
  assert.equal(refusal({ clickAction: { url: 'http://a.example' } }).field, 'config.clickAction.url')
})

test('custom data passes along with the notification as a JSON string, the block before the basic ext', () => {
  assert.equal(rendered({ ext: { conv: 42 } }).data, '{"conv":42}')
  assert.equal(rendered({ ext: { conv: 42 }, blocks: { huawei: { message: { data: { c: 1 } } } } }).data, '{"c":1}')
  assert.equal(rendered({ blocks: { huawei: { message: { data: 'plain' } } } }).data, 'plain')
})

test('the time to live is the shortest of the wish, the remaining time and 15 days', () => {
  const life = (ttlSeconds: number | undefined, lifeMs: number): JsonValue | undefined =>
    rendered(ttlSeconds === undefined ? {} : { ttlSeconds }, {}, lifeMs).android['ttl']
  assert.equal(life(60, DAY_MS), '60s')
  assert.equal(life(undefined, 90_999), '90s')
  assert.equal(life(7200, 3_600_000), '3600s')
  assert.equal(life(undefined, 20 * DAY_MS), '1296000s')
  assert.equal(life(undefined, -5), '1s')
})

test('validate_only and a review stand beside the message', () => {
  const block = { validateOnly: true, review: { reviewer: 'r', type: 1, result: 1 }, unknown: 1 }
  const payload = renderHuawei(
    { ...BASIC, blocks: { huawei: block } },
    { credentials: CREDENTIALS, expiresAtMs: NOW_MS + 1000, nowMs: NOW_MS },
  )
  assert.deepEqual(JSON.parse(requestBody(payload, ['t'])), {
    validate_only: true,
    message: {
      android: { ttl: '1s', notification: { title: 'Li', body: 'hi', click_action: { type: 3 } } },
      token: ['t'],
    },
    review: [{ reviewer: 'r', type: 1, result: 1 }],
  })
})

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

test('S33 a body that is too long is cut between graphemes to at most 4096 bytes and as little as needed', () => {
  const target = { credentials: CREDENTIALS, expiresAtMs: NOW_MS + DAY_MS, nowMs: NOW_MS }
  const pieces = fc.constantFrom('a', 'é', '好', '🔔', '"', '\n', '\u0000', '\ud800', '👩‍👩‍👧')
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 300, maxLength: 1500 }), fc.nat(800), (parts, padding) => {
      const content = parts.join('').repeat(4)
      const { messageJson } = renderHuawei({ title: 'T'.repeat(padding), content, blocks: {} }, target)
      const bytes = Buffer.byteLength(messageJson)
      const body: string = JSON.parse(messageJson).android.notification.body
      assert.ok(bytes <= MESSAGE_BYTES_MAX, `${bytes} bytes`)
      if (body === content) return
      assert.ok(body.endsWith('…'))
      const kept = body.slice(0, -1)
      assert.ok(content.startsWith(kept))
      // The next grapheme of the original would not have fitted, and none was split.
      const [next] = graphemes.segment(content.slice(kept.length, kept.length + 64))
      assert.ok(bytes + Buffer.byteLength(JSON.stringify(next?.segment ?? '')) - 2 > MESSAGE_BYTES_MAX)
      assert.equal(graphemes.segment(content).containing(kept.length)?.index, kept.length)
    }),
    { numRuns: 60 },
  )
})

test('a message of exactly 4096 bytes is left alone, one byte more is cut', () => {
  const overhead = Buffer.byteLength(JSON.stringify(rendered({ content: '' })))
  const whole = 'x'.repeat(MESSAGE_BYTES_MAX - overhead)
  assert.equal(rendered({ content: whole }).android.notification['body'], whole)
  assert.equal(rendered({ content: `${whole}y` }).android.notification['body'], `${whole.slice(3)}…`)
})

test('F75 a message that is too large without its body is refused', () => {
  assert.deepEqual(refusal({ ext: { k: 'x'.repeat(4096) } }), { field: 'huawei.message', limit: '4096 bytes' })
})
