import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { NotifierStatesNotifier } from '@posthouse/client/rest'
import { daysLeft, expiryTone, needsAttention, soonMs, standingOf, worstOf } from './state.ts'

const now = 1_000_000
const fine = { state: { kind: 'enabled' } } as NotifierStatesNotifier
const paused = (until: number): NotifierStatesNotifier => ({ ...fine, state: { kind: 'paused', why: 'quota', until } })

describe('the standing of a notifier', () => {
  it('is fine, or says what stands in the way and for how long', () => {
    deepEqual(standingOf(fine, now), { name: 'fine', tone: 'fine' })
    deepEqual(standingOf(paused(now + 5), now), { name: 'quota', tone: 'warn', leftMs: 5 })
    deepEqual(standingOf(paused(now), now), { name: 'fine', tone: 'fine' })
    equal(standingOf({ state: { kind: 'disabled' } }, now).tone, 'quiet')
  })
})

describe('attention', () => {
  it('is asked for by a pause, a finding of the present credential, and a date that is near', () => {
    const check = { at: 1, isCurrent: true, findings: [{ level: 'error', code: 'c', text: '', zh: '' }] } as const
    equal(needsAttention(fine, now), false)
    equal(needsAttention(paused(now + 5), now), true)
    equal(needsAttention({ ...fine, check }, now), true)
    equal(needsAttention({ ...fine, check: { ...check, isCurrent: false } }, now), false)
    equal(needsAttention({ ...fine, expiresAt: now + soonMs - 1 }, now), true)
  })

  it('rises as a date comes near', () => {
    deepEqual(
      [now, now + soonMs - 1, now + soonMs].map(at => expiryTone(at, now)),
      ['bad', 'warn', 'quiet'],
    )
    equal(daysLeft(now + 12.5 * 86_400_000, now), 12)
    equal(worstOf([{ level: 'ok' }, { level: 'warn' }]), 'warn')
  })
})
