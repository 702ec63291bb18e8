import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject, JsonValue, UserId } from '@posthouse/protocol'
import { renderedBy, valueAt } from '../testing/rendered.ts'
import type { ChatMessage } from './chat-message.ts'
import { readExtension } from './extension.ts'
import { messageNotification } from './notification.ts'
import { aGroupMessage, aMessage } from './testing/messages.ts'

const plain = { title: '您有一条新消息', content: '请点击查看' }

function notificationOf(ext: JsonObject = {}, message: ChatMessage = aMessage(), unread?: number) {
  return messageNotification(message, readExtension(ext), plain, unread)
}
const apnsOf = (ext: JsonObject, message?: ChatMessage, unread?: number) =>
  valueAt(renderedBy('apns', notificationOf(ext, message, unread)), 'body')

describe('the notification of a message (spec/easemob.md §8.5–8.7)', () => {
  it('is at Apple the payload of seed 001', () => {
    const message = aMessage({ id: '626473521765161477', from: 'wzy_vivo' as UserId, to: 'wzy_apns' as UserId })
    assert.deepEqual(apnsOf({ em_apns_ext: { em_push_sound: 'ring.caf' } }, message, 1), {
      t: 'wzy_apns',
      aps: { badge: 1, alert: { body: '请点击查看', title: '您有一条新消息' }, sound: 'ring.caf' },
      e: { em_push_sound: 'ring.caf' },
      f: 'wzy_vivo',
      m: '626473521765161477',
    })
  })

  it('is at Apple the payload of §8.7, with the group', () => {
    const ext = { em_push_ext: { custom: { k: 'v' } }, em_apns_ext: { em_push_mutable_content: true } }
    assert.deepEqual(apnsOf(ext, aGroupMessage(), 1), {
      t: 'bob',
      f: 'alice',
      m: '1029000000000000001',
      g: '200000000000001',
      e: { k: 'v' },
      aps: { alert: plainAlert, badge: 1, sound: 'default', 'mutable-content': 1 },
    })
  })
  const plainAlert = { title: '您有一条新消息', body: '请点击查看' }

  it('carries the keys of §8.7 at every vendor, and no group one to one', () => {
    const notification = notificationOf({ em_push_ext: { custom: { k: 'v' } } }, aGroupMessage())
    const keys = { t: 'bob', f: 'alice', m: '1029000000000000001', g: '200000000000001', e: { k: 'v' } }
    const places: readonly (readonly [vendor: string, path: string])[] = [
      ['huawei', 'message.data'],
      ['honor', 'data'],
      ['xiaomi', 'payload'],
      ['oppo', 'notification.action_parameters'],
    ]
    for (const [vendor, path] of places)
      assert.deepEqual(JSON.parse(String(valueAt(renderedBy(vendor, notification), path))), keys, vendor)
    assert.deepEqual(valueAt(renderedBy('fcm', notification), 'message.data'), { ...keys, e: '{"k":"v"}' })
    assert.deepEqual(valueAt(renderedBy('vivo', notification), 'clientCustomMap'), { ...keys, e: '{"k":"v"}' })
    assert.deepEqual(valueAt(renderedBy('meizu', notification), 'messageJson.clickTypeInfo.parameters'), keys)
    assert.deepEqual(valueAt(renderedBy('harmony', notification), 'payload.notification.clickAction.data'), keys)
    assert.deepEqual(Object.keys(notificationOf().ext ?? {}), ['t', 'f', 'm'])
  })

  it('rings as a call at Apple', () => {
    const notification = notificationOf({ em_push_ext: { type: 'call' } })
    assert.deepEqual(notification.blocks['apns'], { pushType: 'voip' })
  })

  it('says nothing to a vendor about which the message says nothing', () => {
    assert.deepEqual(notificationOf().blocks, {})
    assert.equal(notificationOf().badge, undefined)
  })

  const apple: readonly (readonly [name: string, value: JsonValue, path: string, sent: JsonValue])[] = [
    ['em_alert_title', 'T', 'aps.alert.title', 'T'],
    ['em_alert_subTitle', 'S', 'aps.alert.subtitle', 'S'],
    ['em_alert_body', 'B', 'aps.alert.body', 'B'],
    ['em_push_category', 'REPLY', 'aps.category', 'REPLY'],
    ['em_push_mutable_content', true, 'aps.mutable-content', 1],
    ['em_push_sound', 'ring.caf', 'aps.sound', 'ring.caf'],
    ['em_push_badge', 7, 'aps.badge', 7],
    ['em_push_badge', '7', 'aps.badge', 7],
    ['thread_id', 'c1', 'aps.thread-id', 'c1'],
    ['em_push_content_available', 1, 'aps.content-available', 1],
    ['extern', { a: 1 }, 'e', { a: 1 }],
  ]
  for (const [name, value, path, sent] of apple) {
    it(`carries ${name} (${JSON.stringify(value)}) of em_apns_ext to Apple`, () => {
      assert.deepEqual(valueAt(apnsOf({ em_apns_ext: { [name]: value } }, aMessage(), 3), path), sent)
    })
  }

  const android = 'em_android_push_ext'
  const vendorRows: readonly (readonly [
    name: string,
    value: JsonValue,
    vendor: string,
    path: string,
    sent: JsonValue,
  ])[] = [
    ['fcm_options', { analytics_label: 'im' }, 'fcm', 'message.fcm_options.analytics_label', 'im'],
    ['fcm_channel_id', 'chat', 'fcm', 'message.android.notification.channel_id', 'chat'],
    [
      'honor_click_action',
      'com.x.OPEN',
      'honor',
      'android.notification.clickAction',
      { type: 1, action: 'com.x.OPEN' },
    ],
    ['honor_importance', 'LOW', 'honor', 'android.notification.importance', 'LOW'],
    ['honor_target_user_type', 1, 'honor', 'android.targetUserType', 1],
    ['huawei_category', 'VOIP', 'huawei', 'message.android.category', 'VOIP'],
    ['huawei_channel_id', 'chat', 'huawei', 'message.android.notification.channel_id', 'chat'],
    [
      'huawei_click_action',
      'com.x.OPEN',
      'huawei',
      'message.android.notification.click_action',
      { type: 1, action: 'com.x.OPEN' },
    ],
    ['huawei_receipt_id', 'RCP1', 'huawei', 'message.android.receipt_id', 'RCP1'],
    ['huawei_target_user_type', '1', 'huawei', 'message.android.target_user_type', 1],
    ['meizu_click_activity', '.Chat', 'meizu', 'messageJson.clickTypeInfo.activity', 'com.example.chat.Chat'],
    ['meizu_notice_type', 1, 'meizu', 'messageJson.noticeBarInfo.noticeMsgType', 1],
    ['oppo_channel_id', 'chat', 'oppo', 'notification.channel_id', 'chat'],
    ['oppo_category', 'IM', 'oppo', 'notification.category', 'IM'],
    ['oppo_click_activity', 'com.x.Chat', 'oppo', 'notification.click_action_activity', 'com.x.Chat'],
    ['vivo_category', 'IM', 'vivo', 'category', 'IM'],
    [
      'vivo_click_activity',
      'com.x.Chat',
      'vivo',
      'skipContent',
      'intent:#Intent;component=com.example.chat/com.x.Chat;end',
    ],
    ['xiaomi_channel_id', '123', 'xiaomi', 'extra~channel_id', '123'],
    [
      'xiaomi_click_action',
      'com.x.Chat',
      'xiaomi',
      'extra~intent_uri',
      'intent:#Intent;component=com.example.chat/com.x.Chat;end',
    ],
    ['em_push_sound', 'ring', 'fcm', 'message.android.notification.sound', 'ring'],
    ['em_push_sound', '/raw/ring', 'huawei', 'message.android.notification.sound', '/raw/ring'],
    ['em_push_channel_id', 'all', 'fcm', 'message.android.notification.channel_id', 'all'],
    ['em_push_channel_id', 'all', 'huawei', 'message.android.notification.channel_id', 'all'],
    ['em_push_channel_id', 'all', 'xiaomi', 'extra~channel_id', 'all'],
    ['em_push_channel_id', 'all', 'oppo', 'notification.channel_id', 'all'],
  ]
  for (const [name, value, vendor, path, sent] of vendorRows) {
    it(`carries ${name} of ${android} to ${vendor}`, () => {
      assert.deepEqual(valueAt(renderedBy(vendor, notificationOf({ [android]: { [name]: value } })), path), sent)
    })
  }

  it('carries oppo_notify_level with the category that OPPO wants beside it', () => {
    const level = (ext: JsonObject) =>
      valueAt(renderedBy('oppo', notificationOf({ [android]: ext })), 'notification.notify_level')
    assert.equal(level({ oppo_notify_level: 16, oppo_category: 'IM' }), 16)
    assert.equal(level({ oppo_notify_level: '2', oppo_category: 'IM' }), 2)
    assert.equal(level({ oppo_notify_level: 16 }), undefined)
  })

  const harmonyRows: readonly (readonly [name: string, value: JsonValue, path: string, sent: JsonValue])[] = [
    ['category', 'VOIP', 'payload.notification.category', 'VOIP'],
    ['click_action', 'com.x.open', 'payload.notification.clickAction.action', 'com.x.open'],
    ['is_test_message', true, 'pushOptions.testMessage', true],
    ['notify_id', 9, 'payload.notification.notifyId', 9],
    ['receipt_id', 'R1', 'pushOptions.receiptId', 'R1'],
  ]
  for (const [name, value, path, sent] of harmonyRows) {
    it(`carries ${name} of em_harmony_push_ext to HarmonyOS`, () => {
      const notification = notificationOf({ em_harmony_push_ext: { [name]: value } })
      assert.deepEqual(valueAt(renderedBy('harmony', notification), path), sent)
    })
  }

  it('overrides the settings of the notifier', () => {
    const ext = {
      vivo_click_activity: 'com.x.New',
      xiaomi_click_action: 'com.x.New',
      meizu_click_activity: 'com.x.New',
    }
    const notification = notificationOf({ [android]: { ...ext, huawei_category: 'IM' } })
    assert.match(String(renderedBy('vivo', notification, { clickActivity: 'com.x.Old' })['skipContent']), /New/)
    assert.match(String(renderedBy('xiaomi', notification, { clickAction: 'com.x.Old' })['extra.intent_uri']), /New/)
    const meizu = renderedBy('meizu', notification, { clickActivity: 'com.x.Old' })
    assert.equal(valueAt(meizu, 'messageJson.clickTypeInfo.activity'), 'com.x.New')
    const huawei = renderedBy('huawei', notification, { category: 'MARKETING' })
    assert.equal(valueAt(huawei, 'message.android.category'), 'IM')
  })

  it('takes the older channel and badge class of em_apns_ext', () => {
    const ext = { em_apns_ext: { em_push_channel_id: 'old', em_huawei_push_badge_class: 'com.x.Main' } }
    const sent = valueAt(renderedBy('huawei', notificationOf(ext, aMessage(), 4)), 'message.android.notification')
    assert.equal(valueAt(sent, 'channel_id'), 'old')
    assert.deepEqual(valueAt(sent, 'badge'), { set_num: 4, class: 'com.x.Main' })
  })

  it('is rendered by every vendor, however wrong the extensions are', () => {
    const wrong = [7, 'x'.repeat(2_000), {}, [], true, null, '', -1, '中文']
    const vendorNames = ['apns', 'fcm', 'huawei', 'honor', 'harmony', 'xiaomi', 'oppo', 'vivo', 'meizu']
    const names = [...apple, ...vendorRows, ...harmonyRows].map(([name]) => name).filter(name => name !== 'extern')
    for (const value of wrong) {
      const all = Object.fromEntries([...names, 'oppo_notify_level'].map(name => [name, value]))
      const ext = { em_apns_ext: { ...all, extern: 1 }, [android]: all, em_harmony_push_ext: all }
      for (const vendor of vendorNames) assert.doesNotThrow(() => renderedBy(vendor, notificationOf(ext)), vendor)
    }
  })
})
