import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Judgement } from '../channel/judgement.ts'
import type { SendResult } from '../vendor.ts'
import { CODES, judge, REASONS } from './outcome.ts'

const NOW_MS = 1_700_000_000_000
const TOKENS = ['t1', 't2', 't3']

function judged(body: unknown, status = 200, headers: Record<string, string> = {}): Judgement {
  return judge({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, TOKENS, NOW_MS)
}

/** The result without its answer, in few words. */
function summary(result: SendResult): string {
  switch (result.kind) {
    case 'rejected':
      return `${result.scope} ${result.reason}${result.unsure ? ' unsure' : ''}`
    case 'throttled':
      return `throttled ${result.scope} ${result.retryAfterMs}`
    default:
      return result.kind
  }
}

const all = (body: unknown, status?: number): string[] =>
  TOKENS.map(token => summary(judged(body, status).resultFor(token)))
const listed = (code: string, detail: unknown): string[] => all({ code, msg: JSON.stringify(detail), requestId: 'r' })

test('each code of spec/vendors.md §3.7 has one meaning, whether it is a string or a number, whatever the HTTP status', () => {
  const table: Readonly<Record<string, string>> = {
    80000000: 'accepted',
    80100001: 'message message-malformed',
    80100003: 'message message-malformed',
    80100004: 'message message-malformed',
    80100013: 'message message-malformed',
    80100016: 'message content-refused',
    80100022: 'message content-refused',
    80200001: 'notifier credential-refused',
    80200005: 'notifier credential-refused',
    80300002: 'notifier permission-missing',
    80300007: 'token token-dead unsure',
    80300008: 'message message-too-large',
    80300010: 'message message-malformed',
    80300029: 'throttled notifier 1000',
    80300030: 'message message-malformed',
    80300036: 'notifier credential-refused',
    80300037: 'notifier permission-missing',
  }
  for (const [code, expected] of Object.entries(table)) {
    assert.ok(
      CODES.some(row => row.code === code),
      code,
    )
    for (const status of [200, 400, 500]) {
      assert.equal(all({ code, msg: 'm' }, status)[0], expected, `${code} ${status}`)
      assert.equal(all({ code: Number(code), msg: 'm' }, status)[0], expected, `number ${code}`)
    }
  }
  assert.equal(new Set(CODES.map(({ code }) => code)).size, CODES.length)
  assert.equal(all({ code: '81000001' }, 500)[0], 'unknown')
})

test('F70 only a format error is a certain sign, noRight needs the guard, and no other reason unbinds', () => {
  for (const { code: reason } of REASONS) {
    const expected =
      reason === 'tokenFormatError'
        ? 'token token-dead'
        : reason === 'noRight'
          ? 'token token-dead unsure'
          : 'notifier permission-missing'
    const detail = { illegalTokens: { [reason]: ['t2'] }, success: 2, failure: 1 }
    assert.deepEqual(listed('80100000', detail), ['accepted', expected, 'accepted'], reason)
    const { resultFor } = judged({ code: '80100000', msg: JSON.stringify(detail) })
    const result = resultFor('t2')
    assert.equal(result.kind === 'rejected' && result.code, reason)
  }
  assert.deepEqual(listed('80100000', { illegalTokens: { news: ['t2'] } })[1], 'notifier permission-missing')
})

test('F71 a partial answer is matched by token; where nobody can say who failed, the unlisted are unknown', () => {
  const [dead, doubtful] = ['token token-dead', 'token token-dead unsure']
  const rows: readonly (readonly [unknown, readonly string[]])[] = [
    [
      { illegalTokens: { tokenFormatError: ['t3'], noRight: ['t1'] }, success: 1, failure: 2 },
      [doubtful, 'accepted', dead],
    ],
    [{ illegalTokens: { noRight: ['stranger', 't1', 7] } }, [doubtful, 'accepted', 'accepted']],
    [{ illegalTokens: { noRight: ['t1'], tokenFormatError: ['t1'] } }, [doubtful, 'accepted', 'accepted']],
    [{ illegalTokens: {}, success: 3, failure: 0 }, ['accepted', 'accepted', 'accepted']],
    [{ illegalTokens: { noRight: ['t1'] }, failure: 2 }, [doubtful, 'unknown', 'unknown']],
    [{ illegalTokens: { noRight: ['t1', 'stranger'] }, failure: 2 }, [doubtful, 'unknown', 'unknown']],
    [{ illegalTokens: { noRight: ['t1'], tokenFormatError: ['t1'] }, failure: 2 }, [doubtful, 'unknown', 'unknown']],
    [{ illegalTokens: { noRight: ['stranger'] } }, ['unknown', 'unknown', 'unknown']],
    [{ illegalTokens: {} }, ['unknown', 'unknown', 'unknown']],
    [{ illegalTokens: { noRight: ['t1'] }, failure: 'some' }, [doubtful, 'unknown', 'unknown']],
    [{ illegalTokens: { noRight: 't1' }, failure: 1 }, ['unknown', 'unknown', 'unknown']],
    [{ illegalTokens: ['t1'], failure: 1 }, ['unknown', 'unknown', 'unknown']],
    ['Part of the tokens are illegal', ['unknown', 'unknown', 'unknown']],
  ]
  for (const [detail, expected] of rows) assert.deepEqual(listed('80100000', detail), expected, JSON.stringify(detail))
  const asObject = { code: 80100000, msg: { illegalTokens: { noRight: ['t1'] }, failure: 1 } }
  assert.deepEqual(all(asObject), [doubtful, 'accepted', 'accepted'])
})

test('F60 a page is neither a request id nor a reason: results are stored one per device', () => {
  const { resultFor } = judged({
    code: '80100000',
    msg: JSON.stringify({ illegalTokens: { ['x'.repeat(9000)]: ['t1'], news: ['t2'] }, success: 1, failure: 2 }),
    requestId: 'r'.repeat(9000),
  })
  const codeOf = (token: string): unknown => {
    const result = resultFor(token)
    return result.kind === 'rejected' ? result.code : result
  }
  assert.deepEqual([codeOf('t1'), codeOf('t2')], ['80100000', 'news'])
  const taken = resultFor('t3')
  assert.equal(taken.kind === 'accepted' && taken.vendorId, undefined)
})

test('80300007 is told by its reasons, and by the guard where it names none', () => {
  const [dead, doubtful] = ['token token-dead', 'token token-dead unsure']
  const illegalTokens = { tokenFormatError: ['t1'], notSupportPlayVoice: ['t2'] }
  assert.deepEqual(listed('80300007', { illegalTokens, failure: 3 }), [dead, 'notifier permission-missing', doubtful])
  assert.deepEqual(all({ code: '80300007', msg: 'All the tokens are invalid' }), Array(3).fill(doubtful))
})

test('each result shows its own token and no other', () => {
  const detail = { illegalTokens: { noRight: ['t1', 't2'] }, success: 1, failure: 2 }
  const { resultFor } = judged({ code: '80100000', msg: JSON.stringify(detail), requestId: 'r' })
  const answer = (illegalTokens: object): unknown => ({
    code: '80100000',
    msg: JSON.stringify({ illegalTokens, success: 1, failure: 2 }),
    requestId: 'r',
  })
  assert.deepEqual(resultFor('t3'), { kind: 'accepted', vendorId: 'r', answer: answer({}) })
  const refused = resultFor('t2')
  assert.deepEqual(refused.kind === 'rejected' && refused.answer, answer({ noRight: ['t2'] }))
})

test('F73 an answer without a known code is decided by its status, and is never a success', () => {
  const byStatus: readonly (readonly [number, string])[] = [
    [200, 'unknown'],
    [302, 'unknown'],
    [400, 'message message-malformed'],
    [401, 'notifier credential-refused'],
    [413, 'message message-too-large'],
    [429, 'throttled notifier 1000'],
    [502, 'unknown'],
    [503, 'throttled notifier 1000'],
  ]
  for (const body of ['', '<html>ok</html>', '{"code":"8000', '[]', 'null', '{"code":null}', '{"code":"noRight"}']) {
    for (const [status, expected] of byStatus) assert.equal(all(body, status)[0], expected, `${status} ${body}`)
  }
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(200, 400, 500, 503), (body, status) => {
      assert.notEqual(judged(body, status).resultFor('t1').kind, 'accepted')
    }),
  )
})

test('only a refused JWT asks for another; F54 a Retry-After is honoured', () => {
  for (const code of ['80200001', '80200003', '80200005']) assert.equal(judged({ code }).accessRefused, true)
  for (const code of ['80000000', '80100000', '80300007', '80300036'])
    assert.equal(judged({ code }).accessRefused, false)
  assert.equal(judged('', 401).accessRefused, true)
  assert.equal(summary(judged('', 503, { 'retry-after': '7' }).resultFor('t1')), 'throttled notifier 7000')
})
