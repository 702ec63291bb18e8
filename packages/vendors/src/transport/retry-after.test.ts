import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { retryAfterMs } from './retry-after.ts'

const nowMs = Date.UTC(2026, 10, 21, 12, 0, 0)

test('seconds are waited as told, within one second and one hour (F54)', () => {
  const cases: [string, number][] = [
    ['0', 1_000],
    ['1', 1_000],
    ['2', 2_000],
    [' 30 ', 30_000],
    ['3600', 3_600_000],
    ['3601', 3_600_000],
    ['604800', 3_600_000],
  ]
  for (const [header, expected] of cases) assert.equal(retryAfterMs(header, nowMs), expected, header)
})

test('dates are waited for, past ones briefly (F54)', () => {
  assert.equal(retryAfterMs('Sat, 21 Nov 2026 12:02:00 GMT', nowMs), 120_000)
  assert.equal(retryAfterMs('Sat Nov 21 12:02:00 2026', nowMs), 120_000)
  assert.equal(retryAfterMs('Sat, 21 Nov 2026 11:00:00 GMT', nowMs), 1_000)
})

test('absent and absurd headers say nothing (F54)', () => {
  const absurd = [
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    '604801',
    '1000000000',
    'soon',
    '99999999999999999999',
    'Thu, 01 Jan 1970 00:00:00 GMT',
    'Sat, 21 Nov 2099 12:00:00 GMT',
    'Sat, 21 Nov 2026 99:00:00 GMT',
    '2026-11-21T12:02:00Z',
  ]
  for (const header of absurd) assert.equal(retryAfterMs(header, nowMs), undefined, String(header))
})

test('whatever the header says, the wait is within bounds or absent', () => {
  const anyDate = fc.date({ noInvalidDate: true }).map(date => date.toUTCString())
  const anyHeader = fc.oneof(
    fc.string(),
    fc.integer().map(n => `${n}`),
    fc.double().map(n => `${n}`),
    anyDate,
  )
  fc.assert(
    fc.property(anyHeader, header => {
      const waitMs = retryAfterMs(header, nowMs)
      return waitMs === undefined || (waitMs >= 1_000 && waitMs <= 3_600_000)
    }),
  )
})

test('seconds and the date that many seconds ahead mean the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 604_800 }), seconds => {
      const date = new Date(nowMs + seconds * 1_000).toUTCString()
      assert.equal(retryAfterMs(date, nowMs), retryAfterMs(String(seconds), nowMs))
    }),
  )
})
