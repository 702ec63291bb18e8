import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import type { Delivered, Simulator } from '@posthouse/vendors/simulators'
import type { Clock } from '../base/clock.ts'
import { DeliveryFeed, markOf } from './delivery-feed.ts'

/** A feed of one vendor, whose timers and listeners can be counted. */
function aFeed() {
  const timers = new Set<() => void>()
  const listeners = new Set<(push: Delivered) => void>()
  const clock: Clock = {
    now: () => 1_000,
    monotonic: () => 0,
    after(_ms, run) {
      timers.add(run)
      return () => timers.delete(run)
    },
  }
  const simulator = {
    vendor: 'oppo',
    onDelivered(run: (push: Delivered) => void) {
      listeners.add(run)
      return () => listeners.delete(run)
    },
  } as Partial<Simulator> as Simulator
  const feed = new DeliveryFeed([simulator], clock)
  const bring = (token: string): void => {
    for (const run of listeners) run({ atMs: 5, token, vendorId: 'v', headers: {}, payload: {} })
  }
  const ask = (more: { after?: number; waitMs?: number; signal?: AbortSignal } = {}) => {
    const { after = 1_000, waitMs = 0, signal = new AbortController().signal } = more
    return feed.page({ phones: [markOf('mine')], after, limit: 10_000, waitMs }, signal)
  }
  return { feed, timers, listeners, bring, ask }
}

describe('the feed of deliveries', () => {
  it('keeps the last 5,000, and none twice', async () => {
    const { bring, ask } = aFeed()
    for (let at = 0; at < 5_010; at += 1) bring('mine')
    const { deliveries, position } = await ask()
    assert.deepEqual([deliveries.length, deliveries[0]?.position, position], [5_000, 1_011, 6_010])
    assert.deepEqual((await ask({ after: position })).deliveries, [])
  })

  it('leaves nothing of a wait behind, however it ends', async () => {
    const { bring, ask, timers } = aFeed()
    const ending = new AbortController()
    const { signal } = ending
    const ends = [() => bring('mine'), () => [...timers].map(run => run()), () => ending.abort()]
    for (const end of ends) {
      const { position } = await ask()
      const waiting = ask({ after: position, waitMs: 20_000, signal })
      bring('of somebody else')
      assert.equal(timers.size, 1)
      end()
      await waiting
      assert.deepEqual([timers.size, getEventListeners(signal, 'abort').length], [0, 0])
    }
  })

  it('refuses the 201st wait, and takes it when another has ended', async () => {
    const { bring, ask } = aFeed()
    const waits = Array.from({ length: 200 }, () => ask({ waitMs: 20_000 }))
    await assert.rejects(ask({ waitMs: 20_000 }), { code: 'overloaded' })
    bring('mine')
    await Promise.all(waits)
    assert.equal((await ask({ waitMs: 20_000 })).deliveries.length, 1)
  })

  it('ends all waits when it is closed, and hears no simulator any more', async () => {
    const { feed, ask, timers, listeners } = aFeed()
    const waiting = ask({ waitMs: 20_000 })
    feed[Symbol.dispose]()
    assert.deepEqual((await waiting).deliveries, [])
    assert.deepEqual([timers.size, listeners.size], [0, 0])
  })
})
