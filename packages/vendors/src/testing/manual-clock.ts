// A clock for tests: it stands still until it is told to go on, and knows which timers are set.
import type { Clock } from '../io.ts'

interface Timer {
  readonly atMs: number
  readonly run: () => void
}

/** Time that moves only when a test says so. Timers run in the order in which they are due. */
export class ManualClock implements Clock {
  #nowMs: number
  readonly #timers = new Set<Timer>()
  #waiters: { readonly delayMs: number; readonly resolve: () => void }[] = []

  constructor(nowMs: number = 1_700_000_000_000) {
    this.#nowMs = nowMs
  }

  /** Bound, so that it can be handed on alone. */
  readonly now = (): number => this.#nowMs

  readonly monotonic = (): number => this.#nowMs

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, run }
    this.#timers.add(timer)
    for (const waiter of this.#waiters) if (waiter.delayMs === delayMs) waiter.resolve()
    this.#waiters = this.#waiters.filter(waiter => waiter.delayMs !== delayMs)
    return () => {
      this.#timers.delete(timer)
    }
  }

  /** How far away each set timer is, in ms, nearest first. */
  get pending(): readonly number[] {
    return [...this.#timers].map(timer => timer.atMs - this.#nowMs).sort((one, other) => one - other)
  }

  /** Resolves once a timer of this length is set. */
  armed(delayMs: number): Promise<void> {
    return new Promise(resolve => this.#waiters.push({ delayMs, resolve }))
  }

  /** Moves time and runs what has become due. */
  advance(ms: number): void {
    this.#nowMs += ms
    const due = [...this.#timers].filter(timer => timer.atMs <= this.#nowMs)
    for (const timer of due.sort((one, other) => one.atMs - other.atMs)) {
      if (this.#timers.delete(timer)) timer.run()
    }
  }
}
