import { deepEqual, equal } from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { estimateOf, newDraft, problemsOf, taskOf } from './draft.ts'
import { paces, stepOfPace } from './pace.ts'
import { ratesOf, remainingMs, type Sample, sampled } from './progress.ts'
import { addsUp, funnelOf, livenessOf, ordersOf, shareWalked } from './state.ts'
import { readPasted } from './targets.ts'
import { readWallTime, startObjection, usualStarts, wallTextOf } from './wall-clock.ts'

const sums = { targeted: 10, accepted: 5, rejected: 1, unknown: 1, skipped: 2, open: 1, skippedBecause: {} }

describe('a pasted list', () => {
  it('is read whatever stands between the ids, each once', () => {
    deepEqual(readPasted(' Ann, bob;"cat"\n“dan”，eve、ANN\tbob '), {
      ids: ['ann', 'bob', 'cat', 'dan', 'eve'],
      repeated: 2,
    })
    deepEqual(readPasted(' \n,, '), { ids: [], repeated: 0 })
  })
})

describe('times on the wall', () => {
  it('mean one instant where clocks are never set', () => {
    deepEqual(readWallTime('2026-11-21 09:00', 'Asia/Shanghai'), { kind: 'once', atMs: Date.UTC(2026, 10, 21, 1) })
    for (const text of ['', '2026-02-30 09:00', '2026-11-21', '2026-11-21 24:30'])
      equal(readWallTime(text, 'Asia/Shanghai').kind, 'invalid', text)
  })

  it('F104 that clocks leave out are none; of two the first is meant', () => {
    deepEqual(readWallTime('2026-03-29 02:30:00', 'Europe/Berlin'), { kind: 'gap' })
    const later = { isLater: true, wall: '2026-03-29 02:30:00', message: { title: 'hi' } }
    const rules = { nowMs: Date.UTC(2026, 2, 28), zone: 'Europe/Berlin', anyStart: false }
    deepEqual(problemsOf({ ...newDraft('all', []), ...later }, rules), ['gap'])
    const twice = readWallTime('2026-10-25 02:30:00', 'Europe/Berlin')
    deepEqual(twice, { kind: 'twice', atMs: Date.UTC(2026, 9, 25, 0, 30) })
    equal(readWallTime('2026-03-29 03:00:00', 'Europe/Berlin').kind, 'once')
  })

  it('come back as they were shown', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1_500_000_000, max: 2_000_000_000 }),
        fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'UTC'),
        (seconds, zone) => {
          const read = readWallTime(wallTextOf(seconds * 1_000, zone), zone)
          const isMeant = read.kind === 'once' && read.atMs === seconds * 1_000
          return isMeant || (read.kind === 'twice' && seconds * 1_000 - read.atMs <= 3_600_000)
        },
      ),
    )
  })

  it('lie one hour to thirty days ahead, unless the app allows any', () => {
    const now = Date.UTC(2026, 0, 1)
    const ahead = (ms: number, anyStart = false) => startObjection(now + ms, now, anyStart)
    deepEqual(
      [ahead(0), ahead(3_599_999), ahead(3_600_000), ahead(2_592_000_000), ahead(2_592_000_001)],
      ['past', 'tooSoon', undefined, undefined, 'tooLate'],
    )
    deepEqual([ahead(0, true), ahead(1, true), ahead(9e12, true)], ['past', undefined, undefined])
  })

  it('that are often wanted lie on quarters and in the morning of the next day there', () => {
    const now = Date.UTC(2026, 10, 21, 17, 3)
    deepEqual(usualStarts(now, 'Asia/Shanghai'), { inTwoHours: '2026-11-22 03:15:00', tomorrow: '2026-11-23 09:00:00' })
  })
})

describe('progress', () => {
  const seen = (...pairs: readonly (readonly [number, number])[]): readonly Sample[] =>
    pairs.reduce<readonly Sample[]>((all, [atMs, walked]) => sampled(all, { atMs, walked, targeted: walked * 2 }), [])

  it('is told of the last seconds, and of nothing before there are enough', () => {
    equal(ratesOf(seen([0, 0], [1_000, 100])), undefined)
    deepEqual(ratesOf(seen([0, 0], [1_000, 100], [2_000, 200])), { users: 6_000, devices: 12_000 })
    deepEqual(ratesOf(seen([0, 0], [20_000, 5], [22_000, 105])), { users: 3_000, devices: 6_000 })
    equal(seen([0, 50], [1_000, 10]).length, 1)
  })

  it('knows what remains, unless nothing moves or no end is known', () => {
    const rates = { users: 600, devices: 900 }
    equal(remainingMs({ audience: 1_000, walked: 400 }, rates), 60_000)
    equal(remainingMs({ audience: 10, walked: 12 }, rates), 0)
    equal(remainingMs({ walked: 12 }, rates), undefined)
    equal(remainingMs({ audience: 10, walked: 1 }, { users: 0, devices: 0 }), undefined)
  })
})

describe('a task', () => {
  it('shows whether its sums hold, and what no vendor reports', () => {
    deepEqual([addsUp(sums), addsUp({ ...sums, open: 0 })], [true, false])
    deepEqual(
      funnelOf(sums).map(({ count }) => count),
      [10, 7, 5, undefined, undefined],
    )
  })

  it('is looked at while something can change', () => {
    const of = (state: 'running' | 'finished' | 'paused', open: number) =>
      livenessOf({ state, statistics: { all: { ...sums, open }, byProvider: {} } })
    deepEqual(
      [of('running', 0), of('paused', 0), of('finished', 1), of('finished', 0)],
      ['running', 'waiting', 'running', 'still'],
    )
    deepEqual(ordersOf('finished'), { pause: false, resume: false, cancel: false })
  })

  it('is never more than done, and done is done', () => {
    equal(shareWalked({ audience: 10, walked: 12, state: 'running' }), 1)
    equal(shareWalked({ audience: 0, walked: 0, state: 'running' }), 1)
    equal(shareWalked({ walked: 0, state: 'scheduled' }), undefined)
  })
})

describe('a pace', () => {
  it('finds its step, also between two', () => {
    for (const [step, pace] of paces.entries()) equal(stepOfPace(pace), step)
    equal(paces[stepOfPace(7_000)], 6_000)
    equal(paces[stepOfPace(1)], 60)
  })
})

describe('a draft', () => {
  const rules = { nowMs: Date.UTC(2026, 0, 1), zone: 'Asia/Shanghai', anyStart: false }
  const written = { ...newDraft('all', []), message: { title: 'Hello' } }

  it('says what is missing, in the order of the form', () => {
    deepEqual(problemsOf(newDraft('list', []), rules), ['noUsers', 'noText'])
    deepEqual(problemsOf({ ...written, kind: 'label', isLater: true }, rules), ['noLabel', 'noTime'])
    deepEqual(problemsOf({ ...written, isLater: true, wall: '2026-01-01 08:30:00' }, rules), ['tooSoon'])
    const many = Array.from({ length: 1_001 }, (_, index) => `u${index}`).join(' ')
    deepEqual(problemsOf({ ...written, kind: 'list', pasted: many }, rules), ['tooManyUsers'])
    deepEqual(problemsOf(written, rules), [])
    deepEqual(problemsOf({ ...written, wrongText: '{"title": ' }, rules), ['badJson'])
  })

  it('is told to the server without what was not chosen', () => {
    deepEqual(taskOf(written), { pushMessage: { title: 'Hello' }, strategy: 2 })
    const later = { ...written, isLater: true, wall: '2026-01-02 09:00:00', pacePerMinute: 60 }
    deepEqual(taskOf(later), {
      ...{ pushMessage: { title: 'Hello' }, strategy: 2 },
      ...{ startDate: '2026-01-02 09:00:00', pacePerMinute: 60 },
    })
    equal(estimateOf(newDraft('list', [])), undefined)
    deepEqual(estimateOf({ ...newDraft('list', []), pasted: 'a b a' }), {
      kind: 'list',
      strategy: 2,
      targets: ['a', 'b'],
    })
    deepEqual(estimateOf(newDraft('label', ['vip'])), { kind: 'label', strategy: 2, targets: ['vip'] })
  })
})
