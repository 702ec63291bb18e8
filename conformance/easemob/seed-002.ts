// Seed 002: its requests with its own bodies, character by character, and its error table. Only host, org, app and token are put in;
// the answers are compared by shape and by the values that are not of the moment.
import assert from 'node:assert/strict'
import { idPattern, ok, refusals, refused } from '../expect.ts'
import type { Reply } from '../raw-client.ts'
import { type Entry, rulesOf } from '../rule.ts'
import { password, type Trial } from '../trial.ts'

/** The body of the seed's examples for sync; the one for async is indented differently, and otherwise the same. */
const syncBody = `{
    "strategy": 3,
    "pushMessage": {
        "title": "环信推送",
        "content": "你好，欢迎使用环信推送服务",
        "sub_title": "环信"
      }
}`

const asyncBody = `{
    "strategy": 3,
    "pushMessage": {
        "title": "环信推送",
        "content": "你好，欢迎使用环信推送服务",
        "sub_title": "环信"
     }
}`

const singleBody = `{
    "targets": [
        "test2"
    ],
    "pushMessage": {
        "title": "Hello",
        "subTitle": "Hello",
        "content": "Hello",
        "vivo": {
 
        }
    }
}`

const labelBody = `{
    "targets": [
        "post-90s"
    ],
    "strategy": 2,
    "pushMessage": {
        "title": "Easemob PUSH",
        "content": "Welcome to Easemob Push Service",
        "sub_title": "Easemob"
    }
}`

const taskBody = `{
    "pushMessage": {
        "title": "Hello1234",
        "subTitle": "Hello",
        "content": "Hello",
        "vivo": {}
    }
}`

/** Sends a seed's example: its two headers, its body. */
async function send(t: Trial, resource: string, body: string): Promise<Reply> {
  const answered = await t.app.pace.take('POST', resource)
  const sent = t.raw({
    method: 'POST',
    origin: t.seedOrigin,
    path: t.path(resource),
    headers: { Authorization: `Bearer ${t.app.token}`, 'Content-Type': 'application/json' },
    body,
  })
  return await sent.finally(answered)
}

/** The envelope of every example: these three members in this order. */
function dataOf(reply: Reply) {
  const body = ok(reply)
  assert.deepEqual(Object.keys(body), ['timestamp', 'data', 'duration'], reply.text)
  assert.equal(typeof body.timestamp, 'number')
  assert.equal(typeof body.duration, 'number')
  return body.data
}

/** Registers somebody of the seed where nobody has that name yet. */
async function seedUser(t: Trial, username: string): Promise<void> {
  const { entities } = ok(await t.call('POST', 'users', [{ username, password }]))
  if (entities.length > 0) t.after(() => t.call('DELETE', `users/${username}`))
}

const message = { pushMessage: { title: 'Hello' } }

/** Refusals about the body, which every sending endpoint has. */
function everySender(username: string, label: string): readonly (readonly [string, object])[] {
  return [
    [`push/async/${username}`, {}],
    ['push/single', { targets: [username] }],
    ['push/list/label', { targets: [label] }],
    ['push/task', {}],
    [`push/sync/${username}`, {}],
  ]
}

const examples: readonly Entry[] = [
  [
    'S',
    "Example of push/sync: the phone of test1 takes it, SUCCESS with the vendor's answer",
    async t => {
      const items = dataOf(await send(t, `push/sync/${t.phone}`, syncBody))
      assert.ok(items.length > 0)
      for (const item of items) {
        assert.deepEqual(Object.keys(item), ['pushStatus', 'data'])
        assert.equal(item.pushStatus, 'SUCCESS')
      }
    },
    { phone: true },
  ],
  [
    'S',
    'Example of push/sync for somebody without a binding: FAIL, no push binding',
    async t => {
      const data = dataOf(await send(t, `push/sync/${await t.user()}`, syncBody))
      assert.deepEqual(data, [{ pushStatus: 'FAIL', desc: 'no push binding' }])
    },
  ],
  [
    'S',
    'Example of push/sync for an unknown user: FAIL, appUser not exists',
    async t => {
      const data = dataOf(await send(t, `push/sync/${t.name('u')}`, syncBody))
      assert.deepEqual(data, [{ pushStatus: 'FAIL', desc: 'appUser not exists' }])
    },
  ],
  [
    'S',
    'Example of push/async',
    async t => {
      await seedUser(t, 'test1')
      const data = dataOf(await send(t, 'push/async/test1', asyncBody))
      assert.deepEqual(data, [{ pushStatus: 'ASYNC_SUCCESS', data: '', desc: 'success' }])
    },
  ],
  [
    'S',
    'Example of push/single',
    async t => {
      await seedUser(t, 'test2')
      const data = dataOf(await send(t, 'push/single', singleBody))
      assert.deepEqual(data, [{ id: 'test2', pushStatus: 'ASYNC_SUCCESS', desc: 'async success.' }])
    },
  ],
  [
    'S',
    'Example of push/list/label: data.taskId is a number with all its digits',
    async t => {
      const created = await t.call('POST', 'push/label', { name: 'post-90s' })
      if (created.status === 200) t.after(() => t.call('DELETE', 'push/label/post-90s'))
      else assert.equal(created.status, 400, created.text)
      const reply = await send(t, 'push/list/label', labelBody)
      assert.deepEqual(Object.keys(dataOf(reply)), ['taskId'])
      assert.match(/"data":\{"taskId":(\d+)\}/.exec(reply.text)?.[1] ?? '', idPattern, reply.text)
    },
    { app: 'rested' },
  ],
  [
    'S',
    'Example of push/task: data is a number with all its digits',
    async t => {
      const reply = await send(t, 'push/task', taskBody)
      dataOf(reply)
      assert.match(/"data":(\d+)[,}]/.exec(reply.text)?.[1] ?? '', idPattern, reply.text)
    },
    { app: 'rested' },
  ],
]

const errorTable: readonly Entry[] = [
  [
    'S',
    '403 ServiceNotOpenException push service not open, on every sending endpoint of an app that may not push',
    async t => {
      const [username, label] = [await t.user(), await t.label()]
      await t.settings({ pushOpen: false })
      for (const [resource, body] of everySender(username, label))
        refused(await t.call('POST', resource, { ...body, ...message }), refusals.closed)
    },
    { app: 'own' },
  ],
  [
    'S',
    '403 LimitException limit request, for a fourth task',
    async t => {
      for (let at = 0; at < 3; at += 1) dataOf(await send(t, 'push/task', taskBody))
      refused(await send(t, 'push/task', taskBody), refusals.limit)
    },
    { app: 'own' },
  ],
  [
    'S',
    '400 MessageException bad_request, on every sending endpoint',
    async t => {
      const [username, label] = [await t.user(), await t.label()]
      for (const [resource, body] of everySender(username, label))
        refused(await t.call('POST', resource, { ...body, pushMessage: { title: 5 } }), refusals.message)
    },
  ],
  [
    'S',
    '400 IllegalArgumentException, on every sending endpoint',
    async t => {
      const [username, label] = [await t.user(), await t.label()]
      for (const [resource, body] of everySender(username, label))
        refused(await t.call('POST', resource, { ...body, ...message, strategy: 9 }), refusals.illegal)
    },
  ],
  ['S', '404 url is invalid', async t => refused(await t.call('POST', 'push/nowhere', message), refusals.noPath)],
  [
    'S',
    'A request without the Authorization header is refused',
    async t => refused(await t.call('POST', 'push/task', message, { token: null }), refusals.noCredential),
  ],
]

export const seedRules = rulesOf('seed 002', [...examples, ...errorTable])
