// Conversations and audiences: who an entry of the timeline is for, as one text. Pure.
import type { UserId } from '@posthouse/protocol'

declare const brand: unique symbol

/** A conversation's own id: `p/alice/bob` of two users in order of name, `g/team` of a group. No user's or group's id has a `/` in it. */
export type ConversationId = string & { readonly [brand]: 'ConversationId' }
/** Whom an entry is for: the members of a conversation, or one user's devices (`u/alice`). */
export type Audience = ConversationId | (string & { readonly [brand]: 'UserAudience' })
/** ZIM's conversation types. */
export type ConversationType = 0 | 2

/** The conversation of two users. */
export function peerConversation(one: UserId, other: UserId): ConversationId {
  const [first, second] = one < other ? [one, other] : [other, one]
  return `p/${first}/${second}` as ConversationId
}

/** The conversation of a group. */
export function groupConversation(groupId: string): ConversationId {
  return `g/${groupId}` as ConversationId
}

/** The conversation that a user calls by the other side's or the group's id. */
export function conversationOf(user: UserId, type: ConversationType, id: string): ConversationId {
  return type === 2 ? groupConversation(id) : peerConversation(user, id as UserId)
}

/** One user's devices. */
export function userAudience(user: UserId): Audience {
  return `u/${user}` as Audience
}

/** What an audience is. */
export type ReadAudience =
  | { readonly kind: 'user'; readonly user: UserId }
  | { readonly kind: 'peers'; readonly users: readonly [UserId, UserId] }
  | { readonly kind: 'group'; readonly groupId: string }

/** Reads an audience that one of these functions made. */
export function readAudience(audience: Audience): ReadAudience {
  const rest = audience.slice(2)
  if (audience.startsWith('u/')) return { kind: 'user', user: rest as UserId }
  if (audience.startsWith('g/')) return { kind: 'group', groupId: rest }
  const [first = '', second = ''] = rest.split('/')
  return { kind: 'peers', users: [first as UserId, second as UserId] }
}

/** By which type and id a member knows the conversation. */
export function asSeenBy(
  user: UserId,
  conversation: ConversationId,
): { readonly type: ConversationType; readonly id: string } {
  const read = readAudience(conversation)
  if (read.kind === 'group') return { type: 2, id: read.groupId }
  if (read.kind === 'user') return { type: 0, id: read.user }
  const [first, second] = read.users
  return { type: 0, id: first === user ? second : first }
}

/** Ids of users and groups in ZIM (spec/zego.md §7), without their length; none has a `/`. */
const idCharacters = /^[0-9A-Za-z!#$%&()+\-:;<=.>?@[\]^_{}~|]+$/

/** Whether a text may be the id of a user or group of the online channel; its length is checked where it is read. */
export function isChatId(text: string): boolean {
  return idCharacters.test(text)
}
