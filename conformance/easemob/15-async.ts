// §6.3 and §6.4: pushes that do not wait.
import assert from 'node:assert/strict'
import { envelopeB, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

const pushMessage = { title: 'Hello', content: 'Conformance' }
const queued = { pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }

async function single(t: Trial, body: object) {
  return envelopeB(await t.call('POST', 'push/single', { pushMessage, ...body })).data
}

function asyncItem(id: string) {
  return { id, pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }
}

export const asyncRules = rulesOf('§6.3', [
  [
    'S',
    'push/async answers at once with ASYNC_SUCCESS, empty data and desc success',
    async t => {
      const reply = await t.call('POST', `push/async/${await t.user()}`, { strategy: 3, pushMessage })
      assert.deepEqual(envelopeB(reply).data, [queued])
    },
  ],
  [
    'S',
    'It does so for somebody without a binding too',
    async t =>
      assert.deepEqual(ok(await t.call('POST', `push/async/${await t.user()}`, { pushMessage })).data, [queued]),
  ],
  [
    'S',
    'Wrong content: 400 MessageException bad_request',
    async t => refused(await t.call('POST', 'push/async/u', { pushMessage: { content: {} } }), refusals.message),
  ],
])

export const singleRules = rulesOf('§6.4', [
  [
    'S',
    'push/single answers one item per target, with desc async success. (with its full stop) and no inner data',
    async t => {
      const [a, b] = [await t.user(), await t.user()]
      assert.deepEqual(await single(t, { targets: [b, a] }), [asyncItem(b), asyncItem(a)])
    },
  ],
  [
    'I',
    'Unknown users get ASYNC_SUCCESS as well',
    async t => {
      const nobody = t.name('u')
      assert.deepEqual(await single(t, { targets: [nobody] }), [asyncItem(nobody)])
    },
  ],
  [
    'R',
    'The id of an item is the target as it was written',
    async t => {
      const written = (await t.user()).toUpperCase()
      assert.deepEqual(await single(t, { targets: [written] }), [asyncItem(written)])
    },
  ],
  [
    'R',
    'A target that is named twice has two items',
    async t => {
      const a = await t.user()
      assert.deepEqual(await single(t, { targets: [a, a] }), [asyncItem(a), asyncItem(a)])
    },
  ],
  [
    'S',
    '100 targets are taken, 101 and none are 400 IllegalArgumentException',
    async t => {
      const hundred = Array.from({ length: 100 }, (_, at) => `nobody-${at}`)
      assert.equal((await single(t, { targets: hundred })).length, 100)
      for (const targets of [[...hundred, 'one-more'], []])
        refused(await t.call('POST', 'push/single', { targets, pushMessage }), refusals.illegal)
    },
  ],
  [
    'S',
    'targets is required',
    async t => refused(await t.call('POST', 'push/single', { pushMessage }), refusals.illegal),
  ],
  [
    'D',
    'async true is the usual call',
    async t => assert.equal((await single(t, { targets: ['nobody'], async: true }))[0].pushStatus, 'ASYNC_SUCCESS'),
  ],
  [
    'C',
    'async false waits, and answers as push/sync does, with the id',
    async t => {
      const [a, nobody] = [await t.user(), t.name('u')]
      const none = { pushStatus: 'FAIL', desc: 'no push binding' }
      assert.deepEqual(await single(t, { targets: [a], async: false }), [{ id: a, ...none }])
      const unknown = { pushStatus: 'FAIL', desc: 'appUser not exists' }
      assert.deepEqual(await single(t, { targets: [nobody], async: false }), [{ id: nobody, ...unknown }])
    },
  ],
  [
    'R',
    'async false with two targets is 400 IllegalArgumentException',
    async t => {
      const body = { targets: ['a', 'b'], pushMessage, async: false }
      refused(await t.call('POST', 'push/single', body), refusals.illegal)
    },
  ],
])
