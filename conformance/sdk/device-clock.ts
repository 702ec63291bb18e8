// A device's clock: the real time, which can be put forward, so that what takes half a minute is seen at once.
import type { Clock } from '@posthouse/client'

interface Timer {
  readonly dueMs: number
  readonly run: () => void
  readonly handle: ReturnType<typeof setTimeout>
}

/** See the head of the file. */
export class DeviceClock implements Clock {
  #aheadMs = 0
  readonly #timers = new Set<Timer>()

  now(): number {
    return Date.now() + this.#aheadMs
  }

  after(delayMs: number, run: () => void): () => void {
    const timer: Timer = {
      dueMs: this.now() + delayMs,
      run: () => {
        this.#timers.delete(timer)
        clearTimeout(timer.handle)
        run()
      },
      handle: setTimeout(() => timer.run(), delayMs),
    }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
      clearTimeout(timer.handle)
    }
  }

  /** Puts the clock forward; what is due by then happens, in its order. */
  skip(ms: number): void {
    this.#aheadMs += ms
    const due = [...this.#timers].filter(({ dueMs }) => dueMs <= this.now()).sort((a, b) => a.dueMs - b.dueMs)
    for (const timer of due) if (this.#timers.has(timer)) timer.run()
  }
}
