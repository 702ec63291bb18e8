import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import type { PushConfig } from '@posthouse/protocol/frames'
import { renderedBy, valueAt } from '../testing/rendered.ts'
import { type ConfigFacts, configNotification } from './notification.ts'
import type { ResourceOptions } from './resource.ts'

const facts: ConfigFacts = { what: 'message', subjectId: '901', badge: 5, ttlSeconds: 3_600 }
const push: PushConfig = { title: '小红', content: '在吗？', payload: '{"room":7}' }

function rendered(
  vendor: string,
  more: PushConfig = {},
  options: ResourceOptions = {},
  what: ConfigFacts['what'] = 'message',
) {
  return renderedBy(vendor, configNotification({ ...push, ...more }, options, { ...facts, what }))
}

/** Where each vendor's client reads title, content and payload (spec/zego.md §6.2). */
const places: Readonly<Record<string, readonly [title: string, content: string, payload: string]>> = {
  apns: ['body.aps.alert.title', 'body.aps.alert.body', 'body.payload'],
  fcm: ['message.notification.title', 'message.notification.body', 'message.data.payload'],
  huawei: ['message.android.notification.title', 'message.android.notification.body', 'message.data'],
  honor: ['android.notification.title', 'android.notification.body', 'data'],
  harmony: ['payload.notification.title', 'payload.notification.body', 'payload.notification.clickAction.data.payload'],
  xiaomi: ['title', 'description', 'payload'],
  oppo: ['notification.title', 'notification.content', 'notification.action_parameters'],
  vivo: ['title', 'content', 'clientCustomMap.payload'],
  meizu: [
    'messageJson.noticeBarInfo.title',
    'messageJson.noticeBarInfo.content',
    'messageJson.clickTypeInfo.parameters.payload',
  ],
}

test('every phone vendor shows the sender’s texts word for word and hands the payload through', () => {
  for (const [vendor, [title, content, payload]] of Object.entries(places)) {
    const wire = rendered(vendor)
    deepEqual([valueAt(wire, title), valueAt(wire, content)], ['小红', '在吗？'], `${vendor} ${JSON.stringify(wire)}`)
    const found = valueAt(wire, payload)
    const own = found === push.payload ? found : (JSON.parse(String(found)) as { payload?: unknown }).payload
    equal(own, push.payload, vendor)
  }
})

test('texts that are too long are cut and end in an ellipsis; a payload that is too long is left out', () => {
  const long = configNotification(
    { title: '长'.repeat(300), content: 'x'.repeat(2_000), payload: 'y'.repeat(1_025) },
    {},
    facts,
  )
  equal(long.title, `${'长'.repeat(255)}…`)
  equal(long.content, `${'x'.repeat(1_023)}…`)
  deepEqual(long.ext, { payload: '' })
  deepEqual(configNotification({ payload: 'y'.repeat(1_024) }, {}, facts).ext, { payload: 'y'.repeat(1_024) })
})

test('a payload that vivo has no room for is left out there, so that the notification is shown', () => {
  const map = (payload: string) => valueAt(rendered('vivo', { payload }), 'clientCustomMap.payload')
  deepEqual([String(map('x'.repeat(898))).length, map('x'.repeat(899)), map('"'.repeat(500))], [898, '', ''])
  equal(
    valueAt(rendered('vivo', { payload: 'x'.repeat(1_000) }), 'clientCustomMap.EPush'),
    '{"report":{"subject_id":"901"}}',
  )
  equal(
    String(valueAt(rendered('oppo', { payload: 'x'.repeat(1_000) }), 'notification.action_parameters')).length > 1_000,
    true,
  )
})

test('the badge is the stored number and the increment, at most 99 more, and only where it is wanted', () => {
  const badge = (more: PushConfig) => valueAt(rendered('apns', more), 'body.aps.badge')
  deepEqual([badge({}), badge({ badgeIncrement: 3 })], [undefined, undefined])
  deepEqual([badge({ enableBadge: true }), badge({ enableBadge: true, badgeIncrement: 3 })], [5, 8])
  equal(badge({ enableBadge: true, badgeIncrement: 1_000 }), 104)
})

test('a thread groups notifications at Apple', () => {
  equal(valueAt(rendered('apns', { threadId: 'team' }), 'body.aps.thread-id'), 'team')
})

test('golden: the options of a resource become each vendor’s own words', () => {
  const options: ResourceOptions = {
    apns: { sound: 'ding.caf', mutableContent: true },
    fcm: { channelId: 'chat', sound: 'ding', priority: 'high' },
    huawei: { category: 'IM', channelId: 'chat', isTest: true },
    oppo: { channelId: 'chat', category: 'IM', notifyLevel: 16 },
    xiaomi: { channelId: 'chat' },
    vivo: { category: 'IM', classification: 'system', isTest: true },
    harmony: { category: 'IM', click: 'detail', uri: 'app://chat', isTest: true },
  }
  const golden: readonly [vendor: string, path: string, value: unknown][] = [
    ['apns', 'body.aps.sound', 'ding.caf'],
    ['apns', 'body.aps.mutable-content', 1],
    ['apns', 'headers.apns-push-type', 'alert'],
    ['fcm', 'message.android.priority', 'HIGH'],
    ['fcm', 'message.android.notification', { channel_id: 'chat', sound: 'ding' }],
    ['huawei', 'message.android.category', 'IM'],
    ['huawei', 'message.android.target_user_type', 1],
    ['huawei', 'message.android.notification.channel_id', 'chat'],
    ['oppo', 'notification.channel_id', 'chat'],
    ['oppo', 'notification.category', 'IM'],
    ['oppo', 'notification.notify_level', 16],
    ['xiaomi', 'extra~channel_id', 'chat'],
    ['vivo', 'category', 'IM'],
    ['vivo', 'classification', 1],
    ['vivo', 'pushMode', 1],
    ['harmony', 'payload.notification.category', 'IM'],
    ['harmony', 'payload.notification.clickAction.actionType', 1],
    ['harmony', 'payload.notification.clickAction.uri', 'app://chat'],
    ['harmony', 'payload.notification.clickAction.data.payload', push.payload],
    ['harmony', 'pushOptions.testMessage', true],
  ]
  for (const [vendor, path, value] of golden) {
    const wire = rendered(vendor, {}, options)
    deepEqual(valueAt(wire, path), value, `${vendor} ${path} ${JSON.stringify(wire)}`)
  }
})

test('golden: a private template of OPPO goes out with its parameters, and without those that are no objects', () => {
  const template = { id: 'tpl-7', title: '{"name":"小红"}', content: 'no JSON' }
  const wire = rendered('oppo', { template })
  equal(valueAt(wire, 'notification.private_msg_template_id'), 'tpl-7')
  equal(valueAt(wire, 'notification.private_title_parameters'), '{"name":"小红"}')
  equal(valueAt(wire, 'notification.private_content_parameters'), undefined)
})

test('a silent push shows nothing and wakes the app; a data message carries its texts as data', () => {
  const silent = rendered('apns', {}, { apns: { kind: 'silent' } })
  deepEqual(valueAt(silent, 'body'), { aps: { 'content-available': 1 }, payload: push.payload })
  equal(valueAt(silent, 'headers.apns-push-type'), 'background')
  const data = rendered('fcm', {}, { fcm: { kind: 'data', channelId: 'chat' } })
  equal(valueAt(data, 'message.notification'), undefined)
  deepEqual(valueAt(data, 'message.data'), {
    title: '小红',
    content: '在吗？',
    payload: push.payload,
    EPush: '{"report":{"subject_id":"901"}}',
  })
  const background = rendered('harmony', {}, { harmony: { kind: 'background' } })
  deepEqual(
    [valueAt(background, 'push-type'), valueAt(background, 'payload.extraData')],
    [6, '{"payload":"{\\"room\\":7}"}'],
  )
})

test('a call goes as VoIP where the resource says so, with what CallKit is to be told, and with high priority elsewhere', () => {
  const voip = { handleType: 2, handleValue: '+86 10', hasVideo: true } as const
  const wire = rendered('apns', { voip }, { apns: { kind: 'voip' } }, 'call')
  equal(valueAt(wire, 'headers.apns-push-type'), 'voip')
  deepEqual(valueAt(wire, 'body.voIPConfig'), {
    iOSVoIPHandleType: 2,
    iOSVoIPHandleValue: '+86 10',
    iOSVoIPHasVideo: true,
  })
  equal(valueAt(wire, 'body.aps.alert.title'), '小红')
  equal(valueAt(rendered('fcm', {}, {}, 'call'), 'message.android.priority'), 'HIGH')
  equal(valueAt(rendered('huawei', {}, {}, 'call'), 'message.android.urgency'), 'HIGH')
  ok(!JSON.stringify(rendered('apns', { voip })).includes('voIPConfig'))
})
