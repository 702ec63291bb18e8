import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SendResult } from '../vendor.ts'
import { CODES } from './codes.ts'
import { judge } from './outcome.ts'

/** An hour before midnight in Beijing. */
const NOW_MS = Date.UTC(2026, 0, 1, 15)
const HOUR_MS = 3_600_000
const REG_IDS = ['r1', 'r2', 'r3']

type ResultFor = (regId: string) => SendResult

function judged(body: unknown, status = 200, headers: Record<string, string> = {}, regIds = REG_IDS): ResultFor {
  return judge({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, regIds, NOW_MS)
}

/** The result without its answer, in few words. */
function summary(result: SendResult): string {
  switch (result.kind) {
    case 'rejected':
      return `${result.scope} ${result.reason}${result.unsure ? ' unsure' : ''}`
    case 'throttled':
      return `throttled ${result.scope} ${result.retryAfterMs}${result.quota ? ' quota' : ''}`
    default:
      return result.kind
  }
}

const MALFORMED = 'message message-malformed'
const REFUSED = 'notifier credential-refused'
const FORBIDDEN = 'notifier permission-missing'
const BUSY = 'throttled notifier 1000'
const QUOTA = `throttled notifier ${HOUR_MS} quota`
const CHANNEL_REST = `throttled token ${HOUR_MS} quota`

const TABLE: Readonly<Record<string, string>> = {
  ...every('accepted', [0, 65003]),
  ...every('unknown', [-1, 1, 10001, 10003, 10010, 10011, 20607, 26003]),
  ...every(BUSY, [10002, 10009, 10022, 10023, 10024, 10027, 10028, 10030, 10037, 22101, 26004]),
  ...every(QUOTA, [10034]),
  ...every(CHANNEL_REST, [200001]),
  ...every(FORBIDDEN, [10004, 10005, 10014, 10026, 10031, 10036, 22021, 22022, 27001]),
  ...every(REFUSED, [10006, 21301, 21302, 21303, 21305]),
  ...every(REFUSED, [22000, 22001, 22002, 22003, 22004, 22005, 22006, 22007, 22008, 22020]),
  ...every(MALFORMED, [100, 10007, 10008, 10012, 10013, 10016, 10017, 10020, 10021, 10025]),
  ...every(MALFORMED, [20209, 20215, 20216, 20301, 20315, 22100, 22102, 22103]),
  ...every(MALFORMED, [65006, 65007, 65008, 65010, 65011, 65012, 65013, 65014, 65015, 65016, 65017]),
  ...every(MALFORMED, [65028, 65029, 65030, 65035, 65036, 65037, 65038]),
  ...every('message message-too-large', [10018, 65009]),
  ...every('message content-refused', [26005, 26006]),
  ...every('unknown', [10029]),
}

function every(expected: string, codes: readonly number[]): Readonly<Record<string, string>> {
  return Object.fromEntries(codes.map(code => [String(code), expected]))
}

test('F55 each code of spec/vendors.md §5.7 has one meaning, as a number or as digits, whatever the HTTP status', () => {
  assert.equal(new Set(CODES.map(({ code }) => code)).size, CODES.length)
  assert.deepEqual(new Set(Object.keys(TABLE)), new Set(CODES.map(({ code }) => code)))
  for (const [code, expected] of Object.entries(TABLE)) {
    for (const status of [200, 401, 500]) {
      assert.equal(summary(judged({ code: Number(code), reason: 'r' }, status)('r1')), expected, `${code} ${status}`)
      assert.equal(summary(judged({ code, reason: 'r' }, status)('r1')), expected, `text ${code}`)
    }
  }
})

test('F70 20301 is about the ids only where it says so', () => {
  const none = judged({ result: 'error', reason: 'No valid targets!', code: 20301, description: '发送消息失败' })
  for (const regId of REG_IDS) assert.equal(summary(none(regId)), 'token token-dead unsure')
  assert.equal(summary(judged({ result: 'error', reason: 'other', code: 20301 })('r1')), MALFORMED)
})

test('the samples of spec/vendors.md §5.6 and §10', () => {
  const success = judged({
    result: 'ok',
    trace_id: 'Xcm1',
    code: 0,
    data: { id: 'scm1' },
    description: '成功',
    info: 'Received push messages for 2 regid',
  })('r1')
  assert.ok(success.kind === 'accepted' && success.vendorId === 'scm1')
  const quota = judged({ result: 'error', reason: 'exceed quota, quota: 9, have acked: 9', code: 200001 })('r1')
  assert.equal(summary(quota), CHANNEL_REST)
  const body =
    '{"result":"ok","trace_id":"x1","code":0,"data":{"id":"scm01","bad_regids":"r2"},"description":"成功","info":"Received push messages for 2 regid"}'
  const partial = judged(body)
  assert.deepEqual(partial('r2'), {
    kind: 'rejected',
    scope: 'token',
    reason: 'token-dead',
    unsure: true,
    code: 'bad_regids',
    answer: JSON.parse(body) as unknown,
  })
  assert.equal(summary(partial('r1')), 'accepted')
})

test('F71 ids are matched by name: reordered, repeated, with blanks, with unknown ones, as a list', () => {
  const shapes: readonly unknown[] = ['r3,r1', ' r1 , r3,r3', 'zz,r3,r1,r9', ['r1', 'r3']]
  for (const list of shapes) {
    const resultFor = judged({ code: 0, data: { id: 'scm', bad_regids: list } })
    const expected = ['token token-dead unsure', 'accepted', 'token token-dead unsure']
    assert.deepEqual(
      REG_IDS.map(regId => summary(resultFor(regId))),
      expected,
    )
  }
  for (const list of ['', null, []]) {
    assert.equal(summary(judged({ code: 0, data: { id: 'scm', bad_regids: list } })('r1')), 'accepted')
  }
})

test('F71 a list that cannot be read leaves everybody unknown', () => {
  for (const list of [7, { r1: 1 }, [7], true]) {
    assert.equal(judged({ code: 0, data: { id: 'scm', bad_regids: list } })('r1').kind, 'unknown')
  }
})

test('S30 a result never shows somebody else’s id', () => {
  const body = { code: 0, data: { id: 'scm', bad_regids: 'r1,r2,zz' }, info: 'i' }
  const resultFor = judged(body)
  const answers = REG_IDS.map(regId => JSON.stringify(resultFor(regId)))
  assert.deepEqual(
    answers.map(answer => ['r1', 'r2', 'r3', 'zz'].filter(regId => answer.includes(regId))),
    [['r1'], ['r2'], []],
  )
  const talkative = judged({
    code: 0,
    data: { id: 'scm', bad_regids: 'r1', also: ['r3'] },
    info: 'not r1',
    trace_id: 't',
  })
  assert.ok(!JSON.stringify(talkative('r2')).includes('r1') && !JSON.stringify(talkative('r2')).includes('r3'))
  assert.ok(JSON.stringify(talkative('r2')).includes('"trace_id":"t"'))
  const chatty = JSON.stringify(judged({ code: 10016, reason: 'bad: r2', description: 'd' })('r1'))
  assert.ok(!chatty.includes('r2') && chatty.includes('"description":"d"'))
  assert.ok(!JSON.stringify(judged('<html>r3</html>')('r1')).includes('r3'))
  assert.ok(!JSON.stringify(judged({ code: 0, data: { bad_regids: { r2: 1 } } })('r1')).includes('r2'))
})

test('the answer to a request of one id stays as it came', () => {
  const body = { code: 10016, reason: 'bad: r1' }
  const result = judged(body, 200, {}, ['r1'])('r1')
  assert.deepEqual('answer' in result && result.answer, body)
})

test('F73 an answer without a known code is decided by its status and is never a success', () => {
  const bodies = [
    '',
    '<html>',
    '{"code":0',
    '[]',
    'null',
    '"0"',
    '{"code":null}',
    '{"code":99999999}',
    '{"code":[0]}',
    '0',
  ]
  const statuses: Readonly<Record<string, string>> = {
    200: 'unknown',
    302: 'unknown',
    401: REFUSED,
    403: REFUSED,
    404: MALFORMED,
    413: 'message message-too-large',
    429: BUSY,
    500: 'unknown',
    503: BUSY,
  }
  for (const body of bodies) {
    for (const [status, expected] of Object.entries(statuses)) {
      assert.equal(summary(judged(body, Number(status))('r1')), expected, `${body} ${status}`)
    }
  }
})

test('F73 a success that calls itself an error is none', () => {
  assert.equal(judged({ result: 'error', code: 0, data: { id: 'scm' } })('r1').kind, 'unknown')
})

test('65003 is taken although Xiaomi calls it an error', () => {
  assert.equal(summary(judged({ result: 'error', reason: 'device offline', code: 65003 })('r1')), 'accepted')
})

test('a code about a device, said of several, unbinds nobody; "No valid targets" is said of all', () => {
  const several = judged({ result: 'error', code: 10029 })
  assert.deepEqual(
    REG_IDS.map(regId => several(regId).kind),
    ['unknown', 'unknown', 'unknown'],
  )
  assert.equal(summary(judged({ code: 10029 }, 200, {}, ['r1'])('r1')), 'token token-malformed unsure')
})

test('a message for another package than the notifier’s says nothing about the ids: they may live in the notifier’s own', () => {
  const answers = [
    { code: 0, data: { id: 'scm', bad_regids: 'r1,r2' } },
    { code: 20301, reason: 'No valid targets!' },
  ]
  for (const body of answers) {
    const answer = { status: 200, headers: {}, body: JSON.stringify(body) }
    assert.equal(summary(judge(answer, REG_IDS, NOW_MS, false)('r1')), MALFORMED, answer.body)
  }
  const one = { status: 200, headers: {}, body: '{"code":10029}' }
  assert.equal(summary(judge(one, ['r1'], NOW_MS, false)('r1')), MALFORMED)
})

test('F60 S30 a code is a short word, and an empty message id is none', () => {
  for (const code of ['x'.repeat(50_000), 'r2 is bad', '1'.repeat(40)]) {
    const result = judged({ code }, 400)('r1')
    assert.ok(result.kind === 'rejected' && result.code === 'HTTP 400', code.slice(0, 20))
  }
  const taken = judged({ code: 0, data: { id: '' } })('r1')
  assert.ok(taken.kind === 'accepted' && !('vendorId' in taken))
})

test('F54 a named wait is kept', () => {
  assert.equal(summary(judged({ code: 10027 }, 200, { 'retry-after': '7' })('r1')), 'throttled notifier 7000')
})

test('F60 F73 whatever comes back, each id has a bounded result (property)', () => {
  const body = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.json(),
    fc
      .record({ code: fc.constantFrom(0, 20301, '0', 7), data: fc.jsonValue(), result: fc.jsonValue() })
      .map(value => JSON.stringify(value)),
    fc.constant(JSON.stringify({ code: 0, data: { id: 'x'.repeat(50_000), bad_regids: 'r1' } })),
  )
  fc.assert(
    fc.property(body, fc.integer({ min: 100, max: 599 }), (text, status) => {
      const resultFor = judged(text, status)
      for (const regId of REG_IDS) {
        const result = resultFor(regId)
        assert.ok(Buffer.byteLength(JSON.stringify(result)) < 5_000)
        if (result.kind === 'accepted') assert.ok(['0', '65003'].includes(codeIn(text)))
      }
    }),
  )
})

function codeIn(text: string): string {
  return String((JSON.parse(text) as { readonly code: unknown }).code)
}
