// A connection whose peer is the test: it keeps what it was given until the test says what becomes of it. No socket, no bytes.
import assert from 'node:assert/strict'
import type { WireResult } from '../transport/contract.ts'
import type { Exchange, Link, LinkOwner } from '../transport/h2/exchange.ts'
import type { Connect, ConnectResult } from '../transport/h2/fleet.ts'

/** What {@link ScriptedLink.answer} answers. */
const ANSWER: WireResult = { kind: 'answered', status: 200, headers: {}, body: '', truncated: false }

/** A link that obeys its contract to the letter. */
export class ScriptedLink implements Link {
  readonly ended: Promise<void>
  hasAnswered = false
  /** The peer said GOAWAY below some requests. */
  #hasKept = false
  /** What the peer's settings allow. */
  streamsMax: number
  /** What is on it, in the order in which it came. */
  readonly carried: Exchange[] = []
  readonly #owner: LinkOwner
  readonly #now: () => number
  readonly #end: () => void
  /** Of those, what no byte has left of. */
  readonly #unwritten = new Set<Exchange>()
  #isLeaving = false
  #isGone = false

  constructor(owner: LinkOwner, streamsMax: number, now: () => number) {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ended = promise
    this.#end = resolve
    this.#owner = owner
    this.#now = now
    this.streamsMax = streamsMax
  }

  get isUsable(): boolean {
    return !(this.#isLeaving || this.#isGone)
  }

  get hasTaken(): boolean {
    return this.hasAnswered || this.#hasKept
  }

  get isGone(): boolean {
    return this.#isGone
  }

  get openCount(): number {
    return this.carried.length
  }

  get room(): number {
    return this.isUsable ? Math.max(0, this.streamsMax - this.carried.length) : 0
  }

  /** Paths of what is on it. */
  get paths(): readonly string[] {
    return this.carried.map(exchange => exchange.request.path)
  }

  send(exchange: Exchange): void {
    assert.ok(this.room > 0, 'sent on a link without room')
    exchange.link = this
    exchange.sentMs = this.#now()
    this.carried.push(exchange)
    if (exchange.request.path === '/impossible') this.#ends(exchange, { kind: 'unsent', cause: 'invalid-header' })
    else this.#unwritten.add(exchange)
  }

  cancel(exchange: Exchange, cause: string): void {
    assert.ok(this.carried.includes(exchange), 'cancelled what is not here')
    this.#ends(exchange, { kind: this.#unwritten.has(exchange) ? 'unsent' : 'unknown', cause })
  }

  retire(): void {
    this.#isLeaving = true
    this.#owner.onChange(this)
    this.#hangUpWhenIdle()
  }

  destroy(cause: string): void {
    if (this.#isGone) return
    this.#isGone = true
    for (const exchange of [...this.carried]) {
      if (this.#unwritten.has(exchange)) this.#givesBack(exchange, cause)
      else this.#ends(exchange, { kind: 'unknown', cause })
    }
    this.#owner.onGone(this, cause)
    this.#end()
  }

  /** What was taken so far leaves in bytes. */
  flush(): void {
    this.#unwritten.clear()
  }

  /** The peer answers one request, the oldest by default. */
  answer(exchange: Exchange | undefined = this.carried[0]): void {
    assert.ok(exchange, 'nothing to answer')
    this.hasAnswered = true
    this.#ends(exchange, ANSWER)
  }

  /** The peer ends one request without an answer. */
  fail(cause: string, exchange: Exchange | undefined = this.carried[0]): void {
    assert.ok(exchange, 'nothing to end')
    this.#ends(exchange, { kind: 'unknown', cause })
  }

  /** The peer refuses one request, the oldest by default. */
  refuse(exchange: Exchange | undefined = this.carried[0]): void {
    assert.ok(exchange, 'nothing to refuse')
    this.#givesBack(exchange, 'refused-stream')
  }

  /** The peer says GOAWAY; it goes on with the first `keeps` requests. */
  goaway(keeps: number = 0): void {
    this.#hasKept = keeps > 0
    for (const exchange of this.carried.slice(keeps)) this.#givesBack(exchange, 'goaway')
    this.#isLeaving = true
    this.#owner.onChange(this)
    this.#hangUpWhenIdle()
  }

  /** The peer allows another number of streams. */
  allow(streamsMax: number): void {
    this.streamsMax = streamsMax
    this.#owner.onChange(this)
  }

  #ends(exchange: Exchange, result: WireResult): void {
    this.#forget(exchange)
    this.#owner.onEnd(this, exchange, result)
    this.#hangUpWhenIdle()
  }

  #givesBack(exchange: Exchange, cause: string): void {
    this.#forget(exchange)
    this.#owner.onUnprocessed(this, exchange, cause)
    this.#hangUpWhenIdle()
  }

  #forget(exchange: Exchange): void {
    this.carried.splice(this.carried.indexOf(exchange), 1)
    this.#unwritten.delete(exchange)
  }

  #hangUpWhenIdle(): void {
    if (this.#isGone || !this.#isLeaving || this.carried.length > 0) return
    this.#isGone = true
    this.#owner.onGone(this, 'retired')
    this.#end()
  }
}

/** An attempt to connect that the test decides on. */
export interface Attempt {
  open(): Promise<ScriptedLink>
  fail(cause: string): Promise<void>
}

/** Where a pool's connections come from. */
export class ScriptedPeer {
  /** Attempts that are under way. */
  readonly attempts: Attempt[] = []
  readonly links: ScriptedLink[] = []
  /** What new connections allow. */
  streamsMax = 1_000
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** For a pool; an abort fails the attempt. */
  readonly connect: Connect = (owner, signal) => {
    const { promise, resolve } = Promise.withResolvers<ConnectResult>()
    const conclude = async (result: ConnectResult): Promise<void> => {
      const index = this.attempts.indexOf(attempt)
      if (index >= 0) this.attempts.splice(index, 1)
      resolve(result)
      await turn()
    }
    const attempt: Attempt = {
      open: async () => {
        const link = new ScriptedLink(owner, this.streamsMax, this.#now)
        this.links.push(link)
        await conclude({ kind: 'open', link })
        return link
      },
      fail: cause => conclude({ kind: 'failed', cause }),
    }
    signal.addEventListener('abort', () => void conclude({ kind: 'failed', cause: 'aborted' }))
    this.attempts.push(attempt)
    return promise
  }

  /** Lets the attempt that is under way succeed. */
  open(): Promise<ScriptedLink> {
    const [attempt] = this.attempts
    assert.ok(attempt, 'nobody connects')
    return attempt.open()
  }

  /** Lets it fail. */
  fail(cause: string = 'ECONNREFUSED'): Promise<void> {
    const [attempt] = this.attempts
    assert.ok(attempt, 'nobody connects')
    return attempt.fail(cause)
  }
}

/** Resolves when all that was settled has been heard of. */
export function turn(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
