import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { minute } from '@posthouse/protocol'
import fc from 'fast-check'
import { defaultAppSettings } from './app.ts'
import { lifeMsOf } from './push.ts'
import { countedTasks, type TaskKind, taskLimits, taskOrders, taskPush, taskWindowMs } from './task.ts'

const kinds: readonly TaskKind[] = ['all', 'list', 'label']
const nowMs = 100 * minute

/** A task as the counting sees it: created so many minutes ago, and finished so many minutes ago. */
function task(kind: TaskKind, createdMinutesAgo: number, finishedMinutesAgo?: number) {
  const at = (minutesAgo: number) => nowMs - minutesAgo * minute
  return {
    kind,
    createdAtMs: at(createdMinutesAgo),
    finishedAtMs: finishedMinutesAgo === undefined ? undefined : at(finishedMinutesAgo),
  }
}

const countings: readonly (readonly [string, ReturnType<typeof task>, number])[] = [
  ['a task to everybody counts from its creation', task('all', 0), 1],
  ['and goes on counting when it is finished', task('all', 4, 3), 1],
  ['and when its time is to come', task('all', 4), 1],
  ['a task to a list counts from its creation', task('list', 0), 1],
  ['and no longer once it is finished', task('list', 4, 3), 0],
  ['a task to labels counts from its creation', task('label', 0), 1],
  ['and no longer once it is finished', task('label', 4, 3), 0],
  ['nothing counts five minutes after its creation, going on', task('list', 5), 0],
  ['and to everybody', task('all', 5), 0],
  ['a millisecond earlier it counts', { ...task('all', 5), createdAtMs: nowMs - 5 * minute + 1 }, 1],
]

for (const [name, one, counted] of countings) {
  test(`seed 002, counting: ${name} (${one.kind})`, () => equal(countedTasks([one], nowMs), counted))
}

test('the count is the sum of what each creation added, each end of a list took back, and five minutes let go', () => {
  const created = fc.record({
    kind: fc.constantFrom(...kinds),
    createdAtMs: fc.integer({ min: 0, max: 12 * minute }),
    lastedMs: fc.option(fc.integer({ min: 0, max: 8 * minute }), { nil: undefined }),
  })
  const instant = fc.integer({ min: 0, max: 20 * minute })
  fc.assert(
    fc.property(fc.array(created, { maxLength: 20 }), instant, (all, lookMs) => {
      const counter = naiveCounter(all, lookMs)
      const known = all
        .filter(({ createdAtMs }) => createdAtMs <= lookMs)
        .map(({ kind, createdAtMs, lastedMs }) => {
          const endMs = lastedMs === undefined ? undefined : createdAtMs + lastedMs
          return { kind, createdAtMs, finishedAtMs: endMs !== undefined && endMs <= lookMs ? endMs : undefined }
        })
      equal(countedTasks(known, lookMs), counter)
    }),
  )
})

interface Created {
  readonly kind: TaskKind
  readonly createdAtMs: number
  readonly lastedMs: number | undefined
}

/** A counter that is told what happens, one event after the other, as the seed words it: plus one, minus one, and the end of the time. */
function naiveCounter(created: readonly Created[], untilMs: number): number {
  const events = created.flatMap(({ kind, createdAtMs, lastedMs }) => {
    const goneMs = createdAtMs + taskWindowMs
    const finishedMs = lastedMs === undefined || kind === 'all' ? goneMs : createdAtMs + lastedMs
    return [
      { atMs: createdAtMs, change: 1 },
      { atMs: Math.min(goneMs, finishedMs), change: -1 },
    ]
  })
  return events.filter(({ atMs }) => atMs <= untilMs).reduce((count, { change }) => count + change, 0)
}

test('seed 002: three tasks at the same time and three in five minutes, unless the app was given other limits', () => {
  deepEqual(taskLimits(defaultAppSettings), { runningMax: 3, createdMax: 3 })
  deepEqual(taskLimits({ ...defaultAppSettings, tasks: { createdMax: 50 } }), { runningMax: 3, createdMax: 50 })
  deepEqual(taskLimits({ ...defaultAppSettings, tasks: { runningMax: 0 } }), { runningMax: 0, createdMax: 3 })
})

test('an order changes what goes on only, and no task comes back from its end', () => {
  for (const { from, to } of Object.values(taskOrders)) {
    const states: readonly string[] = from
    equal(states.includes('finished') || states.includes('cancelled'), false)
    equal(states.includes(to), false)
  }
})

test('the push of a task was accepted when its id says, and lives as long as the notification from then on', () => {
  const id = 968_120_369_184_112_182n
  const notification = { title: 'hi', content: 'there', blocks: {}, ttlSeconds: 60 }
  const push = taskPush({ id: 5n, appId: 1 as never, strategy: 2, notification }, id as never, 'ann' as never)
  equal(push.acceptedAtMs, Date.UTC(2020, 0, 1) + Number(id >> 22n))
  equal(push.expiresAtMs - push.acceptedAtMs, lifeMsOf(notification))
  deepEqual([push.source, push.taskId, push.target], ['task', 5n, 'ann'])
})
