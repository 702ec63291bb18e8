// Enums of groups as values, names to numbers and back (spec/zego.md §3.1); the compiler holds them against ../declared/group.ts.
import type * as declared from '../declared/group.ts'
import { enumOf } from '../enum-of.ts'

export const ZIMGroupState: typeof declared.ZIMGroupState = /* @__PURE__ */ enumOf<typeof declared.ZIMGroupState>({
  Quit: 0,
  Enter: 1,
})
export type ZIMGroupState = declared.ZIMGroupState

export const ZIMGroupEvent: typeof declared.ZIMGroupEvent = /* @__PURE__ */ enumOf<typeof declared.ZIMGroupEvent>({
  Unknown: -1,
  Created: 1,
  Dismissed: 2,
  Joined: 3,
  Invited: 4,
  Left: 5,
  KickedOut: 6,
})
export type ZIMGroupEvent = declared.ZIMGroupEvent

export const ZIMGroupMemberState: typeof declared.ZIMGroupMemberState = /* @__PURE__ */ enumOf<
  typeof declared.ZIMGroupMemberState
>({ Quit: 0, Enter: 1 })
export type ZIMGroupMemberState = declared.ZIMGroupMemberState

export const ZIMGroupMemberEvent: typeof declared.ZIMGroupMemberEvent = /* @__PURE__ */ enumOf<
  typeof declared.ZIMGroupMemberEvent
>({ Unknown: -1, Joined: 1, Left: 2, KickedOut: 4, Invited: 5 })
export type ZIMGroupMemberEvent = declared.ZIMGroupMemberEvent

export const ZIMGroupMessageNotificationStatus: typeof declared.ZIMGroupMessageNotificationStatus =
  /* @__PURE__ */ enumOf<typeof declared.ZIMGroupMessageNotificationStatus>({ Notify: 1, Disturb: 2 })
export type ZIMGroupMessageNotificationStatus = declared.ZIMGroupMessageNotificationStatus

export const ZIMGroupMuteMode: typeof declared.ZIMGroupMuteMode = /* @__PURE__ */ enumOf<
  typeof declared.ZIMGroupMuteMode
>({ None: 0, Normal: 1, All: 2, Custom: 3 })
export type ZIMGroupMuteMode = declared.ZIMGroupMuteMode

export const ZIMGroupJoinMode: typeof declared.ZIMGroupJoinMode = /* @__PURE__ */ enumOf<
  typeof declared.ZIMGroupJoinMode
>({ Any: 0, Auth: 1, Forbid: 2 })
export type ZIMGroupJoinMode = declared.ZIMGroupJoinMode

export const ZIMGroupInviteMode: typeof declared.ZIMGroupInviteMode = /* @__PURE__ */ enumOf<
  typeof declared.ZIMGroupInviteMode
>({ Any: 0, Admin: 1 })
export type ZIMGroupInviteMode = declared.ZIMGroupInviteMode

export const ZIMGroupBeInviteMode: typeof declared.ZIMGroupBeInviteMode = /* @__PURE__ */ enumOf<
  typeof declared.ZIMGroupBeInviteMode
>({ None: 0, Auth: 1 })
export type ZIMGroupBeInviteMode = declared.ZIMGroupBeInviteMode

export const ZIMGroupEnterType: typeof declared.ZIMGroupEnterType = /* @__PURE__ */ enumOf<
  typeof declared.ZIMGroupEnterType
>({ Unknown: 0, Created: 1, JoinApply: 2, Joined: 3, Invited: 4, InviteApply: 5 })
export type ZIMGroupEnterType = declared.ZIMGroupEnterType
