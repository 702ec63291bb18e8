// Methods of call invitations (spec/zego.md §3.6, §3.13).
import { callExtendedDataBytesMax, pageMax } from '../limits.ts'
import { digits, flag, list, object, oneOf, text, whole } from '../shape.ts'
import { call, failedUser, id, instant, pushConfig } from '../values.ts'

/** Most users whom one invitation calls. */
export const inviteesMax = 9
const extendedData = text(callExtendedDataBytesMax)
const answer = object({ callId: digits }, { extendedData })
const leaving = object({ callId: digits }, { extendedData, push: pushConfig })

/** Name → what it takes and what it gives. */
export const callMethods = {
  'call.invite': {
    params: object(
      { invitees: list(id, 100, 1), timeoutSeconds: whole(1, 600), mode: oneOf(0, 1) },
      { extendedData, push: pushConfig, checksReceipt: flag },
    ),
    result: object({ callId: digits, timeoutSeconds: whole(1, 600), failed: list(failedUser, 100) }),
  },
  /** Calls more users into an advanced call. */
  'call.add': {
    params: object({ callId: digits, invitees: list(id, 100, 1) }, { push: pushConfig }),
    result: object({ failed: list(failedUser, 100) }),
  },
  'call.cancel': {
    params: object({ callId: digits, invitees: list(id, 100) }, { extendedData, push: pushConfig }),
    result: object({ failed: list(id, 100) }),
  },
  'call.accept': { params: answer, result: object({}) },
  'call.reject': { params: answer, result: object({}) },
  /** The invitee's client has the invitation. */
  'call.received': { params: object({ callId: digits }), result: object({}) },
  'call.join': { params: answer, result: object({ call, joinedAtMs: instant }) },
  'call.quit': { params: leaving, result: object({ call, acceptedAtMs: instant, quitAtMs: instant }) },
  'call.end': { params: leaving, result: object({ call, acceptedAtMs: instant }) },
  /** The caller's calls, the newest first, those older than the call `before`. */
  'call.list': {
    params: object({ count: whole(1, pageMax) }, { before: digits }),
    result: object({ calls: list(call, pageMax) }),
  },
} as const
