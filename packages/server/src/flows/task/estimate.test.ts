import { deepEqual, equal, ok, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import type { UserId } from '@posthouse/protocol'
import { PosthouseError } from '../../base/failure.ts'
import { nextTurn } from '../../base/turn.ts'
import type { Label, LabelName } from '../../domain/label.ts'
import { aBinding, aUser } from '../../domain/testing/samples.ts'
import { app, notifier } from '../push/push-lab.test.ts'
import { type EstimateRequest, estimateTask } from './estimate.ts'
import { failuresOf } from './failures.ts'
import { openTaskLab, otherNotifier, rebind, type TaskLab } from './task-lab.test.ts'

const everybody: EstimateRequest = { app, audience: { kind: 'all' }, strategy: 2 }
const estimate = (lab: TaskLab, request: Partial<EstimateRequest> = {}) =>
  estimateTask(lab.deps, { ...everybody, ...request })

/** Devices by notifier. */
const needs = ({ needs: all }: Awaited<ReturnType<typeof estimateTask>>) =>
  all.map(({ notifier: { name }, devices }) => [name, devices])

/** How often others had their turn before it was done. */
async function turnsUntil(work: Promise<unknown>): Promise<number> {
  let [turns, isDone] = [0, false]
  const done = work.then(() => {
    isDone = true
  })
  while (!isDone) {
    await nextTurn()
    turns += 1
  }
  await done
  return turns
}

async function addUsers(lab: TaskLab, names: readonly string[]): Promise<void> {
  const { users } = lab.store.tables
  await lab.store.commit(
    names.map(name => users.insert(aUser({ appId: app.id, username: name as UserId, uuid: name }), 'hash')),
  )
}

test('everybody is counted exactly, by notifier, with those who have no device and what a pace makes of it', async () => {
  await using lab = await openTaskLab(6)
  await rebind(lab, [4, 5])
  await addUsers(lab, ['x1', 'x2'])
  const found = await estimate(lab, { pacePerMinute: 4 })
  deepEqual([found.users, found.basis, found.usersLookedAt], [8, 'counted', 8])
  deepEqual(needs(found), [
    [notifier.name, 4],
    [otherNotifier.name, 2],
  ])
  deepEqual([...found.expected.skipped], [['no-push-binding', 2]])
  equal(found.durationMs, 120_000)
  deepEqual(found.room, { running: 0, createdLately: 0, runningMax: 3, createdMax: 3 })
})

test('an estimate is what the task then comes to, and knows what the vendors took today', async () => {
  await using lab = await openTaskLab(5)
  await addUsers(lab, ['x1'])
  const { expected } = await estimate(lab)
  await lab.create()
  await lab.run()
  const { targeted, accepted, skipped } = await lab.sums()
  deepEqual([targeted, accepted, skipped], [6, 5, 1])
  deepEqual([expected.byNotifier.get(notifier.name), expected.skipped.get('no-push-binding')], [accepted, skipped])
  const after = await estimate(lab)
  equal(after.needs[0]?.acceptedToday, 5)
  equal(after.room.createdLately, 1)
})

test('a list counts each name once, and those who do not exist', async () => {
  await using lab = await openTaskLab(3)
  const usernames = ['u0', 'u1', 'u1', 'ghost'] as readonly string[] as readonly UserId[]
  const found = await estimate(lab, { audience: { kind: 'list', usernames } })
  deepEqual([found.users, needs(found)], [3, [[notifier.name, 2]]])
  deepEqual([...found.expected.skipped], [['no-user', 1]])
})

test('labels count those who carry all of them; one that there is not is refused', async () => {
  await using lab = await openTaskLab(5)
  const { labels } = lab.store.tables
  const add = async (id: bigint, name: string, members: readonly number[]): Promise<void> => {
    const label: Label = { id, appId: app.id, name: name as LabelName, description: undefined, createdAtMs: 1 }
    const usernames = members.map(index => `u${index}` as UserId)
    await lab.store.commit([labels.insert(label, 9)])
    await lab.store.commit([...labels.addMembers(app.id, id, { usernames, atMs: 1, membersMax: 99 })])
  }
  await add(1n, 'a', [0, 1, 2, 3])
  await add(2n, 'b', [2, 3, 4])
  const of = (...names: readonly string[]) =>
    estimate(lab, { audience: { kind: 'label', labels: names as readonly LabelName[] } })
  equal((await of('a')).users, 4)
  deepEqual([(await of('a', 'b')).users, needs(await of('a', 'b'))], [2, [[notifier.name, 2]]])
  await rejects(of('c'), (error: unknown) => error instanceof PosthouseError && error.code === 'label_not_found')
})

test('a notifier that is paused says until when, a disabled one is no way at all, and strategy 1 needs none', async () => {
  await using lab = await openTaskLab(2)
  const { notifiers } = lab.store.tables
  // What is paused for less than a day is waited for.
  const untilMs = lab.deps.clock.now() + 7_200_000
  await lab.store.commit([
    notifiers.pause(app.id, notifier.uuid, notifier.version, { kind: 'paused', untilMs, why: 'quota' }),
  ])
  equal((await estimate(lab)).needs[0]?.pausedUntilMs, untilMs)
  await lab.store.commit([notifiers.update({ ...notifier, state: { kind: 'disabled' } }, Uint8Array.of(1))])
  const disabled = await estimate(lab)
  deepEqual([needs(disabled), [...disabled.expected.skipped]], [[], [['notifier-disabled', 2]]])
  equal((await estimate(lab, { strategy: 1 })).expected.online, 2)
})

test('more than twenty thousand users are counted and sampled; the sample says so', { timeout: 60_000 }, async () => {
  await using lab = await openTaskLab(0)
  const names = Array.from({ length: 31_000 }, (_, index) => `n${String(index).padStart(6, '0')}`)
  for (let from = 0; from < names.length; from += 5_000) await addUsers(lab, names.slice(from, from + 5_000))
  const { bindings, notifiers } = lab.store.tables
  await lab.store.commit([notifiers.insert({ ...notifier, uuid: 'n2', name: 'sampled' as never }, Uint8Array.of(1))])
  const bound = names.filter((_, index) => index % 2 === 0)
  for (let from = 0; from < bound.length; from += 5_000) {
    await lab.store.commit(
      bound
        .slice(from, from + 5_000)
        .map(name =>
          bindings.put(
            aBinding({ appId: app.id, username: name as UserId, deviceToken: name, notifierName: 'sampled' as never }),
          ),
        ),
    )
  }
  const looking = estimate(lab)
  const others = turnsUntil(looking)
  const found = await looking
  ok((await others) > 10, 'requests had their turn meanwhile')
  deepEqual([found.users, found.basis, found.usersLookedAt], [31_000, 'sampled', 22_000])
  deepEqual(needs(found), [['sampled', 15_500]])
})

test('failures of a task are told by reason, the most frequent first, each with messages that have it', async () => {
  await using lab = await openTaskLab(12)
  await addUsers(lab, ['x1', 'x2'])
  const refused = { kind: 'rejected', scope: 'token', reason: 'token-dead', code: 'gone', answer: {} } as const
  for (const index of [0, 1, 2]) lab.push.answers.set(`t${index}`, refused)
  const task = await lab.create()
  await lab.run()
  const failures = await failuresOf(lab.deps, app, task)
  deepEqual(
    failures.map(({ reason, status, count }) => [reason, status, count]),
    [
      ['vendor-refused', 'fail', 3],
      ['no-push-binding', 'fail', 2],
    ],
  )
  for (const { reason, examples } of failures) {
    equal(examples.length >= 1 && examples.length <= 5, true)
    for (const id of examples) {
      const [record] = await lab.store.tables.deliveries.ofPush(app.id, id)
      equal(record?.outcome?.reason, reason)
    }
  }
})
