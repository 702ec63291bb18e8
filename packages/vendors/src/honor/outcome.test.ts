import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Judgement } from '../channel/judgement.ts'
import type { SendResult } from '../vendor.ts'
import { CODES, judge } from './outcome.ts'

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

const taken = { sendResult: true, requestId: 'r1' }
const all = (body: unknown, status?: number): string[] =>
  TOKENS.map(token => summary(judged(body, status).resultFor(token)))

test('each known code has one meaning, whether it is a number or a string, whatever the HTTP status', () => {
  const table: Readonly<Record<string, string>> = {
    200: 'accepted',
    80100003: 'rejected message message-malformed',
    80200001: 'rejected notifier credential-refused',
    80200003: 'rejected notifier credential-refused',
    80300002: 'rejected notifier permission-missing',
    80300007: 'rejected token token-dead unsure',
    80300008: 'rejected message message-too-large',
    80300010: 'rejected message message-malformed',
  }
  const decided = Object.keys(table).concat('80100000', '81000001').sort()
  assert.deepEqual(CODES.map(({ code }) => code).sort(), decided)
  for (const [code, expected] of Object.entries(table)) {
    for (const status of [200, 400, 500]) {
      assert.equal(summary(judged({ code, data: taken }, status).resultFor('t1')), expected, `${code} ${status}`)
      assert.equal(summary(judged({ code: Number(code), data: taken }, status).resultFor('t1')), expected)
    }
  }
})

test('an internal error may have come after the message was taken, flow control comes before', () => {
  assert.equal(all({ code: 81000001 }, 500)[0], 'unknown')
  assert.equal(all({ code: 81000001 }, 200)[0], 'unknown')
  assert.equal(all({ code: 81000001 }, 503)[0], 'throttled notifier 1000')
})

test('only a refused access token asks for a fresh one; 403 says that none will do', () => {
  for (const code of [80200001, 80200003]) assert.equal(judged({ code }).accessRefused, true)
  for (const code of [200, 80100000, 80300002, 80300007]) assert.equal(judged({ code }).accessRefused, false)
  assert.equal(judged('', 401).accessRefused, true)
  assert.equal(judged('', 403).accessRefused, false)
  assert.equal(all('', 403)[0], 'rejected notifier credential-refused')
})

test('F73 an answer without a known code is decided by its status, and is never a success', () => {
  const byStatus: readonly (readonly [number, string])[] = [
    [200, 'unknown'],
    [302, 'unknown'],
    [400, 'rejected message message-malformed'],
    [401, 'rejected notifier credential-refused'],
    [408, 'throttled notifier 1000'],
    [413, 'rejected message message-too-large'],
    [429, 'throttled notifier 1000'],
    [500, 'unknown'],
    [503, 'throttled notifier 1000'],
  ]
  for (const body of ['', '<html>ok</html>', '{"code":2', '[]', 'null', '200', '{"code":null}', '{"code":99999999}']) {
    for (const [status, expected] of byStatus) assert.equal(all(body, status)[0], expected, `${status} ${body}`)
  }
})

test('F73 a code of success is believed only with its data and without a denial', () => {
  const bodies = [
    { code: 200 },
    { code: 200, message: 'success', data: null },
    { code: 200, data: [] },
    { code: 200, data: {} },
    { code: 200, data: { sendResult: 'true', requestId: 'r' } },
    { code: 200, data: { sendResult: false, requestId: 'r' } },
    { code: 200, data: { ...taken, failTokens: 't1' } },
    { code: 200, data: { ...taken, expireTokens: {} } },
  ]
  for (const body of bodies) assert.deepEqual(all(body), Array(3).fill('unknown'), JSON.stringify(body))
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(200, 400, 500, 503), (body, status) => {
      assert.notEqual(judged(body, status).resultFor('t1').kind, 'accepted')
    }),
  )
})

test('a success may leave out sendResult where it names the request', () => {
  assert.deepEqual(all({ code: 200, data: { requestId: 17 } }), Array(3).fill('accepted'))
})

test('F70 F71 lists are matched by token: expired is certain, failed is not, and others were taken', () => {
  const [dead, doubtful, none] = ['rejected token token-dead', 'rejected token token-dead unsure', []] as const
  const rows: readonly (readonly [number, unknown, unknown, readonly string[]])[] = [
    [200, none, none, ['accepted', 'accepted', 'accepted']],
    [200, undefined, undefined, ['accepted', 'accepted', 'accepted']],
    [200, null, ['t2'], ['accepted', dead, 'accepted']],
    [200, ['t2'], none, ['accepted', doubtful, 'accepted']],
    [200, ['stranger'], none, ['accepted', 'accepted', 'accepted']],
    [80100000, ['t3', 't1'], none, [doubtful, 'accepted', doubtful]],
    [80100000, ['t1'], ['t3', 't1'], [dead, 'accepted', dead]],
    [80100000, ['stranger', 't1', 7], none, [doubtful, 'accepted', 'accepted']],
    [80100000, none, none, ['unknown', 'unknown', 'unknown']],
    [80100000, ['stranger'], none, ['unknown', 'unknown', 'unknown']],
    [80100000, 't1', none, ['unknown', 'unknown', 'unknown']],
    [80300007, none, ['t1'], [dead, doubtful, doubtful]],
    [80300008, ['t1'], ['t2'], Array(3).fill('rejected message message-too-large')],
  ]
  for (const [code, failTokens, expireTokens, expected] of rows) {
    const body = { code, message: 'm', data: { ...taken, failTokens, expireTokens } }
    assert.deepEqual(all(body), expected, JSON.stringify(body))
  }
  const denied = { code: 80100000, data: { sendResult: false, failTokens: ['t1'], expireTokens: [] } }
  assert.deepEqual(all(denied), [doubtful, 'unknown', 'unknown'])
})

test('each result shows its own token and no other, and carries the request id', () => {
  const data = { ...taken, failTokens: ['t2'], expireTokens: ['t3'] }
  const { resultFor } = judged({ code: 80100000, message: 'partial', data })
  const answer = (failTokens: string[], expireTokens: string[]): unknown => ({
    code: 80100000,
    message: 'partial',
    data: { ...taken, failTokens, expireTokens },
  })
  assert.deepEqual(resultFor('t1'), { kind: 'accepted', vendorId: 'r1', answer: answer([], []) })
  const [failed, expired] = [resultFor('t2'), resultFor('t3')]
  assert.deepEqual(failed.kind === 'rejected' && [failed.code, failed.answer], ['80100000', answer(['t2'], [])])
  assert.deepEqual(expired.kind === 'rejected' && expired.answer, answer([], ['t3']))
})

test('F54 a Retry-After is honoured', () => {
  assert.equal(summary(judged('', 503, { 'retry-after': '7' }).resultFor('t1')), 'throttled notifier 7000')
})

test('F60 a page is no request id: results are stored one per device', () => {
  for (const requestId of ['r'.repeat(129), '']) {
    const result = judged({ code: 200, data: { sendResult: true, requestId } }).resultFor('t1')
    assert.deepEqual([result.kind, 'vendorId' in result], ['accepted', false])
  }
})
