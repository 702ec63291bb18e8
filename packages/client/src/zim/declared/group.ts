// Enums of groups as types (spec/zego.md §3.1). Real enums, because TypeScript takes enums of two declarations for the same only
// by their name; they exist for the compiler alone. Their values: ../enums/group.ts.

export declare enum ZIMGroupState {
  Quit = 0,
  Enter = 1,
}

export declare enum ZIMGroupEvent {
  Unknown = -1,
  Created = 1,
  Dismissed = 2,
  Joined = 3,
  Invited = 4,
  Left = 5,
  KickedOut = 6,
}

export declare enum ZIMGroupMemberState {
  Quit = 0,
  Enter = 1,
}

export declare enum ZIMGroupMemberEvent {
  Unknown = -1,
  Joined = 1,
  Left = 2,
  KickedOut = 4,
  Invited = 5,
}

export declare enum ZIMGroupMessageNotificationStatus {
  Notify = 1,
  Disturb = 2,
}

export declare enum ZIMGroupMuteMode {
  None = 0,
  Normal = 1,
  All = 2,
  Custom = 3,
}

export declare enum ZIMGroupJoinMode {
  Any = 0,
  Auth = 1,
  Forbid = 2,
}

export declare enum ZIMGroupInviteMode {
  Any = 0,
  Admin = 1,
}

export declare enum ZIMGroupBeInviteMode {
  None = 0,
  Auth = 1,
}

export declare enum ZIMGroupEnterType {
  Unknown = 0,
  Created = 1,
  JoinApply = 2,
  Joined = 3,
  Invited = 4,
  InviteApply = 5,
}
