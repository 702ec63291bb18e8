import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { width } from '../render/width.ts'
import { PayloadError } from '../vendor.ts'
import type { VivoCredentials } from './credentials.ts'
import {
  listBody,
  PAYLOAD_BYTES_MAX,
  previewVivo,
  renderVivo,
  requestIdOf,
  saveBody,
  sendBody,
  type VivoPayload,
} from './payload.ts'
import { messageFault } from './simulated-checks.ts'

const credentials: VivoCredentials = { appId: '10004', appKey: 'k', appSecret: 's', isTest: false }
const TOKEN = '15512345678901234567890'
const basic: Notification = { title: 'Li', content: 'hi', blocks: {} }

interface Given extends Partial<Notification> {
  readonly vivo?: JsonObject
}

function rendered(
  { vivo = {}, ...given }: Given,
  own: Partial<VivoCredentials> = {},
  receiptUrl?: string,
): VivoPayload {
  const target = { credentials: { ...credentials, ...own }, nowMs: 0, expiresAtMs: 3_600_000 }
  return renderVivo(
    { ...basic, blocks: { vivo }, ...given },
    receiptUrl === undefined ? target : { ...target, receiptUrl },
  )
}

function wire(given: Given, own: Partial<VivoCredentials> = {}, receiptUrl?: string): JsonObject {
  return JSON.parse(sendBody(rendered(given, own, receiptUrl), TOKEN, 'm1')) as JsonObject
}

function refusal(given: Given): string {
  try {
    rendered(given)
  } catch (error) {
    assert.ok(error instanceof PayloadError)
    return `${error.field}: ${error.limit}`
  }
  return 'none'
}

test('the example of spec/vendors.md §10 comes out byte for byte', () => {
  const payload = rendered({
    category: 'im',
    vivo: { notifyId: 42, extra: { callback: 'https://cb.example/vivo', callbackParam: 'p' } },
  })
  assert.equal(
    sendBody(payload, TOKEN, 'm1'),
    '{"appId":10004,"regId":"15512345678901234567890","notifyType":4,"title":"Li","content":"hi","timeToLive":3600,' +
      '"skipType":1,"networkType":-1,"classification":1,"category":"IM","requestId":"m1","notifyId":42,' +
      '"extra":{"callback":"https://cb.example/vivo","callback.param":"p"}}',
  )
})

test('a list is saved without a target and pushed by its task', () => {
  const payload = rendered({})
  assert.deepEqual(JSON.parse(saveBody(payload, 'r"1')), {
    appId: 10004,
    notifyType: 4,
    title: 'Li',
    content: 'hi',
    timeToLive: 3600,
    skipType: 1,
    networkType: -1,
    requestId: 'r"1',
  })
  assert.equal(
    listBody('10004', '701', 'r1', ['a', 'b"']),
    String.raw`{"appId":10004,"taskId":"701","requestId":"r1","regIds":["a","b\""]}`,
  )
  assert.deepEqual(previewVivo(payload), JSON.parse(saveBody(payload, '<requestId>')))
})

test('every member of the block goes on the wire under its name and over the basic fields', () => {
  const vivo = {
    title: '标题',
    content: '内容',
    notifyType: 2,
    timeToLive: 60,
    skipType: 3,
    skipContent: 'anything',
    networkType: 1,
    classification: 0,
    category: 'NEWS',
    clientCustomMap: { a: '1' },
    pushMode: 1,
    notifyId: 2_147_483_647,
    profileId: 'p',
    sendOnline: true,
    foregroundShow: false,
    addBadge: true,
  }
  const given = {
    ext: { b: 2 },
    clickAction: { url: 'https://example.com' },
    category: 'im' as const,
    ttlSeconds: 7200,
  }
  const { extra, ...sent } = wire({ ...given, vivo: { ...vivo, extra: { callbackId: '9' }, unknown: 1 } })
  assert.deepEqual(sent, { appId: 10004, regId: TOKEN, requestId: 'm1', ...vivo })
  assert.deepEqual(extra, { 'callback.id': '9' })
})

test('custom data is texts: other values become their JSON, nothing is left of an empty object', () => {
  assert.deepEqual(wire({ ext: { conv: '42', n: 7, on: true, deep: { a: [1] }, none: null } })['clientCustomMap'], {
    conv: '42',
    n: '7',
    on: 'true',
    deep: '{"a":[1]}',
  })
  assert.equal('clientCustomMap' in wire({ ext: {} }), false)
})

test('a tap opens the app, a URL, an action or a page; the block wins, then the basic fields, then the settings', () => {
  const skip = (given: Given, own: Partial<VivoCredentials> = {}): unknown[] => {
    const { skipType, skipContent } = wire(given, own)
    return [skipType, skipContent]
  }
  assert.deepEqual(skip({}), [1, undefined])
  assert.deepEqual(skip({ clickAction: { url: 'https://e.cn/?a=1' } }), [2, 'https://e.cn/?a=1'])
  assert.deepEqual(skip({ clickAction: { action: 'com.example.OPEN' } }), [
    4,
    'intent:#Intent;action=com.example.OPEN;end',
  ])
  assert.deepEqual(skip({ clickAction: { activity: 'com.e/.Chat' } }), [4, 'intent:#Intent;component=com.e/.Chat;end'])
  const own = { packageName: 'com.e', clickActivity: 'com.e.Home' }
  assert.deepEqual(skip({ clickAction: { activity: '.Chat' } }, own), [4, 'intent:#Intent;component=com.e/.Chat;end'])
  assert.deepEqual(skip({}, own), [4, 'intent:#Intent;component=com.e/com.e.Home;end'])
  assert.deepEqual(skip({ clickAction: { activity: 'intent:#Intent;end' } }), [4, 'intent:#Intent;end'])
  assert.deepEqual(skip({ vivo: { skipContent: 'http://e.cn' } }, own), [2, 'http://e.cn'])
  assert.deepEqual(skip({ vivo: { skipContent: 'intent:#Intent;end' } }), [4, 'intent:#Intent;end'])
  const both = { url: 'https://e.cn', activity: '.Chat' }
  assert.deepEqual(skip({ vivo: { skipType: 2 }, clickAction: both }, own), [2, 'https://e.cn'])
  assert.deepEqual(skip({ vivo: { skipType: 4 }, clickAction: both }, own), [
    4,
    'intent:#Intent;component=com.e/.Chat;end',
  ])
  assert.deepEqual(skip({ vivo: { skipType: 4 } }, own), [4, 'intent:#Intent;component=com.e/com.e.Home;end'])
  assert.throws(() => skip({ vivo: { skipType: 2 }, clickAction: { activity: '.Chat' } }, own), /vivo\.skipContent/)
  assert.deepEqual(skip({ vivo: { skipType: 1 }, clickAction: { url: 'https://e.cn' } }, own), [1, undefined])
})

test('time to live is the wish, never past the end nor vivo’s day, and a minute at least', () => {
  const ttl = (ttlSeconds: number | undefined, expiresAtMs: number): unknown => {
    const notification = ttlSeconds === undefined ? basic : { ...basic, ttlSeconds }
    return renderVivo(notification, { credentials, nowMs: 0, expiresAtMs }).timeToLive
  }
  assert.deepEqual(
    [
      ttl(undefined, 3_600_000),
      ttl(600, 3_600_000),
      ttl(7200, 3_600_000),
      ttl(undefined, 9e9),
      ttl(5, 3_600_000),
      ttl(undefined, -1),
    ],
    [3600, 600, 3600, 86_400, 60, 60],
  )
})

test('our receipt address goes in where it fits and nobody named another', () => {
  const url = 'https://push.example/r/1'
  assert.deepEqual(wire({}, {}, url)['extra'], { callback: url })
  assert.deepEqual(wire({ vivo: { extra: { callbackParam: 'p' } } }, {}, url)['extra'], {
    callback: url,
    'callback.param': 'p',
  })
  assert.deepEqual(wire({ vivo: { extra: { callback: 'https://own.example' } } }, {}, url)['extra'], {
    callback: 'https://own.example',
  })
  assert.deepEqual(wire({ vivo: { extra: { 'callback.id': '9' } } }, {}, url)['extra'], { 'callback.id': '9' })
  const long = `https://e.example/${'a'.repeat(110)}`
  assert.equal(long.length, 128)
  assert.deepEqual(wire({}, {}, long)['extra'], { callback: long })
  assert.equal('extra' in wire({}, {}, `${long}b`), false)
})

test('a notifier for development sends test messages unless the block says otherwise', () => {
  assert.equal('pushMode' in wire({}), false)
  assert.equal(wire({}, { isTest: true })['pushMode'], 1)
  assert.equal(wire({ vivo: { pushMode: 0 } }, { isTest: true })['pushMode'], 0)
})

test('F75 what breaks a limit in the block, or cannot be cut, is refused by name and limit', () => {
  const pairs = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`k${index}`, 'v']))
  const cases: readonly (readonly [string, Given])[] = [
    ['vivo.title: 40 characters', { vivo: { title: '驿'.repeat(21) } }],
    ['vivo.content: 100 characters', { vivo: { content: 'x'.repeat(101) } }],
    ['vivo.notifyType: 1, 2, 3, 4', { vivo: { notifyType: 0 } }],
    ['vivo.timeToLive: 60 to 86400', { vivo: { timeToLive: 59 } }],
    ['vivo.timeToLive: 60 to 86400', { vivo: { timeToLive: 86_401 } }],
    ['vivo.skipType: 1, 2, 3, 4', { vivo: { skipType: 5 } }],
    ['vivo.skipContent: required', { vivo: { skipType: 3 } }],
    ['vivo.skipContent: 1024 characters', { vivo: { skipType: 3, skipContent: 'x'.repeat(1025) } }],
    ['vivo.skipContent: 1000 characters', { vivo: { skipType: 2, skipContent: `https://${'x'.repeat(993)}` } }],
    ['vivo.skipContent: http or https', { vivo: { skipType: 2, skipContent: 'chat://c/42' } }],
    ['config.clickAction.url: http or https', { clickAction: { url: 'chat://c/42' } }],
    ['config.clickAction.url: 1000 characters', { clickAction: { url: `https://${'x'.repeat(993)}` } }],
    ['config.clickAction.activity: 1024 characters', { clickAction: { activity: `i:${'x'.repeat(1023)}` } }],
    ['vivo.networkType: -1, 1', { vivo: { networkType: 0 } }],
    ['vivo.classification: 0, 1', { vivo: { classification: 2 } }],
    ['vivo.category: upper-case letters', { vivo: { category: 'im' } }],
    ['vivo.clientCustomMap: 10 pairs', { vivo: { clientCustomMap: pairs } }],
    ['vivo.clientCustomMap: object', { vivo: { clientCustomMap: [] } }],
    ['ext: 10 pairs', { ext: pairs }],
    ['ext: 1024 characters', { ext: { k: 'x'.repeat(1017) } }],
    ['vivo.requestId: 64 characters', { vivo: { requestId: 'x'.repeat(65) } }],
    ['vivo.pushMode: 0, 1', { vivo: { pushMode: 2 } }],
    ['vivo.extra.callback: 128 bytes', { vivo: { extra: { callback: '驿'.repeat(43) } } }],
    ['vivo.extra.callbackParam: 64 characters', { vivo: { extra: { callbackParam: 'x'.repeat(65) } } }],
    ['vivo.extra: object', { vivo: { extra: 'x' } }],
    ['vivo.notifyId: 1 to 2147483647', { vivo: { notifyId: 0 } }],
    ['vivo.profileId: 64 characters', { vivo: { profileId: 'x'.repeat(65) } }],
    ['vivo.sendOnline: boolean', { vivo: { sendOnline: 1 } }],
    ['pushMessage.vivo: object', { blocks: { vivo: 7 } as never }],
    ['vivo: 8192 bytes', { ext: { k: '驿'.repeat(1016) }, vivo: { skipType: 3, skipContent: '\u0001'.repeat(1024) } }],
  ]
  for (const [expected, given] of cases) assert.equal(refusal(given), expected, JSON.stringify(given).slice(0, 80))
})

test('F75 the other side of each limit passes, and vivo’s own checks agree', () => {
  const cases: readonly Given[] = [
    { vivo: { title: '驿'.repeat(20), content: 'x'.repeat(100) } },
    { vivo: { timeToLive: 86_400, notifyId: 1, requestId: 'x'.repeat(64), profileId: 'x'.repeat(64) } },
    { vivo: { skipType: 3, skipContent: 'x'.repeat(1024) } },
    { vivo: { skipType: 2, skipContent: `https://${'x'.repeat(992)}` } },
    { ext: { k: 'x'.repeat(1016) } },
    { vivo: { extra: { callback: 'x'.repeat(128), callbackParam: 'x'.repeat(64) } } },
  ]
  for (const given of cases)
    assert.equal(messageFault(wire(given), false), undefined, JSON.stringify(given).slice(0, 80))
})

test('F75 whatever a basic text holds, what is sent is within vivo’s width and ends in … where it was cut (property)', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom(
      '驿'.repeat(200),
      '👨‍👩‍👧‍👦'.repeat(40),
      'شكرا جزيلا '.repeat(30),
      'e\u0301'.repeat(90),
      '𠮷'.repeat(60),
    ),
  )
  fc.assert(
    fc.property(texts, texts, (title, content) => {
      const sent = wire({ title, content })
      for (const [whole, cut, most] of [
        [title, sent['title'], 40],
        [content, sent['content'], 100],
      ] as const) {
        assert.ok(typeof cut === 'string' && width(cut) <= most)
        assert.ok(cut === whole || (cut.endsWith('…') && whole.startsWith(cut.slice(0, -1))))
      }
    }),
  )
  assert.ok(
    Buffer.byteLength(saveBody(rendered({ title: '驿'.repeat(1 << 20), content: '😀'.repeat(1 << 19) }), 'r')) < 500,
  )
})

test('F58 the dedupe id stays when the same shipments go again, and differs in any other company', () => {
  const payload = rendered({})
  const shipment = (index: number, of: VivoPayload = payload) => ({
    token: `t${index}`,
    payload: of,
    id: `id-${index}`,
  })
  const [a, b, c] = [shipment(1), shipment(2), shipment(3)]
  assert.equal(requestIdOf(payload, [a]), 'id-1')
  assert.equal(requestIdOf(payload, [a, b]), requestIdOf(payload, [a, b]))
  assert.match(requestIdOf(payload, [a, b]), /^[0-9a-f]{32}$/)
  assert.equal(
    new Set(
      [
        [a, b],
        [a, b, c],
        [b, c],
      ].map(group => requestIdOf(payload, group)),
    ).size,
    3,
  )
  const own = rendered({ vivo: { requestId: 'x'.repeat(64) } })
  const ids = [1, 2].map(index => requestIdOf(own, [shipment(index, own)]))
  assert.match(ids[0] ?? '', /^x{47}-[0-9a-f]{16}$/)
  assert.notEqual(ids[0], ids[1], 'two devices of one push are not repeats of each other')
})

test('the largest message that the fields allow has the bytes that are promised', () => {
  const vivo = {
    skipType: 3,
    skipContent: '驿'.repeat(1024),
    clientCustomMap: { k: '驿'.repeat(1016) },
    profileId: '驿'.repeat(64),
    category: 'A'.repeat(64),
    extra: { callback: 'x'.repeat(128), callbackParam: '驿'.repeat(64), callbackId: '驿'.repeat(64) },
  }
  const largest = rendered({ title: '驿'.repeat(99), content: '驿'.repeat(99), vivo })
  const bytes = Buffer.byteLength(largest.texts + largest.kind + largest.rest)
  assert.ok(bytes > PAYLOAD_BYTES_MAX - 1024 && bytes <= PAYLOAD_BYTES_MAX, String(bytes))
})

test('an activity of the block stands in for the notifier’s, and a basic click action for both', () => {
  const own = { packageName: 'com.e', clickActivity: 'com.e.Home' }
  const vivo = { clickActivity: 'com.e.Chat' }
  const page = (name: string) => ({ skipType: 4, skipContent: `intent:#Intent;component=com.e/com.e.${name};end` })
  const tap = ({ skipType, skipContent }: JsonObject) => ({ skipType, skipContent })
  assert.deepEqual(tap(wire({ vivo }, own)), page('Chat'))
  assert.deepEqual(tap(wire({ vivo, clickAction: { activity: 'com.e.Basic' } }, own)), page('Basic'))
  assert.equal('clickActivity' in wire({ vivo }, own), false)
})
