// The values that frames are made of: messages, conversations, groups, users and calls as they cross the long connection
// (spec/zego.md §3). Numbers of enums are ZIM's.
import { callExtendedDataBytesMax, contentBytesMax, extendedDataBytesMax, idBytesMax, mentionedMax } from './limits.ts'
import { digits, flag, jsonObject, list, type Of, object, oneOf, text, texts, whole } from './shape.ts'

/** A user's or group's id. Which characters it may have is the server's to say. */
export const id = text(idBytesMax, 1)
/** Peer 0, group 2. */
export const conversationType = oneOf(0, 2)
/** An instant, epoch ms. */
export const instant = whole(0)

/** What a sender wants pushed to devices that are away (spec/zego.md §3.2). Texts are cut by the server, not refused. */
export const pushConfig = object(
  {},
  {
    title: text(4096),
    content: text(8192),
    payload: text(8192),
    resourcesId: text(128),
    threadId: text(256),
    enableBadge: flag,
    badgeIncrement: whole(0),
    voip: object({ handleType: oneOf(1, 2, 3), handleValue: text(256), hasVideo: flag }),
    template: object({ id: text(256), title: text(2048), content: text(2048) }),
  },
)
export type PushConfig = Of<typeof pushConfig>

/** A user as others see it. */
export const user = object({ id, name: text(256), avatarUrl: text(500), extendedData: text(extendedDataBytesMax) })
export type WireUser = Of<typeof user>

/** A message that is stored. `to` is the receiver or the group; the conversation of a peer message is named by the other side. */
export const message = object(
  {
    id: digits,
    conversationType,
    from: id,
    to: id,
    /** The message's number in its conversation: 1, 2, … */
    seq: whole(1),
    /** ZIM's message type. */
    type: whole(1, 200),
    /** The members of the type: `message`, `subType`, `fileDownloadUrl`, …; bytes as base64. */
    content: jsonObject(contentBytesMax),
    sentAtMs: instant,
  },
  {
    /** The sender's own name for it; only on the way to the sender's devices. */
    localId: text(128),
    extendedData: text(extendedDataBytesMax),
    mentioned: list(id, mentionedMax),
    mentionsAll: flag,
    /** Not counted as unread. */
    isQuiet: flag,
    /** Sent by the app's server. */
    isFromServer: flag,
    hasReceipt: flag,
    /** The message that it answers. */
    repliedTo: digits,
    /** The `ext` of a message that came over REST (spec/easemob.md §8). */
    ext: jsonObject(contentBytesMax),
    /** Taken back: by whom and when; its content is then empty. */
    recalled: object({ by: id, atMs: instant, extendedData: text(extendedDataBytesMax), type: whole(1, 200) }),
  },
)
export type WireMessage = Of<typeof message>

/** A message that is not stored: a command, for whoever is connected now. */
export const passingMessage = object({
  id: digits,
  conversationType,
  from: id,
  to: id,
  type: oneOf(2),
  content: jsonObject(contentBytesMax),
  sentAtMs: instant,
})
export type PassingMessage = Of<typeof passingMessage>

/** One of the caller's conversations. */
export const conversation = object(
  {
    /** The other user, or the group. */
    id,
    type: conversationType,
    unread: whole(0),
    /** The last message that was read. */
    readSeq: whole(0),
    /** ZIM's notification status: 1 notify, 2 do not disturb. */
    notificationStatus: oneOf(1, 2),
    /** Sorts the list, the newest first. */
    orderKey: whole(0),
    /** The caller left the group, or it is no more. */
    isDisabled: flag,
  },
  {
    name: text(256),
    avatarUrl: text(500),
    lastMessage: message,
    /** The first message that is for the caller: with it the conversation began, for this caller. */
    firstSeq: whole(1),
    /** The unread messages that mention the caller, the oldest first. */
    mentions: list(object({ messageId: digits, seq: whole(1), from: id, type: oneOf(1, 2, 3) }), mentionedMax),
  },
)
export type WireConversation = Of<typeof conversation>

/** A group as its members see it. */
export const group = object(
  {
    id,
    name: text(256),
    avatarUrl: text(500),
    notice: text(300),
    attributes: texts(16, 1024, 10),
    owner: id,
    memberCount: whole(0),
    memberMax: whole(1),
    /** ZIM's join, invite and be-invited modes. */
    joinMode: oneOf(0, 1, 2),
    inviteMode: oneOf(0, 1),
    beInviteMode: oneOf(0, 1),
    createdAtMs: instant,
  },
  { notificationStatus: oneOf(1, 2) },
)
export type WireGroup = Of<typeof group>

/** A member of a group. */
export const member = object({
  id,
  name: text(256),
  avatarUrl: text(500),
  nickname: text(256),
  /** 1 owner, 2 admin, 3 member. */
  role: oneOf(1, 2, 3),
  enteredAtMs: instant,
  /** ZIM's way of entering. */
  enterType: whole(0, 5),
})
export type WireMember = Of<typeof member>

/** A user that something could not be done for, with the code of why. */
export const failedUser = object({ id, code: whole(1) })
export type FailedUser = Of<typeof failedUser>

/** One user's part in a call; `state` is ZIM's. */
export const callUser = object({ id, state: whole(0, 10), extendedData: text(callExtendedDataBytesMax) })
export type WireCallUser = Of<typeof callUser>

/** A call invitation. */
export const call = object({
  id: digits,
  caller: id,
  inviter: id,
  /** 0 general, 1 advanced. */
  mode: oneOf(0, 1),
  /** 1 started, 2 ended. */
  state: oneOf(1, 2),
  extendedData: text(callExtendedDataBytesMax),
  timeoutSeconds: whole(1, 600),
  createdAtMs: instant,
  /** 0 while it lasts. */
  endedAtMs: instant,
  users: list(callUser, 16),
})
export type WireCall = Of<typeof call>
