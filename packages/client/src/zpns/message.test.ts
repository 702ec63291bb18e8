// Filling of messages (spec/zego.md §2.4).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pushSources } from '@posthouse/protocol/frames'
import fc from 'fast-check'
import { messageOf, reportIdsOf } from './message.ts'

test('Apple’s dictionary gives the texts, and its payload stands in both places', () => {
  const extras = { aps: { alert: { title: 't', body: 'b' } }, payload: 'p', EPush: { report: { subject_id: '9' } } }
  assert.deepEqual(messageOf({ source: 'apns', extras }), {
    title: 't',
    content: 'b',
    extras,
    payload: 'p',
    pushSourceType: 1,
  })
  const silent = { aps: { 'content-available': 1 }, payload: 'p' }
  assert.deepEqual(messageOf({ source: 'apns', extras: silent }), {
    title: '',
    content: '',
    extras: silent,
    payload: 'p',
    pushSourceType: 1,
  })
  const tapped = messageOf({ source: 'apns', extras: { aps: { alert: 'only text', payload: 'inside' } } })
  assert.deepEqual([tapped.content, tapped.payload, tapped.extras['payload']], ['only text', 'inside', 'inside'])
})

test('an app reads members of members in extras without a cast, as from ZEGO’s declaration', () => {
  const alert = { title: 't', body: 'b' }
  const { extras } = messageOf({ source: 'apns', extras: { aps: { alert }, payload: '{"room":7}' } })
  assert.equal(extras['aps'].alert.title, 't')
  assert.equal(JSON.parse(extras['payload']).room, 7)
})

test('extras of Android are read from JSON, and texts among them move out', () => {
  const extras = JSON.stringify({ title: 'x', body: 'from extras', payload: 'p', k: 1 })
  assert.deepEqual(messageOf({ source: 'huawei', title: 't', extras }), {
    title: 't',
    content: 'from extras',
    extras: { payload: 'p', k: 1 },
    payload: 'p',
    pushSourceType: 3,
  })
})

test('Google’s data messages have their texts among the data', () => {
  const extras = { title: 't', content: 'c', payload: 'p' }
  assert.deepEqual(messageOf({ source: 'fcm', extras }), {
    title: 't',
    content: 'c',
    extras: { payload: 'p' },
    payload: 'p',
    pushSourceType: 2,
  })
})

test('extras that are a plain text are the payload', () => {
  const { payload, extras } = messageOf({ source: 'vivo', extras: 'hello' })
  assert.deepEqual([payload, extras], ['hello', { payload: 'hello' }])
})

test('a payload that was read as an object is a text again', () => {
  assert.equal(messageOf({ source: 'oppo', extras: { payload: { a: 1 } } }).payload, '{"a":1}')
})

test('whatever a vendor hands over becomes a message with the payload in both places', () => {
  const notice = fc.record(
    {
      source: fc.constantFrom(...pushSources),
      title: fc.string(),
      content: fc.string(),
      extras: fc.oneof(fc.anything(), fc.json(), fc.string()),
    },
    { requiredKeys: ['source'] },
  )
  fc.assert(
    fc.property(notice, given => {
      const { title, content, payload, extras } = messageOf(given)
      for (const text of [title, content, payload]) assert.equal(typeof text, 'string')
      assert.equal(extras['payload'], payload)
    }),
  )
})

test('ids of reports are digits; long numbers that lost their last digits do not count', () => {
  const idsOf = (report: unknown) => reportIdsOf({ extras: { EPush: { report } } })
  assert.deepEqual(idsOf({ subject_id: '12345678901234567' }), { subjectId: '12345678901234567' })
  assert.deepEqual(idsOf({ task_id: 5, push_id: '7' }), { taskId: '5', pushId: '7' })
  assert.equal(idsOf({ subject_id: 2 ** 60 }), undefined)
  assert.equal(idsOf({ subject_id: '1; drop' }), undefined)
  assert.equal(reportIdsOf({ extras: {} }), undefined)
})
