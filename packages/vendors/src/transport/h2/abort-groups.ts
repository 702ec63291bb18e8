// Requests by the signal that may abort them: one listener per signal, however many requests share it. Knows of requests only where
// they stand in their group.
import { abortCause } from '../cause.ts'

/** Who may be in a group. */
export interface GroupMember {
  /** Where it stands among the members; -1 when it is in none. Only this room changes it. */
  place: number
}

/**
 * Those who share a signal. A list with places rather than a Set: a Set that thousands pass through grows new tables all the time,
 * and each old one keeps what it last held from being collected young (measured: half of the CPU time with 1,000 in flight).
 */
export class AbortGroup<T extends GroupMember> {
  readonly signal: AbortSignal
  readonly members: T[] = []
  readonly listener: () => void

  constructor(signal: AbortSignal, onAbort: (group: AbortGroup<T>) => void) {
    this.signal = signal
    this.listener = () => onAbort(this)
  }
}

/** All groups that have members. */
export class AbortGroups<T extends GroupMember> {
  readonly #groups = new Map<AbortSignal, AbortGroup<T>>()
  readonly #onAbort: (member: T, cause: string) => void

  /** `onAbort` hears of each member once, with the cause as {@link abortCause} names it; the member has left its group by then. */
  constructor(onAbort: (member: T, cause: string) => void) {
    this.#onAbort = onAbort
  }

  /** Watches a signal, which has not fired, for one more. */
  join(signal: AbortSignal, member: T): AbortGroup<T> {
    const group = this.#groups.get(signal) ?? this.#found(signal)
    member.place = group.members.length
    group.members.push(member)
    return group
  }

  /** Stops watching for it; the last one takes the listener along. */
  leave(group: AbortGroup<T>, member: T): void {
    const { place } = member
    if (place < 0) return
    const { members } = group
    const last = members.pop() as T
    if (last !== member) {
      members[place] = last
      last.place = place
    }
    member.place = -1
    if (members.length === 0) this.#dissolve(group)
  }

  #found(signal: AbortSignal): AbortGroup<T> {
    const group = new AbortGroup<T>(signal, this.#abort)
    signal.addEventListener('abort', group.listener)
    this.#groups.set(signal, group)
    return group
  }

  readonly #abort = (group: AbortGroup<T>): void => {
    const cause = abortCause(group.signal)
    // Those whom an earlier one's end takes along have left by the time it is their turn.
    for (const member of [...group.members]) {
      if (member.place < 0) continue
      this.leave(group, member)
      this.#onAbort(member, cause)
    }
  }

  #dissolve(group: AbortGroup<T>): void {
    group.signal.removeEventListener('abort', group.listener)
    this.#groups.delete(group.signal)
  }
}
