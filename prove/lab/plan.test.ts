import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pushFailpoints } from '../../packages/server/src/base/failpoint.ts'
import { createChance } from './chance.ts'
import { planCycles } from './plan.ts'

const options = { engine: 'sqlite', kills: 20, hits: 3, stops: 2 } as const

test('the same seed makes the same plan, another seed another one', () => {
  const plan = (seed: number) => planCycles(options, createChance(seed))
  assert.deepEqual(plan(7), plan(7))
  assert.notDeepEqual(plan(7), plan(8))
})

test('a plan holds every failpoint as often as asked, and all other deaths', () => {
  const kinds = Map.groupBy(planCycles(options, createChance(1)), cycle => cycle.kind)
  const places = Map.groupBy(kinds.get('failpoint') ?? [], cycle => cycle.kind === 'failpoint' && cycle.place)
  assert.deepEqual([...places.keys()].sort(), [...pushFailpoints].sort())
  assert.ok([...places.values()].every(same => same.length === 3))
  assert.equal(kinds.get('kill')?.length, 20)
  assert.equal(kinds.get('stop')?.length, 2)
  assert.equal(kinds.get('second')?.length, 2)
  assert.equal(kinds.get('memory')?.length, 2)
  assert.equal(kinds.get('disk')?.length, 4)
})

test('a database can only be killed where it is a process of its own', () => {
  const kinds = new Set(planCycles({ ...options, engine: 'postgres' }, createChance(1)).map(cycle => cycle.kind))
  assert.deepEqual([...kinds].sort(), ['database', 'failpoint', 'kill', 'memory', 'stop'])
})

test('streams of one seed are independent: drawing from one does not move another', () => {
  const [left, right] = [createChance(3), createChance(3)]
  left.stream('a').fraction()
  left.stream('a').integer(0, 9)
  assert.equal(left.stream('b').fraction(), right.stream('b').fraction())
  assert.notEqual(left.stream('a').fraction(), left.stream('b').fraction())
})

test('samples are distinct and no longer than what there is', () => {
  const chance = createChance(5)
  const drawn = chance.sample(['a', 'b', 'c'], 5)
  assert.deepEqual([...drawn].sort(), ['a', 'b', 'c'])
})
