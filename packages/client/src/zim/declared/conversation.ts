// Enums of conversations as types (spec/zego.md §3.1). Real enums, because TypeScript takes enums of two declarations for the same only
// by their name; they exist for the compiler alone. Their values: ../enums/conversation.ts.

export declare enum ZIMConversationType {
  Unknown = -1,
  Peer = 0,
  Room = 1,
  Group = 2,
  CommunityChannel = 3,
}

export declare enum ZIMConversationEvent {
  Added = 0,
  Updated = 1,
  Disabled = 2,
  Deleted = 3,
}

export declare enum ZIMConversationNotificationStatus {
  Notify = 1,
  DoNotDisturb = 2,
}

export declare enum ZIMConversationSyncState {
  Started = 0,
  Finished = 1,
  Failed = 2,
}

export declare enum ZIMConversationPinnedFilter {
  All = 0,
  OnlyPinned = 1,
  OnlyUnpinned = 2,
}
