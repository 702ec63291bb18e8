import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { ManualClock } from '../testing/manual-clock.ts'
import { abortCause } from './cause.ts'
import { withDeadline } from './deadline.ts'

/** Work that ends when its signal fires, with the name of the cause. */
function untilAborted(signal: AbortSignal): Promise<string> {
  if (signal.aborted) return Promise.resolve(abortCause(signal))
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(abortCause(signal))))
}

test('work in time keeps its result, and neither timer nor listener stays', async () => {
  const clock = new ManualClock()
  const { signal } = new AbortController()
  const result = await withDeadline({ clock, timeoutMs: 10, signal }, async limited => {
    assert.deepEqual([clock.pending, getEventListeners(signal, 'abort').length], [[10], 1])
    return limited.aborted
  })
  assert.equal(result, false)
  assert.deepEqual([clock.pending, getEventListeners(signal, 'abort').length], [[], 0])
})

test('work that throws leaves nothing behind either', async () => {
  const clock = new ManualClock()
  const { signal } = new AbortController()
  await assert.rejects(
    withDeadline({ clock, timeoutMs: 10, signal }, () => Promise.reject(new Error('boom'))),
    /boom/,
  )
  assert.deepEqual([clock.pending, getEventListeners(signal, 'abort').length], [[], 0])
})

test('F58: the time limit is told as deadline at its very millisecond, and the work is awaited', async () => {
  const clock = new ManualClock()
  let isOver = false
  const late = withDeadline({ clock, timeoutMs: 10, signal: new AbortController().signal }, async limited => {
    const cause = await untilAborted(limited)
    isOver = true
    return cause
  })
  clock.advance(9)
  await Promise.resolve()
  assert.equal(isOver, false)
  clock.advance(1)
  assert.equal(await late, 'deadline')
})

test('the caller’s abort is handed on with its reason, also when it came before', async () => {
  const clock = new ManualClock()
  const caller = new AbortController()
  const given = withDeadline({ clock, timeoutMs: 10, signal: caller.signal }, untilAborted)
  caller.abort(new DOMException('late', 'TimeoutError'))
  assert.equal(await given, 'deadline')
  assert.equal(await withDeadline({ clock, timeoutMs: 10, signal: AbortSignal.abort() }, untilAborted), 'aborted')
  assert.deepEqual(clock.pending, [])
})
