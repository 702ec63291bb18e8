import { equal, throws } from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, minute } from '@posthouse/protocol'
import fc from 'fast-check'
import { readStartDate, type StartDateRules } from './start-date.ts'
import { wallTimeOf } from './wall-clock.ts'

/** Noon in Shanghai. */
const nowMs = Date.UTC(2026, 10, 21, 4)
const shanghai: StartDateRules = { nowMs, timeZone: 'Asia/Shanghai', anyStart: false }

/** The instant as the clocks of the rules' zone write it. */
function written(instantMs: number, { timeZone } = shanghai): string {
  const { year, month, day: date, hour: hours, minute: minutes, second } = wallTimeOf(instantMs, timeZone)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${year}-${two(month)}-${two(date)} ${two(hours)}:${two(minutes)}:${two(second)}`
}

function isRefused(text: string, rules: StartDateRules, message: RegExp): void {
  throws(() => readStartDate(text, rules), { code: 'argument_illegal', status: 400, field: 'startDate', message })
}

test('seed 002: a start is read on the clocks of the server, whose zone may be any', () => {
  equal(readStartDate('2026-11-22 12:00:00', shanghai), Date.UTC(2026, 10, 22, 4))
  equal(readStartDate('2026-11-22 12:00:00', { ...shanghai, timeZone: 'UTC' }), Date.UTC(2026, 10, 22, 12))
  equal(readStartDate('2026-11-22 12:00:00', { ...shanghai, timeZone: 'America/New_York' }), Date.UTC(2026, 10, 22, 17))
})

test('seed 002: an hour ahead is the soonest, to the second', () => {
  equal(readStartDate(written(nowMs + hour), shanghai), nowMs + hour)
  isRefused(written(nowMs + hour - 1_000), shanghai, /^startDate must be at least 1 hour ahead in Asia\/Shanghai$/)
  isRefused(written(nowMs + 59 * minute), shanghai, /at least 1 hour ahead/)
  isRefused(written(nowMs), shanghai, /at least 1 hour ahead/)
  isRefused(written(nowMs - day), shanghai, /at least 1 hour ahead/)
})

test('seed 002: thirty days ahead is the latest, to the second', () => {
  equal(readStartDate(written(nowMs + 30 * day), shanghai), nowMs + 30 * day)
  isRefused(written(nowMs + 30 * day + 1_000), shanghai, /^startDate must be at most 30 days ahead in Asia\/Shanghai$/)
  isRefused(written(nowMs + 31 * day), shanghai, /at most 30 days/)
})

test('an app that may start at any time may start in a second and in years, but not in the past', () => {
  const free = { ...shanghai, anyStart: true }
  equal(readStartDate(written(nowMs + 1_000), free), nowMs + 1_000)
  equal(readStartDate('2030-01-01 12:00:00', free), Date.UTC(2030, 0, 1, 4))
  isRefused(written(nowMs), free, /^startDate must be in the future in Asia\/Shanghai$/)
  isRefused(written(nowMs - 1_000), free, /in the future/)
})

for (const text of [
  ...['2026-11-22', '2026-11-22T12:00:00', '2026-11-22 12:00', '2026-11-22 12:00:00Z', '2026-11-22 12:00:00.000'],
  ...['2026/11/22 12:00:00', '26-11-22 12:00:00', '2026-1-22 12:00:00', ' 2026-11-22 12:00:00', '1795348800000'],
  ...['2026-11-22  12:00:00', '２０２６-11-22 12:00:00', '2026-11-22 12:00:00\n', 'tomorrow'],
]) {
  test(`a start is written in one way only: not ${JSON.stringify(text)}`, () =>
    isRefused(text, shanghai, /^startDate must be written as yyyy-MM-dd HH:mm:ss$/))
}

for (const text of ['2026-11-31 12:00:00', '2026-13-01 12:00:00', '2026-11-22 24:00:00', '2026-11-22 12:60:00']) {
  test(`a date or time that there is not is none: ${text}`, () =>
    isRefused(text, shanghai, /^startDate is no date and time that there is$/))
}

test('a time that clocks leave out counts from the beginning of the gap, as Java reads it', () => {
  const berlin = { nowMs: Date.UTC(2026, 2, 28), timeZone: 'Europe/Berlin', anyStart: false }
  equal(readStartDate('2026-03-29 02:30:00', berlin), Date.UTC(2026, 2, 29, 1, 30))
  equal(readStartDate('2026-03-29 03:30:00', berlin), Date.UTC(2026, 2, 29, 1, 30))
})

test('of a time that clocks show twice the first is meant', () => {
  const newYork = { nowMs: Date.UTC(2026, 9, 31), timeZone: 'America/New_York', anyStart: false }
  equal(readStartDate('2026-11-01 01:30:00', newYork), Date.UTC(2026, 10, 1, 5, 30))
})

test('an hour is an hour where clocks change meanwhile: instants are compared, never what clocks show', () => {
  const berlin = { nowMs: Date.UTC(2026, 2, 29, 0, 30), timeZone: 'Europe/Berlin', anyStart: false }
  equal(readStartDate('2026-03-29 03:30:00', berlin), berlin.nowMs + hour)
  isRefused('2026-03-29 03:29:59', berlin, /at least 1 hour/)
  const autumn = { nowMs: Date.UTC(2026, 9, 24, 23, 30), timeZone: 'Europe/Berlin', anyStart: false }
  equal(readStartDate('2026-10-25 02:30:00', autumn), autumn.nowMs + hour)
  isRefused('2026-10-25 02:29:59', autumn, /at least 1 hour/)
})

test('in any zone what is between an hour and thirty days ahead is taken, and nothing else', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'UTC', 'Asia/Kolkata', 'Asia/Tokyo')
  fc.assert(
    fc.property(zones, fc.integer({ min: -3_600, max: 32 * 86_400 }), (timeZone, aheadSeconds) => {
      const rules = { ...shanghai, timeZone }
      const instant = nowMs + aheadSeconds * 1_000
      const text = written(instant, rules)
      if (aheadSeconds >= 3_600 && aheadSeconds <= 30 * 86_400) equal(readStartDate(text, rules), instant)
      else throws(() => readStartDate(text, rules), { code: 'argument_illegal' })
    }),
  )
})
