import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SendResult } from '../vendor.ts'
import { CODES, judge, unusable } from './outcome.ts'

const NOW_MS = 1_700_000_000_000

function answered(status: number, body = '', headers: Record<string, string> = {}) {
  return judge({ status, headers, body }, NOW_MS)
}

const brief = (result: SendResult): string =>
  result.kind === 'rejected'
    ? `${result.scope} ${result.reason}${result.unsure ? ' unsure' : ''}`
    : result.kind === 'throttled'
      ? `throttled ${result.scope}`
      : result.kind

/** What each meaning of this vendor's table comes to. */
const briefs: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  'message-malformed': 'message message-malformed',
  'message-too-large': 'message message-too-large',
  'permission-missing': 'notifier permission-missing',
  'token-foreign': 'token token-foreign unsure',
  'token-dead': 'token token-dead',
  'token-busy': 'throttled token',
  unclear: 'unknown',
}

const GOOGLE =
  'the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.\n'

/** The body with which a service would say a code. */
function bodyOf(code: string, status: number): string {
  if (code.startsWith('HTTP')) return ''
  if (code === 'VAPID credentials do not correspond') return GOOGLE
  if (/^\d+$/.test(code)) return JSON.stringify({ code: status, errno: Number(code), error: 'e', message: 'm' })
  return JSON.stringify(code.includes(' ') ? { code: status, errno: 109, error: 'e', message: code } : { reason: code })
}

for (const { code, status, meaning } of CODES) {
  test(`${code} under ${status} is ${meaning}`, () => {
    const { result, isJwtRefused } = answered(status, bodyOf(code, status))
    assert.equal(brief(result), briefs[meaning])
    if (result.kind === 'rejected' || result.kind === 'throttled') assert.equal(result.code, code)
    assert.equal(isJwtRefused, ['109', 'HTTP 401', 'BadJwtToken'].includes(code))
  })
}

test('the table has every code of Mozilla’s that the spec lists, and none twice', () => {
  const errnos = [101, 108, 110, 111, 112, 113, 109, 102, 103, 105, 106, 104, 999, 900, 901, 902, 903, 201, 202]
  const codes = CODES.map(({ code }) => code)
  assert.deepEqual(
    errnos.filter(errno => !codes.includes(String(errno))),
    [],
  )
  assert.equal(new Set(codes).size, codes.length)
})

test('no answer of a service that a client has chosen stops the notifier', () => {
  for (let status = 100; status < 600; status += 1) {
    for (const body of ['', '{"errno":109}', '{"reason":"BadJwtToken"}', '<html>']) {
      const { result } = answered(status, body)
      assert.ok(result.kind !== 'throttled' || (result.scope === 'token' && result.quota === undefined))
      assert.ok(result.kind !== 'rejected' || result.reason !== 'credential-refused')
    }
  }
})

test('201 and 202 are taken, the message’s URL is its id, and only its last part where it is long', () => {
  const idOf = (location?: string): unknown => {
    const { result } = answered(201, '', location === undefined ? {} : { location })
    return result.kind === 'accepted' && result.vendorId
  }
  const short = `https://push.example/m/${'a'.repeat(100)}`
  assert.equal(idOf(short), short)
  assert.equal(idOf(`https://updates.push.services.mozilla.com/m/${'b'.repeat(220)}`), 'b'.repeat(220))
  assert.equal(idOf(`https://push.example/m/${'c'.repeat(513)}`), undefined)
  assert.equal(idOf(`https://push.example/${'d'.repeat(200)}/`), undefined)
  assert.equal(idOf(), undefined)
  assert.equal(idOf(''), undefined)
  assert.equal(brief(answered(202).result), 'accepted')
})

test('F73: another 2xx counts with a Location or without a body; a page, a list or a refusal in it is no success', () => {
  assert.equal(brief(answered(200).result), 'accepted')
  assert.equal(brief(answered(200, 'ok', { location: 'https://push.example/m/1' }).result), 'accepted')
  assert.equal(brief(answered(204).result), 'accepted')
  for (const body of [
    '<html>Sign in</html>',
    '[]',
    '{}',
    '{"errno":103}',
    '{"reason":"BadJwtToken"}',
    '\ufffd',
    '{"er',
  ]) {
    assert.equal(brief(answered(200, body).result), 'unknown', body)
  }
})

test('a code counts only under its own status, so that a stray body cannot unbind a device', () => {
  assert.equal(brief(answered(500, '{"errno":103}').result), 'unknown')
  assert.equal(brief(answered(400, '{"errno":102}').result), 'message message-malformed')
  assert.equal(brief(answered(403, '{"reason":"VapidPkHashMismatch"}').result), 'notifier permission-missing')
})

test('403 is about a subscription only where the service says that the key is another one, never where it says nothing', () => {
  const older = 'the key in the authorization header does not correspond to the sender ID used to subscribe this user.'
  for (const words of [GOOGLE, older, JSON.stringify({ code: 403, message: GOOGLE })]) {
    assert.equal(brief(answered(403, words).result), 'token token-foreign unsure', words)
  }
  for (const body of ['', '<html>403 Forbidden</html>', '{"reason":"Forbidden"}', '{"message":"blocked"}', '[]']) {
    assert.equal(brief(answered(403, body).result), 'notifier permission-missing', body)
  }
  assert.equal(brief(answered(400, GOOGLE).result), 'message message-malformed')
})

test('a number as text is the same number, and what is neither number nor word is no code', () => {
  assert.equal(brief(answered(410, '{"errno":"103"}').result), 'token token-dead')
  assert.equal(brief(answered(410, '{"errno":{},"reason":[]}').result), 'token token-dead')
})

test('F74: a redirect is neither followed nor a success', () => {
  for (const status of [301, 302, 303, 307, 308]) {
    assert.equal(brief(answered(status, '', { location: 'https://elsewhere.example' }).result), 'unknown')
  }
})

test('statuses that nobody documents are judged by their class, and load is about the device', () => {
  const cases: [number, string][] = [
    [405, 'message message-malformed'],
    [411, 'message message-malformed'],
    [408, 'throttled token'],
    [504, 'unknown'],
    [100, 'unknown'],
  ]
  for (const [status, expected] of cases) assert.equal(brief(answered(status).result), expected)
})

test('F54: the wait is the one that was named, or a second', () => {
  const waitOf = (status: number, header?: string): unknown => {
    const { result } = answered(status, '', header === undefined ? {} : { 'retry-after': header })
    return result.kind === 'throttled' && result.retryAfterMs
  }
  assert.equal(waitOf(429, '30'), 30_000)
  assert.equal(waitOf(503, new Date(NOW_MS + 90_000).toUTCString()), 90_000)
  for (const header of [undefined, 'soon', '-1', '1000000000']) assert.equal(waitOf(429, header), 1_000)
  assert.equal(waitOf(503, '86400'), 3_600_000)
})

test('F60: what is passed through is the service’s own body, and never more than a few KiB', () => {
  const answerOf = (body: string): unknown => {
    const { result } = answered(404, body)
    return result.kind === 'rejected' && result.answer
  }
  assert.deepEqual(answerOf('{"code":404,"errno":102}'), { code: 404, errno: 102 })
  assert.equal(answerOf('no such thing'), 'no such thing')
  assert.deepEqual(answerOf(''), { status: 404 })
  assert.ok(Buffer.byteLength(JSON.stringify(answerOf('x'.repeat(100_000)))) < 5_000)
})

test('a token that cannot be sent to is never surely dead, and the answer says what is wrong with it', () => {
  assert.deepEqual(unusable({ code: 'not-a-subscription' }), {
    kind: 'rejected',
    scope: 'token',
    reason: 'token-malformed',
    unsure: true,
    code: 'not-a-subscription',
    answer: 'the device token is not the JSON text of a push subscription',
  })
  for (const code of ['keys-malformed', 'endpoint-malformed', 'endpoint-forbidden'] as const) {
    assert.equal(brief(unusable({ code })), 'token token-malformed unsure')
  }
  assert.equal(brief(unusable({ code: 'host-not-listed' })), 'token token-foreign unsure')
})
