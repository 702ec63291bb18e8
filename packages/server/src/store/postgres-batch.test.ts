import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Write } from '../ports/store.ts'
import {
  type Call,
  flatSteps,
  isMergeable,
  lateCalls,
  type MergedUnit,
  nextCalls,
  type PutOff,
  putOffHot,
  settleCall,
  settleLate,
  transposed,
} from './postgres-batch.ts'
import { insertion, rowUpdate, statement } from './statement.ts'
import { insideOf, type Unit, write, writeGuarded, writeIfAny } from './write.ts'

const insert = insertion('row_insert', 'row', { id: 'bigint', text: 'text' })
const log = insertion('log_insert', 'log', { id: 'bigint' })
const hot = statement('hot_take', 'UPDATE hot SET taken = $2 WHERE name = $1', { hotKeyLength: 1 })
const fence = rowUpdate('row_take', 'row', {
  key: { id: 'bigint' },
  match: { epoch: 'bigint' },
  set: {},
  fixed: { due: 'NULL' },
})

test('equal statements of many units become one call, and each parameter one array', () => {
  const [call, ...more] = nextCalls([plain([1, 'a']), plain([2, 'b'], [3, 'c'])])
  equal(more.length, 0)
  deepEqual(call && transposed(call.steps), [
    [1, 2, 3],
    ['a', 'b', 'c'],
  ])
})

test('what stands behind a fence waits for its answer, and is skipped when the fence does not hold', () => {
  const units = [fenced(1, 7), fenced(2, 8)]
  const [fences] = nextCalls(units)
  deepEqual(fences && transposed(fences.steps), [
    [1, 2],
    [7, 8],
  ])
  if (fences) settleCall(fences, new Set([2]))
  deepEqual(
    units.map(unit => unit.results),
    [[0, 0, 0], [1]],
  )
  const [inserts] = nextCalls(units)
  deepEqual(inserts && transposed(inserts.steps), [[2], ['x']])
})

test('two steps on the same row never share a call', () => {
  const units = [fenced(1, 7), fenced(1, 7), fenced(2, 7)]
  const [first] = nextCalls(units)
  deepEqual(first && transposed(first.steps), [
    [1, 2],
    [7, 7],
  ])
  if (first) settleCall(first, new Set([1, 2]))
  const second = nextCalls(units).find(call => call.statement === fence)
  deepEqual(second && transposed(second.steps), [[1], [7]])
})

test('a unit with a composed statement, or one without a merged form, is not merged', () => {
  const single = statement('alone', 'DELETE FROM row WHERE id = $1')
  equal(isMergeable(flatSteps({ writes: [insideOf(write(insert, [1, 'a']))], isFenced: false })), true)
  equal(
    isMergeable(
      flatSteps({ writes: [insideOf(write(insert, [1, 'a'])), insideOf(write(single, [1]))], isFenced: false }),
    ),
    false,
  )
  equal(isMergeable(flatSteps({ writes: [insideOf(write('DELETE FROM row', []))], isFenced: false })), false)
})

test('what is hot comes last and sorted, and its result is where its unit has it; what a guard hangs on stays', () => {
  const sum = (text: string) => writeIfAny(hot, [text, 1])
  const units = [
    merged({ writes: [sum('b'), writeIfAny(log, [1]), sum('c')].map(insideOf), isFenced: false }),
    merged({ writes: [sum('a')].map(insideOf), isFenced: false }),
    merged({ writes: [sum('d'), write(log, [2])].map(write => insideOf<unknown>(write)), isFenced: true }),
  ]
  const late: PutOff[] = []
  for (const unit of units) putOffHot(unit, late)
  const [between] = nextCalls(units.slice(0, 1))
  if (between) settleCall(between, new Set([1]))
  for (const unit of units) putOffHot(unit, late)
  const calls = lateCalls(late)
  deepEqual(
    calls.flatMap(({ steps }) => steps.map(({ values }) => values[0])),
    ['a', 'b', 'c'],
  )
  for (const [place, call] of calls.entries()) settleCall(call, new Set(place === 2 ? [] : [1]))
  settleLate(late)
  deepEqual(
    units.map(({ results }) => results),
    [[1, 1, 0], [1], []],
  )
})

test('a guard skips the rest of its own write only, a fence the rest of the unit', () => {
  const guarded = insideOf(
    writeGuarded([
      { statement: fence, values: [1, 1] },
      { statement: log, values: [1] },
    ]),
  )
  const after = insideOf(write(insert, [5, 'z']))
  const skips = (isFenced: boolean): readonly number[] =>
    flatSteps({ writes: [guarded, after], isFenced }).map(step => step.skip)
  deepEqual(skips(false), [1, 0, 0])
  deepEqual(skips(true), [2, 0, 0])
})

test('whatever the units, rounds end, every step is run once or skipped, and a unit keeps its order', () => {
  const step = fc.record({ kind: fc.constantFrom('insert', 'log', 'fence'), id: fc.integer({ min: 1, max: 3 }) })
  const unit = fc.record({ isFenced: fc.boolean(), steps: fc.array(step, { minLength: 1, maxLength: 6 }) })
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 8 }), fc.func(fc.boolean()), (drawn, holds) => {
      const units = drawn.map(({ isFenced, steps }) =>
        merged({ isFenced, writes: steps.map(({ kind, id }) => insideOf(writeOf(kind, id))) }),
      )
      const ran = new Map<MergedUnit, number>()
      for (let calls = nextCalls(units); calls.length > 0; calls = nextCalls(units)) {
        for (const call of calls) runCall(call, ran, holds)
      }
      for (const one of units) {
        equal(one.results.length, one.steps.length)
        equal(one.results.filter(result => result !== 0).length <= (ran.get(one) ?? 0), true)
      }
    }),
    { numRuns: 300 },
  )
})

function runCall(call: Call, ran: Map<MergedUnit, number>, holds: (value: unknown) => boolean): void {
  const positions = new Map<MergedUnit, number>()
  for (const { unit, values } of call.steps) {
    const position = positions.get(unit) ?? unit.results.length
    const expected = unit.steps[position]
    deepEqual([expected?.statement, expected?.values], [call.statement, values])
    positions.set(unit, position + 1)
    ran.set(unit, (ran.get(unit) ?? 0) + 1)
  }
  const keys = call.steps.map(({ values }) => String(values[0]))
  if (call.statement.merged?.keyLength) equal(new Set(keys).size, keys.length)
  settleCall(call, new Set(call.steps.flatMap((entry, index) => (holds(entry.values) ? [index + 1] : []))))
}

function writeOf(kind: string, id: number): Write<unknown> {
  if (kind === 'fence') return writeIfAny(fence, [id, 1])
  return kind === 'log' ? write(log, [id]) : write(insert, [id, 'x'])
}

function merged(unit: Unit): MergedUnit {
  return { steps: flatSteps(unit), results: [] }
}

function plain(...rows: readonly (readonly [number, string])[]): MergedUnit {
  return merged({ writes: rows.map(row => insideOf(write(insert, row))), isFenced: false })
}

function fenced(id: number, epoch: number): MergedUnit {
  const writes = [
    insideOf(writeIfAny(fence, [id, epoch])),
    insideOf(write(insert, [id, 'x'])),
    insideOf(write(log, [id])),
  ]
  return merged({ writes, isFenced: true })
}
