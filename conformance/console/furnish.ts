// An app with a past: pushes that arrived and pushes that did not, a task, callbacks delivered and dead, templates, labels.
import assert from 'node:assert/strict'
import { startReceiver, type TestServer } from '../../packages/server/src/sandbox/test-server.ts'

/** Ids of what there is to look at. */
export interface Furnished {
  /** Arrived on ten phones. */
  readonly msgId: string
  /** Some of its phones refused it. */
  readonly failedId: string
  readonly taskId: string
  readonly ruleId: string
  readonly callbackId: string
  readonly notifier: string
}

/** Gives the demo app a past. */
export async function furnish(server: TestServer): Promise<Furnished> {
  await using receiver = await startReceiver()
  const rule = await server.admin('POST', 'callbacks/rules', { name: 'orders', url: receiver.url })
  assert.equal(rule.status, 200, JSON.stringify(rule.body))
  const message = { pushMessage: { title: 'Rain from 14:00', content: 'Take an umbrella with you.' }, strategy: 2 }
  const pushed = await server.app('POST', 'push/sync/test1', message)
  assert.equal(pushed.status, 200)
  const failedId = await pushThatFails(server)
  await server.app('POST', 'push/sync/nobody', message)
  const template = await server.app('POST', 'notification/template', {
    name: 'order',
    title_pattern: 'Order {0}',
    content_pattern: 'It is {1}.',
  })
  assert.equal(template.status, 200, JSON.stringify(template.body))
  const task = await server.app('POST', 'push/list/label', { ...message, targets: ['post-90s'] })
  assert.equal(task.status, 200, JSON.stringify(task.body))
  await receiver.came(1)
  const { body } = await server.admin('GET', 'callbacks?limit=1')
  const [user] = server.demo.users
  return {
    failedId,
    msgId: String(pushed.headers['posthouse-msg-id']),
    taskId: await latestTask(server),
    ruleId: rule.body.rule.id,
    callbackId: body.callbacks[0].id,
    notifier: user?.bindings[0]?.notifierName ?? '',
  }
}

/** The id with all of its digits, which a number would lose. */
async function latestTask({ url, demo: { org, app, adminKey } }: TestServer): Promise<string> {
  const headers = { authorization: `Bearer ${adminKey}` }
  const answer = await fetch(`${url}/admin/v1/apps/${org}/${app}/tasks?limit=1`, { headers })
  return /"taskId":(\d+)/.exec(await answer.text())?.[1] ?? assert.fail('there is no task')
}

/** To a user whose iPhone deleted the app, whose Xiaomi quota is used up, and whose Huawei service stumbles once. */
async function pushThatFails(server: TestServer): Promise<string> {
  const bindings = new Map(server.demo.users[1]?.bindings.map(binding => [binding.vendor, binding.deviceToken]))
  const app = 'com.example.chat'
  const nowMs = Date.now()
  server.simulators
    .get('apns')
    ?.setToken(bindings.get('apns') ?? '', app, { kind: 'unregistered', atMs: nowMs - 1_380_000 })
  server.simulators
    .get('oppo')
    ?.arm({ action: { kind: 'answer', status: 200, body: { code: 33, message: 'quota exceeded' } } })
  server.simulators.get('huawei')?.arm({ action: { kind: 'answer', status: 503, headers: { 'retry-after': '1' } } })
  const pushMessage = { title: 'Maria Lopez', content: 'Are you still at the station? The train leaves at 14:20.' }
  const { headers } = await server.app('POST', 'push/sync/test2', { pushMessage, strategy: 2 })
  return String(headers['posthouse-msg-id'])
}
