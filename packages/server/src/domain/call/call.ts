// A call as data: who is called, by whom, until when, and how far each one is (spec/zego.md §3.13). What may happen to it is step.ts. Pure.
import { type DeviceId, day, second, type UserId } from '@posthouse/protocol'

declare const brand: unique symbol

/** A call's id; on the wire its decimal digits. */
export type CallId = bigint & { readonly [brand]: 'CallId' }

/** How far a user is with a call. The first three ring. */
export type CallUserState =
  | 'inviting'
  | 'received'
  /** The sender wanted to know, and nothing of the invitee's came in time. */
  | 'unreceived'
  | 'accepted'
  | 'rejected'
  | 'cancelled'
  | 'timed-out'
  | 'quit'

/** A user's part in a call. */
export interface CallUser {
  readonly id: UserId
  readonly state: CallUserState
  /** What the user itself said last. */
  readonly extendedData: string
  /** Who called it in; of the caller and of whoever joined, itself. */
  readonly inviter: UserId
  readonly invitedAtMs: number
  /** When it last changed its state. */
  readonly changedAtMs: number
  /** When its client first said that it has the invitation. */
  readonly receivedAtMs: number | undefined
  readonly acceptedAtMs: number | undefined
  /** Until when it rings; undefined once it does not. */
  readonly deadlineMs: number | undefined
  /** When it is `unreceived` unless it said something. */
  readonly checkAtMs: number | undefined
  /** The main device: the one that created, accepted or joined. */
  readonly device: DeviceId | undefined
}

/** A call invitation. */
export interface Call {
  readonly id: CallId
  readonly caller: UserId
  /** 0 general: over once everybody answered; 1 advanced: lives until it is ended or all have left. */
  readonly mode: 0 | 1
  /** What the caller gave along. */
  readonly extendedData: string
  /** How long each invitation rings. */
  readonly timeoutSeconds: number
  /** Whether invitees whose client does not confirm are told of. */
  readonly checksReceipt: boolean
  readonly createdAtMs: number
  /** Undefined while it lasts. */
  readonly endedAtMs: number | undefined
  /** The caller has no connection; at this instant the call is given up unless it came back. */
  readonly callerCheckAtMs: number | undefined
  /** The caller first. */
  readonly users: readonly CallUser[]
}

/** Most users in a call at a time, the caller included (spec/zego.md §3.13). */
export const participantsMax = 10
/** Users that a call remembers; of those that are out of it, the longest so are forgotten first. */
export const usersKeptMax = 16
/** How long an invitee's client may take to confirm (spec/zego.md §3.13). */
export const receiptCheckMs: number = 5 * second
/** An advanced call that nobody ends is over then. */
export const callMsMax: number = day

/** Whether the user's devices ring: it was called and has not answered. */
export function isRinging(call: Call, user: UserId): boolean {
  const found = userOf(call, user)
  return call.endedAtMs === undefined && found !== undefined && rings(found)
}

/** Whether a user is called and has not answered. */
export function rings({ state }: CallUser): boolean {
  return state === 'inviting' || state === 'received' || state === 'unreceived'
}

/** Whether a user is told what happens in the call. */
export function listens(user: CallUser): boolean {
  return rings(user) || user.state === 'accepted'
}

/** A user's part, or undefined. */
export function userOf(call: Call, user: UserId): CallUser | undefined {
  return call.users.find(({ id }) => id === user)
}

/** Whether anybody but the caller ever accepted. */
export function wasAnswered({ caller, users }: Call): boolean {
  return users.some(({ id, acceptedAtMs }) => id !== caller && acceptedAtMs !== undefined)
}

/** When something is to be done next though nobody does anything; undefined once the call is over. */
export function dueAtMs(call: Call): number | undefined {
  if (call.endedAtMs !== undefined) return undefined
  const times = call.users.flatMap(({ deadlineMs, checkAtMs }) => [deadlineMs, checkAtMs])
  const known = [...times, call.callerCheckAtMs].filter(time => time !== undefined)
  return Math.min(...known, call.createdAtMs + callMsMax)
}
