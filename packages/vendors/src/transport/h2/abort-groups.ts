// Requests by the signal that may abort them: one listener per signal, however many requests share it. Knows no requests.
import { abortCause } from '../cause.ts'

/** Those who share a signal. */
export class AbortGroup<T> {
  readonly signal: AbortSignal
  readonly members: Set<T> = new Set()
  readonly listener: () => void

  constructor(signal: AbortSignal, onAbort: (group: AbortGroup<T>) => void) {
    this.signal = signal
    this.listener = () => onAbort(this)
  }
}

/** All groups that have members. */
export class AbortGroups<T> {
  readonly #groups = new Map<AbortSignal, AbortGroup<T>>()
  readonly #onAbort: (member: T, cause: string) => void

  /** `onAbort` hears of each member once, with the cause as {@link abortCause} names it; the member has left its group by then. */
  constructor(onAbort: (member: T, cause: string) => void) {
    this.#onAbort = onAbort
  }

  /** Watches a signal, which has not fired, for one more. */
  join(signal: AbortSignal, member: T): AbortGroup<T> {
    const group = this.#groups.get(signal) ?? this.#found(signal)
    group.members.add(member)
    return group
  }

  /** Stops watching for it; the last one takes the listener along. */
  leave(group: AbortGroup<T>, member: T): void {
    group.members.delete(member)
    if (group.members.size === 0) this.#dissolve(group)
  }

  #found(signal: AbortSignal): AbortGroup<T> {
    const group = new AbortGroup<T>(signal, this.#abort)
    signal.addEventListener('abort', group.listener)
    this.#groups.set(signal, group)
    return group
  }

  readonly #abort = (group: AbortGroup<T>): void => {
    this.#dissolve(group)
    const cause = abortCause(group.signal)
    for (const member of group.members) {
      group.members.delete(member)
      this.#onAbort(member, cause)
    }
  }

  #dissolve(group: AbortGroup<T>): void {
    group.signal.removeEventListener('abort', group.listener)
    this.#groups.delete(group.signal)
  }
}
