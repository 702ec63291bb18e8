// What users set about their notifications, as upper floors see the record; part of the store's tables.
import type { AppId, UserId } from '@posthouse/protocol'
import type { Conversation, ConversationSettings, UserSettings, UserSettingsChange } from '../domain/user-settings.ts'
import type { Write } from './write.ts'

/** A conversation that has settings of its own. */
export interface KeptConversation {
  readonly conversation: Conversation
  readonly settings: ConversationSettings
}

/** A change of one conversation's settings: members that are named; a null takes one away. */
export type ConversationChange = { readonly [Name in keyof ConversationSettings]?: ConversationSettings[Name] | null }

/** Settings of users. A user that is deleted loses them. Who set nothing has none, or empty ones. */
export interface UserSettingTable {
  find(appId: AppId, username: UserId): Promise<UserSettings | undefined>
  /** Of those of the users who set something. */
  findMany(appId: AppId, usernames: readonly UserId[]): Promise<ReadonlyMap<UserId, UserSettings>>
  /** Of the users after `after` up to and including `last`, in order of name. */
  between(appId: AppId, after: UserId | undefined, last: UserId): Promise<ReadonlyMap<UserId, UserSettings>>
  /** Changes the given members; false when there is no such user. */
  change(appId: AppId, username: UserId, change: UserSettingsChange): Write<boolean>
  conversation(appId: AppId, username: UserId, conversation: Conversation): Promise<ConversationSettings | undefined>
  /** Those of the conversations that have settings, in no order. */
  conversations(appId: AppId, username: UserId, of: readonly Conversation[]): Promise<readonly KeptConversation[]>
  /** Conversations with a mode of their own, in order of kind and key, those after `after`. */
  withMode(
    appId: AppId,
    username: UserId,
    after: Conversation | undefined,
    limit: number,
  ): Promise<readonly KeptConversation[]>
  /**
   * Changes the given members; conversations of which nothing is set any more are forgotten, those whose duration was all and is over
   * by `nowMs` too. False when there is no such user, or when the conversation is new and the user has `max` of them; what only takes
   * away needs no room.
   */
  changeConversation(
    appId: AppId,
    username: UserId,
    conversation: Conversation,
    change: ConversationChange,
    room: { readonly max: number; readonly nowMs: number },
  ): Write<boolean>
}
