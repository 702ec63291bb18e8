// The next try to be connected: after which pause, and that there is only one. Knows nothing of logins.
import type { ByeReason } from '@posthouse/protocol/frames'
import type { Ports } from './ports.ts'
import { pauseBefore } from './reconnect-policy.ts'

/** See the head of the file. */
export class Returns {
  readonly #ports: Pick<Ports, 'clock' | 'random'>
  /** Tries in a row that failed. */
  #failures = 0
  #retryAfterMs: number | undefined
  #planned: { readonly again: () => void; readonly cancel: () => void } | undefined

  constructor(ports: Pick<Ports, 'clock' | 'random'>) {
    this.#ports = ports
  }

  /** A connection stands, or somebody logs in: what failed before counts no more. */
  begin(): void {
    this.#failures = 0
    this.#retryAfterMs = undefined
  }

  /** The server asks for this much time, ms, before the next try. */
  ask(retryAfterMs: number | undefined): void {
    this.#retryAfterMs = retryAfterMs
  }

  /** Calls `again` once after a pause, in place of what was planned before. False = for this reason there is no next try by itself. */
  plan(reason: ByeReason | undefined, hadStood: boolean, again: () => void): boolean {
    this.#failures = hadStood ? 0 : this.#failures + 1
    const { clock, random } = this.#ports
    const loss = { failures: this.#failures, reason, retryAfterMs: this.#retryAfterMs, chance: random() }
    const pauseMs = pauseBefore(loss)
    this.#retryAfterMs = undefined
    this.cancel()
    if (pauseMs !== undefined) this.#planned = { again, cancel: clock.after(pauseMs, () => this.now()) }
    return pauseMs !== undefined
  }

  /** The pause is over. Nothing where no try is planned, as while one is being made. */
  now(): void {
    const { again } = this.#planned ?? {}
    this.cancel()
    again?.()
  }

  /** There is no next try any more. */
  cancel(): void {
    this.#planned?.cancel()
    this.#planned = undefined
  }
}
