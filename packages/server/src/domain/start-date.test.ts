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

test('F106 F115 seed 002: an hour ahead is the soonest, to the second', () => {
  equal(readStartDate(written(nowMs + hour), shanghai), nowMs + hour)
  isRefused(written(nowMs + hour - 1_000), shanghai, /^startDate must be at least 1 hour ahead in Asia\/Shanghai$/)
  isRefused(written(nowMs + 59 * minute), shanghai, /at least 1 hour ahead/)
  isRefused(written(nowMs), shanghai, /at least 1 hour ahead/)
  isRefused(written(nowMs - day), shanghai, /at least 1 hour ahead/)
})

test('F106 seed 002: thirty days ahead is the latest, to the second', () => {
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

for (const text of [
  ...[
    '2026-11-31 12:00:00',
    '2026-13-01 12:00:00',
    '2026-11-22 24:00:00',
    '2026-11-22 12:60:00',
    '2026-00-01 12:00:00',
  ],
  // A leap second, as UTC and as the clocks of Shanghai would show it; and 29 February of years that have none.
  ...[
    '2026-12-31 23:59:60',
    '2027-01-01 07:59:60',
    '2027-02-29 12:00:00',
    '2100-02-29 12:00:00',
    '0000-00-00 00:00:00',
  ],
]) {
  test(`F106 a date or time that there is not is none: ${text}`, () =>
    isRefused(text, { ...shanghai, anyStart: true }, /^startDate is no date and time that there is$/))
}

test('F106 29 February, the end of 32-bit seconds and the last second that can be written are times like others', () => {
  const free = { ...shanghai, timeZone: 'UTC', anyStart: true }
  const times = [
    '2028-02-29 12:00:00',
    '2038-01-19 03:14:07',
    '2038-01-19 03:14:08',
    '2106-02-07 06:28:16',
    '9999-12-31 23:59:59',
  ]
  for (const text of times) {
    equal(readStartDate(text, free), Date.parse(`${text.replace(' ', 'T')}Z`))
    equal(
      written(readStartDate(text, { ...free, timeZone: 'America/New_York' }), {
        ...free,
        timeZone: 'America/New_York',
      }),
      text,
    )
  }
  isRefused('1970-01-01 00:00:00', free, /in the future/)
  isRefused('1969-12-31 23:59:59', free, /in the future/)
})

test('F106 over a 29 February and over a new year an hour and thirty days are as long as ever', () => {
  for (const fromMs of [Date.UTC(2028, 1, 28, 23, 30), Date.UTC(2026, 11, 31, 15, 30), Date.UTC(2038, 0, 19, 2, 30)]) {
    const rules = { ...shanghai, nowMs: fromMs }
    equal(readStartDate(written(fromMs + hour), rules), fromMs + hour)
    isRefused(written(fromMs + hour - 1_000), rules, /at least 1 hour/)
    equal(readStartDate(written(fromMs + 30 * day), rules), fromMs + 30 * day)
    isRefused(written(fromMs + 30 * day + 1_000), rules, /at most 30 days/)
  }
})

/** Nights on which clocks are set: by an hour, by half of one, at midnight, and by a whole day that Samoa left out. */
const gaps = [
  ['Europe/Berlin', '2027-03-28 02:30:00', '2027-03-28 03:30:00', '2027-03-28 01:59:59', '2027-03-28 03:00:00'],
  ['America/New_York', '2027-03-14 02:00:00', '2027-03-14 03:00:00', '2027-03-14 01:59:59', '2027-03-14 03:00:00'],
  ['Australia/Lord_Howe', '2027-10-03 02:10:00', '2027-10-03 02:40:00', '2027-10-03 01:59:59', '2027-10-03 02:30:00'],
  ['Africa/Cairo', '2027-04-30 00:15:00', '2027-04-30 01:15:00', '2027-04-29 23:59:59', '2027-04-30 01:00:00'],
  ['Pacific/Apia', '2011-12-30 12:00:00', '2011-12-31 12:00:00', '2011-12-29 23:59:59', '2011-12-31 00:00:00'],
] as const

for (const [timeZone, text, exists, last, first] of gaps) {
  test(`F104 a time that clocks leave out is refused, with one that exists: ${text} ${timeZone}`, () => {
    const rules = { nowMs: Date.UTC(2011, 11, 20), timeZone, anyStart: true }
    isRefused(text, rules, new RegExp(`^startDate is left out by the clocks of ${timeZone}, .*: ${exists} exists$`))
    equal(readStartDate(first, rules) - readStartDate(last, rules), 1_000)
    equal(written(readStartDate(exists, rules), rules), exists)
  })
}

const overlaps = [
  ['Europe/Berlin', '2027-10-31 02:30:00', Date.UTC(2027, 9, 31, 0, 30)],
  ['America/New_York', '2027-11-07 01:30:00', Date.UTC(2027, 10, 7, 5, 30)],
  ['Australia/Lord_Howe', '2027-04-04 01:45:00', Date.UTC(2027, 3, 3, 14, 45)],
  ['Africa/Cairo', '2027-10-28 23:30:00', Date.UTC(2027, 9, 28, 20, 30)],
] as const

for (const [timeZone, text, instantMs] of overlaps) {
  test(`F104 of a time that clocks show twice the first is meant: ${text} ${timeZone}`, () => {
    const rules = { nowMs: instantMs - 2 * hour, timeZone, anyStart: false }
    equal(readStartDate(text, rules), instantMs)
    // It is shown twice indeed.
    equal(written(instantMs, rules), text)
    equal(
      [30 * minute, hour].some(later => written(instantMs + later, rules) === text),
      true,
    )
  })
}

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
