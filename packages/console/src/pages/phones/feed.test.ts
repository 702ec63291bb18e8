import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { describe, it } from 'node:test'
import { type FeedParts, followDeliveries } from './feed.ts'

/** A shelf with one phone, whose tokens and listeners can be looked at. */
function aShelf() {
  const listeners = new Set<() => void>()
  const received: number[] = []
  let marks: readonly string[] = ['aa']
  const memory = {
    position: 0,
    listen(run: () => void) {
      listeners.add(run)
      return () => listeners.delete(run)
    },
  }
  const shelf = {
    memory,
    marks: () => marks,
    adoptTokens: async () => undefined,
    receive(_: unknown, position: number) {
      memory.position = position
      received.push(position)
    },
  }
  const setMarks = (next: readonly string[]): void => {
    marks = next
    for (const run of [...listeners]) run()
  }
  return { shelf: shelf as unknown as FeedParts['shelf'], listeners, received, setMarks }
}

type Deliveries = FeedParts['server']['sandbox']['deliveries']

/** Follows with a server that answers as `deliveries` does, until it says that it has had enough. */
function follow(deliveries: (asked: { phones: string; after?: number }, signal: AbortSignal) => Promise<number>) {
  const parts = aShelf()
  const ending = new AbortController()
  const away: number[] = []
  const call: Deliveries = async (input, options) => ({
    deliveries: [],
    position: await deliveries(input as never, options?.signal ?? ending.signal),
  })
  let watched: Promise<void> = Promise.resolve()
  const following = followDeliveries({
    shelf: parts.shelf,
    server: { sandbox: { deliveries: call } },
    signal: ending.signal,
    isWatched: () => watched,
    onAway: () => void away.push(1),
  })
  const watch = (until: Promise<void>): void => {
    watched = until
  }
  return { ...parts, ending, away, following, watch }
}

describe('the feed of deliveries', () => {
  it('leaves nothing behind, however long it runs', async () => {
    let calls = 0
    const { listeners, received, ending, following } = follow(async () => {
      calls += 1
      if (calls === 1_000) ending.abort()
      return calls
    })
    await following
    assert.equal(received.length, 1_000)
    assert.deepEqual([listeners.size, getEventListeners(ending.signal, 'abort').length], [0, 0])
  })

  it('asks anew at once when a phone gets a token, for all phones', async () => {
    const asked: string[] = []
    const { setMarks, ending, following, away } = follow(async ({ phones }, signal) => {
      asked.push(phones)
      if (asked.length === 2) ending.abort()
      else queueMicrotask(() => setMarks(['aa', 'bb']))
      return await new Promise<number>((_, reject) => {
        if (signal.aborted) reject(signal.reason)
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    })
    await following
    assert.deepEqual([asked, away], [['aa', 'aa,bb'], []])
  })

  it('asks nothing while nobody looks', async () => {
    const again = Promise.withResolvers<void>()
    let calls = 0
    const { ending, following, watch } = follow(async () => {
      calls += 1
      if (calls === 2) ending.abort()
      if (calls === 1) watch(again.promise)
      return calls
    })
    await new Promise(resolve => setTimeout(resolve, 0))
    assert.equal(calls, 1)
    again.resolve()
    await following
    assert.equal(calls, 2)
  })

  it('tells that the server is away', async () => {
    const { ending, following, away } = follow(async () => {
      queueMicrotask(() => setTimeout(() => ending.abort(), 0))
      throw new TypeError('fetch failed')
    })
    await following
    assert.deepEqual(away, [1])
  })
})
