import { deepEqual, equal } from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { windowMs, windowName, windowShiftMs, windowStart } from './callback-window.ts'

const zones = ['UTC', 'Asia/Shanghai', 'Asia/Kathmandu', 'America/St_Johns', 'Australia/Eucla']

test('spec §9.3: a window is named by its start, with a last digit of 0', () => {
  equal(windowName(1_700_000_000_000 - (1_700_000_000_000 % windowMs), 'UTC'), '202311142210')
  equal(windowStart('202311142210', 'UTC'), Date.UTC(2023, 10, 14, 22, 10))
  equal(windowStart('202311150610', 'Asia/Shanghai'), Date.UTC(2023, 10, 14, 22, 10))
  equal(windowName(Date.UTC(2023, 10, 14, 22, 10), 'Asia/Shanghai'), '202311150610')
})

test('a text that names no window is none', () => {
  for (const text of [
    '',
    '2023111422',
    '202311142215',
    '202311142260',
    '202313142210',
    '202311312210',
    '20231114 2210',
    '2023111422100',
  ]) {
    equal(windowStart(text, 'UTC'), undefined, text)
  }
})

test('in every zone each instant is in the window whose name leads back to it', () => {
  const instants = fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) })
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), (atMs, zone) => {
      const shiftMs = windowShiftMs(atMs, zone)
      const startMs = Math.floor((atMs + shiftMs) / windowMs) * windowMs - shiftMs
      const name = windowName(startMs, zone)
      equal(name.at(-1), '0')
      const found = windowStart(name, zone)
      // Where clocks are set back the name means the earlier of two windows.
      deepEqual(found === startMs || (found !== undefined && startMs - found === 3_600_000), true, `${name} ${zone}`)
    }),
    { numRuns: 1_000 },
  )
})
