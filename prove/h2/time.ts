// The laboratory's time. A warped clock goes on with the real one while anything happens, and leaps to the next timer once nothing
// does: minutes of silence pass in milliseconds, and no length of time is shorter than it would be.
import type { Clock } from '../../packages/vendors/src/io.ts'

/** A clock that everybody in a session shares. Who makes it closes it. */
export interface SessionClock extends Clock, Disposable {
  /** Something happened: sockets moved, a request was asked or ended. */
  touch(): void
  /** How soon silence is believed: it may be computation, or the kernel's. `held`: never, time goes on as it does. */
  pace: () => Pace
  sleep(ms: number): Promise<void>
  /** Resolves with true once it is so, with false after `limitMs`. */
  when(isSo: () => boolean, limitMs: number): Promise<boolean>
}

/** How readily a warped clock leaps. */
export type Pace = 'free' | 'busy' | 'held'

/** A clock that leaps over silence. */
export class WarpedClock implements SessionClock {
  pace: () => Pace = () => 'free'
  readonly #startMs = performance.now()
  readonly #epochMs: number
  readonly #timers = new Set<Timer>()
  readonly #waiters = new Set<() => void>()
  #leaptMs = 0
  #touchedMs = 0
  #turns = 0
  #isOpen = true

  constructor(epochMs: number) {
    this.#epochMs = epochMs
    setImmediate(this.#turn)
  }

  readonly monotonic = (): number => performance.now() - this.#startMs + this.#leaptMs

  readonly now = (): number => Math.round(this.#epochMs + this.monotonic())

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = { atMs: this.monotonic() + Math.max(0, delayMs), run }
    this.#timers.add(timer)
    this.touch()
    return () => {
      this.#timers.delete(timer)
    }
  }

  touch(): void {
    this.#touchedMs = performance.now()
    this.#turns = 0
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => this.after(ms, resolve))
  }

  when(isSo: () => boolean, limitMs: number): Promise<boolean> {
    if (isSo()) return Promise.resolve(true)
    return new Promise(resolve => {
      const end = (result: boolean): void => {
        this.#waiters.delete(look)
        cancel()
        this.touch()
        resolve(result)
      }
      const cancel = this.after(limitMs, () => end(false))
      const look = (): void => {
        if (isSo()) end(true)
      }
      this.#waiters.add(look)
    })
  }

  [Symbol.dispose](): void {
    this.#isOpen = false
    this.#waiters.clear()
    this.#timers.clear()
  }

  /** One turn of the event loop: sockets were polled before it, so turns without a touch are silence. */
  readonly #turn = (): void => {
    if (!this.#isOpen) return
    this.#turns += 1
    const quietMs = performance.now() - this.#touchedMs
    const [turns, ms] = quiet[this.pace()]
    if (this.#turns >= turns && quietMs >= ms) this.#leap()
    this.#runDue()
    for (const look of [...this.#waiters]) look()
    setImmediate(this.#turn)
  }

  #leap(): void {
    let next = Number.POSITIVE_INFINITY
    for (const { atMs } of this.#timers) next = Math.min(next, atMs)
    if (next === Number.POSITIVE_INFINITY) return
    this.#leaptMs += Math.max(0, next - this.monotonic())
    this.touch()
  }

  #runDue(): void {
    const nowMs = this.monotonic()
    const due = [...this.#timers].filter(timer => timer.atMs <= nowMs)
    for (const timer of due.sort((one, other) => one.atMs - other.atMs)) {
      if (!this.#timers.delete(timer)) continue
      this.touch()
      timer.run()
    }
  }
}

/** The real time, for clients that bring timers of their own. */
export class RealClock implements SessionClock {
  pace: () => Pace = () => 'free'
  readonly #cancels = new Set<() => void>()

  readonly monotonic = (): number => performance.now()

  readonly now = (): number => Date.now()

  readonly after = (delayMs: number, run: () => void): (() => void) => {
    const timer = setTimeout(() => {
      this.#cancels.delete(cancel)
      run()
    }, delayMs)
    const cancel = (): void => {
      clearTimeout(timer)
      this.#cancels.delete(cancel)
    }
    this.#cancels.add(cancel)
    return cancel
  }

  touch(): void {
    // Real time needs no signs of life.
  }

  sleep(ms: number): Promise<void> {
    return new Promise(resolve => this.after(ms, resolve))
  }

  async when(isSo: () => boolean, limitMs: number): Promise<boolean> {
    const endMs = this.monotonic() + limitMs
    while (!isSo()) {
      if (this.monotonic() > endMs) return false
      await this.sleep(POLL_MS)
    }
    return true
  }

  [Symbol.dispose](): void {
    for (const cancel of [...this.#cancels]) cancel()
  }
}

interface Timer {
  readonly atMs: number
  readonly run: () => void
}

/** How often a condition is looked at in real time. */
const POLL_MS = 2
/** Turns of the event loop and real ms without a sign of life after which nothing will happen by itself. */
const quiet: Readonly<Record<Pace, readonly [turns: number, ms: number]>> = {
  free: [6, 1],
  busy: [20, 25],
  held: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
}

/** A clock as a client sees it, which knows whether the client has left a timer behind. */
export interface WatchedClock extends Clock {
  readonly pending: number
}

/** The same time under watch. */
export function watched(clock: Clock): WatchedClock {
  let pending = 0
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    after(delayMs, run) {
      pending += 1
      let isSet = true
      const over = (): void => {
        if (isSet) pending -= 1
        isSet = false
      }
      const cancel = clock.after(delayMs, () => {
        over()
        run()
      })
      return () => {
        over()
        cancel()
      }
    },
    get pending() {
      return pending
    },
  }
}
