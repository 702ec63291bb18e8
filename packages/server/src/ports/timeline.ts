// The timeline of an app and its conversations in the record; part of the store's tables.
import type { AppId, JsonObject, MsgId, UserId } from '@posthouse/protocol'
import type { Entry, EntryBody, WireMessage } from '@posthouse/protocol/frames'
import type { Audience, ConversationId } from '../domain/chat/conversation.ts'
import type { Write } from './write.ts'

/** An entry with whom it is for. */
export interface AddressedEntry {
  readonly audience: Audience
  readonly entry: Entry
  readonly createdAtMs: number
}

/** A message before it has its number and position. */
export type NewMessage = Omit<WireMessage, 'seq'>

/** Entries in the order of their positions: 1, 2, … per app, in the order of commits. */
export interface TimelineTable {
  /** The last position; 0 where nothing happened yet. */
  position(appId: AppId): Promise<number>
  /** Entries of everybody after a position, in order; for whoever hands them on. */
  after(appId: AppId, position: number, limit: number): Promise<readonly AddressedEntry[]>
  /**
   * What a user has to be told after a position, in order: own entries, and those of conversations while a member. Recalled messages
   * come as they are now.
   */
  catchUp(appId: AppId, user: UserId, after: number, limit: number): Promise<readonly AddressedEntry[]>
  /** The newest notifications for a user after a position, in order: what a device that has no past is told all the same. */
  notifications(appId: AppId, user: UserId, after: number, limit: number): Promise<readonly AddressedEntry[]>
  /** How many messages {@link catchUp} has after a position, counted up to `limit`. */
  missed(appId: AppId, user: UserId, after: number, limit: number): Promise<number>
  /** Adds an entry and reports its position. Not for messages. */
  append(
    appId: AppId,
    audience: Audience,
    body: Exclude<EntryBody, { kind: 'message' }>,
    atMs: number,
    expiresAtMs: number,
  ): Write<number>
  /** Adds a push that came by this channel, once however many of its deliveries do. */
  appendNotification(
    appId: AppId,
    audience: Audience,
    pushId: MsgId,
    notification: JsonObject,
    times: { readonly atMs: number; readonly expiresAtMs: number },
  ): Write
  /** Adds a message with its conversation's next number; makes the conversation, and of two users their places in it, where missing. */
  appendMessage(
    appId: AppId,
    conversation: ConversationId,
    message: NewMessage,
    options: { readonly isCounted: boolean; readonly expiresAtMs: number },
  ): Write<MessagePlace>
  /** Remembers a sender's own name for a message; false when it is known already. A fence. */
  claimLocalId(appId: AppId, sender: UserId, localId: string, id: MsgId, atMs: number): Write<boolean>
  /** The message that a sender's own name stands for. */
  ofLocalId(appId: AppId, sender: UserId, localId: string): Promise<MsgId | undefined>
  message(appId: AppId, id: MsgId): Promise<StoredMessage | undefined>
  /** Puts another body in a message's place: a recalled one. False when it is gone, or was recalled already. A fence. */
  replaceMessage(appId: AppId, id: MsgId, message: WireMessage): Write<boolean>
  /** Messages of a conversation between two numbers, both included, in order of `seq`; from the newest down when `isNewestFirst`. */
  messages(
    appId: AppId,
    conversation: ConversationId,
    window: { readonly from: number; readonly to: number; readonly limit: number; readonly isNewestFirst: boolean },
  ): Promise<readonly StoredMessage[]>
  /** Deletes at most `limit` entries that expired; reports how many. */
  deleteExpired(nowMs: number, limit: number): Write<number>
  /** Forgets senders' names for messages made before the instant. */
  deleteLocalIds(beforeMs: number, limit: number): Write<number>
}

/** What a message was given when it was stored. */
export interface MessagePlace {
  readonly position: number
  readonly seq: number
  /** Epoch ms: the instant that it came with, or that of the message before it where that is later. */
  readonly sentAtMs: number
}

/** A message in its place. */
export interface StoredMessage {
  readonly conversation: ConversationId
  readonly position: number
  readonly message: WireMessage
}

/** A user's place in a conversation. */
export interface Membership {
  readonly conversation: ConversationId
  readonly username: UserId
  /** What came up to here is not for this user. */
  readonly joinedPosition: number
  readonly joinedSeq: number
  /** What came after here is not for this user either; undefined while a member. */
  readonly leftPosition: number | undefined
  readonly leftSeq: number | undefined
  readonly readSeq: number
  /** Messages up to here were deleted by the user. */
  readonly clearedSeq: number
  /** Not in the list until something new comes. */
  readonly isHidden: boolean
  /** ZIM's notification status. */
  readonly status: 1 | 2
  /** 1 owner, 2 admin, 3 member; 3 of two users. */
  readonly role: 1 | 2 | 3
  readonly nickname: string
  readonly enteredAtMs: number
  readonly enterType: number
}

/** A conversation in a user's list. */
export interface ListedConversation {
  readonly membership: Membership
  readonly lastSeq: number
  readonly lastPosition: number
  /** The last message that the user may see. */
  readonly lastMessage: StoredMessage | undefined
  readonly unread: number
}

/** Conversations and who is in them. */
export interface ConversationTable {
  /** The newest first, those below the position `before`; hidden ones and those without a message are left out. */
  list(
    appId: AppId,
    user: UserId,
    filter: {
      readonly before: number | undefined
      readonly limit: number
      readonly onlyUnread: boolean
      readonly types: readonly (0 | 2)[]
    },
  ): Promise<readonly ListedConversation[]>
  find(appId: AppId, user: UserId, conversation: ConversationId): Promise<ListedConversation | undefined>
  /** Unread messages of all conversations with status 1. */
  unread(appId: AppId, user: UserId, types: readonly (0 | 2)[]): Promise<number>
  /** Unread messages of others in these conversations that mention anybody, in order of their numbers per conversation. */
  mentioning(
    appId: AppId,
    user: UserId,
    conversations: readonly ConversationId[],
    limit: number,
  ): Promise<readonly StoredMessage[]>
  membership(appId: AppId, conversation: ConversationId, user: UserId): Promise<Membership | undefined>
  /** Present members in order of id, those after `after`. */
  members(
    appId: AppId,
    conversation: ConversationId,
    after: UserId | undefined,
    limit: number,
  ): Promise<readonly Membership[]>
  /** Those of the users who are members now. */
  membersAmong(appId: AppId, conversation: ConversationId, users: readonly UserId[]): Promise<readonly Membership[]>
  /** Groups that the user is a member of now, in order of id, those after `after`. */
  groupsOf(appId: AppId, user: UserId, after: ConversationId | undefined, limit: number): Promise<readonly Membership[]>
  /** Makes an empty conversation: a new group's. */
  insert(appId: AppId, conversation: ConversationId): Write<boolean>
  /** Makes a user a member from the conversation's present end on; a former member again. False when it is one already. */
  join(
    appId: AppId,
    conversation: ConversationId,
    user: UserId,
    member: { readonly role: 1 | 2 | 3; readonly enteredAtMs: number; readonly enterType: number },
  ): Write<boolean>
  /** Ends a membership at the present end; false when there is none. */
  leave(appId: AppId, conversation: ConversationId, user: UserId): Write<boolean>
  setRole(appId: AppId, conversation: ConversationId, user: UserId, role: 1 | 2 | 3): Write<boolean>
  setStatus(appId: AppId, conversation: ConversationId, user: UserId, status: 1 | 2): Write<boolean>
  /** Everything up to a number is read. */
  read(appId: AppId, conversation: ConversationId, user: UserId, seq: number): Write<boolean>
  readAll(appId: AppId, user: UserId): Write
  /** Everything there is now is deleted for the user; out of the list too where `isHidden`. */
  clear(appId: AppId, conversation: ConversationId, user: UserId, isHidden: boolean): Write<boolean>
  /** These messages are deleted for the user. */
  hide(appId: AppId, conversation: ConversationId, user: UserId, seqs: readonly number[]): Write
  /** Those of the numbers that the user deleted. */
  hidden(
    appId: AppId,
    conversation: ConversationId,
    user: UserId,
    from: number,
    to: number,
  ): Promise<ReadonlySet<number>>
}
