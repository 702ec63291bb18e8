import { deepEqual, equal, ok } from 'node:assert/strict'
import { test } from 'node:test'
import { day, hour, minute } from '@posthouse/protocol'
import fc from 'fast-check'
import { heldMsMax, jumpMsMin, type MachineTime, SteadyWall } from './clock-steady.ts'

const startMs = Date.UTC(2026, 10, 21, 4)

/** A machine whose clock is set by hand. */
function aMachine() {
  let [wallMs, monotonicMs, uptimeMs] = [startMs, 17.5, 60_017.5]
  const machine: MachineTime = {
    wall: () => Math.floor(wallMs),
    monotonic: () => monotonicMs,
    uptime: () => Math.floor(uptimeMs / 10) * 10,
  }
  return {
    machine,
    /** Time goes by; the wall clock may be slewed. */
    pass(ms: number, ofWallMs = ms): void {
      wallMs += ofWallMs
      monotonicMs += ms
      uptimeMs += ms
    },
    set: (byMs: number): void => {
      wallMs += byMs
    },
    sleep(ms: number): void {
      wallMs += ms
      uptimeMs += ms
    },
  }
}

function start() {
  const machine = aMachine()
  return { ...machine, wall: new SteadyWall(machine.machine) }
}

for (const byMs of [2 * hour, -day, jumpMsMin, -jumpMsMin]) {
  test(`F103 a jump of ${byMs} ms is held back for ten minutes, while time goes on, and believed then`, () => {
    const { wall, pass, set } = start()
    pass(1_000)
    set(byMs)
    deepEqual([wall.now(), wall.offMs()], [startMs + 1_000, byMs])
    for (let passedMs = 0; passedMs < heldMsMax - minute; passedMs += minute) pass(minute)
    equal(wall.now(), startMs + 1_000 + heldMsMax - minute)
    pass(minute - 1)
    equal(wall.now(), startMs + 1_000 + heldMsMax - 1)
    pass(1)
    deepEqual([wall.now(), wall.offMs()], [startMs + 1_000 + heldMsMax + byMs, 0])
  })
}

test('F103 a clock that is put right in time never was wrong', () => {
  const { wall, pass, set } = start()
  set(2 * hour)
  equal(wall.now(), startMs)
  pass(heldMsMax - 1)
  set(-2 * hour + 300)
  deepEqual([wall.now(), wall.offMs()], [startMs + heldMsMax - 1 + 300, 0])
})

test('F103 each new place of a clock that is set again and again must last for ten minutes', () => {
  const { wall, pass, set } = start()
  set(2 * hour)
  equal(wall.offMs(), 2 * hour)
  pass(heldMsMax - 1)
  set(-day)
  equal(wall.offMs(), 2 * hour - day)
  pass(heldMsMax - 1)
  equal(wall.now(), startMs + 2 * heldMsMax - 2)
  pass(1)
  equal(wall.now(), startMs + 2 * heldMsMax - 1 + 2 * hour - day)
})

test('F103 a smear and a small step are followed at once', () => {
  const { wall, pass, set } = start()
  // A tenth faster, as the quickest time services correct, for an hour; looked at every second.
  for (let looks = 0; looks < 3_600; looks += 1) {
    pass(1_000, 1_100)
    wall.now()
  }
  equal(wall.now(), startMs + 1.1 * hour)
  set(-jumpMsMin + 1)
  deepEqual([wall.now(), wall.offMs()], [startMs + 1.1 * hour - jumpMsMin + 1, 0])
})

test('F103 the night that a machine slept is no jump', () => {
  const { wall, pass, sleep, set } = start()
  pass(1_000)
  sleep(8 * hour)
  deepEqual([wall.now(), wall.offMs()], [startMs + 8 * hour + 1_000, 0])
  set(2 * hour)
  equal(wall.offMs(), 2 * hour)
})

test('a process that stands still between its two looks at the clocks is not taken for a jump', () => {
  const { machine, pass } = aMachine()
  let standsMs = 0
  const wall = new SteadyWall({
    ...machine,
    wall() {
      const shown = machine.wall()
      pass(standsMs)
      return shown
    },
  })
  standsMs = minute
  const told = wall.now()
  ok(told >= startMs + minute && told <= startMs + 2 * minute, String(told - startMs))
  standsMs = 0
  deepEqual([wall.now(), wall.offMs()], [machine.wall(), 0])
})

test('F103 whatever clocks are set to, time goes on evenly but for what was held long enough', () => {
  const event = fc.record({ passMs: fc.integer({ min: 0, max: 2_000 }), byMs: fc.integer({ min: -day, max: day }) })
  fc.assert(
    fc.property(fc.array(event, { maxLength: 50 }), events => {
      const { wall, pass, set } = start()
      let last = wall.now()
      for (const { passMs, byMs } of events) {
        set(byMs)
        pass(passMs)
        const now = wall.now()
        ok(Number.isInteger(now))
        ok(Math.abs(now - last - passMs) <= jumpMsMin, `${now - last} in ${passMs}`)
        last = now
      }
    }),
  )
})
