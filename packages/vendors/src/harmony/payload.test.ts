import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import type { HarmonyCredentials } from './credentials.ts'
import { checkRequest } from './message-check.ts'
import { type HarmonyPayload, MESSAGE_BYTES_MAX, previewHarmony, renderHarmony, requestBody } from './payload.ts'
import { shownOf } from './phone.ts'

const NOW_MS = 1_700_000_000_000
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const CREDENTIALS: HarmonyCredentials = { clientId: '1', projectId: '7', keyId: 'k', account: 'a', privateKey }
const BASIC: Notification = { title: 'Li', content: 'hi', blocks: {} }
const UUID = '6f9619ff-8b86-4d01-b42d-00cf4fc964ff'

function payload(notification: Partial<Notification>, more: Partial<HarmonyCredentials> = {}): HarmonyPayload {
  const target = { credentials: { ...CREDENTIALS, ...more }, expiresAtMs: NOW_MS + 3_600_000, nowMs: NOW_MS }
  return renderHarmony({ ...BASIC, ...notification }, target)
}

interface Wire {
  readonly payload: { readonly notification: Record<string, JsonValue> } & Record<string, JsonValue>
  readonly pushOptions: Record<string, JsonValue>
}

function rendered(notification: Partial<Notification>, more: Partial<HarmonyCredentials> = {}): Wire {
  return JSON.parse(requestBody(payload(notification, more), []))
}

const block = (members: JsonObject): Partial<Notification> => ({ blocks: { harmonyOS: members } })
const shown = (members: JsonObject): Partial<Notification> => block({ payload: { notification: members } })

function refusal(notification: Partial<Notification>): string {
  try {
    payload(notification)
  } catch (error) {
    assert.ok(error instanceof PayloadError, String(error))
    return `${error.field}: ${error.limit}`
  }
  assert.fail('the notification was rendered')
}

test('the wire example of spec/vendors.md §10 comes out byte for byte', () => {
  const own = {
    notifyId: 42,
    clickAction: { actionType: 0, data: { conv: '42' } },
    badge: { addNum: 1 },
  }
  const wish = block({ payload: { notification: own }, pushOptions: { biTag: 'b1' } })
  assert.equal(
    requestBody(payload(wish), ['t1']),
    '{"payload":{"notification":{"category":"IM","title":"Li","body":"hi","notifyId":42,"clickAction":{"actionType":0,"data":{"conv":"42"}},"badge":{"addNum":1}}},' +
      '"target":{"token":["t1"]},"pushOptions":{"ttl":3600,"biTag":"b1"}}',
  )
})

test('the block may be called harmonyOS or harmony, and the first wins', () => {
  const title = (blocks: Notification['blocks']): JsonValue | undefined =>
    rendered({ blocks }).payload.notification['title']
  const called = (text: string): JsonObject => ({ payload: { notification: { title: text } } })
  assert.equal(title({ harmony: called('B') }), 'B')
  assert.equal(title({ harmony: called('B'), harmonyOS: called('A') }), 'A')
  assert.equal(title({ harmonyOS: {} }), 'Li')
})

test('whatever else the block says is handed through, and what is empty counts as not set', () => {
  const own = {
    image: 'https://a.example/i.png',
    style: 3,
    inboxContent: ['a'],
    sound: '',
    profileId: null,
    novelty: { x: 1 },
  }
  const wish = block({
    payload: { extra: 1, notification: own },
    pushOptions: { backgroundMode: 'x', ttl: '60s' },
    y: 1,
  })
  const { payload: message, pushOptions } = rendered(wish)
  assert.deepEqual(message, {
    extra: 1,
    notification: {
      category: 'IM',
      title: 'Li',
      body: 'hi',
      image: 'https://a.example/i.png',
      style: 3,
      inboxContent: ['a'],
      novelty: { x: 1 },
      clickAction: { actionType: 0 },
    },
  })
  assert.deepEqual(pushOptions, { ttl: 60, backgroundMode: 'x' })
})

test('the category is the block’s, then the notification’s, then the notifier’s, then IM', () => {
  const category = (wish: Partial<Notification>, own?: string): JsonValue | undefined =>
    rendered(wish, own === undefined ? {} : { category: own }).payload.notification['category']
  assert.equal(category({}), 'IM')
  assert.equal(category({}, 'WORK'), 'WORK')
  assert.equal(category({ category: 'marketing' }, 'WORK'), 'MARKETING')
  assert.equal(category({ category: 'marketing', ...shown({ category: 'EXPRESS' }) }, 'WORK'), 'EXPRESS')
  assert.equal(category({ category: 'call' }), 'VOIP')
})

test('a tap follows the block, then the basic fields, then the notifier, and always carries the app’s data', () => {
  const tap = (wish: Partial<Notification>, more: Partial<HarmonyCredentials> = {}): JsonValue | undefined =>
    rendered({ ext: { conv: '42' }, ...wish }, more).payload.notification['clickAction']
  const data = { conv: '42' }
  assert.deepEqual(tap({}), { actionType: 0, data })
  assert.deepEqual(tap({}, { clickAction: 'own.open' }), { actionType: 1, action: 'own.open', data })
  assert.deepEqual(tap({ clickAction: { action: 'a' } }, { clickAction: 'own.open' }), {
    actionType: 1,
    action: 'a',
    data,
  })
  assert.deepEqual(tap({ clickAction: { url: 'chat://c/42' } }), { actionType: 1, uri: 'chat://c/42', data })
  assert.deepEqual(tap({ clickAction: { url: 'https://a.example' } }, { clickAction: 'own.open' }), {
    actionType: 0,
    data: { url: 'https://a.example', conv: '42' },
  })
  assert.deepEqual(tap({ clickAction: { activity: 'com.example.Main' } }), { actionType: 0, data })
  assert.deepEqual(tap({ clickAction: { action: 'a' }, ...shown({ clickAction: { uri: 'chat://1' } }) }), {
    actionType: 1,
    uri: 'chat://1',
    data,
  })
  assert.deepEqual(tap(shown({ clickAction: { actionType: 0, data: { own: 1 } } })), {
    actionType: 0,
    data: { own: 1 },
  })
  assert.deepEqual(rendered({}).payload.notification['clickAction'], { actionType: 0 })
})

test('the number on the icon is the block’s as a pair, or the basic one, capped', () => {
  const badge = (wish: Partial<Notification>): JsonValue | undefined => rendered(wish).payload.notification['badge']
  assert.equal(badge({}), undefined)
  assert.deepEqual(badge({ badge: { setNum: 300 } }), { setNum: 99 })
  assert.deepEqual(badge({ badge: { setNum: 3 }, ...shown({ badge: { addNum: 2 } }) }), { addNum: 2 })
})

test('other push types get the app’s data, a call half a minute to a minute, and a card one phone at a time', () => {
  const of = (pushType: JsonValue, members: JsonObject = {}): Partial<Notification> => block({ pushType, ...members })
  const call = payload({ ext: { room: 1 }, ...of(10) })
  assert.deepEqual(
    [call.pushType, call.payloadJson, call.optionsJson],
    [10, '{"extraData":"{\\"room\\":1}"}', '{"ttl":60}'],
  )
  const short = payload({ ext: {}, ttlSeconds: 5, ...of('10') })
  assert.equal(short.optionsJson, '{"ttl":30}')
  const background = payload(of(6, { payload: { extraData: { k: 1 }, notification: {} } }))
  assert.equal(background.payloadJson, '{"extraData":"{\\"k\\":1}","notification":{}}')
  const card = payload(block({ 'push-type': 1, payload: { formId: 7, formData: {} } }))
  assert.deepEqual([card.pushType, card.payloadJson, card.tokensMax], [1, '{"formId":7,"formData":{}}', 1])
  const voice = payload(of(2, { payload: { extraData: 'x' } }))
  assert.match(voice.payloadJson, /^\{"extraData":"x","notification":\{"category":"IM"/)
  assert.deepEqual(
    [background, card, voice].map(each => each.takesMessageId),
    [false, false, true],
  )
  assert.equal(refusal(of(6)), 'harmonyOS.payload.extraData: required')
  assert.equal(refusal(of(3)), 'harmonyOS.pushType: 0, 1, 2, 6, 7, 10, 11')
})

test('a shipment’s id becomes the appMessageId, unless the caller has one', () => {
  const ids = (wish: Partial<Notification>, id?: string): JsonValue | undefined =>
    (JSON.parse(requestBody(payload(wish), ['t'], id)) as Wire).payload.notification['appMessageId']
  assert.equal(ids({}, UUID), UUID)
  assert.equal(ids({}), undefined)
  assert.equal(ids(shown({ appMessageId: 'own' }), UUID), 'own')
})

test('F75 a block that breaks a limit is refused by the name of the field', () => {
  const options = (members: JsonObject): Partial<Notification> => block({ pushOptions: members })
  const notification = 'harmonyOS.payload.notification'
  assert.equal(refusal(options({ ttl: 1_296_001 })), 'harmonyOS.pushOptions.ttl: 1296000 s')
  const call = (ttl: JsonValue): Partial<Notification> =>
    block({ pushType: 10, payload: { extraData: 'x' }, pushOptions: { ttl } })
  for (const ttl of [30, '60s'])
    assert.equal(payload(call(ttl)).optionsJson, `{"ttl":${Number.parseInt(String(ttl), 10)}}`)
  for (const ttl of [29, '61s']) assert.equal(refusal(call(ttl)), 'harmonyOS.pushOptions.ttl: 30 to 60 s')
  assert.equal(refusal(options({ collapseKey: 101 })), 'harmonyOS.pushOptions.collapseKey: -1 to 100')
  assert.equal(refusal(options({ biTag: '驿'.repeat(22) })), 'harmonyOS.pushOptions.biTag: 64 bytes')
  assert.equal(refusal(options({ testMessage: 1 })), 'harmonyOS.pushOptions.testMessage: boolean')
  assert.equal(refusal(shown({ notifyId: 1.5 })), `${notification}.notifyId: 0 to 2147483647`)
  assert.equal(refusal(shown({ badge: { addNum: 100 } })), `${notification}.badge.addNum: 1 to 99`)
  assert.equal(refusal(shown({ clickAction: { actionType: 2 } })), `${notification}.clickAction.actionType: 0 or 1`)
  assert.equal(refusal(shown({ clickAction: { actionType: 1 } })), `${notification}.clickAction: action or uri`)
  assert.equal(refusal(shown({ clickAction: 'x' })), `${notification}.clickAction: object`)
  assert.equal(refusal(shown({ title: 1 })), `${notification}.title: string`)
  assert.equal(refusal(block({ payload: [] as unknown as JsonObject })), 'harmonyOS.payload: object')
  assert.equal(refusal({ blocks: { harmony: { pushOptions: 'x' } } }), 'harmony.pushOptions: object')
  assert.equal(refusal({ ext: { k: 'x'.repeat(4096) } }), 'harmonyOS: 4096 bytes')
})

test('S33 texts are cut between graphemes so that payload, options and id stay within 4096 bytes (property)', () => {
  const piece = fc.constantFrom('a', '好', '🔔', '"', '\n', 'e\u0301', '👩‍👩‍👧', 'مرحبا', '𠮷', '\ud800')
  const words = fc.array(piece, { minLength: 200, maxLength: 900 }).map(pieces => pieces.join('').repeat(3))
  fc.assert(
    fc.property(words, words, (title, content) => {
      const whole = JSON.parse(requestBody(payload({ title, content }), [], UUID)) as Wire
      const bytes = [whole.payload, whole.pushOptions].map(part => Buffer.byteLength(JSON.stringify(part)))
      assert.ok(bytes.reduce((sum, each) => sum + each, 0) <= MESSAGE_BYTES_MAX)
      for (const [name, written] of [
        ['title', title],
        ['body', content],
      ] as const) {
        const text = String(whole.payload.notification[name])
        assert.ok(text === written || (text.endsWith('…') && written.startsWith(text.slice(0, -1))))
      }
    }),
    { numRuns: 40 },
  )
})

test('S33 a megabyte of anything is cut to exactly fit', () => {
  for (const text of ['x'.repeat(1_048_576), '👩‍👩‍👧‍👦'.repeat(40_000), '"'.repeat(1_048_576)]) {
    const { payloadJson, optionsJson } = payload({ title: text, content: text })
    const left = MESSAGE_BYTES_MAX - Buffer.byteLength(payloadJson) - Buffer.byteLength(optionsJson) - 54
    assert.ok(left >= 0 && left < 32, `${left} bytes left`)
  }
})

test('what is rendered is what the simulator takes and its phone shows', () => {
  const wish: Partial<Notification> = {
    ext: { conv: '42' },
    clickAction: { action: 'com.example.open' },
    badge: { addNum: 3 },
    ...shown({ image: 'https://a.example/i.png', sound: '/raw/ring' }),
  }
  const checked = checkRequest('0', requestBody(payload(wish), ['t'], UUID))
  assert.ok(checked.kind === 'passed')
  assert.deepEqual(shownOf(checked.payload), {
    title: 'Li',
    body: 'hi',
    image: 'https://a.example/i.png',
    badge: { add: 3 },
    sound: '/raw/ring',
    channel: 'IM',
    click: { kind: 'action', target: 'com.example.open' },
    data: { conv: '42' },
  })
})

test('a preview shows the whole request without a token', () => {
  assert.deepEqual(previewHarmony(payload({})), {
    'push-type': 0,
    payload: { notification: { category: 'IM', title: 'Li', body: 'hi', clickAction: { actionType: 0 } } },
    target: { token: [] },
    pushOptions: { ttl: 3600 },
  })
})

test('each kind of tap and of number is read back from what is rendered', () => {
  const seen = (wish: Partial<Notification>): JsonValue => JSON.parse(JSON.stringify(shownOf(rendered(wish).payload)))
  const base = { title: 'Li', body: 'hi', channel: 'IM' }
  assert.deepEqual(seen({}), { ...base, click: { kind: 'app' } })
  assert.deepEqual(seen({ clickAction: { url: 'chat://c' } }), { ...base, click: { kind: 'url', target: 'chat://c' } })
  const both = shown({ badge: { addNum: 1, setNum: 2 } })
  assert.deepEqual(seen(both), { ...base, badge: { set: 2 }, click: { kind: 'app' } })
  assert.equal(shownOf({ extraData: 'x' }), undefined)
})

test('a click’s target that is no text is refused by name', () => {
  const blocks = { harmonyOS: { payload: { notification: { clickAction: { uri: ['x'] } } } } }
  assert.throws(() => rendered({ blocks }), {
    name: 'PayloadError',
    field: 'harmonyOS.payload.notification.clickAction.uri',
  })
})
