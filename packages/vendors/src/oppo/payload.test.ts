import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../json.ts'
import type { Notification } from '../notification.ts'
import { PayloadError } from '../vendor.ts'
import { requestsFor } from './client.ts'
import { type OppoCredentials, parseOppoCredentials } from './credentials.ts'
import { checkUnicast } from './message-check.ts'
import { encodedMessage, NOTIFICATION_BYTES_MAX, previewOppo, renderOppo } from './payload.ts'
import { shownOf } from './phone.ts'

const NOW_MS = 1_700_000_000_000
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const TOKEN = 'CN_0123456789abcdef0123456789abcdef'
const BASIC: Notification = { title: 'Li', content: 'hi', blocks: {} }

interface Given {
  readonly settings?: JsonObject
  readonly lifeMs?: number
  readonly receiptUrl?: string
}

function payloadOf(notification: Partial<Notification>, { settings = {}, lifeMs = HOUR_MS, receiptUrl }: Given = {}) {
  const credentials: OppoCredentials = parseOppoCredentials({
    name: 'key',
    certificate: 'secret',
    environment: 'PRODUCTION',
    settings,
  })
  const target = { credentials, nowMs: NOW_MS, expiresAtMs: NOW_MS + lifeMs }
  return renderOppo({ ...BASIC, ...notification }, { ...target, ...(receiptUrl === undefined ? {} : { receiptUrl }) })
}

/** The notification as OPPO reads it out of the form. */
function wire(notification: Partial<Notification>, given?: Given): Record<string, JsonValue> {
  const payload = payloadOf(notification, given)
  const { body } = requestsFor([{ token: TOKEN, id: 'm1', payload }])[0] ?? { body: '' }
  const message = JSON.parse(new URLSearchParams(body).get('message') ?? '') as Record<string, JsonValue>
  assert.deepEqual([message['target_type'], message['target_value']], [2, TOKEN])
  return message['notification'] as Record<string, JsonValue>
}

const block = (oppo: JsonObject): Partial<Notification> => ({ blocks: { oppo } })

function refusal(notification: Partial<Notification>): readonly [field: string, limit: string] {
  try {
    wire(notification)
  } catch (error) {
    assert.ok(error instanceof PayloadError, String(error))
    return [error.field, error.limit]
  }
  assert.fail('the notification was rendered')
}

test('the form of spec/vendors.md §10 comes out byte for byte', () => {
  const payload = payloadOf({})
  const [request] = requestsFor([{ token: TOKEN, id: '6f9619ff-8b86-4d01-b42d-00cf4fc964ff', payload }])
  assert.equal(
    request?.body,
    'message=%7B%22target_type%22%3A2%2C%22target_value%22%3A%22CN_0123456789abcdef0123456789abcdef%22%2C%22notification%22%3A%7B' +
      '%22app_message_id%22%3A%226f9619ff-8b86-4d01-b42d-00cf4fc964ff%22%2C%22title%22%3A%22Li%22%2C%22content%22%3A%22hi%22%2C' +
      '%22off_line%22%3Atrue%2C%22off_line_ttl%22%3A3600%7D%7D',
  )
})

test('a batch is a list of such messages, each with its own id and content', () => {
  const shipments = [
    { token: 'a', id: '1', payload: payloadOf({ content: 'one' }) },
    { token: 'b', id: '2', payload: payloadOf({ content: 'two' }) },
  ] as const
  const [request, ...more] = requestsFor([...shipments])
  assert.deepEqual([request?.tokens, more], [['a', 'b'], []])
  const list = JSON.parse(new URLSearchParams(request?.body).get('messages') ?? '') as JsonObject[]
  const brief = list.map(({ target_value, notification }) => {
    const { app_message_id, content } = notification as JsonObject
    return [target_value, app_message_id, content]
  })
  assert.deepEqual(brief, [
    ['a', '1', 'one'],
    ['b', '2', 'two'],
  ])
})

test('messages that are too large for one form are several requests', () => {
  const payload = payloadOf({ ext: { text: '驿'.repeat(3_900) } })
  const group = Array.from({ length: 60 }, (_, index) => ({ token: `t${index}`, id: `${index}`, payload }))
  const [first, ...rest] = group
  assert.ok(first)
  const requests = requestsFor([first, ...rest])
  assert.ok(requests.length > 1)
  assert.ok(requests.every(({ body }) => body.length <= 1_001_000))
  assert.deepEqual(
    requests.flatMap(({ tokens }) => tokens),
    group.map(({ token }) => token),
  )
})

test('any token and id arrive as they are, whatever is in them (property)', () => {
  const payload = payloadOf({})
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('"', '\\', '&=+%', '驿', '\u0000', '👍'))
  fc.assert(
    fc.property(text, text, (token, id) => {
      const body = `message=${encodedMessage({ token, id, payload })}`
      const message = JSON.parse(new URLSearchParams(body).get('message') ?? '') as JsonObject
      assert.equal(message['target_value'], token)
      assert.equal((message['notification'] as JsonObject)['app_message_id'], id)
    }),
  )
})

test('every field of the block goes out under the name that OPPO gives it', () => {
  const given = {
    title: 'Title',
    subTitle: 'Sub',
    content: 'Content',
    channelId: 'chat',
    category: 'IM',
    notifyLevel: 16,
    appMessageId: 'once',
    style: 2,
    clickActionType: 4,
    clickActionActivity: 'com.example.Main',
    actionParameters: { conv: 42 },
    offLine: true,
    offLineTtl: 600,
    timeZone: 'GMT+08:00',
    callBackUrl: 'https://cb.example/o',
    callBackParameter: 'p',
    showTtl: 60,
    notifyId: 42,
    privateMsgTemplateId: 'tpl-7',
    privateTitleParameters: { name: '小红' },
    privateContentParameters: '{"text":"在吗？"}',
    unknown: 1,
  }
  assert.deepEqual(wire(block(given)), {
    app_message_id: 'once',
    style: 2,
    title: 'Title',
    sub_title: 'Sub',
    content: 'Content',
    click_action_type: 4,
    click_action_activity: 'com.example.Main',
    action_parameters: '{"conv":42}',
    off_line: true,
    off_line_ttl: 600,
    channel_id: 'chat',
    category: 'IM',
    notify_level: 16,
    call_back_url: 'https://cb.example/o',
    call_back_parameter: 'p',
    time_zone: 'GMT+08:00',
    show_ttl: 60,
    notify_id: 42,
    private_msg_template_id: 'tpl-7',
    private_title_parameters: '{"name":"小红"}',
    private_content_parameters: '{"text":"在吗？"}',
  })
})

test('parameters without a template are left out', () => {
  assert.equal('private_title_parameters' in wire(block({ privateTitleParameters: { name: 'a' } })), false)
})

test('a block that breaks a limit is refused by the name of the field and the limit', () => {
  const rows: readonly (readonly [JsonObject, string, string])[] = [
    [{ title: 'x'.repeat(33) }, 'title', '32 characters'],
    [{ title: '👍'.repeat(17) }, 'title', '32 characters'],
    [{ content: 'x'.repeat(201) }, 'content', '200 characters'],
    [{ notifyLevel: 3 }, 'notifyLevel', '1, 2, 16'],
    [{ style: 4 }, 'style', '1, 2, 3'],
    [{ clickActionType: 3 }, 'clickActionType', '0, 1, 2, 4, 5'],
    [{ clickActionType: 1 }, 'clickActionActivity', 'activity'],
    [{ clickActionType: 4, clickActionUrl: 'https://a.example' }, 'clickActionActivity', 'activity'],
    [{ clickActionType: 2 }, 'clickActionUrl', 'URL'],
    [{ clickActionType: 5 }, 'clickActionUrl', 'URL'],
    [{ clickActionActivity: 'a'.repeat(501) }, 'clickActionActivity', '500 characters'],
    [{ clickActionUrl: 'a'.repeat(501) }, 'clickActionUrl', '500 characters'],
    [{ actionParameters: { a: 'x'.repeat(4000) } }, 'actionParameters', '4000 characters'],
    [{ actionParameters: 7 }, 'actionParameters', 'object'],
    [{ actionParameters: 'no JSON' }, 'actionParameters', 'object'],
    [{ actionParameters: '[1]' }, 'actionParameters', 'object'],
    [{ offLine: 1 }, 'offLine', 'boolean'],
    [{ offLineTtl: 864_001 }, 'offLineTtl', '1 to 864000'],
    [{ timeZone: 'Asia/Shanghai' }, 'timeZone', 'a zone such as GMT+08:00'],
    [{ callBackUrl: '驿'.repeat(67) }, 'callBackUrl', '200 bytes'],
    [{ callBackParameter: 'x'.repeat(101) }, 'callBackParameter', '100 characters'],
    [{ showTtl: 86_401 }, 'showTtl', '1 to 86400'],
    [{ notifyId: 1.5 }, 'notifyId', '0 to 2147483647'],
    [{ channelId: 5 }, 'channelId', 'string'],
    [{ privateMsgTemplateId: 7 }, 'privateMsgTemplateId', 'string'],
    [{ privateTitleParameters: 'no JSON' }, 'privateTitleParameters', 'object'],
  ]
  for (const [given, field, limit] of rows) assert.deepEqual(refusal(block(given)), [`oppo.${field}`, limit])
})

test('the block at its limits is taken', () => {
  const given = { title: 'x'.repeat(32), content: 'x'.repeat(128), offLineTtl: 864_000, callBackUrl: 'u'.repeat(200) }
  const { title, content, off_line_ttl, call_back_url } = wire(block(given))
  assert.deepEqual({ title, content, offLineTtl: off_line_ttl, callBackUrl: call_back_url }, given)
})

test('a text of more than 50 characters is long text of up to 128, unless the block names a style', () => {
  const shape = (content: string, oppo: JsonObject = {}): readonly [JsonValue | undefined, number] => {
    const { style, content: sent } = wire({ content, blocks: { oppo } })
    return [style, String(sent).length]
  }
  assert.deepEqual(shape('x'.repeat(50)), [undefined, 50])
  assert.deepEqual(shape('x'.repeat(51)), [2, 51])
  assert.deepEqual(shape('x'.repeat(128)), [2, 128])
  assert.deepEqual(shape('x'.repeat(129)), [2, 128])
  assert.deepEqual(shape('x'.repeat(129), { style: 1 }), [1, 50])
  assert.deepEqual(shape('x'.repeat(129), { style: 3 }), [3, 50])
  assert.deepEqual(shape('hi', { style: 2 }), [2, 2])
  assert.deepEqual(shape('hi', { content: 'x'.repeat(200) }), [2, 128])
})

test('a category is told in OPPO’s words and finds its channel; the block decides before it, the settings after it', () => {
  const settings = { channelId: 'general', channelIds: { im: 'chat' }, category: 'NEWS', notifyLevel: 2 }
  const told = (notification: Partial<Notification>, given: JsonObject = settings): readonly unknown[] => {
    const { channel_id, category, notify_level } = wire(notification, { settings: given })
    return [channel_id, category, notify_level]
  }
  assert.deepEqual(told({ category: 'im' }), ['chat', 'IM', 16])
  assert.deepEqual(told({ category: 'service' }), ['general', 'TODO', 2])
  assert.deepEqual(told({ category: 'marketing' }, {}), [undefined, 'MARKETING', 1])
  assert.deepEqual(told({}), ['general', 'NEWS', 2])
  const own = { channelId: 'own', category: 'ORDER', notifyLevel: 1 }
  assert.deepEqual(told({ category: 'im', ...block(own) }), ['own', 'ORDER', 1])
  assert.deepEqual(told({}, {}), [undefined, undefined, undefined])
})

test('a level goes nowhere without a category', () => {
  assert.equal(wire({}, { settings: { notifyLevel: 16 } })['notify_level'], undefined)
  assert.equal(wire(block({ notifyLevel: 16 }))['notify_level'], undefined)
})

test('a tap does what the block says, else the basic click action, else the notifier; else it opens the app', () => {
  const tap = (notification: Partial<Notification>, settings: JsonObject = {}): readonly unknown[] => {
    const { click_action_type, click_action_activity, click_action_url } = wire(notification, { settings })
    return [click_action_type, click_action_activity ?? click_action_url]
  }
  const settings = { clickActivity: 'com.example.Set' }
  assert.deepEqual(tap({}), [undefined, undefined])
  assert.deepEqual(tap({}, settings), [4, 'com.example.Set'])
  assert.deepEqual(tap({ clickAction: { url: 'https://a.example' } }, settings), [2, 'https://a.example'])
  assert.deepEqual(tap({ clickAction: { action: 'com.example.OPEN' } }), [1, 'com.example.OPEN'])
  assert.deepEqual(tap({ clickAction: { activity: 'com.example.Main' } }), [4, 'com.example.Main'])
  assert.deepEqual(tap({ clickAction: { url: 'u' }, ...block({ clickActionType: 0 }) }), [0, undefined])
  assert.deepEqual(tap(block({ clickActionUrl: 'https://a.example' })), [2, 'https://a.example'])
  assert.deepEqual(tap(block({ clickActionActivity: 'com.example.A' })), [4, 'com.example.A'])
  assert.deepEqual(tap(block({ clickActionType: 5, clickActionUrl: 'chat://c' })), [5, 'chat://c'])
  const basic = { url: 'https://b.example', action: 'com.example.B', activity: 'com.example.B2' }
  const filled = [1, 2, 4, 5].map(clickActionType => tap({ clickAction: basic, ...block({ clickActionType }) }))
  const { url, action, activity } = basic
  assert.deepEqual(filled, [
    [1, action],
    [2, url],
    [4, activity],
    [5, url],
  ])
  assert.deepEqual(tap(block({ clickActionType: 4 }), settings), [4, 'com.example.Set'])
  assert.deepEqual(refusal({ clickAction: { url: 'u'.repeat(501) }, ...block({ clickActionType: 5 }) }), [
    'config.clickAction.url',
    '500 characters',
  ])
  assert.deepEqual(refusal({ clickAction: { url: 'u'.repeat(501) } }), ['config.clickAction.url', '500 characters'])
  assert.deepEqual(refusal({ clickAction: { action: 'a'.repeat(501) } }), [
    'config.clickAction.action',
    '500 characters',
  ])
})

test('data is JSON text, the block’s before the basic ext, and too much of it is refused by name', () => {
  assert.equal(wire({ ext: { conv: 42 } })['action_parameters'], '{"conv":42}')
  assert.equal(wire({ ext: { conv: 42 }, ...block({ actionParameters: '{"c":1}' }) })['action_parameters'], '{"c":1}')
  assert.deepEqual(refusal({ ext: { a: 'x'.repeat(4000) } }), ['ext', '4000 characters'])
})

test('it is kept for an absent phone as long as wished, as it lives and as OPPO keeps it, or not at all', () => {
  const kept = (notification: Partial<Notification>, lifeMs: number): readonly unknown[] => {
    const { off_line, off_line_ttl } = wire(notification, { lifeMs })
    return [off_line, off_line_ttl]
  }
  assert.deepEqual(kept({ ttlSeconds: 60 }, HOUR_MS), [true, 60])
  assert.deepEqual(kept({ ttlSeconds: 7200 }, HOUR_MS), [true, 3600])
  assert.deepEqual(kept({}, 20 * DAY_MS), [true, 864_000])
  assert.deepEqual(kept({}, -5), [true, 1])
  assert.deepEqual(kept(block({ offLine: false, offLineTtl: 60 }), HOUR_MS), [false, undefined])
})

test('the address for receipts is ours unless the block has one or ours is too long', () => {
  const address = (receiptUrl: string, oppo: JsonObject = {}): JsonValue | undefined =>
    wire(block(oppo), { receiptUrl })['call_back_url']
  assert.equal(address(`https://p.example/${'r'.repeat(182)}`)?.toString().length, 200)
  assert.equal(address(`https://p.example/${'r'.repeat(183)}`), undefined)
  assert.equal(address('https://p.example/r', { callBackUrl: 'https://own.example' }), 'https://own.example')
})

const piece = fc.constantFrom(
  'a',
  '"',
  '\\',
  '\n',
  '\u0000',
  '驿',
  'é',
  'e\u0301',
  '👍🏽',
  '👩‍👩‍👧‍👦',
  '𠮷',
  'مرحبا',
  '\u202e',
  '\ud800',
)
const words = fc.array(piece, { minLength: 1, maxLength: 300 }).map(pieces => `L${pieces.join('')}`)

test('S33: any text is within the limits, a beginning of what was written, and what the phone shows (property)', () => {
  fc.assert(
    fc.property(words, words, words, fc.boolean(), (title, content, subTitle, isBlock) => {
      const notification = isBlock ? block({ subTitle }) : { subTitle }
      const payload = payloadOf({ title, content, ...notification })
      const form = new URLSearchParams(requestsFor([{ token: TOKEN, id: 'm', payload }])[0]?.body)
      const checked = checkUnicast(form)
      assert.equal(checked.kind, 'passed')
      const shown = shownOf((checked.kind === 'passed' && checked.messages[0]?.notification) || {})
      assert.ok(shown.title.length <= 32 && shown.body.length <= 128 && (shown.subtitle?.length ?? 11) <= 10)
      for (const [got, written] of [
        [shown.title, title],
        [shown.body, content],
        [shown.subtitle ?? '', subTitle],
      ] as const) {
        assert.ok(got === written || (got.endsWith('…') && written.startsWith(got.slice(0, -1))), got)
      }
    }),
    { numRuns: 60 },
  )
})

test('S33: a megabyte of title and text is cut', () => {
  for (const character of ['a', '驿', '👩‍👩‍👧‍👦', '\u0301']) {
    const long = `L${character.repeat(1_048_576 / character.length)}`
    const { title, content } = wire({ title: long, content: long })
    assert.ok(String(title).endsWith('…') && String(title).length <= 32)
    assert.ok(String(content).endsWith('…') && String(content).length <= 128)
  }
})

test('a notification whose fields are all at their limits is within the documented size', () => {
  const given = {
    title: '驿'.repeat(32),
    subTitle: '驿'.repeat(10),
    content: '驿'.repeat(128),
    channelId: '驿'.repeat(128),
    category: '驿'.repeat(128),
    appMessageId: '驿'.repeat(128),
    clickActionActivity: '驿'.repeat(500),
    clickActionUrl: '驿'.repeat(500),
    clickActionType: 4,
    actionParameters: { a: '驿'.repeat(3_992) },
    callBackUrl: 'u'.repeat(200),
    callBackParameter: '驿'.repeat(100),
  }
  const bytes = Buffer.byteLength(JSON.stringify(wire(block(given))))
  assert.ok(bytes > NOTIFICATION_BYTES_MAX * 0.8 && bytes <= NOTIFICATION_BYTES_MAX, String(bytes))
})

test('a preview is the message with neither device nor message id', () => {
  assert.deepEqual(previewOppo(payloadOf({})), {
    target_type: 2,
    target_value: '<registration id>',
    notification: {
      app_message_id: '<message id>',
      title: 'Li',
      content: 'hi',
      off_line: true,
      off_line_ttl: 3600,
    },
  })
})
