// Faults on demand: which request the next armed fault hits, and how it is done to a real connection. What the truthful answer
// would be stays with the simulator, which passes it in as `proceed`.

import type { Clock } from '../io.ts'
import type { ArmedFault, Fault } from './contract.ts'
import type { Exchange } from './exchange.ts'

/** Most faults armed at a time. */
export const FAULTS_MAX = 1_000

/** The armed faults of one simulator, spent in the order in which they were armed. */
export class FaultList {
  readonly #hasTimer: boolean
  readonly #now: () => number
  #armed: readonly Armed[] = []
  #lastId = 0

  /** `after`: the simulator's timer; without one it cannot delay. `now`: epoch ms, for faults that end by themselves. */
  constructor(after?: After, now: () => number = () => 0) {
    this.#hasTimer = after !== undefined
    this.#now = now
  }

  /**
   * Answers the fault's id. Throws RangeError above {@link FAULTS_MAX}, for a `times` or `forMs` that is not a positive integer, and for a
   * delay without a timer.
   */
  arm(fault: Fault): number {
    const { times, forMs } = fault
    for (const [name, value] of Object.entries({ times, forMs })) {
      if (value !== undefined && (!Number.isInteger(value) || value < 1))
        throw new RangeError(`${name} must be a positive integer, not ${value}`)
    }
    const left = times ?? (forMs === undefined ? 1 : undefined)
    const endsAtMs = forMs === undefined ? undefined : this.#now() + forMs
    this.#expire()
    if (fault.action.kind === 'delay' && !this.#hasTimer)
      throw new RangeError('this simulator was started without a timer (`after`) and cannot delay')
    if (this.#armed.length >= FAULTS_MAX) throw new RangeError(`at most ${FAULTS_MAX} faults can be armed`)
    this.#lastId += 1
    this.#armed = [...this.#armed, { id: this.#lastId, fault, left, endsAtMs }]
    return this.#lastId
  }

  /** Those that wait, in the order in which they were armed. */
  armed(): readonly ArmedFault[] {
    this.#expire()
    return this.#armed.map(one => ({ ...one }))
  }

  /** Forgets all armed faults, or the one that has this id; answers how many they were. */
  disarm(id?: number): number {
    this.#expire()
    const kept = id === undefined ? [] : this.#armed.filter(one => one.id !== id)
    const count = this.#armed.length - kept.length
    this.#armed = kept
    return count
  }

  /** The fault that hits this request, if any; it is used up once. Give all tokens of a request that carries several. */
  take(on: 'push' | 'auth', token?: string | readonly string[]): Fault | undefined {
    this.#expire()
    const tokens = typeof token === 'string' ? [token] : (token ?? [])
    const hit = this.#armed.find(({ fault }) => {
      const isOn = (fault.on ?? 'push') === on
      return isOn && (fault.token === undefined || tokens.includes(fault.token))
    })
    if (!hit) return undefined
    if (hit.left === undefined) return hit.fault
    hit.left -= 1
    if (hit.left === 0) this.#armed = this.#armed.filter(entry => entry !== hit)
    return hit.fault
  }

  #expire(): void {
    if (this.#armed.length === 0) return
    const nowMs = this.#now()
    this.#armed = this.#armed.filter(({ endsAtMs }) => endsAtMs === undefined || endsAtMs > nowMs)
  }
}

interface Armed extends ArmedFault {
  left: number | undefined
}

/** Starts a one-shot timer; the returned function stops it. */
export type After = Clock['after']

/** Stands where no timer was given; {@link FaultList.arm} has refused every delay then. */
const atOnce: After = (_delayMs, run) => {
  run()
  return () => undefined
}

/**
 * Does a fault to an exchange. `proceed` takes the request as if there were no fault (records, delivers, answers); it is called
 * here only where the request is taken although no answer leaves (`hang`, `reset` after). `'proceed'` = the caller goes on
 * truthfully now; `'done'` = nothing is left to do.
 */
export async function applyFault(
  fault: Fault,
  exchange: Exchange,
  proceed: () => void | Promise<void>,
  after: After = atOnce,
): Promise<'done' | 'proceed'> {
  const { action } = fault
  switch (action.kind) {
    case 'answer':
      answer(exchange, action.status, action.headers ?? {}, action.body)
      return 'done'
    case 'delay':
      await new Promise<void>(resolve => after(action.ms, resolve))
      return 'proceed'
    case 'hang':
      exchange.mute()
      await proceed()
      return 'done'
    case 'reset':
      if (action.when === 'after') {
        exchange.mute()
        await proceed()
      }
      exchange.destroy()
      return 'done'
    case 'refuse-stream':
      exchange.refuseStream()
      return 'done'
    case 'goaway':
      return goaway(exchange, action.finish, action.reason)
  }
}

/** A text body goes out as it is (HTML pages, broken JSON); anything else as JSON. */
function answer(exchange: Exchange, status: number, headers: Readonly<Record<string, string>>, body: unknown): void {
  if (body === undefined || typeof body === 'string') exchange.answer(status, headers, body)
  else exchange.answer(status, { 'content-type': 'application/json', ...headers }, JSON.stringify(body))
}

/**
 * @NOTE node:http2 cannot send GOAWAY with last stream 0 (it puts the newest stream there), so a connection's very first stream
 * cannot be left above it; it is reset with REFUSED_STREAM first, which says the same (RFC 9113 §8.7: not processed).
 * HTTP/1.1: `finish` closes the connection after the answer, otherwise it breaks at once.
 */
function goaway(exchange: Exchange, finish: boolean, reason: string | undefined): 'done' | 'proceed' {
  if (finish) {
    exchange.connection.goaway(Math.max(exchange.streamId, 1), reason)
    return 'proceed'
  }
  if (exchange.on === 'http/1.1') {
    exchange.destroy()
    return 'done'
  }
  if (exchange.streamId === 1) exchange.refuseStream()
  exchange.mute()
  exchange.connection.goaway(Math.max(exchange.streamId - 2, 1), reason)
  return 'done'
}
