// Enums of conversations as values, names to numbers and back (spec/zego.md §3.1); the compiler holds them against ../declared/conversation.ts.
import type * as declared from '../declared/conversation.ts'
import { enumOf } from '../enum-of.ts'

export const ZIMConversationType: typeof declared.ZIMConversationType = /* @__PURE__ */ enumOf<
  typeof declared.ZIMConversationType
>({ Unknown: -1, Peer: 0, Room: 1, Group: 2, CommunityChannel: 3 })
export type ZIMConversationType = declared.ZIMConversationType

export const ZIMConversationEvent: typeof declared.ZIMConversationEvent = /* @__PURE__ */ enumOf<
  typeof declared.ZIMConversationEvent
>({ Added: 0, Updated: 1, Disabled: 2, Deleted: 3 })
export type ZIMConversationEvent = declared.ZIMConversationEvent

export const ZIMConversationNotificationStatus: typeof declared.ZIMConversationNotificationStatus =
  /* @__PURE__ */ enumOf<typeof declared.ZIMConversationNotificationStatus>({ Notify: 1, DoNotDisturb: 2 })
export type ZIMConversationNotificationStatus = declared.ZIMConversationNotificationStatus

export const ZIMConversationSyncState: typeof declared.ZIMConversationSyncState = /* @__PURE__ */ enumOf<
  typeof declared.ZIMConversationSyncState
>({ Started: 0, Finished: 1, Failed: 2 })
export type ZIMConversationSyncState = declared.ZIMConversationSyncState

export const ZIMConversationPinnedFilter: typeof declared.ZIMConversationPinnedFilter = /* @__PURE__ */ enumOf<
  typeof declared.ZIMConversationPinnedFilter
>({ All: 0, OnlyPinned: 1, OnlyUnpinned: 2 })
export type ZIMConversationPinnedFilter = declared.ZIMConversationPinnedFilter
