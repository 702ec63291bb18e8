// §1.6 and §1.7: the three families of answers, and the error body.
import assert from 'node:assert/strict'
import { envelopeA, envelopeB, envelopeC, invalidField, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'

export const envelopeRules = rulesOf('§1.6', [
  [
    'D',
    'A: users answer with action, application, path, uri, entities, timestamp, duration, organization and applicationName',
    async t => {
      const body = envelopeA(t, await t.call('GET', `users/${await t.user()}`), 'get', '/users')
      assert.equal(body.entities.length, 1)
    },
  ],
  [
    'D',
    'A: action is the method in lower case',
    async t => {
      const username = await t.user()
      envelopeA(t, await t.call('PUT', `users/${username}`, { nickname: 'N' }), 'put', '/users')
      envelopeA(t, await t.call('DELETE', `users/${username}`), 'delete', '/users')
    },
  ],
  [
    'D',
    'A: lists repeat their query as params, each value a list of strings, and count their entities',
    async t => {
      await Promise.all([t.user(), t.user()])
      const body = envelopeA(t, await t.call('GET', 'users?limit=1'), 'get', '/users')
      assert.deepEqual(body.params, { limit: ['1'] })
      assert.equal(body.count, 1)
      assert.equal(typeof body.cursor, 'string')
    },
  ],
  [
    'D',
    'B: labels and sends answer with timestamp, data and duration, and nothing else',
    async t => {
      const label = await t.label()
      envelopeB(await t.call('GET', `push/label/${label}`))
      envelopeB(await t.call('POST', `push/async/${await t.user()}`, { pushMessage: { title: 'T' } }))
    },
  ],
  [
    'D',
    'C: bindings answer with timestamp, entities, action and duration, and nothing else',
    async t => {
      const username = await t.user()
      envelopeC(await t.call('GET', `users/${username}/push/binding`), 'get')
      const binding = { device_id: 'd', device_token: 't', notifier_name: 'n' }
      envelopeC(await t.call('PUT', `users/${username}/push/binding`, binding), 'put')
    },
  ],
])

export const errorBodyRules = rulesOf('§1.7', [
  [
    'D',
    'An error says error, exception, timestamp, duration and error_description',
    async t => {
      const reply = await t.call('PUT', `users/${await t.user()}/push/binding`, {
        device_token: 't',
        notifier_name: 'n',
      })
      refused(reply, invalidField('device_id'))
    },
  ],
  [
    'I',
    'The code is the exception in snake case, without its ending',
    async t => {
      const replies = await Promise.all([
        t.call('GET', `push/label/${t.name()}`),
        t.call('PUT', `users/${t.name()}/push/binding`, { device_id: 'd', device_token: '', notifier_name: 'n' }),
        t.call('POST', 'push/async/u', { strategy: 9, pushMessage: {} }),
        t.call('POST', 'push/async/u', { pushMessage: { title: 1 } }),
      ])
      for (const { body } of replies) {
        const snake = body.exception
          .replace(/Exception$/, '')
          .replace(/(?!^)([A-Z])/g, '_$1')
          .toLowerCase()
        assert.equal(body.error, snake)
      }
    },
  ],
  [
    'C',
    'A user that is not found is service_resource_not_found with exception UserNotFoundException, which the web SDK compares',
    async t => refused(await t.call('GET', `users/${t.name()}`), refusals.noUser),
  ],
  [
    'T',
    'A missing credential is unauthorized with exception EasemobSecurityException',
    async t => refused(await t.call('GET', 'users', undefined, { token: null }), refusals.noCredential),
  ],
])
