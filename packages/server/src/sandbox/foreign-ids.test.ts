// Ids × endpoints (S13): on the path of one app, an id or name of another app is the same as one that nobody has, for every endpoint of the
// operator's interface that takes one, and whatever the caller may do elsewhere.
import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { type Endpoint, endpoints, noRates, twinOf } from '@posthouse/protocol'
import { startTestServer, type TestServer } from './test-server.ts'
import { asConsole } from './testing/console-client.ts'

let server: TestServer
/** What the demo app has, by the name of a parameter; `name` depends on what is named. */
const theirs = new Map<string, string>()
const names = new Map<string, string>()
const empty = '/admin/v1/apps/acme/empty'

before(async () => {
  server = await startTestServer()
  const push = { strategy: 3, pushMessage: { title: 't', content: 'c' } }
  const made = async (method: string, path: string, body?: unknown) => {
    const answer = await server.admin(method, path, body)
    assert.equal(answer.status, 200, `${method} ${path} ${JSON.stringify(answer.body)}`)
    return answer
  }
  await asOperator('POST', '/admin/v1/apps', { org: 'acme', name: 'empty', rates: noRates })
  const rule = await made('POST', 'callbacks/rules', { name: 'hook', url: 'http://127.0.0.1:9/nobody' })
  await made('POST', 'push/label', { name: 'their-label' })
  await made('POST', 'notification/template', { name: 'theirs', title_pattern: 'a', content_pattern: 'b' })
  await made('PUT', 'push-resources/their-resource', {})
  await made('PUT', 'members/their-member', { role: 'viewer' })
  const key = await made('POST', 'api-keys', { name: 'k', role: 'viewer' })
  const sent = await made('POST', 'push/sync/test1', push)
  await made('POST', 'push/list', { ...push, targets: ['test1'] })
  const replay = await made('POST', 'callbacks/replay', { ruleId: rule.body.rule.id })
  const group = { groupname: 'g', desc: 'd', public: true, owner: 'test1' }
  const groups = await made('POST', 'chatgroups', group)
  const { body: notifiers } = await made('GET', 'notifiers')
  const { body: callbacks } = await made('GET', 'callbacks')
  for (const [name, value] of Object.entries({
    ruleId: rule.body.rule.id,
    keyId: key.body.key.id,
    msgId: String(sent.headers['posthouse-msg-id']),
    messageId: String(sent.headers['posthouse-msg-id']),
    taskId: await taskOfDemo(),
    replayId: replay.body.replayId,
    callbackId: callbacks.callbacks[0].id,
    uuid: notifiers.entities[0].uuid,
    username: 'test1',
    group: groups.body.data.groupid,
    resource: 'their-resource',
  })) {
    assert.match(value, /./, name)
    theirs.set(name, value)
  }
  names.set('label', 'their-label').set('template', 'theirs').set('members', 'their-member')
  names.set('notifier', notifiers.entities[0].name)
})
after(() => server[Symbol.asyncDispose]())

/** Its id stands in the answer as a number with all its digits, which JSON.parse would round. */
async function taskOfDemo(): Promise<string> {
  const { org, app, adminKey } = server.demo
  const headers = { authorization: `Bearer ${adminKey}` }
  const answer = await fetch(`${server.adminUrl}/admin/v1/apps/${org}/${app}/tasks`, { headers })
  return /"taskId":(\d+)/.exec(await answer.text())?.[1] ?? assert.fail('no task')
}

function asOperator(method: Endpoint['method'], path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${server.demo.adminKey}` }
  return asConsole(server, method, path, { headers, body })
}

/** The path with the other app's ids, and with ones that look alike and are nobody's. */
function filled(path: string): readonly [string, string] {
  const [kind = ''] = [...names.keys()].filter(name => path.includes(name))
  const own = (name: string) => (name === 'name' ? names.get(kind) : theirs.get(name)) ?? 'their-own'
  // Every character of the end is another one: an id may itself end with any two.
  const other = (end: string) => end.replace(/./g, character => (character === '8' ? '7' : '8'))
  const nobody = (name: string) => own(name).replace(/^\d{5,}$|[0-9a-z]{2}$/, other)
  const fill = (of: (name: string) => string) =>
    path
      .replace('/admin/v1/apps/:org/:app', empty)
      .replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(of(name)))
  return [fill(own), fill(nobody)]
}

/** These make what they name, or say nothing of what is there. */
const makes = ['pushResources.put', 'pushResources.delete', 'members.put', 'import.batch', 'apps.replaceSecret']

it('S13: an id of another app is one that nobody has', async () => {
  const twins = endpoints.flatMap(endpoint => twinOf(endpoint) ?? [])
  const ofApps = [...endpoints, ...twins].filter(({ path }) => /^\/admin\/v1\/apps\/:org\/:app\/.*:/.test(path))
  let compared = 0
  for (const { name, method, path } of ofApps) {
    if (makes.includes(name)) continue
    const [real, none] = filled(path)
    assert.notEqual(real, none)
    const body = method === 'GET' || method === 'DELETE' ? undefined : {}
    const [answer, expected] = [await asOperator(method, real, body), await asOperator(method, none, body)]
    const at = `${method} ${real} ${JSON.stringify(answer.body)} and not ${JSON.stringify(expected.body)}`
    assert.deepEqual([answer.status, answer.body.error], [expected.status, expected.body.error], at)
    // Nothing is there: what is answered with 200 is an empty list or count.
    if (answer.status === 200)
      assert.ok(!/"test1"|theirs?[-"]/.test(JSON.stringify({ ...answer.body, uri: '', path: '' })), at)
    // Where the body was refused nobody looked at the id.
    if (answer.status !== 400) compared += 1
  }
  assert.ok(compared > 40, String(compared))
})

it('the ids are there: on the path of their own app they are found', async () => {
  const { org, app } = server.demo
  const found: string[] = []
  for (const { method, path, name, access } of endpoints) {
    if (method !== 'GET' || access !== 'admin' || !/:org\/:app\/.*:/.test(path)) continue
    const [real] = filled(path)
    const { status } = await asOperator('GET', real.replace(empty, `/admin/v1/apps/${org}/${app}`))
    if (status === 200) found.push(name)
    // A replay of nothing is over at once, and the task may not have come to its user yet.
    else assert.match(name, /^(tasks\.user|callbacks\.replayed)$/, real)
  }
  assert.ok(found.length > 10, found.join())
})
