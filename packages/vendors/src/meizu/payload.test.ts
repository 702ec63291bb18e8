import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories, classifications } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError, type RenderTarget } from '../vendor.ts'
import type { MeizuCredentials } from './credentials.ts'
import { checkedMessage } from './message-check.ts'
import { MESSAGE_BYTES_MAX, previewMeizu, renderMeizu } from './payload.ts'
import { shownOf } from './phone.ts'

const CREDENTIALS: MeizuCredentials = { appId: '10000', appSecret: 's', receipt: true }
const DAY_MS = 86_400_000
const URL = 'https://push.example.com/receipts/0123456789abcdef'

function target(more: Partial<RenderTarget<MeizuCredentials>> = {}): RenderTarget<MeizuCredentials> {
  return { credentials: CREDENTIALS, nowMs: 0, expiresAtMs: DAY_MS, ...more }
}

function message(change: Partial<Notification> = {}, more: Partial<RenderTarget<MeizuCredentials>> = {}): JsonObject {
  const notification = { title: 'Li', content: 'hi', blocks: {}, ...change }
  return JSON.parse(renderMeizu(notification, target(more)).messageJson) as JsonObject
}

const block = (meizu: JsonObject, more: Partial<Notification> = {}): JsonObject =>
  message({ blocks: { meizu }, ...more })

function refusal(change: Partial<Notification>): string {
  try {
    message(change)
  } catch (error) {
    assert.ok(error instanceof PayloadError, String(error))
    return `${error.field}: ${error.limit}`
  }
  assert.fail('the notification was rendered')
}

test('basic texts alone make the message of spec/vendors.md §10 with the defaults written out', () => {
  const { messageJson, encodedJson } = renderMeizu({ title: 'Li', content: 'hi', blocks: {} }, target())
  assert.equal(
    messageJson,
    '{"noticeBarInfo":{"title":"Li","content":"hi"},"clickTypeInfo":{"clickType":0},"pushTimeInfo":{"offLine":1,"validTime":24}}',
  )
  const start = '%7B%22noticeBarInfo%22%3A%7B%22title%22%3A%22Li%22%2C%22content%22%3A%22hi%22%7D%2C'
  assert.equal(encodedJson.slice(0, start.length), start)
  assert.equal(decodeURIComponent(encodedJson), messageJson)
})

test('every documented member of the block has its place on the wire (spec/easemob.md §7.10)', () => {
  const whole = block({
    title: 'T',
    content: 'C',
    noticeExpandType: 1,
    noticeExpandContent: 'much more',
    clickType: 1,
    url: 'https://example.com',
    activity: 'com.example.Main',
    customAttribute: 'attr',
    parameters: { k: 'v' },
    isOffLine: true,
    validTime: 72,
    isSuspend: false,
    isClearNoticeBar: true,
    isFixDisplay: true,
    fixStartDisplayDate: '2026-11-21 08:00:00',
    fixEndDisplayDate: '2026-11-21 09:00:00',
    vibrate: true,
    lights: false,
    sound: true,
    notifyKey: 'chat-42_',
    callback: 'https://example.com/cb',
    callbackParam: 'p',
    callbackType: '2',
    noticeMsgType: 1,
    unknown: 'left out',
  })
  assert.deepEqual(whole, {
    noticeBarInfo: { title: 'T', content: 'C', noticeMsgType: 1 },
    noticeExpandInfo: { noticeExpandType: 1, noticeExpandContent: 'much more' },
    clickTypeInfo: { clickType: 1, activity: 'com.example.Main', parameters: { k: 'v' } },
    pushTimeInfo: { offLine: 1, validTime: 72 },
    advanceInfo: {
      suspend: 0,
      clearNoticeBar: 1,
      fixDisplay: 1,
      fixStartDisplayTime: '2026-11-21 08:00:00',
      fixEndDisplayTime: '2026-11-21 09:00:00',
      notifyKey: 'chat-42_',
      notificationType: { vibrate: 1, lights: 0, sound: 1 },
    },
    extra: { callback: 'https://example.com/cb', 'callback.param': 'p', 'callback.type': 2 },
  })
  assert.ok(checkedMessage(JSON.stringify(whole)))
})

test('an empty block and empty members change nothing', () => {
  assert.deepEqual(block({}), message())
  assert.deepEqual(block({ title: '', url: '', clickType: null, callback: '', notifyKey: null }), message())
})

test('a tap does what the block says, else the basic fields, else the notifier, else it opens the app', () => {
  const own = { ...CREDENTIALS, packageName: 'com.example', clickActivity: 'com.example.Home' }
  const click = (change: Partial<Notification>, credentials: MeizuCredentials = CREDENTIALS): unknown =>
    message(change, { credentials })['clickTypeInfo']
  const url = { url: 'https://example.com/a' }
  assert.deepEqual(click({ clickAction: { ...url, activity: 'a.B' } }), { clickType: 2, ...url })
  assert.deepEqual(click({ clickAction: { activity: 'a.B' } }, own), { clickType: 1, activity: 'a.B' })
  assert.deepEqual(click({}, own), { clickType: 1, activity: 'com.example.Home' })
  assert.deepEqual(click({ clickAction: url }, own), { clickType: 2, ...url })
  assert.deepEqual(click({ clickAction: {} }), { clickType: 0 })
  assert.deepEqual(click({ clickAction: { ...url }, blocks: { meizu: { clickType: 0 } } }, own), { clickType: 0 })
  assert.deepEqual(click({ clickAction: url, blocks: { meizu: { activity: 'x.Y' } } }), {
    clickType: 1,
    activity: 'x.Y',
  })
  assert.deepEqual(click({ blocks: { meizu: { url: 'app://x' } } }, own), { clickType: 2, url: 'app://x' })
  assert.deepEqual(click({ clickAction: url, blocks: { meizu: { clickType: 2 } } }), { clickType: 2, ...url })
  assert.deepEqual(click({ blocks: { meizu: { customAttribute: 'x' } } }, own), { clickType: 3, customAttribute: 'x' })
})

test('a time that no calendar has is refused by name, not by Meizu', () => {
  for (const date of ['2026-13-01 00:00:00', '2026-02-30 08:00:00', '2026-11-21 25:00:00', '2026-11-21 08:60:00']) {
    assert.match(refusal({ blocks: { meizu: { fixStartDisplayDate: date } } }), /^meizu\.fixStartDisplayDate: yyyy/)
  }
  const { advanceInfo } = block({ fixEndDisplayDate: '2028-02-29 23:59:59' })
  assert.deepEqual(advanceInfo, { fixEndDisplayTime: '2028-02-29 23:59:59' })
})

test('a basic action has no counterpart and is left out', () => {
  assert.deepEqual(message({ clickAction: { action: 'com.example.OPEN' } }), message())
})

test('a class name is completed where the package is known', () => {
  const activity = (name: string, packageName?: string): unknown => {
    const credentials = { ...CREDENTIALS, ...(packageName ? { packageName } : {}) }
    return message({ clickAction: { activity: name } }, { credentials })['clickTypeInfo']
  }
  const shown = (name: string): unknown => ({ clickType: 1, activity: name })
  assert.deepEqual(activity('.Main', 'com.example'), shown('com.example.Main'))
  assert.deepEqual(activity('.Main'), shown('.Main'))
  assert.deepEqual(activity('com.a/.Main', 'com.example'), shown('com.a.Main'))
  assert.deepEqual(activity('com.a/com.b.Main'), shown('com.b.Main'))
  assert.deepEqual(activity('com.a.Main', 'com.example'), shown('com.a.Main'))
})

test('custom data becomes the parameters of the tap, the block before the basic fields', () => {
  assert.deepEqual(message({ ext: { conv: 42 } })['clickTypeInfo'], { clickType: 0, parameters: { conv: 42 } })
  assert.deepEqual(message({ ext: {} })['clickTypeInfo'], { clickType: 0 })
  assert.deepEqual(block({ parameters: { a: 1 } }, { ext: { b: 2 } })['clickTypeInfo'], {
    clickType: 0,
    parameters: { a: 1 },
  })
})

test('a life is rounded up to whole hours, within 1 and 72 and the notification’s own end', () => {
  const hours = (ttlSeconds: number | undefined, expiresAtMs = 30 * DAY_MS): unknown => {
    const { pushTimeInfo } = message(ttlSeconds === undefined ? {} : { ttlSeconds }, { expiresAtMs })
    return (pushTimeInfo as JsonObject)['validTime']
  }
  const rows: readonly (readonly [number | undefined, number, number])[] = [
    [0, 30 * DAY_MS, 1],
    [1, 30 * DAY_MS, 1],
    [3600, 30 * DAY_MS, 1],
    [3601, 30 * DAY_MS, 2],
    [72 * 3600, 30 * DAY_MS, 72],
    [72 * 3600 + 1, 30 * DAY_MS, 72],
    [undefined, 30 * DAY_MS, 72],
    [undefined, 5 * 3_600_000 + 1, 6],
    [86_400, 2 * 3_600_000, 2],
    [undefined, -1, 1],
  ]
  for (const [ttl, expiresAtMs, expected] of rows) assert.equal(hours(ttl, expiresAtMs), expected, `${ttl}`)
  assert.deepEqual(block({ validTime: 5, isOffLine: false }, { ttlSeconds: 1 })['pushTimeInfo'], {
    offLine: 0,
    validTime: 5,
  })
})

test('the kind of message comes from the block, else the category, else the notifier, else nobody', () => {
  const kind = (change: Partial<Notification>, credentials = CREDENTIALS): unknown =>
    (message(change, { credentials })['noticeBarInfo'] as JsonObject)['noticeMsgType']
  const isPublic: MeizuCredentials = { ...CREDENTIALS, noticeMsgType: 0 }
  assert.equal(kind({}), undefined)
  assert.equal(kind({}, isPublic), 0)
  assert.equal(kind({ category: 'im' }, isPublic), 1)
  assert.equal(kind({ category: 'im', blocks: { meizu: { noticeMsgType: '0' } } }), 0)
  for (const category of categories) assert.equal(kind({ category }), classifications[category].meizu.noticeMsgType)
})

test('a receipt address is named where the notifier wants receipts and Meizu takes the address', () => {
  const extra = (receiptUrl: string, meizu: JsonObject = {}, receipt = true): unknown =>
    message({ blocks: { meizu } }, { receiptUrl, credentials: { ...CREDENTIALS, receipt } })['extra']
  assert.deepEqual(extra(URL), { callback: URL })
  assert.equal(extra(URL, {}, false), undefined)
  const longest = `${URL}/${'x'.repeat(128 - URL.length - 1)}`
  assert.deepEqual(extra(longest), { callback: longest })
  assert.equal(extra(`${longest}x`), undefined)
  assert.equal(extra(''), undefined)
  assert.deepEqual(extra(URL, { callbackType: 1, callbackParam: 'p' }), {
    callback: URL,
    'callback.param': 'p',
    'callback.type': 1,
  })
  assert.deepEqual(extra(URL, { callback: 'https://own.example' }, false), { callback: 'https://own.example' })
  assert.equal(extra('', { callbackType: 1 }), undefined)
  assert.equal(message()['extra'], undefined)
})

test('a time is taken as Beijing’s without a zone, and brought there with one', () => {
  const start = (given: string | number): unknown =>
    (block({ fixStartDisplayDate: given })['advanceInfo'] as JsonObject)['fixStartDisplayTime']
  assert.equal(start('2026-11-21 08:00:00'), '2026-11-21 08:00:00')
  assert.equal(start('2026-11-21T20:00:00Z'), '2026-11-22 04:00:00')
  assert.equal(start('2026-11-21T20:00:00.500+08:00'), '2026-11-21 20:00:00')
  assert.equal(start('2026-11-21T20:00:00.000+0000'), '2026-11-22 04:00:00')
  assert.equal(start(0), '1970-01-01 08:00:00')
})

test('what the block may not hold is refused by its name and limit', () => {
  const rows: readonly (readonly [JsonObject, RegExp])[] = [
    [{ title: 'x'.repeat(33) }, /^meizu\.title: 32 characters$/],
    [{ title: '👋'.repeat(17) }, /^meizu\.title: 32 characters$/],
    [{ content: '驿'.repeat(101) }, /^meizu\.content: 100 characters$/],
    [{ title: 7 }, /^meizu\.title: string$/],
    [{ noticeMsgType: 2 }, /^meizu\.noticeMsgType: 0 to 1$/],
    [{ noticeExpandType: 2 }, /^meizu\.noticeExpandType: 0, 1$/],
    [{ noticeExpandType: 1 }, /^meizu\.noticeExpandContent: required/],
    [{ clickType: 4 }, /^meizu\.clickType: 0 to 3$/],
    [{ clickType: 1 }, /^meizu\.activity: required for clickType 1$/],
    [{ clickType: 2 }, /^meizu\.url: required for clickType 2$/],
    [{ clickType: 3 }, /^meizu\.customAttribute: required for clickType 3$/],
    [{ customAttribute: '驿'.repeat(334) }, /^meizu\.customAttribute: 1000 bytes$/],
    [{ parameters: 'x' }, /^meizu\.parameters: object$/],
    [{ isOffLine: 'yes' }, /^meizu\.isOffLine: boolean$/],
    [{ isSuspend: 2 }, /^meizu\.isSuspend: boolean$/],
    [{ validTime: 0 }, /^meizu\.validTime: 1 to 72$/],
    [{ validTime: 73 }, /^meizu\.validTime: 1 to 72$/],
    [{ validTime: 1.5 }, /^meizu\.validTime: 1 to 72$/],
    [{ fixStartDisplayDate: 'tomorrow' }, /^meizu\.fixStartDisplayDate: yyyy/],
    [{ fixEndDisplayDate: '2026-13-45T00:00:00Z' }, /^meizu\.fixEndDisplayDate: yyyy/],
    [{ fixEndDisplayDate: -1 }, /^meizu\.fixEndDisplayDate: yyyy/],
    [{ fixEndDisplayDate: 1e300 }, /^meizu\.fixEndDisplayDate: yyyy/],
    [{ notifyKey: '123456789' }, /^meizu\.notifyKey: at most 8/],
    [{ notifyKey: '会话' }, /^meizu\.notifyKey: at most 8/],
    [{ callback: `https://${'x'.repeat(121)}` }, /^meizu\.callback: 128 bytes$/],
    [{ callbackParam: '驿'.repeat(22) }, /^meizu\.callbackParam: 64 bytes$/],
    [{ callbackType: 4 }, /^meizu\.callbackType: 1 to 3$/],
    [{ callbackType: 'both' }, /^meizu\.callbackType: 1 to 3$/],
    [{ parameters: { data: 'x'.repeat(MESSAGE_BYTES_MAX) } }, /^meizu\.parameters: 8192 bytes$/],
    [{ url: `https://${'x'.repeat(MESSAGE_BYTES_MAX)}` }, /^meizu: 8192 bytes$/],
  ]
  for (const [meizu, expected] of rows) assert.match(refusal({ blocks: { meizu } }), expected)
  assert.match(refusal({ ext: { data: 'x'.repeat(MESSAGE_BYTES_MAX) } }), /^ext: 8192 bytes$/)
  assert.match(refusal({ title: '' }), /^title: 1 to 32/)
  assert.match(refusal({ content: '' }), /^content: 1 to 100/)
})

test('what the block may just hold is taken', () => {
  const most = block({
    title: '驿'.repeat(32),
    content: '👋'.repeat(50),
    customAttribute: 'x'.repeat(1000),
    callback: `https://${'x'.repeat(120)}`,
    callbackParam: 'x'.repeat(64),
  })
  assert.ok(checkedMessage(JSON.stringify(most)))
  assert.equal((most['clickTypeInfo'] as JsonObject)['clickType'], 3)
})

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.constantFrom(
    '👨‍👩‍👧‍👦'.repeat(40),
    'مرحبا '.repeat(50),
    '𠮷'.repeat(101),
    '\ud83d',
    `e${'\u0301'.repeat(500)}`,
    '驿站'.repeat(1 << 19),
  ),
)

test('S33 any text is cut to what Meizu takes, between graphemes, and only where it is too long', () => {
  const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  fc.assert(
    fc.property(hostile, hostile, (title, content) => {
      const rendered = message({ title, content })
      assert.ok(checkedMessage(JSON.stringify(rendered)), JSON.stringify(rendered))
      const bar = rendered['noticeBarInfo'] as { title: string; content: string }
      for (const [given, cut, most] of [
        [title, bar.title, 32],
        [content, bar.content, 100],
      ] as const) {
        assert.ok(cut.length >= 1 && cut.length <= most)
        if (given.length <= most) assert.equal(cut, given)
        else {
          assert.ok(cut.endsWith('…') && given.startsWith(cut.slice(0, -1)))
          const start = given.slice(0, 1000)
          const at = graphemes.segment(start).containing(cut.length - 1)
          // Graphemes of more than 64 units are no letters and may be torn (render/shorten.ts).
          assert.ok(at && (at.index === cut.length - 1 || at.segment.length > 64), cut)
        }
      }
    }),
    { numRuns: 60 },
  )
})

test('what is rendered is what the phone shows', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  const click = fc.oneof(
    fc.constant({ action: {}, shown: { kind: 'app' } }),
    word.map(url => ({ action: { url }, shown: { kind: 'url', target: url } })),
    fc.constant({ action: { activity: 'a.B' }, shown: { kind: 'activity', target: 'a.B' } }),
  )
  const data = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(word, fc.integer()), {
    minKeys: 1,
    maxKeys: 5,
  })
  const category = fc.constantFrom(...categories)
  fc.assert(
    fc.property(word, word, click, data, category, (title, content, { action, shown }, ext, kind) => {
      const rendered = message({ title, content, clickAction: action, ext, category: kind })
      assert.deepEqual(shownOf(checkedMessage(JSON.stringify(rendered)) ?? {}), {
        title,
        body: content,
        channel: kind === 'marketing' ? 'public' : 'private',
        click: shown,
        data: JSON.parse(JSON.stringify(ext)) as unknown,
      })
    }),
  )
})

test('the preview shows the message and no secret', () => {
  const preview = previewMeizu(renderMeizu({ title: 'Li', content: 'hi', blocks: {} }, target()))
  assert.deepEqual(preview, { pushIds: '', messageJson: message() })
})

test('an activity of the block stands in for the notifier’s, a class within its package', () => {
  const credentials = { ...CREDENTIALS, packageName: 'com.e', clickActivity: 'com.e.Home' }
  const sent = message({ blocks: { meizu: { clickActivity: '.Chat' } } }, { credentials })
  assert.deepEqual(sent['clickTypeInfo'], { clickType: 1, activity: 'com.e.Chat' })
})
