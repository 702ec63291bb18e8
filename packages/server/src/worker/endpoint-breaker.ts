// The breaker of one endpoint with its clock (domain/callback-breaker.ts), which tells everybody whenever the endpoint begins or ceases to
// be left alone, and hears what others found out, so that a dead endpoint is not asked by each process.
import type { Clock } from '../base/clock.ts'
import {
  afterEnd,
  afterHearsay,
  afterNoProbe,
  afterStart,
  type Breaker,
  breakerAllows,
  newBreaker,
} from '../domain/callback-breaker.ts'
import type { TryEnd } from '../domain/callback-schedule.ts'
import type { Bus } from '../ports/bus.ts'

/** What a breaker uses. */
export interface EndpointBreakerParts {
  readonly clock: Pick<Clock, 'monotonic'>
  readonly bus: Pick<Bus, 'publish'>
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

  /** Another process found that the endpoint rests, or works again. */
  heard(forMs: number | undefined, opened: number): void {
    if (forMs !== undefined)
      this.#breaker = afterHearsay(this.#breaker, { forMs, opened }, this.#parts.clock.monotonic())
    else if (this.#breaker.kind === 'open') this.#breaker = newBreaker
  }

  /** Forgets what it has seen. */
  reset(): void {
    this.#become(newBreaker)
  }

  #become(breaker: Breaker): void {
    if (breaker === this.#breaker) return
    const before = this.#breaker
    this.#breaker = breaker
    const { clock, bus } = this.#parts
    const about = { kind: 'callback.resting', ruleId: this.#ruleId } as const
    if (breaker.kind === 'open') {
      const forMs = Math.max(0, Math.ceil(breaker.untilMs - clock.monotonic()))
      bus.publish({ ...about, forMs, opened: breaker.opened })
    } else if (breaker.kind === 'closed' && before.kind !== 'closed') bus.publish(about)
  }
}
