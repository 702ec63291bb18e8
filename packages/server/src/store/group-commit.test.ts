import { deepEqual, equal, rejects } from 'node:assert/strict'
import { test } from 'node:test'
import { StoreError } from '../ports/store.ts'
import {
  type CommitGroup,
  createGroupCommit,
  groupStepsMax,
  groupUnitsGood,
  groupUnitsMax,
  waitingUnitsMax,
} from './group-commit.ts'
import { statement } from './statement.ts'
import { insideOf, type Unit, write, writeAll } from './write.ts'

const touch = statement('touch', 'SELECT $1')

test('units of one turn share a group, and what comes while it is committed shares the next', async () => {
  const engine = aWriter()
  const group = createGroupCommit(engine.commit)
  const first = [1, 2, 3].map(value => group.add(unitOf(value)))
  await engine.arrived()
  const second = [4, 5].map(value => group.add(unitOf(value)))
  deepEqual(engine.groups, [[1, 2, 3]])
  engine.answer()
  await engine.arrived()
  deepEqual(engine.groups, [
    [1, 2, 3],
    [4, 5],
  ])
  engine.answer()
  deepEqual(await Promise.all([...first, ...second]), [[1], [2], [3], [4], [5]])
})

test('a group takes no more units and steps than its maximum, but always one', async () => {
  const engine = aWriter({ answersAtOnce: true })
  const group = createGroupCommit(engine.commit)
  const wide = writeAll(Array.from({ length: groupStepsMax + 1 }, () => ({ statement: touch, values: [0] })))
  const units = Array.from({ length: groupUnitsGood + groupUnitsMax + 1 }, (_, index) => unitOf(index))
  await Promise.all([...units.map(group.add), group.add({ writes: [insideOf(wide)], isFenced: false })])
  deepEqual(
    engine.groups.map(values => values.length),
    // The first did not wait for the turn's end: it was good enough.
    [groupUnitsGood, groupUnitsMax, 1, 1],
  )
})

test('a unit that the writer refused rejects alone', async () => {
  const conflict = new StoreError('conflict', 'twice')
  const group = createGroupCommit(async units => units.map((_, index) => (index === 1 ? conflict : [index])))
  const ends = await Promise.allSettled([1, 2, 3].map(value => group.add(unitOf(value))))
  deepEqual(ends, [
    { status: 'fulfilled', value: [0] },
    { status: 'rejected', reason: conflict },
    { status: 'fulfilled', value: [2] },
  ])
})

test('a group that failed rejects all its units, and the next group is tried', async () => {
  let calls = 0
  const full = new StoreError('full', 'no room')
  const group = createGroupCommit(async units => {
    calls += 1
    if (calls === 1) throw full
    return units.map(() => [1])
  })
  const ends = await Promise.allSettled([group.add(unitOf(1)), group.add(unitOf(2))])
  deepEqual(ends, [
    { status: 'rejected', reason: full },
    { status: 'rejected', reason: full },
  ])
  deepEqual(await group.add(unitOf(3)), [1])
})

test('an error that is none of the store, and an answer that is missing, count as unknown', async () => {
  const isUnknown = (error: unknown): boolean => error instanceof StoreError && error.kind === 'unknown'
  const broken = createGroupCommit(async () => {
    throw new RangeError('a bug')
  })
  await rejects(broken.add(unitOf(1)), isUnknown)
  const silent = createGroupCommit(async () => [])
  await rejects(silent.add(unitOf(1)), isUnknown)
})

test('after a failure for good, what waits and what comes is refused', async () => {
  const engine = aWriter()
  const group = createGroupCommit(engine.commit)
  const running = group.add(unitOf(1))
  await engine.arrived()
  const waiting = group.add(unitOf(2))
  const failed = new StoreError('unknown', 'disk')
  group.fail(failed)
  await rejects(waiting, failed)
  await rejects(group.add(unitOf(3)), failed)
  engine.answer()
  deepEqual(await running, [1])
  deepEqual(engine.groups, [[1]])
})

test('F37: while a group takes too long, those behind it and those that come are refused; afterwards all goes on', async () => {
  const engine = aWriter()
  let lose = (): void => {}
  const clock = {
    after: (_: number, run: () => void) => {
      lose = run
      return () => {}
    },
  }
  const group = createGroupCommit(engine.commit, { clock, forMs: 3_000 })
  const first = group.add(unitOf(1))
  await engine.arrived()
  const behind = group.add(unitOf(2))
  lose()
  const isStalled = (error: unknown): boolean => error instanceof StoreError && error.kind === 'full'
  await rejects(behind, isStalled)
  await rejects(group.add(unitOf(3)), isStalled)
  engine.answer()
  deepEqual(await first, [1])
  const later = group.add(unitOf(4))
  await engine.arrived()
  engine.answer()
  deepEqual(await later, [4])
})

test('I11: more units than may wait are refused as full, and the others are kept', async () => {
  const engine = aWriter({ answersAtOnce: true })
  const group = createGroupCommit(engine.commit)
  // The writer has a first group in hand before the rest begins to wait.
  const kept = Array.from({ length: groupUnitsGood + waitingUnitsMax }, () => group.add(unitOf(1)))
  await rejects(group.add(unitOf(2)), (error: unknown) => error instanceof StoreError && error.kind === 'full')
  equal((await Promise.all(kept)).length, groupUnitsGood + waitingUnitsMax)
})

test('closing waits for what was there and refuses what comes', async () => {
  const engine = aWriter({ answersAtOnce: true })
  const group = createGroupCommit(engine.commit)
  const units = Array.from({ length: groupUnitsMax * 2 }, (_, index) => group.add(unitOf(index)))
  await group[Symbol.asyncDispose]()
  await rejects(group.add(unitOf(1)), /closed/)
  await group[Symbol.asyncDispose]()
  equal((await Promise.all(units)).length, units.length)
})

function unitOf(value: number): Unit {
  return { writes: [insideOf(write(touch, [value]))], isFenced: false }
}

/** A writer that keeps what it was given, and reports each unit's first value. */
function aWriter({ answersAtOnce = false } = {}) {
  const groups: unknown[][] = []
  let answer = (): void => {}
  let heard = Promise.withResolvers<void>()
  const commit: CommitGroup = async units => {
    const values = units.map(unit => Number(unit.writes[0]?.steps[0]?.values[0]))
    groups.push(values)
    const answered = new Promise<void>(resolve => {
      answer = resolve
    })
    heard.resolve()
    if (!answersAtOnce) await answered
    return values.map(value => [value])
  }
  return {
    groups,
    commit,
    answer: () => answer(),
    async arrived() {
      await heard.promise
      heard = Promise.withResolvers()
    },
  }
}
