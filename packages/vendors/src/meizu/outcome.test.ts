import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SendResult } from '../vendor.ts'
import { CODES, isPushId, judge, UNSENDABLE } from './outcome.ts'

/** 2023-11-14 22:13:20 UTC, which is 06:13:20 in Beijing. */
const NOW_MS = 1_700_000_000_000
const TO_MIDNIGHT_MS = ((17 * 60 + 46) * 60 + 40) * 1000
const IDS = ['p1', 'p2', 'p3']

function judged(
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
  ids: readonly string[] = IDS,
): (pushId: string) => SendResult {
  return judge({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, ids, NOW_MS)
}

const taken = (value: unknown): Readonly<Record<string, unknown>> => ({
  code: '200',
  message: '',
  value,
  msgId: 'NS1',
  redirect: '',
})

/** The result without its answer, in few words. */
function summary(result: SendResult): string {
  switch (result.kind) {
    case 'rejected':
      return `rejected ${result.scope} ${result.reason}${result.unsure ? ' unsure' : ''}`
    case 'throttled':
      return `throttled ${result.scope} ${result.retryAfterMs}${result.quota ? ' quota' : ''}`
    default:
      return result.kind
  }
}

const TOP: Readonly<Record<string, string>> = {
  200: 'accepted',
  500: 'unknown',
  1001: 'unknown',
  1003: 'throttled notifier 1000',
  1005: 'rejected message message-malformed',
  1006: 'rejected notifier credential-refused',
  110000: 'rejected notifier credential-refused',
  110001: 'rejected notifier credential-refused',
  110002: 'rejected token token-dead unsure',
  110003: 'rejected token token-malformed unsure',
  110004: 'rejected message message-malformed',
  110009: 'rejected notifier permission-missing',
  110010: 'throttled notifier 1000',
  110019: `throttled notifier ${TO_MIDNIGHT_MS} quota`,
  110031: 'rejected notifier credential-refused',
  110032: 'rejected message message-malformed',
  110033: 'rejected notifier credential-refused',
  110051: 'rejected message message-malformed',
  110053: 'rejected notifier permission-missing',
}

const INNER: Readonly<Record<string, string>> = {
  201: 'rejected notifier permission-missing',
  501: 'unknown',
  513: 'unknown',
  518: 'throttled notifier 1000',
  519: 'throttled notifier 1000',
  520: 'accepted',
  110002: 'rejected token token-dead',
  110003: 'rejected token token-malformed unsure',
  110005: 'rejected token token-malformed unsure',
  110010: 'rejected message permission-missing',
  110011: `throttled token ${TO_MIDNIGHT_MS} quota`,
}

test('F55 each top code of spec/vendors.md §8.7 has one meaning, as text or number, whatever the HTTP status', () => {
  for (const [code, expected] of Object.entries(TOP)) {
    for (const status of [200, 400, 503]) {
      const one = (body: unknown): string => summary(judged(body, status, {}, ['p1'])('p1'))
      assert.equal(one({ code, message: 'm', value: '' }), expected, `${code} ${status}`)
      assert.equal(one({ code: Number(code), value: '' }), expected, `number ${code}`)
      const several = expected.startsWith('rejected token') ? 'unknown' : expected
      assert.equal(summary(judged({ code, message: 'm', value: '' }, status)('p1')), several, `${code} ${status}`)
    }
  }
})

test('F70 F71 push ids of a request that is refused for some of them keep their bindings, but for those that are named', () => {
  for (const code of ['110002', '110003']) {
    const listed = judged({ code, message: 'm', value: { 110002: ['p2'], 200: ['p3'] } })
    assert.deepEqual(
      IDS.map(id => summary(listed(id))),
      ['unknown', 'rejected token token-dead', 'unknown'],
    )
  }
})

test('F60 a code and an id are as short as real ones, whatever comes', () => {
  const long = '7'.repeat(9_000)
  for (const body of [{ code: long }, { ...taken({}), msgId: long }]) {
    const said = JSON.stringify({ ...judged(body)('p1'), answer: '' })
    assert.ok(said.length < 300, said.slice(0, 60))
  }
})

test('each inner code has one meaning, which touches nobody but the push ids under it', () => {
  for (const [code, expected] of Object.entries(INNER)) {
    const resultFor = judged(taken({ [code]: ['p2'] }))
    assert.deepEqual(
      IDS.map(id => summary(resultFor(id))),
      ['accepted', expected, 'accepted'],
      code,
    )
  }
})

test('the table holds each code of both levels once and nothing else, in both languages', () => {
  const expected = [...Object.keys(TOP), ...Object.keys(INNER).map(code => `value.${code}`)]
  assert.deepEqual(CODES.map(({ code }) => code).sort(), expected.sort())
  assert.ok(CODES.every(({ text }) => text.en !== '' && /[\u4e00-\u9fff]/.test(text.zh)))
})

test('110010 is the app’s speed on top and the user’s wish within: only the first holds others back', () => {
  assert.equal(summary(judged({ code: '110010', value: '' })('p1')), 'throttled notifier 1000')
  const [unwanted] = ['p1'].map(judged(taken({ 110010: ['p1'] })))
  assert.ok(unwanted?.kind === 'rejected' && unwanted.scope === 'message' && unwanted.code === 'value.110010')
})

test('F73 an answer without a known code is decided by its status, and is never a success', () => {
  const bodies = [
    '',
    '<html>ok</html>',
    '{"code":"20',
    '[]',
    'null',
    '"200"',
    '{"code":null}',
    '{"code":"99"}',
    '\ufffd',
  ]
  const byStatus: readonly (readonly [number, string])[] = [
    [200, 'unknown'],
    [302, 'unknown'],
    [400, 'rejected message message-malformed'],
    [401, 'rejected notifier credential-refused'],
    [404, 'rejected message message-malformed'],
    [413, 'rejected message message-too-large'],
    [429, 'throttled notifier 1000'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'throttled notifier 1000'],
  ]
  for (const body of bodies) {
    for (const [status, expected] of byStatus) {
      assert.equal(summary(judged(body, status)('p1')), expected, `${status} ${body}`)
    }
  }
})

test('F73 no body at all makes a success but one that says so', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(200, 400, 500, 503), (body, status) => {
      assert.notEqual(judged(body, status)('p1').kind, 'accepted')
    }),
  )
})

test('F54 a Retry-After is honoured, and a quota ends with the day in Beijing unless the vendor says otherwise', () => {
  const wait = (body: unknown, value: string): string => summary(judged(body, 200, { 'retry-after': value })('p1'))
  assert.equal(wait({ code: '110010', value: '' }, '7'), 'throttled notifier 7000')
  assert.equal(wait({ code: '1003', value: '' }, 'soon'), 'throttled notifier 1000')
  assert.equal(wait({ code: '110019', value: '' }, '90'), 'throttled notifier 90000 quota')
})

test('F55 a quota ends with Meizu’s own day, whose clock may be seconds off; a date that is far off is none', () => {
  const wait = (atMs: number, body: unknown = { code: '110019', value: '' }): string =>
    summary(judged(body, 200, { date: new Date(atMs).toUTCString() })('p1'))
  const midnightMs = NOW_MS + TO_MIDNIGHT_MS
  const late = (body: unknown): SendResult =>
    judge(
      { status: 200, headers: { date: new Date(midnightMs - 2_000).toUTCString() }, body: JSON.stringify(body) },
      IDS,
      midnightMs + 5_000,
    )('p1')
  assert.equal(summary(late({ code: '110019', value: '' })), 'throttled notifier 2000 quota')
  assert.equal(summary(late(taken({ 110011: ['p1'] }))), 'throttled token 2000 quota')
  for (const offMs of [-3_601_000, 3_601_000, 1e12]) {
    assert.equal(wait(NOW_MS + offMs), `throttled notifier ${TO_MIDNIGHT_MS} quota`)
  }
})

test('F71 push ids are matched by name: reordered, repeated and unknown ones change nothing for the others', () => {
  const dead = 'rejected token token-dead'
  const rows: readonly (readonly [unknown, string[]])[] = [
    [{}, ['accepted', 'accepted', 'accepted']],
    ['', ['accepted', 'accepted', 'accepted']],
    [null, ['accepted', 'accepted', 'accepted']],
    [undefined, ['accepted', 'accepted', 'accepted']],
    [{ 110002: ['p3', 'p1'] }, [dead, 'accepted', dead]],
    [{ 110002: ['x', 'p1', 'p1', 7] }, [dead, 'accepted', 'accepted']],
    [{ 110002: [], 110003: null }, ['accepted', 'accepted', 'accepted']],
    ['{"110002":["p2"]}', ['accepted', dead, 'accepted']],
    [{ 200: ['p1'], 520: ['p2'] }, ['accepted', 'accepted', 'accepted']],
    [{ 520: ['p2'], 110002: ['p2'] }, ['accepted', dead, 'accepted']],
    [{ 110002: ['p2'], 110003: ['p2'] }, ['accepted', dead, 'accepted']],
    [{ 999: ['p2'] }, ['accepted', 'unknown', 'accepted']],
    [{ 110002: 'p2' }, ['unknown', 'unknown', 'unknown']],
    [{ 110002: ['p2'], 110003: 7 }, ['unknown', dead, 'unknown']],
    ['some were refused', ['unknown', 'unknown', 'unknown']],
    [true, ['unknown', 'unknown', 'unknown']],
    [['p2'], ['unknown', 'unknown', 'unknown']],
  ]
  for (const [value, expected] of rows) {
    const resultFor = judged(taken(value))
    assert.deepEqual(
      IDS.map(id => summary(resultFor(id))),
      expected,
      JSON.stringify(value),
    )
  }
})

test('the wire example of spec/vendors.md §10 is read as it stands', () => {
  const body = '{"code":"200","message":"","value":{"110002":["P2"]},"msgId":"NS2017","redirect":""}'
  const resultFor = judge({ status: 200, headers: {}, body }, ['P1', 'P2'], NOW_MS)
  assert.deepEqual(resultFor('P1'), {
    kind: 'accepted',
    vendorId: 'NS2017',
    answer: { code: '200', message: '', value: {}, msgId: 'NS2017', redirect: '' },
  })
  assert.deepEqual(resultFor('P2'), {
    kind: 'rejected',
    scope: 'token',
    reason: 'token-dead',
    code: 'value.110002',
    answer: { code: '200', message: '', value: { 110002: ['P2'] }, msgId: 'NS2017', redirect: '' },
  })
})

test('a token that would be two push ids, none, or no text of a form is never sent', () => {
  for (const token of ['a,b', '', ',', 'a b', 'a\n', 'a"', '驿站', '\ud83d'])
    assert.equal(isPushId(token), false, token)
  for (const token of ['RA50c6348036344485d01776773577c64740465480a6b', 'a-b_c.d:e/f+g=']) assert.ok(isPushId(token))
  assert.equal(summary(UNSENDABLE), 'rejected token token-malformed unsure')
})
