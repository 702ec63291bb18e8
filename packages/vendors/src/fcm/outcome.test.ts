import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SendResult } from '../vendor.ts'
import { asksForNewToken, judge, REFUSALS, type RefusalName, type Refused } from './outcome.ts'

const FCM_ERROR = 'type.googleapis.com/google.firebase.fcm.v1.FcmError'

function bodyOf(refusal: Refused, message = 'm', more: readonly unknown[] = []): string {
  const detail = refusal.errorCode === undefined ? [] : [{ '@type': FCM_ERROR, errorCode: refusal.errorCode }]
  const { httpStatus: code, status } = refusal
  return JSON.stringify({ error: { code, message, status, details: [...detail, ...more] } })
}

/** The judgement without the vendor's answer. */
function judged(status: number, body: string, retryAfterMs?: number): Record<string, unknown> {
  const result: SendResult = judge({ status, body, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) })
  const { answer: _, ...rest } = { answer: undefined, ...result }
  return rest
}

const MESSAGES: Partial<Record<RefusalName, string>> = {
  tokenMalformed: 'The registration token is not a valid FCM registration token',
  messageTooLarge: 'Android message is too big',
}

test('every documented refusal is judged as the table says', () => {
  const told = Object.fromEntries(
    (Object.keys(REFUSALS) as RefusalName[]).map(name => {
      const refusal = REFUSALS[name]
      return [name, judged(refusal.httpStatus, bodyOf(refusal, MESSAGES[name]))]
    }),
  )
  assert.deepEqual(told, {
    tokenMalformed: {
      kind: 'rejected',
      scope: 'token',
      reason: 'token-malformed',
      unsure: true,
      code: 'INVALID_ARGUMENT',
    },
    messageMalformed: { kind: 'rejected', scope: 'message', reason: 'message-malformed', code: 'INVALID_ARGUMENT' },
    shapeMalformed: { kind: 'rejected', scope: 'message', reason: 'message-malformed', code: 'INVALID_ARGUMENT' },
    messageTooLarge: { kind: 'rejected', scope: 'message', reason: 'message-too-large', code: 'INVALID_ARGUMENT' },
    unauthenticated: { kind: 'rejected', scope: 'notifier', reason: 'credential-refused', code: 'UNAUTHENTICATED' },
    thirdPartyAuth: {
      kind: 'rejected',
      scope: 'notifier',
      reason: 'credential-refused',
      code: 'THIRD_PARTY_AUTH_ERROR',
    },
    senderMismatch: {
      kind: 'rejected',
      scope: 'token',
      reason: 'token-foreign',
      unsure: true,
      code: 'SENDER_ID_MISMATCH',
    },
    permissionDenied: { kind: 'rejected', scope: 'notifier', reason: 'permission-missing', code: 'PERMISSION_DENIED' },
    unregistered: { kind: 'rejected', scope: 'token', reason: 'token-dead', code: 'UNREGISTERED' },
    projectNotFound: { kind: 'rejected', scope: 'notifier', reason: 'credential-refused', code: 'NOT_FOUND' },
    quotaExceeded: { kind: 'throttled', scope: 'notifier', retryAfterMs: 60_000, code: 'QUOTA_EXCEEDED' },
    internal: { kind: 'unknown', cause: 'FCM answered INTERNAL' },
    unspecified: { kind: 'unknown', cause: 'FCM answered UNSPECIFIED_ERROR' },
    unavailable: { kind: 'throttled', scope: 'notifier', retryAfterMs: 10_000, code: 'UNAVAILABLE' },
  })
})

test('a violation of message.token is about the token, one of another field is not', () => {
  const violation = (field: string) => [
    { '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field, description: 'd' }] },
  ]
  const about = (field: string) => judged(400, bodyOf(REFUSALS.shapeMalformed, 'Invalid value', violation(field)))
  assert.equal(about('message.token')['scope'], 'token')
  assert.equal(about('message.data[0].value')['scope'], 'message')
})

test('F70: a 404 without FcmError never condemns a token', () => {
  for (const body of ['', '<html>Not Found</html>', '{}', '{"error":{"code":404,"status":"NOT_FOUND"}}']) {
    assert.equal(judged(404, body)['scope'], 'notifier')
  }
})

test('F54: the wait an answer asks for wins over ours', () => {
  assert.equal(judged(429, bodyOf(REFUSALS.quotaExceeded), 7000)['retryAfterMs'], 7000)
  assert.equal(judged(503, '', 3000)['retryAfterMs'], 3000)
  assert.equal(judged(429, '<html>')['retryAfterMs'], 60_000)
})

test('F73: nothing but a 200 with the name of a message is accepted', () => {
  assert.deepEqual(judge({ status: 200, body: '{"name":"projects/p/messages/1"}' }), {
    kind: 'accepted',
    vendorId: 'projects/p/messages/1',
    answer: { name: 'projects/p/messages/1' },
  })
  for (const body of ['', 'OK', '<html>', '{}', '[]', 'null', '"x"', '{"name":1}', '{"name":""}', '{"name":"proj']) {
    assert.equal(judge({ status: 200, body }).kind, 'unknown', body)
  }
  assert.equal(judge({ status: 201, body: '{"name":"projects/p/messages/1"}' }).kind, 'unknown')
  const hidden = judged(200, '{"error":{"code":404,"status":"NOT_FOUND"},"name":"projects/p/messages/1"}')
  assert.deepEqual(hidden, { kind: 'rejected', scope: 'notifier', reason: 'credential-refused', code: 'NOT_FOUND' })
})

test('F73: whatever the body is, an answer other than 200 is not accepted and nothing throws', () => {
  const body = fc.oneof(
    fc.string(),
    fc.json(),
    fc.object().map(error => JSON.stringify({ error })),
  )
  fc.assert(
    fc.property(fc.integer({ min: 201, max: 599 }), body, (status, text) => {
      assert.notEqual(judge({ status, body: text }).kind, 'accepted')
    }),
  )
})

test('F74: a redirect is a pause of the notifier, never an acceptance', () => {
  const told = judged(302, '')
  assert.deepEqual(told, { kind: 'throttled', scope: 'notifier', retryAfterMs: 60_000, code: 'HTTP 302' })
})

test('F56: gateway failures are unknown, since the message may have passed', () => {
  for (const status of [500, 502, 504]) assert.equal(judged(status, '<html>')['kind'], 'unknown')
})

test('F66: only a 401 without FcmError asks for a new access token', () => {
  assert.equal(asksForNewToken({ status: 401, body: bodyOf(REFUSALS.unauthenticated) }), true)
  assert.equal(asksForNewToken({ status: 401, body: '' }), true)
  assert.equal(asksForNewToken({ status: 401, body: bodyOf(REFUSALS.thirdPartyAuth) }), false)
  assert.equal(asksForNewToken({ status: 403, body: bodyOf(REFUSALS.permissionDenied) }), false)
})
