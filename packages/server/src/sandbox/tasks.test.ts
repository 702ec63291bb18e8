// Tasks from end to end: the requests of seed 002 by curl, and what the whole server makes of its limits, dates and keys.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { type Endpoint, taskAdminEndpoints } from '@posthouse/protocol'
import { request } from 'undici'
import { startPostgres, type TestPostgres } from '../store/testing/postgres.ts'
import { type Answer, startReceiver, startTestServer, type TestServer } from './test-server.ts'

const labelRequest = `curl -L -X POST 'http://a1.easemob.com/easemob/easeim/push/list/label' \\
-H 'Authorization: Bearer <YourAppToken>' \\
-H 'Content-Type: application/json' \\
-d '{
    "targets": [
        "post-90s"
    ],
    "strategy": 2,
    "pushMessage": {
        "title": "Easemob PUSH",
        "content": "Welcome to Easemob Push Service",
        "sub_title": "Easemob"
    }
}'`

const taskRequest = `curl -X POST 'http://localhost:8099/easemob-demo/testy/push/task' \\
-H 'Content-Type: application/json' \\
-H 'Authorization: Bearer <YourAppToken>'  \\
-d '{
    "pushMessage": {
        "title": "Hello1234",
        "subTitle": "Hello",
        "content": "Hello",
        "vivo": {}
    }
}'`

const message = { title: 'hi', content: 'there' }

let server: TestServer

/** An answer as it came: a reader of JSON would round its ids. */
async function raw(method: string, path: string, body?: unknown, base = appBase()): Promise<string> {
  const answer = await request(`${server.url}/${base.org}/${base.app}/${path}`, {
    method: method as 'GET',
    headers: { authorization: `Bearer ${base.token}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  })
  return await answer.body.text()
}

let token = ''
function appBase() {
  return { org: server.demo.org, app: server.demo.app, token }
}

/** Creates a task; resolves with the digits of its id. */
async function create(path: string, body: object): Promise<string> {
  const text = await raw('POST', path, body)
  const id = /^\{"timestamp":\d+,"data":(?:\{"taskId":)?(\d{18,19})\}?,"duration":\d+\}$/.exec(text)?.[1]
  assert.ok(id, text)
  return id
}

/** The task once it is as asked for. */
async function taskWhen(id: string, is: (task: Answer['body']) => boolean): Promise<Answer['body']> {
  for (;;) {
    const { status, body } = await server.app('GET', `push/task/${id}`)
    assert.equal(status, 200)
    if (is(body.data)) return body.data
  }
}

function finished(id: string): Promise<Answer['body']> {
  return taskWhen(id, ({ state, statistics }) => state === 'finished' && statistics.all.open === 0)
}

function refusal({ status, body }: Answer): readonly unknown[] {
  return [status, body.error, body.exception, body.error_description]
}

/** So far ahead, as clocks in Shanghai show it. */
function inShanghai(aheadMs: number): string {
  const shown = new Date(Date.now() + aheadMs + 8 * 3_600_000)
  return shown.toISOString().slice(0, 19).replace('T', ' ')
}

const hourMs = 3_600_000

let postgres: TestPostgres
before(async () => {
  postgres = await startPostgres()
})
after(() => postgres[Symbol.asyncDispose]())

const engines = ['SQLite', 'PostgreSQL'] as const

async function serve(engine: (typeof engines)[number]): Promise<void> {
  server = await startTestServer(engine === 'SQLite' ? [] : ['--database', await postgres.createDatabase()])
  const { body } = await server.app('POST', 'token', {
    grant_type: 'client_credentials',
    client_id: server.demo.clientId,
    client_secret: server.demo.clientSecret,
  })
  token = body.access_token
}

describe('The task requests of seed 002, by curl', () => {
  before(() => serve('SQLite'))
  after(() => server[Symbol.asyncDispose]())

  async function run(command: string): Promise<string> {
    const { org, app } = server.demo
    const ready = command
      .replace('http://a1.easemob.com/easemob/easeim', `${server.url}/${org}/${app}`)
      .replace('http://localhost:8099', server.url)
      .replace('<YourAppToken>', token)
      .replace('curl ', 'curl --silent --show-error ')
    return (await promisify(execFile)('bash', ['-c', ready])).stdout
  }

  it('push/list/label: an object with the id, all of its digits', async () => {
    const text = await run(labelRequest)
    const id = /^\{"timestamp":\d{13},"data":\{"taskId":(\d{18,19})\},"duration":\d+\}$/.exec(text)?.[1]
    assert.ok(id && BigInt(id) > 2n ** 53n, text)
    const task = await finished(id)
    assert.deepEqual([task.kind, task.labels, task.strategy, task.title], ['label', ['post-90s'], 2, 'Easemob PUSH'])
    assert.equal(task.statistics.all.targeted, task.statistics.all.accepted)
  })

  it('push/task: the bare id, and every phone of every user gets it', async () => {
    const text = await run(taskRequest)
    const id = /^\{"timestamp":\d{13},"data":(\d{18,19}),"duration":\d+\}$/.exec(text)?.[1]
    assert.ok(id && BigInt(id) > 2n ** 53n, text)
    const { kind, state, audience, walked, statistics } = await finished(id)
    const users = server.demo.users.length
    assert.deepEqual([kind, state, audience, walked], ['all', 'finished', users, users])
    const devices = server.demo.users.reduce((sum, { bindings }) => sum + bindings.length, 0)
    const { targeted, accepted, open, skippedBecause } = statistics.all
    assert.deepEqual([targeted, accepted, open, skippedBecause], [devices, devices, 0, {}])
    assert.ok(!('arrived' in statistics.byProvider.APNS), 'Apple reports no arrivals, so there is no number of them')
    assert.equal(statistics.byProvider.HUAWEIPUSH.arrived, 0)
    for (const { bindings } of server.demo.users)
      for (const { vendor, deviceToken } of bindings) {
        const got = server.simulators.get(vendor)?.delivered.filter(one => one.token === deviceToken)
        assert.equal(got?.at(-1)?.shown?.body, 'Hello', vendor)
      }
  })
})

for (const engine of engines) {
  describe(`The limits of tasks, by seed 002's counting, on ${engine}`, () => limits(engine))
  describe(`What else there is of tasks, on ${engine}`, () => others(engine))
}

function limits(engine: (typeof engines)[number]): void {
  before(() => serve(engine))
  after(() => server[Symbol.asyncDispose]())

  const limited = [403, 'limit', 'LimitException', 'limit request']

  it('one to labels or a list does not count once it is finished; one to everybody does, and the fourth is refused', async () => {
    for (let times = 0; times < 4; times += 1) {
      await finished(await create('push/list/label', { targets: ['post-90s'], pushMessage: message }))
      await finished(await create('push/list', { targets: ['test1'], pushMessage: message }))
    }
    for (let times = 0; times < 3; times += 1) await finished(await create('push/task', { pushMessage: message }))
    for (const [path, targets] of [
      ['push/task', undefined],
      ['push/list', ['test1']],
      ['push/list/label', ['post-90s']],
    ] as const) {
      const refused = await server.app('POST', path, { targets, pushMessage: message })
      assert.deepEqual(refusal(refused), limited)
      assert.deepEqual(Object.keys(refused.body), ['error', 'exception', 'timestamp', 'duration', 'error_description'])
    }
    for (const path of ['push/sync/test1', 'push/async/test1'])
      assert.equal(
        (await server.app('POST', path, { pushMessage: message })).status,
        200,
        'what is no task is not counted',
      )
  })

  it('a refusal is not remembered under its key: once there is room the same request goes through, and then only once', async () => {
    const body = { pushMessage: message }
    const key = { 'idempotency-key': 'all-1' }
    const post = () => server.app('POST', 'push/task', body, key)
    assert.equal((await post()).status, 403)
    assert.equal((await post()).status, 403)
    await server.admin('PUT', 'settings', { tasks: { createdMax: 100 } })
    const first = await post()
    assert.equal(first.status, 200)
    const count = async () => (await server.admin('GET', 'tasks?limit=100')).body.tasks.length
    const before = await count()
    const second = await post()
    assert.deepEqual([second.status, second.body.data, await count()], [200, first.body.data, before])
    const other = await server.app('POST', 'push/task', { pushMessage: { title: 'other' } }, key)
    assert.deepEqual(refusal(other).slice(0, 2), [422, 'idempotency_mismatch'])
  })

  it('three run at a time, paused ones count, and the fourth is refused until one ends', async () => {
    // What the test before began is at work for a moment.
    const isRunning = ({ state }: Answer['body']): boolean => state === 'running'
    while ((await server.admin('GET', 'tasks?limit=100')).body.tasks.some(isRunning)) await new Promise(setImmediate)
    const slow = { pushMessage: message, pacePerMinute: 1 }
    const ids: string[] = []
    for (let times = 0; times < 3; times += 1) {
      const id = await create('push/task', slow)
      ids.push(id)
      assert.equal((await server.admin('POST', `tasks/${id}/pause`)).body.task.state, 'paused')
    }
    assert.deepEqual(refusal(await server.app('POST', 'push/task', slow)), limited)
    const { status, body } = await server.app('DELETE', `push/task/${ids[0]}`)
    assert.deepEqual([status, body.data.state], [200, 'cancelled'])
    const next = await create('push/task', slow)
    for (const id of [...ids.slice(1), next]) await server.app('DELETE', `push/task/${id}`)
  })
}

function others(engine: (typeof engines)[number]): void {
  before(async () => {
    await serve(engine)
    await server.admin('PUT', 'settings', { tasks: { createdMax: 100 } })
  })
  after(() => server[Symbol.asyncDispose]())

  it('push/list: each of the list once, and who does not exist is counted with a reason', async () => {
    const targets = ['test1', 'nobody', 'TEST1']
    const id = await create('push/list', { targets, strategy: 2, pushMessage: message })
    const { kind, audience, statistics } = await finished(id)
    const devices = server.demo.users[0]?.bindings.length ?? 0
    assert.deepEqual([kind, audience, statistics.all.targeted], ['list', 2, devices + 1])
    assert.deepEqual(statistics.byProvider.none.skippedBecause, { 'no-user': 1 })
    for (const wrong of [[], Array.from({ length: 1_001 }, (_, at) => `u${at}`)]) {
      const refused = await server.app('POST', 'push/list', { targets: wrong, pushMessage: message })
      assert.deepEqual(refusal(refused).slice(2), ['IllegalArgumentException', 'targets must hold 1 to 1000 user ids'])
    }
    for (const wrong of ['', 'a\u0000b', '\ud800', 'x'.repeat(257)]) {
      const refused = await server.app('POST', 'push/list', { targets: ['test1', wrong], pushMessage: message })
      assert.deepEqual(refusal(refused).slice(2), ['IllegalArgumentException', 'targets must hold user ids'])
    }
  })

  it('the older two steps: a stored notification comes back as it came and is sent by its id, as a number or as text', async () => {
    const stored = { title: 'Stored', content: 'text', vivo: {}, apns: { badge: { setNum: 3 } } }
    const text = await raw('POST', 'push/message', stored)
    const messageId = /"data":(\d{18,19}),/.exec(text)?.[1]
    assert.ok(messageId, text)
    for (const method of ['GET', 'POST']) {
      const { status, body } = await server.app(method, `push/message/${messageId}`)
      const { appkey, timestamp, ...members } = body.data
      assert.deepEqual([status, appkey, typeof timestamp, members], [200, server.demo.appkey, 'number', stored])
    }
    for (const written of [messageId, `"${messageId}"`]) {
      const answer = await request(`${server.url}/${server.demo.org}/${server.demo.app}/push/task/broadcast`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: `{"strategy":2,"pushMsgId":${written}}`,
      })
      const id = /"data":(\d{18,19}),/.exec(await answer.body.text())?.[1]
      assert.ok(id)
      const { kind, title } = await finished(id)
      assert.deepEqual([kind, title], ['all', 'Stored'])
    }
    const missing = await server.app('POST', 'push/task/broadcast', { pushMsgId: '968120369184112182' })
    assert.deepEqual(refusal(missing).slice(2), [
      'IllegalArgumentException',
      'there is no stored message 968120369184112182',
    ])
  })

  it('a label that there is not is refused, and so are two of them unless the app allows it', async () => {
    const to = (...targets: readonly string[]) =>
      server.app('POST', 'push/list/label', { targets, pushMessage: message })
    const unknown = [400, 'resource_not_found', 'ResourceNotFoundException', 'push label not exists of vip2']
    assert.deepEqual(refusal(await to('vip2')), unknown)
    await server.app('POST', 'push/label', { name: 'north', description: 'd' })
    await server.app('POST', 'push/label/north/user', { usernames: ['test2'] })
    const two = await to('post-90s', 'north')
    assert.deepEqual(refusal(two).slice(2), ['IllegalArgumentException', 'targets must hold one label name'])
    await server.admin('PUT', 'settings', { tasks: { labelsMax: 2 } })
    const id = await create('push/list/label', { targets: ['post-90s', 'north'], pushMessage: message })
    assert.equal((await finished(id)).audience, 1)
    assert.equal((await to('a', 'b', 'c')).status, 400)
  })

  it('startDate: an hour to thirty days ahead in the time zone of the server, written in one way', async () => {
    const at = (startDate: string) => server.app('POST', 'push/task', { startDate, pushMessage: message })
    for (const [startDate, text] of [
      [inShanghai(59 * 60_000), 'startDate must be at least 1 hour ahead in Asia/Shanghai'],
      [inShanghai(30 * 24 * hourMs + 60_000), 'startDate must be at most 30 days ahead in Asia/Shanghai'],
      ['2030-01-01T12:00:00', 'startDate must be written as yyyy-MM-dd HH:mm:ss'],
      ['2030-02-30 12:00:00', 'startDate is no date and time that there is'],
    ] as const)
      assert.deepEqual(refusal(await at(startDate)), [...[400, 'illegal_argument', 'IllegalArgumentException', text]])
    const startDate = inShanghai(2 * hourMs)
    const id = await create('push/task', { startDate, pushMessage: message })
    const { state, startAt, walked } = (await server.app('GET', `push/task/${id}`)).body.data
    assert.deepEqual([state, walked], ['scheduled', 0])
    assert.equal(new Date(startAt + 8 * hourMs).toISOString().slice(0, 19).replace('T', ' '), startDate)
    assert.equal((await server.app('DELETE', `push/task/${id}`)).body.data.state, 'cancelled')
    await server.admin('PUT', 'settings', { tasks: { anyStart: true } })
    const soon = await create('push/task', { startDate: inShanghai(2_500), pushMessage: message })
    assert.equal((await finished(soon)).state, 'finished')
  })

  it('S18: a task and a stored notification of another app are not there', async () => {
    const id = await create('push/task', { startDate: inShanghai(2 * hourMs), pushMessage: message })
    const stored = /"data":(\d+),/.exec(await raw('POST', 'push/message', message))?.[1]
    const asOperator = { authorization: `Bearer ${server.demo.adminKey}`, 'content-type': 'application/json' }
    const made = await request(`${server.url}/admin/v1/apps`, {
      ...{ method: 'POST', headers: asOperator, body: JSON.stringify({ org: 'other', name: 'app' }) },
    })
    assert.equal(made.statusCode, 200)
    await made.body.dump()
    const issued = await request(`${server.url}/admin/v1/apps/other/app/tokens`, {
      ...{ method: 'POST', headers: asOperator, body: '{}' },
    })
    const theirs = { org: 'other', app: 'app', token: ((await issued.body.json()) as { token: string }).token }
    for (const [method, path, body] of [
      ['GET', `push/task/${id}`, undefined],
      ['DELETE', `push/task/${id}`, undefined],
      ['GET', `push/message/${stored}`, undefined],
      ['POST', 'push/task/broadcast', { pushMsgId: stored }],
    ] as const) {
      const text = await raw(method, path, body, theirs)
      assert.match(text, /"exception":"(ResourceNotFound|IllegalArgument)Exception"/, `${method} ${path}`)
    }
    const operator = await request(`${server.url}/admin/v1/apps/other/app/tasks/${id}`, { headers: asOperator })
    assert.equal(operator.statusCode, 404)
    await operator.body.dump()
    assert.equal((await server.app('DELETE', `push/task/${id}`)).status, 200)
    for (const path of ['push/task/968120369184112182', 'push/task/x'])
      assert.equal((await server.app('GET', path)).status, 404)
  })

  it('statistics per day: Apple and everybody else, and 403 forbidden_op where the feature is closed', async () => {
    const today = new Date().toISOString().slice(0, 10)
    const ask = (platform = 'ALL', begin = today, end = today) =>
      server.app('GET', `push/data/offline-push/begin/${begin}/end/${end}?platform=${platform}`)
    await finished(await create('push/list', { targets: ['test1'], pushMessage: message }))
    const before = (await ask()).body.data[today]
    await finished(await create('push/list', { targets: ['test1'], pushMessage: message }))
    const { status, body } = await ask()
    assert.deepEqual([status, Object.keys(body), body.status], [200, ['status', 'data'], 'OK'])
    const others = (server.demo.users[0]?.bindings.length ?? 0) - 1
    assert.equal(body.data[today].APNS.successCount - before.APNS.successCount, 1)
    assert.equal(body.data[today].ANDROID.successCount - before.ANDROID.successCount, others)
    assert.ok(!('arriveCount' in body.data[today].APNS) && 'arriveCount' in body.data[today].ANDROID)
    assert.deepEqual(Object.keys((await ask('APNS')).body.data[today]), ['APNS'])
    for (const [begin, end] of [
      ['2026-02-30', today],
      ['today', today],
      [today, '2020-01-01'],
      ['2020-01-01', today],
    ])
      assert.deepEqual(refusal(await ask('ALL', begin, end)).slice(1, 3), [
        'illegal_argument',
        'IllegalArgumentException',
      ])
    await server.admin('PUT', 'settings', { statisticsOpen: false })
    assert.deepEqual(refusal(await ask()).slice(0, 2), [403, 'forbidden_op'])
    await server.admin('PUT', 'settings', { statisticsOpen: null })
    assert.equal((await ask()).status, 200)
  })

  it('I3: outcomes of a task are called back where a rule wants pushes over REST, and each leads to a trace of the task', async () => {
    await using receiver = await startReceiver()
    const rule = await server.admin('POST', 'callbacks/rules', { name: 'tasks', url: receiver.url })
    assert.equal(rule.status, 200)
    const id = await create('push/list', { targets: ['test2', 'ghost'], pushMessage: message })
    const devices = server.demo.users[1]?.bindings.length ?? 0
    await receiver.came(devices + 1)
    const bodies = receiver.received.map(({ text }) => JSON.parse(text) as Record<string, unknown>)
    const found = (status: string) => bodies.filter(body => JSON.stringify(body).includes(`"${status}"`)).length
    assert.ok(found('no user exist') >= 1)
    const { messages } = (await server.admin('GET', `tasks/${id}/users/test2`)).body
    assert.equal(messages.length, 1)
    assert.equal(receiver.received.filter(({ text }) => text.includes(messages[0])).length, devices)
    const trace = (await server.admin('GET', `messages/${messages[0]}/trace`)).body
    assert.deepEqual([trace.source, trace.taskId, trace.target, trace.settled], ['task', id, 'test2', true])
    assert.equal(trace.events[0].text.en, `Accepted by task ${id} for user test2 with strategy 2.`)
    const listed = (await server.admin('GET', 'users/test2/messages?limit=1')).body.messages
    assert.deepEqual([listed[0].msgId, listed[0].taskId], [messages[0], id])
    await server.admin('DELETE', `callbacks/rules/${rule.body.rule.id}`)
  })

  it("a user's message of a task is found also where every vendor refused it", async () => {
    await server.app('POST', 'users', { username: 'dead', password: 'secret' })
    const apns = server.demo.users[0]?.bindings.find(({ vendor }) => vendor === 'apns')
    assert.ok(apns)
    const binding = { device_id: 'phone', device_token: 'ab'.repeat(32), notifier_name: apns.notifierName }
    assert.equal((await server.app('PUT', 'users/dead/push/binding', binding)).status, 200)
    const id = await create('push/list', { targets: ['dead'], pushMessage: message })
    assert.equal((await finished(id)).statistics.all.rejected, 1)
    const { messages } = (await server.admin('GET', `tasks/${id}/users/dead`)).body
    assert.equal(messages.length, 1)
    const trace = (await server.admin('GET', `messages/${messages[0]}/trace`)).body
    assert.deepEqual([trace.taskId, trace.settled, trace.events.at(-1).status], [id, true, 'fail'])
  })

  it('the operator’s endpoints want the operator’s key, and refuse what they do not know', async () => {
    const id = await create('push/list', { targets: ['test1'], pushMessage: message })
    await finished(id)
    for (const { method, path, bodyKind, name } of Object.values<Endpoint>(taskAdminEndpoints)) {
      const { org, app } = server.demo
      const url = path.replace(':org', org).replace(':app', app).replace(':taskId', id).replace(':username', 'test1')
      const answer = await request(`${server.url}${url}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(bodyKind === 'json' ? { 'content-type': 'application/json' } : {}),
        },
        body: bodyKind === 'json' ? '{"perMinute":5}' : null,
      })
      assert.equal(answer.statusCode, 401, name)
      await answer.body.dump()
    }
    for (const body of [{}, { perMinute: 0 }, { perMinute: 1.5 }, { perMinute: '5' }, { perMinute: 5, more: 1 }])
      assert.equal((await server.admin('PUT', `tasks/${id}/pace`, body)).status, 400, JSON.stringify(body))
    assert.equal((await server.admin('PUT', `tasks/${id}/pace`, { perMinute: 5 })).status, 409)
    for (const order of ['pause', 'resume', 'cancel'])
      assert.equal((await server.admin('POST', `tasks/${id}/${order}`)).status, 409, order)
    for (const query of ['limit=0', 'limit=101', 'more=1'])
      assert.equal((await server.admin('GET', `tasks?${query}`)).status, 400, query)
    assert.equal((await server.admin('GET', 'tasks/x/users/test1')).status, 404)
  })

  it('what a vendor reports of a task raises its numbers', async () => {
    const id = await create('push/list', { targets: ['test1'], pushMessage: message })
    await finished(id)
    const binding = server.demo.users[0]?.bindings.find(({ vendor }) => vendor === 'huawei')
    assert.ok(binding)
    const { control } = server.demo as unknown as { control: { url: string; token: string } }
    const { url } = (await server.admin('GET', `notifiers/${binding.notifierName}/receipts`)).body
    for (const fate of ['arrived', 'arrived', 'clicked']) {
      const answer = await request(`${control.url}/huawei/receipts`, {
        ...{ method: 'POST', headers: { authorization: `Bearer ${control.token}` } },
        body: JSON.stringify({ fate, token: binding.deviceToken, url }),
      })
      await answer.body.dump()
    }
    const { statistics } = (await server.app('GET', `push/task/${id}`)).body.data
    const { arrived, clicked } = statistics.byProvider.HUAWEIPUSH
    assert.equal(arrived, 1)
    assert.deepEqual([statistics.all.arrived, statistics.all.clicked], [arrived, clicked])
  })

  it('a notification that nobody can be sent is refused before anything is made', async () => {
    for (const [path, body] of [
      ['push/task', {}],
      ['push/task', { pushMessage: { title: 5 } }],
      ['push/list', { targets: ['test1'] }],
      ['push/list/label', { targets: ['post-90s'], pushMessage: message, strategy: 7 }],
      ['push/message', { title: 5 }],
    ] as const)
      assert.equal((await server.app('POST', path, body)).status, 400, path)
    await server.admin('PUT', 'settings', { pushOpen: false })
    const closed = await server.app('POST', 'push/task', { pushMessage: message })
    await server.admin('PUT', 'settings', { pushOpen: true })
    assert.deepEqual(refusal(closed).slice(2), ['ServiceNotOpenException', 'push service not open'])
  })
}
