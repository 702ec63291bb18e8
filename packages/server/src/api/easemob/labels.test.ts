import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { labelEndpoints, type UserId } from '@posthouse/protocol'
import {
  type Answer,
  appNumbered,
  oneGroupNowMs as nowMs,
  type OneGroupServer,
  openOneGroup,
  refusalOf,
} from '../../app/testing/one-group.ts'
import { createIds } from '../../base/ids.ts'
import { labelsPerAppMax, membersPerLabelMax, readLabelName } from '../../domain/label.ts'
import type { Store } from '../../ports/store.ts'
import { labelHandlers } from './labels.ts'

const unknown = { error: 'resource_not_found', exception: 'ResourceNotFoundException' }
const full = '403 limit LimitException: limit request'

type Json = Record<string, unknown>

describe('labels over HTTP (spec/easemob.md §5)', () => {
  let server: OneGroupServer
  let store: Store
  let app = appNumbered(0)

  before(async () => {
    server = await openOneGroup(labelEndpoints, deps => labelHandlers({ ...deps, ids: createIds(deps.clock, 0) }))
    store = server.store
  })
  after(() => server[Symbol.asyncDispose]())
  beforeEach(() => {
    app = appNumbered(app.id + 1)
  })

  const call = (method: string, path: string, body?: unknown, token?: string): Promise<Answer> =>
    server.call(app.id, method, `/push/label${path}`, body, token)
  const data = async (answer: Promise<Answer>): Promise<unknown> => (await answer).body['data']
  const refusal = async (answer: Promise<Answer>): Promise<string> => refusalOf(await answer)
  const golden = ({ text }: Answer): string => text.replace(/"duration":\d+/, '"duration":4')
  const create = (name: string) => call('POST', '', { name })
  async function register(...usernames: string[]): Promise<void> {
    const { users } = store.tables
    const user = (username: string) => ({ username: username as UserId, uuid: username, activated: true })
    const rest = { appId: app.id, nickname: undefined, createdAtMs: 1, modifiedAtMs: 1 }
    await store.commit(usernames.map(username => users.insert({ ...user(username), ...rest }, 'hash')))
  }

  it('creates a label with the body of the sample', async () => {
    const created = await call('POST', '', { name: 'vip', description: 'paying users' })
    assert.equal(created.status, 200)
    assert.equal(
      golden(created),
      '{"timestamp":1700000000000,"data":{"name":"vip","description":"paying users","createdAt":1700000000000},"duration":4}',
    )
    assert.deepEqual(await data(create('bare')), { name: 'bare', createdAt: nowMs })
  })

  it('gives a label with the number of its users, and all of them in order of name', async () => {
    await register('alice', 'bob')
    await call('POST', '', { name: 'vip', description: 'paying users' })
    await create('new')
    await call('POST', '/vip/user', { usernames: ['alice', 'bob'] })
    const vip = { name: 'vip', description: 'paying users', createdAt: nowMs, count: 2 }
    assert.deepEqual(await data(call('GET', '/vip')), vip)
    const all = await call('GET', '')
    assert.deepEqual(all.body['data'], [{ name: 'new', createdAt: nowMs, count: 0 }, vip])
    assert.equal('cursor' in all.body, false)
  })

  it('names each user that was added, and why another was not', async () => {
    await register('alice')
    await create('vip')
    const usernames = ['Alice', 'bob', 'alice', 'alice', '__proto__', 'a\u0000b', '\ud800', '张三', '']
    const added = await call('POST', '/vip/user', { usernames })
    assert.equal(added.status, 200)
    const fail = Object.entries((added.body['data'] as { fail: Json }).fail)
    assert.deepEqual((added.body['data'] as Json)['success'], ['Alice', 'alice'])
    assert.deepEqual(new Set(fail.map(([, reason]) => reason)), new Set(['appUser not exists']))
    assert.deepEqual(
      fail.map(([name]) => name),
      ['bob', '__proto__', 'a\u0000b', '\ud800', '张三', ''],
    )
    assert.deepEqual(await data(call('POST', '/vip/user', { usernames: ['alice'] })), { success: ['alice'], fail: {} })
    assert.deepEqual(await data(call('POST', '/vip/user', { usernames: ['bob'] })), {
      success: [],
      fail: { bob: 'appUser not exists' },
    })
    assert.equal(((await data(call('GET', '/vip'))) as Json)['count'], 1)
  })

  it('says since when a user is in a label, and nothing about one who is not', async () => {
    await register('alice', 'bob')
    await create('vip')
    await call('POST', '/vip/user', { usernames: ['alice'] })
    assert.deepEqual(await data(call('GET', '/vip/user/Alice')), { username: 'alice', created: nowMs })
    for (const other of ['bob', 'nobody', '%E5%BC%A0'])
      assert.equal(golden(await call('GET', `/vip/user/${other}`)), '{"timestamp":1700000000000,"duration":4}', other)
    const nul = await call('GET', '/vip/user/a%00b')
    assert.deepEqual([nul.status, nul.body['error_description']], [400, 'the URL holds a NUL'])
  })

  it('reads the body of a DELETE and removes the users in it, in the label or not', async () => {
    await register('alice', 'bob', 'carol')
    await create('vip')
    await call('POST', '/vip/user', { usernames: ['alice', 'bob', 'carol'] })
    const removed = await call('DELETE', '/vip/user', { usernames: ['ALICE', 'bob', 'nobody', 'a\u0000b'] })
    assert.deepEqual(removed.body['data'], { success: ['ALICE', 'bob', 'nobody', 'a\u0000b'], fail: {} })
    assert.deepEqual(await data(call('GET', '/vip/user')), [{ username: 'carol', created: nowMs }])
    assert.equal(((await data(call('GET', '/vip'))) as Json)['count'], 1)
    assert.equal((await call('DELETE', '/vip/user')).status, 400)
  })

  it('pages through the users of a label with the cursor of the sample', async () => {
    await register('alice', 'bob', 'carol')
    await create('vip')
    await call('POST', '/vip/user', { usernames: ['carol', 'bob', 'alice'] })
    const first = await call('GET', '/vip/user?limit=1&cursor=&_v=1')
    const cursor = String(first.body['cursor'])
    assert.equal(
      golden(first),
      `{"timestamp":1700000000000,"cursor":"${cursor}","data":[{"username":"alice","created":1700000000000}],"duration":4}`,
    )
    assert.match(cursor, /^[A-Za-z0-9_-]+$/)
    assert.equal(Buffer.from(cursor, 'base64url').toString(), 'easemob:push:label:cursor:alice')
    const rest = await call('GET', `/vip/user?limit=2&cursor=${cursor}`)
    assert.deepEqual(rest.body['data'], [
      { username: 'bob', created: nowMs },
      { username: 'carol', created: nowMs },
    ])
    assert.equal('cursor' in rest.body, false)
  })

  it('gives back a cursor that the longest names fit into, and takes no other text for one', async () => {
    const names = ['a', 'b'].map(end => 'n'.repeat(63) + end)
    await register(...names)
    for (const name of names) await create(name)
    await call('POST', `/${names[0]}/user`, { usernames: names })
    for (const path of ['', `/${names[0]}/user`]) {
      const first = await call('GET', `${path}?limit=1`)
      const second = await call('GET', `${path}?limit=1&cursor=${first.body['cursor']}`)
      assert.equal((second.body['data'] as unknown[]).length, 1)
      assert.notDeepEqual(second.body['data'], first.body['data'])
      assert.equal('cursor' in second.body, false)
      for (const wrong of ['bob', 'ZWFzZW1vYjpwdXNoOmxhYmVsOmN1cnNvcjo', 'x'.repeat(129)])
        assert.equal(
          await refusal(call('GET', `${path}?cursor=${wrong}`)),
          '400 illegal_argument IllegalArgumentException: parameters is invalid : cursor',
        )
    }
  })

  it('gives 1 to 100 of a list, and 100 when nothing is asked for', async () => {
    const users = Array.from({ length: 101 }, (_, at) => `u${String(at).padStart(3, '0')}`)
    await register(...users)
    await create('vip')
    assert.equal(await refusal(call('POST', '/vip/user', { usernames: users })), invalid('usernames'))
    assert.equal(await refusal(call('POST', '/vip/user', { usernames: [] })), invalid('usernames'))
    assert.equal(await refusal(call('DELETE', '/vip/user', { usernames: users })), invalid('usernames'))
    assert.equal((await call('POST', '/vip/user', { usernames: users.slice(0, 100) })).status, 200)
    assert.equal((await call('POST', '/vip/user', { usernames: users.slice(100) })).status, 200)
    for (const query of ['', '?limit=100']) {
      const page = await call('GET', `/vip/user${query}`)
      assert.equal((page.body['data'] as unknown[]).length, 100)
      assert.equal('cursor' in page.body, true)
    }
    for (const limit of ['0', '101', 'x'])
      assert.equal(await refusal(call('GET', `/vip/user?limit=${limit}`)), invalid('limit'))
  })

  it('answers an unknown label with 400 and its name, wherever it is met', async () => {
    await register('alice')
    const usernames = ['alice']
    const calls: readonly [string, string, unknown?][] = [
      ['GET', '/vip2'],
      ['DELETE', '/vip2'],
      ['GET', '/vip2/user'],
      ['GET', '/vip2/user/alice'],
      ['POST', '/vip2/user', { usernames }],
      ['DELETE', '/vip2/user', { usernames }],
    ]
    for (const [method, path, body] of calls) {
      const answer = await call(method, path, body)
      assert.equal(answer.status, 400, path)
      assert.deepEqual(
        { ...answer.body, duration: 0 },
        { ...unknown, timestamp: nowMs, duration: 0, error_description: 'push label not exists of vip2' },
      )
    }
    await create('vip2')
    assert.equal((await call('GET', '/VIP2')).body['error_description'], 'push label not exists of VIP2')
    assert.equal((await call('GET', '/a%00b')).status, 400)
  })

  it('creates no label twice, and none with a name or description that is not allowed', async () => {
    await create('vip')
    assert.equal(
      await refusal(create('vip')),
      '400 illegal_argument IllegalArgumentException: push label vip already exists',
    )
    assert.equal((await create('Vip')).status, 200)
    assert.equal((await create('a.B_9-'.padEnd(64, 'x'))).status, 200)
    for (const name of ['', 'x'.repeat(65), 'a b', '贵宾', 'a\n', 'a/b'])
      assert.equal(await refusal(create(name)), invalid('name'), JSON.stringify(name))
    assert.equal(await refusal(call('POST', '', {})), invalid('name'))
    const described = (description: unknown, name = 'other') => call('POST', '', { name, description })
    for (const description of ['x'.repeat(256), '👋'.repeat(256), 'a\u0000b', '\ud800', 7])
      assert.equal(await refusal(described(description)), invalid('description'))
    assert.equal((await described('👋'.repeat(255))).status, 200)
    assert.deepEqual(await data(described(null, 'nulled')), { name: 'nulled', createdAt: nowMs })
  })

  it('deletes a label with its users, so that a new one of the same name is empty', async () => {
    await register('alice')
    await create('vip')
    await call('POST', '/vip/user', { usernames: ['alice'] })
    assert.equal(golden(await call('DELETE', '/vip')), '{"timestamp":1700000000000,"data":"success","duration":4}')
    assert.equal((await call('GET', '/vip')).status, 400)
    await create('vip')
    assert.deepEqual(await data(call('GET', '/vip/user')), [])
  })

  it('loses a user that is deleted', async () => {
    await register('alice', 'bob')
    await create('vip')
    await call('POST', '/vip/user', { usernames: ['alice', 'bob'] })
    await store.commit([store.tables.users.delete(app.id, 'alice' as UserId)])
    assert.deepEqual(await data(call('GET', '/vip/user')), [{ username: 'bob', created: nowMs }])
    assert.equal(((await data(call('GET', '/vip'))) as Json)['count'], 1)
  })

  it('gives an app a hundred labels and not one more', async () => {
    for (let at = 1; at < labelsPerAppMax; at += 1) await create(`n${at}`)
    assert.equal((await create('n100')).status, 200)
    assert.equal(await refusal(create('n101')), full)
    assert.match(await refusal(create('n100')), /already exists/)
    await call('DELETE', '/n1')
    assert.equal((await create('n101')).status, 200)
  })

  it('gives a label twenty thousand users and not one more, and adds none of a list that does not fit', async () => {
    await create('vip')
    const label = await store.tables.labels.find(app.id, readLabelName('vip')!)
    const crowd = Array.from({ length: membersPerLabelMax }, (_, at) => `u${at}`)
    for (let at = 0; at < crowd.length; at += 5_000) await register(...crowd.slice(at, at + 5_000))
    await register('late', 'later')
    const usernames = crowd.slice(1) as UserId[]
    const most = { usernames, atMs: 1, membersMax: membersPerLabelMax }
    assert.deepEqual(await store.commit(store.tables.labels.addMembers(app.id, label!.id, most)), [true, true])
    assert.equal(await refusal(call('POST', '/vip/user', { usernames: ['late', 'later'] })), full)
    assert.equal((await call('GET', '/vip/user/late')).body['data'], undefined)
    assert.equal((await call('POST', '/vip/user', { usernames: ['late', 'u7'] })).status, 200)
    assert.equal(await refusal(call('POST', '/vip/user', { usernames: ['later'] })), full)
    assert.equal((await call('POST', '/vip/user', { usernames: ['late'] })).status, 200)
    assert.equal(((await data(call('GET', '/vip'))) as Json)['count'], membersPerLabelMax)
  })

  it('S02 S13 opens to an app token only, and shows an app nothing of another', async () => {
    await create('vip')
    assert.match(await refusal(call('GET', '/vip', undefined, 'alice')), /^401 auth_bad_access_token/)
    app = appNumbered(app.id + 1)
    assert.equal((await call('GET', '/vip')).status, 400)
    assert.deepEqual(await data(call('GET', '')), [])
  })
})

function invalid(field: string): string {
  return `400 illegal_argument IllegalArgumentException: parameters is invalid : ${field}`
}
