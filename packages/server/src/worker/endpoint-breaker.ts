// The breaker of one endpoint with its clock (domain/callback-breaker.ts), which tells the book whenever the endpoint begins or ceases to
// be left alone.
import type { Clock } from '../base/clock.ts'
import {
  afterEnd,
  afterNoProbe,
  afterStart,
  type Breaker,
  breakerAllows,
  newBreaker,
} from '../domain/callback-breaker.ts'
import type { TryEnd } from '../domain/callback-schedule.ts'
import type { BreakerBook } from '../flows/callback/breaker-book.ts'

/** What a breaker uses. */
export interface EndpointBreakerParts {
  readonly clock: Pick<Clock, 'now' | 'monotonic'>
  readonly breakers: Pick<BreakerBook, 'note'>
}

/** See the head of the file. */
export class EndpointBreaker {
  readonly #parts: EndpointBreakerParts
  readonly #ruleId: bigint
  #breaker: Breaker = newBreaker

  constructor(parts: EndpointBreakerParts, ruleId: bigint) {
    this.#parts = parts
    this.#ruleId = ruleId
  }

  /** Whether it has seen nothing. */
  get isNew(): boolean {
    return this.#breaker === newBreaker
  }

  get isOpen(): boolean {
    return this.#breaker.kind === 'open'
  }

  /** How many callbacks may be sent at once, of `cap`. */
  allows(cap: number): number {
    return breakerAllows(this.#breaker, cap, this.#parts.clock.monotonic())
  }

  started(): void {
    this.#become(afterStart(this.#breaker))
  }

  /** After a probe that was made this changes nothing: its end has moved the breaker on. */
  probeNotMade(): void {
    this.#become(afterNoProbe(this.#breaker, this.#parts.clock.monotonic()))
  }

  ended(end: TryEnd): void {
    this.#become(afterEnd(this.#breaker, end, this.#parts.clock.monotonic()))
  }

  /** Forgets what it has seen. */
  reset(): void {
    this.#become(newBreaker)
  }

  #become(breaker: Breaker): void {
    if (breaker === this.#breaker) return
    this.#breaker = breaker
    const { clock, breakers } = this.#parts
    if (breaker.kind === 'open') breakers.note(this.#ruleId, clock.now() + breaker.untilMs - clock.monotonic())
    else if (breaker.kind === 'closed') breakers.note(this.#ruleId, undefined)
  }
}
