import assert from 'node:assert/strict'
import { it } from 'node:test'
import { type AppId, type RateName, rates } from '@posthouse/protocol'
import fc from 'fast-check'
import type { App, AppSettings } from '../domain/app.ts'
import { createRateLimit, type RateCaller, rateRefusal } from './rate-limit.ts'

function anApp(id = 1, settings: Partial<AppSettings> = {}): Pick<App, 'id' | 'settings'> {
  return { id: id as AppId, settings: { openRegistration: false, pushOpen: true, ...settings } }
}

/** A limit with a clock that stands where it is put. */
function limitAt(options: { readonly appsMax?: number } = {}) {
  const at = { ms: 1_000_000 }
  return { at, limit: createRateLimit({ monotonic: () => at.ms }, options) }
}

it('a second sync push within 1,000 ms is refused, and one at 1,000 ms is let through', () => {
  const { at, limit } = limitAt()
  assert.equal(limit.take(anApp(), 'pushSync'), 0)
  at.ms += 999
  assert.equal(limit.take(anApp(), 'pushSync'), 1)
  at.ms += 1
  assert.equal(limit.take(anApp(), 'pushSync'), 0)
})

it('refused calls do not count: who calls all the time is let through as often as allowed', () => {
  const { at, limit } = limitAt()
  let passed = 0
  for (let ms = 0; ms < 10_000; ms += 1) {
    if (limit.take(anApp(), 'pushSync') === 0) passed += 1
    at.ms += 1
  }
  assert.equal(passed, 10)
})

it('each group of each app has its documented number of calls, no fewer and no more', () => {
  const { limit } = limitAt()
  for (const id of [1, 2]) {
    for (const [group, { calls }] of Object.entries(rates)) {
      const take = () => limit.take(anApp(id), group as RateName)
      for (let call = 0; call < calls; call += 1) assert.equal(take(), 0, group)
      assert.equal(take(), rates[group as RateName].windowMs, group)
    }
  }
})

it('an app may have other numbers: more, fewer, or 0 for as many as come; a change starts anew', () => {
  const { limit } = limitAt()
  const take = (pushSync: number) => limit.take(anApp(1, { rates: { pushSync } }), 'pushSync') === 0
  assert.deepEqual([take(2), take(2), take(2)], [true, true, false])
  assert.deepEqual([take(1), take(1)], [true, false])
  for (let call = 0; call < 5_000; call += 1) assert.ok(take(0))
})

it('S41 strangers use up what is for strangers, and nothing of what the app may call', () => {
  const { at, limit } = limitAt()
  const takenBy = (who: RateCaller) => {
    let passed = 0
    while (limit.take(anApp(), 'users', who) === 0) passed += 1
    return passed
  }
  assert.deepEqual([takenBy('stranger'), takenBy('app')], [100, 100])
  at.ms += 1_000
  assert.deepEqual([takenBy('app'), takenBy('stranger')], [100, 100])
})

it('apps are remembered up to a number; who was quiet for long leaves first', () => {
  const { at, limit } = limitAt({ appsMax: 3 })
  const take = (id: number) => limit.take(anApp(id), 'pushSync') === 0
  assert.ok(take(1))
  at.ms += 10_000
  assert.ok(take(2) && take(3) && take(4))
  assert.ok(!take(2) && !take(3) && !take(4))
  // Nobody is quiet now: the one that came first makes room, and is allowed more than it should be.
  assert.ok(take(5))
  assert.deepEqual([take(3), take(4), take(5)], [false, false, false])
})

it('no sequence of calls gets more through within a window than allowed, and none is refused that fits', () => {
  const calls = fc.array(fc.tuple(fc.nat(600), fc.constantFrom<RateName>('pushSync', 'pushSingle', 'statistics')))
  fc.assert(
    fc.property(calls, asked => {
      const { at, limit } = limitAt()
      const passed: { readonly group: RateName; readonly ms: number }[] = []
      for (const [stepMs, group] of asked) {
        at.ms += stepMs
        const within = passed.filter(one => one.group === group && one.ms > at.ms - rates[group].windowMs).length
        const waitMs = limit.take(anApp(), group)
        assert.equal(waitMs === 0, within < rates[group].calls)
        if (waitMs === 0) passed.push({ group, ms: at.ms })
      }
    }),
  )
})

it('the answer is 429 with the whole seconds to wait, or 403 where the app is set so', () => {
  const answer = (waitMs: number, settings?: Partial<AppSettings>) => {
    const { status, message, retryAfterSeconds } = rateRefusal(anApp(1, settings), waitMs)
    return { status, message, retryAfterSeconds }
  }
  const reached = 'This request has reached api limit'
  assert.deepEqual(answer(1), { status: 429, message: reached, retryAfterSeconds: 1 })
  assert.deepEqual(answer(1_001), { status: 429, message: reached, retryAfterSeconds: 2 })
  assert.deepEqual(answer(1_000, { rateStatus: 403 }), { status: 403, message: 'limit request', retryAfterSeconds: 1 })
})
