// Every row of the tables of spec/easemob.md §7.11, and of the mapping of basic fields in §7.14, proved as in push-message-blocks.test.ts.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { readNotification } from './notification.ts'
import { renderedBy, valueAt } from './testing/rendered.ts'

const basic = { title: 'T', content: 'C' }
const huawei = (block: JsonObject) => renderedBy('huawei', readNotification({ ...basic, huawei: block }))

const messageRows: readonly (readonly [member: string, value: JsonValue, at: string, sent?: JsonValue])[] = [
  ['collapseKey', 3, 'collapse_key'],
  ['urgency', 'NORMAL', 'urgency'],
  ['category', 'IM', 'category'],
  ['ttl', '60', 'ttl', '60s'],
  ['biTag', 'b', 'bi_tag'],
  ['fastAppTargetType', 1, 'fast_app_target'],
  ['data', 'raw', 'data'],
  ['receiptId', 'R', 'receipt_id'],
  ['targetUserType', 1, 'target_user_type'],
]

const light = { color: { alpha: 1, red: 0, green: 1, blue: 0 }, lightOnDuration: '3.5', lightOffDuration: '2' }
const button = { name: 'n', actionType: 1, intentType: 0, intent: 'i', data: 'd' }
const shownRows: readonly (readonly [member: string, value: JsonValue, at: string, sent?: JsonValue])[] = [
  ['title', 'x', 'title'],
  ['body', 'x', 'body'],
  ['icon', '/raw/i', 'icon'],
  ['color', '#112233', 'color'],
  ['sound', '/raw/s', 'sound'],
  ['defaultSound', true, 'default_sound'],
  ['tag', 't', 'tag'],
  ['clickAction', { type: 2, url: 'https://x.test/' }, 'click_action'],
  ['clickAction', { type: 1, action: 'com.x.OPEN' }, 'click_action'],
  ['bodyLocKey', 'K', 'body_loc_key'],
  ['titleLocKey', 'K', 'title_loc_key'],
  ['bodyLocArgs', ['a'], 'body_loc_args'],
  ['titleLocArgs', ['a'], 'title_loc_args'],
  ['multiLangKey', ['a'], 'multi_lang_key'],
  ['channelId', 'ch', 'channel_id'],
  ['notifySummary', 's', 'notify_summary'],
  ['image', 'https://x.test/i.png', 'image'],
  ['style', 1, 'style'],
  ['bigTitle', 'b', 'big_title'],
  ['bigBody', 'b', 'big_body'],
  ['autoClear', 1_000, 'auto_clear'],
  ['notifyId', 5, 'notify_id'],
  ['group', 'g', 'group'],
  ['badge', { addNum: 1, badgeClass: 'com.x.A', setNum: 2 }, 'badge', { add_num: 1, class: 'com.x.A', set_num: 2 }],
  ['autoCancel', false, 'auto_cancel'],
  ['when', '2026-11-21T00:00:00.123456789Z', 'when'],
  ['importance', 'LOW', 'importance'],
  ['useDefaultVibrate', true, 'use_default_vibrate'],
  ['useDefaultLight', true, 'use_default_light'],
  ['vibrateConfig', '1.5S,2S', 'vibrate_config', ['1.5S', '2S']],
  ['vibrateConfig', ['1.5S'], 'vibrate_config'],
  ['visibility', 'SECRET', 'visibility'],
  ['lightSettings', light, 'light_settings', { color: light.color, light_on_duration: '3.5', light_off_duration: '2' }],
  ['foregroundShow', true, 'foreground_show'],
  ['inboxContent', ['a', 'b'], 'inbox_content'],
  ['buttons', [button], 'buttons', [{ name: 'n', action_type: 1, intent_type: 0, intent: 'i', data: 'd' }]],
]

describe('spec/easemob.md §7.11: the block huawei', () => {
  it('carries validateOnly and review beside the message', () => {
    const wire = huawei({ validateOnly: true, review: { reviewer: [{ name: 'r' }] } })
    assert.deepEqual([wire['validate_only'], wire['review']], [true, [{ reviewer: [{ name: 'r' }] }]])
  })
  it('carries message.data = {"k":"v"}', () => {
    assert.equal(valueAt(huawei({ message: { data: { k: 'v' } } }), 'message.data'), '{"k":"v"}')
  })
  for (const member of ['title', 'body', 'image'] as const) {
    it(`carries message.notification.${member}`, () => {
      const wire = huawei({ message: { notification: { [member]: 'https://x.test/' } } })
      assert.equal(valueAt(wire, `message.android.notification.${member}`), 'https://x.test/')
    })
  }
  for (const [member, value, at, sent = value] of messageRows) {
    it(`carries message.android.${member} = ${JSON.stringify(value)}`, () => {
      assert.deepEqual(valueAt(huawei({ message: { android: { [member]: value } } }), `message.android.${at}`), sent)
      assert.notDeepEqual(valueAt(huawei({}), `message.android.${at}`), sent, 'the row proves nothing')
    })
  }
  for (const [member, value, at, sent = value] of shownRows) {
    it(`carries message.android.notification.${member} = ${JSON.stringify(value)}`, () => {
      const companions = member === 'style' ? { bigTitle: 'b', bigBody: 'b' } : {}
      const wire = huawei({ message: { android: { notification: { ...companions, [member]: value } } } })
      assert.deepEqual(valueAt(wire, `message.android.notification.${at}`), sent)
      assert.notDeepEqual(valueAt(huawei({}), `message.android.notification.${at}`), sent, 'the row proves nothing')
    })
  }
})

type Places = Readonly<Record<string, readonly [at: string, sent: JsonValue]>>
const intent = 'intent:#Intent;component=com.example.chat/com.x.A;end'
const actionIntent = 'intent:#Intent;action=com.x.OPEN;end'
const url = 'https://x.test/'

const mapping: readonly (readonly [name: string, message: JsonObject, places: Places])[] = [
  [
    'title',
    { title: 'Hi' },
    {
      apns: ['body.aps.alert.title', 'Hi'],
      fcm: ['message.notification.title', 'Hi'],
      huawei: ['message.android.notification.title', 'Hi'],
      honor: ['android.notification.title', 'Hi'],
      harmony: ['payload.notification.title', 'Hi'],
      xiaomi: ['title', 'Hi'],
      oppo: ['notification.title', 'Hi'],
      vivo: ['title', 'Hi'],
      meizu: ['messageJson.noticeBarInfo.title', 'Hi'],
    },
  ],
  [
    'content',
    { content: 'Body' },
    {
      apns: ['body.aps.alert.body', 'Body'],
      fcm: ['message.notification.body', 'Body'],
      huawei: ['message.android.notification.body', 'Body'],
      honor: ['android.notification.body', 'Body'],
      harmony: ['payload.notification.body', 'Body'],
      xiaomi: ['description', 'Body'],
      oppo: ['notification.content', 'Body'],
      vivo: ['content', 'Body'],
      meizu: ['messageJson.noticeBarInfo.content', 'Body'],
    },
  ],
  ['subTitle', { subTitle: 'S' }, { apns: ['body.aps.alert.subtitle', 'S'], oppo: ['notification.sub_title', 'S'] }],
  [
    'ext',
    { ext: { k: 'v', n: 1 } },
    {
      apns: ['body.n', 1],
      fcm: ['message.data', { k: 'v', n: '1' }],
      huawei: ['message.data', '{"k":"v","n":1}'],
      honor: ['data', '{"k":"v","n":1}'],
      harmony: ['payload.notification.clickAction.data', { k: 'v', n: 1 }],
      xiaomi: ['payload', '{"k":"v","n":1}'],
      oppo: ['notification.action_parameters', '{"k":"v","n":1}'],
      vivo: ['clientCustomMap', { k: 'v', n: '1' }],
      meizu: ['messageJson.clickTypeInfo.parameters', { k: 'v', n: 1 }],
    },
  ],
  [
    'clickAction.url',
    { config: { clickAction: { url } } },
    {
      apns: ['body.url', url],
      huawei: ['message.android.notification.click_action', { type: 2, url }],
      honor: ['android.notification.clickAction', { type: 2, url }],
      xiaomi: ['extra~web_uri', url],
      oppo: ['notification.click_action_url', url],
      vivo: ['skipContent', url],
      meizu: ['messageJson.clickTypeInfo', { clickType: 2, url }],
    },
  ],
  [
    'clickAction.action',
    { config: { clickAction: { action: 'com.x.OPEN' } } },
    {
      fcm: ['message.android.notification.click_action', 'com.x.OPEN'],
      huawei: ['message.android.notification.click_action', { type: 1, action: 'com.x.OPEN' }],
      honor: ['android.notification.clickAction', { type: 1, action: 'com.x.OPEN' }],
      xiaomi: ['extra~intent_uri', actionIntent],
      oppo: ['notification.click_action_type', 1],
      vivo: ['skipContent', actionIntent],
    },
  ],
  [
    'clickAction.activity',
    { config: { clickAction: { activity: 'com.x.A' } } },
    {
      huawei: ['message.android.notification.click_action', { type: 1, intent }],
      honor: ['android.notification.clickAction', { type: 1, intent }],
      xiaomi: ['extra~intent_uri', intent],
      oppo: ['notification.click_action_type', 4],
      vivo: ['skipContent', intent],
      meizu: ['messageJson.clickTypeInfo', { clickType: 1, activity: 'com.x.A' }],
    },
  ],
  [
    'badge.setNum',
    { config: { badge: { setNum: '7', activity: 'com.x.A' } } },
    {
      apns: ['body.aps.badge', 7],
      fcm: ['message.android.notification.notification_count', 7],
      huawei: ['message.android.notification.badge', { set_num: 7, class: 'com.x.A' }],
      honor: ['android.notification.badge', { setNum: 7, badgeClass: 'com.x.A' }],
    },
  ],
  [
    'badge.addNum',
    { config: { badge: { addNum: 2, activity: 'com.x.A' } } },
    {
      huawei: ['message.android.notification.badge', { add_num: 2, class: 'com.x.A' }],
      honor: ['android.notification.badge', { addNum: 2, badgeClass: 'com.x.A' }],
    },
  ],
]

describe('spec/easemob.md §7.14: basic fields', () => {
  for (const [name, message, places] of mapping) {
    for (const [vendor, [at, sent]] of Object.entries(places)) {
      it(`${name} stands in ${at} of ${vendor}`, () => {
        const wire = renderedBy(vendor, readNotification({ ...basic, ...message }))
        assert.deepEqual(valueAt(wire, at), sent)
      })
    }
  }

  it('TimeToLive of a community SDK is how long a vendor keeps it, in digits too', () => {
    for (const TimeToLive of [60, '60'])
      assert.equal(readNotification({ ...basic, config: { TimeToLive } }).ttlSeconds, 60)
  })
})
