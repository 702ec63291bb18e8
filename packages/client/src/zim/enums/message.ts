// Enums of messages as values, names to numbers and back (spec/zego.md §3.1); the compiler holds them against ../declared/message.ts.
import type * as declared from '../declared/message.ts'
import { enumOf } from '../enum-of.ts'

export const ZIMMessageType: typeof declared.ZIMMessageType = /* @__PURE__ */ enumOf<typeof declared.ZIMMessageType>({
  Unknown: 0,
  Text: 1,
  Command: 2,
  Multiple: 10,
  Image: 11,
  File: 12,
  Audio: 13,
  Video: 14,
  Barrage: 20,
  System: 30,
  Revoke: 31,
  Tips: 32,
  Combine: 100,
  Custom: 200,
})
export type ZIMMessageType = declared.ZIMMessageType

/** Members as types: `ZIMMessageType.Text`. */
export namespace ZIMMessageType {
  export type Unknown = declared.ZIMMessageType.Unknown
  export type Text = declared.ZIMMessageType.Text
  export type Command = declared.ZIMMessageType.Command
  export type Multiple = declared.ZIMMessageType.Multiple
  export type Image = declared.ZIMMessageType.Image
  export type File = declared.ZIMMessageType.File
  export type Audio = declared.ZIMMessageType.Audio
  export type Video = declared.ZIMMessageType.Video
  export type Barrage = declared.ZIMMessageType.Barrage
  export type System = declared.ZIMMessageType.System
  export type Revoke = declared.ZIMMessageType.Revoke
  export type Tips = declared.ZIMMessageType.Tips
  export type Combine = declared.ZIMMessageType.Combine
  export type Custom = declared.ZIMMessageType.Custom
}

export const ZIMMessagePriority: typeof declared.ZIMMessagePriority = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessagePriority
>({ Low: 1, Medium: 2, High: 3 })
export type ZIMMessagePriority = declared.ZIMMessagePriority

export const ZIMMessageDirection: typeof declared.ZIMMessageDirection = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageDirection
>({ Send: 0, Receive: 1 })
export type ZIMMessageDirection = declared.ZIMMessageDirection

export const ZIMMessageSentStatus: typeof declared.ZIMMessageSentStatus = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageSentStatus
>({ Sending: 0, Success: 1, Failed: 2 })
export type ZIMMessageSentStatus = declared.ZIMMessageSentStatus

export const ZIMMessageReceiptStatus: typeof declared.ZIMMessageReceiptStatus = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageReceiptStatus
>({ Unknown: -1, None: 0, Processing: 1, Done: 2, Expired: 3, Failed: 4 })
export type ZIMMessageReceiptStatus = declared.ZIMMessageReceiptStatus

export const ZIMMessageQueryMode: typeof declared.ZIMMessageQueryMode = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageQueryMode
>({ General: 0, PreferServer: 1, OnlyLocal: 2 })
export type ZIMMessageQueryMode = declared.ZIMMessageQueryMode

export const ZIMMessageMentionedType: typeof declared.ZIMMessageMentionedType = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageMentionedType
>({ Unknown: 0, MentionMe: 1, MentionAll: 2, MentionAllAndMe: 3 })
export type ZIMMessageMentionedType = declared.ZIMMessageMentionedType

export const ZIMMessageDeleteType: typeof declared.ZIMMessageDeleteType = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageDeleteType
>({ MessageListDeleted: 0, ConversationAllMessagesDeleted: 1, AllConversationMessagesDeleted: 2 })
export type ZIMMessageDeleteType = declared.ZIMMessageDeleteType

export const ZIMMessageRepliedInfoState: typeof declared.ZIMMessageRepliedInfoState = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageRepliedInfoState
>({ Normal: 0, Deleted: 1, NotFound: 2 })
export type ZIMMessageRepliedInfoState = declared.ZIMMessageRepliedInfoState

export const ZIMMessageRevokeStatus: typeof declared.ZIMMessageRevokeStatus = /* @__PURE__ */ enumOf<
  typeof declared.ZIMMessageRevokeStatus
>({
  Unknown: -1,
  SelfRevoke: 0,
  SystemRevoke: 1,
  ServerAPIRevoke: 2,
  GroupAdminRevoke: 3,
  GroupOwnerRevoke: 4,
  AuditRejectRevoke: 5,
})
export type ZIMMessageRevokeStatus = declared.ZIMMessageRevokeStatus

export const ZIMRevokeType: typeof declared.ZIMRevokeType = /* @__PURE__ */ enumOf<typeof declared.ZIMRevokeType>({
  Unknown: -1,
  TwoWay: 0,
  OneWay: 1,
})
export type ZIMRevokeType = declared.ZIMRevokeType

export const ZIMTipsMessageEvent: typeof declared.ZIMTipsMessageEvent = /* @__PURE__ */ enumOf<
  typeof declared.ZIMTipsMessageEvent
>({
  Unknown: 0,
  GroupCreated: 1,
  GroupDismissed: 2,
  GroupJoined: 3,
  GroupInvited: 4,
  GroupLeft: 5,
  GroupKickedOut: 6,
  GroupInfoChanged: 7,
  GroupMemberInfoChanged: 8,
  GroupMessagePinned: 9,
  CommunityCreated: 101,
  CommunityJoined: 103,
  CommunityInvited: 104,
  CommunityChannelCreated: 151,
})
export type ZIMTipsMessageEvent = declared.ZIMTipsMessageEvent

export const ZIMTipsMessageChangeInfoType: typeof declared.ZIMTipsMessageChangeInfoType = /* @__PURE__ */ enumOf<
  typeof declared.ZIMTipsMessageChangeInfoType
>({
  Unknown: 0,
  GroupDataChanged: 1,
  GroupNoticeChanged: 2,
  GroupNameChanged: 3,
  GroupAvatarUrlChanged: 4,
  GroupMuteChanged: 5,
  GroupOwnerTransferred: 10,
  GroupMemberRoleChanged: 11,
  GroupMemberMuteChanged: 12,
  GroupMessagePinInfoChanged: 21,
})
export type ZIMTipsMessageChangeInfoType = declared.ZIMTipsMessageChangeInfoType
