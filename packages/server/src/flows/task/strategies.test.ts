import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import type { Strategy } from '../../domain/push.ts'
import { app, notifier } from '../push/push-lab.test.ts'
import { openTaskLab, type TaskLab, type TaskLabOptions } from './task-lab.test.ts'

const refused = {
  kind: 'rejected',
  scope: 'message',
  reason: 'content-refused',
  code: 'No',
  answer: { no: true },
} as const

/** u0 is online; u1 is not; the vendor refuses u2, who is not; u3 has no phone. */
async function openLab(options: TaskLabOptions = {}): Promise<TaskLab> {
  const lab = await openTaskLab(4, options)
  const { username, deviceId, notifierName } = lab.push.binding(3)
  await lab.store.commit([lab.store.tables.bindings.delete(app.id, username, deviceId, notifierName)])
  lab.push.connected.add('u0' as UserId)
  lab.push.answers.set('t2', refused)
  return lab
}

async function outcomes(lab: TaskLab): Promise<readonly string[]> {
  const all = await Promise.all(['u0', 'u1', 'u2', 'u3'].map(lab.outcomes))
  return all.flat()
}

/** Whose timeline has a notification. */
async function receivers(lab: TaskLab): Promise<readonly string[]> {
  const found = await lab.store.tables.timeline.after(app.id, 0, 99)
  return found.map(({ audience }) => audience.replace('u/', '')).toSorted()
}

const expected: Readonly<Record<Strategy, readonly [readonly string[], readonly string[]]>> = {
  0: [
    ['delivered', 'delivered', 'delivered-online', 'delivered-online'],
    ['u2', 'u3'],
  ],
  1: [Array(4).fill('delivered-online'), ['u0', 'u1', 'u2', 'u3']],
  2: [['delivered', 'delivered', 'vendor-refused', 'no-push-binding'], []],
  3: [
    ['delivered-online', 'delivered', 'delivered-online', 'no-push-binding'],
    ['u0', 'u2'],
  ],
  4: [['delivered-online', 'user-offline', 'user-offline', 'user-offline'], ['u0']],
}

for (const strategy of [0, 1, 2, 3, 4] as const) {
  test(`spec §6.9: a task of strategy ${strategy} goes by the channels that single pushes go by, once, and its sums hold`, async () => {
    await using lab = await openLab({ usersPerStep: 3 })
    await lab.create({ strategy })
    await lab.run()
    deepEqual([await outcomes(lab), await receivers(lab)], expected[strategy])
    const { targeted, accepted, open } = await lab.sums()
    const taken = (await outcomes(lab)).filter(reason => reason.startsWith('delivered')).length
    deepEqual([targeted, accepted, open], [4, taken, 0])
    const { success, fail } = await lab.push.counted()
    deepEqual([success, fail], [taken, 4 - taken])
  })
}

test('a task that nobody sees goes to everybody by the online channel alone', async () => {
  await using lab = await openLab()
  const blocks = { easemob: { needNotification: false } }
  await lab.create({ notification: { title: 'hi', content: 'there', blocks } })
  await lab.run()
  deepEqual([await receivers(lab), lab.push.sent], [['u0', 'u1', 'u2', 'u3'], []])
  const [found] = await lab.store.tables.timeline.after(app.id, 0, 1)
  const told = found?.entry.kind === 'notification' ? found.entry.notification : {}
  equal(told['isShown'], false)
  const report = { provider: 'EASEMOB', report: { task_id: String((await lab.task()).id) } }
  deepEqual(told['ext'], { EPush: report }, 'so that the app can report what became of it')
})

test('what waited for a notifier that is gone meanwhile goes on to the online channel, and is counted there', async () => {
  await using lab = await openLab({ slotsMax: 1 })
  lab.deps.slots.take(notifier.uuid, 1)
  await lab.create({ strategy: 0 })
  await lab.run()
  equal((await receivers(lab)).length, 1, 'who has no phone waits for no notifier')
  lab.deps.slots.give(notifier.uuid, 1)
  await lab.store.commit([lab.store.tables.notifiers.delete(app.id, notifier.uuid)])
  lab.advance(1_000)
  equal(await lab.beginWaiting(), 0)
  deepEqual(await outcomes(lab), Array(4).fill('delivered-online'))
  deepEqual(await receivers(lab), ['u0', 'u1', 'u2', 'u3'])
  deepEqual(lab.push.sent, [])
  const { targeted, accepted, open } = await lab.sums()
  deepEqual([targeted, accepted, open], [4, 4, 0])
})
