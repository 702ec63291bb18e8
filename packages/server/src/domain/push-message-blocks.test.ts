// Every row of the tables of spec/easemob.md §7.4 to §7.13: a `pushMessage` that sets the field, read as the API reads it, rendered by the
// real vendor, has it at its place on that vendor's wire.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject, JsonValue } from '@posthouse/protocol'
import { readNotification } from './notification.ts'
import { renderedAtMs, renderedBy, valueAt } from './testing/rendered.ts'

/** Field of the block, its value, where it stands on the wire, and what stands there if it is not the value itself. */
type Row = readonly [field: string, value: JsonValue, at: string, sent?: JsonValue]

interface Table {
  readonly section: string
  readonly vendor: string
  /** The block's name, and where in it the fields are. */
  readonly block: string
  /** Where on the wire the places begin. */
  readonly root: string
  readonly rows: readonly Row[]
  /** What a field cannot stand without, by its name. */
  readonly companions?: Readonly<Record<string, JsonObject>>
}

const epochSeconds = (ms: number): string => String(Math.floor((renderedAtMs + ms) / 1_000))
const list = (...members: readonly string[]): JsonValue => members

const tables: readonly Table[] = [
  {
    section: '§7.4',
    vendor: 'apns',
    block: 'apns',
    root: '',
    rows: [
      ['invalidationTime', 60_000, 'headers.apns-expiration', epochSeconds(60_000)],
      ['priority', 5, 'headers.apns-priority', '5'],
      ['priority', '5', 'headers.apns-priority', '5'],
      ['pushType', 'background', 'headers.apns-push-type'],
      ['collapseId', 'c1', 'headers.apns-collapse-id'],
      ['apnsId', '0f0e0d0c-0000-4000-8000-00000000a001', 'headers.apns-id'],
      ['badge', 5, 'body.aps.badge'],
      ['sound', 'ring.caf', 'body.aps.sound'],
      ['mutableContent', true, 'body.aps.mutable-content', 1],
      ['contentAvailable', true, 'body.aps.content-available', 1],
      ['categoryName', 'REPLY', 'body.aps.category'],
      ['threadId', 't1', 'body.aps.thread-id'],
      ['title', 'x', 'body.aps.alert.title'],
      ['subTitle', 'x', 'body.aps.alert.subtitle'],
      ['content', 'x', 'body.aps.alert.body'],
      ['titleLocKey', 'K', 'body.aps.alert.title-loc-key'],
      ['titleLocArgs', list('a', 'b'), 'body.aps.alert.title-loc-args'],
      ['subTitleLocKey', 'K', 'body.aps.alert.subtitle-loc-key'],
      ['subTitleLocArgs', list('a', 'b'), 'body.aps.alert.subtitle-loc-args'],
      ['bodyLocKey', 'K', 'body.aps.alert.loc-key'],
      ['bodyLocArgs', list('a', 'b'), 'body.aps.alert.loc-args'],
      ['ext', { own: { deep: 1 } }, 'body.own', { deep: 1 }],
      ['launchImage', 'start.png', 'body.aps.alert.launch-image'],
    ],
  },
  {
    section: '§7.5',
    vendor: 'fcm',
    block: 'fcm',
    root: 'message',
    rows: [
      ['collapseKey', 'c', 'android.collapse_key'],
      ['priority', 'normal', 'android.priority', 'NORMAL'],
      ['timeToLive', '60', 'android.ttl', '60s'],
      ['restrictedPackageName', 'com.x', 'android.restricted_package_name'],
      ['data', { n: 1 }, 'data', { n: '1' }],
      ['notification.title', 'x', 'notification.title'],
      ['notification.body', 'x', 'notification.body'],
      ['notification.androidChannelId', 'ch', 'android.notification.channel_id'],
      ['notification.icon', 'i', 'android.notification.icon'],
      ['notification.sound', 's', 'android.notification.sound'],
      ['notification.tag', 't', 'android.notification.tag'],
      ['notification.color', '#112233', 'android.notification.color'],
      ['notification.clickAction', 'OPEN', 'android.notification.click_action'],
      ['notification.titleLocKey', 'K', 'android.notification.title_loc_key'],
      ['notification.titleLocArgs', list('a'), 'android.notification.title_loc_args'],
      ['notification.bodyLocKey', 'K', 'android.notification.body_loc_key'],
      ['notification.bodyLocArgs', list('a'), 'android.notification.body_loc_args'],
    ],
  },
  {
    section: '§7.6',
    vendor: 'fcm',
    block: 'fcmV1',
    root: 'message',
    rows: [
      ['data', { k: 'v' }, 'data'],
      ['notification.title', 'x', 'notification.title'],
      ['notification.body', 'x', 'notification.body'],
      ['notification.image', 'https://x.test/i.png', 'notification.image'],
      ['androidConfig.collapseKey', 'c', 'android.collapse_key'],
      ['androidConfig.priority', 'NORMAL', 'android.priority'],
      ['androidConfig.ttl', '3.5s', 'android.ttl'],
      ['androidConfig.directBootOk', true, 'android.direct_boot_ok'],
      ['androidConfig.androidNotification.title', 'x', 'android.notification.title'],
      ['androidConfig.androidNotification.body', 'x', 'android.notification.body'],
      ['androidConfig.androidNotification.image', 'https://x.test/i.png', 'android.notification.image'],
      ['androidConfig.androidNotification.icon', 'i', 'android.notification.icon'],
      ['androidConfig.androidNotification.color', '#112233', 'android.notification.color'],
      ['androidConfig.androidNotification.sound', 's', 'android.notification.sound'],
      ['androidConfig.androidNotification.tag', 't', 'android.notification.tag'],
      ['androidConfig.androidNotification.clickAction', 'OPEN', 'android.notification.click_action'],
      ['androidConfig.androidNotification.bodyLocKey', 'K', 'android.notification.body_loc_key'],
      ['androidConfig.androidNotification.bodyLocArgs', list('a'), 'android.notification.body_loc_args'],
      ['androidConfig.androidNotification.titleLocKey', 'K', 'android.notification.title_loc_key'],
      ['androidConfig.androidNotification.titleLocArgs', list('a'), 'android.notification.title_loc_args'],
      ['androidConfig.androidNotification.channelId', 'ch', 'android.notification.channel_id'],
      ['webPushConfig.headers', { TTL: '1' }, 'webpush.headers'],
      ['webPushConfig.notification', { title: 'x' }, 'webpush.notification'],
      ['apnsConfig.headers', { 'apns-priority': '5' }, 'apns.headers'],
      ['apnsConfig.payload', { aps: { badge: 1 }, EPush: { a: 1 } }, 'apns.payload'],
      ['options', { analytics_label: 'a' }, 'fcm_options'],
    ],
  },
  {
    section: '§7.7',
    vendor: 'xiaomi',
    block: 'xiaomi',
    root: '',
    companions: {
      notifyEffect: { intentUri: 'intent:#Intent;action=x;end', webUri: 'https://x.test/' },
      callbackParam: { callbackUrl: 'https://x.test/' },
      callbackType: { callbackUrl: 'https://x.test/' },
    },
    rows: [
      ['title', 'x', 'title'],
      ['description', 'x', 'description'],
      ['content', 'x', 'description'],
      ['restrictedPackageNames', 'com.x', 'restricted_package_name'],
      ['passThrough', 1, 'pass_through', '1'],
      ['payload', { k: 'v' }, 'payload', '{"k":"v"}'],
      ['notifyType', 2, 'notify_type', '2'],
      ['timeToLive', 60_000, 'time_to_live', '60000'],
      ['timeToSend', renderedAtMs + 60_000, 'time_to_send', String(renderedAtMs + 60_000)],
      ['notifyId', '7', 'notify_id', '7'],
      ['sound', 'android.resource://com.x/raw/ring', 'extra~sound_uri'],
      ['ticker', 'x', 'extra~ticker'],
      ['notifyForeground', '0', 'extra~notify_foreground'],
      ['notifyEffect', 2, 'extra~notify_effect', '2'],
      ['notifyEffect', '2', 'extra~notify_effect'],
      ['intentUri', 'intent:#Intent;action=x;end', 'extra~intent_uri'],
      ['webUri', 'https://x.test/', 'extra~web_uri'],
      ['flowControl', 50, 'extra~flow_control', '50'],
      ['jobkey', 'j', 'extra~jobkey'],
      ['callbackUrl', 'https://x.test/', 'extra~callback'],
      ['callbackParam', 'p', 'extra~callback~param'],
      ['callbackType', 3, 'extra~callback~type', '3'],
      ['locale', 'zh_CN', 'extra~locale'],
      ['localeNotIn', 'en_US', 'extra~locale_not_in'],
      ['model', 'm1', 'extra~model'],
      ['modelNotIn', 'm2', 'extra~model_not_in'],
      ['appVersion', '1', 'extra~app_version'],
      ['appVersionNotIn', '2', 'extra~app_version_not_in'],
      ['connpt', 'wifi', 'extra~connpt'],
      ['onlySendOnce', '1', 'extra~only_send_once'],
      ['channelId', '123', 'extra~channel_id'],
    ],
  },
  {
    section: '§7.8',
    vendor: 'vivo',
    block: 'vivo',
    root: '',
    companions: { skipType: { skipContent: 'x' }, 'extra.callbackParam': { extra: { callback: 'https://x.test/' } } },
    rows: [
      ['title', 'x', 'title'],
      ['content', 'x', 'content'],
      ['notifyType', 2, 'notifyType'],
      ['timeToLive', 600, 'timeToLive'],
      ['skipType', 3, 'skipType'],
      ['skipContent', 'https://x.test/', 'skipContent'],
      ['networkType', 1, 'networkType'],
      ['classification', 1, 'classification'],
      ['clientCustomMap', { k: 'v' }, 'clientCustomMap'],
      ['requestId', 'r1', 'requestId'],
      ['pushMode', 1, 'pushMode'],
      ['extra.callback', 'https://x.test/', 'extra.callback'],
      ['extra.callbackParam', 'p', 'extra.callback~param'],
      ['category', 'IM', 'category'],
      ['notifyId', 5, 'notifyId'],
      ['profileId', 'p', 'profileId'],
      ['sendOnline', true, 'sendOnline'],
    ],
  },
  {
    section: '§7.9',
    vendor: 'oppo',
    block: 'oppo',
    root: 'notification',
    companions: { clickActionType: { clickActionActivity: 'com.x.A' } },
    rows: [
      ['title', 'x', 'title'],
      ['subTitle', 'x', 'sub_title'],
      ['content', 'x', 'content'],
      ['channelId', 'ch', 'channel_id'],
      ['appMessageId', 'm1', 'app_message_id'],
      ['style', 2, 'style'],
      ['clickActionType', 1, 'click_action_type'],
      ['clickActionActivity', 'com.x.A', 'click_action_activity'],
      ['clickActionUrl', 'https://x.test/', 'click_action_url'],
      ['actionParameters', { k: 'v' }, 'action_parameters', '{"k":"v"}'],
      ['offLine', false, 'off_line'],
      ['offLineTtl', 60, 'off_line_ttl'],
      ['timeZone', 'GMT+08:00', 'time_zone'],
      ['callBackUrl', 'https://x.test/', 'call_back_url'],
      ['callBackParameter', 'p', 'call_back_parameter'],
      ['showTtl', 60, 'show_ttl'],
      ['notifyId', 5, 'notify_id'],
    ],
  },
  {
    section: '§7.10',
    vendor: 'meizu',
    block: 'meizu',
    root: 'messageJson',
    companions: {
      noticeExpandType: { noticeExpandContent: 'x' },
      clickType: { url: 'https://x.test/' },
      callbackParam: { callback: 'https://x.test/' },
      callbackType: { callback: 'https://x.test/' },
    },
    rows: [
      ['title', 'x', 'noticeBarInfo.title'],
      ['content', 'x', 'noticeBarInfo.content'],
      ['noticeExpandType', 1, 'noticeExpandInfo.noticeExpandType'],
      ['noticeExpandContent', 'x', 'noticeExpandInfo.noticeExpandContent'],
      ['clickType', 2, 'clickTypeInfo.clickType'],
      ['url', 'https://x.test/', 'clickTypeInfo.url'],
      ['activity', 'com.x.A', 'clickTypeInfo.activity'],
      ['customAttribute', 'a', 'clickTypeInfo.customAttribute'],
      ['parameters', { k: 'v' }, 'clickTypeInfo.parameters'],
      ['isOffLine', false, 'pushTimeInfo.offLine', 0],
      ['validTime', 12, 'pushTimeInfo.validTime'],
      ['isSuspend', true, 'advanceInfo.suspend', 1],
      ['isClearNoticeBar', false, 'advanceInfo.clearNoticeBar', 0],
      ['isFixDisplay', true, 'advanceInfo.fixDisplay', 1],
      ['fixStartDisplayDate', '2026-11-21 10:00:00', 'advanceInfo.fixStartDisplayTime'],
      ['fixEndDisplayDate', '2026-11-21 11:00:00', 'advanceInfo.fixEndDisplayTime'],
      ['vibrate', true, 'advanceInfo.notificationType.vibrate', 1],
      ['lights', false, 'advanceInfo.notificationType.lights', 0],
      ['sound', true, 'advanceInfo.notificationType.sound', 1],
      ['notifyKey', 'k', 'advanceInfo.notifyKey'],
      ['callback', 'https://x.test/', 'extra.callback'],
      ['callbackParam', 'p', 'extra.callback~param'],
      ['callbackType', '2', 'extra.callback~type', 2],
      ['callbackType', 1, 'extra.callback~type'],
    ],
  },
  {
    section: '§7.12',
    vendor: 'honor',
    block: 'honor',
    root: '',
    companions: {
      'androidConfig.androidNotification.style': {
        androidConfig: { androidNotification: { bigTitle: 'b', bigBody: 'b' } },
      },
    },
    rows: [
      ['data', 'raw', 'data'],
      ['data', { k: 'v' }, 'data', '{"k":"v"}'],
      ['androidConfig.ttl', '60s', 'android.ttl'],
      ['androidConfig.biTag', 'b', 'android.biTag'],
      ['androidConfig.data', 'raw', 'android.data'],
      ['androidConfig.androidNotification.title', 'x', 'android.notification.title'],
      ['androidConfig.androidNotification.body', 'x', 'android.notification.body'],
      ['androidConfig.androidNotification.image', 'https://x.test/i.png', 'android.notification.image'],
      [
        'androidConfig.androidNotification.clickAction',
        { type: 2, url: 'https://x.test/' },
        'android.notification.clickAction',
      ],
      ['androidConfig.androidNotification.style', 1, 'android.notification.style'],
      ['androidConfig.androidNotification.bigTitle', 'x', 'android.notification.bigTitle'],
      ['androidConfig.androidNotification.bigBody', 'x', 'android.notification.bigBody'],
      ['androidConfig.androidNotification.importance', 'LOW', 'android.notification.importance'],
      ['androidConfig.androidNotification.when', '2026-11-21T00:00:00Z', 'android.notification.when'],
      [
        'androidConfig.androidNotification.buttons',
        [{ name: 'n', actionType: 1, intentType: 0, intent: 'i', data: 'd' }],
        'android.notification.buttons',
      ],
      [
        'androidConfig.androidNotification.badgeNotification',
        { addNum: 1, badgeClass: 'com.x.A', setNum: 2 },
        'android.notification.badge',
      ],
      ['androidConfig.androidNotification.notifyId', 5, 'android.notification.notifyId'],
    ],
  },
  ...(['harmonyOS', 'harmony'] as const).map(
    (block): Table => ({
      section: '§7.13',
      vendor: 'harmony',
      block,
      root: '',
      rows: [
        ['payload.notification.title', 'x', 'payload.notification.title'],
        ['payload.notification.body', 'x', 'payload.notification.body'],
        ['payload.notification.category', 'WORK', 'payload.notification.category'],
        ['payload.notification.anything', { new: 1 }, 'payload.notification.anything'],
        ['pushOptions.testMessage', true, 'pushOptions.testMessage'],
        ['pushOptions.anything', 'x', 'pushOptions.anything'],
      ],
    }),
  ),
]

/** An object in which the value stands at a path. */
function placed(path: string, value: JsonValue): JsonObject {
  const [name = '', ...rest] = path.split('.')
  return { [name]: rest.length === 0 ? value : placed(rest.join('.'), value) }
}

function joined(one: JsonObject, other: JsonObject): JsonObject {
  const members = Object.entries(other).map(([name, value]) => {
    const below = one[name]
    const isBoth = typeof below === 'object' && typeof value === 'object' && !Array.isArray(value)
    return [name, isBoth ? joined(below as JsonObject, value as JsonObject) : value] as const
  })
  return { ...one, ...Object.fromEntries(members) }
}

for (const { section, vendor, block, root, rows, companions = {} } of tables) {
  describe(`spec/easemob.md ${section}: the block ${block}`, () => {
    for (const [field, value, at, sent = value] of rows) {
      it(`carries ${field} = ${JSON.stringify(value)}`, () => {
        const message = { title: 'T', content: 'C', [block]: joined(companions[field] ?? {}, placed(field, value)) }
        const wire = renderedBy(vendor, readNotification(message))
        assert.deepEqual(valueAt(wire, root === '' ? at : `${root}.${at}`), sent)
        const without = renderedBy(vendor, readNotification({ title: 'T', content: 'C' }))
        assert.notDeepEqual(valueAt(without, root === '' ? at : `${root}.${at}`), sent, 'the row proves nothing')
      })
    }
  })
}

describe('blocks as a whole (spec/easemob.md §7.1)', () => {
  const blocks = tables.map(({ vendor, block }) => [vendor, block] as const)
  for (const [vendor, block] of [...blocks, ['huawei', 'huawei'] as const]) {
    it(`may be empty: ${block}`, () => {
      const basic = { title: 'T', content: 'C' }
      const bare = renderedBy(vendor, readNotification(basic))
      for (const empty of [{}, null])
        assert.deepEqual(renderedBy(vendor, readNotification({ ...basic, [block]: empty })), bare)
    })
    if (vendor === 'harmony') continue
    it(`may hold members that nobody knows: ${block}`, () => {
      const basic = { title: 'T', content: 'C' }
      const odd = { ...basic, [block]: { nobodyKnows: { this: [1] } }, nobody: { knows: 'this block' } }
      assert.deepEqual(renderedBy(vendor, readNotification(odd)), renderedBy(vendor, readNotification(basic)))
    })
  }

  it('takes which of FCM’s parts are sent from type, and leaves a condition out: a push is for one device', () => {
    const typed = (type: string) =>
      renderedBy('fcm', readNotification({ title: 'T', content: 'C', ext: { k: 'v' }, fcmV1: { type } }))['message']
    const parts = ['DATA', 'NOTIFICATION', 'BOTH'].map(type => {
      const message = typed(type)
      return ['data', 'notification'].filter(part => valueAt(message, part) !== undefined).join('+')
    })
    assert.deepEqual(parts, ['data', 'notification', 'data+notification'])
    for (const block of ['fcm', 'fcmV1']) {
      const conditioned = { title: 'T', content: 'C', [block]: { condition: "'news' in topics" } }
      assert.deepEqual(
        renderedBy('fcm', readNotification(conditioned)),
        renderedBy('fcm', readNotification({ title: 'T', content: 'C' })),
      )
    }
    assert.equal(
      renderedBy('fcm', readNotification({ title: 'T', content: 'C', fcm: { dryRun: true } }))['validate_only'],
      true,
    )
  })
})
