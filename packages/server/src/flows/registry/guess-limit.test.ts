import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { Clock } from '../../base/clock.ts'
import { PosthouseError } from '../../base/failure.ts'
import { createGuessLimit } from './guess-limit.ts'

/** A clock whose timers run at once and move it: waiting is measured, not endured. */
function leapingClock(): Clock & { nowMs: number } {
  const clock = {
    nowMs: 1_000_000,
    now: () => clock.nowMs,
    monotonic: () => clock.nowMs,
    after(delayMs: number, run: () => void) {
      clock.nowMs += delayMs
      run()
      return () => undefined
    },
  }
  return clock
}

it('S08 a thousand guesses from fifty addresses are slow, and the owner still comes in', async () => {
  const clock = leapingClock()
  const limit = createGuessLimit(clock)
  const startedMs = clock.nowMs
  for (let guess = 0; guess < 1_000; guess += 1) {
    const address = `10.0.0.${guess % 50}`
    await limit.admit('acme#demo alice', address)
    limit.failed('acme#demo alice', address)
  }
  // Two seconds each, but for the first few.
  assert.ok(clock.nowMs - startedMs > 1_900_000)
  const beforeMs = clock.nowMs
  await limit.admit('acme#demo alice', '192.0.2.1')
  assert.ok(clock.nowMs - beforeMs <= 2_000)
  limit.succeeded('acme#demo alice')
  await limit.admit('acme#demo alice', '192.0.2.1')
})

it('S08 does not slow people who mistype, nor other accounts', async () => {
  const clock = leapingClock()
  const limit = createGuessLimit(clock)
  const startedMs = clock.nowMs
  for (let failures = 0; failures < 5; failures += 1) limit.failed('a', '10.0.0.1')
  await limit.admit('a', '10.0.0.1')
  for (let failures = 0; failures < 10; failures += 1) limit.failed('a', '10.0.0.1')
  await limit.admit('b', '10.0.0.2')
  assert.equal(clock.nowMs, startedMs)
})

it('S08 tells an address that guesses everywhere to come back later', async () => {
  const limit = createGuessLimit({ now: () => 0, monotonic: () => 0, after: () => () => undefined })
  for (let account = 0; account < 40; account += 1) limit.failed(`user ${account}`, '10.0.0.1')
  await assert.rejects(
    limit.admit('someone', '10.0.0.1'),
    (error: PosthouseError) => error.code === 'rate_exceeded' && (error.retryAfterSeconds ?? 0) > 3,
  )
  await limit.admit('someone', '10.0.0.2')
})

it('I11 holds no more tries than it may, and remembers no more than it may', async () => {
  const limit = createGuessLimit({ now: () => 0, monotonic: () => 0, after: () => () => undefined })
  for (let failures = 0; failures < 9; failures += 1) limit.failed('a', '10.0.0.1')
  // These wait for a clock that stands still; they belong to nobody once the test ends.
  for (let held = 0; held < 4_000; held += 1) void limit.admit('a', `10.1.${held >> 8}.${held & 255}`)
  await assert.rejects(limit.admit('a', '10.0.2.1'), PosthouseError)
})

/** How many of so many tries, all made before any of them has failed, are let through now or may wait. */
async function admittedOf(tries: number, admit: () => Promise<void>): Promise<number> {
  let refused = 0
  const count = (): void => {
    refused += 1
  }
  for (let made = 0; made < tries; made += 1) admit().catch(count)
  await new Promise(resolve => setImmediate(resolve))
  return tries - refused
}

it('S08 fifty addresses that try all at once leave room for the owner', async () => {
  const limit = createGuessLimit({ now: () => 0, monotonic: () => 0, after: () => () => undefined })
  for (let failures = 0; failures < 9; failures += 1) limit.failed('a', `10.0.0.${failures}`)
  for (let place = 0; place < 50; place += 1)
    assert.equal(await admittedOf(200, () => limit.admit('a', `10.0.1.${place}`)), 40)
  assert.equal(await admittedOf(1, () => limit.admit('a', '192.0.2.1')), 1)
})

it('S08 an address that failed often gains nothing by trying many times at once', async () => {
  let nowMs = 1_000_000
  const limit = createGuessLimit({ now: () => nowMs, monotonic: () => nowMs, after: () => () => undefined })
  for (let failures = 0; failures < 40; failures += 1) limit.failed(`user ${failures}`, '10.0.0.1')
  for (let round = 0; round < 3; round += 1) {
    nowMs += 31_000
    let account = 0
    const admit = () => {
      account += 1
      return limit.admit(`other ${account}`, '10.0.0.1')
    }
    // One at once, and those whose turn comes within the three seconds that a try may wait.
    assert.equal(await admittedOf(100, admit), 13)
  }
})

it('S08 a network of IPv6 counts as one address', async () => {
  const limit = createGuessLimit({ now: () => 0, monotonic: () => 0, after: () => () => undefined })
  for (let at = 1; at <= 40; at += 1) limit.failed(`user ${at}`, `2001:db8:0:7::${at.toString(16)}`)
  await assert.rejects(limit.admit('someone', '2001:0DB8:0000:0007:ffff:1:2:3'), PosthouseError)
  await limit.admit('someone', '2001:db8:0:8::1')
  await limit.admit('someone', '::ffff:10.0.0.1')
  await limit.admit('someone', '::1')
})

it('S08 who is led from one of three processes to the next is told to wait as by one; among many a first mistake costs nothing', async () => {
  for (const [processes, failures] of [
    [3, 9],
    [1, 25],
  ] as const) {
    const limit = createGuessLimit({ now: () => 0, monotonic: () => 0, after: () => () => undefined }, () => processes)
    for (let at = 0; at < failures; at += 1) limit.failed(`user ${at}`, '10.0.0.1')
    await assert.rejects(limit.admit('someone', '10.0.0.1'), PosthouseError)
  }
  const clock = leapingClock()
  const limit = createGuessLimit(clock, () => 100)
  limit.failed('a', '10.0.0.1')
  const beforeMs = clock.nowMs
  await limit.admit('a', '10.0.0.1')
  assert.equal(clock.nowMs, beforeMs)
})
