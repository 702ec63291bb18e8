import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { DESCRIPTION_UNITS_MAX, PAYLOAD_BYTES_MAX, TITLE_UNITS_MAX, TTL_MS_MAX } from './block.ts'
import { parseXiaomiCredentials, type XiaomiCredentials } from './credentials.ts'
import { previewXiaomi, renderXiaomi, requestBody, type XiaomiPayload } from './payload.ts'
import { type Fields, shownOf } from './phone.ts'
import { refusalOf } from './simulated-checks.ts'

const NOW_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000
const PACKAGE = 'com.example'
const HELLO: Notification = { title: 'Li', content: 'hi', blocks: {} }

function credentials(settings: JsonObject = {}): XiaomiCredentials {
  return parseXiaomiCredentials({
    name: '2882303761517000000',
    environment: 'PRODUCTION',
    packageName: PACKAGE,
    certificate: 'app-secret',
    settings,
  })
}

interface Given {
  readonly settings?: JsonObject
  readonly receiptUrl?: string
  readonly lifeMs?: number
}

function rendered(
  notification: Notification,
  { settings = {}, receiptUrl, lifeMs = HOUR_MS }: Given = {},
): XiaomiPayload {
  return renderXiaomi(notification, {
    credentials: credentials(settings),
    nowMs: NOW_MS,
    expiresAtMs: NOW_MS + lifeMs,
    ...(receiptUrl === undefined ? {} : { receiptUrl }),
  })
}

function fields(notification: Partial<Notification>, given: Given = {}): Fields {
  const { registration_id: ids, ...shown } = previewXiaomi(rendered({ ...HELLO, ...notification }, given)) as Fields
  assert.equal(ids, '<registration ids>')
  return shown
}

function fieldsOfBlock(block: JsonObject, more: Partial<Notification> = {}, given: Given = {}): Fields {
  return fields({ ...more, blocks: { xiaomi: block } }, given)
}

function refuses(block: JsonObject, field: string, limit?: RegExp): void {
  const error = { name: 'PayloadError', field, ...(limit === undefined ? {} : { limit }) }
  assert.throws(() => fieldsOfBlock(block), error, JSON.stringify(block))
}

test('the request of spec/vendors.md §10 comes out byte for byte', () => {
  const block = { notifyId: 42, jobkey: 'm1', callbackUrl: 'https://cb.example/mi', callbackType: 19 }
  const notification = { ...HELLO, ext: { conv: 42 }, ttlSeconds: 3600, blocks: { xiaomi: block } }
  const payload = rendered(notification, { settings: { channelId: 'chat' }, lifeMs: 24 * HOUR_MS })
  assert.equal(
    requestBody(payload, ['r1', 'r2']),
    'registration_id=r1%2Cr2&restricted_package_name=com.example&pass_through=0&title=Li&description=hi&payload=%7B%22conv%22%3A42%7D' +
      '&notify_type=-1&notify_id=42&time_to_live=3600000&extra.channel_id=chat&extra.notify_effect=1&extra.jobkey=m1' +
      '&extra.callback=https%3A%2F%2Fcb.example%2Fmi&extra.callback.type=19',
  )
  assert.equal(payload.hasJobkey, true)
})

test('every field of the block goes out under Xiaomi’s name, whether SDKs write it as a text or a number', () => {
  const block = {
    title: 'T',
    description: 'D',
    restrictedPackageNames: 'com.example,com.example.two',
    passThrough: 0,
    payload: { a: 1 },
    notifyType: 3,
    timeToLive: 60_000,
    timeToSend: NOW_MS + 1000,
    notifyId: 7,
    sound: 'android.resource://com.example/raw/ding',
    ticker: 'tick',
    notifyForeground: '0',
    notifyEffect: '2',
    intentUri: 'intent:#Intent;action=xxx;end',
    flowControl: 4000,
    jobkey: 'k_1',
    callbackUrl: 'http://cb.example',
    callbackParam: 'p',
    callbackType: 3,
    locale: 'zh_CN',
    localeNotIn: 'en',
    model: 'a',
    modelNotIn: 'b',
    appVersion: '1',
    appVersionNotIn: '2',
    connpt: 'wifi',
    onlySendOnce: '1',
    channelId: 'chan',
    unknown: 'left out',
  }
  const expected = {
    restricted_package_name: 'com.example,com.example.two',
    pass_through: '0',
    title: 'T',
    description: 'D',
    payload: '{"a":1}',
    notify_type: '3',
    time_to_send: String(NOW_MS + 1000),
    notify_id: '7',
    time_to_live: '60000',
    'extra.channel_id': 'chan',
    'extra.notify_effect': '2',
    'extra.intent_uri': 'intent:#Intent;action=xxx;end',
    'extra.jobkey': 'k_1',
    'extra.callback': 'http://cb.example',
    'extra.callback.type': '3',
    'extra.callback.param': 'p',
    'extra.sound_uri': 'android.resource://com.example/raw/ding',
    'extra.ticker': 'tick',
    'extra.notify_foreground': '0',
    'extra.flow_control': '4000',
    'extra.locale': 'zh_CN',
    'extra.locale_not_in': 'en',
    'extra.model': 'a',
    'extra.model_not_in': 'b',
    'extra.app_version': '1',
    'extra.app_version_not_in': '2',
    'extra.connpt': 'wifi',
    'extra.only_send_once': '1',
  }
  assert.deepEqual(fieldsOfBlock(block), expected)
  const asNumbers = { ...block, notifyForeground: 0, notifyEffect: 2, onlySendOnce: 1, payload: '{"a":1}' }
  assert.deepEqual(fieldsOfBlock(asNumbers), expected)
})

test('the description has two names, and the documented one wins', () => {
  assert.equal(fieldsOfBlock({ content: 'c' })['description'], 'c')
  assert.equal(fieldsOfBlock({ description: 'd', content: 'c' })['description'], 'd')
})

test('empty members and an empty block mean nothing', () => {
  assert.deepEqual(fieldsOfBlock({ title: '', intentUri: '', notifyId: null }), fields({}))
})

test('only basic fields: the vendor’s defaults, no badge, no subtitle, a tap opens the app', () => {
  assert.deepEqual(fields({ subTitle: 'Team', badge: { setNum: 3 } }), {
    restricted_package_name: PACKAGE,
    pass_through: '0',
    title: 'Li',
    description: 'hi',
    notify_type: '-1',
    time_to_live: String(HOUR_MS),
    'extra.notify_effect': '1',
  })
})

test('the caller’s channel, then the category’s, then the general one, then none', () => {
  const settings = { channelId: 'general', channelIds: { im: 'chat' } }
  const channel = (notification: Partial<Notification>, given: JsonObject = settings): string | undefined =>
    fields(notification, { settings: given })['extra.channel_id']
  assert.equal(channel({ category: 'im', blocks: { xiaomi: { channelId: 'own' } } }), 'own')
  assert.equal(channel({ category: 'im' }), 'chat')
  assert.equal(channel({ category: 'marketing' }), 'general')
  assert.equal(channel({}), 'general')
  assert.equal(channel({ category: 'im' }, {}), undefined)
})

test('each click action has its effect; the block’s target wins and names the effect by itself', () => {
  const click = (
    clickAction: Notification['clickAction'],
    block: JsonObject = {},
    settings: JsonObject = {},
  ): string => {
    const shown = fieldsOfBlock(block, clickAction === undefined ? {} : { clickAction }, { settings })
    return [shown['extra.notify_effect'], shown['extra.intent_uri'] ?? shown['extra.web_uri'] ?? ''].join(' ')
  }
  assert.equal(click(undefined), '1 ')
  assert.equal(click({ url: 'https://a.example/?q=1&r=驿' }), '3 https://a.example/?q=1&r=驿')
  assert.equal(click({ url: 'chat://c/42?x=1' }), '2 intent://c/42?x=1#Intent;scheme=chat;end')
  assert.equal(click({ url: 'tel:110' }), '2 tel:110')
  assert.equal(click({ action: 'com.example.OPEN' }), '2 intent:#Intent;action=com.example.OPEN;end')
  assert.equal(click({ action: 'a;launchFlags=1' }), '2 intent:#Intent;action=a%3BlaunchFlags%3D1;end')
  assert.equal(click({ action: 'intent:#Intent;action=x;end' }), '2 intent:#Intent;action=x;end')
  assert.equal(click({ activity: '.Main' }), '2 intent:#Intent;component=com.example/.Main;end')
  assert.equal(click({ activity: 'com.b/com.b.Main$In' }), '2 intent:#Intent;component=com.b/com.b.Main%24In;end')
  assert.equal(click({ activity: 'intent:#Intent;component=x/y;end' }), '2 intent:#Intent;component=x/y;end')
  assert.equal(click({ url: 'https://a.example' }, { notifyEffect: 1 }), '1 ')
  assert.equal(click({ url: 'https://a.example' }, { intentUri: 'intent:own' }), '2 intent:own')
  assert.equal(click({ activity: '.Main' }, { webUri: 'https://own.example' }), '3 https://own.example')
  assert.equal(click({ url: 'https://a.example' }, { notifyEffect: 3 }), '3 https://a.example')
  assert.equal(click(undefined, {}, { clickAction: '.Main' }), '2 intent:#Intent;component=com.example/.Main;end')
  assert.equal(click({ url: 'https://a.example' }, {}, { clickAction: '.Main' }), '3 https://a.example')
  refuses({ notifyEffect: 2 }, 'xiaomi.intentUri')
  refuses({ notifyEffect: 3 }, 'xiaomi.webUri')
})

test('the life is in milliseconds, within the notification’s own and ten days, and never nothing', () => {
  const life = (notification: Partial<Notification>, lifeMs = HOUR_MS): string | undefined =>
    fields(notification, { lifeMs })['time_to_live']
  assert.equal(life({}), '3600000')
  assert.equal(life({ ttlSeconds: 60 }), '60000')
  assert.equal(life({ ttlSeconds: 7200 }), '3600000')
  assert.equal(life({}, 30 * 24 * HOUR_MS), String(TTL_MS_MAX))
  assert.equal(life({}, -5), '1000')
  assert.equal(fieldsOfBlock({ timeToLive: TTL_MS_MAX + 1 })['time_to_live'], String(TTL_MS_MAX))
})

test('the receipt address goes along with every event asked for, unless the block names its own or it is too long', () => {
  const receiptUrl = 'https://push.example/r/1'
  const of = (block: JsonObject, url = receiptUrl): readonly (string | undefined)[] => {
    const given = fieldsOfBlock(block, {}, { receiptUrl: url })
    return [given['extra.callback'], given['extra.callback.type'], given['extra.callback.param']]
  }
  assert.deepEqual(of({}), [receiptUrl, '1267', undefined])
  assert.deepEqual(of({ callbackParam: 'p' }), [receiptUrl, '1267', 'p'])
  assert.deepEqual(of({ callbackType: 16 }), [receiptUrl, '16', undefined])
  assert.deepEqual(of({ callbackUrl: 'https://own.example' }), ['https://own.example', undefined, undefined])
  const long = (bytes: number): string => `https://${'a'.repeat(bytes - 8)}`
  assert.equal(of({}, long(256))[0], long(256))
  assert.deepEqual(of({}, long(257)), [undefined, undefined, undefined])
})

test('a transparent message always has data and no click', () => {
  const given = fieldsOfBlock({ passThrough: 1 })
  assert.deepEqual([given['pass_through'], given['payload'], given['extra.notify_effect']], ['1', '{}', undefined])
  assert.equal(fieldsOfBlock({ passThrough: 1 }, { ext: { k: 'v' } })['payload'], '{"k":"v"}')
  assert.equal(shownOf(given), undefined)
})

test('the block’s limits are refused by name on their far side and taken on their near side', () => {
  const cases: readonly (readonly [string, near: JsonObject[string], far: JsonObject[string]])[] = [
    ['title', 'x'.repeat(50), 'x'.repeat(51)],
    ['description', '驿'.repeat(128), '驿'.repeat(129)],
    ['notifyId', 2_147_483_647, 2_147_483_648],
    ['notifyId', 0, -1],
    ['notifyType', -1, -2],
    ['notifyType', 7, 8],
    ['passThrough', 0, 2],
    ['timeToLive', 1, 0],
    ['timeToSend', NOW_MS + 604_800_000, NOW_MS + 604_800_001],
    ['jobkey', 'a'.repeat(20), 'a'.repeat(21)],
    ['jobkey', 'a_', '_a'],
    ['jobkey', 'a-', 'a.'],
    ['callbackParam', 'p'.repeat(256), 'p'.repeat(257)],
    ['callbackUrl', 'http://a', 'ftp://a'],
    ['callbackType', 2047, 2048],
    ['webUri', 'https://a', 'javascript:alert(1)'],
    ['notifyEffect', 1, 4],
    ['notifyForeground', '1', '2'],
    ['restrictedPackageNames', 'a.b,c.d', 'a b'],
    ['payload', 'x'.repeat(PAYLOAD_BYTES_MAX), 'x'.repeat(PAYLOAD_BYTES_MAX + 1)],
    ['payload', {}, 7],
    ['ticker', 'x', 7],
  ]
  for (const [name, near, far] of cases) {
    assert.ok(fieldsOfBlock({ [name]: near }), name)
    refuses({ [name]: far }, `xiaomi.${name}`)
  }
  assert.throws(() => fields({ ext: { k: '驿'.repeat(1400) } }), { name: 'PayloadError', field: 'ext', limit: /4096/ })
  assert.throws(() => fields({ blocks: { xiaomi: 7 } } as never), { name: 'PayloadError', field: 'pushMessage.xiaomi' })
})

test('what Easemob allows and Xiaomi does not is shortened: a title of 50, and an emoji counts two', () => {
  assert.equal(fieldsOfBlock({ title: 'x'.repeat(50) })['title'], `${'x'.repeat(48)}…`)
  assert.equal(fieldsOfBlock({ title: 'x'.repeat(49) })['title'], 'x'.repeat(49))
  assert.equal(fieldsOfBlock({ description: 'x'.repeat(128) })['description'], `${'x'.repeat(126)}…`)
  assert.equal(fieldsOfBlock({ title: '👍'.repeat(50) })['title'], `${'👍'.repeat(24)}…`)
})

const HOSTILE = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '👩‍👩‍👧‍👦'.repeat(90),
    'مرحبا '.repeat(60),
    '𠮷'.repeat(200),
    '\ud800',
    '&title=x',
    'a+b c%20',
    `e${'\u0301'.repeat(500)}`,
  ),
)

test('S33 any text is rendered, passes the vendor’s checks, and the phone shows it or its beginning (property)', () => {
  const against = { packageName: PACKAGE, isLenient: false, nowMs: NOW_MS }
  fc.assert(
    fc.property(HOSTILE, HOSTILE, (title, content) => {
      const body = requestBody(rendered({ title: `L${title}`, content: `L${content}`, ext: { title }, blocks: {} }), [
        'r',
      ])
      const form = Object.fromEntries(new URLSearchParams(body))
      assert.equal(refusalOf(form, against), undefined)
      const shown = shownOf(form)
      assert.ok(shown)
      isBeginning(shown.title, `L${title}`, TITLE_UNITS_MAX)
      isBeginning(shown.body, `L${content}`, DESCRIPTION_UNITS_MAX)
    }),
  )
})

function isBeginning(shown: string, written: string, unitsMax: number): void {
  assert.ok(shown.length <= unitsMax && shown.isWellFormed())
  const whole = written.toWellFormed()
  assert.ok(shown === whole || (shown.endsWith('…') && whole.startsWith(shown.slice(0, -1))), shown)
}

test('a title and a text of a megabyte are cut', () => {
  for (const character of ['a', '驿', '👩‍👩‍👧‍👦', '\u202e']) {
    const long = character.repeat(1_000_000 / character.length)
    const given = fields({ title: long, content: long })
    isBeginning(given['title'] ?? '', long, TITLE_UNITS_MAX)
    isBeginning(given['description'] ?? '', long, DESCRIPTION_UNITS_MAX)
  }
})

test('real ids survive the form, and a dedupe id follows it', () => {
  const regIds = ['d//igwEhgBGCI2TG6lWqlC+7X5=', 'a', '\ud800']
  const form = new URLSearchParams(requestBody(rendered(HELLO), regIds, 'job-1'))
  assert.equal(form.get('registration_id'), `${regIds[0]},a,\ufffd`)
  assert.equal(form.get('extra.jobkey'), 'job-1')
})

test('a click action of the block stands in for the notifier’s, and is no field of the form', () => {
  const sent = fieldsOfBlock({ clickAction: 'com.e.Chat' }, {}, { settings: { clickAction: 'com.e.Home' } })
  assert.equal(sent['extra.intent_uri'], `intent:#Intent;component=${PACKAGE}/com.e.Chat;end`)
  assert.equal('clickAction' in sent, false)
})
