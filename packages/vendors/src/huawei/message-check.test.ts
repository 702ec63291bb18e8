import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '../json.ts'
import { checkRequest, TOKENS_MAX } from './message-check.ts'
import { MESSAGE_BYTES_MAX } from './payload.ts'

const SHOWN = { title: 'Li', body: 'hi', click_action: { type: 3 } }

/** The code of the first failed check, or `passed`. */
function verdict(request: JsonValue): string {
  const checked = checkRequest(JSON.stringify(request))
  return checked.kind === 'passed' ? 'passed' : checked.code
}

const withAndroid = (android: JsonObject): string =>
  verdict({ message: { android: { notification: SHOWN, ...android }, token: ['t'] } })
const withTap = (click_action: JsonValue): string => withAndroid({ notification: { ...SHOWN, click_action } })

test('a request that passes hands over each token once, and the message without them', () => {
  const message = { android: { notification: SHOWN }, data: 'd' }
  const request = { validate_only: true, message: { ...message, token: ['t1', 't2', 't1'] } }
  assert.deepEqual(checkRequest(JSON.stringify(request)), {
    kind: 'passed',
    tokens: ['t1', 't2'],
    message,
    validateOnly: true,
  })
})

test('a body without a message object is refused', () => {
  for (const body of ['', '{', '[]', '{}', '{"message":[]}']) {
    assert.deepEqual(checkRequest(body), { kind: 'failed', code: '80100003' }, body)
  }
})

test('one to a thousand tokens are taken', () => {
  const tokens = (token: JsonValue): string => verdict({ message: { android: { notification: SHOWN }, token } })
  assert.equal(tokens(['t']), 'passed')
  assert.equal(tokens(Array.from({ length: TOKENS_MAX }, (_, index) => `t${index}`)), 'passed')
  assert.equal(tokens(Array.from({ length: TOKENS_MAX + 1 }, (_, index) => `t${index}`)), '80300010')
  for (const wrong of [[], 't', [1], [''], null]) assert.equal(tokens(wrong), '80300010')
  assert.equal(verdict({ message: { android: { notification: SHOWN } }, token: ['t'] }), '80300010')
})

test('the time to live is a number of seconds with an s, at most 15 days', () => {
  for (const ttl of ['0s', '1.5s', '1296000s']) assert.equal(withAndroid({ ttl }), 'passed')
  for (const ttl of ['1296001s', '60', 60, '-1s', 's']) assert.equal(withAndroid({ ttl }), '80100004')
})

test('the collapse key is a whole number from −1 to 100', () => {
  for (const collapse_key of [-1, 0, 100]) assert.equal(withAndroid({ collapse_key }), 'passed')
  for (const collapse_key of [-2, 101, 1.5, '1']) assert.equal(withAndroid({ collapse_key }), '80100013')
})

test('a notification needs a complete click action', () => {
  for (const tap of [
    { type: 1, intent: 'i' },
    { type: 1, action: 'a' },
    { type: 2, url: 'https://a' },
  ]) {
    assert.equal(withTap(tap), 'passed')
  }
  for (const tap of [null, {}, { type: 1 }, { type: 2, url: 'http://a' }, { type: 2 }, { type: 5 }, { type: '3' }]) {
    assert.equal(withTap(tap), '80100003')
  }
  assert.equal(verdict({ message: { notification: { title: 't', body: 'b' }, token: ['t'] } }), '80100003')
})

test('a message without a notification needs data', () => {
  assert.equal(verdict({ message: { data: 'd', token: ['t'] } }), 'passed')
  assert.equal(verdict({ message: { android: { data: 'd' }, token: ['t'] } }), 'passed')
  assert.equal(verdict({ message: { token: ['t'] } }), '80100003')
})

test('the message may have 4096 bytes, its tokens not counted', () => {
  const overhead = Buffer.byteLength(JSON.stringify({ data: '' }))
  const sized = (bytes: number): string =>
    verdict({ message: { data: 'x'.repeat(bytes - overhead), token: ['t'.repeat(500)] } })
  assert.equal(sized(MESSAGE_BYTES_MAX), 'passed')
  assert.equal(sized(MESSAGE_BYTES_MAX + 1), '80300008')
})
