// Call invitations over the long connection (spec/zego.md §3.6, §3.13).
import { userIdOf } from '@posthouse/protocol'
import type { Call } from '../../domain/call/call.ts'
import { wireCall } from '../../domain/call/snapshot.ts'
import { actInCall, confirmCall, listCalls } from '../../flows/call/answer.ts'
import { type CallDeps, readCallId } from '../../flows/call/change-call.ts'
import { addToCall, cancelCall, inviteToCall } from '../../flows/call/invite.ts'
import type { MethodHandlers } from '../../ports/methods.ts'

/** The methods of calls. */
export function callMethods(deps: CallDeps): Pick<MethodHandlers, Extract<keyof MethodHandlers, `call.${string}`>> {
  return {
    async 'call.invite'(caller, params) {
      const { timeoutSeconds, mode, push, extendedData = '', checksReceipt = false } = params
      const invitees = params.invitees.map(userIdOf)
      const wanted = { invitees, timeoutSeconds, mode, extendedData, checksReceipt, push }
      const { id, failed } = await inviteToCall(deps, caller, wanted)
      return { callId: id.toString(), timeoutSeconds, failed }
    },
    async 'call.add'(caller, { callId, invitees, push }) {
      const wanted = { invitees: invitees.map(userIdOf), push }
      return { failed: await addToCall(deps, caller, readCallId(callId), wanted) }
    },
    async 'call.cancel'(caller, { callId, invitees, extendedData = '', push }) {
      const wanted = { invitees: invitees.map(userIdOf), extendedData, push }
      return { failed: await cancelCall(deps, caller, readCallId(callId), wanted) }
    },
    async 'call.accept'(caller, { callId, extendedData = '' }) {
      await actInCall(deps, caller, 'accept', readCallId(callId), { extendedData })
      return {}
    },
    async 'call.reject'(caller, { callId, extendedData = '' }) {
      await actInCall(deps, caller, 'reject', readCallId(callId), { extendedData })
      return {}
    },
    async 'call.received'(caller, { callId }) {
      await confirmCall(deps, caller, readCallId(callId))
      return {}
    },
    async 'call.join'(caller, { callId, extendedData = '' }) {
      const { call } = await actInCall(deps, caller, 'join', readCallId(callId), { extendedData })
      return { call: wireCall(call, caller.user), joinedAtMs: changedAtMs(call, caller.user) }
    },
    async 'call.quit'(caller, { callId, extendedData = '', push }) {
      const { call, acceptedAtMs } = await actInCall(deps, caller, 'quit', readCallId(callId), { extendedData, push })
      return { call: wireCall(call, caller.user), acceptedAtMs, quitAtMs: changedAtMs(call, caller.user) }
    },
    async 'call.end'(caller, { callId, extendedData = '', push }) {
      const { call, acceptedAtMs } = await actInCall(deps, caller, 'end', readCallId(callId), { extendedData, push })
      return { call: wireCall(call, caller.user), acceptedAtMs }
    },
    async 'call.list'(caller, { count, before }) {
      const page = { count, before: before === undefined ? undefined : readCallId(before) }
      return { calls: (await listCalls(deps, caller, page)).map(call => wireCall(call, caller.user)) }
    },
  }
}

function changedAtMs({ users, createdAtMs }: Call, user: string): number {
  return users.find(({ id }) => id === user)?.changedAtMs ?? createdAtMs
}
