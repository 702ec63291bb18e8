// The whole pool under random events: whatever requests, peers, callers and time do, each request ends once and truthfully.
import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import fc from 'fast-check'
import { type PoolLab, poolLab } from '../../testing/pool-lab.ts'
import { type ScriptedLink, turn } from '../../testing/scripted-link.ts'

const nat = fc.nat(5)
const event = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      timeoutMs: fc.constantFrom(0, 200, 5_000, 500_000, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY),
      signal: fc.option(nat, { nil: undefined, freq: 1 }),
      again: fc.boolean(),
      path: fc.constantFrom('/a', '/a', '/a', '/a', '/a', '/impossible'),
    }),
  },
  { weight: 10, arbitrary: fc.record({ kind: fc.constant('open' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('failConnect' as const) }) },
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'answer' as const,
        'answer' as const,
        'answer' as const,
        'refuse' as const,
        'fail' as const,
        'flush' as const,
      ),
      link: nat,
      at: nat,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('goaway' as const, 'allow' as const), link: nat, count: nat }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('die' as const), link: nat }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('abort' as const), signal: nat }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 50, 100, 100, 100, 700, 700, 60_000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constantFrom('reconnect' as const, 'rotate' as const, 'warmUp' as const) }),
  },
)
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

const limits = { connectionsMax: 2, inFlightMax: 4, waitingMax: 10, movesMax: 2 }
const inFlight = { untilAnswered: 1, start: 2, max: 4 }

test('each request ends exactly once, in time and truthfully, within all bounds, and nothing is left (F58, F61, F62, F64)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 80, size: 'max' }), async events => {
      const world = new World()
      for (const one of events) {
        await world.apply(one)
        world.check()
      }
      await world.close()
    }),
    { numRuns: 400 },
  )
})

test('whatever happened, once the peer answers everything, everything that still waits is answered (I12)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60, size: 'max' }), async events => {
      const world = new World()
      for (const one of events) await world.apply(one)
      await world.recover()
      assert.deepEqual(world.openPaths, [])
      assert.equal(world.lab.pool.metrics().waiting, 0)
      await world.close()
    }),
    { numRuns: 200 },
  )
})

interface Sent {
  readonly path: string
  readonly deadlineMs: number
  kind: string | undefined
}

/** A pool, its peer, its callers, and what must be true of them. */
class World {
  readonly lab: PoolLab = poolLab({ ...limits, idleMs: 60_000, connectionAgeMsMax: 120_000, inFlight })
  readonly #sent: Sent[] = []
  readonly #signals = Array.from({ length: 6 }, () => new AbortController())
  /** How many answers the peer gave. */
  #answers = 0

  get openPaths(): readonly string[] {
    return this.#sent.filter(sent => sent.kind === undefined).map(sent => sent.path)
  }

  async apply(one: Event): Promise<void> {
    const { clock, peer, pool } = this.lab
    if (one.kind === 'send') this.#send(one)
    else if (one.kind === 'open') {
      peer.streamsMax = 3
      if (peer.attempts.length > 0) await peer.open()
    } else if (one.kind === 'failConnect') {
      if (peer.attempts.length > 0) await peer.fail()
    } else if (one.kind === 'abort') {
      this.#signals[one.signal]?.abort()
      this.#signals[one.signal] = new AbortController()
    } else if (one.kind === 'wait') clock.advance(one.ms)
    else if ('link' in one) this.#happens(one)
    else if (one.kind === 'reconnect') pool.reconnect()
    else if (one.kind === 'rotate') pool.rotate()
    else void pool.warmUp()
    await turn()
  }

  check(): void {
    const { clock, peer, pool } = this.lab
    const metrics = pool.metrics()
    const carried = peer.links.reduce((sum, link) => sum + link.openCount, 0)
    assert.equal(metrics.inFlight, carried)
    assert.ok(carried <= limits.inFlightMax)
    assert.ok(peer.links.every(link => link.openCount <= inFlight.max))
    assert.ok(peer.links.filter(link => link.isUsable).length <= limits.connectionsMax + 1, 'one more during rotation')
    assert.ok(peer.attempts.length <= 1, 'one attempt at a time')
    assert.ok(metrics.waiting <= limits.waitingMax + limits.inFlightMax)
    assert.equal(this.openPaths.length, metrics.waiting + metrics.inFlight, 'none lost')
    assert.ok(clock.pending.length <= 1, 'one timer for everything')
    assert.equal(metrics.answered, this.#answers)
    assert.equal(metrics.answered + metrics.unsent + metrics.unknown, this.#sent.length - this.openPaths.length)
    assert.equal(metrics.connectionsOpened, peer.links.length)
    for (const link of peer.links) {
      for (const exchange of link.carried) assert.ok(exchange.moves <= limits.movesMax && !exchange.isEnded)
    }
    const onLinks = new Set(peer.links.flatMap(link => link.carried))
    assert.equal(onLinks.size, carried, 'none is on two connections')
    this.#checkDeadlines(carried)
  }

  /** Links of this world keep no time, so what is late must be on one of them. */
  #checkDeadlines(carried: number): void {
    const nowMs = this.lab.clock.monotonic()
    const late = this.#sent.filter(sent => sent.kind === undefined && sent.deadlineMs <= nowMs)
    assert.ok(late.length <= carried, 'a late request waits')
  }

  /** From now on the network works. */
  async recover(): Promise<void> {
    const { clock, peer } = this.lab
    for (let round = 0; round < 100 && this.openPaths.length > 0; round += 1) {
      if (peer.attempts.length > 0) await peer.open()
      for (const link of peer.links) {
        if (link.isUsable && link.streamsMax === 0) link.allow(3)
        while (link.openCount > 0) this.#answer(link, 0)
      }
      clock.advance(60_000)
      await turn()
    }
  }

  async close(): Promise<void> {
    const { clock, peer, pool } = this.lab
    await pool[Symbol.asyncDispose]()
    assert.deepEqual(this.openPaths, [])
    assert.deepEqual(clock.pending, [])
    assert.ok(peer.links.every(link => link.isGone && link.openCount === 0))
    assert.equal(peer.attempts.length, 0)
    for (const { signal } of this.#signals) assert.equal(getEventListeners(signal, 'abort').length, 0)
  }

  #send(one: Extract<Event, { kind: 'send' }>): void {
    const { clock, send } = this.lab
    const sent: Sent = { path: one.path, deadlineMs: clock.monotonic() + one.timeoutMs, kind: undefined }
    this.#sent.push(sent)
    const controller = one.signal === undefined ? undefined : this.#signals[one.signal]
    const limit = { timeoutMs: one.timeoutMs, ...(controller ? { signal: controller.signal } : {}) }
    send(one.path, limit, result => {
      sent.kind = result.kind
      if (one.again) this.#send({ ...one, again: false })
    })
  }

  #happens(one: Extract<Event, { link: number }>): void {
    const { links } = this.lab.peer
    const alive = links.filter(link => !link.isGone)
    const link = alive[one.link % Math.max(1, alive.length)]
    if (link === undefined) return
    if (one.kind === 'flush') link.flush()
    else if (one.kind === 'die') link.destroy('ECONNRESET')
    else if (one.kind === 'goaway') link.goaway(one.count)
    else if (one.kind === 'allow') link.allow(one.count)
    else if ('at' in one && link.openCount > 0) {
      const exchange = link.carried[one.at % link.openCount]
      if (one.kind === 'answer') this.#answer(link, one.at % link.openCount)
      else if (one.kind === 'refuse') link.refuse(exchange)
      else link.fail('reset: cancel', exchange)
    }
  }

  #answer(link: ScriptedLink, at: number): void {
    this.#answers += 1
    link.answer(link.carried[at])
  }
}
