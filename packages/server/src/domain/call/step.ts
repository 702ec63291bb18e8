// What may happen to a call: one pure step from a call and an event to the call after it and what is told to whom, or to the reason of
// a refusal (spec/zego.md §3.13). Knows neither the record nor connections.
import type { UserId } from '@posthouse/protocol'
import type { ZimCodeName } from '@posthouse/protocol/frames'
import { unreachable } from '../../base/unreachable.ts'
import { accepted, joined, received, rejected } from './answer.ts'
import type { Call } from './call.ts'
import type { CallStep, Deed } from './change.ts'
import { callerGone, callerLost, ripened, withoutLateOnes } from './deadline.ts'
import { type Addition, added, cancelled } from './invitation.ts'
import { ended, quit } from './leave.ts'

/** What happens to a call that is there. `by` is who does it, `device` with what. */
export type CallEvent =
  | (Addition & { readonly kind: 'add' })
  /** Withdraws invitations; of nobody in particular: all that `by` made and nobody answered. */
  | {
      readonly kind: 'cancel'
      readonly by: UserId
      readonly invitees: readonly UserId[]
      readonly extendedData: string
    }
  | (Deed & { readonly kind: 'accept' | 'reject' | 'join' | 'quit' | 'end' })
  | { readonly kind: 'received'; readonly by: UserId }
  /** The caller logged out. */
  | { readonly kind: 'caller-lost' }
  /** The caller has no connection any more. */
  | { readonly kind: 'caller-gone' }
  /** Time went by. */
  | { readonly kind: 'ripen'; readonly isCallerConnected: boolean }

/**
 * The call after an event. What is due by now has happened before it, so that an answer which comes too late is none. A refused event
 * changes nothing.
 */
export function step(call: Call, event: CallEvent, nowMs: number): CallStep | ZimCodeName {
  if (event.kind === 'ripen') return ripened(call, event.isCallerConnected, nowMs)
  const due = withoutLateOnes(call, nowMs)
  const next = happened(due.call, event, nowMs)
  return typeof next === 'string' ? next : { ...next, notices: [...due.notices, ...next.notices] }
}

function happened(call: Call, event: Exclude<CallEvent, { kind: 'ripen' }>, nowMs: number): CallStep | ZimCodeName {
  switch (event.kind) {
    case 'add':
      return added(call, event, nowMs)
    case 'cancel':
      return cancelled(call, event, nowMs)
    case 'accept':
      return accepted(call, event, nowMs)
    case 'reject':
      return rejected(call, event, nowMs)
    case 'join':
      return joined(call, event, nowMs)
    case 'quit':
      return quit(call, event, nowMs)
    case 'end':
      return ended(call, event, nowMs)
    case 'received':
      return received(call, event.by, nowMs)
    case 'caller-lost':
      return callerLost(call, nowMs)
    case 'caller-gone':
      return callerGone(call, nowMs)
    default:
      return unreachable(event)
  }
}
