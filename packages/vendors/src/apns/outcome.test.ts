import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SendResult } from '../vendor.ts'
import { type ApnsReason, REASONS } from './codes.ts'
import { isExpiredProviderToken, isLeaving, judge } from './outcome.ts'
import type { ApnsPayload } from './payload.ts'

const payload: ApnsPayload = {
  body: '{"aps":{"alert":{"title":"a"}}}',
  headers: {},
  pushType: 'alert',
  topic: 'com.example.chat',
  priority: 10,
  expirationMs: 1_656_484_422_884,
  truncated: false,
}
const push = { token: 'ab', payload, id: '11111111-2222-4333-8444-555555555555', retryAfterMs: 5000 }
const answered = (status: number, body: unknown = '', headers: Record<string, string> = {}): SendResult =>
  judge({ status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) }, push)
const pushNotification = {
  payload: payload.body,
  topic: payload.topic,
  expiration: 1_656_484_422_884,
  priority: 'IMMEDIATE',
  token: 'ab',
}
const brief = (result: SendResult) => {
  const scope = 'scope' in result ? ` ${result.scope}` : ''
  const reason = result.kind === 'rejected' ? ` ${result.reason}${result.unsure ? ' unsure' : ''}` : ''
  return `${result.kind}${scope}${reason}`
}

test('a 200 is accepted with the answer in the shape callbacks show (seed 000)', () => {
  assert.deepEqual(answered(200, '', { 'apns-id': 'ID', 'apns-unique-id': 'U' }), {
    kind: 'accepted',
    vendorId: 'ID',
    answer: {
      accepted: true,
      apnsId: 'ID',
      apnsUniqueId: 'U',
      rejectionReason: null,
      statusCode: 200,
      tokenInvalidationTimestamp: null,
      pushNotification,
    },
  })
})

test('a priority below 10 is told as CONSERVE_POWER', () => {
  const result = judge({ status: 200, headers: {}, body: '' }, { ...push, payload: { ...payload, priority: 5 } })
  assert.ok(result.kind === 'accepted')
  assert.equal(
    (result.answer as { pushNotification: { priority: string } }).pushNotification.priority,
    'CONSERVE_POWER',
  )
})

test('a 410 carries the moment of death (F70)', () => {
  assert.deepEqual(answered(410, { reason: 'Unregistered', timestamp: 1_699_990_000_000 }), {
    kind: 'rejected',
    scope: 'token',
    reason: 'token-dead',
    code: 'Unregistered',
    diedAtMs: 1_699_990_000_000,
    answer: {
      accepted: false,
      apnsId: push.id,
      rejectionReason: 'Unregistered',
      statusCode: 410,
      tokenInvalidationTimestamp: 1_699_990_000_000,
      pushNotification,
    },
  })
})

const EXPECTED: Readonly<Record<ApnsReason, string>> = {
  BadDeviceToken: 'rejected token token-malformed unsure',
  DeviceTokenNotForTopic: 'rejected token token-foreign unsure',
  MissingDeviceToken: 'rejected message message-malformed',
  BadCollapseId: 'rejected message message-malformed',
  BadExpirationDate: 'rejected message message-malformed',
  BadMessageId: 'rejected message message-malformed',
  BadPriority: 'rejected message message-malformed',
  InvalidPushType: 'rejected message message-malformed',
  DuplicateHeaders: 'rejected message message-malformed',
  PayloadEmpty: 'rejected message message-malformed',
  BadTopic: 'rejected notifier topic-refused',
  MissingTopic: 'rejected notifier topic-refused',
  TopicDisallowed: 'rejected notifier topic-refused',
  IdleTimeout: 'unsent',
  ExpiredProviderToken: 'rejected notifier credential-refused',
  InvalidProviderToken: 'rejected notifier credential-refused',
  MissingProviderToken: 'rejected notifier credential-refused',
  BadCertificate: 'rejected notifier credential-refused',
  BadCertificateEnvironment: 'rejected notifier credential-refused',
  BadEnvironmentKeyInToken: 'rejected notifier credential-refused',
  BadEnvironmentKeyIdInToken: 'rejected notifier credential-refused',
  UnrelatedKeyIdInToken: 'rejected notifier credential-refused',
  Forbidden: 'rejected notifier permission-missing',
  BadPath: 'rejected message message-malformed',
  MethodNotAllowed: 'rejected message message-malformed',
  Unregistered: 'rejected token token-dead',
  ExpiredToken: 'rejected token token-dead',
  PayloadTooLarge: 'rejected message message-too-large',
  TooManyRequests: 'throttled token',
  TooManyProviderTokenUpdates: 'throttled notifier',
  InternalServerError: 'unknown',
  ServiceUnavailable: 'throttled notifier',
  Shutdown: 'unsent',
}
for (const [reason, expected] of Object.entries(EXPECTED)) {
  const { status } = REASONS[reason as ApnsReason]
  test(`${status} ${reason} is: ${expected}`, () => assert.equal(brief(answered(status, { reason })), expected))
}

test('F73: only a 200 that says nothing against it is a success', () => {
  const page = '<html>welcome</html>'
  assert.equal(brief(answered(200, { reason: 'BadDeviceToken' }, { 'apns-id': 'x' })), 'unknown')
  assert.equal(brief(answered(200, page)), 'unknown')
  assert.equal(brief(answered(201)), 'unknown')
  assert.equal(brief(answered(204)), 'unknown')
  for (const body of [page, '', '{"reason":', '\u0000\ufffd', '[]', '"x"', '{"reason":5}']) {
    assert.equal(brief(answered(400, body)), 'rejected message message-malformed')
    assert.equal(brief(answered(403, body)), 'rejected notifier credential-refused')
    assert.equal(brief(answered(410, body)), 'rejected token token-dead unsure')
    assert.equal(brief(answered(413, body)), 'rejected message message-too-large')
    assert.equal(brief(answered(429, body)), 'throttled notifier')
    assert.equal(brief(answered(500, body)), 'unknown')
    assert.equal(brief(answered(502, body)), 'unknown')
    assert.equal(brief(answered(503, body)), 'throttled notifier')
  }
})

test('F74: a redirect is no word of APNs, so the outcome is unknown', () => {
  assert.equal(brief(answered(302, '', { location: 'https://example.com' })), 'unknown')
})

test('a reason under a foreign status does not count, so that a stray body unbinds nobody', () => {
  assert.equal(brief(answered(403, { reason: 'Unregistered', timestamp: 1 })), 'rejected notifier credential-refused')
  assert.equal(brief(answered(400, { reason: 'toString' })), 'rejected message message-malformed')
})

test('only documented answers renew the JWT or change the connection', () => {
  const answer = (status: number, reason: string) => ({ status, headers: {}, body: JSON.stringify({ reason }) })
  assert.equal(isExpiredProviderToken(answer(403, 'ExpiredProviderToken')), true)
  assert.equal(isExpiredProviderToken(answer(403, 'InvalidProviderToken')), false)
  assert.equal(isLeaving(answer(503, 'Shutdown')), true)
  assert.equal(isLeaving(answer(400, 'IdleTimeout')), true)
  assert.equal(isLeaving(answer(503, 'ServiceUnavailable')), false)
})
