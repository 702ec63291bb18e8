// §6.1 and §6.2: the list of sending endpoints, and the push that waits for the vendor.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { envelopeB, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

const pushMessage = { title: 'Hello', content: 'Conformance' }

async function results(t: Trial, target: string, body: object = { pushMessage }) {
  const { data } = envelopeB(await t.call('POST', `push/sync/${target}`, body))
  assert.ok(Array.isArray(data))
  return data
}

/** The certificate of the phone's APNs binding, else of its first one: APNs says of a token whether it is one. */
async function notifierOfPhone(t: Trial): Promise<string> {
  const bound: readonly { notifier_name: string }[] = ok(await t.call('GET', `users/${t.phone}/push/binding`)).entities
  const known: readonly { name: string; provider: string }[] = ok(await t.call('GET', 'notifiers')).entities
  const apns = known.find(({ name, provider }) => provider === 'APNS' && bound.some(one => one.notifier_name === name))
  const name = apns?.name ?? bound[0]?.notifier_name
  assert.ok(name, 'the phone has no binding')
  return name
}

/** In the form of an APNs token, and of no device. */
function wrongToken(): string {
  return randomBytes(32).toString('hex')
}

export const sendingRules = rulesOf('§6.1', [
  [
    'S',
    'Any other path below /push is 404 url is invalid',
    async t => {
      for (const resource of ['push', 'push/nowhere', 'push/sync', 'push/single/u', 'push/tasks'])
        refused(await t.call('POST', resource, { pushMessage }), refusals.noPath)
    },
  ],
  [
    'S',
    'Every sending endpoint asks for pushMessage',
    async t => {
      const username = await t.user()
      const label = await t.label([username])
      const lines: readonly (readonly [string, object])[] = [
        [`push/async/${username}`, {}],
        ['push/single', { targets: [username] }],
        ['push/list', { targets: [username] }],
        ['push/list/label', { targets: [label] }],
        ['push/task', {}],
        [`push/sync/${username}`, {}],
      ]
      for (const [resource, body] of lines) refused(await t.call('POST', resource, body), refusals.illegal)
    },
  ],
])

export const syncRules = rulesOf('§6.2', [
  [
    'S',
    'A user without a binding: 200 with FAIL, no push binding, and no vendor answer',
    async t => assert.deepEqual(await results(t, await t.user()), [{ pushStatus: 'FAIL', desc: 'no push binding' }]),
  ],
  [
    'S',
    'An unknown user: 200 with FAIL, appUser not exists',
    async t => assert.deepEqual(await results(t, t.name('u')), [{ pushStatus: 'FAIL', desc: 'appUser not exists' }]),
  ],
  [
    'D',
    'A binding to a certificate that does not exist: 200 with FAIL, no notifier exist',
    async t => {
      const username = await t.user()
      const binding = { device_id: 'd', device_token: t.name('tok'), notifier_name: t.name('n') }
      ok(await t.call('PUT', `users/${username}/push/binding`, binding))
      const [item, ...more] = await results(t, username)
      assert.deepEqual([item.pushStatus, item.desc, more], ['FAIL', 'no notifier exist', []])
    },
  ],
  [
    'I',
    'One item per binding that was tried',
    async t => {
      const username = await t.user()
      for (const at of [1, 2]) {
        const binding = { device_id: `d${at}`, device_token: t.name('tok'), notifier_name: t.name('n') }
        ok(await t.call('PUT', `users/${username}/push/binding`, binding))
      }
      assert.equal((await results(t, username)).length, 2)
    },
  ],
  [
    'S',
    "A push that a vendor accepted: SUCCESS with the vendor's own answer, and no desc",
    async t => {
      for (const item of await results(t, t.phone)) {
        assert.equal(item.pushStatus, 'SUCCESS', JSON.stringify(item))
        assert.ok(Object.keys(item.data).length > 0, 'the vendor said nothing')
        assert.equal('desc' in item, false)
      }
    },
    { phone: true },
  ],
  [
    'S',
    "A device token that its vendor does not accept: FAIL with the vendor's words and answer",
    async t => {
      const [username, notifier] = [await t.user(), await notifierOfPhone(t)]
      const binding = { device_id: 'd', device_token: wrongToken(), notifier_name: notifier }
      ok(await t.call('PUT', `users/${username}/push/binding`, binding))
      const [item] = await results(t, username)
      assert.deepEqual([item.pushStatus, typeof item.desc, typeof item.data], ['FAIL', 'string', 'object'])
      assert.ok(item.desc.length > 0)
    },
    { phone: true },
  ],
  [
    'D',
    'A token that its vendor calls invalid is unbound by itself (§2.3)',
    async t => {
      const [username, notifier] = [await t.user(), await notifierOfPhone(t)]
      const binding = { device_id: 'd', device_token: wrongToken(), notifier_name: notifier }
      ok(await t.call('PUT', `users/${username}/push/binding`, binding))
      await results(t, username)
      assert.deepEqual(ok(await t.call('GET', `users/${username}/push/binding`)).entities, [])
    },
    { phone: true },
  ],
  [
    'R',
    'A certificate that is disabled: FAIL, notifier disabled',
    async t => {
      const name = `28823${Date.now()}`
      const form = { provider: 'XIAOMIPUSH', name, certificate: 's', packageName: 'p.q', disabled: true }
      const [{ uuid }] = ok(await t.call('POST', 'notifiers', form)).entities
      t.after(() => t.call('DELETE', `notifiers/${uuid}`))
      const username = await t.user()
      const binding = { device_id: 'd', device_token: t.name('tok'), notifier_name: name }
      ok(await t.call('PUT', `users/${username}/push/binding`, binding))
      const [item] = await results(t, username)
      assert.deepEqual([item.pushStatus, item.desc], ['FAIL', 'notifier disabled'])
    },
  ],
  [
    'S',
    'strategy is optional, and 0 to 4 where it is given',
    async t => {
      const username = await t.user()
      for (const strategy of [2, 3]) {
        const [item] = await results(t, username, { strategy, pushMessage })
        assert.equal(item.desc, 'no push binding')
      }
      for (const strategy of [0, 1, 4]) assert.equal((await results(t, username, { strategy, pushMessage })).length, 1)
    },
  ],
  [
    'R',
    'Another strategy is 400 IllegalArgumentException',
    async t => {
      for (const strategy of [5, -1, 1.5, 'x'])
        refused(await t.call('POST', 'push/async/u', { strategy, pushMessage }), refusals.illegal)
    },
  ],
  [
    'R',
    'A strategy written as a string is read',
    async t => ok(await t.call('POST', `push/async/${await t.user()}`, { strategy: '2', pushMessage })),
  ],
  [
    'S',
    'Wrong content of pushMessage: 400 MessageException bad_request',
    async t =>
      refused(await t.call('POST', `push/sync/${await t.user()}`, { pushMessage: { title: 5 } }), refusals.message),
  ],
  [
    'S',
    'pushMessage that is no object: 400',
    async t => {
      for (const wrong of ['text', 5, []])
        assert.equal((await t.call('POST', 'push/async/u', { pushMessage: wrong })).status, 400)
    },
  ],
  [
    'C',
    'The answer comes within the 10 seconds that the Java SDK waits',
    async t => {
      const startedMs = performance.now()
      await results(t, await t.user())
      assert.ok(performance.now() - startedMs < 10_000)
    },
  ],
])

export const strategyRules = rulesOf('§6.9', [
  [
    'S',
    'Strategy 2 is the default: vendor channel only',
    async t => {
      const username = await t.user()
      const silent = await results(t, username)
      assert.deepEqual(await results(t, username, { strategy: 2, pushMessage }), silent)
    },
  ],
  [
    'R',
    'Strategy 4 for somebody who is offline: FAIL, user offline',
    async t => {
      const expected = [{ pushStatus: 'FAIL', desc: 'user offline' }]
      assert.deepEqual(await results(t, await t.user(), { strategy: 4, pushMessage }), expected)
    },
  ],
  [
    'D',
    'With strategies 1 and 4 a missing binding is no failure of its own',
    async t => {
      const username = await t.user()
      for (const strategy of [1, 4]) {
        const [item] = await results(t, username, { strategy, pushMessage })
        assert.notEqual(item.desc, 'no push binding')
      }
    },
  ],
  [
    'S',
    'Strategy 1 for somebody who is offline: kept for the online channel, SUCCESS, success',
    async t => {
      const kept = [{ pushStatus: 'SUCCESS', desc: 'success' }]
      assert.deepEqual(await results(t, await t.user(), { strategy: 1, pushMessage }), kept)
    },
  ],
  [
    'I',
    'Strategy 0 goes on to the online channel where the vendor channel has no way',
    async t => {
      const kept = [{ pushStatus: 'SUCCESS', desc: 'success' }]
      assert.deepEqual(await results(t, await t.user(), { strategy: 0, pushMessage }), kept)
    },
  ],
  [
    'S',
    'A failure of the vendor channel is kept for the online channel by strategies 0 and 3, and dropped by 2',
    async t => {
      const username = await t.user()
      const binding = { device_id: 'd', device_token: t.name('tok'), notifier_name: t.name('none') }
      ok(await t.call('PUT', `users/${username}/push/binding`, binding))
      for (const [strategy, status] of [
        [0, 'SUCCESS'],
        [2, 'FAIL'],
        [3, 'SUCCESS'],
      ])
        assert.equal((await results(t, username, { strategy, pushMessage }))[0].pushStatus, status)
    },
  ],
  [
    'S',
    'A transparent message goes by the online channel alone, whatever the strategy',
    async t => {
      const username = await t.user()
      const transparent = { ...pushMessage, easemob: { needNotification: false } }
      for (const strategy of [0, 1, 2, 3]) {
        const [item] = await results(t, username, { strategy, pushMessage: transparent })
        assert.deepEqual(item, { pushStatus: 'SUCCESS', desc: 'success' })
      }
    },
  ],
])
