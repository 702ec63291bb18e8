// Ids as clients write them: users' are folded to lower case, and what is no id is refused before anybody looks it up.
import { type MsgId, msgIdOf, type UserId, userIdOf } from '@posthouse/protocol'
import { type ConversationId, type ConversationType, conversationOf, isChatId } from '../../domain/chat/conversation.ts'
import { Refusal } from '../../domain/chat/refusal.ts'
import type { SessionCaller } from '../../ports/methods.ts'

/** The conversation that the caller calls by the other user's or the group's id. */
export function namedConversation(
  { user }: SessionCaller,
  {
    conversationId,
    conversationType,
  }: { readonly conversationId: string; readonly conversationType: ConversationType },
): ConversationId {
  if (!isChatId(conversationId)) throw new Refusal('params-invalid', `"${conversationId}" is no id.`)
  return conversationOf(user, conversationType, conversationType === 2 ? conversationId : userIdOf(conversationId))
}

/** Users, each once, in the order in which they were named. */
export function namedUsers(ids: readonly string[]): readonly UserId[] {
  const wrong = ids.find(id => !isChatId(id))
  if (wrong !== undefined) throw new Refusal('params-invalid', `"${wrong}" is no id.`)
  return [...new Set(ids.map(userIdOf))]
}

/** A message. */
export function namedMessage(id: string): MsgId {
  const read = msgIdOf(id)
  if (read === undefined) throw new Refusal('params-invalid', `"${id}" is no message's id.`)
  return read
}
