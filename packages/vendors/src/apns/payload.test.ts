import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { categories, classifications } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import type { ApnsCredentials } from './credentials.ts'
import { lacksApns } from './lacks.ts'
import { COLLAPSE_ID_BYTES_MAX, preview, render, TTL_MS_MAX, VOIP_TTL_MS_MAX } from './payload.ts'

const NOW_MS = 1_700_000_000_000
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const credentials: ApnsCredentials = {
  kind: 'token',
  environment: 'PRODUCTION',
  bundleId: 'com.example.chat',
  isVoip: false,
  teamId: 'TEAM123456',
  keyId: 'KEY1234567',
  privateKey,
}
const target = { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + 3_600_000 }
const aNotification = (apns: JsonObject = {}, more: Partial<Notification> = {}): Notification => ({
  title: 'Li',
  content: 'hi',
  blocks: { apns },
  ...more,
})
const rendered = (apns: JsonObject = {}, more: Partial<Notification> = {}, to: Partial<typeof target> = {}) =>
  render(aNotification(apns, more), { ...target, ...to })
const bodyOf = (apns: JsonObject = {}, more: Partial<Notification> = {}) =>
  JSON.parse(rendered(apns, more).body) as JsonObject
const apsOf = (apns: JsonObject = {}, more: Partial<Notification> = {}) => bodyOf(apns, more)['aps'] as JsonObject

test('the wire example of the specification comes out byte by byte', () => {
  const payload = rendered(
    { badge: 3, threadId: 'conv-42', mutableContent: true, collapseId: 'conv-42' },
    { subTitle: 'Team', clickAction: { url: 'chat://c/42' } },
  )
  assert.equal(
    payload.body,
    '{"aps":{"alert":{"title":"Li","body":"hi","subtitle":"Team"},"badge":3,"sound":"default","thread-id":"conv-42","mutable-content":1},"url":"chat://c/42"}',
  )
  assert.deepEqual(payload.headers, {
    'apns-topic': 'com.example.chat',
    'apns-push-type': 'alert',
    'apns-priority': '10',
    'apns-expiration': '1700003600',
    'apns-collapse-id': 'conv-42',
    'content-type': 'application/json',
  })
})

const members: readonly { field: JsonObject; aps: JsonObject }[] = [
  { field: { badge: 0 }, aps: { badge: 0 } },
  { field: { sound: 'ring.caf' }, aps: { sound: 'ring.caf' } },
  { field: { mutableContent: true }, aps: { 'mutable-content': 1 } },
  { field: { contentAvailable: true }, aps: { 'content-available': 1 } },
  { field: { categoryName: 'REPLY' }, aps: { category: 'REPLY' } },
  { field: { threadId: 't' }, aps: { 'thread-id': 't' } },
  { field: { interruptionLevel: 'time-sensitive' }, aps: { 'interruption-level': 'time-sensitive' } },
  { field: { relevanceScore: 0.5 }, aps: { 'relevance-score': 0.5 } },
  { field: { targetContentId: 'w' }, aps: { 'target-content-id': 'w' } },
  { field: { filterCriteria: 'f' }, aps: { 'filter-criteria': 'f' } },
  { field: { title: 'T' }, aps: { alert: { title: 'T', body: 'hi' } } },
  { field: { subTitle: 'S' }, aps: { alert: { title: 'Li', body: 'hi', subtitle: 'S' } } },
  { field: { content: 'C' }, aps: { alert: { title: 'Li', body: 'C' } } },
  { field: { launchImage: 'l.png' }, aps: { alert: { title: 'Li', body: 'hi', 'launch-image': 'l.png' } } },
  {
    field: { titleLocKey: 'K', titleLocArgs: ['a', 1] },
    aps: { alert: { body: 'hi', 'title-loc-key': 'K', 'title-loc-args': ['a', '1'] } },
  },
  {
    field: { subTitleLocKey: 'K', subTitleLocArgs: ['a'] },
    aps: { alert: { title: 'Li', body: 'hi', 'subtitle-loc-key': 'K', 'subtitle-loc-args': ['a'] } },
  },
  {
    field: { bodyLocKey: 'K', bodyLocArgs: ['a'] },
    aps: { alert: { title: 'Li', 'loc-key': 'K', 'loc-args': ['a'] } },
  },
  { field: { unknownMember: { deep: 1 }, title: null }, aps: {} },
]
for (const { field, aps } of members) {
  test(`apns.${Object.keys(field).join(' and ')} becomes ${JSON.stringify(aps)}`, () => {
    assert.deepEqual(apsOf(field), { alert: { title: 'Li', body: 'hi' }, sound: 'default', ...aps })
  })
}

const illTyped: readonly JsonObject[] = [
  { invalidationTime: '1s' },
  { invalidationTime: -1 },
  { priority: 'high' },
  { priority: 7 },
  { pushType: 'mdm' },
  { collapseId: 5 },
  { collapseId: 'x\ny' },
  { apnsId: 'no-uuid' },
  { badge: 'one' },
  { badge: 1.5 },
  { sound: 1 },
  { mutableContent: 1 },
  { contentAvailable: 'true' },
  { categoryName: 1 },
  { threadId: 1 },
  { title: {} },
  { subTitle: 1 },
  { content: [] },
  { titleLocKey: 1 },
  { titleLocArgs: 'a' },
  { subTitleLocArgs: [true] },
  { bodyLocArgs: {} },
  { ext: 'x' },
  { ext: [] },
  { launchImage: 1 },
  { interruptionLevel: 'loud' },
  { relevanceScore: '1' },
]
for (const block of illTyped) {
  const field = `apns.${Object.keys(block)[0]}`
  test(`${field} = ${JSON.stringify(Object.values(block)[0])} is refused by name (F75)`, () => {
    assert.throws(
      () => rendered(block),
      (error: unknown) => error instanceof PayloadError && error.field === field && error.limit !== '',
    )
  })
}

test('the sound is the block\u2019s, else the notifier\u2019s, else the default; an empty one is silence', () => {
  const withSound = { credentials: { ...credentials, sound: 'own.caf' } }
  const soundOf = (apns: JsonObject, to = {}) =>
    (JSON.parse(rendered(apns, {}, to).body) as { aps: JsonObject }).aps['sound']
  assert.equal(soundOf({ sound: 'block.caf' }, withSound), 'block.caf')
  assert.equal(soundOf({}, withSound), 'own.caf')
  assert.equal(soundOf({}), 'default')
  assert.equal(soundOf({ sound: '' }, withSound), undefined)
})

test('the badge is the block\u2019s, else setNum; addNum has no meaning on iOS', () => {
  assert.equal(apsOf({}, { badge: { setNum: 4 } })['badge'], 4)
  assert.equal(apsOf({ badge: 9 }, { badge: { setNum: 4 } })['badge'], 9)
  assert.equal(apsOf({}, { badge: { addNum: 1 } })['badge'], undefined)
})

test('custom data: the block\u2019s ext over the basic ext over the click URL, and never over aps', () => {
  const body = bodyOf(
    { ext: { b: 2, aps: { alert: 'forged' } } },
    { ext: { a: 1, b: 1, aps: 'forged' }, clickAction: { url: 'chat://1' } },
  )
  assert.deepEqual(body, { aps: { alert: { title: 'Li', body: 'hi' }, sound: 'default' }, url: 'chat://1', a: 1, b: 2 })
  assert.equal(bodyOf({}, { ext: { url: 'mine' }, clickAction: { url: 'chat://1' } })['url'], 'mine')
})

test('a __proto__ key in custom data is data', () => {
  const ext = JSON.parse('{"__proto__":{"x":1}}') as JsonObject
  assert.match(rendered({ ext }).body, /"__proto__":\{"x":1\}/)
})

test('expiration: the target\u2019s, else invalidationTime from now, at most 30 days; 0 is one try', () => {
  const expires = (apns: JsonObject, to = {}) => {
    const payload = rendered(apns, {}, to)
    return [payload.expirationMs, payload.headers['apns-expiration']]
  }
  assert.deepEqual(expires({}), [NOW_MS + 3_600_000, '1700003600'])
  assert.deepEqual(expires({ invalidationTime: 60_500 }), [NOW_MS + 60_500, '1700000060'])
  assert.deepEqual(expires({ invalidationTime: 0 }), [0, '0'])
  assert.deepEqual(expires({ invalidationTime: TTL_MS_MAX + 1 })[0], NOW_MS + TTL_MS_MAX)
  assert.deepEqual(expires({}, { expiresAtMs: NOW_MS + TTL_MS_MAX + 1 })[0], NOW_MS + TTL_MS_MAX)
})

test('collapseId may have 64 bytes and not 65', () => {
  assert.equal(rendered({ collapseId: 'x'.repeat(COLLAPSE_ID_BYTES_MAX) }).headers['apns-collapse-id']?.length, 64)
  assert.throws(() => rendered({ collapseId: 'x'.repeat(COLLAPSE_ID_BYTES_MAX + 1) }), { field: 'apns.collapseId' })
})

test('the caller\u2019s apnsId is kept for the request', () => {
  assert.equal(
    rendered({ apnsId: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff' }).apnsId,
    '6f9619ff-8b86-4d01-b42d-00cf4fc964ff',
  )
})

test('a background push shows nothing, carries custom data and has priority 5 whatever was asked for', () => {
  const payload = rendered(
    { pushType: 'background', priority: 10, badge: 1, sound: 'x', ext: { k: 1 } },
    { badge: { setNum: 2 } },
  )
  assert.equal(payload.body, '{"aps":{"content-available":1},"k":1}')
  assert.equal(payload.priority, 5)
  assert.equal(payload.topic, 'com.example.chat')
})

test('a VoIP push goes to the .voip topic, is for now only and may have 5,120 bytes', () => {
  const payload = rendered({ pushType: 'voip' })
  assert.equal(payload.topic, 'com.example.chat.voip')
  assert.equal(payload.expirationMs, NOW_MS + VOIP_TTL_MS_MAX)
  const bytes = (n: number) =>
    Buffer.byteLength(rendered({ pushType: 'voip', titleLocKey: 'k', bodyLocKey: 'k', ext: { x: 'y'.repeat(n) } }).body)
  const room = 5120 - bytes(0)
  assert.equal(bytes(room), 5120)
  assert.throws(() => bytes(room + 1), { field: 'payload', limit: '5120 bytes' })
})

test('a VoIP notifier sends VoIP pushes and nothing else', () => {
  const to = { credentials: { ...credentials, isVoip: true } }
  assert.equal(rendered({}, {}, to).pushType, 'voip')
  assert.equal(rendered({ pushType: 'voip' }, {}, to).topic, 'com.example.chat.voip')
  assert.throws(() => rendered({ pushType: 'alert' }, {}, to), { field: 'apns.pushType' })
})

test('a Live Activity update carries its members in Apple\u2019s spelling and lights no screen by itself', () => {
  const payload = rendered({
    pushType: 'liveactivity',
    contentState: { score: 2 },
    'stale-date': 1_700_000_100,
    relevanceScore: 75,
  })
  assert.deepEqual(JSON.parse(payload.body), {
    aps: {
      timestamp: 1_700_000_000,
      event: 'update',
      'content-state': { score: 2 },
      'stale-date': 1_700_000_100,
      'relevance-score': 75,
    },
  })
  assert.equal(payload.topic, 'com.example.chat.push-type.liveactivity')
})

test('a Live Activity start shows the alert and needs its attributes, an end may carry a dismissal date', () => {
  const start = {
    pushType: 'liveactivity',
    event: 'start',
    timestamp: 5,
    contentState: {},
    attributesType: 'Match',
    attributes: { id: 1 },
  }
  assert.deepEqual(apsOf(start), {
    alert: { title: 'Li', body: 'hi' },
    timestamp: 5,
    event: 'start',
    'content-state': {},
    'attributes-type': 'Match',
    attributes: { id: 1 },
  })
  assert.deepEqual(apsOf({ pushType: 'liveactivity', event: 'end', timestamp: 5, dismissalDate: 9 }), {
    timestamp: 5,
    event: 'end',
    'dismissal-date': 9,
  })
  assert.throws(() => rendered({ ...start, attributes: null }), { field: 'apns.attributes', limit: 'required' })
  assert.throws(() => rendered({ ...start, attributesType: null }), { field: 'apns.attributesType' })
  assert.throws(() => rendered({ pushType: 'liveactivity' }), { field: 'apns.contentState' })
  assert.throws(() => rendered({ ...start, event: 'pause' }), { field: 'apns.event' })
})

const suffixes = {
  complication: '.complication',
  fileprovider: '.pushkit.fileprovider',
  location: '.location-query',
  pushtotalk: '.voip-ptt',
}
for (const [pushType, suffix] of Object.entries(suffixes)) {
  test(`a ${pushType} push goes to the topic with ${suffix} and shows nothing`, () => {
    const payload = rendered({ pushType })
    assert.equal(payload.topic, `com.example.chat${suffix}`)
    assert.equal(payload.body, '{"aps":{}}')
  })
}

test('at 4,096 bytes nothing is cut; above, the text is, and the preview says so', () => {
  const room = 4096 - Buffer.byteLength(rendered({}, { content: '' }).body) - Buffer.byteLength(',"body":""')
  const full = rendered({}, { content: 'x'.repeat(room) })
  assert.equal(Buffer.byteLength(full.body), 4096)
  assert.equal(full.truncated, false)
  const over = rendered({}, { content: '汉'.repeat(room) })
  assert.ok(Buffer.byteLength(over.body) <= 4096 && Buffer.byteLength(over.body) > 4090)
  assert.equal((preview(over) as { truncated: boolean }).truncated, true)
})

test('custom data that is too large is refused, because only text may be cut (F75)', () => {
  assert.throws(() => rendered({ ext: { x: 'y'.repeat(5000) } }), { field: 'payload', limit: '4096 bytes' })
})

test('an alert without text, badge and sound is refused', () => {
  assert.throws(() => rendered({ sound: '' }, { title: '', content: '' }), { field: 'content' })
})

test('without an apns block the basic fields alone make the push', () => {
  assert.equal(
    render({ title: 'a', content: 'b', blocks: {} }, target).body,
    '{"aps":{"alert":{"title":"a","body":"b"},"sound":"default"}}',
  )
})

for (const category of categories) {
  const { interruptionLevel, priority } = classifications[category].apns
  test(`${category}: an alert is of the category's level and priority, unless the block says otherwise`, () => {
    const payload = rendered({}, { category })
    assert.equal(payload.headers['apns-priority'], String(priority))
    assert.equal(apsOf({}, { category })['interruption-level'], interruptionLevel)
    const own = { interruptionLevel: 'critical', priority: 1 }
    assert.equal(rendered(own, { category }).headers['apns-priority'], '1')
    assert.equal(apsOf(own, { category })['interruption-level'], 'critical')
  })
}

test('a category changes nothing in pushes that are no alerts', () => {
  const activity = { pushType: 'liveactivity', contentState: {}, timestamp: 1 }
  for (const block of [{ pushType: 'background' }, { pushType: 'voip' }, activity]) {
    for (const category of categories) assert.deepEqual(rendered(block, { category }), rendered(block))
  }
  const voip = { credentials: { ...credentials, isVoip: true } }
  assert.deepEqual(rendered({}, { category: 'marketing' }, voip), rendered({}, {}, voip))
})

test('calls through a notifier of ordinary tokens are warned of, everything else is not', () => {
  const found = (isVoip: boolean) =>
    categories.flatMap(category =>
      lacksApns({ ...credentials, isVoip }, category).map(({ level, code }) => [level, code]),
    )
  assert.deepEqual(found(false), [['warn', 'category-call-no-voip']])
  assert.deepEqual(found(true), [])
})
