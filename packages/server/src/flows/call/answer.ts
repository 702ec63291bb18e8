// What an invitee does about an invitation, and joining and leaving advanced calls (spec/zego.md §3.13).
import type { UserId } from '@posthouse/protocol'
import type { PushConfig } from '@posthouse/protocol/frames'
import { type Call, type CallId, userOf } from '../../domain/call/call.ts'
import { step } from '../../domain/call/step.ts'
import { type CallDeps, changeCall } from './change-call.ts'
import type { CallActor } from './invite.ts'

/** What the actor says along. */
export interface CallWord {
  readonly extendedData: string
  /** For devices that may ring, or show the call. */
  readonly push?: PushConfig | undefined
}

/** A call after something was done, and when the actor came into it; 0 where it never did. */
export interface CallAfter {
  readonly call: Call
  readonly acceptedAtMs: number
}

/**
 * Accepts, rejects, joins, quits or ends. Throws `Refusal`: 6000276 for a call that is unknown or over, 6000274 for an answer of
 * somebody who is not invited, 6000286 for joining, leaving and ending a general call, 6000270 for leaving and ending without being in
 * it, 6000283 for joining with the main device, 6000272 for joining a full call.
 */
export async function actInCall(
  deps: CallDeps,
  { app, user, deviceId }: CallActor,
  kind: 'accept' | 'reject' | 'join' | 'quit' | 'end',
  id: CallId,
  { extendedData, push }: CallWord,
): Promise<CallAfter> {
  const event = { kind, by: user, device: deviceId, extendedData }
  const { call } = await changeCall(deps, app.id, id, (before, nowMs) => step(before, event, nowMs), push)
  return { call, acceptedAtMs: userOf(call, user)?.acceptedAtMs ?? 0 }
}

/** An invitee's client has the invitation; said twice, it is done once. Throws 6000274 and 6000276. */
export async function confirmCall(deps: CallDeps, { app, user }: CallActor, id: CallId): Promise<void> {
  await changeCall(deps, app.id, id, (call, nowMs) => step(call, { kind: 'received', by: user }, nowMs))
}

/** The user's calls, the newest first, those older than the call `before`. */
export async function listCalls(
  { store }: Pick<CallDeps, 'store'>,
  { app, user }: { readonly app: CallActor['app']; readonly user: UserId },
  page: { readonly before: CallId | undefined; readonly count: number },
): Promise<readonly Call[]> {
  const found = await store.tables.calls.list(app.id, user, page.before, page.count)
  return found.map(({ call }) => call)
}
