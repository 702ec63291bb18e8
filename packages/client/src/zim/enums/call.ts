// Enums of calls as values, names to numbers and back (spec/zego.md §3.1); the compiler holds them against ../declared/call.ts.
import type * as declared from '../declared/call.ts'
import { enumOf } from '../enum-of.ts'

export const ZIMCallInvitationMode: typeof declared.ZIMCallInvitationMode = /* @__PURE__ */ enumOf<
  typeof declared.ZIMCallInvitationMode
>({ Unknown: -1, General: 0, Advanced: 1 })
export type ZIMCallInvitationMode = declared.ZIMCallInvitationMode

export const ZIMCallState: typeof declared.ZIMCallState = /* @__PURE__ */ enumOf<typeof declared.ZIMCallState>({
  Unknown: -1,
  Started: 1,
  Ended: 2,
})
export type ZIMCallState = declared.ZIMCallState

export const ZIMCallUserState: typeof declared.ZIMCallUserState = /* @__PURE__ */ enumOf<
  typeof declared.ZIMCallUserState
>({
  Unknown: -1,
  Inviting: 0,
  Accepted: 1,
  Rejected: 2,
  Cancelled: 3,
  Offline: 4,
  Received: 5,
  Timeout: 6,
  Quit: 7,
  Ended: 8,
  NotYetReceived: 9,
  BeCancelled: 10,
})
export type ZIMCallUserState = declared.ZIMCallUserState

export const ZIMCXHandleType: typeof declared.ZIMCXHandleType = /* @__PURE__ */ enumOf<typeof declared.ZIMCXHandleType>(
  { Generic: 1, PhoneNumber: 2, EmailAddress: 3 },
)
export type ZIMCXHandleType = declared.ZIMCXHandleType
