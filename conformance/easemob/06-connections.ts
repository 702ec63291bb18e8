// §2.2, second half: who is connected, and what waits for those who are not.
import assert from 'node:assert/strict'
import { assertTimes, envelopeA, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'

export const connectionRules = rulesOf('§2.2', [
  [
    'D',
    'GET users/{u}/status says online or offline; nobody without a connection is online',
    async t => {
      const username = await t.user()
      const body = envelopeA(t, await t.call('GET', `users/${username}/status`), 'get', '/users')
      assert.deepEqual(body.data, { [username]: 'offline' })
    },
  ],
  [
    'D',
    'POST users/batch/status answers each id in order; an unknown one is offline',
    async t => {
      const [known, unknown] = [await t.user(), t.name('u')]
      const reply = await t.call('POST', 'users/batch/status', { usernames: [known, unknown] })
      const body = ok(reply)
      assert.equal(body.action, 'get batch user status')
      assert.deepEqual(body.data, [{ [known]: 'offline' }, { [unknown]: 'offline' }])
      assertTimes(reply)
    },
  ],
  [
    'D',
    'POST users/batch/status takes at most 100 ids',
    async t => {
      const usernames = Array.from({ length: 101 }, (_, at) => `u${at}`)
      refused(await t.call('POST', 'users/batch/status', { usernames }), refusals.illegal)
      ok(await t.call('POST', 'users/batch/status', { usernames: usernames.slice(0, 100) }))
    },
  ],
  [
    'D',
    'GET users/{u}/disconnect ends all sessions of a user',
    async t => assert.deepEqual(ok(await t.call('GET', `users/${await t.user()}/disconnect`)).data, { result: true }),
  ],
  [
    'D',
    'DELETE users/{u}/disconnect/{resource} ends one',
    async t => {
      const reply = await t.call('DELETE', `users/${await t.user()}/disconnect/webim_1`)
      assert.deepEqual(ok(reply).data, { result: true })
    },
  ],
  [
    'D',
    'GET users/{u}/resources lists the connected devices',
    async t => assert.deepEqual(ok(await t.call('GET', `users/${await t.user()}/resources`)).data, []),
  ],
  [
    'D',
    'GET users/{u}/offline_msg_count counts the messages that wait, with no entities and count 0',
    async t => {
      const username = await t.user()
      const body = ok(await t.call('GET', `users/${username}/offline_msg_count`))
      assert.deepEqual([body.action, body.entities, body.data, body.count], ['get', [], { [username]: 0 }, 0])
    },
  ],
  [
    'D',
    'GET users/{u}/offline_msg_status/{msg_id} says delivered or undelivered under the id as it was written',
    async t => {
      const id = '900000000000000001'
      const { data } = ok(await t.call('GET', `users/${await t.user()}/offline_msg_status/${id}`))
      assert.ok(data[id] === 'delivered' || data[id] === 'undelivered', JSON.stringify(data))
    },
  ],
])
