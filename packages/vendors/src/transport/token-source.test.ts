import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../testing/manual-clock.ts'
import { type FetchedToken, TOKEN_REFUSED_AGAIN, tokenSource } from './token-source.ts'

const never = new AbortController().signal
const HOUR_MS = 3_600_000
const AHEAD_MS = 300_000

/** A source whose vendor answers what `answers` says, in order, the last one for ever. */
function aSource(...answers: (FetchedToken | Promise<FetchedToken>)[]) {
  const state = { nowMs: 0, fetches: 0 }
  const source = tokenSource({
    clock: { now: () => state.nowMs, monotonic: () => state.nowMs, after: () => () => undefined },
    refreshAheadMs: AHEAD_MS,
    timeoutMs: 10_000,
    fetch: async () => {
      state.fetches += 1
      return await (answers[Math.min(state.fetches, answers.length) - 1] ?? assert.fail('no answer'))
    },
  })
  return Object.assign(state, { source, get: () => source.get(never) })
}

const granted = (token: string, expiresInMs = HOUR_MS): FetchedToken => ({ kind: 'token', token, expiresInMs })
const down: FetchedToken = { kind: 'failed', cause: 'ECONNREFUSED' }
const settled = () => new Promise(resolve => setImmediate(resolve))

test('a thousand senders cause one request, and later ones none (F67)', async () => {
  const s = aSource(granted('a'))
  const results = await Promise.all(Array.from({ length: 1_000 }, s.get))
  assert.ok(results.every(result => result.kind === 'token' && result.token === 'a'))
  s.nowMs = HOUR_MS - AHEAD_MS - 1
  await s.get()
  assert.equal(s.fetches, 1)
})

test('near its end a token is renewed once while it goes on being used', async () => {
  const s = aSource(granted('a'), granted('b'))
  await s.get()
  s.nowMs = HOUR_MS - AHEAD_MS
  const during = await Promise.all([s.get(), s.get()])
  assert.deepEqual(during, [
    { kind: 'token', token: 'a' },
    { kind: 'token', token: 'a' },
  ])
  await settled()
  assert.deepEqual(await s.get(), { kind: 'token', token: 'b' })
  assert.equal(s.fetches, 2)
})

test('when renewal fails the old token serves until its own end, with one request per 30 s (F68)', async () => {
  const s = aSource(granted('a'), down)
  await s.get()
  const start = HOUR_MS - AHEAD_MS
  for (const [offsetMs, fetches] of [
    [0, 2],
    [29_999, 2],
    [30_000, 3],
  ] as const) {
    s.nowMs = start + offsetMs
    assert.deepEqual(await s.get(), { kind: 'token', token: 'a' })
    await settled()
    assert.equal(s.fetches, fetches)
  }
  s.nowMs = HOUR_MS - 1
  assert.equal((await s.get()).kind, 'token')
  await settled()
  s.nowMs = HOUR_MS
  assert.deepEqual(await s.get(), down)
  assert.equal(s.fetches, 4)
})

test('garbage, an empty token and no life are failures without a tight loop (F69)', async () => {
  const garbage = [granted(''), granted('a', 0), granted('a', Number.NaN), granted('a', -1)]
  for (const answer of garbage) {
    const s = aSource(answer, granted('good'))
    for (let count = 0; count < 10; count += 1) {
      assert.deepEqual(await s.get(), { kind: 'failed', cause: 'token-unusable' })
    }
    assert.equal(s.fetches, 1)
    s.nowMs = 30_000
    assert.deepEqual(await s.get(), { kind: 'token', token: 'good' })
  }
})

test('a wrong credential and a longer Retry-After are remembered as told', async () => {
  const refused: FetchedToken = { kind: 'refused', code: 'invalid_grant', answer: { error: 'invalid_grant' } }
  const wrong = aSource(refused)
  assert.deepEqual(await wrong.get(), refused)
  assert.deepEqual(await wrong.get(), refused)
  assert.equal(wrong.fetches, 1)
  const slow = aSource({ ...down, retryAfterMs: 120_000 }, granted('a'))
  await slow.get()
  slow.nowMs = 119_999
  assert.equal((await slow.get()).kind, 'failed')
  slow.nowMs = 120_000
  assert.equal((await slow.get()).kind, 'token')
})

test('a fetch that throws is a failure', async () => {
  const s = aSource(Promise.reject(new Error('boom')))
  assert.deepEqual(await s.get(), { kind: 'failed', cause: 'boom' })
})

test('a refused token is dropped and fetched anew once for all who were refused (F66)', async () => {
  const s = aSource(granted('a'), granted('b'))
  await s.get()
  const retries = Array.from({ length: 100 }, () => {
    s.source.invalidate('a')
    return s.get()
  })
  assert.deepEqual(new Set((await Promise.all(retries)).map(result => JSON.stringify(result))).size, 1)
  s.source.invalidate('a')
  assert.deepEqual(await s.get(), { kind: 'token', token: 'b' })
  assert.equal(s.fetches, 2)
})

test('a vendor that refuses each new token is not asked for more within 30 s (F66)', async () => {
  const s = aSource(granted('a'), granted('b'), granted('c'))
  await s.get()
  s.source.invalidate('a')
  await s.get()
  s.source.invalidate('b')
  assert.deepEqual(await s.get(), { kind: 'failed', cause: TOKEN_REFUSED_AGAIN })
  s.nowMs = 30_000
  assert.deepEqual(await s.get(), { kind: 'token', token: 'c' })
  assert.equal(s.fetches, 3)
})

test('a caller who gives up leaves the request to the others', async () => {
  const vendor = Promise.withResolvers<FetchedToken>()
  const s = aSource(vendor.promise)
  const controller = new AbortController()
  const impatient = s.source.get(controller.signal)
  const patient = s.get()
  controller.abort()
  assert.deepEqual(await impatient, { kind: 'failed', cause: 'aborted' })
  vendor.resolve(granted('a'))
  assert.deepEqual(await patient, { kind: 'token', token: 'a' })
  assert.deepEqual(await s.source.get(AbortSignal.abort()), { kind: 'token', token: 'a' })
  assert.equal(s.fetches, 1)
})

test('disposing aborts the request under way', async () => {
  let given: AbortSignal | undefined
  const source = tokenSource({
    clock: { now: () => 0, monotonic: () => 0, after: () => () => undefined },
    refreshAheadMs: 0,
    timeoutMs: 10_000,
    fetch: signal => {
      given = signal
      return new Promise(resolve => signal.addEventListener('abort', () => resolve(down)))
    },
  })
  const waiting = source.get(never)
  source[Symbol.dispose]()
  assert.equal((await waiting).kind, 'failed')
  assert.equal(given?.aborted, true)
})

test('F58: a request that never ends fails all who wait at its deadline, even if it ignores its signal, and not the next one', async () => {
  const clock = new ManualClock()
  const answers: Promise<FetchedToken>[] = [new Promise(() => undefined), Promise.resolve(granted('a'))]
  const fetch = () => answers.shift() ?? assert.fail('asked too often')
  using source = tokenSource({ clock, fetch, refreshAheadMs: AHEAD_MS, timeoutMs: 10_000 })
  const waiting = [source.get(never), source.get(never)]
  clock.advance(9_999)
  await settled()
  assert.deepEqual(clock.pending, [1])
  clock.advance(1)
  assert.deepEqual(await Promise.all(waiting), Array(2).fill({ kind: 'failed', cause: 'deadline' }))
  assert.equal((await source.get(never)).kind, 'failed', 'and is not asked in a loop')
  clock.advance(30_000)
  assert.deepEqual(await source.get(never), { kind: 'token', token: 'a' })
  assert.deepEqual(clock.pending, [])
})
