import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { isMoving, kindOf, type Line, lanesOf, moodOf, sentenceOf } from './lanes.ts'

const text = { en: 'x', zh: '某' }
const aLine = (with_: Partial<Line>): Line => ({ at: 1, kind: 'sent', text, ...with_ })
const attempt = { number: 1, provider: 'APNS', notifier: 'n' }
const callback = { id: '1', webhookId: 'msg_1', ruleId: '2', state: 'waiting' } as const

test('the whole push is the first lane, and each device has one with its head', () => {
  const head = { deviceId: 'b', attempts: 0 }
  const lanes = lanesOf({ events: [aLine({ deviceId: 'a' }), aLine({}), aLine({ deviceId: 'a' })], devices: [head] })
  deepEqual(
    lanes.map(({ deviceId, lines, head: own }) => [deviceId, lines.length, own]),
    [
      [undefined, 1, undefined],
      ['a', 2, undefined],
      ['b', 0, head],
    ],
  )
})

test('what the final word repeats of the last answer is said once, what an earlier answer said stays', () => {
  const explained = { cause: text, therefore: [text], fix: text }
  const answered = aLine({ kind: 'answered', deviceId: 'a', ...explained })
  const final = aLine({ kind: 'outcome', deviceId: 'a', status: 'fail', reason: 'vendor-refused', ...explained })
  const [lane] = lanesOf({ events: [{ ...answered }, answered, final] })
  deepEqual(
    lane?.lines.map(({ fix }) => fix !== undefined),
    [true, false, true],
  )
})

test('what a vendor answered is said by how it ended, and a callback that was not taken has failed', () => {
  const answered = (end: string) => kindOf(aLine({ kind: 'answered', attempt: { ...attempt, end } }))
  deepEqual(['accepted', 'rejected', 'throttled', 'unsent', 'unknown', 'x'].map(answered), [
    ...['answered', 'refused', 'putOff', 'unsent', 'unknown', 'answered'],
  ])
  equal(kindOf(aLine({ kind: 'callback', callback: { ...callback, number: 1, httpStatus: 500 } })), 'failed')
  equal(kindOf(aLine({ kind: 'callback', callback: { ...callback, number: 1, httpStatus: 204 } })), 'callback')
  equal(kindOf(aLine({ kind: 'callback', callback })), 'callback')
  equal(kindOf(aLine({ kind: 'brand-new' })), 'outcome')
})

test('a skip is a warning, a refusal bad, an answer that was accepted fine', () => {
  equal(moodOf(aLine({ kind: 'skipped', status: 'fail' })), 'warn')
  equal(moodOf(aLine({ kind: 'outcome', status: 'fail' })), 'bad')
  equal(moodOf(aLine({ kind: 'outcome', status: 'success' })), 'fine')
  equal(moodOf(aLine({ kind: 'answered', attempt: { ...attempt, end: 'accepted' } })), 'fine')
  equal(moodOf(aLine({ kind: 'planned' })), 'quiet')
})

test('a final word is its sentence without the words of callbacks', () => {
  const zh = 'fail（user ignore push）：用户当前处于免打扰状态。'
  const line = aLine({ reason: 'user-ignores', text: { en: 'fail (user ignore push): The user: not now.', zh } })
  deepEqual(sentenceOf(line), { en: 'The user: not now.', zh: '用户当前处于免打扰状态。' })
  deepEqual(sentenceOf(aLine({ text: { en: 'fail: x', zh } })), { en: 'fail: x', zh })
  const removed = { en: 'The binding was removed.', zh: '推送绑定已移除。' }
  const ended = { en: `fail: no. ${removed.en}`, zh: `fail：不。${removed.zh}` }
  deepEqual(sentenceOf(aLine({ reason: 'vendor-refused', text: ended, therefore: [removed] })), {
    en: 'no.',
    zh: '不。',
  })
})

test('something moves while a device has no final word or a callback waits', () => {
  equal(isMoving({ settled: false, events: [] }), true)
  equal(isMoving({ settled: true, events: [aLine({ callback })] }), true)
  equal(isMoving({ settled: true, events: [aLine({ callback: { ...callback, state: 'dead' } })] }), false)
})
