import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { categories, classifications } from '../category.ts'
import type { JsonObject } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import { TTL_SECONDS_MAX } from './block.ts'
import { parseWebPushCredentials } from './credentials.ts'
import { PLAINTEXT_BYTES_MAX, previewWebPush, renderWebPush } from './payload.ts'
import { shownOf } from './phone.ts'

const NOW_MS = 1_700_000_000_000
const credentials = parseWebPushCredentials({
  name: 'web',
  environment: 'PRODUCTION',
  certificate: 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw',
  settings: { subject: 'mailto:push@posthouse.example' },
})
const hello: Notification = { title: 'Li', content: 'hi', blocks: {} }

function render(more: Partial<Notification> = {}, lifeMs = 3_600_000): { message: JsonObject; headers: JsonObject } {
  const target = { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + lifeMs }
  const { headers, json } = renderWebPush({ ...hello, ...more }, target)
  assert.ok(Buffer.byteLength(json) <= PLAINTEXT_BYTES_MAX)
  return { message: JSON.parse(json), headers }
}

const inBlock = (webpush: JsonObject, more: Partial<Notification> = {}) => render({ blocks: { webpush }, ...more })

function faultOf(webpush: JsonObject): Pick<PayloadError, 'field' | 'limit'> | undefined {
  try {
    inBlock(webpush)
  } catch (cause) {
    if (cause instanceof PayloadError) return { field: cause.field, limit: cause.limit }
    throw cause
  }
  return undefined
}

test('texts alone make a message of texts alone', () => {
  assert.deepEqual(render(), { message: { title: 'Li', body: 'hi' }, headers: { ttl: '3600', urgency: 'normal' } })
})

test('each basic field has its member, and what an Android app alone understands is left out', () => {
  const { message } = render({
    subTitle: 'Team',
    ext: { conv: '42' },
    category: 'im',
    clickAction: { url: 'https://chat.example/c/42', action: 'OPEN', activity: 'com.example.Main' },
    badge: { setNum: 3, addNum: 1, activity: 'com.example.Main' },
  })
  assert.deepEqual(message, {
    title: 'Li',
    body: 'hi',
    subtitle: 'Team',
    url: 'https://chat.example/c/42',
    appBadge: { set: 3 },
    category: 'im',
    data: { conv: '42' },
  })
  assert.deepEqual(render({ badge: { addNum: 2 } }).message['appBadge'], { add: 2 })
  assert.deepEqual(render({ badge: { setNum: 0 } }).message['appBadge'], { set: 0 })
})

const wholeBlock = {
  title: 'Block',
  body: 'from the block',
  icon: '/icon.png',
  image: 'https://cdn.example/a.jpg',
  badge: '/badge.png',
  tag: 'chat-42',
  url: '/c/42',
  actions: [{ action: 'reply', title: 'Reply', icon: '/r.png', url: '/c/42?reply' }],
  requireInteraction: true,
  silent: false,
  urgency: 'very-low',
  topic: 'chat-42',
  ttl: 60,
  data: { k: [1] },
}

test('the block’s fields go over the basic ones, each under its own name', () => {
  const basic = { ext: { conv: '42' }, clickAction: { url: 'https://basic.example' }, category: 'call' } as const
  const { message, headers } = inBlock(wholeBlock, basic)
  const { urgency, topic, ttl, ...shown } = wholeBlock
  assert.deepEqual(message, { ...shown, category: 'call' })
  assert.deepEqual(headers, { ttl: String(ttl), urgency, topic })
})

test('an unknown member, null and an empty text in the block are as good as none', () => {
  assert.deepEqual(inBlock({ colour: 'red', icon: null, tag: '', topic: '' } as JsonObject), render())
})

test('a wrong value is refused by the name of its field', () => {
  const cases: [JsonObject, string, RegExp][] = [
    [{ title: 7 }, 'webpush.title', /string/],
    [{ icon: {} }, 'webpush.icon', /string/],
    [{ urgency: 'urgent' }, 'webpush.urgency', /very-low, low, normal, high/],
    [{ ttl: -1 }, 'webpush.ttl', /0 to 2419200/],
    [{ ttl: TTL_SECONDS_MAX + 1 }, 'webpush.ttl', /0 to 2419200/],
    [{ ttl: 1.5 }, 'webpush.ttl', /0 to/],
    [{ silent: 'yes' }, 'webpush.silent', /boolean/],
    [{ requireInteraction: 1 }, 'webpush.requireInteraction', /boolean/],
    [{ actions: {} }, 'webpush.actions', /list/],
    [{ actions: Array(5).fill({ action: 'a', title: 'A' }) }, 'webpush.actions', /4 elements/],
    [{ actions: [{ action: 'a', title: 7 }] }, 'webpush.actions[0].title', /string/],
    [{ data: 'text' }, 'webpush.data', /object/],
    [{ data: { x: 'x'.repeat(4000) } }, 'webpush', /3993 bytes/],
  ]
  for (const [block, field, limit] of cases) {
    const fault = faultOf(block)
    assert.equal(fault?.field, field)
    assert.match(fault?.limit ?? '', limit)
  }
  assert.throws(() => render({ blocks: { webpush: 7 as unknown as JsonObject } }), { field: 'pushMessage.webpush' })
})

test('the urgency follows the category, and the block goes over it', () => {
  for (const category of categories) {
    assert.equal(render({ category }).headers['urgency'], classifications[category].webpush.urgency)
    assert.equal(inBlock({ urgency: 'low' }, { category }).headers['urgency'], 'low')
  }
})

test('I8: the life is what was asked for, never past the notification’s end or the maximum, and may be none', () => {
  const cases: [number, Partial<Notification>, string][] = [
    [90_999, {}, '90'],
    [90_000, { ttlSeconds: 60 }, '60'],
    [90_000, { ttlSeconds: 600 }, '90'],
    [90_000, { ttlSeconds: 0 }, '0'],
    [90_000, { blocks: { webpush: { ttl: 600 } } }, '90'],
    [90_000, { ttlSeconds: 60, blocks: { webpush: { ttl: 0 } } }, '0'],
    [TTL_SECONDS_MAX * 2_000, {}, String(TTL_SECONDS_MAX)],
    [999, {}, '0'],
    [-5_000, {}, '0'],
  ]
  for (const [lifeMs, more, ttl] of cases) assert.equal(render(more, lifeMs).headers['ttl'], ttl)
})

test('a topic in the service’s alphabet stays, any other text becomes one of it, the same for the same text', () => {
  const topicOf = (topic: string): unknown => inBlock({ topic }).headers['topic']
  const longest = `${'aZ0_-'.repeat(6)}xy`
  assert.equal(topicOf(longest), longest)
  const others = [`${longest}z`, 'chat 42', '群聊-42', 'a=b', '\r\nx: y']
  const topics = others.map(topicOf)
  for (const topic of topics) assert.match(String(topic), /^[A-Za-z0-9_-]{32}$/)
  assert.equal(new Set(topics).size, others.length)
  assert.deepEqual(others.map(topicOf), topics)
})

test('a text that is too long is cut between graphemes and ends in …, whatever it consists of', () => {
  const graphemes = ['a', '驿', 'ש', '"', '\n', '👨‍👩‍👧‍👦', 'é', '🇨🇳', '\u0000', '\ud800']
  const texts = fc.array(fc.constantFrom(...graphemes), { maxLength: 3_000 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(texts, texts, fc.boolean(), (title, content, isInBlock) => {
      const given = isInBlock ? { blocks: { webpush: { title, body: content } } } : { title, content }
      const { message } = render({ ...given, ext: { conv: '42' } })
      const shown = shownOf(message)
      for (const [whole, cut] of [
        [isInBlock && title === '' ? hello.title : title, shown?.title],
        [isInBlock && content === '' ? hello.content : content, shown?.body],
      ] as const) {
        if (cut === whole) continue
        assert.ok(cut?.endsWith('…') && whole.toWellFormed().startsWith(cut.slice(0, -1).toWellFormed()))
      }
      assert.deepEqual(shown?.data, { conv: '42' })
    }),
    { numRuns: 60 },
  )
})

test('a megabyte of title is cut, and the body with it', () => {
  const { message } = render({ title: '驿'.repeat(350_000), content: '👩‍🚀'.repeat(90_000) })
  assert.match(String(message['title']), /^驿+…$/)
  assert.equal(message['body'], '…')
})

test('texts on the edge of the limit stay whole, and one byte more is cut', () => {
  const room = PLAINTEXT_BYTES_MAX - JSON.stringify({ title: 'Li', body: '' }).length
  assert.equal(render({ content: 'x'.repeat(room) }).message['body'], 'x'.repeat(room))
  assert.equal(render({ content: 'x'.repeat(room + 1) }).message['body'], `${'x'.repeat(room - 3)}…`)
})

test('the preview shows headers and message', () => {
  const target = { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + 60_000 }
  assert.deepEqual(previewWebPush(renderWebPush(hello, target)), {
    headers: { ttl: '60', urgency: 'normal' },
    notification: { title: 'Li', body: 'hi' },
  })
})

test('what is rendered is what the phone shows', () => {
  const { message } = inBlock(wholeBlock, { subTitle: 'Team', badge: { addNum: 2 } })
  assert.deepEqual(shownOf(message), {
    title: 'Block',
    subtitle: 'Team',
    body: 'from the block',
    image: 'https://cdn.example/a.jpg',
    badge: { add: 2 },
    click: { kind: 'url', target: '/c/42' },
    data: { k: [1] },
  })
  assert.equal(shownOf({ text: 'for the worker' }), undefined)
  assert.deepEqual(shownOf({ title: 'T', appBadge: 'x' }), { title: 'T', body: '', click: { kind: 'app' } })
})
