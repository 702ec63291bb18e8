// The limits of seed 002 and spec/easemob.md, at a server that keeps them as documented: how often, and how many at once.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type Answer, startTestServer, type TestServer } from './test-server.ts'

let server: TestServer
before(async () => {
  server = await startTestServer([], { limits: 'documented' })
})
after(() => server[Symbol.asyncDispose]())

const pushMessage = { title: 'hello', content: 'world' }

function summary({ status, headers, body }: Answer): readonly unknown[] {
  return [status, body.error, body.exception, body.error_description, headers['retry-after']]
}

describe('how often', () => {
  it('seed 002: a second sync push within a second is refused with 429, or 403 where the app is set so', async () => {
    const sync = () => server.app('POST', 'push/sync/nobody', { pushMessage })
    const reached = [429, 'reach_limit', 'ReachLimitException', 'This request has reached api limit', '1']
    const [first, second] = await Promise.all([sync(), sync()])
    assert.deepEqual([first.status, second.status].sort(), [200, 429])
    assert.deepEqual(summary(first.status === 429 ? first : second), reached)
    await server.admin('PUT', 'settings', { rateStatus: 403 })
    const switched = await Promise.all([sync(), sync()])
    const refused = switched.find(({ status }) => status !== 200)
    assert.ok(refused)
    assert.deepEqual(summary(refused), [403, 'limit', 'LimitException', 'limit request', '1'])
    await server.admin('PUT', 'settings', { rateStatus: null })
  })

  it('a refused call is not read: its body may be anything', async () => {
    const sync = (body: unknown) => server.app('POST', 'push/sync/nobody', body)
    const large = { pushMessage: { title: 'x'.repeat(100_000) } }
    const answers = await Promise.all([sync({ pushMessage }), sync(large), sync(large)])
    const statuses = answers.map(({ status }) => status)
    assert.ok(statuses.filter(status => status === 429).length >= 2, String(statuses))
  })

  it('the groups of an app are counted on their own', async () => {
    const single = { targets: ['nobody'], pushMessage }
    const answers = await Promise.all(Array.from({ length: 11 }, () => server.app('POST', 'push/single', single)))
    assert.deepEqual(answers.map(({ status }) => status).sort(), [...new Array<number>(10).fill(200), 429])
    assert.equal((await server.app('POST', 'push/async/nobody', { pushMessage })).status, 200)
  })

  it('who may not call is not counted', async () => {
    const stranger = () =>
      server.app('POST', 'push/single', {}, { authorization: 'Bearer YWMt-nobody-knows-this-token' })
    const answers = await Promise.all(Array.from({ length: 20 }, stranger))
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([401]))
  })

  it('a changed limit holds at once, and off is no limit', async () => {
    const label = () => server.app('GET', 'push/label/post-90s')
    const refusedOf = async (calls: number) =>
      (await Promise.all(Array.from({ length: calls }, label))).filter(({ status }) => status === 429).length
    await server.admin('PUT', 'settings', { rates: { label: 3 } })
    assert.equal(await refusedOf(5), 2)
    await server.admin('PUT', 'settings', { rates: { label: 0 } })
    assert.equal(await refusedOf(40), 0)
    await server.admin('PUT', 'settings', { rates: null })
  })
})

describe('S42 how many at once', () => {
  before(() => server.admin('PUT', 'settings', { rates: { users: 0, label: 0, labelUsers: 0, pushSingle: 0 } }))

  const names = (count: number) => Array.from({ length: count }, (_, index) => `many-${index}`)
  /** Per call: what it is, the most that it takes, and the call with so many. */
  const calls: readonly (readonly [what: string, max: number, call: (count: number) => Promise<Answer>])[] = [
    [
      'F115 seed 002: targets of push/single',
      100,
      count => server.app('POST', 'push/single', { targets: names(count), pushMessage }),
    ],
    [
      'users of one registration',
      60,
      count =>
        server.app(
          'POST',
          'users',
          names(count).map(username => ({ username: `no ${username}`, password: 'p' })),
        ),
    ],
    [
      'push nicknames of one call',
      50,
      count =>
        server.app(
          'PUT',
          'push/nickname',
          names(count).map(username => ({ username, push_nickname: 'n' })),
        ),
    ],
    ['users of one status query', 100, count => server.app('POST', 'users/batch/status', { usernames: names(count) })],
    [
      'users added to a label',
      100,
      count => server.app('POST', 'push/label/post-90s/user', { usernames: names(count) }),
    ],
    [
      'users removed from a label',
      100,
      count => server.app('DELETE', 'push/label/post-90s/user', { usernames: names(count) }),
    ],
  ]
  for (const [what, max, call] of calls) {
    it(`${what}: ${max} are taken, ${max + 1} are refused`, async () => {
      const { status, body } = await call(max + 1)
      assert.deepEqual([status, body.error, body.exception], [400, 'illegal_argument', 'IllegalArgumentException'])
      assert.equal((await call(max)).status, 200)
    })
  }
})
