import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ManualClock } from '../testing/manual-clock.ts'
import { type FetchedToken, tokenSource } from '../transport/token-source.ts'
import { sendSignedIn } from './signed-in.ts'

const never = new AbortController().signal

/** Sends with tokens that the endpoint grants in this order; `refused` are the ones the vendor does not take. */
async function sent(grants: readonly FetchedToken[], refused: readonly string[] = []) {
  const left = [...grants]
  const asked: string[] = []
  const fetch = () => Promise.resolve(left.shift() ?? assert.fail('asked too often'))
  using tokens = tokenSource({ clock: new ManualClock(), fetch, refreshAheadMs: 0, timeoutMs: 1_000 })
  const once = () =>
    sendSignedIn(tokens, never, token => {
      asked.push(token)
      return Promise.resolve({ result: `answer to ${token}`, isTokenRefused: refused.includes(token) })
    })
  return { outcomes: [await once(), await once()], asked }
}

const granted = (token: string): FetchedToken => ({ kind: 'token', token, expiresInMs: 3_600_000 })

test('a token that is taken serves every send', async () => {
  assert.deepEqual(await sent([granted('a')]), { outcomes: Array(2).fill('answer to a'), asked: ['a', 'a'] })
})

test('F66: a refused token costs one renewal and one more try', async () => {
  const { outcomes, asked } = await sent([granted('a'), granted('b')], ['a'])
  assert.deepEqual([outcomes, asked], [Array(2).fill('answer to b'), ['a', 'b', 'b']])
})

test('F66: while every new token is refused the vendor’s own word stands, and it is not asked again', async () => {
  const { outcomes, asked } = await sent([granted('a'), granted('b')], ['a', 'b'])
  assert.deepEqual([outcomes, asked], [Array(2).fill('answer to b'), ['a', 'b', 'b']])
})

test('F68: a sign-in that is down leaves the push unsent, one that names a wait holds the notifier, one asking each', async () => {
  const down: FetchedToken = { kind: 'failed', cause: 'ECONNREFUSED' }
  const unsent = { signIn: { kind: 'unsent', cause: 'no access token: ECONNREFUSED' } }
  assert.deepEqual(await sent([down]), { outcomes: [unsent, unsent], asked: [] })
  const [busy] = (await sent([{ ...down, retryAfterMs: 7_000, answer: 'later' }])).outcomes
  const held = { kind: 'throttled', scope: 'notifier', retryAfterMs: 7_000, code: 'no-access-token', answer: 'later' }
  assert.deepEqual(busy, { signIn: held })
})

test('a refused credential is the notifier’s, with the vendor’s word', async () => {
  const answer = { error: 'invalid_grant' }
  const [refused] = (await sent([{ kind: 'refused', code: 'invalid_grant', answer }])).outcomes
  const signIn = { kind: 'rejected', scope: 'notifier', reason: 'credential-refused', code: 'invalid_grant', answer }
  assert.deepEqual(refused, { signIn })
})
