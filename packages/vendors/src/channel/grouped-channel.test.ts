import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as settled } from 'node:timers/promises'
import fc from 'fast-check'
import { ManualClock } from '../testing/manual-clock.ts'
import type { Channel, SendResult, Shipment } from '../vendor.ts'
import { type Group, type GroupedChannelOptions, openGroupedChannel, type ResultFor } from './grouped-channel.ts'
import { RequestGate } from './request-gate.ts'

const TIMEOUT_MS = 10_000
const BATCH_MAX = 100
const { signal } = new AbortController()

interface Stage {
  readonly clock: ManualClock
  readonly channel: Channel<string>
  /** `token:payload` of each request, in the order of sending. */
  readonly sent: (readonly string[])[]
  readonly closed: () => number
}

/** What a vendor would answer for a token of a request. */
const answerOf = (group: Group<string>, token: string): SendResult => ({
  kind: 'accepted',
  answer: `${group.find(one => one.token === token)?.payload} for ${token} of ${group.length}`,
})

function stage(change: Partial<GroupedChannelOptions<string>> = {}): Stage {
  const clock = new ManualClock()
  const sent: (readonly string[])[] = []
  let closed = 0
  const channel = openGroupedChannel<string>({
    brand: 'Acme',
    batchMax: BATCH_MAX,
    tokensMax: 3,
    sharing: 'payload',
    timeoutMs: TIMEOUT_MS,
    clock,
    close: async () => {
      closed += 1
    },
    ...change,
    sendGroup: (group, limited) => {
      sent.push(group.map(({ token, payload }) => `${token}:${payload}`))
      return change.sendGroup?.(group, limited) ?? Promise.resolve(token => answerOf(group, token))
    },
  })
  return { clock, channel, sent, closed: () => closed }
}

/** `token:payload` as shipments; equal payloads are identical. */
const batchOf = (...words: readonly string[]): readonly Shipment<string>[] =>
  words.map((word, index) => {
    const [token = '', payload = ''] = word.split(':')
    return { token, payload, id: String(index) }
  })

const answers = (results: readonly SendResult[]): readonly unknown[] =>
  results.map(result => ('answer' in result ? result.answer : result.cause))

test('shared by payload: one request for all that are told the same, each result in its own place', async () => {
  const { channel, sent } = stage()
  const results = await channel.send(batchOf('a:hi', 'b:bye', 'c:hi'), signal)
  assert.deepEqual(sent, [['a:hi', 'c:hi'], ['b:bye']])
  assert.deepEqual(answers(results), ['hi for a of 2', 'bye for b of 1', 'hi for c of 2'])
})

test('a token that is told the same twice travels once and shares one result, though its group is full and another open', async () => {
  for (const sharing of ['payload', 'token'] as const) {
    const { channel, sent } = stage({ sharing, tokensMax: 2 })
    const results = await channel.send(batchOf('a:hi', 'a:hi', 'b:hi', 'c:hi', 'a:hi', 'b:hi'), signal)
    assert.deepEqual(sent, [['a:hi', 'b:hi'], ['c:hi']], sharing)
    assert.deepEqual(answers(results), [
      'hi for a of 2',
      'hi for a of 2',
      'hi for b of 2',
      'hi for c of 1',
      'hi for a of 2',
      'hi for b of 2',
    ])
  }
})

test('shared by token: different words travel together, other words for one token begin another group', async () => {
  const { channel, sent } = stage({ sharing: 'token' })
  const results = await channel.send(batchOf('a:hi', 'b:bye', 'a:ho', 'c:hi'), signal)
  assert.deepEqual(sent, [
    ['a:hi', 'b:bye'],
    ['a:ho', 'c:hi'],
  ])
  assert.deepEqual(answers(results), ['hi for a of 2', 'bye for b of 2', 'ho for a of 2', 'hi for c of 2'])
})

test('a request has at most as many tokens as the vendor takes', async () => {
  for (const sharing of ['payload', 'token'] as const) {
    const { channel, sent } = stage({ sharing })
    await channel.send(batchOf('a:x', 'b:x', 'c:x', 'd:x', 'e:x', 'f:x', 'g:x'), signal)
    assert.deepEqual(
      sent.map(group => group.length),
      [3, 3, 1],
    )
  }
})

test('any batch: each distinct pair travels once, no token stands twice in a request, results keep the order', async () => {
  const token = fc.constantFrom('a', 'b', 'c', 'd', 'e')
  const word = fc.tuple(token, fc.constantFrom('x', 'y', 'z')).map(([to, what]) => `${to}:${what}`)
  const batches = fc.array(word, { maxLength: BATCH_MAX })
  await fc.assert(
    fc.asyncProperty(
      batches,
      fc.constantFrom('payload' as const, 'token' as const),
      fc.integer({ min: 1, max: 6 }),
      async (words, sharing, tokensMax) => {
        const { channel, sent } = stage({
          sharing,
          tokensMax,
          sendGroup: async group => to => ({ kind: 'accepted', answer: answerOf([...group], to), vendorId: to }),
        })
        const results = await channel.send(batchOf(...words), signal)
        assert.deepEqual(
          results.map(result => (result.kind === 'accepted' ? result.vendorId : result.kind)),
          words.map(each => each.split(':')[0]),
        )
        assert.deepEqual(sent.flat().sort(), [...new Set(words)].sort())
        for (const group of sent) {
          const tokens = group.map(each => each.split(':')[0])
          assert.ok(group.length >= 1 && group.length <= tokensMax)
          assert.equal(new Set(tokens).size, tokens.length)
          if (sharing === 'payload') assert.equal(new Set(group.map(each => each.split(':')[1])).size, 1)
        }
        // The result of each shipment is the one of the request that carried its own words.
        results.forEach((result, index) => {
          const said = (result.kind === 'accepted' ? (result.answer as { answer: string }).answer : '').split(' ')
          assert.equal(`${said[2]}:${said[0]}`, words[index])
        })
      },
    ),
  )
})

test('by payload no more requests are made than needed', async () => {
  const words = fc.array(fc.tuple(fc.nat(30), fc.nat(2)), { maxLength: BATCH_MAX })
  await fc.assert(
    fc.asyncProperty(words, fc.integer({ min: 1, max: 6 }), async (pairs, tokensMax) => {
      const { channel, sent } = stage({ tokensMax })
      await channel.send(batchOf(...pairs.map(([to, what]) => `t${to}:${what}`)), signal)
      const tokensOf = (what: number): number =>
        new Set(pairs.filter(([, payload]) => payload === what).map(([to]) => to)).size
      const needed = [0, 1, 2].map(what => Math.ceil(tokensOf(what) / tokensMax))
      assert.equal(
        sent.length,
        needed.reduce((sum, count) => sum + count, 0),
      )
    }),
  )
})

/** A vendor that answers nothing until it is told to, and says `gone` when its signal fires. */
function silent(): { sendGroup: GroupedChannelOptions<string>['sendGroup']; answer: (() => void)[] } {
  const answer: (() => void)[] = []
  const sendGroup = (group: Group<string>, limited: AbortSignal): Promise<ResultFor> =>
    new Promise(resolve => {
      answer.push(() => resolve(token => answerOf(group, token)))
      limited.addEventListener('abort', () => resolve(() => ({ kind: 'unknown', cause: 'deadline' })))
    })
  return { sendGroup, answer }
}

const oneAtATime = (): RequestGate => new RequestGate({ untilAnswered: 1, start: 1, max: 1 })

test('F58 the deadline makes unsent what still waited for room, and is over for all at once', async () => {
  const { sendGroup } = silent()
  const { channel, clock, sent } = stage({ sendGroup, gate: oneAtATime() })
  const sending = channel.send(batchOf('a:hi', 'b:bye'), signal)
  await settled()
  assert.deepEqual(clock.pending, [TIMEOUT_MS])
  clock.advance(TIMEOUT_MS - 1)
  await settled()
  assert.deepEqual(sent, [['a:hi']])
  clock.advance(1)
  assert.deepEqual(await sending, [
    { kind: 'unknown', cause: 'deadline' },
    { kind: 'unsent', cause: 'deadline' },
  ])
  assert.deepEqual(sent, [['a:hi']])
  assert.deepEqual(clock.pending, [])
})

test('F58 a caller who gives up leaves no request behind that has not begun', async () => {
  const { sendGroup, answer } = silent()
  const { channel, clock, sent } = stage({ sendGroup, gate: oneAtATime() })
  const caller = new AbortController()
  const first = channel.send(batchOf('a:hi'), signal)
  const second = channel.send(batchOf('b:hi'), caller.signal)
  await settled()
  caller.abort()
  assert.deepEqual(await second, [{ kind: 'unsent', cause: 'aborted' }])
  answer[0]?.()
  assert.deepEqual(answers(await first), ['hi for a of 1'])
  assert.deepEqual(await channel.send(batchOf('c:hi'), caller.signal), [{ kind: 'unsent', cause: 'aborted' }])
  assert.deepEqual(sent, [['a:hi']])
  assert.deepEqual(clock.pending, [])
})

test('a batch whose requests wait for room gets all of it in the end, in order', async () => {
  const { sendGroup, answer } = silent()
  const { channel, sent } = stage({ sendGroup, gate: oneAtATime(), tokensMax: 1 })
  const sending = channel.send(batchOf('a:x', 'b:x', 'c:x'), signal)
  for (const count of [1, 2, 3]) {
    await settled()
    assert.equal(sent.length, count)
    answer.at(-1)?.()
  }
  assert.deepEqual(answers(await sending), ['x for a of 1', 'x for b of 1', 'x for c of 1'])
  assert.deepEqual(sent.flat(), ['a:x', 'b:x', 'c:x'])
})

test('a refusal for load and silence make room for fewer, a used-up day and a busy device do not', async () => {
  const throttled = { kind: 'throttled', retryAfterMs: 1, code: 'c', answer: '' } as const
  const rows: readonly (readonly [SendResult, number])[] = [
    [{ ...throttled, scope: 'notifier' }, 8],
    [{ kind: 'unknown', cause: 'deadline' }, 8],
    [{ ...throttled, scope: 'notifier', quota: true }, 16],
    [{ ...throttled, scope: 'token' }, 16],
    [{ kind: 'unknown', cause: 'ECONNRESET' }, 16],
    [{ kind: 'unsent', cause: 'ECONNREFUSED' }, 16],
    [{ kind: 'accepted', answer: '' }, 16],
  ]
  for (const [result, expected] of rows) {
    const gate = new RequestGate({ untilAnswered: 16, start: 16, max: 16 })
    const { channel } = stage({ gate, sendGroup: async () => () => result })
    assert.deepEqual(await channel.send(batchOf('a:hi'), signal), [result])
    assert.equal(gate.limit, expected, JSON.stringify(result))
  }
})

test('an empty batch asks nobody; a batch that is too large and a closed channel are misuse', async () => {
  const { channel, sent, clock } = stage()
  assert.deepEqual(await channel.send([], signal), [])
  const most = Array.from({ length: BATCH_MAX }, (_, index) => `t${index}:x`)
  await assert.rejects(channel.send(batchOf(...most, 'one:more'), signal), {
    name: 'RangeError',
    message: '101 shipments in a batch of at most 100',
  })
  assert.deepEqual(sent, [])
  assert.equal((await channel.send(batchOf(...most), signal)).length, BATCH_MAX)
  await channel[Symbol.asyncDispose]()
  await assert.rejects(channel.send(batchOf('a:hi'), signal), /this Acme channel is closed/)
  await assert.rejects(channel.send([], signal), /closed/)
  assert.deepEqual(clock.pending, [])
})

test('closing twice closes what the vendor opened once', async () => {
  const { channel, closed } = stage()
  await Promise.all([channel[Symbol.asyncDispose](), channel[Symbol.asyncDispose]()])
  await channel[Symbol.asyncDispose]()
  assert.equal(closed(), 1)
})

test('a vendor’s bug rejects the batch and costs the channel no room', async () => {
  let isBroken = true
  const { channel, clock } = stage({
    gate: oneAtATime(),
    sendGroup: async group => {
      if (isBroken) throw new TypeError('a bug')
      return token => answerOf(group, token)
    },
  })
  await assert.rejects(channel.send(batchOf('a:hi', 'b:bye'), signal), /a bug/)
  isBroken = false
  assert.deepEqual(answers(await channel.send(batchOf('a:hi'), signal)), ['hi for a of 1'])
  assert.deepEqual(clock.pending, [])
})

test('I11 a full batch that waits for room warns of no leak', async () => {
  const warnings: string[] = []
  const listen = (warning: Error): unknown => warnings.push(warning.name)
  process.on('warning', listen)
  try {
    const { sendGroup, answer } = silent()
    const { channel } = stage({ sendGroup, gate: oneAtATime(), tokensMax: 1 })
    const caller = new AbortController()
    const tokens = Array.from({ length: BATCH_MAX }, (_, index) => `t${index}:x`)
    const sending = channel.send(batchOf(...tokens), caller.signal)
    await settled()
    assert.equal(answer.length, 1)
    caller.abort()
    assert.equal((await sending).length, BATCH_MAX)
    await settled()
    assert.deepEqual(warnings, [])
  } finally {
    process.off('warning', listen)
  }
})
