// §2.3: bindings of devices, in both forms.
import assert from 'node:assert/strict'
import { envelopeA, envelopeC, invalidField, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

interface Binding {
  readonly device_id: string
  readonly device_token: string
  readonly notifier_name: string
}

const first: Binding = { device_id: 'dev-0001', device_token: 'tok-0001', notifier_name: 'demo_fcm' }

async function bind(t: Trial, username: string, body: object) {
  return t.call('PUT', `users/${username}/push/binding`, body)
}

async function bound(t: Trial, username: string): Promise<readonly Binding[]> {
  return ok(await t.call('GET', `users/${username}/push/binding`)).entities
}

/** A user with bindings. */
async function userWith(t: Trial, ...bindings: readonly Binding[]): Promise<string> {
  const username = await t.user()
  // Tokens of different users must differ: a phone that changed accounts loses the older binding.
  for (const one of bindings) ok(await bind(t, username, { ...one, device_token: `${one.device_token}-${username}` }))
  return username
}

export const bindingRules = rulesOf('§2.3', [
  [
    'D',
    'PUT with three values binds, and answers the bindings of that device',
    async t => {
      const body = envelopeC(await bind(t, await t.user(), first), 'put')
      assert.deepEqual(body.entities, [first])
    },
  ],
  [
    'D',
    'GET answers the bindings of all devices',
    async t => {
      const username = await userWith(t, first, { ...first, device_id: 'dev-0002', device_token: 'tok-0002' })
      const body = envelopeC(await t.call('GET', `users/${username}/push/binding`), 'get')
      assert.deepEqual(body.entities.map((one: Binding) => one.device_id).sort(), ['dev-0001', 'dev-0002'])
    },
  ],
  [
    'D',
    'PUT answers only the bindings of the device it is about',
    async t => {
      const username = await userWith(t, first)
      const other = { ...first, device_id: 'dev-0002', device_token: `other-${username}` }
      assert.deepEqual(ok(await bind(t, username, other)).entities, [other])
    },
  ],
  [
    'I',
    'A binding is replaced by user, device and notifier; another notifier is another binding',
    async t => {
      const username = await userWith(t, first, { ...first, notifier_name: 'demo_huawei' })
      const body = ok(await bind(t, username, { ...first, device_token: `new-${username}` }))
      const tokens = body.entities.map((one: Binding) => [one.notifier_name, one.device_token]).sort()
      assert.deepEqual(tokens, [
        ['demo_fcm', `new-${username}`],
        ['demo_huawei', `tok-0001-${username}`],
      ])
    },
  ],
  [
    'D',
    'An empty device_token removes the binding of device and notifier',
    async t => {
      const username = await userWith(t, first, { ...first, notifier_name: 'demo_huawei' })
      const { entities } = ok(await bind(t, username, { ...first, device_token: '' }))
      assert.deepEqual(
        entities.map((one: Binding) => one.notifier_name),
        ['demo_huawei'],
      )
    },
  ],
  [
    'D',
    'An empty notifier_name removes all bindings of the device, and the answer is an empty list',
    async t => {
      const other = { ...first, device_id: 'dev-0002', device_token: 'tok-0002' }
      const username = await userWith(t, first, { ...first, notifier_name: 'demo_huawei' }, other)
      const body = envelopeC(await bind(t, username, { ...first, notifier_name: '' }), 'put')
      assert.deepEqual(body.entities, [])
      assert.deepEqual(
        (await bound(t, username)).map(one => one.device_id),
        ['dev-0002'],
      )
    },
  ],
  ...(['device_id', 'device_token', 'notifier_name'] as const).map(
    field =>
      [
        'D',
        `A PUT without ${field} is refused and changes nothing`,
        async (t: Trial) => {
          const username = await userWith(t, first)
          const { [field]: _left, ...body } = first
          refused(await bind(t, username, body), invalidField(field))
          assert.equal((await bound(t, username)).length, 1)
        },
      ] as const,
  ),
  [
    'D',
    'An unknown user is 400 RequiredPropertyNotFoundException',
    async t => refused(await bind(t, t.name('u'), first), refusals.noUserInSettings),
  ],
  [
    'I',
    'The certificate name is not checked when binding',
    async t => ok(await bind(t, await t.user(), { ...first, notifier_name: t.name('nowhere') })),
  ],
  [
    'R',
    'At most 50 bindings of a user',
    async t => {
      const username = await t.user()
      const one = (at: number) => ({ device_id: `d${at}`, device_token: `t${at}-${username}`, notifier_name: 'n' })
      const all = await Promise.all(Array.from({ length: 50 }, (_, at) => bind(t, username, one(at))))
      for (const reply of all) ok(reply)
      refused(await bind(t, username, one(50)), refusals.limit)
      ok(await bind(t, username, { ...one(0), device_token: `again-${username}` }))
    },
  ],
  [
    'R',
    'A token that moves to another user leaves the first one',
    async t => {
      const token = t.name('tok')
      const [older, newer] = [await t.user(), await t.user()]
      ok(await bind(t, older, { ...first, device_token: token }))
      ok(await bind(t, newer, { ...first, device_token: token }))
      assert.deepEqual(await bound(t, older), [])
      assert.equal((await bound(t, newer)).length, 1)
    },
  ],
  [
    'C',
    'PUT users/{u} with the same three values binds too, and answers the user with pushInfo',
    async t => {
      const username = await t.user()
      const body = envelopeA(t, await t.call('PUT', `users/${username}`, first), 'put', '/users')
      const [{ pushInfo }] = body.entities
      assert.equal(pushInfo[0].device_Id, 'dev-0001')
      assert.deepEqual(await bound(t, username), [first])
    },
  ],
  [
    'C',
    'PUT users/{u} with an empty device_token unbinds',
    async t => {
      const username = await t.user()
      ok(await t.call('PUT', `users/${username}`, first))
      ok(await t.call('PUT', `users/${username}`, { ...first, device_token: '' }))
      assert.deepEqual(await bound(t, username), [])
    },
  ],
])
