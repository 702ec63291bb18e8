// Groups over REST, as an app's server makes and fills them.
import { deepEqual, equal, match } from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startTestServer, type TestServer } from './test-server.ts'

const users = ['ann', 'ben', 'cy', 'di'].map(username => ({ username, password: 'Secret-1' }))

let server: TestServer
before(async () => {
  server = await startTestServer()
  equal((await server.app('POST', 'users', users)).status, 200)
  equal((await server.admin('PUT', 'settings', { chat: { groupMembersMax: 3 } })).status, 200)
})
after(() => server[Symbol.asyncDispose]())

async function created(body: object): Promise<string> {
  const answer = await server.app('POST', 'chatgroups', { groupname: 'Hikers', owner: 'ann', ...body })
  equal(answer.status, 200, JSON.stringify(answer.body))
  return answer.body.data.groupid
}

async function error(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object): Promise<unknown> {
  const answer = await server.app(method, path, body)
  return [answer.status, answer.body.error, answer.body.error_description]
}

test('a group that says nothing is closed and led by its owner; its id has digits only, for paths', async () => {
  const id = await created({})
  match(id, /^\d{10,19}$/)
  const { body } = await server.app('GET', `chatgroups/${id}`)
  const { created: at, ...group } = body.data[0]
  equal(typeof at, 'number')
  deepEqual(group, {
    id,
    name: 'Hikers',
    description: '',
    public: false,
    membersonly: false,
    allowinvites: false,
    invite_need_confirm: false,
    maxusers: 3,
    owner: 'ann',
    affiliations_count: 1,
  })
})

test('what a group was made with is what it shows', async () => {
  const modes = { public: true, membersonly: true, allowinvites: true, invite_need_confirm: true }
  const id = await created({
    ...modes,
    description: '周日去哪？\n说吧',
    maxusers: 2,
    owner: 'BEN',
    members: ['Ben', 'cy'],
  })
  const { body } = await server.app('GET', `chatgroups/${id}`)
  const { public: isPublic, membersonly, allowinvites, invite_need_confirm, ...rest } = body.data[0]
  deepEqual({ public: isPublic, membersonly, allowinvites, invite_need_confirm }, modes)
  deepEqual([rest.description, rest.maxusers, rest.owner, rest.affiliations_count], ['周日去哪？\n说吧', 2, 'ben', 2])
})

test('a group that cannot be made is not made: texts, owner, members, size', async () => {
  const refused = (body: object) => error('POST', 'chatgroups', { groupname: 'Hikers', owner: 'ann', ...body })
  deepEqual(await refused({ groupname: 'x'.repeat(257) }), [
    400,
    'illegal_argument',
    'parameters is invalid : groupname',
  ])
  deepEqual(await refused({ description: '驿'.repeat(101) }), [
    400,
    'illegal_argument',
    'parameters is invalid : description',
  ])
  deepEqual(await refused({ owner: 'no/body' }), [404, 'resource_not_found', "username no/body doesn't exist!"])
  deepEqual(await refused({ members: ['ben', 'nobody'] }), [
    404,
    'resource_not_found',
    "username nobody doesn't exist!",
  ])
  deepEqual(await refused({ members: ['ben', 'cy', 'di'] }), [
    403,
    'exceed_limit',
    'members size is greater than max user size !',
  ])
})

test('members come in, are listed by pages, and go', async () => {
  const id = await created({})
  const path = `chatgroups/${id}/users`
  deepEqual((await server.app('POST', path, { usernames: ['Cy', 'ann'] })).body.data, {
    newmembers: ['cy'],
    groupid: id,
    action: 'add_member',
  })
  deepEqual((await server.app('POST', `${path}/cy`)).body.data.result, true)
  equal((await server.app('POST', `${path}/ben`)).status, 200)
  equal((await server.app('POST', `${path}/di`)).body.error, 'exceed_limit')
  const page = async (query: string) => (await server.app('GET', `${path}?${query}`)).body
  const { data, count } = await page('')
  deepEqual([data, count], [[{ owner: 'ann' }, { member: 'ben' }, { member: 'cy' }], 3])
  deepEqual((await page('pagenum=2&pagesize=2')).data, [{ member: 'cy' }])
  deepEqual(await error('DELETE', `${path}/di`), [403, 'forbidden_op', 'users [di] are not members of this group!'])
  deepEqual(await error('DELETE', `${path}/ann`), [403, 'forbidden_op', 'forbidden operation on group owner!'])
  const gone = (await server.app('DELETE', `${path}/ben,ann`)).body.data
  deepEqual(
    gone.map((one: { user: string; result: boolean }) => [one.user, one.result]),
    [
      ['ben', true],
      ['ann', false],
    ],
  )
  deepEqual((await server.app('DELETE', `${path}/cy`)).body.data.result, true)
  equal((await page('')).count, 1)
})

test('a user who is deleted leaves its groups, and one that it owns has another owner', async () => {
  await server.app('POST', 'users', [{ username: 'eve', password: 'Secret-1' }])
  const own = await created({ owner: 'eve', members: ['ben', 'cy'] })
  const other = await created({ members: ['eve'] })
  equal((await server.app('DELETE', 'users/eve')).status, 200)
  const data = async (id: string) => (await server.app('GET', `chatgroups/${id}/users`)).body.data
  deepEqual(await data(own), [{ owner: 'ben' }, { member: 'cy' }])
  deepEqual(await data(other), [{ owner: 'ann' }])
})

test('a dismissed group is gone, and so is one that never was', async () => {
  const id = await created({ members: ['ben'] })
  deepEqual((await server.app('DELETE', `chatgroups/${id}`)).body.data, { success: true, groupid: id })
  const missing = [404, 'resource_not_found', `grpID ${id} does not exist!`]
  deepEqual(await error('GET', `chatgroups/${id}`), missing)
  deepEqual(await error('DELETE', `chatgroups/${id}`), missing)
  deepEqual(await error('GET', `chatgroups/${id}/users`), missing)
  deepEqual(await error('POST', `chatgroups/${id}/users`, { usernames: ['ben'] }), missing)
  deepEqual(await error('DELETE', `chatgroups/${id}/users/ben`), missing)
  equal(((await error('GET', 'chatgroups/no%20thing')) as unknown[])[0], 404)
})
