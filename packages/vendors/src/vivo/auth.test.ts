import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WireResult } from '../transport/contract.ts'
import { authRequest, judgeAuth, LIFE_MS, RENEW_AFTER_MS, signOf } from './auth.ts'

const credentials = { appId: '10004', appKey: 'key-demo', appSecret: 'secret-demo', isTest: false }
const answered = (body: unknown, status = 200, headers = {}): WireResult => ({
  kind: 'answered',
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
  truncated: false,
})

test('the vector of spec/vendors.md §7.2, and the request around it', () => {
  assert.equal(signOf(credentials, 1_700_000_000_000), '7bec25755b147a8e872c98bea5a0eee0')
  assert.deepEqual(authRequest(credentials, 1_700_000_000_000), {
    method: 'POST',
    path: '/message/auth',
    headers: { 'content-type': 'application/json' },
    body: '{"appId":"10004","appKey":"key-demo","timestamp":1700000000000,"sign":"7bec25755b147a8e872c98bea5a0eee0"}',
  })
})

test('a token is renewed after one to two hours, long before its day is over', () => {
  assert.deepEqual(judgeAuth(answered({ result: 0, desc: '请求成功', authToken: 't-1' }), 0), {
    kind: 'token',
    token: 't-1',
    expiresInMs: LIFE_MS,
  })
  assert.ok(RENEW_AFTER_MS >= 3_600_000 && RENEW_AFTER_MS <= 7_200_000 && LIFE_MS === 86_400_000)
})

test('what is about the credential is a refusal, everything else may pass', () => {
  for (const code of [10000, 10094, 10045, 10200, 10207]) {
    const body = { result: code, desc: 'd' }
    assert.deepEqual(judgeAuth(answered(body), 0), { kind: 'refused', code: String(code), answer: body })
  }
  for (const body of [{ result: 10072 }, { result: 10040 }, { result: 10102 }, { result: 5 }, '', '<html>']) {
    assert.equal(judgeAuth(answered(body), 0).kind, 'failed')
  }
  assert.deepEqual(judgeAuth(answered('', 503, { 'retry-after': '9' }), 0), {
    kind: 'failed',
    cause: 'the sign-in answered HTTP 503',
    retryAfterMs: 9000,
    answer: '',
  })
  assert.deepEqual(judgeAuth({ kind: 'unknown', cause: 'deadline' }, 0), { kind: 'failed', cause: 'deadline' })
})

test('F78 a refusal names how far the clocks are apart, where that may be its cause', () => {
  const body = { result: 10000, desc: 'd' }
  const at = (seconds: number, headers?: Record<string, string>): unknown => {
    const date = new Date(1_700_000_000_000 + seconds * 1000).toUTCString()
    const token = judgeAuth(answered(body, 200, headers ?? { date }), 1_700_000_000_000)
    return token.kind === 'refused' ? token.answer : undefined
  }
  assert.deepEqual(at(660), { ...body, clockSkewMs: 660_000 })
  assert.deepEqual(at(-660), { ...body, clockSkewMs: -660_000 })
  for (const plain of [at(300), at(-300), at(0, {}), at(0, { date: 'soon' })]) assert.deepEqual(plain, body)
})

test('F69 a success without a usable token is a failure, and its body is not reported', () => {
  for (const authToken of [undefined, '', 7, 'a b', 'ü', 'x'.repeat(5000)]) {
    assert.deepEqual(judgeAuth(answered({ result: 0, authToken }), 0), {
      kind: 'failed',
      cause: 'the sign-in succeeded without a usable token',
    })
  }
})
