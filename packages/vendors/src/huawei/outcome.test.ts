import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Judgement } from '../channel/judgement.ts'
import type { SendResult } from '../vendor.ts'
import { judge } from './outcome.ts'

const NOW_MS = 1_700_000_000_000
const TOKENS = ['t1', 't2', 't3']

function judged(body: unknown, status = 200, headers: Record<string, string> = {}): Judgement {
  return judge({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, TOKENS, NOW_MS)
}

/** The result without its answer, in few words. */
function summary(result: SendResult): string {
  switch (result.kind) {
    case 'rejected':
      return `rejected ${result.scope} ${result.reason}${result.unsure ? ' unsure' : ''}`
    case 'throttled':
      return `throttled ${result.scope} ${result.retryAfterMs}`
    default:
      return result.kind
  }
}

test('each code of spec/vendors.md §3.7 has one meaning, whether it is a string or a number, whatever the HTTP status', () => {
  const table: Readonly<Record<string, string>> = {
    80000000: 'accepted',
    80100001: 'rejected message message-malformed',
    80100002: 'rejected message message-malformed',
    80100003: 'rejected message message-malformed',
    80100004: 'rejected message message-malformed',
    80100013: 'rejected message message-malformed',
    80100016: 'rejected message content-refused',
    80100017: 'throttled notifier 1000',
    80100018: 'rejected message message-malformed',
    80100022: 'rejected message content-refused',
    80200001: 'rejected notifier credential-refused',
    80200003: 'rejected notifier credential-refused',
    80200005: 'rejected notifier credential-refused',
    80300002: 'rejected notifier permission-missing',
    80300007: 'rejected token token-dead unsure',
    80300008: 'rejected message message-too-large',
    80300010: 'rejected message message-malformed',
    80300011: 'rejected message permission-missing',
    80300013: 'rejected message message-malformed',
    80300029: 'throttled notifier 1000',
    80300030: 'rejected message message-malformed',
    80300036: 'rejected notifier credential-refused',
    80300037: 'rejected notifier permission-missing',
    80600003: 'throttled notifier 1000',
  }
  for (const [code, expected] of Object.entries(table)) {
    for (const status of [200, 400, 500]) {
      assert.equal(summary(judged({ code, msg: 'm' }, status).resultFor('t1')), expected, `${code} ${status}`)
      assert.equal(summary(judged({ code: Number(code) }, status).resultFor('t1')), expected, `number ${code}`)
    }
  }
})

test('only a refused access token asks for a fresh one', () => {
  const asking = ['80200001', '80200003', '80200005']
  for (const code of asking) assert.equal(judged({ code }).accessRefused, true)
  for (const code of ['80000000', '80100000', '80300002', '80300007', '80300036', '81000001']) {
    assert.equal(judged({ code }).accessRefused, false)
  }
  assert.equal(judged('', 401).accessRefused, true)
  assert.equal(judged('', 403).accessRefused, true)
})

test('F73 an answer without a known code is decided by its status, and is never a success', () => {
  const bodies = [
    '',
    '<html>ok</html>',
    '{"code":"8000',
    '[]',
    'null',
    '"80000000"',
    '{"code":null}',
    '{"code":"99999999"}',
    '\ufffd',
  ]
  const byStatus: readonly (readonly [number, string])[] = [
    [200, 'unknown'],
    [204, 'unknown'],
    [302, 'unknown'],
    [400, 'rejected message message-malformed'],
    [401, 'rejected notifier credential-refused'],
    [403, 'rejected notifier credential-refused'],
    [404, 'rejected message message-malformed'],
    [408, 'throttled notifier 1000'],
    [413, 'rejected message message-too-large'],
    [429, 'throttled notifier 1000'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'throttled notifier 1000'],
    [504, 'unknown'],
  ]
  for (const body of bodies) {
    for (const [status, expected] of byStatus) {
      assert.equal(summary(judged(body, status).resultFor('t1')), expected, `${status} ${body}`)
    }
  }
})

test('F73 no body at all makes a success but one that says so', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(200, 400, 500, 503), (body, status) => {
      assert.notEqual(judged(body, status).resultFor('t1').kind, 'accepted')
    }),
  )
})

test('an internal error of the vendor may have come after the message was taken, flow control comes before', () => {
  assert.equal(summary(judged({ code: '81000001' }, 500).resultFor('t1')), 'unknown')
  assert.equal(summary(judged({ code: '81000001' }, 200).resultFor('t1')), 'unknown')
  assert.equal(summary(judged({ code: '81000001' }, 503).resultFor('t1')), 'throttled notifier 1000')
})

test('F54 a Retry-After is honoured, and never shortens the pause below a second', () => {
  const wait = (value: string): string => summary(judged('', 503, { 'retry-after': value }).resultFor('t1'))
  assert.equal(wait('7'), 'throttled notifier 7000')
  assert.equal(wait(new Date(NOW_MS + 30_000).toUTCString()), 'throttled notifier 30000')
  assert.equal(wait('0'), 'throttled notifier 1000')
  assert.equal(wait('-1'), 'throttled notifier 1000')
  assert.equal(wait('soon'), 'throttled notifier 1000')
})

test('results carry the vendor’s body as it came and its request id', () => {
  const answer = { code: '80000000', msg: 'Success', requestId: '17', extra: [1] }
  assert.deepEqual(judged(answer).resultFor('t1'), { kind: 'accepted', vendorId: '17', answer })
  const refused = { code: 80300008, msg: 'too big' }
  assert.deepEqual(judged(refused).resultFor('t1'), {
    kind: 'rejected',
    scope: 'message',
    reason: 'message-too-large',
    code: '80300008',
    answer: refused,
  })
  assert.deepEqual(judged('<html>', 502).resultFor('t1'), {
    kind: 'unknown',
    cause: 'Huawei answered HTTP 502',
    answer: '<html>',
  })
})

test('F71 a partial answer is matched by token: listed ones are dead, the others were taken', () => {
  const partial = (detail: unknown): string[] => {
    const msg = typeof detail === 'string' ? detail : JSON.stringify(detail)
    const { resultFor } = judged({ code: '80100000', msg, requestId: 'r' })
    return ['t1', 't2', 't3'].map(token => summary(resultFor(token)))
  }
  const dead = 'rejected token token-dead unsure'
  const rows: readonly (readonly [unknown, string[]])[] = [
    [{ success: 2, failure: 1, illegal_tokens: ['t2'] }, ['accepted', dead, 'accepted']],
    [{ illegal_tokens: ['t2'] }, ['accepted', dead, 'accepted']],
    [{ success: 1, failure: 2, illegal_tokens: ['t3', 't1'] }, [dead, 'accepted', dead]],
    [{ success: 1, failure: 2, illegal_tokens: ['x', 't1', 'y', 7] }, [dead, 'unknown', 'unknown']],
    [{ success: 2, failure: 1, illegal_tokens: ['x', 't1', 'y', 7] }, [dead, 'accepted', 'accepted']],
    [{ success: 2, failure: 1, illegal_tokens: ['t2', 't2'] }, ['accepted', dead, 'accepted']],
    [{ success: 1, failure: 2, illegal_tokens: ['t2', 't2'] }, ['unknown', dead, 'unknown']],
    [{ illegal_tokens: ['x'] }, ['unknown', 'unknown', 'unknown']],
    [{ illegal_tokens: [] }, ['unknown', 'unknown', 'unknown']],
    [{ failure: 'some', illegal_tokens: ['t2'] }, ['unknown', dead, 'unknown']],
    [{ failure: '1', illegal_tokens: ['t2'] }, ['accepted', dead, 'accepted']],
    [{ success: 3, failure: 0, illegal_tokens: [] }, ['accepted', 'accepted', 'accepted']],
    [{ success: 1, failure: 2, illegal_tokens: ['t2'] }, ['unknown', dead, 'unknown']],
    [{ success: 2, failure: 1, illegal_tokens: 't2' }, ['unknown', 'unknown', 'unknown']],
    [{ success: 2, failure: 1 }, ['unknown', 'unknown', 'unknown']],
    ['Part of the tokens are illegal', ['unknown', 'unknown', 'unknown']],
    ['', ['unknown', 'unknown', 'unknown']],
  ]
  for (const [detail, expected] of rows) {
    assert.deepEqual(partial(detail), expected, JSON.stringify(detail))
  }
})

test('F60 a page is neither a request id nor a reason: results are stored one per device', () => {
  const idOf = (requestId: unknown): unknown => {
    const result = judged({ code: '80000000', msg: 'Success', requestId }).resultFor('t1')
    return result.kind === 'accepted' && result.vendorId
  }
  assert.equal(idOf(17), '17')
  assert.equal(idOf('r'.repeat(128)), 'r'.repeat(128))
  for (const requestId of ['', 'r'.repeat(129), 'r\n', null, {}]) assert.equal(idOf(requestId), undefined)
})

test('a partial answer whose msg is an object instead of a text is read too', () => {
  const { resultFor } = judged({ code: 80100000, msg: { success: 1, failure: 1, illegal_tokens: ['t2'] } })
  assert.deepEqual(
    ['t1', 't2'].map(token => resultFor(token).kind),
    ['accepted', 'rejected'],
  )
})
