// What a hand-over came to for each receiver, as the trace of a message tells it. Bounded: a group has thousands of members. Pure.
import type { UserId } from '@posthouse/protocol'
import type { ReasonCode } from '../reason.ts'

/** Why a receiver is not pushed to. */
export type HandoverSkip =
  /** No notification came with it. */
  | 'no-config'
  /** None of the receiver's devices has a vendor's token. */
  | 'no-binding'
  /** The receiver muted the conversation. */
  | 'muted'
  /** The receiver's own rule: another platform is online (spec/zego.md §1.4). */
  | 'rule'
  /** Every device has it. */
  | 'acknowledged'
  /** Nobody wants it any more: a call that no longer rings. */
  | 'over'
  /** The app may not push. */
  | 'closed'
  /** It waited longer than it may. */
  | 'expired'
  /** The app's policy, or the message itself, says that nothing is pushed (spec/easemob.md §10.3). */
  | 'online'
  | 'replaced'
  | 'never-pushed'
  | ReasonCode

/** What came of it for a receiver: pushed at once, pushed when the wait was over, waited for, or why neither. */
export type HandoverEnd = 'pushed' | 'pushed-late' | 'waiting' | HandoverSkip

/** How many receivers came to an end, and the first of them by name. */
export interface EndCount {
  readonly count: number
  readonly users: readonly UserId[]
}

/** By end. */
export type HandoverEnds = Readonly<Partial<Record<HandoverEnd, EndCount>>>

/** Receivers that are named per end; of a message to few, all are. */
const namedMax = 100

/** Collects ends over the pages of a pass. */
export interface EndCounter {
  add(end: HandoverEnd, user: UserId): void
  readonly ends: HandoverEnds
}

/** A counter that begins with what an earlier pass left; who was waited for then is counted anew. */
export function countEnds(before: HandoverEnds = {}): EndCounter {
  const { waiting: _, ...kept } = before
  const ends: Partial<Record<HandoverEnd, { count: number; users: UserId[] }>> = {}
  for (const [end, { count, users }] of Object.entries(kept)) ends[end as HandoverEnd] = { count, users: [...users] }
  return {
    add(end, user) {
      const found = ends[end] ?? { count: 0, users: [] }
      found.count += 1
      if (found.users.length < namedMax) found.users.push(user)
      ends[end] = found
    },
    ends,
  }
}
