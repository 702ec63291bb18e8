import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Clock } from '../base/clock.ts'
import { silentLog } from '../base/log.ts'
import { createScope } from '../base/scope.ts'
import { type LaneLimits, startLane } from './lane.ts'

/** A clock whose timers fire when told. */
function manualClock() {
  const timers = new Set<() => void>()
  const clock: Clock = {
    now: () => 0,
    monotonic: () => 0,
    after(_delayMs, run) {
      timers.add(run)
      return () => timers.delete(run)
    },
  }
  const ring = () => {
    for (const run of [...timers]) {
      timers.delete(run)
      run()
    }
  }
  return { clock, timers, ring }
}

/** Lets everything run that waits for nothing but its turn. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve))
}

const limits: LaneLimits = { batchMax: 3, openMax: 4, pollMs: 500 }

function aLane(queue: number[], work: (batch: readonly number[]) => Promise<void>) {
  const { clock, timers, ring } = manualClock()
  const scope = createScope(error => assert.fail(String(error)))
  const claims: number[] = []
  const claim = async (limit: number) => {
    claims.push(limit)
    const items = queue.splice(0, limit)
    return { items, size: items.length, isMore: items.length === limit }
  }
  const parts = { clock, log: silentLog, scope, cutOff: new AbortController().signal }
  const lane = startLane(parts, { name: 'test', claim, work }, limits)
  return { lane, scope, claims, timers, ring }
}

describe('A lane', () => {
  it('claims again at once while batches are full, and then waits for a hint or the poll', async () => {
    const done: number[] = []
    const { scope, claims, timers, ring, lane } = aLane([1, 2, 3, 4, 5], async batch => void done.push(...batch))
    await settled()
    assert.deepEqual(done, [1, 2, 3, 4, 5])
    assert.equal(timers.size, 1)
    const before = claims.length
    ring()
    await settled()
    assert.ok(claims.length > before, 'the poll looks')
    const polled = claims.length
    lane.wake()
    await settled()
    assert.ok(claims.length > polled, 'the hint looks')
    await scope[Symbol.asyncDispose]()
  })

  it('counts what claims say that they take, and looks again while they say that there is more', async () => {
    const { clock, timers } = manualClock()
    const scope = createScope(error => assert.fail(String(error)))
    const limitsAsked: number[] = []
    const ends: (() => void)[] = []
    const sizes = [2, 0, 1]
    const claim = async (limit: number) => {
      limitsAsked.push(limit)
      const size = sizes.shift() ?? 0
      return { items: size > 0 ? [size] : [], size, isMore: sizes.length > 0 }
    }
    const work = () => new Promise<void>(resolve => ends.push(resolve))
    const parts = { clock, log: silentLog, scope, cutOff: new AbortController().signal }
    startLane(parts, { name: 'test', claim, work }, limits)
    await settled()
    assert.deepEqual(limitsAsked, [3, 2, 2])
    assert.equal(timers.size, 1)
    for (const end of ends) end()
    await settled()
    assert.equal(limitsAsked.at(-1), 3)
    await scope[Symbol.asyncDispose]()
  })

  it('I11 never has more open than its limit, and goes on as work ends', async () => {
    let open = 0
    let most = 0
    const ends: (() => void)[] = []
    const { scope } = aLane([1, 2, 3, 4, 5, 6, 7, 8, 9], async batch => {
      open += batch.length
      most = Math.max(most, open)
      await new Promise<void>(resolve => ends.push(resolve))
      open -= batch.length
    })
    for (let turn = 0; turn < 10; turn += 1) {
      await settled()
      ends.shift()?.()
    }
    await settled()
    assert.equal(most, 4)
    assert.equal(open, 0)
    await scope[Symbol.asyncDispose]()
  })

  it('I20 goes on after a batch that broke', async () => {
    const done: number[] = []
    const { scope } = aLane([1, 2, 3, 4, 5, 6], async batch => {
      if (batch.includes(1)) throw new Error('broken')
      done.push(...batch)
    })
    await settled()
    assert.deepEqual(done, [4, 5, 6])
    await scope[Symbol.asyncDispose]()
  })

  it('F19 closing stops the claims and waits for the open work', async () => {
    let end = () => {}
    let ended = false
    const { scope, claims } = aLane([1], async () => {
      await new Promise<void>(resolve => (end = resolve))
      ended = true
    })
    await settled()
    const closed = scope[Symbol.asyncDispose]()
    const before = claims.length
    await settled()
    assert.equal(ended, false)
    end()
    await closed
    assert.equal(ended, true)
    assert.equal(claims.length, before)
  })
})
