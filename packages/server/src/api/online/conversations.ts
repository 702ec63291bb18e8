// Methods of conversations: from parameters to flows and back.
import {
  type ConversationDeps,
  conversationOfUser,
  conversationsOf,
  readAllConversations,
  readConversation,
  setNotification,
} from '../../flows/chat/conversations.ts'
import { deleteConversation } from '../../flows/chat/delete-messages.ts'
import type { MethodHandlers } from '../../ports/methods.ts'
import { namedConversation } from './named.ts'

type ConversationMethod = Extract<keyof MethodHandlers, `conversation.${string}`>

const allTypes = [0, 2] as const

/** See the head of the file. */
export function conversationMethods(deps: ConversationDeps): Pick<MethodHandlers, ConversationMethod> {
  return {
    async 'conversation.list'(caller, { count, before, types = allTypes, onlyUnread = false }) {
      return { conversations: await conversationsOf(deps, caller, { count, before, types, onlyUnread }) }
    },
    async 'conversation.find'(caller, params) {
      return { conversation: await conversationOfUser(deps, caller, namedConversation(caller, params)) }
    },
    async 'conversation.delete'(caller, params) {
      await deleteConversation(deps, caller, namedConversation(caller, params))
      return {}
    },
    async 'conversation.read'(caller, params) {
      await readConversation(deps, caller, namedConversation(caller, params))
      return {}
    },
    async 'conversation.readAll'(caller) {
      await readAllConversations(deps, caller)
      return {}
    },
    async 'conversation.unread'({ app, user }, { types = allTypes }) {
      return { unread: await deps.store.tables.conversations.unread(app.id, user, types) }
    },
    async 'conversation.notify'(caller, params) {
      await setNotification(deps, caller, namedConversation(caller, params), params.status)
      return {}
    },
  }
}
