import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { day, type UserId } from '@posthouse/protocol'
import { app } from '../push/push-lab.test.ts'
import { sendPages } from '../push/send.ts'
import { openTaskLab } from '../task/task-lab.test.ts'
import { lookUp } from './look-up.ts'
import { messagesOf } from './messages-of.ts'

const u1 = 'u1' as UserId

test('messages of tasks and single ones come together, newest first, page after page, each once', async () => {
  await using lab = await openTaskLab(2, { usersPerStep: 1 })
  await lab.store.commit([lab.store.tables.apps.setSettings(app.id, { ...app.settings, tasks: { createdMax: 99 } })])
  const expected: string[] = []
  const throttled = { kind: 'throttled', scope: 'token', retryAfterMs: 5, code: 'busy', answer: {} } as const
  for (let round = 0; round < 4; round += 1) {
    lab.advance(10)
    const [single] = await lab.push.accept([1])
    await sendPages(lab.deps, await lab.push.begin(), new AbortController().signal)
    lab.advance(10)
    // Of every other task the delivery leaves its page, and is found in a row of its own.
    if (round % 2) lab.push.answers.set('t1', throttled)
    else lab.push.answers.delete('t1')
    const { id } = await lab.create()
    await lab.run()
    expected.unshift(`task ${id}`, `async ${single}`)
  }
  const seen: string[] = []
  for (let before: Parameters<typeof messagesOf>[3]; ; ) {
    const page = await messagesOf(lab.deps, app.id, u1, before, 3)
    if (page.length === 0) break
    seen.push(...page.map(({ source, msgId, taskId }) => `${source} ${taskId ?? msgId}`))
    before = page.at(-1)?.msgId
  }
  deepEqual(seen, expected)
})

test('tasks that started more than thirty days ago are not looked through', async () => {
  await using lab = await openTaskLab(2)
  await lab.create()
  await lab.run()
  const count = async () => (await messagesOf(lab.deps, app.id, u1, undefined, 9)).length
  lab.advance(30 * day)
  equal(await count(), 1)
  lab.advance(1)
  equal(await count(), 0)
})

test("the trace of a task's message says which task it belongs to, what was planned and what came of it", async () => {
  await using lab = await openTaskLab(2)
  const { userSettings } = lab.store.tables
  await lab.store.commit([userSettings.change(app.id, 'u0' as UserId, { mode: 'NONE' })])
  const { id } = await lab.create()
  await lab.run()
  const textsOf = async (username: string) => {
    const [message] = await messagesOf(lab.deps, app.id, username as UserId, undefined, 1)
    const trace = message && (await lookUp(lab.deps, app.id, message.msgId))
    deepEqual([trace?.settled, trace?.push.taskId], [true, id])
    return trace?.events.map(({ text }) => text.en)
  }
  deepEqual(await textsOf('u1'), [
    `Accepted by task ${id} for user u1 with strategy 2.`,
    'Planned: 1 device, 1 to be sent to.',
    'Attempt 1 through APNS, notifier com.example.chat.',
    `Accepted by the vendor after 0 ms: ${lab.push.sent[0]?.id}.`,
    'success: The vendor accepted the notification.',
  ])
  deepEqual(await textsOf('u0'), [
    `Accepted by task ${id} for user u0 with strategy 2.`,
    'Planned: nothing to be sent.',
    'fail (user ignore push): The user does not want to be disturbed now.',
  ])
})

test('a device that a task skips shows as one that nothing is sent to', async () => {
  await using lab = await openTaskLab(1)
  const { notifiers } = lab.store.tables
  const [notifier] = await notifiers.list(app.id)
  if (!notifier) throw new Error('the lab has a notifier')
  await lab.store.commit([notifiers.update({ ...notifier, state: { kind: 'disabled' } }, Uint8Array.of(1))])
  await lab.create()
  await lab.run()
  const [message] = await messagesOf(lab.deps, app.id, 'u0' as UserId, undefined, 1)
  const trace = message && (await lookUp(lab.deps, app.id, message.msgId))
  deepEqual(
    trace?.events.map(({ kind }) => kind),
    ['accepted', 'planned', 'skipped'],
  )
  equal(trace?.events[1]?.text.en, 'Planned: 1 device, 0 to be sent to.')
})
