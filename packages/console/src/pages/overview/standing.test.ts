import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import { inOrderOfNeed, notifierStanding, ruleTone } from './standing.ts'

const day = 86_400_000
const now = 1_000 * day
const one = { name: 'hw-main', provider: 'HUAWEIPUSH', state: 'fine' } as const

test('what stops a notifier now is said before what will', () => {
  const expiresAt = now + 12.5 * day
  deepEqual(notifierStanding({ ...one, expiresAt }, now), { tone: 'warn', word: 'endsIn', daysLeft: 12 })
  deepEqual(notifierStanding({ ...one, state: 'quota', until: 5, expiresAt }, now), {
    ...{ tone: 'warn', word: 'quota', until: 5 },
  })
  deepEqual(notifierStanding({ ...one, expiresAt: now }, now), { tone: 'bad', word: 'ended' })
  deepEqual(notifierStanding({ ...one, isSound: false, expiresAt }, now), { tone: 'bad', word: 'unsound' })
  deepEqual(notifierStanding({ ...one, expiresAt: now + 30 * day }, now), { tone: 'fine', word: 'fine' })
})

test('who needs somebody comes first', () => {
  const seen = inOrderOfNeed(
    [one, { ...one, name: 'b', state: 'disabled' }, { ...one, name: 'a' }, { ...one, name: 'c', state: 'refused' }],
    now,
  )
  deepEqual(
    seen.map(({ name }) => name),
    ['c', 'b', 'a', 'hw-main'],
  )
})

test('a rule with dead letters is not fine', () => {
  const rule = { id: '1', name: 'hooks', state: 'fine', waiting: 0, dead: 0 } as const
  equal(ruleTone(rule), 'fine')
  equal(ruleTone({ ...rule, dead: 1 }), 'warn')
  equal(ruleTone({ ...rule, state: 'banned', dead: 1 }), 'bad')
})
