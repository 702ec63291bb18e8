import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { instantOf, isTimeZone, type WallTime, wallTimeOf } from './wall-clock.ts'

function at(year: number, month: number, day: number, hour: number, minute = 0): WallTime {
  return { year, month, day, hour, minute, second: 0 }
}

test('a time in Shanghai is eight hours before the same in UTC', () => {
  equal(instantOf(at(2030, 1, 1, 12), 'Asia/Shanghai'), Date.UTC(2030, 0, 1, 4))
  deepEqual(wallTimeOf(Date.UTC(2030, 0, 1, 4), 'Asia/Shanghai'), at(2030, 1, 1, 12))
})

test('a time that clocks leave out when they are set forward is as long after the gap began', () => {
  equal(instantOf(at(2026, 3, 29, 2, 30), 'Europe/Berlin'), Date.UTC(2026, 2, 29, 1, 30))
  equal(instantOf(at(2026, 3, 29, 1, 59), 'Europe/Berlin'), Date.UTC(2026, 2, 29, 0, 59))
})

test('of a time that clocks show twice the first is meant', () => {
  equal(instantOf(at(2026, 10, 25, 2, 30), 'Europe/Berlin'), Date.UTC(2026, 9, 25, 0, 30))
  equal(instantOf(at(2026, 11, 1, 1, 30), 'America/New_York'), Date.UTC(2026, 10, 1, 5, 30))
})

test('a day or an hour that there is not is no time', () => {
  equal(instantOf(at(2026, 2, 29, 1), 'UTC'), undefined)
  equal(instantOf(at(2026, 13, 1, 1), 'UTC'), undefined)
  equal(instantOf(at(2026, 1, 1, 24), 'UTC'), undefined)
})

test('zones are known by their names', () => {
  deepEqual(['Asia/Shanghai', 'UTC', '+08:00', 'Mars/Base', ''].map(isTimeZone), [true, true, false, false, false])
})

test('what clocks show at an instant leads back to it, or an hour before where they show it twice', () => {
  const zones = fc.constantFrom(
    'Asia/Shanghai',
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
  )
  const seconds = fc.integer({ min: Date.UTC(2020, 0, 1) / 1_000, max: Date.UTC(2040, 0, 1) / 1_000 })
  fc.assert(
    fc.property(zones, seconds, (zone, second) => {
      const instant = second * 1_000
      const back = instantOf(wallTimeOf(instant, zone), zone)
      return back === instant || back === instant - 3_600_000 || back === instant - 1_800_000
    }),
  )
})
