// What a fault's script works with: a peer, a client, a clock, chance, and a ledger that writes everything down.
import type { Chance } from '../lab/chance.ts'
import type { Client } from './clients.ts'
import type { PeerConnection, PeerStream } from './connection.ts'
import type { Ledger, Told } from './ledger.ts'
import type { Peer } from './peer.ts'
import type { AnswerPlan } from './stream.ts'
import type { SessionClock } from './time.ts'

/** A fault as it is played once; requests still open when it returns are waited for. */
export type Script = (scene: Scene) => Promise<void>

/** Which answers a peer gives. */
export type Shape = 'apns' | 'any'

/** The parts of a session. */
export interface SceneParts {
  readonly clock: SessionClock
  readonly chance: Chance
  readonly ledger: Ledger
  readonly peer: Peer
  readonly client: Client
  /** Answers as APNs gives them, which is all that a library for APNs expects; else any that HTTP/2 allows. */
  readonly shape: Shape
  readonly takesBody: boolean
  /** First letters of each request's id, hexadecimal. */
  readonly prefix: string
  /** Deadline of requests where a script names none, ms. */
  readonly deadlineMs: number
  /** Longest that scripts wait for something that must come, ms. */
  readonly patienceMs: number
}

/** One session. */
export class Scene {
  readonly clock: SessionClock
  readonly chance: Chance
  readonly ledger: Ledger
  readonly peer: Peer
  readonly parts: SceneParts
  #asked = 0

  constructor(parts: SceneParts) {
    this.parts = parts
    this.clock = parts.clock
    this.chance = parts.chance
    this.ledger = parts.ledger
    this.peer = parts.peer
  }

  /** Asks one request; resolves with what the client says, never rejects. */
  async ask(more: { readonly bodyBytes?: number; readonly deadlineMs?: number } = {}): Promise<Told> {
    const { chance, clock, parts } = this
    this.#asked += 1
    const id = `${parts.prefix}${this.#asked.toString(16).padStart(6, '0')}`
    const bodyBytes = more.bodyBytes ?? (chance.happens(0.1) ? 0 : chance.integer(1, BODY_BYTES_MAX))
    const body = text(id, bodyBytes)
    const { deadlineMs = parts.deadlineMs } = more
    const entry = this.ledger.ask(id, { body: parts.takesBody ? body : undefined, atMs: clock.monotonic(), deadlineMs })
    clock.touch()
    const told = parts.client.send({ id, body, deadlineMs }).then(result => {
      clock.touch()
      if (!this.ledger.isClosed) entry.told.push({ result, atMs: clock.monotonic() })
      return result
    })
    return await this.#orNothing(told)
  }

  /** Asks several at once. */
  askMany(count: number, more: { readonly bodyBytes?: number; readonly deadlineMs?: number } = {}): Promise<Told[]> {
    return Promise.all(Array.from({ length: count }, () => this.ask(more)))
  }

  /**
   * Asks one after another until one is answered, and notes how long after `sinceMs` that was. Gives up after the patience.
   */
  async untilAnswered(sinceMs: number, msMax: number): Promise<void> {
    while (this.clock.monotonic() - sinceMs < Math.max(msMax, this.parts.patienceMs)) {
      const result = await this.ask({ bodyBytes: 40 })
      if (result.kind === 'answered') {
        const untilMs = this.clock.monotonic()
        this.ledger.waits.push({ what: 'a usable connection', sinceMs, untilMs, msMax })
        return
      }
      // Often while it counts, now and then later.
      await this.clock.sleep(this.clock.monotonic() - sinceMs > msMax ? 250 : 5)
    }
    this.ledger.waits.push({ what: 'a usable connection', sinceMs, untilMs: undefined, msMax })
  }

  /** Resolves once something is so, or the patience is over; false then. */
  until(isSo: () => boolean, limitMs: number = this.parts.patienceMs): Promise<boolean> {
    return this.clock.when(isSo, limitMs)
  }

  /** The newest connection that serves. */
  get connection(): PeerConnection | undefined {
    return this.peer.connections.at(-1)
  }

  /** An answer of a drawn shape. */
  plan(stream: PeerStream): AnswerPlan {
    const { chance } = this
    const base = {
      pieceBytes: chance.pick([1, 7, 100, 16_384]),
      paddingBytes: chance.happens(0.2) ? chance.integer(1, 200) : 0,
      end: chance.pick(['data', 'data', 'empty-data', 'trailers'] as const),
      isEarly: chance.happens(0.1),
      isContinued: chance.happens(0.1),
    }
    if (this.parts.shape === 'apns') {
      const status = chance.pick([200, 200, 200, 400, 410])
      return { ...base, status, body: status === 200 ? '' : APNS_REASON, end: 'data', isEarly: false }
    }
    const bytes = chance.happens(0.2) ? 0 : chance.integer(1, 400)
    const body = text(`s${stream.connection.number}.${stream.id}.`, bytes)
    return { ...base, status: chance.pick([200, 200, 200, 200, 400, 404, 410, 500]), body }
  }

  /** One with a body that can be cut in two. */
  longPlan(stream: PeerStream): AnswerPlan {
    const plan = { ...this.plan(stream), pieceBytes: 5 }
    return this.parts.shape === 'apns'
      ? { ...plan, status: 400, body: APNS_REASON }
      : { ...plan, body: `{"half":"${stream.id}"}` }
  }

  /** Answers in a drawn shape after a drawn time. */
  answerSoon(stream: PeerStream, afterMs: number = this.chance.integer(0, 3)): void {
    if (!stream.isAlive) return
    stream.take()
    const plan = this.plan(stream)
    if (afterMs === 0) stream.answer(plan)
    else this.clock.after(afterMs, () => stream.answer(plan))
  }

  /** A client that never says anything must not keep the script from going on; the ledger will miss its word. */
  #orNothing(told: Promise<Told>): Promise<Told> {
    return new Promise(resolve => {
      const cancel = this.clock.after(this.parts.patienceMs, () => resolve({ kind: 'failed', cause: 'no word' }))
      void told.then(result => {
        cancel()
        resolve(result)
      })
    })
  }
}

/** A text of so many characters that tells by its beginning whose it is. */
function text(start: string, length: number): string {
  return (start + '.'.repeat(Math.max(0, length - start.length))).slice(0, length)
}

/** A little more than the largest payload of APNs. */
const BODY_BYTES_MAX = 5_200
/** The body of a refusal. */
const APNS_REASON = '{"reason":"BadDeviceToken"}'
