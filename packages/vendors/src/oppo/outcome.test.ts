import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Judgement } from '../channel/judgement.ts'
import { parsedJson } from '../json.ts'
import type { SendResult } from '../vendor.ts'
import { CODES } from './codes.ts'
import { codeOf, judge } from './outcome.ts'

const NOW_MS = 1_700_000_000_000
/** 2023-11-14T22:13:20Z is 06:13:20 in Beijing. */
const UNTIL_MIDNIGHT_MS = 64_000_000
const ONE = ['t1']
const THREE = ['t1', 't2', 't3']

function judged(body: unknown, tokens = ONE, status = 200, headers: Record<string, string> = {}): Judgement {
  return judge({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, tokens, NOW_MS)
}

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

const credential = 'rejected notifier credential-refused'
const malformed = 'rejected message message-malformed'
const missing = 'rejected notifier permission-missing'
const table: Readonly<Record<string, string>> = {
  '0': 'accepted',
  '-2': 'throttled notifier 1000',
  '-1': 'throttled notifier 1000',
  '11': credential,
  '12': malformed,
  '13': 'throttled notifier 1000',
  '14': credential,
  '15': credential,
  '16': credential,
  '17': credential,
  '18': credential,
  '19': credential,
  '20': malformed,
  '21': malformed,
  '22': malformed,
  '23': malformed,
  '24': malformed,
  '25': malformed,
  '26': credential,
  '27': missing,
  '28': credential,
  '29': credential,
  '30': missing,
  '31': malformed,
  '32': malformed,
  '33': `throttled notifier ${UNTIL_MIDNIGHT_MS} quota`,
  '34': `throttled notifier ${UNTIL_MIDNIGHT_MS} quota`,
  '40': malformed,
  '41': malformed,
  '51': malformed,
  '55': 'throttled notifier 1000',
  '59': 'rejected message content-refused',
  '67': 'rejected message permission-missing',
  '10000': 'rejected token token-malformed unsure',
  '10001': 'rejected token token-dead',
  '10002': 'rejected token token-malformed unsure',
  '10003': 'rejected token token-dead unsure',
  '10004': 'unknown',
  '10005': 'unknown',
}

test('each code of spec/vendors.md §6.7 has one meaning, as a number or as digits, whatever the HTTP status', () => {
  assert.deepEqual(new Set(CODES.map(({ code }) => code)), new Set(Object.keys(table)))
  for (const [code, expected] of Object.entries(table)) {
    for (const status of [200, 400, 500]) {
      assert.equal(summary(judged({ code, message: 'm' }, ONE, status).resultFor('t1')), expected, `${code} ${status}`)
      assert.equal(summary(judged({ code: Number(code) }, ONE, status).resultFor('t1')), expected, `number ${code}`)
    }
  }
})

test('only 11, 29 and a bare 401 or 403 ask for another auth token', () => {
  const asking = CODES.map(({ code }) => code).filter(code => judged({ code }).accessRefused)
  assert.deepEqual(asking, ['11', '29'])
  assert.deepEqual(
    [200, 400, 401, 403, 500].filter(status => judged('', ONE, status).accessRefused),
    [401, 403],
  )
})

test('F73 an answer without a known code is decided by its status, and is never a success', () => {
  const bodies = [
    '',
    '<html>ok</html>',
    '{"code":0',
    '[]',
    'null',
    '0',
    '{"code":null}',
    '{"code":"ok"}',
    '{"code":99}',
  ]
  const byStatus: readonly (readonly [number, string])[] = [
    [200, 'unknown'],
    [302, 'unknown'],
    [400, malformed],
    [401, credential],
    [413, 'rejected message message-too-large'],
    [429, 'throttled notifier 1000'],
    [500, 'unknown'],
    [503, 'throttled notifier 1000'],
  ]
  for (const body of bodies) {
    for (const [status, expected] of byStatus) {
      for (const tokens of [ONE, THREE]) {
        assert.equal(summary(judged(body, tokens, status).resultFor('t1')), expected, `${status} ${body}`)
      }
    }
  }
})

test('F73 no body at all makes a success but one that says so (property)', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), fc.constantFrom(200, 400, 500, 503), (body, status) => {
      if (codeOf(parsedJson(body)) === '0') return
      for (const tokens of [ONE, THREE]) assert.notEqual(judged(body, tokens, status).resultFor('t1').kind, 'accepted')
    }),
  )
})

test('F60 S30 nothing in a result is long or another’s: not its code, not its message id, not the words beside its entry', () => {
  const long = 'x'.repeat(50_000)
  for (const body of [{ code: long }, { code: 41, message: long }, { code: { t2: 1 } }]) {
    const text = JSON.stringify(judged(body, THREE, 400).resultFor('t1'))
    assert.ok(text.length < 5_000 && !text.includes('t2'), text.slice(0, 200))
  }
  const accepted = [
    judged({ code: 0, data: { messageId: long } }).resultFor('t1'),
    judged({ code: 0, data: [yes('t1', long)] }, THREE).resultFor('t1'),
  ]
  for (const result of accepted) assert.ok(JSON.stringify(result).length < 5_000)
  const { resultFor } = judged({ code: 0, message: 'not t2', data: [yes('t1'), no('t2')] }, THREE)
  for (const token of ['t1', 't3']) assert.ok(!JSON.stringify(resultFor(token)).includes('t2'))
})

test('a registration id of the service abroad keeps its binding when the mainland calls it wrong, but not when it is gone', () => {
  const hex = '0123456789abcdef0123456789abcdef'
  const of = (token: string, errorCode: number): readonly string[] => [
    summary(judged({ code: errorCode }, [token]).resultFor(token)),
    summary(judged({ code: 0, data: [no(token, errorCode)] }, [token, 't2']).resultFor(token)),
  ]
  for (const abroad of [`IN_${hex}`, `EUEX_${hex}`, `realme_US_${hex}`]) {
    assert.deepEqual(of(abroad, 10000), Array(2).fill('rejected message permission-missing'), abroad)
    assert.deepEqual(of(abroad, 10001), Array(2).fill('rejected token token-dead'), abroad)
  }
  for (const ours of [hex, `CN_${hex}`, `OPPO_CN_${hex}`, 'nonsense']) {
    assert.deepEqual(of(ours, 10000), Array(2).fill('rejected token token-malformed unsure'), ours)
  }
})

test('F54 a Retry-After is honoured', () => {
  assert.equal(
    summary(judged({ code: -2 }, ONE, 200, { 'retry-after': '7' }).resultFor('t1')),
    'throttled notifier 7000',
  )
})

test('one message: its id, and the body as it came', () => {
  const answer = { code: 0, message: '', data: { messageId: '3000001-1-1-65a0' } }
  assert.deepEqual(judged(answer).resultFor('t1'), { kind: 'accepted', vendorId: '3000001-1-1-65a0', answer })
  assert.deepEqual(judged({ code: 0 }).resultFor('t1'), { kind: 'accepted', answer: { code: 0 } })
  const dead = { code: 10000, message: 'registration_id格式不正确' }
  assert.deepEqual(judged(dead).resultFor('t1'), {
    kind: 'rejected',
    scope: 'token',
    reason: 'token-malformed',
    unsure: true,
    code: '10000',
    answer: dead,
  })
})

const yes = (registrationId: string, messageId = `m-${registrationId}`): object => ({ messageId, registrationId })
const no = (registrationId: string, errorCode: unknown = 10001): object => ({ registrationId, errorCode })

test('F71 a batch is matched by registration id, whatever the order, the length and who else is named', () => {
  const rows: readonly (readonly [unknown, readonly string[]])[] = [
    [
      [yes('t1'), no('t2'), yes('t3')],
      ['accepted', 'rejected token token-dead', 'accepted'],
    ],
    [
      [yes('t3'), no('t2', '10000'), yes('t1')],
      ['accepted', 'rejected token token-malformed unsure', 'accepted'],
    ],
    [
      [yes('t3'), yes('x'), 7, null, {}],
      ['unknown', 'unknown', 'accepted'],
    ],
    [
      [no('t1'), yes('t1'), yes('t2'), no('t2'), no('t3', 41)],
      ['accepted', 'accepted', malformed],
    ],
    [
      [{ ...yes('t1'), errorCode: 0 }, { ...yes('t2'), errorCode: 10001 }, no('t3', 33)],
      ['accepted', 'rejected token token-dead', `throttled notifier ${UNTIL_MIDNIGHT_MS} quota`],
    ],
    [
      [no('t1', 99), { registrationId: 't2' }, { registrationId: 't3', messageId: '' }],
      ['unknown', 'unknown', 'unknown'],
    ],
    [[], ['unknown', 'unknown', 'unknown']],
    [{ messageId: 'm' }, ['unknown', 'unknown', 'unknown']],
    [null, ['unknown', 'unknown', 'unknown']],
    ['t1', ['unknown', 'unknown', 'unknown']],
  ]
  for (const [data, expected] of rows) {
    const { resultFor } = judged({ code: 0, message: '', data }, THREE)
    assert.deepEqual(
      THREE.map(token => summary(resultFor(token))),
      expected,
      JSON.stringify(data),
    )
  }
})

test('each result of a batch shows its own entry and nobody else’s', () => {
  const data = [yes('t1'), no('t2')]
  const { resultFor } = judged({ code: 0, message: '', data }, THREE)
  assert.deepEqual(resultFor('t1'), {
    kind: 'accepted',
    vendorId: 'm-t1',
    answer: { code: 0, message: '', data: [data[0]] },
  })
  const [second, third] = [resultFor('t2'), resultFor('t3')]
  assert.ok(second.kind === 'rejected' && third.kind === 'unknown')
  assert.deepEqual(second.answer, { code: 0, message: '', data: [data[1]] })
  assert.deepEqual(third.answer, { code: 0, message: '', data: [] })
})

test('a code about a registration id for a whole batch unbinds nobody', () => {
  for (const code of [10000, 10001, 10003]) {
    assert.deepEqual(
      THREE.map(token => judged({ code }, THREE).resultFor(token).kind),
      ['unknown', 'unknown', 'unknown'],
    )
  }
})

test('a refusal of a whole batch keeps its words but what names a registration id, and never more than 4 KiB', () => {
  const said = (body: unknown): unknown => {
    const result = judged(body, THREE, 400).resultFor('t1')
    return 'answer' in result ? result.answer : undefined
  }
  assert.deepEqual(said({ code: 41, message: 'Invalid Arguments', data: { t2: 1 } }), {
    code: 41,
    message: 'Invalid Arguments',
  })
  assert.deepEqual(said({ code: 41, message: 'bad t2' }), { code: 41, message: '' })
  assert.deepEqual(said({ code: 41 }), { code: 41 })
  assert.equal(said('page'), 'page')
  assert.equal(said('page of t3'), '')
  assert.equal(said('[1]'), '')
  assert.ok(String(said('x'.repeat(10_000))).length <= 4096)
})
