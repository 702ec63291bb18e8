import assert from 'node:assert/strict'
import { it } from 'node:test'
import { Histogram, membersMax, meterFamily } from './metrics.ts'

it('a histogram counts a value at its bound below it, and what is above the last apart', () => {
  const spread = new Histogram([1, 2])
  for (const value of [0.5, 1, 1.5, 2, 3]) spread.observe(value)
  spread.observe(1.5, 10)
  assert.deepEqual(spread.counts, [2, 12, 1])
  assert.equal(spread.count, 15)
  assert.equal(spread.sum, 23)
})

it('a family has one member for each set of values, and a bound', () => {
  const family = meterFamily()
  family.of('a', 'x').add(2)
  family.of('a', 'x').add(3)
  family.of('a', 'y').add(1)
  assert.deepEqual(
    [...family.members()].map(({ values, member }) => [...values, member.value]),
    [
      ['a', 'x', 5],
      ['a', 'y', 1],
    ],
  )
  for (let at = 0; at < 2 * membersMax; at += 1) family.of(`b${at}`, 'x').add(1)
  const members = [...family.members()]
  assert.equal(members.length, membersMax + 1)
  const other = members.find(({ values }) => values.every(value => value === 'other'))
  assert.equal(other?.member.value, 2 * membersMax - (membersMax - 2))
})
