// Messages, in the original's names (spec/zego.md §3.3). Declarations only.
import type { ZIMConversationType } from '../enums/conversation.ts'
import type {
  ZIMMessageDirection,
  ZIMMessageReceiptStatus,
  ZIMMessageRepliedInfoState,
  ZIMMessageRevokeStatus,
  ZIMMessageSentStatus,
  ZIMMessageType,
  ZIMRevokeType,
  ZIMTipsMessageChangeInfoType,
  ZIMTipsMessageEvent,
} from '../enums/message.ts'
import type { ZIMUserInfo } from './users.ts'

/** A file of the platform: a `File` in browsers, a path elsewhere. Never sent: only `fileDownloadUrl` travels. */
// biome-ignore lint/suspicious/noExplicitAny: the original's builds disagree (File, path); messages go in and out as either.
export type AnyFile = any
export interface ZIMMessageLiteInfo {
  type: ZIMMessageType
}
export interface ZIMMessageReactionUserInfo {
  userID: string
}
export interface ZIMMessageReaction {
  reactionType: string
  conversationID: string
  conversationType: ZIMConversationType
  messageID: string
  totalCount: number
  isSelfIncluded: boolean
  userList: ZIMMessageReactionUserInfo[]
  sumCount: number
}
export interface ZIMMessageRepliedInfo {
  state: ZIMMessageRepliedInfoState
  messageInfo: ZIMMessageLiteInfo
  senderUserID: string
  sentTime: number
  messageID: string
  messageSeq: number
}
export interface ZIMMessage {
  type: ZIMMessageType
  messageID?: string
  localMessageID?: string
  messageSeq?: number
  senderUserID?: string
  conversationID?: string
  conversationType?: ZIMConversationType
  direction?: ZIMMessageDirection
  sentStatus?: ZIMMessageSentStatus
  timestamp?: number
  orderKey?: number
  isUserInserted?: boolean
  receiptStatus?: ZIMMessageReceiptStatus
  extendedData?: string
  localExtendedData?: string
  reactions?: ZIMMessageReaction[]
  isBroadcastMessage?: boolean
  mentionedUserIDs?: string[]
  isMentionAll?: boolean
  repliedInfo?: ZIMMessageRepliedInfo
  rootRepliedCount?: number
  isServerMessage?: boolean
  editorUserID?: string
  editedTime?: number
  isGroupTargetedMessage?: boolean
  pinnedUserID?: string
  pinnedTime?: number
  /* additions so that literals typed as the base type compile (seed: { type: 1, message: '…' }) */
  message?: string | Uint8Array
  subType?: number
  searchedContent?: string
  fileLocalPath?: AnyFile
  fileDownloadUrl?: string
  fileUID?: string
  fileName?: string
  fileSize?: number
  audioDuration?: number
  videoDuration?: number
  title?: string
  summary?: string
  messageList?: ZIMMessage[]
  messageInfoList?: ZIMMessageLiteInfo[]
}
export interface ZIMTextMessage extends ZIMMessage {
  message: string
  type: ZIMMessageType.Text
}
export interface ZIMCommandMessage extends ZIMMessage {
  message: Uint8Array
  type: ZIMMessageType.Command
}
export interface ZIMCustomMessage extends ZIMMessage {
  message: string
  searchedContent?: string
  subType: number
  type: ZIMMessageType.Custom
}
export interface ZIMBarrageMessage extends ZIMMessage {
  message: string
  type: ZIMMessageType.Barrage
}
export interface ZIMSystemMessage extends ZIMMessage {
  message: string
  type: ZIMMessageType.System
}
export interface ZIMMediaMessage extends ZIMMessage {
  fileLocalPath?: AnyFile
  fileDownloadUrl?: string
  fileUID?: string
  fileName?: string
  fileSize?: number
}
export interface ZIMImageMessage extends ZIMMediaMessage {
  thumbnailDownloadUrl?: string
  largeImageDownloadUrl?: string
  originalImageWidth?: number
  originalImageHeight?: number
  largeImageWidth?: number
  largeImageHeight?: number
  thumbnailWidth?: number
  thumbnailHeight?: number
  type: ZIMMessageType.Image
}
export interface ZIMFileMessage extends ZIMMediaMessage {
  type: ZIMMessageType.File
}
export interface ZIMAudioMessage extends ZIMMediaMessage {
  audioDuration: number
  type: ZIMMessageType.Audio
}
export interface ZIMVideoMessage extends ZIMMediaMessage {
  videoDuration: number
  videoFirstFrameDownloadUrl?: string
  videoFirstFrameWidth?: number
  videoFirstFrameHeight?: number
  type: ZIMMessageType.Video
}
export interface ZIMMultipleMessage extends ZIMMessage {
  messageInfoList: ZIMMessageLiteInfo[]
  failedIndexList?: number[]
  type: ZIMMessageType.Multiple
}
export interface ZIMCombineMessage extends ZIMMessage {
  title: string
  summary: string
  combineID?: string
  messageList: ZIMMessage[]
  type: ZIMMessageType.Combine
}
export interface ZIMTipsMessageChangeInfo {
  type: ZIMTipsMessageChangeInfoType
}
export interface ZIMTipsMessage extends ZIMMessage {
  event: ZIMTipsMessageEvent
  operatedUser: ZIMUserInfo
  targetUserList: ZIMUserInfo[]
  changeInfo?: ZIMTipsMessageChangeInfo
  type: ZIMMessageType.Tips
}
export interface ZIMRevokeMessage extends ZIMMessage {
  revokeType: ZIMRevokeType
  revokeTimestamp: number
  operatedUserID: string
  originalMessageType: ZIMMessageType
  originalTextMessageContent: string
  revokeExtendedData: string
  revokeStatus: ZIMMessageRevokeStatus
  type: ZIMMessageType.Revoke
}
