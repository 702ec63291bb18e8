// A wait with an end, for platforms and services that may never answer.
import type { Clock } from '../ports.ts'

/** How long is waited, and what then. */
export interface Wait<T> {
  readonly after: Clock['after']
  readonly ms: number
  /** What the wait rejects with when it is over. */
  error(): Error
  /** Gets what came after that; by default nobody does. */
  late?(value: T): void
}

/** Settles as `work` does, or rejects when the time is over. */
export function inTime<T>(work: Promise<T>, { after, ms, error, late }: Wait<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let isLate = false
    const cancel = after(ms, () => {
      isLate = true
      reject(error())
    })
    work.then(value => (isLate ? late?.(value) : resolve(value)), reject).then(cancel, cancel)
  })
}
