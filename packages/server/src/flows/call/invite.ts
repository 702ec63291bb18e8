// Calling users: a new call, more users into an advanced one, and withdrawing invitations (spec/zego.md §3.13).
import type { AppId, UserId } from '@posthouse/protocol'
import { type FailedUser, type PushConfig, zimCodes } from '@posthouse/protocol/frames'
import type { CallId } from '../../domain/call/call.ts'
import type { CallFailure } from '../../domain/call/change.ts'
import { type NewCall, newCall } from '../../domain/call/invitation.ts'
import { step } from '../../domain/call/step.ts'
import { isChatId } from '../../domain/chat/conversation.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { SessionCaller } from '../../ports/methods.ts'
import { Appended } from '../chat/appended.ts'
import { announce, type CallDeps, changeCall, tellingWrites } from './change-call.ts'

/** What a call is made of, but for who calls. */
export type Invitation = Omit<NewCall, 'id' | 'caller' | 'device' | 'unreachable'> & {
  readonly push: PushConfig | undefined
}

/** Who does something, with which device. */
export type CallActor = Pick<SessionCaller, 'app' | 'user' | 'deviceId'>

/**
 * Makes a call that rings. Users whom nothing would reach are reported with 6000011. Throws `call-nobody` where nobody is left, and
 * `call-too-many` (6000272) for more than 9.
 */
export async function inviteToCall(
  deps: CallDeps,
  { app, user, deviceId }: CallActor,
  { push, ...invitation }: Invitation,
): Promise<{ readonly id: CallId; readonly failed: readonly FailedUser[] }> {
  const unreachable = await unreachableOf(deps, app.id, invitation.invitees)
  const nowMs = deps.clock.now()
  const id = deps.ids.next() as CallId
  const made = newCall({ ...invitation, id, caller: user, device: deviceId, unreachable }, nowMs)
  if (typeof made === 'string') throw new Refusal(made)
  const { calls } = deps.store.tables
  const appended = new Appended(deps.store.tables.timeline, app.id)
  const telling = tellingWrites(deps, appended, app.id, made, push, nowMs)
  const writes = [calls.insert(app.id, made.call), ...telling]
  announce(deps, appended.hint(writes, await deps.store.commit(writes)))
  return { id, failed: failedUsers(made.failed) }
}

/** Calls more users into an advanced call that the caller is in. Throws 6000276, 6000286, 6000270, 6000272, 6000281 and 6000283. */
export async function addToCall(
  deps: CallDeps,
  { app, user }: CallActor,
  id: CallId,
  wanted: { readonly invitees: readonly UserId[]; readonly push: PushConfig | undefined },
): Promise<readonly FailedUser[]> {
  const { invitees, push } = wanted
  const unreachable = await unreachableOf(deps, app.id, invitees)
  const event = { kind: 'add', by: user, invitees, unreachable } as const
  return failedUsers((await changeCall(deps, app.id, id, (call, nowMs) => step(call, event, nowMs), push)).failed)
}

/**
 * Withdraws invitations that the caller made; of nobody in particular: all that are open. Reports whose could not be; throws the first
 * one's reason, 6000271, 6000273 or 6000276, where none could.
 */
export async function cancelCall(
  deps: CallDeps,
  { app, user }: CallActor,
  id: CallId,
  wanted: {
    readonly invitees: readonly UserId[]
    readonly extendedData: string
    readonly push: PushConfig | undefined
  },
): Promise<readonly UserId[]> {
  const { push, ...withdrawn } = wanted
  const event = { kind: 'cancel', by: user, ...withdrawn } as const
  const { failed } = await changeCall(deps, app.id, id, (call, nowMs) => step(call, event, nowMs), push)
  return failed.map(failure => failure.id)
}

/** Those of the users who are not registered, or are logged out everywhere: no device would ring, now or later. */
async function unreachableOf(deps: CallDeps, appId: AppId, invitees: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  const { users, bindings, chatDevices } = deps.store.tables
  const possible = invitees.filter(isChatId)
  const [registered, bound, devices] = await Promise.all([
    users.findMany(appId, possible),
    bindings.ofUsers(appId, possible),
    chatDevices.ofUsers(appId, possible),
  ])
  const known = new Set(registered.map(({ username }) => username))
  const present = devices.filter(({ state }) => state === 'present')
  const reached = new Set([...bound, ...present].map(({ username }) => username))
  return new Set(invitees.filter(id => !known.has(id) || !reached.has(id)))
}

function failedUsers(failed: readonly CallFailure[]): readonly FailedUser[] {
  return failed.map(({ id, reason }) => ({ id, code: zimCodes[reason].code }))
}
