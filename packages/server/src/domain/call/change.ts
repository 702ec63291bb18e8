// What came of something that happened to a call, and the small changes that every such thing is made of. Pure.
import type { DeviceId, UserId } from '@posthouse/protocol'
import type { ZimCodeName } from '@posthouse/protocol/frames'
import { type Call, type CallUser, type CallUserState, listens, rings, usersKeptMax } from './call.ts'
import type { CallNotice } from './notice.ts'

/** What one user does with one device. */
export interface Deed {
  readonly by: UserId
  readonly device: DeviceId
  readonly extendedData: string
}

/** What came of an event. */
export interface CallStep {
  readonly call: Call
  readonly notices: readonly CallNotice[]
  /** Users for whom it could not be done. */
  readonly failed: readonly CallFailure[]
  /** Who rings from now on. */
  readonly invited: readonly UserId[]
  /** Whom a push that came with the event is for: whose devices may ring, or show the call. */
  readonly released: readonly UserId[]
}

/** A user for whom something could not be done. */
export interface CallFailure {
  readonly id: UserId
  readonly reason: ZimCodeName
}

/** A step with what is usual left out. */
export function stepOf(call: Call, notices: readonly CallNotice[], more: Partial<CallStep> = {}): CallStep {
  return { call, notices, failed: [], invited: [], released: [], ...more }
}

/** The call with another state of some users; whoever no longer rings waits for nothing. */
export function withState(
  call: Call,
  users: readonly UserId[],
  state: CallUserState,
  nowMs: number,
  change: Partial<CallUser> = {},
): Call {
  return {
    ...call,
    users: call.users.map(user => {
      if (!users.includes(user.id)) return user
      const next: CallUser = { ...user, state, changedAtMs: nowMs, checkAtMs: undefined, ...change }
      return rings(next) ? next : { ...next, deadlineMs: undefined }
    }),
  }
}

/** The call with these users, in place of what it knew of them; of those out of it the longest so are forgotten beyond the limit. */
export function withUsers(call: Call, users: readonly CallUser[]): Call {
  const changed = new Map(users.map(user => [user.id, user]))
  const known = call.users.map(user => changed.get(user.id) ?? user)
  const all = [...known, ...users.filter(({ id }) => !call.users.some(user => user.id === id))]
  const forgettable = all
    .filter(user => !listens(user) && user.id !== call.caller)
    .toSorted((one, other) => one.changedAtMs - other.changedAtMs)
  const forgotten = new Set(forgettable.slice(0, Math.max(0, all.length - usersKeptMax)))
  return { ...call, users: all.filter(user => !forgotten.has(user)) }
}

/** The call, over. Nothing is due any more; users' states are left as they are. */
export function over(call: Call, nowMs: number): Call {
  return {
    ...call,
    endedAtMs: nowMs,
    callerCheckAtMs: undefined,
    users: call.users.map(user => ({ ...user, deadlineMs: undefined, checkAtMs: undefined })),
  }
}

/** A general call is over as soon as nobody rings any more (spec/zego.md §3.13). */
export function overIfAnswered(call: Call, nowMs: number): Call {
  return call.mode === 0 && call.endedAtMs === undefined && !call.users.some(rings) ? over(call, nowMs) : call
}

/** Those of the users who are in the call or called. */
export function participants({ users }: Call): readonly CallUser[] {
  return users.filter(listens)
}
