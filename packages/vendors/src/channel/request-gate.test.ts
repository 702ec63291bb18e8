import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import fc from 'fast-check'
import { type InFlightBounds, InFlightLimit } from '../transport/in-flight-limit.ts'
import { gateBounds, type LoadWord, RequestGate } from './request-gate.ts'

const { signal } = new AbortController()

/** Requests that end when they are told to, and what has begun of them. */
class Requests {
  readonly begun: number[] = []
  readonly #gate: RequestGate
  readonly #ends = new Map<number, (word: LoadWord) => void>()

  constructor(gate: RequestGate) {
    this.#gate = gate
  }

  pass(id: number, given: AbortSignal = signal): Promise<LoadWord | undefined> {
    const request = (): Promise<LoadWord> => {
      this.begun.push(id)
      return new Promise(resolve => this.#ends.set(id, resolve))
    }
    return this.#gate.pass(given, request, word => word)
  }

  async end(id: number, word: LoadWord = 'answered'): Promise<void> {
    this.#ends.get(id)?.(word)
    await settled()
  }
}

function opened(bounds: InFlightBounds): { gate: RequestGate; requests: Requests } {
  const gate = new RequestGate(bounds)
  return { gate, requests: new Requests(gate) }
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)

test('as many as the limit begin at once, and who waits begins in order as others end', async () => {
  const { requests } = opened({ untilAnswered: 2, start: 2, max: 2 })
  const passing = range(5).map(id => requests.pass(id))
  await settled()
  assert.deepEqual(requests.begun, [0, 1])
  await requests.end(1)
  assert.deepEqual(requests.begun, [0, 1, 2])
  await requests.end(0)
  await requests.end(2)
  assert.deepEqual(requests.begun, [0, 1, 2, 3, 4])
  await requests.end(3)
  await requests.end(4)
  assert.deepEqual(await Promise.all(passing), Array(5).fill('answered'))
})

test('a newcomer does not overtake those who wait', async () => {
  const { requests } = opened({ untilAnswered: 1, start: 1, max: 1 })
  for (const id of range(2)) void requests.pass(id)
  await settled()
  const ending = requests.end(0)
  void requests.pass(2)
  await ending
  assert.deepEqual(requests.begun, [0, 1])
  await requests.end(1)
  assert.deepEqual(requests.begun, [0, 1, 2])
})

test('who gives up leaves the queue and takes no room, before and while waiting', async () => {
  const { requests } = opened({ untilAnswered: 1, start: 1, max: 1 })
  assert.equal(await requests.pass(9, AbortSignal.abort()), undefined)
  const caller = new AbortController()
  void requests.pass(0)
  const waiting = requests.pass(1, caller.signal)
  void requests.pass(2)
  await settled()
  caller.abort()
  assert.equal(await waiting, undefined)
  await requests.end(0)
  assert.deepEqual(requests.begun, [0, 2])
})

test('nothing of a request stays on its signal once it has begun or left', async () => {
  const { requests } = opened({ untilAnswered: 1, start: 1, max: 1 })
  const caller = new AbortController()
  void requests.pass(0, caller.signal)
  void requests.pass(1, caller.signal)
  assert.equal(getEventListeners(caller.signal, 'abort').length, 1, 'only who waits listens')
  await settled()
  await requests.end(0)
  assert.deepEqual(getEventListeners(caller.signal, 'abort'), [])
  void requests.pass(2, caller.signal)
  caller.abort()
  assert.deepEqual(getEventListeners(caller.signal, 'abort'), [])
})

test('a signal that fires after the request began changes nothing here', async () => {
  const { requests } = opened({ untilAnswered: 1, start: 1, max: 1 })
  const caller = new AbortController()
  const passing = requests.pass(0, caller.signal)
  const next = requests.pass(1)
  await settled()
  caller.abort()
  await settled()
  assert.deepEqual(requests.begun, [0])
  await requests.end(0)
  assert.equal(await passing, 'answered')
  await requests.end(1)
  assert.equal(await next, 'answered')
})

test('the first answer opens it to its start, and a full house of answers widens it by one each', async () => {
  const { gate, requests } = opened({ untilAnswered: 1, start: 2, max: 4 })
  for (const id of range(10)) void requests.pass(id)
  await settled()
  const steps: (readonly [number, number])[] = []
  for (const id of range(5)) {
    await requests.end(id)
    steps.push([gate.limit, requests.begun.length])
  }
  assert.deepEqual(steps, [
    [2, 3],
    [3, 5],
    [4, 7],
    [4, 8],
    [4, 9],
  ])
})

test('answers to a house that is not full say nothing about a larger one', async () => {
  const { gate, requests } = opened({ untilAnswered: 4, start: 4, max: 8 })
  for (const id of range(6)) {
    void requests.pass(id)
    await settled()
    await requests.end(id)
  }
  assert.equal(gate.limit, 4)
})

test('F54 too much halves it once per round, nobody new begins until there is room, and it grows again by rounds', async () => {
  const { gate, requests } = opened({ untilAnswered: 8, start: 8, max: 8 })
  for (const id of range(40)) void requests.pass(id)
  await settled()
  assert.equal(requests.begun.length, 8)
  for (const id of range(8)) await requests.end(id, 'too-much')
  assert.equal(gate.limit, 4, 'eight refusals of one round count once')
  assert.equal(requests.begun.length, 12, 'four begin once five of the eight have ended')
  // The first answer of all only ends the start; four more of a full house are a round.
  for (const id of [8, 9, 10, 11]) await requests.end(id)
  assert.equal(gate.limit, 4)
  await requests.end(12)
  assert.equal(gate.limit, 5)
  await requests.end(13, 'too-much')
  assert.equal(gate.limit, 2)
})

test('it never closes for good', async () => {
  const { gate, requests } = opened({ untilAnswered: 4, start: 4, max: 4 })
  for (const id of range(20)) void requests.pass(id)
  await settled()
  for (const id of range(10)) await requests.end(id, 'too-much')
  assert.equal(gate.limit, 1)
  assert.deepEqual(requests.begun, range(11))
})

test('a request that rejects gives its room back', async () => {
  const gate = new RequestGate({ untilAnswered: 1, start: 1, max: 1 })
  const broken = gate.pass(
    signal,
    () => Promise.reject(new TypeError('a bug')),
    () => 'answered',
  )
  const next = gate.pass(
    signal,
    async () => 'next',
    () => 'answered',
  )
  await assert.rejects(broken, /a bug/)
  assert.equal(await next, 'next')
  await assert.rejects(
    gate.pass(
      signal,
      async () => 'x',
      () => assert.fail('a bug in the judge'),
    ),
    /a bug in the judge/,
  )
  assert.equal(
    await gate.pass(
      signal,
      async () => 'after',
      () => 'answered',
    ),
    'after',
  )
})

test('its own bounds are those of HTTP/1.1 connections', () => {
  assert.deepEqual(gateBounds, { untilAnswered: 16, start: 32, max: 64 })
  assert.equal(new RequestGate().limit, 16)
})

type Step =
  | { readonly kind: 'pass' }
  | { readonly kind: 'leave'; readonly nth: number }
  | { readonly kind: 'end'; readonly nth: number; readonly word: LoadWord }

/** The gate as lists: who waits, who is under way since which epoch, and the limit that transports use too. */
class Model {
  readonly begun: number[] = []
  waiting: number[] = []
  open: { readonly id: number; readonly epoch: number }[] = []
  readonly limit: InFlightLimit

  constructor(bounds: InFlightBounds) {
    this.limit = new InFlightLimit(bounds)
  }

  pass(id: number): void {
    this.waiting.push(id)
    this.#letIn()
  }

  leave(id: number): void {
    this.waiting = this.waiting.filter(one => one !== id)
  }

  end(id: number, word: LoadWord): void {
    const ended = this.open.find(one => one.id === id)
    if (word === 'answered') this.limit.answered(this.open.length)
    else this.limit.refused(ended?.epoch ?? -1)
    this.open = this.open.filter(one => one !== ended)
    this.#letIn()
  }

  #letIn(): void {
    while (this.open.length < this.limit.value) {
      const id = this.waiting.shift()
      if (id === undefined) return
      this.begun.push(id)
      this.open.push({ id, epoch: this.limit.epoch })
    }
  }
}

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ kind: 'pass' } as const) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), nth: fc.nat(20) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('end' as const),
      nth: fc.nat(20),
      word: fc.constantFrom<LoadWord>('answered', 'answered', 'answered', 'too-much'),
    }),
  },
)

test('I11 whatever happens, it does what the model does: same limit, same order, nobody lost, nobody twice', async () => {
  const bound = fc.integer({ min: 1, max: 6 })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 80 }), bound, bound, bound, async (steps, one, other, first) => {
      const bounds = { untilAnswered: first, start: Math.min(one, other), max: Math.max(one, other) }
      const { gate, requests } = opened(bounds)
      const model = new Model(bounds)
      const callers: AbortController[] = []
      const results: (LoadWord | 'left' | 'pending')[] = []
      const play = async (each: Step): Promise<void> => {
        if (each.kind === 'pass') {
          const id = callers.length
          const caller = new AbortController()
          callers.push(caller)
          results.push('pending')
          void requests.pass(id, caller.signal).then(result => {
            results[id] = result ?? 'left'
          })
          model.pass(id)
        } else if (each.kind === 'leave' && model.waiting.length > 0) {
          const id = model.waiting[each.nth % model.waiting.length] ?? -1
          callers[id]?.abort()
          model.leave(id)
          await settled()
          assert.equal(results[id], 'left')
        } else if (each.kind === 'end' && model.open.length > 0) {
          const { id } = model.open[each.nth % model.open.length] ?? { id: -1 }
          await requests.end(id, each.word)
          model.end(id, each.word)
          assert.equal(results[id], each.word)
        }
        await settled()
        assert.deepEqual(requests.begun, model.begun)
        assert.equal(gate.limit, model.limit.value)
      }
      for (const each of steps) await play(each)
      while (model.open.length > 0) await play({ kind: 'end', nth: 0, word: 'answered' })
      assert.ok(results.every(result => result !== 'pending'))
    }),
    { numRuns: 60 },
  )
})
