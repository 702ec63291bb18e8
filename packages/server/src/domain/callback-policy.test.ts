import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { second } from '@posthouse/protocol'
import { afterTryUnder, flawOf, isTaken } from './callback-policy.ts'
import type { TryEnd } from './callback-schedule.ts'

const nowMs = 1_700_000_000_000
const answered = (status: number, retryAfterMs?: number): TryEnd => ({ kind: 'answered', status, retryAfterMs })
const unanswered: TryEnd = { kind: 'unanswered' }
const plain = (end: TryEnd) => ({ end, flaw: undefined })

test('spec §9.2: the policy easemob takes exactly 200 for success, the policy durable any 2xx', () => {
  for (const status of [200, 201, 204, 299, 300, 302, 400, 404, 410, 429, 500, 503]) {
    equal(isTaken('easemob', plain(answered(status))), status === 200, String(status))
    equal(isTaken('durable', plain(answered(status))), status < 300, String(status))
  }
})

test('spec §9.2: an answer of 1000 characters will do, one of 1001 is a failure, whatever they take in bytes', () => {
  for (const character of ['x', '推', '🀄']) {
    equal(flawOf(character.repeat(1_000), true), undefined)
    equal(flawOf(character.repeat(1_001), true), 'the answer is longer than 1000 characters')
  }
  const flaw = flawOf('x'.repeat(1_001), true)
  equal(isTaken('easemob', { end: answered(200), flaw }), false)
  equal(isTaken('durable', { end: answered(200), flaw }), true)
  equal(isTaken('easemob', { end: answered(200), flaw: flawOf('', false) }), false)
})

test('spec §9.3: one retry at once, then it is stored; no answer asks for another pace', () => {
  for (const end of [
    unanswered,
    answered(500),
    answered(503, 600 * second),
    answered(410),
    answered(201),
    answered(302),
  ]) {
    deepEqual(afterTryUnder('easemob', plain(end), 1, nowMs, 0.5), { state: 'waiting', dueAtMs: nowMs, gone: false })
    deepEqual(afterTryUnder('easemob', plain(end), 2, nowMs, 0.5), { state: 'dead', dueAtMs: undefined, gone: false })
  }
  for (const number of [1, 2]) {
    equal(afterTryUnder('easemob', plain(answered(200)), number, nowMs, 0.5).state, 'delivered')
  }
})

test('the policy durable goes on as its schedule says', () => {
  deepEqual(afterTryUnder('durable', plain(unanswered), 1, nowMs, 0.5), {
    state: 'waiting',
    dueAtMs: nowMs + 5 * second,
    gone: false,
  })
  deepEqual(afterTryUnder('durable', plain(answered(410)), 1, nowMs, 0.5), {
    state: 'dead',
    dueAtMs: undefined,
    gone: true,
  })
})
