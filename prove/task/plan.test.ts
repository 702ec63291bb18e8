import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createChance } from '../lab/chance.ts'
import { planKills } from './plan.ts'

test('a seed is a plan: the same kills in the same order', () => {
  const plan = (seed: number) => planKills(200_000, 10, 3, createChance(seed))
  assert.deepEqual(plan(1), plan(1))
  assert.notDeepEqual(plan(1), plan(2))
})

test('one half of the kills is at named places, all of them different, and they leave some of the walk', () => {
  const kills = planKills(200_000, 10, 3, createChance(42))
  const places = kills.flatMap(kill => (kill.kind === 'failpoint' ? [kill.place] : []))
  assert.equal(kills.length, 10)
  assert.equal(new Set(places).size, 5)
  const users = kills.reduce((sum, kill) => sum + (kill.kind === 'walked' ? kill.users : 0), 0)
  assert.ok(users > 20_000 && users < 120_000, String(users))
})
