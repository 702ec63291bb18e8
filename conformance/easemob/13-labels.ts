// §5: labels.
import assert from 'node:assert/strict'
import { envelopeB, ok, refusals, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

function unknown(name: string) {
  const text = `push label not exists of ${name}`
  return { status: 400, error: 'resource_not_found', exception: 'ResourceNotFoundException', text }
}

/** Reads a list to its end; resolves with all items. */
async function readAll<Item>(t: Trial, resource: string, limit: number): Promise<readonly Item[]> {
  const items: Item[] = []
  let cursor: string | undefined = ''
  while (cursor !== undefined) {
    const body = envelopeB(await t.call('GET', `${resource}?limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`))
    assert.ok(body.data.length <= limit)
    items.push(...body.data)
    cursor = body.cursor === '' ? undefined : body.cursor
    // Clients send it back as it came (§5).
    if (cursor !== undefined) assert.match(cursor, /^[A-Za-z0-9_.~-]+$/)
  }
  return items
}

export const labelRules = rulesOf('§5', [
  [
    'D',
    'POST push/label answers name, description and createdAt',
    async t => {
      const name = t.name('vip')
      t.after(() => t.call('DELETE', `push/label/${name}`))
      const { data } = envelopeB(await t.call('POST', 'push/label', { name, description: 'paying users' }))
      const { createdAt, ...rest } = data
      assert.deepEqual(rest, { name, description: 'paying users' })
      assert.ok(Number.isInteger(createdAt) && createdAt > 1_600_000_000_000)
    },
  ],
  ['D', 'description is optional', async t => void (await t.label())],
  [
    'D',
    'GET push/label/{name} adds count',
    async t => {
      const name = await t.label([await t.user(), await t.user()])
      const { data } = envelopeB(await t.call('GET', `push/label/${name}`))
      assert.deepEqual([data.name, data.count], [name, 2])
    },
  ],
  [
    'D',
    'GET push/label lists labels with count, page by page, the last without a cursor',
    async t => {
      const names = [await t.label(), await t.label([await t.user()]), await t.label()]
      const all = await readAll<{ name: string; count: number }>(t, 'push/label', 2)
      for (const name of names)
        assert.ok(
          all.some(one => one.name === name && Number.isInteger(one.count)),
          name,
        )
      assert.equal(new Set(all.map(one => one.name)).size, all.length)
    },
  ],
  [
    'D',
    'DELETE push/label/{name} answers success, and the label is gone',
    async t => {
      const name = await t.label()
      assert.equal(envelopeB(await t.call('DELETE', `push/label/${name}`)).data, 'success')
      refused(await t.call('GET', `push/label/${name}`), unknown(name))
    },
  ],
  [
    'D',
    'POST push/label/{name}/user answers who was added and who was not',
    async t => {
      const [name, username, nobody] = [await t.label(), await t.user(), t.name('u')]
      const reply = await t.call('POST', `push/label/${name}/user`, { usernames: [username, nobody] })
      const { data } = envelopeB(reply)
      assert.deepEqual([data.success, Object.keys(data.fail)], [[username], [nobody]])
      assert.equal(typeof data.fail[nobody], 'string')
    },
  ],
  [
    'R',
    'A user who does not exist fails with appUser not exists',
    async t => {
      const [name, nobody] = [await t.label(), t.name('u')]
      const reply = await t.call('POST', `push/label/${name}/user`, { usernames: [nobody] })
      assert.deepEqual(ok(reply).data, { success: [], fail: { [nobody]: 'appUser not exists' } })
    },
  ],
  [
    'R',
    'Adding a member again, and removing somebody who is none, both succeed',
    async t => {
      const [username, other] = [await t.user(), await t.user()]
      const name = await t.label([username])
      const expected = (one: string) => ({ success: [one], fail: {} })
      const again = await t.call('POST', `push/label/${name}/user`, { usernames: [username] })
      assert.deepEqual(ok(again).data, expected(username))
      const absent = await t.call('DELETE', `push/label/${name}/user`, { usernames: [other] })
      assert.deepEqual(ok(absent).data, expected(other))
      assert.equal(ok(await t.call('GET', `push/label/${name}`)).data.count, 1)
    },
  ],
  [
    'D',
    'GET push/label/{name}/user/{u} answers username and created',
    async t => {
      const username = await t.user()
      const name = await t.label([username])
      const { data } = envelopeB(await t.call('GET', `push/label/${name}/user/${username}`))
      assert.equal(data.username, username)
      assert.ok(Number.isInteger(data.created) && data.created > 1_600_000_000_000)
    },
  ],
  [
    'D',
    'GET push/label/{name}/user/{u} of somebody who is no member has no data',
    async t => {
      const reply = await t.call('GET', `push/label/${await t.label()}/user/${await t.user()}`)
      assert.deepEqual(new Set(Object.keys(ok(reply))), new Set(['timestamp', 'duration']))
    },
  ],
  [
    'D',
    'GET push/label/{name}/user lists members page by page',
    async t => {
      const users = [await t.user(), await t.user(), await t.user()]
      const name = await t.label(users)
      const all = await readAll<{ username: string }>(t, `push/label/${name}/user`, 2)
      assert.deepEqual(all.map(one => one.username).sort(), users.sort())
    },
  ],
  [
    'D',
    'DELETE push/label/{name}/user takes members by a JSON body',
    async t => {
      const username = await t.user()
      const name = await t.label([username])
      const reply = await t.call('DELETE', `push/label/${name}/user`, { usernames: [username] })
      assert.deepEqual(envelopeB(reply).data, { success: [username], fail: {} })
      assert.equal(ok(await t.call('GET', `push/label/${name}`)).data.count, 0)
    },
  ],
  [
    'D',
    'An unknown label is 400 push label not exists of XXX on every call',
    async t => {
      const name = t.name('l')
      const usernames = [await t.user()]
      const lines: readonly (readonly [string, string, unknown?])[] = [
        ['GET', `push/label/${name}`],
        ['DELETE', `push/label/${name}`],
        ['POST', `push/label/${name}/user`, { usernames }],
        ['GET', `push/label/${name}/user`],
        ['GET', `push/label/${name}/user/${usernames[0]}`],
        ['DELETE', `push/label/${name}/user`, { usernames }],
      ]
      for (const [method, resource, body] of lines) refused(await t.call(method, resource, body), unknown(name))
    },
  ],
  [
    'R',
    'A name that is taken is 400 IllegalArgumentException',
    async t => refused(await t.call('POST', 'push/label', { name: await t.label() }), refusals.illegal),
  ],
  [
    'D',
    'Names are case sensitive',
    async t => {
      const name = await t.label()
      refused(await t.call('GET', `push/label/${name.toUpperCase()}`), unknown(name.toUpperCase()))
    },
  ],
  [
    'D',
    'A name has 1 to 64 of A-Z a-z 0-9 _ - .',
    async t => {
      for (const name of ['', 'a b', '标签', 'a/b', 'l'.repeat(65)])
        refused(await t.call('POST', 'push/label', { name }), refusals.illegal)
      const longest = `${t.name('L')}_.`.padEnd(64, '9')
      t.after(() => t.call('DELETE', `push/label/${longest}`))
      ok(await t.call('POST', 'push/label', { name: longest }))
    },
  ],
  [
    'D',
    'A description has at most 255 characters',
    async t => {
      const name = t.name('l')
      refused(await t.call('POST', 'push/label', { name, description: 'd'.repeat(256) }), refusals.illegal)
      t.after(() => t.call('DELETE', `push/label/${name}`))
      ok(await t.call('POST', 'push/label', { name, description: '述'.repeat(255) }))
    },
  ],
  [
    'D',
    'One call adds or removes 1 to 100 users',
    async t => {
      const name = await t.label()
      const hundred = Array.from({ length: 100 }, (_, at) => `nobody-${at}`)
      for (const method of ['POST', 'DELETE']) {
        for (const usernames of [[], [...hundred, 'one-more']])
          refused(await t.call(method, `push/label/${name}/user`, { usernames }), refusals.illegal)
        ok(await t.call(method, `push/label/${name}/user`, { usernames: hundred }))
      }
    },
  ],
  [
    'D',
    'limit is 1 to 100',
    async t => {
      for (const limit of [0, 101]) refused(await t.call('GET', `push/label?limit=${limit}`), refusals.illegal)
      ok(await t.call('GET', 'push/label?limit=100'))
    },
  ],
  [
    'R',
    'Deleting a label takes its memberships with it',
    async t => {
      const username = await t.user()
      const name = await t.label([username])
      ok(await t.call('DELETE', `push/label/${name}`))
      ok(await t.call('POST', 'push/label', { name }))
      assert.equal(ok(await t.call('GET', `push/label/${name}`)).data.count, 0)
    },
  ],
  [
    'R',
    'An app has at most 100 labels: 403 LimitException',
    async t => {
      // 10 calls a second is the documented rate; the app's own settings lift it where they can.
      for (let at = 0; at < 100; at += 1) ok(await t.call('POST', 'push/label', { name: `l${at}` }))
      refused(await t.call('POST', 'push/label', { name: 'one-more' }), refusals.limit)
    },
    { app: 'own', timeoutMs: 90_000 },
  ],
])
