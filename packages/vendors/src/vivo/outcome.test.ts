import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SendResult } from '../vendor.ts'
import { CODES } from './codes.ts'
import { type VivoJudgement as Judgement, judge, untilBeijingMorningMs } from './outcome.ts'

/** 2023-11-14 22:13:20 UTC, 06:13:20 in Beijing. */
const NOW_MS = 1_700_000_000_000
const TILL_MORNING_MS = 46 * 60_000 + 40_000
const TILL_MIDNIGHT_MS = TILL_MORNING_MS + 17 * 3_600_000

function judged(body: unknown, tokens: readonly string[] = ['a'], status = 200): Judgement {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return judge({ status, headers: {}, body: text }, tokens, NOW_MS)
}

function word(result: SendResult): string {
  if (result.kind === 'rejected')
    return `${result.scope} ${result.reason}${result.unsure ? ' unsure' : ''} ${result.code}`
  if (result.kind === 'throttled') {
    return `wait ${result.scope} ${result.retryAfterMs}${result.quota ? ' quota' : ''} ${result.code}`
  }
  return result.kind
}

const words = ({ resultFor }: Judgement, tokens: readonly string[]): readonly string[] =>
  tokens.map(token => word(resultFor(token)))

/** What the channel makes of each code of one single send. */
const expected: Readonly<Record<string, string>> = {
  0: 'accepted',
  10000: 'notifier credential-refused 10000',
  10040: 'wait notifier 1000 10040',
  10043: 'message message-malformed 10043',
  10045: 'notifier permission-missing 10045',
  10050: 'message message-malformed 10050',
  10054: 'token token-dead unsure 10054',
  10070: `wait token ${TILL_MIDNIGHT_MS} quota 10070`,
  10071: `wait token ${TILL_MORNING_MS} quota 10071`,
  10072: 'wait notifier 1000 10072',
  10073: `wait notifier ${TILL_MIDNIGHT_MS} quota 10073`,
  10085: 'message content-refused 10085',
  10094: 'notifier credential-refused 10094',
  10096: 'message message-malformed 10096',
  10097: 'message message-malformed 10097',
  10101: 'message content-refused 10101',
  10102: 'unknown',
  10103: 'message content-refused 10103',
  10104: 'message content-refused 10104',
  10252: `wait notifier ${TILL_MIDNIGHT_MS} quota 10252`,
  10254: `wait notifier ${TILL_MIDNIGHT_MS} quota 10254`,
  10302: 'token token-dead unsure 10302',
  10303: 'message message-malformed 10303',
  ...Object.fromEntries(
    Array.from({ length: 8 }, (_, index) => [`${10200 + index}`, `notifier permission-missing ${10200 + index}`]),
  ),
}

/** What it makes of each status of an entry. */
const statuses: Readonly<Record<string, string>> = {
  'status 1': 'token token-dead status 1',
  'status 2': 'token token-dead status 2',
  'status 3': 'message permission-missing status 3',
  'status 4': 'notifier permission-missing status 4',
}

test('every documented code has its row, as a number and as digits, whatever the HTTP status', () => {
  assert.deepEqual(CODES.map(({ code }) => code).sort(), [...Object.keys(expected), ...Object.keys(statuses)].sort())
  for (const [code, said] of Object.entries(expected)) {
    for (const result of [Number(code), code]) {
      assert.deepEqual(words(judged({ result, desc: 'd', taskId: '1' }), ['a']), [said], code)
      if (code !== '10102') assert.deepEqual(words(judged({ result, desc: 'd' }, ['a'], 500), ['a']), [said], code)
    }
  }
  assert.deepEqual(
    Object.keys(expected).filter(code => judged({ result: code }).accessRefused),
    ['10000'],
  )
})

test('F70 every status has its row, in a single answer and in a list, beside a success and beside a refusal', () => {
  for (const [name, said] of Object.entries(statuses)) {
    const status = Number(name.slice(-1))
    for (const result of [0, 10302]) {
      assert.deepEqual(words(judged({ result, invalidUser: { userid: 'a', status } }), ['a']), [said])
      assert.deepEqual(words(judged({ result, invalidUsers: [{ userid: 'a', status: `${status}` }] }), ['a']), [said])
      assert.deepEqual(words(judged({ result, data: [{ userid: 'a', status }] }), ['a']), [said])
    }
  }
})

test('F70 a status that nobody knows keeps the binding, an entry without one is unsure', () => {
  assert.deepEqual(words(judged({ result: 0, invalidUsers: [{ userid: 'a', status: 9 }] }), ['a']), [
    'message permission-missing status 9',
  ])
  assert.deepEqual(words(judged({ result: 10302, invalidUsers: ['a'] }), ['a']), ['token token-dead unsure 10302'])
})

test('an accepted push carries the id of its task', () => {
  assert.deepEqual(judged({ result: 0, desc: '请求成功', taskId: '701' }).resultFor('a'), {
    kind: 'accepted',
    vendorId: '701',
    answer: { result: 0, desc: '请求成功', taskId: '701' },
  })
  const list = judge({ status: 200, headers: {}, body: '{"result":0}' }, ['a', 'b'], NOW_MS, '702').resultFor('b')
  assert.ok(list.kind === 'accepted' && list.vendorId === '702')
})

test('F71 targets are matched by name: unlisted accepted, unknown ones ignored, whatever the order', () => {
  const body = {
    result: 0,
    requestId: 'r',
    invalidUsers: [
      { status: 2, userid: 'stranger' },
      { status: 2, userid: 'c' },
      { status: 1, userid: 'a' },
    ],
  }
  assert.deepEqual(words(judged(body, ['a', 'b', 'c']), ['a', 'b', 'c']), [
    'token token-dead status 1',
    'accepted',
    'token token-dead status 2',
  ])
})

test('F71 a list that cannot be read, and a refusal of some that names nobody, leave the unlisted unknown', () => {
  for (const invalidUsers of ['a', 7, [7], [{ status: 1 }], [{ userid: 'a', status: 1 }, null], { a: 1 }]) {
    const [b] = words(judged({ result: 0, invalidUsers }, ['a', 'b']), ['b'])
    // A text is the name of a target: then the other one is not meant.
    assert.equal(b, invalidUsers === 'a' ? 'accepted' : 'unknown', JSON.stringify(invalidUsers))
  }
  for (const nothing of [null, '', [], {}]) {
    assert.deepEqual(words(judged({ result: 0, invalidUser: nothing, invalidUsers: nothing }, ['a', 'b']), ['a']), [
      'accepted',
    ])
  }
  assert.deepEqual(words(judged({ result: 10302 }, ['a', 'b']), ['a', 'b']), ['unknown', 'unknown'])
  const some = judged({ result: 10302, invalidUsers: [{ userid: 'a', status: 1 }] }, ['a', 'b'])
  assert.deepEqual(words(some, ['a', 'b']), ['token token-dead status 1', 'unknown'])
})

test('F71 of any list, exactly its own tokens are refused, and no result names another (property)', () => {
  const entry = fc.record({
    index: fc.integer({ min: 0, max: 12 }),
    status: fc.constantFrom(undefined, 1, 2, 3, 4, 9, '1'),
  })
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 20 }), fc.integer({ min: 1, max: 8 }), (entries, count) => {
      const name = (index: number): string => `token-${String(index).padStart(2, '0')}`
      const tokens = Array.from({ length: count }, (_, index) => name(index))
      const invalidUsers = entries.map(({ index, status }) => ({ userid: name(index), ...(status ? { status } : {}) }))
      const { resultFor } = judged({ result: 0, desc: 'd', invalidUsers }, tokens)
      const listed = new Set(entries.map(({ index }) => name(index)))
      for (const token of tokens) {
        const result = resultFor(token)
        assert.equal(result.kind === 'accepted', !listed.has(token))
        const said = JSON.stringify(result)
        assert.ok(count === 1 || tokens.every(other => other === token || !said.includes(other)))
      }
    }),
  )
})

test('each result shows only what concerns its own token', () => {
  const tokens = ['aaaa', 'bbbb', 'cccc']
  const entry = { userid: 'bbbb', status: 2 }
  const { resultFor } = judged(
    { result: 0, desc: 'ok', requestId: 'r', other: ['aaaa'], invalidUsers: [entry] },
    tokens,
  )
  const answers = tokens.map(token => (resultFor(token) as { readonly answer: unknown }).answer)
  const rest = { requestId: 'r', result: 0, desc: 'ok' }
  assert.deepEqual(answers, [rest, { ...rest, invalidUsers: [entry] }, rest])
  const told = judged({ result: 10085, desc: 'not for bbbb' }, tokens).resultFor('aaaa')
  assert.ok(told.kind === 'rejected')
  assert.deepEqual(told.answer, { result: 10085 })
  const page = judged('<html>aaaa</html>', tokens, 502).resultFor('cccc')
  assert.deepEqual(page, { kind: 'unknown', cause: 'vivo answered HTTP 502', answer: '' })
})

test('F73 an answer without a known code is judged by its status and is never a success', () => {
  const cases: readonly (readonly [unknown, number, string])[] = [
    ['', 200, 'unknown'],
    ['<html>', 200, 'unknown'],
    ['{"result":0', 200, 'unknown'],
    [[{ result: 0 }], 200, 'unknown'],
    [{ result: null }, 200, 'unknown'],
    [{ result: 99999 }, 200, 'unknown'],
    [{ code: 0 }, 200, 'unknown'],
    ['', 401, 'notifier credential-refused HTTP 401'],
    ['', 413, 'message message-too-large HTTP 413'],
    ['', 429, 'wait notifier 1000 HTTP 429'],
    ['', 500, 'unknown'],
  ]
  for (const [body, status, said] of cases) assert.deepEqual(words(judged(body, ['a'], status), ['a']), [said])
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.json(), fc.string({ unit: 'binary' })),
      fc.integer({ min: 200, max: 599 }),
      (body, status) => {
        const [said] = words(judged(body, ['a'], status), ['a'])
        assert.ok(said !== 'accepted' || ['0', 0].includes((JSON.parse(body) as { result: string | number }).result))
      },
    ),
  )
})

test('F60 a code, a status and an id are as short as real ones, whatever comes', () => {
  const long = '7'.repeat(9_000)
  const bodies = [
    { result: long },
    { result: 0, taskId: long },
    { result: 0, invalidUser: { userid: 'a', status: long } },
  ]
  for (const body of bodies) {
    const { resultFor, taskId = '' } = judged(body)
    assert.ok(JSON.stringify({ ...resultFor('a'), answer: '', taskId }).length < 300, JSON.stringify(body).slice(0, 30))
  }
})

test('the morning in Beijing is at 23:00 UTC', () => {
  assert.equal(untilBeijingMorningMs(Date.UTC(2026, 0, 1, 22, 59, 59)), 1000)
  assert.equal(untilBeijingMorningMs(Date.UTC(2026, 0, 1, 15)), 8 * 3_600_000)
})
