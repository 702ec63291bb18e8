import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, minute, second } from '@posthouse/protocol'
import fc from 'fast-check'
import { afterFailure, type Ban, bansKeptMax, failuresToBan, isBanned, lifted, nextBan } from './callback-ban.ts'

const nowMs = 1_700_000_000_000

/** Feeds failures in; how many of them it took until a ban, if one came. */
function failuresUntilBan(atMs: readonly number[]): number | undefined {
  let failuresMs: readonly number[] = []
  for (const [index, at] of atMs.entries()) {
    const counted = afterFailure(failuresMs, at)
    if (counted.bans) return index + 1
    failuresMs = counted.failuresMs
  }
  return undefined
}

test('spec §9.3: the 90th failure within 30 seconds bans, and none sooner', () => {
  equal(failuresUntilBan(Array.from({ length: 200 }, () => nowMs)), 90)
  const within = Array.from({ length: 90 }, (_, index) => nowMs + Math.floor((index * (30 * second - 1)) / 89))
  equal(failuresUntilBan(within), 90)
  equal(failuresUntilBan(within.slice(1)), undefined)
  const slow = Array.from({ length: 1_000 }, (_, index) => nowMs + index * 340)
  equal(failuresUntilBan(slow), undefined)
})

test('whatever the failures, a ban comes with the first 90 within 30 seconds, and no more than 89 are remembered', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_200 }), { maxLength: 400 }), steps => {
      let atMs = nowMs
      let failuresMs: readonly number[] = []
      let since: number[] = []
      for (const step of steps) {
        atMs += step
        since.push(atMs)
        const counted = afterFailure(failuresMs, atMs)
        failuresMs = counted.failuresMs
        ok(failuresMs.length < failuresToBan)
        equal(counted.bans, since.filter(one => atMs - one < 30 * second).length >= 90)
        if (counted.bans) since = []
      }
    }),
    { numRuns: 300 },
  )
})

test('spec §9.3, §12 row 21: bans of one day last 5, 10, 15, 20, 25 and 25 minutes; a day later it is 5 again', () => {
  let ban: Ban | undefined
  let atMs = nowMs
  const lengths: number[] = []
  for (let count = 0; count < 7; count += 1) {
    ban = nextBan(ban, atMs)
    lengths.push((ban.untilMs - atMs) / minute)
    atMs = ban.untilMs + minute
  }
  deepEqual(lengths, [5, 10, 15, 20, 25, 25, 25])
  equal(nextBan(ban, atMs + day).untilMs - (atMs + day), 5 * minute)
})

test('whenever bans begin, each lasts n × 5 minutes for the n-th within a day, at most 25, and five instants are kept', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 26 * minute, max: 30 * hour }), { minLength: 1, maxLength: 30 }), waits => {
      let ban: Ban | undefined
      let atMs = nowMs
      const begun: number[] = []
      for (const wait of waits) {
        atMs += wait
        begun.push(atMs)
        ban = nextBan(ban, atMs)
        const recent = begun.filter(one => atMs - one < day).length
        equal(ban.untilMs - atMs, Math.min(recent, 5) * 5 * minute)
        ok(ban.begunMs.length <= bansKeptMax)
        ok(isBanned(ban, atMs) && isBanned(ban, ban.untilMs - 1) && !isBanned(ban, ban.untilMs))
      }
    }),
    { numRuns: 300 },
  )
})

test('a ban that is lifted is over, and still makes the next one longer', () => {
  const first = nextBan(undefined, nowMs)
  equal(isBanned(lifted(first), nowMs), false)
  equal(nextBan(lifted(first), nowMs + 1).untilMs, nowMs + 1 + 10 * minute)
  equal(isBanned(undefined, nowMs), false)
})
