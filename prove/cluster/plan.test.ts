import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createChance } from '../lab/chance.ts'
import { planTroubles } from './plan.ts'

const ids = (seed: number, cycles: number, only: readonly string[] = []): readonly (readonly string[])[] =>
  planTroubles({ cycles, only }, createChance(seed)).map(round => round.map(({ id }) => id))

describe('the plan of the cluster lab', () => {
  it('has every trouble once in each round, in an order that the seed decides', () => {
    const [first = [], second = []] = ids(7, 2)
    assert.deepEqual([...first].sort(), [...second].sort())
    assert.equal(new Set(first).size, first.length)
    assert.deepEqual(ids(7, 2), [first, second])
    assert.notDeepEqual(ids(8, 1), [first])
  })

  it('takes only the faults that are named, also one of several that a trouble stands for, and none that it does not know', () => {
    assert.deepEqual(ids(7, 1, ['F110', 'F46']).flat().sort(), ['F43, F110', 'F46'])
    assert.throws(() => ids(7, 1, ['F999']), /there is no fault F999: F18, /)
  })
})
