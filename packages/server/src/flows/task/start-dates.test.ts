// What becomes of a start date after it was read: the instant is stored, and nothing reads the clocks of a zone again.
import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour } from '@posthouse/protocol'
import { app } from '../push/push-lab.test.ts'
import { createTask } from './create.ts'
import { openTaskLab, type TaskLab } from './task-lab.test.ts'

const berlin = 'Europe/Berlin'
const message = { title: 'hi', content: 'there', blocks: {} }

/** A task of an app that may start whenever it likes, by the clocks of a zone. */
async function scheduled(lab: TaskLab, startDate: string, timeZone: string): Promise<bigint> {
  const free = { ...app, settings: { ...app.settings, tasks: { anyStart: true } } }
  const request = { audience: { kind: 'all' }, strategy: 2, notification: message, idempotent: undefined } as const
  return await createTask({ ...lab.deps, timeZone }, { app: free, startDate, ...request })
}

async function startOf(lab: TaskLab, id: bigint): Promise<number | undefined> {
  return (await lab.store.tables.tasks.find(app.id, id))?.startAtMs
}

/** How many devices were sent to by whatever is due now. */
async function sentNow(lab: TaskLab): Promise<number> {
  const before = lab.push.sent.length
  const { tasks } = lab.store.tables
  const [due] = await lab.store.commit([tasks.claim(lab.deps.clock.now(), lab.deps.clock.now() + 30_000, 9)])
  for (const one of due) await lab.walk(one)
  return lab.push.sent.length - before
}

test('F104 a start that clocks show twice is stored as its first instant, and fires once', async () => {
  await using lab = await openTaskLab(1)
  const firstMs = Date.UTC(2027, 9, 31, 0, 30)
  const id = await scheduled(lab, '2027-10-31 02:30:00', berlin)
  equal(await startOf(lab, id), firstMs)
  lab.advance(firstMs - lab.deps.clock.now() - 1)
  equal(await sentNow(lab), 0)
  lab.advance(1)
  equal(await sentNow(lab), 1)
  // Half past two for the second time, and any time later.
  for (const ms of [hour, day]) {
    lab.advance(ms)
    equal(await sentNow(lab), 0)
  }
})

test('F104 a start that clocks leave out makes nothing', async () => {
  await using lab = await openTaskLab(1)
  await rejects(scheduled(lab, '2027-03-28 02:30:00', berlin), {
    code: 'argument_illegal',
    message:
      'startDate is left out by the clocks of Europe/Berlin, which are set forward then: 2027-03-28 03:30:00 exists',
  })
  deepEqual(await lab.store.tables.tasks.list(app.id, undefined, 9), [])
})

test('F105 a task starts at the instant that was stored, whatever became of its zone since', async () => {
  await using lab = await openTaskLab(1)
  const startMs = Date.UTC(2026, 11, 1, 11)
  const id = await scheduled(lab, '2026-12-01 12:00:00', berlin)
  // As after an update of the zones' rules: the same name means other clocks for everything that still happens to the task.
  const changed: TaskLab = { ...lab, walk: leased => lab.walk(leased, { timeZone: 'Asia/Tokyo' }) }
  for (const awayMs of [8 * hour, 1]) {
    lab.advance(startMs - awayMs - lab.deps.clock.now())
    deepEqual([await sentNow(changed), await startOf(lab, id)], [0, startMs])
  }
  lab.advance(1)
  equal(await sentNow(changed), 1)
})

for (const [text, startMs] of [
  ['2028-02-29 23:59:59', Date.UTC(2028, 1, 29, 23, 59, 59)],
  ['2038-01-19 03:14:08', 2 ** 31 * 1_000],
] as const) {
  test(`F106 a start at ${text} is stored and fires then`, async () => {
    await using lab = await openTaskLab(1)
    const id = await scheduled(lab, text, 'UTC')
    equal(await startOf(lab, id), startMs)
    lab.advance(startMs - lab.deps.clock.now() - 1)
    equal(await sentNow(lab), 0)
    lab.advance(1)
    equal(await sentNow(lab), 1)
  })
}

test('F106 a start in the last second that can be written is stored, and waits', async () => {
  await using lab = await openTaskLab(1)
  const id = await scheduled(lab, '9999-12-31 23:59:59', 'UTC')
  equal(await startOf(lab, id), Date.UTC(9999, 11, 31, 23, 59, 59))
  lab.advance(365 * day)
  equal(await sentNow(lab), 0)
})
