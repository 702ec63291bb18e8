import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ignoresRestPush, isQuiet, mutes } from './quiet-hours.ts'
import { type PushMode, readHour, readInterval, type UserSettings } from './user-settings.ts'

const zone = 'Asia/Shanghai'
const midnight = Date.UTC(2026, 10, 20, 16)
const minuteMs = 60_000
const dayMinutes = 24 * 60

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
}

/** Minutes after midnight in Shanghai. */
function at(minute: number): number {
  return midnight + minute * minuteMs
}

test('an interval is quiet from its first minute to before its last, over midnight too, in the zone of the server', () => {
  const night = { ignoreInterval: '21:30-08:00' }
  const shown = ['21:29', '21:30', '23:59', '00:00', '07:59', '08:00', '12:00'].map(text => {
    const [hour = 0, minute = 0] = text.split(':').map(Number)
    return isQuiet(night, at(hour * 60 + minute), zone)
  })
  assert.deepEqual(shown, [false, true, true, true, true, false, false])
  assert.equal(isQuiet(night, at(22 * 60), 'UTC'), false)
  assert.equal(isQuiet({ ignoreInterval: '09:00-09:00' }, at(3), zone), true)
})

test('a window is quiet for as many minutes of each day as it is long, whatever the zone', () => {
  const minute = fc.integer({ min: 0, max: dayMinutes - 1 })
  const zones = fc.constantFrom('UTC', 'Asia/Shanghai', 'Asia/Kathmandu', 'America/St_Johns', 'Pacific/Auckland')
  fc.assert(
    fc.property(minute, minute, zones, (from, until, timeZone) => {
      const settings = { ignoreInterval: `${clock(from)}-${clock(until)}` }
      let quiet = 0
      for (let step = 0; step < dayMinutes; step += 1) if (isQuiet(settings, at(step), timeZone)) quiet += 1
      assert.equal(quiet, from === until ? dayMinutes : (until - from + dayMinutes) % dayMinutes)
    }),
    { numRuns: 20 },
  )
})

test('the older hours are those of an interval from hour to hour, and count only while they are on', () => {
  const hour = fc.integer({ min: 0, max: 23 })
  const minute = fc.integer({ min: 0, max: dayMinutes - 1 })
  fc.assert(
    fc.property(hour, hour, minute, (fromHour, untilHour, now) => {
      const legacy = { legacyQuiet: { on: true, fromHour, untilHour } }
      const interval = { ignoreInterval: `${clock(fromHour * 60)}-${clock(untilHour * 60)}` }
      assert.equal(isQuiet(legacy, at(now), zone), isQuiet(interval, at(now), zone))
      assert.equal(isQuiet({ legacyQuiet: { ...legacy.legacyQuiet, on: false } }, at(now), zone), false)
    }),
  )
})

test('a duration is quiet until its end and not at it', () => {
  const settings = { ignoreUntilMs: at(10) }
  assert.deepEqual(
    [at(0), at(10) - 1, at(10)].map(nowMs => isQuiet(settings, nowMs, zone)),
    [true, true, false],
  )
})

test('a window beats every mode, and the mode of a conversation that of the user', () => {
  const modes: readonly (PushMode | undefined)[] = [undefined, 'ALL', 'AT', 'NONE']
  const anyMode = fc.constantFrom(...modes)
  fc.assert(
    fc.property(anyMode, anyMode, fc.boolean(), fc.boolean(), fc.boolean(), (own, peer, isMention, open, peerOpen) => {
      const nowMs = at(0)
      const quiet = (isOpen: boolean) => (isOpen ? { ignoreUntilMs: nowMs + 1 } : { ignoreUntilMs: nowMs })
      const settings: UserSettings = { ...(own && { mode: own }), ...quiet(open) }
      const conversation = { ...(peer && { mode: peer }), ...quiet(peerOpen) }
      const mode = peer ?? own ?? 'ALL'
      const expected = open || peerOpen || mode === 'NONE' || (mode === 'AT' && !isMention)
      assert.equal(mutes(settings, conversation, { isMention }, nowMs, zone), expected)
      assert.equal(ignoresRestPush(settings, nowMs, zone), open || own === 'NONE')
    }),
  )
})

test('the interval of a conversation has no effect', () => {
  assert.equal(mutes({}, { ignoreInterval: '00:01-00:00' }, { isMention: false }, at(60), zone), false)
})

test('an interval is kept in its usual form; all zeros are off, and what is no interval is refused', () => {
  const read = ['8:5-9:30', '21:30-08:00', '0:0-0:0', '00:00-00:00', '', '7:00-7:00', '00:01-00:01'].map(readInterval)
  assert.deepEqual(read, ['08:05-09:30', '21:30-08:00', '', '', '', '07:00-07:00', '00:01-00:01'])
  for (const text of ['24:00-01:00', '1:60-2:00', '8-9', '08:00', '08:00-09:00 ', '-1:00-2:00', '8:00–9:00', 'x'])
    assert.equal(readInterval(text), undefined, text)
})

test('an hour is 0 to 23, as a number or as text', () => {
  assert.deepEqual([0, 23, '0', '07', '23'].map(readHour), [0, 23, 0, 7, 23])
  for (const wrong of [24, -1, 1.5, '24', '', ' 1', '1.5', '-1'])
    assert.equal(readHour(wrong), undefined, String(wrong))
})
