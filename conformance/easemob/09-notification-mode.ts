// §2.7: the notification mode of a user, as a whole and per conversation.
import assert from 'node:assert/strict'
import { envelopeA, invalidField, ok, refused } from '../expect.ts'
import { rulesOf } from '../rule.ts'
import type { Trial } from '../trial.ts'

const week = 604_800_000

/** The path of a mode: of the user itself, or of a conversation. */
function modePath(username: string, key = username, chatType = 'user'): string {
  return `users/${username}/notification/${chatType}/${key}`
}

async function put(t: Trial, path: string, body: object) {
  return envelopeA(t, await t.call('PUT', path, body), 'put', '/users').data
}

async function get(t: Trial, path: string) {
  return envelopeA(t, await t.call('GET', path), 'get', '/users').data
}

function assertEndsIn(endsAtMs: number, durationMs: number): void {
  assert.ok(Math.abs(endsAtMs - (Date.now() + durationMs)) < 600_000, `${endsAtMs} is not ${durationMs} ms from now`)
}

export const modeRules = rulesOf('§2.7', [
  ...(['ALL', 'AT', 'NONE'] as const).map(
    type =>
      [
        'D',
        `App level: type ${type} is set and read back`,
        async (t: Trial) => {
          const path = modePath(await t.user())
          assert.equal((await put(t, path, { type })).type, type)
          assert.equal((await get(t, path)).type, type)
        },
      ] as const,
  ),
  ...(['user', 'chatgroup'] as const).map(
    chatType =>
      [
        'D',
        `Conversation level, ${chatType}: every type is set and read back`,
        async (t: Trial) => {
          const path = modePath(await t.user(), 'peer-1', chatType)
          for (const type of ['NONE', 'AT', 'ALL', 'DEFAULT']) {
            assert.equal((await put(t, path, { type })).type, type)
            assert.equal((await get(t, path)).type, type)
          }
        },
      ] as const,
  ),
  [
    'D',
    'DEFAULT is for conversations only',
    async t => refused(await t.call('PUT', modePath(await t.user()), { type: 'DEFAULT' }), invalidField('type')),
  ],
  [
    'D',
    'Another type is refused, and nothing changes',
    async t => {
      const path = modePath(await t.user())
      await put(t, path, { type: 'AT' })
      refused(await t.call('PUT', path, { type: 'all' }), invalidField('type'))
      assert.equal((await get(t, path)).type, 'AT')
    },
  ],
  [
    'D',
    'Another chat type is an unknown path',
    async t => {
      const { status } = await t.call('PUT', modePath(await t.user(), 'r1', 'chatroom'), { type: 'ALL' })
      assert.ok(status === 404 || status === 400, String(status))
    },
  ],
  [
    'D',
    'ignoreInterval is set and echoed',
    async t => {
      const path = modePath(await t.user())
      assert.equal((await put(t, path, { ignoreInterval: '21:30-08:00' })).ignoreInterval, '21:30-08:00')
      assert.equal((await get(t, path)).ignoreInterval, '21:30-08:00')
    },
  ],
  [
    'C',
    'ignoreInterval may be written without leading zeros, as SDKs do',
    async t => {
      const path = modePath(await t.user())
      assert.match((await put(t, path, { ignoreInterval: '8:5-9:30' })).ignoreInterval, /^0?8:0?5-0?9:30$/)
    },
  ],
  [
    'D',
    'ignoreInterval 0:0-0:0 and equal ends are taken, and an empty one takes the window away',
    async t => {
      const path = modePath(await t.user())
      for (const ignoreInterval of ['0:0-0:0', '10:00-10:00']) await put(t, path, { ignoreInterval })
      await put(t, path, { ignoreInterval: '' })
      assert.ok(!(await get(t, path)).ignoreInterval)
    },
  ],
  [
    'D',
    'ignoreInterval on a conversation is stored and echoed',
    async t => {
      const path = modePath(await t.user(), 'peer-1')
      assert.equal((await put(t, path, { type: 'ALL', ignoreInterval: '21:30-08:00' })).ignoreInterval, '21:30-08:00')
    },
  ],
  [
    'D',
    'An ignoreInterval that is no window is refused',
    async t => {
      const path = modePath(await t.user())
      for (const ignoreInterval of ['24:00-08:00', '21:60-08:00', '21:30', 'night', '21:30-08:00-09:00'])
        refused(await t.call('PUT', path, { ignoreInterval }), invalidField('ignoreInterval'))
    },
  ],
  [
    'D',
    'ignoreDuration counts ms from now, and the answer says the absolute end',
    async t => {
      const path = modePath(await t.user())
      assertEndsIn((await put(t, path, { ignoreDuration: 86_400_000 })).ignoreDuration, 86_400_000)
      assertEndsIn((await get(t, path)).ignoreDuration, 86_400_000)
    },
  ],
  [
    'D',
    'ignoreDuration holds for conversations too',
    async t => {
      const path = modePath(await t.user(), 'g1', 'chatgroup')
      assertEndsIn((await put(t, path, { ignoreDuration: 60_000 })).ignoreDuration, 60_000)
    },
  ],
  [
    'D',
    'ignoreDuration goes to 7 days and no further',
    async t => {
      const path = modePath(await t.user())
      assertEndsIn((await put(t, path, { ignoreDuration: week })).ignoreDuration, week)
      for (const ignoreDuration of [week + 1, -1])
        refused(await t.call('PUT', path, { ignoreDuration }), invalidField('ignoreDuration'))
    },
  ],
  [
    'D',
    'ignoreDuration 0 is none',
    async t => {
      const path = modePath(await t.user())
      await put(t, path, { ignoreDuration: 60_000 })
      await put(t, path, { ignoreDuration: 0 })
      assert.ok(!(await get(t, path)).ignoreDuration)
    },
  ],
  [
    'D',
    'Only the fields that are given change',
    async t => {
      const path = modePath(await t.user())
      await put(t, path, { type: 'NONE', ignoreInterval: '21:30-08:00' })
      await put(t, path, { ignoreDuration: 60_000 })
      const data = await get(t, path)
      assert.deepEqual([data.type, data.ignoreInterval], ['NONE', '21:30-08:00'])
      assertEndsIn(data.ignoreDuration, 60_000)
    },
  ],
  [
    'D',
    'All three fields at once, as in the sample',
    async t => {
      const path = modePath(await t.user(), 'bob')
      const data = await put(t, path, { type: 'NONE', ignoreInterval: '21:30-08:00', ignoreDuration: 86_400_000 })
      assert.deepEqual([data.type, data.ignoreInterval], ['NONE', '21:30-08:00'])
      assertEndsIn(data.ignoreDuration, 86_400_000)
    },
  ],
  [
    'R',
    'A conversation that was never set is DEFAULT, the app level ALL, with nothing that is not set',
    async t => {
      const username = await t.user()
      assert.deepEqual(await get(t, modePath(username, 'peer-1')), { type: 'DEFAULT' })
      assert.deepEqual(await get(t, modePath(username)), { type: 'ALL' })
    },
  ],
  [
    'C',
    'The resource that the web SDK adds to a PUT is ignored',
    async t => {
      const username = await t.user()
      await put(t, `${modePath(username, 'peer-1')}?resource=webim_1`, { type: 'NONE' })
      assert.equal((await get(t, modePath(username, 'peer-1'))).type, 'NONE')
    },
  ],
  [
    'C',
    'GET notification?user=a,b&group=g1 answers data.user and data.group, without conversations that inherit',
    async t => {
      const username = await t.user()
      await put(t, modePath(username, 'a'), { type: 'NONE', ignoreDuration: 60_000 })
      await put(t, modePath(username, 'g1', 'chatgroup'), { type: 'AT' })
      const data = await get(t, `users/${username}/notification?user=a,b&group=g1,g2&_v=1`)
      assert.equal(data.user.a.type, 'NONE')
      assertEndsIn(data.user.a.ignoreDuration, 60_000)
      assert.equal(data.group.g1.type, 'AT')
      assert.deepEqual([Object.keys(data.user), Object.keys(data.group)], [['a'], ['g1']])
    },
  ],
  [
    'C',
    'GET notification may ask for one kind only, with the other empty',
    async t => {
      const username = await t.user()
      await put(t, modePath(username, 'a'), { type: 'NONE' })
      assert.equal((await get(t, `users/${username}/notification?user=a&group=`)).user.a.type, 'NONE')
    },
  ],
  [
    'C',
    'GET notification takes at most 20 conversations',
    async t => {
      const username = await t.user()
      const keys = (count: number) => Array.from({ length: count }, (_, at) => `k${at}`).join(',')
      ok(await t.call('GET', `users/${username}/notification?user=${keys(10)}&group=${keys(10)}`))
      assert.equal(
        (await t.call('GET', `users/${username}/notification?user=${keys(11)}&group=${keys(10)}`)).status,
        400,
      )
    },
  ],
  [
    'C',
    'GET notification/mute/type lists the muted conversations, page by page',
    async t => {
      const username = await t.user()
      await put(t, modePath(username, 'bob'), { type: 'NONE' })
      await put(t, modePath(username, 'carol'), { type: 'ALL' })
      await put(t, modePath(username, 'g1', 'chatgroup'), { type: 'AT' })
      const seen: object[] = []
      let cursor = ''
      do {
        const query = `limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`
        const body = ok(await t.call('GET', `users/${username}/notification/mute/type?${query}`))
        seen.push(...body.data)
        cursor = body.cursor ?? ''
      } while (cursor !== '')
      const kind = (one: object) => JSON.stringify(one)
      for (const expected of [
        { user: 'bob', value: 'NONE' },
        { group: 'g1', value: 'AT' },
      ])
        assert.ok(
          seen.some(one => kind(one) === kind(expected)),
          `${kind(expected)} is not in ${JSON.stringify(seen)}`,
        )
      assert.equal(new Set(seen.map(kind)).size, seen.length)
    },
  ],
])
